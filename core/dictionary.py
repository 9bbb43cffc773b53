"""The fields Ballad knows: their names, labels, kinds, levels and the headings they bear in real exports.

Four files in `data/` are the dictionary: `dictionary.csv` has a row a field, `levels.csv` the labels and spellings of
levels; `headings.csv` and `spellings.csv` add further ones by language. Nothing here knows a patient.
"""

import csv
import re
import unicodedata
from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Literal

DATA = Path(__file__).parent.parent / "data"

Kind = Literal["text", "number", "integer", "category", "ordinal", "yes/no", "date"]
Origin = Literal["sheet", "derived", "extra"]

_RANGE_START = re.compile(r"^(?P<sign>[<>≤≥]?)[=\s]*(?P<bound>\d+(?:\.\d+)?)")
_SIDE = {"<": -1, "≤": -1, "": 0, ">": 1, "≥": 1}
LONGEST_SLUG = 60
MISSING = "missing"
"""The slug of "no value", which no level may have."""

OUTCOMES = ("os_", "efs_", "rfs_", "vital_status", "cause_of_death")

NUMBERS: tuple[Kind, ...] = ("number", "integer")
CHOICES: tuple[Kind, ...] = ("category", "ordinal", "yes/no")


@dataclass(frozen=True)
class Level:
    """One value a field of choices may have: `value` in the data, `label` on screen, `slug` in an address."""

    value: str
    label: str
    slug: str
    spellings: tuple[str, ...] = ()


@dataclass(frozen=True)
class Field:
    """A column Ballad understands.

    `known_at` names the date field at which a patient's value becomes known; empty where it is known from the
    start. `origin` tells a column of the sheet from a derived one and from an extra column of the workbook.
    """

    name: str
    label: str
    kind: Kind
    unit: str = ""
    levels: tuple[Level, ...] = ()
    headings: tuple[str, ...] = ()
    origin: Origin = "sheet"
    known_at: str = ""
    slug: str = ""
    note: str = field(default="", repr=False)

    @property
    def is_number(self) -> bool:
        """Whether values are numbers."""
        return self.kind in NUMBERS

    @property
    def is_choice(self) -> bool:
        """Whether values come from a list of levels."""
        return self.kind in CHOICES

    @property
    def is_outcome(self) -> bool:
        """Whether the column is an outcome itself: compared by it, or put into a model, it would explain itself."""
        return self.name.startswith(OUTCOMES)

    @property
    def is_worded(self) -> bool:
        """Whether values are choices in words: one of codes (0, 1) is as often an outcome as a trait."""
        return self.is_choice and not all(level.value.isdigit() for level in self.levels)

    @property
    def values(self) -> tuple[str, ...]:
        """The levels as they stand in the data, in order."""
        return tuple(level.value for level in self.levels)

    @property
    def label_with_unit(self) -> str:
        """The label, with the unit in brackets where there is one."""
        return f"{self.label} ({self.unit})" if self.unit else self.label

    def level(self, value: str) -> Level | None:
        """The level with this value in the data, or None."""
        return next((level for level in self.levels if level.value == value), None)

    def level_label(self, value: str) -> str:
        """The label of this value; a value without a level speaks for itself."""
        known = self.level(value)
        return known.label if known else value


class Dictionary:
    """The known fields in the order of the dictionary file, found by name or by address slug."""

    def __init__(self, fields: tuple[Field, ...]) -> None:
        """Index the fields; two with one name or one slug are an error."""
        self._by_name = {known.name: known for known in fields}
        self._by_slug = {known.slug: known for known in fields}
        if len(self._by_slug) != len(fields):
            raise ValueError("Two fields of the dictionary share a name or a slug: give each its own.")

    def __iter__(self) -> Iterator[Field]:
        """The fields, in order."""
        return iter(self._by_name.values())

    def __contains__(self, name: str) -> bool:
        """Whether a field has this name."""
        return name in self._by_name

    def __getitem__(self, name: str) -> Field:
        """The field with this name."""
        return self._by_name[name]

    def by_slug(self, slug: str) -> Field | None:
        """The field an address calls by this slug, or None."""
        return self._by_slug.get(slug)

    @property
    def sheet_fields(self) -> tuple[Field, ...]:
        """The fields a workbook may bring; the others are derived."""
        return tuple(known for known in self if known.origin == "sheet")


