"""The cohort: a clean typed table of patients, with what was wrong in it and where it came from.

A cohort never changes. Its frame is handed out as a lazy copy, so whoever writes into it writes into their own.

Column types, by the kind of the field: number and integer are float64 (missing is nan), date is datetime64,
category, ordinal and yes/no are pandas categoricals with the field's levels, text is object.
"""

import datetime
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import InitVar, dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import Literal

import numpy as np
import pandas as pd

from core.dictionary import Field, Level
from core.records import PATIENT, RecordKind, no_records

pd.options.mode.copy_on_write = True

Severity = Literal["error", "warning", "note"]
FEWEST_COMPARED, MOST_COMPARED = 2, 12
SEVERITIES: tuple[Severity, ...] = ("error", "warning", "note")


@dataclass(frozen=True)
class Issue:
    """Something about a cell, a row or a column: where it is, what it is, why it matters, what was done.

    `rule` is the id of the rule across fields that found it (`core.workbook.rules`), empty for anything else.
    """

    severity: Severity
    where: str
    what: str
    why: str
    done: str
    field: str = ""
    rule: str = ""


@dataclass(frozen=True)
class Source:
    """Where a cohort came from: the label shown, the sheet, and the key of a bundled cohort (empty for an upload).

    `written` is the day the file was last written, where it says so.
    """

    label: str
    sheet: str = ""
    bundled: str = ""
    synthetic: bool = False
    written: datetime.date | None = field(default=None, compare=False)


