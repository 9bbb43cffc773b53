"""What a column means once it is read: one typed value per distinct cell value, and what was wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from core.cohort import Severity
from core.dictionary import Field
from core.workbook.cells import Cells
from core.workbook.mapping import Question
from core.workbook.missing import AS_SAID, DID_NOT_HAPPEN, EMPTY, NOT_STATED, did_not_happen, reasons_counted


@dataclass(frozen=True)
class Finding:
    """An issue without an address yet: of one cell value, or of a whole column."""

    severity: Severity
    what: str
    why: str
    done: str


@dataclass(frozen=True)
class Request:
    """A column to be read as a field, with the user's answers about it.

    `conventions` holds the answers that settle a whole column, by the kind of the question (`mapping.CONVENTIONS`).
    `is_percent` tells that Excel shows the numbers of the column as percentages (0.25 as 25 %), `decimal_comma`
    that the numbers of the whole file are written 12,5.
    """

    field: Field
    heading: str
    cells: Cells = field(repr=False)
    codes: Mapping[str, str] = field(default_factory=dict)
    unit: str = ""
    date_order: str = ""
    is_text: bool = False
    starts_1904: bool = False
    conventions: Mapping[str, str] = field(default_factory=dict)
    is_percent: bool = False
    decimal_comma: bool = False

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
    that waits for an answer is). `problems` are findings by place among the distinct values: a value that was not
    read, or one that was read with a doubt. `empty` is the level of cells without a value, where that was said.
    `beside` is what the same cells say of a second field, such as MRD beside the response.
    """

    field: Field
    values: np.ndarray = field(repr=False)
    missing: np.ndarray = field(repr=False)
    understood: np.ndarray = field(repr=False)
    problems: Mapping[int, Finding] = field(default_factory=dict)
    notes: tuple[Finding, ...] = ()
    question: Question | None = None
    empty: str | None = None
    beside: "Typed | None" = None

    def fits(self, cells: Cells) -> bool:
        """Whether at least half of the cells with a value are of this kind."""
        filled = cells.counts[~self.missing].sum()
        return bool(2 * cells.counts[self.understood].sum() >= filled)


def missing_note(cells: Cells, missing: np.ndarray) -> tuple[Finding, ...]:
    """One note on the codes for missing values of a column, by reason, with their counts; none if there are none."""
    by_reason: dict[str, list[int]] = {}
    for place in np.flatnonzero(missing).tolist():
        by_reason.setdefault(_reason(cells, place), []).append(place)
    if not by_reason:
        return ()
    told = "; ".join(f"{reason}: {_with_counts(cells, places)}" for reason, places in by_reason.items())
    return (Finding("note", f"codes for a missing value: {told}", "they are no values", "read as missing"),)


def missing_counts(cells: Cells, typed: Typed, codes: Mapping[str, str]) -> dict[str, int]:
    """How many cells of a column have no value, by the reason the cells give; empty cells among them.

    `codes` are the user's answers: a text said to be missing has that for its reason.
    """
    places = np.flatnonzero(typed.missing).tolist()
    said = [AS_SAID if codes.get(cells.text(place)) == "" else _reason(cells, place) for place in places]
    counted = reasons_counted(zip(said, cells.counts[places].tolist(), strict=True))
    empty = 0 if typed.empty else int((~cells.filled).sum())
    return counted | ({EMPTY: empty} if empty else {})


def many(count: int, noun: str) -> str:
    """A number of things: `1 date`, `2 dates`."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def listed(texts: Sequence[str], most: int = 3) -> str:
    """A few texts in quotes, and that there are more."""
    return ", ".join(f"'{text}'" for text in texts[:most]) + (" and others" if len(texts) > most else "")


def _reason(cells: Cells, place: int) -> str:
    if reason := cells.reasons[place]:
        return reason
    return DID_NOT_HAPPEN if did_not_happen(cells.text(place)) else NOT_STATED


def _with_counts(cells: Cells, places: list[int]) -> str:
    return ", ".join(f"'{text}' ({count})" for text, count in cells.counted(places)[:6])