def slugify(text: str) -> str:
    """A text as it may stand in an address: lower-case letters and digits joined by hyphens."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:LONGEST_SLUG].strip("-")


def normalise(text: str) -> str:
    """A heading or a code without case, accents, spaces and punctuation, so that spellings of it meet.

    `#`, `%`, `+` and a minus at the end are kept, for they carry meaning (`MRD+`, `MRD-`).
    """
    hyphened = str(text).replace("\u2212", "-").replace("\u2013", "-")
    plain = unicodedata.normalize("NFKD", hyphened).encode("ascii", "ignore").decode().casefold().strip()
    signs = re.sub(r"-$", " minus", plain.replace("%", " pct ").replace("#", " no "))
    return re.sub(r"[^a-z0-9+]+", "", signs) or plain


def in_order(values: Iterable[str]) -> list[str]:
    """Distinct values as a reader expects them: ranges by where they lie (<=20, 20-40, >40), else by the alphabet."""
    distinct = sorted(set(values), key=lambda value: (value.casefold(), value))
    starts = [_RANGE_START.match(value) for value in distinct]
    if not all(starts):
        return distinct
    bounds = {
        value: (float(start["bound"]), _SIDE[start["sign"]]) for value, start in zip(distinct, starts, strict=True)
    }
    return sorted(distinct, key=bounds.__getitem__)


def free_levels(values: list[str]) -> tuple[Level, ...]:
    """Levels for a field whose values are not known beforehand, each with an address slug of its own."""
    taken = {MISSING}
    levels = []
    for value in values:
        stem = slugify(value) or "level"
        slug = next(s for s in (stem, *(f"{stem}-{i}" for i in range(2, len(values) + 2))) if s not in taken)
        taken.add(slug)
        levels.append(Level(value, value, slug))
    return tuple(levels)


@cache
def dictionary() -> Dictionary:
    """The dictionary of the project, read once."""
    known_levels = _read_levels()
    return Dictionary(tuple(_field(row, known_levels) for row in read_rows("dictionary.csv")))


def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of a table in `data/`, by column heading."""
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _read_levels() -> dict[tuple[str, str], Level]:
    """Labels, slugs and spellings by (field name or kind, value)."""
    levels = {}
    for row in read_rows("levels.csv"):
        for owner in row["field"].split(";"):
            level = Level(row["level"], row["label"], row["slug"], _parts(row["spellings"], ";"))
            levels[owner.strip(), row["level"]] = level
    return levels


def _read_more(name: str, key: Callable[[dict[str, str]], Iterable[Hashable]], texts: str) -> dict:
    """The further texts a file adds in any language, by what they belong to."""
    more: dict[Hashable, tuple[str, ...]] = {}
    for row in read_rows(name):
        for owner in key(row):
            more[owner] = (*more.get(owner, ()), *_parts(row[texts], ";"))
    return more


@cache
def _more_headings() -> dict[str, tuple[str, ...]]:
    return _read_more("headings.csv", lambda row: [row["field"]], "headings")


@cache
def _more_spellings() -> dict[tuple[str, str], tuple[str, ...]]:
    """By (field name or kind, value)."""
    return _read_more(
        "spellings.csv", lambda row: [(owner.strip(), row["level"]) for owner in row["field"].split(";")], "spellings"
    )


def _field(row: dict[str, str], known_levels: dict[tuple[str, str], Level]) -> Field:
    name, kind = row["field"], row["kind"]
    levels = tuple(
        known_levels.get((name, value)) or known_levels.get((kind, value)) or _plain_level(value)
        for value in _parts(row["levels"], "|")
    )
    levels = tuple(_with_spellings(level, (name, kind)) for level in levels)
    return Field(
        name=name,
        label=row["label"],
        kind=kind,
        unit=row["unit"],
        levels=levels,
        headings=(*_parts(row["headings"], ";"), *_more_headings().get(name, ())),
        origin=row["origin"],
        known_at=row["known_at"],
        slug=row["slug"] or name,
        note=row["note"],
    )


def _with_spellings(level: Level, owners: tuple[str, ...]) -> Level:
    """A level with the further spellings of its field or kind."""
    more = [text for owner in owners for text in _more_spellings().get((owner, level.value), ())]
    return replace(level, spellings=(*level.spellings, *more)) if more else level


def _plain_level(value: str) -> Level:
    label = value if value[:1].isupper() or any(c.isupper() for c in value) else value[:1].upper() + value[1:]
    return Level(value, label, slugify(value))


def _parts(text: str, separator: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(separator) if part.strip())
