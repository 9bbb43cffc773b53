"""What the user says about a sheet, and what Ballad says and asks about its columns."""

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from core.cohort import Cohort

NOTHING: MappingOf[str, str] = MappingProxyType({})
EXTRA, DROP = "extra", "drop"
Unit = Literal["days", "months", "years"]
UNITS: tuple[Unit, ...] = ("days", "months", "years")
DateOrder = Literal["day first", "month first", "year first"]
DATE_ORDERS: tuple[DateOrder, ...] = ("day first", "month first", "year first")
PARTIAL_DATES, DECIMAL_MARK, PERCENTAGES, EMPTY_CELLS = "partial dates", "decimal mark", "percentages", "empty cells"
CONVENTIONS: MappingOf[str, tuple[str, ...]] = MappingProxyType(
    {
        PARTIAL_DATES: ("first day", "middle", "last day", "missing"),
        DECIMAL_MARK: ("decimal comma", "decimal point"),
        PERCENTAGES: ("fractions of 1", "percent"),
        EMPTY_CELLS: ("no", "unknown"),
    }
)
"""Questions settled once per column, with their possible answers."""
Status = Literal["matched", "check", "not used", "extra", "dropped"]


@dataclass(frozen=True)
class Mapping:
    """All answers of the user, by column heading.

    `fields` names the field of a column, "extra" to keep it as an extra column or "drop" to leave it out;
    `units` gives the unit of a time; `codes` the level each cell text means ("" for missing); `date_orders`
    how text dates are written; `layout` what was said of the sheet as a whole, by the question's name;
    `conventions` the answers that settle a column, by the kind of the question (CONVENTIONS).
    """

    fields: MappingOf[str, str] = field(default_factory=dict)
    units: MappingOf[str, str] = field(default_factory=dict)
    codes: MappingOf[str, MappingOf[str, str]] = field(default_factory=dict)
    date_orders: MappingOf[str, str] = field(default_factory=dict)
    layout: MappingOf[str, str] = field(default_factory=dict)
    conventions: MappingOf[str, MappingOf[str, str]] = field(default_factory=dict)

    @property
    def headings(self) -> frozenset[str]:
        """Every heading an answer is about."""
        return frozenset().union(self.fields, self.units, self.codes, self.date_orders, self.conventions)

    def with_fields(self, fields: MappingOf[str, str]) -> "Mapping":
        """These answers and, for some headings, another field."""
        return replace(self, fields={**self.fields, **fields})

    def answered(self, question: "Question", answer: str, value: str = "") -> "Mapping":
        """These answers and one more: a unit, a date order, or for codings what the cell text `value` means."""
        heading = question.heading
        if question.kind == "layout":
            return replace(self, layout={**self.layout, heading: answer})
        if question.kind == "unit":
            return replace(self, units={**self.units, heading: answer})
        if question.kind == "date order":
            return replace(self, date_orders={**self.date_orders, heading: answer})
        if question.kind in CONVENTIONS:
            known = self.conventions.get(heading, {})
            return replace(self, conventions={**self.conventions, heading: {**known, question.kind: answer}})
        return replace(self, codes={**self.codes, heading: {**self.codes.get(heading, {}), value: answer}})


@dataclass(frozen=True)
class Question:
    """What Ballad asks about a column rather than guess; of the kind "layout", about the sheet as a whole.

    A question about the sheet bears a name, such as "orientation", in place of a heading.
    `options` are the possible answers: units, date orders, conventions, or for codings the levels a text may mean;
    `values` are then the cell texts to be translated, with the number of rows that hold each.
    """

    heading: str
    kind: Literal[
        "unit", "event coding", "date order", "unknown levels", "layout",
        "partial dates", "decimal mark", "percentages", "empty cells",
    ]  # fmt: skip
    text: str
    options: tuple[str, ...]
    values: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Column:
    """A column of the sheet: what became of it and why.

    `field` is the name of its column in the cohort, empty where it has none. `samples` are up to three distinct
    cell texts, for the screen only; a column dropped for naming the patient shows none. `suggestions` are names
    of fields it may be, best first, none of them taken by itself; `missing` counts the cells without a value by
    the reason they give.
    """

    heading: str
    letter: str
    field: str
    status: Status
    reason: str
    samples: tuple[str, ...] = field(default=(), repr=False)
    question: Question | None = field(default=None, repr=False)
    suggestions: tuple[str, ...] = ()
    missing: MappingOf[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Reading:
    """A workbook that was read: the cohort, the sheets with content, the one that was read, and its columns.

    `questions` are those about the sheet as a whole; a question about a column stands with its column.
    """

    cohort: Cohort
    sheets: tuple[str, ...]
    sheet: str
    columns: tuple[Column, ...]
    questions: tuple[Question, ...] = ()
