"""One patient's course as a table: what happened and when, in order; and what is known without a date."""

from math import isnan

from core.analyses.course import Course
from core.formats import DASH
from core.tables.display import DisplayTable, Row
from core.words.course import Axis, date_text


def course_table(course: Course, axis: Axis) -> DisplayTable:
    """A row a treatment, an event or, in grey, a laboratory value, by day; dates only where the axis shows them."""
    lines = [(one.start, one.end, one.label, one.detail, False) for one in course.treatments]
    lines += [(one.day, float("nan"), one.label, one.detail, False) for one in course.events]
    lines += [
        (day, float("nan"), one.test, axis.number(value, one.unit), True)
        for one in course.labs
        for day, value in zip(one.days.tolist(), one.values.tolist(), strict=True)
    ]
    in_order = sorted(lines, key=lambda line: line[0])
    rows = [Row(_cells(*cells, axis), muted=measured) for *cells, measured in in_order]
    columns = (axis.title, "Until", *(("Date", "Until, date") if axis.dates else ()), "What", "Detail")
    width = len(columns)
    if course.undated:
        rows.append(Row(("Known without a date",), heading=True))
        rows += [Row((DASH, *[""] * (width - 3), what, value), muted=True) for what, value in course.undated]
    return DisplayTable("Course of the patient", columns, tuple(rows))


def _cells(start: float, end: float, what: str, detail: str, axis: Axis) -> tuple[str, ...]:
    ends = not isnan(end)
    dates = (date_text(start), date_text(end) if ends else "") if axis.dates else ()
    return (axis.text(start), axis.text(end) if ends else "", *dates, what, detail)