@dataclass(frozen=True, eq=False)
class Cohort:
    """Patients, one row each, with the field of every column.

    `columns` maps the name of each column of the frame to its field; extra columns of the workbook have fields
    of origin "extra", derived ones "derived". `records` are frames by kind, where the workbook has them.
    """

    frame: InitVar[pd.DataFrame]
    columns: Mapping[str, Field] = field(repr=False)
    source: Source
    issues: tuple[Issue, ...] = ()
    records: Mapping[RecordKind, pd.DataFrame] = field(default_factory=dict, repr=False)

    def __post_init__(self, frame: pd.DataFrame) -> None:
        """Take a copy of what was given, so that its giver cannot change it."""
        if list(frame.columns) != list(self.columns):
            raise ValueError("A cohort needs a field for every column, in the same order.")
        object.__setattr__(self, "_frame", frame.reset_index(drop=True))
        object.__setattr__(self, "_arrays", {})
        object.__setattr__(self, "columns", MappingProxyType(dict(self.columns)))
        object.__setattr__(self, "records", MappingProxyType(dict(self.records)))

    def __getstate__(self) -> dict[str, object]:
        """What another process needs: views of mappings cannot travel, and arrays are computed again."""
        state = {name: value for name, value in self.__dict__.items() if name not in ("_arrays", "_by_slug")}
        return state | {"columns": dict(self.columns), "records": dict(self.records)}

    def __setstate__(self, state: dict[str, object]) -> None:
        """The same cohort in another process, its fingerprint with it if it was computed."""
        views = {name: MappingProxyType(state[name]) for name in ("columns", "records")}
        self.__dict__.update(state | views, _arrays={})

    def __len__(self) -> int:
        """The number of patients."""
        return len(self._frame)

    def __contains__(self, name: str) -> bool:
        """Whether the cohort has a column of this name."""
        return name in self.columns

    @property
    def patients(self) -> pd.DataFrame:
        """The typed table; a lazy copy, so writing into it leaves the cohort as it is."""
        return self._frame.copy(deep=False)

    def records_of(self, kind: RecordKind, patients: np.ndarray) -> pd.DataFrame:
        """The records of this kind of the patients marked in a mask; no row where the workbook has none."""
        found = self.records.get(kind)
        return no_records(kind) if found is None else found[patients[found[PATIENT]]].reset_index(drop=True)

    def has(self, name: str) -> bool:
        """Whether the column is there and at least one patient has a value in it."""
        return name in self.columns and bool(self.known(name).any())

    def known(self, name: str) -> np.ndarray:
        """Which patients have a value in this column, as a mask."""
        return self._once("known", name, lambda column: column.notna().to_numpy())

    def is_level(self, name: str, value: str) -> np.ndarray:
        """Which patients have this level of a field of choices, as a mask; a missing value is no level."""
        values = self.columns[name].values
        return self.codes(name) == (values.index(value) if value in values else len(values))

    def by_slug(self, slug: str) -> Field | None:
        """The field an address calls by this slug, if this cohort has it."""
        return self._by_slug.get(slug)

    def observed_levels(self, name: str) -> tuple[Level, ...]:
        """The levels of a field of choices that at least one patient has, in the field's order."""
        present = np.bincount(self.codes(name) + 1, minlength=len(self.columns[name].levels) + 1)[1:] > 0
        return tuple(level for level, found in zip(self.columns[name].levels, present, strict=True) if found)

    def can_compare(self, field: Field) -> bool:
        """Whether patients can be compared by this field: two to twelve levels among them, and no outcome."""
        if not field.is_choice or field.is_outcome:
            return False
        return FEWEST_COMPARED <= len(self.observed_levels(field.name)) <= MOST_COMPARED

    def can_tabulate(self, field: Field) -> bool:
        """Whether the field can be a row of a table: a number or a choice that somebody has, and no outcome."""
        return (field.is_number or field.is_choice) and not field.is_outcome and self.has(field.name)

    def codes(self, name: str) -> np.ndarray:
        """The place of each patient's value among the field's levels, -1 where missing (int8 or wider)."""
        return self._once("codes", name, lambda column: column.cat.codes.to_numpy())

    def days(self, name: str) -> np.ndarray:
        """A date column as days since 1970, float64, nan where there is no date."""
        return self._once("days", name, _days)

    def numbers(self, name: str) -> np.ndarray:
        """A number column as float64, nan where missing."""
        return self._once("numbers", name, lambda column: column.to_numpy(dtype=float))

    def span(self, name: str) -> tuple[float, float]:
        """The smallest and the largest number of a column that has one."""
        numbers = self.numbers(name)
        return float(np.nanmin(numbers)), float(np.nanmax(numbers))

    def _once(self, what: str, name: str, compute: Callable[[pd.Series], np.ndarray]) -> np.ndarray:
        """An array of a column, computed at its first use and read-only: every click asks for it again."""
        key = what, name
        if key not in self._arrays:
            array = compute(self._frame[name])
            array.flags.writeable = False
            self._arrays[key] = array
        return self._arrays[key]

    @cached_property
    def _by_slug(self) -> dict[str, Field]:
        return {known.slug: known for known in self.columns.values()}

    @cached_property
    def fingerprint(self) -> str:
        """Ten hexadecimal digits that tell this data from other data and give nothing of it away.

        The order of rows and columns does not matter, nor that of records. The digest is slow to compute and cut
        short, so that guessing patients until one fits is not a way in.
        """
        names = sorted(name for name, known in self.columns.items() if known.origin != "derived")
        plain = self._frame[names].apply(_as_text)
        rows = pd.util.hash_pandas_object(plain, index=False).to_numpy()
        headings = "\x1f".join(f"{name}\x1e{self.columns[name].unit}" for name in names)
        records = b"".join(_record_bytes(kind, self.records[kind], rows) for kind in sorted(self.records))
        digest = hashlib.sha256(headings.encode() + np.sort(rows).tobytes() + records).digest()
        return hashlib.pbkdf2_hmac("sha256", digest, b"ballad cohort", 50_000, dklen=5).hex()


def _days(dates: pd.Series) -> np.ndarray:
    days = dates.to_numpy(dtype="datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype(np.int64).astype(float))


def _record_bytes(kind: RecordKind, frame: pd.DataFrame, patients: np.ndarray) -> bytes:
    """The records of a kind in an order of their own, each beside the hash of its patient; nothing without a row."""
    if frame.empty:
        return b""
    plain = frame.drop(columns=PATIENT).apply(_as_text)
    owned = plain.assign(**{PATIENT: patients[frame[PATIENT].to_numpy()]})
    return kind.encode() + np.sort(pd.util.hash_pandas_object(owned, index=False).to_numpy()).tobytes()


def _as_text(column: pd.Series) -> pd.Series:
    """Values as text that does not depend on how they are stored; each distinct value is written once."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        column = column.astype(object)
    elif pd.api.types.is_numeric_dtype(column.dtype):
        column = column.astype(float) + 0.0  # so that there is one zero
    codes, distinct = pd.factorize(column)
    texts = np.array([*map(str, pd.Series(distinct)), ""], dtype=object)
    return pd.Series(texts[codes], index=column.index, dtype=object)
