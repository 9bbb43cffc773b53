"""How long responses lasted, as a table."""

from core.analyses.response_duration import ResponseDuration
from core.analyses.survival import GroupSurvival
from core.formats import DASH, format_median, format_percent_interval
from core.tables.display import DisplayTable, Row

MONTHS = (6, 12, 24)


def duration_table(result: ResponseDuration, notes: tuple[str, ...]) -> DisplayTable:
    """A row an arm: responders on the clock, events, median duration, and who was still in response at fixed months."""
    columns = (
        result.survival.title or "Group",
        "Responders with times",
        "Relapses or deaths",
        "Median duration, months (95 % CI)",
        *(f"Still in response at {month} months, % (95 % CI)" for month in MONTHS),
    )
    return DisplayTable("", columns, tuple(_row(arm) for arm in result.survival.groups), notes)


def _row(arm: GroupSurvival) -> Row:
    median = format_median(*arm.median[["time", "lower", "upper"]])
    known = {int(at.time): (at.survival, at.lower, at.upper) for at in arm.milestones.itertuples(index=False)}
    still = (format_percent_interval(*known[month]) if month in known else DASH for month in MONTHS)
    return Row((arm.label, f"{arm.n:,}", f"{arm.n_events:,}", median, *still))
