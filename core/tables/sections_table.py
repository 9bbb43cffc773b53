"""Sections of counts and medians as a table: transplant, what followed it, toxicity, deaths."""

from core.analyses.response import Proportion
from core.analyses.sections import Count, Measure, Section, Spread
from core.formats import DASH, format_count, format_interval, format_number, format_p
from core.stats.association import Association
from core.tables.display import DisplayTable, Row
from core.tables.response_table import TEST_LETTERS


def sections_table(
    title: str,
    labels: tuple[str, ...],
    n: tuple[int, ...],
    sections: tuple[Section, ...],
    notes: tuple[str, ...],
) -> DisplayTable:
    """A heading a section that names whom it counts among, a row a line, and P with the letter of its test."""
    tested = len(labels) > 2
    headings = (f"{label} (n = {among:,})" for label, among in zip(labels, n, strict=True))
    columns = ("Of those named", *headings, *(["P"] if tested else []))
    rows = tuple(row for section in sections for row in _section(section, len(labels), tested))
    return DisplayTable(title, columns, rows, notes)


def _section(section: Section, width: int, tested: bool) -> list[Row]:
    named = f"{section.title}, of {section.denominator}"
    letters = [_p(section.test)] if tested and section.test else []
    heading = Row((named, *[""] * width, *letters) if letters else (named,), heading=True)
    return [heading, *(_line(row, tested) for row in section.rows)]


def _line(row: Count | Measure, tested: bool) -> Row:
    if isinstance(row, Measure):
        cells = (_spread(one, row.decimals) for one in row.columns)
        return Row((f"{row.label}, median (quartiles; range)", *cells, *([""] if tested else [])), inset=True)
    cells = (_count(one, limits=not row.muted) for one in row.columns)
    return Row((row.label, *cells, *([_p(row.test)] if tested else [])), inset=True, muted=row.muted)


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
