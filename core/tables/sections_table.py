"""Sections of counts and medians as a table: transplant, what followed it, toxicity, deaths."""

from core.analyses.response import Proportion
from core.analyses.sections import Count, Measure, Section, Spread
from core.formats import DASH, format_count, format_interval, format_number, format_p
from core.stats.association import Association
from core.tables.display import DisplayTable, Row
from core.tables.response_table import DIFFERENCE, ODDS_RATIO, TEST_LETTERS, versus_cells


def sections_table(
    title: str,
    labels: tuple[str, ...],
    n: tuple[int, ...],
    sections: tuple[Section, ...],
    notes: tuple[str, ...],
) -> DisplayTable:
    """A heading a section that names whom it counts among, a row a line, and P with the letter of its test.

    Two groups have their difference and odds ratio before P; more have them in `section_differences_table`.
    """
    behind = _behind(len(labels) - 1)
    headings = (f"{label} (n = {among:,})" for label, among in zip(labels, n, strict=True))
    columns = ("Of those named", *headings, *behind)
    rows = tuple(row for section in sections for row in _section(section, len(labels), behind))
    return DisplayTable(title, columns, rows, notes, stacked=len(behind) > 1)


def section_differences_table(
    title: str, labels: tuple[str, ...], sections: tuple[Section, ...], notes: tuple[str, ...]
) -> DisplayTable | None:
    """Each group against the first, a row each under every line that is tested; None with fewer than three groups."""
    if len(labels) < MANY:
        return None
    rows: list[Row] = []
    for section in sections:
        tested = [row for row in section.rows if isinstance(row, Count) and row.test is not None]
        rows += [Row((_named(section),), heading=True)] if tested else []
        for row in tested:
            rows.append(Row((f"{row.label}: {labels[1]}", "reference", "1", _p(row.test)), inset=True))
            rows += [Row((f"{row.label}: {one.label}", *versus_cells(one), ""), inset=True) for one in row.versus]
    columns = ("Against the first group", DIFFERENCE, ODDS_RATIO, "P of all groups")
    return DisplayTable(title, columns, tuple(rows), notes) if rows else None


MANY = 4
"""The columns of three groups and of all patients: from here on differences stand in a table of their own."""


def _behind(groups: int) -> tuple[str, ...]:
    """The headings behind the counts."""
    if groups < 2:
        return ()
    return (DIFFERENCE, ODDS_RATIO, "P") if groups == 2 else ("P",)


def _named(section: Section) -> str:
    return f"{section.title}, of {section.denominator}"


def _section(section: Section, width: int, behind: tuple[str, ...]) -> list[Row]:
    filled = [*[""] * (width + len(behind) - 1), _p(section.test)] if behind and section.test else []
    return [Row((_named(section), *filled), heading=True), *(_line(row, behind) for row in section.rows)]


def _line(row: Count | Measure, behind: tuple[str, ...]) -> Row:
    if isinstance(row, Measure):
        cells = (_spread(one, row.decimals) for one in row.columns)
        return Row((f"{row.label}, median (quartiles; range)", *cells, *[""] * len(behind)), inset=True)
    cells = (_count(one, limits=not row.muted) for one in row.columns)
    return Row((row.label, *cells, *_compared(row, behind)), inset=True, muted=row.muted)


def _compared(row: Count, behind: tuple[str, ...]) -> tuple[str, ...]:
    """The difference, the odds ratio and P of a line, as far as there are columns for them."""
    if len(behind) < 2:
        return (_p(row.test),) * len(behind)
    return (*(versus_cells(row.versus[0]) if row.versus else ("", "")), _p(row.test))


def _count(one: Proportion, *, limits: bool) -> str:
    if not one.n:
        return DASH
    counted = format_count(one.k, one.n)
    return f"{counted}; {format_interval(100 * one.lower, 100 * one.upper)}" if limits else counted


def _spread(one: Spread, decimals: int) -> str:
    if not one.n:
        return DASH
    if one.n == 1:
        return f"{format_number(one.median, decimals)}, n = 1"
    quartiles, ends = (format_interval(*limits, decimals) for limits in (one.quartiles, one.range))
    return f"{format_number(one.median, decimals)} ({quartiles}; {ends}), n = {one.n:,}"


def _p(test: Association | None) -> str:
    """P with its letter; nothing on a line that is not tested."""
    if test is None:
        return ""
    return f"{format_p(test.p)} {TEST_LETTERS[test.test]}" if test.p == test.p else format_p(test.p)
