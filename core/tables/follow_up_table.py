"""Data maturity, informative patients and the hazard by year."""

import math

from core.analyses.follow_up import MONTHS_A_YEAR, Maturity
from core.formats import DASH, format_count, format_interval, format_median, format_number
from core.tables.display import DisplayTable, Row
from core.words.follow_up import HAZARD_UNIT, follow_up_note, hazard_note, refills_sentence


def maturity_table(result: Maturity) -> DisplayTable:
    """A row an arm: events of patients, median follow-up, the longest, and how far a tenth is at risk."""
    other = ("Median, events first (95 % CI)",) if result.tie_rules_differ else ()
    columns = (
        result.title or "Group",
        "Events",
        "Median follow-up, months (95 % CI)",
        *other,
        "Longest, months",
        "10 % at risk up to, months",
    )
    rows = tuple(_maturity(arm, bool(other)) for arm in result.arms.itertuples(index=False))
    notes = (follow_up_note(result), refills_sentence(result), "NR, not reached: too few were censored.")
    return DisplayTable("Data maturity", columns, rows, notes)


def informative_table(result: Maturity) -> DisplayTable:
    """A row an arm, a column a milestone: how many have told by then whether they have the event."""
    columns = (result.title or "Group", *(f"{month} months" for month in result.milestones))
    found = result.informative.set_index(["label", "time"])
    rows = tuple(
        Row((label, *(_informative(found.loc[(label, float(month))]) for month in result.milestones)))
        for label in result.labels
    )
    note = "Patients who had the event before or at the milestone, or were followed up to it, of all of the group."
    return DisplayTable("Informative at milestones", columns, rows, (note,))


def hazards_table(result: Maturity) -> DisplayTable:
    """A row an arm and year: at risk at its start, events, patient-years, and events per 100 of them with limits."""
    columns = ("Year", "At risk at its start", "Events", "Patient-years", f"{HAZARD_UNIT} (95 % CI)")
    rows: list[Row] = []
    for label in result.labels:
        own = result.hazards[result.hazards["label"] == label]
        rows += [Row((label,), heading=True)] if len(result.labels) > 1 else []
        rows += [_hazard(year, len(result.labels) > 1) for year in own.itertuples(index=False) if year.person_time > 0]
    return DisplayTable("Hazard by year", columns, tuple(rows), (hazard_note(result),))


def _maturity(arm, both: bool) -> Row:
    other = (format_median(arm.median_events_first, arm.lower_events_first, arm.upper_events_first),) if both else ()
    return Row(
        (
            arm.label,
            format_count(arm.events, arm.n),
            format_median(arm.median_follow_up, arm.lower, arm.upper),
            *other,
            format_number(arm.last_time),
            format_number(arm.last_time_10_percent),
        )
    )


def _informative(at) -> str:
    return format_count(int(at["informative"]), int(at["n"]))


def _hazard(year, inset: bool) -> Row:
    months = format_interval(year.start, year.end, 0)
    name = f"{format_number(year.end / MONTHS_A_YEAR, 0)} ({months} months)"
    hazard = DASH
    if math.isfinite(year.hazard):
        hazard = f"{format_number(year.hazard)} ({format_interval(year.lower, year.upper)})"
    cells = (f"{year.at_risk:,}", f"{year.events:,}", format_number(year.patient_years), hazard)
    return Row((name, *cells), inset=inset)
