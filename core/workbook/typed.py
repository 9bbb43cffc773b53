"""What a column means once it is read: one typed value per distinct cell value, and what was wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from core.cohort import Severity
from core.dictionary import Field
from core.workbook.cells import Cells
from core.workbook.mapping import Question


@dataclass(frozen=True)
class Finding:
    """An issue without an address yet: of one cell value, or of a whole column."""

    severity: Severity
    what: str
    why: str
    done: str


@dataclass(frozen=True)
class Request:
    """A column to be read as a field, with the user's answers about it."""

    field: Field
    heading: str
    cells: Cells = field(repr=False)
    codes: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    date_order: str = ""
    is_text: bool = False
    starts_1904: bool = False

    def said_missing(self) -> np.ndarray:
        """Which distinct values the user called missing."""
        if not self.codes:
            return np.zeros(len(self.cells.distinct), dtype=bool)
        return np.array([self.codes.get(text) == "" for text in self.cells.texts], dtype=bool)


@dataclass(frozen=True)
class Typed:
    """A column that was read.

    `values` has one value per distinct cell value: float64, datetime64[D] or object, missing where not read.
    `missing` tells which cell values stand for "not known", `understood` which are of the field's kind (a code
    that waits for an answer is). `problems` are findings by place among the distinct values.
    """

    field: Field
    values: np.ndarray = field(repr=False)
    missing: np.ndarray = field(repr=False)
    understood: np.ndarray = field(repr=False)
    problems: Mapping[int, Finding] = field(default_factory=dict)
    notes: tuple[Finding, ...] = ()
    question: Question | None = None

    def fits(self, cells: Cells) -> bool:
        """Whether at least half of the cells with a value are of this kind."""
        filled = cells.counts[~self.missing].sum()
        return bool(2 * cells.counts[self.understood].sum() >= filled)


def missing_note(cells: Cells, missing: np.ndarray) -> tuple[Finding, ...]:
    """One note on the codes for missing values of a column, with their counts; none if there are none."""
    counted = cells.counted(np.flatnonzero(missing))
    if not counted:
        return ()
    codes = ", ".join(f"'{text}' ({count})" for text, count in counted[:6])
    return (Finding("note", f"codes for a missing value: {codes}", "they are no values", "read as missing"),)


def listed(texts: list[str], most: int = 3) -> str:
    """A few texts in quotes, and that there are more."""
    return ", ".join(f"'{text}'" for text in texts[:most]) + (" and others" if len(texts) > most else "")
