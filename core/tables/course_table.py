"""One patient's course as a table: what happened and when, in order; and what is known without a date."""

from math import isnan

from core.analyses.course import Course
from core.formats import DASH
from core.tables.display import DisplayTable, Row
from core.words.course import Axis, date_text


def course_table(course: Course, axis: Axis) -> DisplayTable:
    """A row a treatment, an event or a laboratory value, by day; columns of dates only where the axis shows dates."""
    lines = [(one.start, one.end, one.label, one.detail) for one in course.treatments]
    lines += [(one.day, float("nan"), one.label, one.detail) for one in course.events]
    lines += [
        (day, float("nan"), one.test, axis.number(value, one.unit))
        for one in course.labs
        for day, value in zip(one.days.tolist(), one.values.tolist(), strict=True)
    ]
    rows = [Row(_cells(line, axis)) for line in sorted(lines, key=lambda line: line[0])]
    columns = (axis.title, "Until", *(("Date", "Until, date") if axis.dates else ()), "What", "Detail")
    width = len(columns)
    if course.undated:
        rows.append(Row(("Known without a date",), heading=True))
        rows += [Row((DASH, *[""] * (width - 3), what, value), muted=True) for what, value in course.undated]
    return DisplayTable("Course of the patient", columns, tuple(rows))


def _cells(line: tuple[float, float, str, str], axis: Axis) -> tuple[str, ...]:
    start, end, what, detail = line
    ends = not isnan(end)
    dates = (date_text(start), date_text(end) if ends else "") if axis.dates else ()
    return (axis.text(start), axis.text(end) if ends else "", *dates, what, detail)
