"""Medians, milestones and follow-up of a survival result."""

from collections.abc import Iterable

from core.analyses.survival import GroupSurvival, Survival
from core.formats import DASH, format_median, format_percent_interval
from core.tables.display import DisplayTable, Row

MILESTONES_NOTE = "Survival in percent (95 % CI), number at risk after the semicolon; a dash past the last observation."


def medians_table(result: Survival) -> DisplayTable:
    """A row an arm: n, events, quartiles of survival time and median follow-up, in months with 95 % limits."""
    columns = (
        result.title or "Group",
        "n",
        "Events",
        "Median, months (95 % CI)",
        "75 % alive at, months (95 % CI)",
        "25 % alive at, months (95 % CI)",
        "Median follow-up, months (95 % CI)",
    )
    if result.endpoint.id != "os":
        columns = tuple(column.replace("alive", "event-free") for column in columns)
    return DisplayTable("Survival time", columns, tuple(_times(arm) for arm in result.groups))


def milestones_table(result: Survival) -> DisplayTable:
    """A row an arm, a column a milestone: survival in percent with its 95 % limits and the number at risk."""
    months = milestone_months(result.groups)
    columns = (result.title or "Group", *milestone_headings(months))
    rows = tuple(Row((arm.label, *survival_at(arm, months))) for arm in result.groups)
    return DisplayTable("Survival at milestones", columns, rows, (MILESTONES_NOTE,))


def summary_table(result: Survival) -> DisplayTable:
    """A row an arm: n, events, the median in months and survival in percent at each milestone, with 95 % limits."""
    months = milestone_months(result.groups)
    columns = (result.title or "Group", "n", "Events", "Median, months (95 % CI)", *milestone_headings(months))
    rows = []
    for arm in result.groups:
        median = format_median(*arm.median[["time", "lower", "upper"]])
        rows.append(Row((arm.label, f"{arm.n:,}", f"{arm.n_events:,}", median, *survival_at(arm, months))))
    return DisplayTable("Medians and milestones", columns, tuple(rows), (MILESTONES_NOTE,))


def milestone_months(arms: Iterable[GroupSurvival]) -> list[int]:
    """The milestones some of these arms were observed to."""
    return sorted({int(month) for arm in arms for month in arm.milestones["time"]})


def milestone_headings(months: list[int]) -> list[str]:
    """The headings of these milestones."""
    return [f"{month} months" for month in months]


def _times(arm: GroupSurvival) -> Row:
    early, median, late = (format_median(*limits) for _, *limits in arm.quantiles.itertuples(index=False))
    follow_up = format_median(*arm.follow_up[["time", "lower", "upper"]])
    return Row((arm.label, f"{arm.n:,}", f"{arm.n_events:,}", median, early, late, follow_up))


def survival_at(arm: GroupSurvival, months: list[int]) -> list[str]:
    """A cell a milestone; a dash where the arm was not observed so long."""
    found = {
        int(at.time): f"{format_percent_interval(at.survival, at.lower, at.upper)}; {int(at.at_risk):,}"
        for at in arm.milestones.itertuples(index=False)
    }
    return [found.get(month, DASH) for month in months]
