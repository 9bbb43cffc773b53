"""A column as it came: its distinct values, and which of them each row holds.

Everything that types a column works on the distinct values, once each, however many rows repeat them.
"""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np
import pandas as pd

from core.workbook.missing import MISSING_NUMBERS, NOT_STATED, reason_of

Value = str | float | datetime.date

UNSEEN = dict.fromkeys(map(ord, "\u200b\u200c\u200d\u2060\ufeff"))
WHOLE_AS_FLOAT = 1e15


@dataclass(frozen=True)
class Cells:
    """The cells of a column: `distinct` values (text, float or date) and a code into them per row, -1 if empty.

    `timed` counts the cells Excel holds as dates with a time of day, which was dropped.
    """

    distinct: tuple[Value, ...] = field(repr=False)
    codes: np.ndarray = field(repr=False)
    timed: int = 0

    @classmethod
    def of(cls, values: Sequence[object]) -> "Cells":
        """Cells from what a reader gave: text is trimmed, a time of day dropped from a date, TRUE is a text."""
        kinds = set(map(type, values))
        if kinds == {float}:
            codes, numbers = pd.factorize(np.array(values, dtype=float))
            return cls(tuple(numbers.tolist()), codes)
        if bool in kinds:
            values = [str(value).upper() if isinstance(value, bool) else value for value in values]
        raw = np.empty(len(values), dtype=object)
        raw[:] = values
        codes, seen = pd.factorize(raw)
        cleaned = [value if type(value) is float else clean(value) for value in seen]
        distinct = dict.fromkeys(cleaned)
        distinct.pop(None, None)
        places = {value: place for place, value in enumerate(distinct)}
        # A last place for the -1 of an empty cell.
        recode = np.array([-1 if value is None else places[value] for value in [*cleaned, None]], dtype=np.int64)
        return cls(tuple(places), recode[codes], _timed(seen, codes))

    @cached_property
    def counts(self) -> np.ndarray:
        """How many rows hold each distinct value."""
        return np.bincount(self.codes[self.codes >= 0], minlength=len(self.distinct))

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The distinct values as text."""
        return tuple(map(cell_text, self.distinct))

    @cached_property
    def kinds(self) -> frozenset[type]:
        """The types of the distinct values."""
        return frozenset(map(type, self.distinct))

    @cached_property
    def numbers(self) -> np.ndarray:
        """The distinct values that are numbers in the workbook, as float64; nan for the others."""
        if self.kinds == {float}:
            return np.array(self.distinct, dtype=float)
        return np.array([value if type(value) is float else np.nan for value in self.distinct], dtype=float)

    @cached_property
    def reasons(self) -> tuple[str, ...]:
        """Why each distinct value is none: a reason of `missing.REASONS`, empty for what is no code for that."""
        if self.kinds == {float}:
            return tuple(NOT_STATED if coded else "" for coded in np.isin(self.numbers, MISSING_NUMBERS).tolist())
        return tuple(map(_reason, self.distinct))

    @cached_property
    def missing(self) -> np.ndarray:
        """Which distinct values are codes for a value that is not there."""
        return np.array([bool(reason) for reason in self.reasons], dtype=bool)

    def text(self, place: int) -> str:
        """One distinct value as text."""
        return cell_text(self.distinct[place])

    @property
    def filled(self) -> np.ndarray:
        """Which rows have a value."""
        return self.codes >= 0

    def rows(self, kept: np.ndarray) -> "Cells":
        """The cells of these rows."""
        return self if kept.all() else replace(self, codes=self.codes[kept])

    def taken(self, patients: np.ndarray) -> "Cells":
        """The cells of these rows in this order, by their number from 0 (-1 is an empty one); no value unused."""
        codes = np.where(patients < 0, -1, self.codes[patients])
        used = np.unique(codes[codes >= 0])
        recode = np.full(len(self.distinct) + 1, -1, dtype=np.int64)
        recode[used] = np.arange(len(used))
        return replace(self, distinct=tuple(self.distinct[place] for place in used.tolist()), codes=recode[codes])

    def spread(self, values: np.ndarray, missing: object) -> np.ndarray:
        """One value per row from one per distinct value; `missing` where the cell is empty."""
        return np.append(values, np.array([missing], dtype=values.dtype))[self.codes]

    def counted(self, which: Sequence[int]) -> tuple[tuple[str, int], ...]:
        """The text and number of rows of these distinct values, texts that are alike added up."""
        sums: dict[str, int] = {}
        for place in which:
            text = self.text(place)
            sums[text] = sums.get(text, 0) + int(self.counts[place])
        return tuple(sums.items())


def cell_text(value: Value) -> str:
    """A cell as text: whole numbers without a decimal point, dates as year-month-day."""
    if isinstance(value, float):
        whole = value.is_integer() and abs(value) < WHOLE_AS_FLOAT
        return str(int(value)) if whole else repr(value)
    return value.isoformat() if isinstance(value, datetime.date) else value


def _timed(seen: Sequence[object], codes: np.ndarray) -> int:
    midnight = datetime.time()
    timed = [isinstance(value, datetime.datetime) and value.time() != midnight for value in seen]
    return int(np.isin(codes, np.flatnonzero(timed)).sum()) if any(timed) else 0


def _reason(value: Value) -> str:
    if isinstance(value, float):
        return NOT_STATED if value in MISSING_NUMBERS else ""
    return reason_of(value) if isinstance(value, str) else ""


def clean(value: object) -> Value | None:
    """A cell as the readers take it: trimmed text, a float, a date without time of day, or None if it is empty."""
    if isinstance(value, str):
        return value.translate(UNSEEN).replace("\xa0", " ").strip() or None
    if isinstance(value, datetime.datetime):
        return value.date()
    if value is None or isinstance(value, datetime.date):
        return value
    if isinstance(value, int | float):
        return float(value)
    return str(value)
