"""Twelve made-up patients with every core field, and what a workbook of the corpus is expected to give."""

import datetime
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from core.workbook import Mapping as Answers
from tests.workbook.making import Rows

Cell = Any
Cells = Mapping[Cell, Cell] | Callable[[Cell], Cell]


def _day(said: str | None) -> datetime.date | None:
    return datetime.date.fromisoformat(said) if said else None


FIELDS = (
    "patient_id", "age_years", "sex", "ph_status", "mab1", "mab1_start", "mab1_bm_blasts_pct", "mab1_response",
    "mab1_mrd", "mab1_progression", "mab2", "mab2_start", "mab2_response", "hsct", "hsct_date", "salvage_line",
    "cd19_pct", "vital_status", "last_contact", "death_date",
)  # fmt: skip
BLINA, INO = "blinatumomab", "inotuzumab"
_TABLE = (
    ("P01", 41.5, "female", "negative", BLINA, "2019-03-05", 62.5, "CR", "negative", "2019-11-02", INO, "2019-12-01",
     "NR", "no", None, 1, 98.5, "dead", "2020-04-30", "2020-04-30"),
    ("P02", 61, "male", "positive", INO, "2020-11-30", 88, "CRi", "positive", None, None, None,
     None, "yes", "2021-02-10", 2, 75, "alive", "2022-01-31", None),
    ("P03", 27, "female", "negative", INO, "2018-01-02", 35.5, "NR", None, None, BLINA, "2018-05-13",
     "CR", "no", None, 1, 91, "alive", "2021-09-09", None),
    ("P04", 70.5, "male", "negative", BLINA, "2017-06-21", 12, "NR", "positive", None, None, None,
     None, "no", None, 3, 66.5, "dead", "2017-10-08", "2017-10-08"),
    ("P05", 33, "female", "positive", BLINA, "2021-04-07", 7.5, "CR", "negative", None, None, None,
     None, "yes", "2021-08-19", 1, 99, "alive", "2024-02-29", None),
    ("P06", 55, "male", "negative", INO, "2019-08-12", 93, "CR", "negative", "2020-07-03", BLINA, "2020-08-04",
     "CR", "yes", "2020-12-17", 2, 80.5, "dead", "2021-03-11", "2021-03-11"),
    ("P07", 19, "female", "negative", BLINA, "2016-10-10", 48, "CRi", "not assessed", "2017-05-06", None, None,
     None, "no", None, 1, 87, "dead", "2018-09-12", "2018-09-12"),
    ("P08", 48, "male", "negative", BLINA, "2022-02-03", 0.5, "CR", "negative", None, None, None,
     None, "yes", "2022-06-07", 1, 95, "alive", "2023-12-11", None),
    ("P09", 66, "female", "negative", INO, "2018-12-24", 71, "NR", None, None, BLINA, "2019-02-25",
     "NR", "no", None, 4, 59, "dead", "2019-06-06", "2019-06-06"),
    ("P10", 23.5, "male", "positive", BLINA, "2020-01-15", 55, "CR", "positive", "2020-09-30", INO, "2020-10-26",
     "CR", "yes", "2021-01-05", 2, 97, "alive", "2023-05-04", None),
    ("P11", 58, "female", "negative", INO, "2017-03-03", 84, "CR", "negative", "2018-02-02", None, None,
     None, "no", None, 2, 42.5, "dead", "2018-08-08", "2018-08-08"),
    ("P12", 37, "male", "negative", BLINA, "2023-07-08", 29, "CR", "negative", None, None, None,
     None, "no", None, 1, 100, "alive", "2025-01-22", None),
)  # fmt: skip
DATES = tuple(name for name in FIELDS if name.endswith(("_start", "_progression", "_date", "last_contact")))
PATIENTS: tuple[dict[str, Cell], ...] = tuple(
    {name: _day(cell) if name in DATES else cell for name, cell in zip(FIELDS, row, strict=True)} for row in _TABLE
)
ENGLISH = {
    "patient_id": "Pt ID", "age_years": "Age", "sex": "Sex", "ph_status": "BCR-ABL", "mab1": "mAb1",
    "mab1_start": "mAb1 start", "mab1_bm_blasts_pct": "BM blasts", "mab1_response": "mAb1 response",
    "mab1_mrd": "mAb1 MRD", "mab1_progression": "Relapse date", "mab2": "mAb2", "mab2_start": "mAb2 start",
    "mab2_response": "mAb2 response", "hsct": "SCT Y/N", "hsct_date": "HSCT date", "salvage_line": "Salvage",
    "cd19_pct": "CD19", "vital_status": "Vital", "last_contact": "Last FU", "death_date": "Date of death",
}  # fmt: skip


@dataclass(frozen=True)
class Book:
    """A workbook and exactly what must become of it.

    `cohort` has every column of the cohort that was read, by field, one value a patient; None for a file that is
    refused, whose sentence then matches `refused`. `asked` are the questions before any answer, by heading and kind;
    with `answers` none is left. `dropped` are the headings left out; `warnings` counts the warnings of the last
    reading. `grows` says that the table has other rows until the questions are answered.
    """

    family: str
    name: str
    make: Callable[[], bytes] = field(repr=False)
    cohort: Mapping[str, Sequence[Cell]] | None = field(default=None, repr=False)
    asked: frozenset[tuple[str, str]] = frozenset()
    answers: Answers = field(default_factory=Answers)
    dropped: frozenset[str] = frozenset()
    warnings: int = 0
    refused: str = ""
    grows: bool = False
    wrong: str = ""


def expected(names: Sequence[str] = FIELDS, **other: Sequence[Cell]) -> dict[str, list[Cell]]:
    """The values of these fields, and some columns that are other than in the table."""
    return {name: [_value(one[name]) for one in PATIENTS] for name in names} | {n: list(c) for n, c in other.items()}


def changed(name: str, change: Mapping[Cell, Cell]) -> list[Cell]:
    """The values of a field with some of them replaced."""
    return [change.get(value, value) for value in expected([name])[name]]


def sheet(headings: Mapping[str, str] = ENGLISH, dates: Cells | None = None, **cells: Cells) -> list[list[Cell]]:
    """A row of headings and a row per patient, with the cells of each field written as said; `dates` for all dates."""
    rows = [list(headings.values())]
    for one in PATIENTS:
        rows.append([_written(one[name], cells.get(name, dates if name in DATES else None)) for name in headings])
    return rows


def beside(rows: Rows, heading: str, cells: Sequence[Cell], place: int | None = None) -> list[list[Cell]]:
    """The rows with one more column, last or at a place."""
    position = len(rows[0]) if place is None else place
    return [[*row[:position], cell, *row[position:]] for row, cell in zip(rows, [heading, *cells], strict=True)]


def as_text(pattern: str) -> Callable[[datetime.date | None], str | None]:
    """Dates written as this pattern says."""
    return lambda day: day and day.strftime(pattern)


def turned(rows: Rows) -> list[list[Cell]]:
    """Rows and columns exchanged."""
    return [list(row) for row in zip(*rows, strict=True)]


def _written(value: Cell, cells: Cells | None) -> Cell:
    if cells is None:
        return value
    return cells(value) if callable(cells) else cells.get(value, value)


def _value(cell: Cell) -> Cell:
    return cell.isoformat() if isinstance(cell, datetime.date) else cell
