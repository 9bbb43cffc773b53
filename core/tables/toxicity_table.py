"""A toxicity sheet as a journal prints it: events by worst grade, all patients first and each group below."""

from core.analyses.toxicity_records import BANDS, EventCounts, ToxicEvent, ToxicityRecords
from core.formats import DASH, format_count, format_interval, format_share
from core.tables.display import DisplayTable, Row
from core.tables.response_table import tested_cell, versus_cells

SEVERE_DIFFERENCE, SEVERE_ODDS = "Grade ≥ 3: difference, % points (95 % CI)", "Grade ≥ 3: odds ratio (95 % CI)"


def toxicity_table(result: ToxicityRecords, notes: tuple[str, ...]) -> DisplayTable:
    """A row an event in all patients and, where groups are compared, a row a group below it with its severe grades."""
    compared = len(result.labels) > 2
    ungraded = any(event.groups[0].ungraded for event in result.events)
    columns = (
        f"Event, by worst grade (n = {result.n[0]:,})",
        "Any grade; 95 % CI",
        *BANDS,
        *(["Not graded"] if ungraded else []),
        *(["Grade ≥ 3", SEVERE_DIFFERENCE, SEVERE_ODDS, "P"] if compared else ["Grade ≥ 3"]),
    )
    rows = tuple(row for event in result.events for row in _event(event, ungraded, compared))
    return DisplayTable("Recorded toxicity", columns, rows, notes, stacked=compared)


def _event(event: ToxicEvent, ungraded: bool, compared: bool) -> list[Row]:
    everybody, *groups = event.groups
    tail = ("", "", tested_cell(event.test)) if compared else ()
    rows = [Row((event.name, *_counts(everybody, ungraded), *tail))]
    against = [("reference", "1", ""), *((*versus_cells(one), "") for one in event.versus)] if compared else []
    for place, one in enumerate(groups):
        behind = against[place] if compared else ()
        rows.append(Row((f"{one.label} (n = {one.any_grade.n:,})", *_counts(one, ungraded), *behind), inset=True))
    return rows


def _counts(one: EventCounts, ungraded: bool) -> tuple[str, ...]:
    """The cells of a group: any grade and each band with its share of all, the severe of those whose grade is known."""
    n, every = one.any_grade.n, one.any_grade
    limits = format_interval(100 * every.lower, 100 * every.upper)
    shares = [format_share(count, n) for count in one.bands]
    unknown = [f"{one.ungraded:,}"] if ungraded else []
    severe = format_count(one.severe.k, one.severe.n) if one.severe.n else DASH
    return f"{format_share(every.k, n)}; {limits}" if n else DASH, *shares, *unknown, severe
