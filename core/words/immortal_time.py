"""What is misleading about comparing by something known only later, and what each way out of it answers."""

from core.analyses.bias_panel import BiasPanel
from core.analyses.immortal_time import NO_DATES, NO_TIME_ZERO, LateKnowledge
from core.analyses.landmark import LandmarkSurvival
from core.analyses.time_dependent import TimeDependentSurvival
from core.formats import format_p_equation, format_plain
from core.words.patients import patients

TIMING_NAMES = {
    "time-dependent": "Time-dependent (Simon-Makuch)",
    "landmark": "Landmark",
    "naive": "Naive, from time zero",
}
NOBODY_LEFT = "Nobody is left at this landmark."
REFUSALS = {
    NO_TIME_ZERO: "The endpoint comes as times without dates, so nobody can say when the groups became known.",
    NO_DATES: "The cohort has no date at which the groups became known.",
}

RANGE_CAPTION = "Hazard ratio with 95 % Wald limits, and its P above, at other landmarks; cut at the edge of the scale."


def months(count: float) -> str:
    """A number of months: "1 month", "2.5 months"."""
    return f"{format_plain(count)} month{'' if count == 1 else 's'}"


def late_sentence(late: LateKnowledge) -> str:
    """The warning that a grouping was not known at time zero."""
    known = (
        f"{late.field.label} was known only after {late.origin} in {patients(late.patients)}. "
        if late.dated
        else f"{late.field.label} may have become known only after {late.origin}, and no date in the cohort tells. "
    )
    return (
        f"{known}Comparing from time zero gives them time in which they could not die (immortal time), "
        "and so favours the group that had to live long enough to get there."
    )


def refused_sentence(reason: str) -> str:
    """Why neither a landmark nor a time-dependent analysis can be made."""
    return f"{REFUSALS[reason]} A landmark or time-dependent analysis needs that date."


def landmark_corner(result: LandmarkSurvival) -> str:
    """The test as it stands in the figure of a landmark analysis."""
    return f"Log-rank {format_p_equation(result.logrank.p)}" if result.logrank else ""


def mantel_byar_corner(result: TimeDependentSurvival) -> str:
    """The test as it stands in the figure of Simon-Makuch curves."""
    return f"Mantel-Byar {format_p_equation(result.mantel_byar.p)}" if result.mantel_byar else ""


def landmark_caption(result: LandmarkSurvival, interval: str) -> str:
    """What the landmark figure is, who reached the landmark and who did not."""
    return (
        f"{result.endpoint.title}: landmark analysis at {months(result.landmark)}. Patients are grouped by what was "
        f"known by then, and the clock starts there. {reached_sentence(result)} "
        f"Kaplan-Meier with 95 % confidence intervals {interval}."
    )


def reached_sentence(result: LandmarkSurvival) -> str:
    """Who is compared from the landmark on, who is not and why, and who changes group later."""
    excluded = "; ".join(f"{n:,} {reason}" for reason, n in result.excluded)
    text = f"{patients(result.n)} reached the landmark"
    text += f"; excluded: {excluded}." if excluded else "."
    if result.changing_later:
        text += f" {patients(result.changing_later)} changed group after it and stay in the group they were in."
    return text


def time_dependent_caption(result: TimeDependentSurvival, interval: str) -> str:
    """What Simon-Makuch curves are, and how many patients change group."""
    text = (
        f"{result.endpoint.title}: Simon-Makuch curves. Patients count in a group only while they are in it, so "
        f"numbers at risk may rise; {patients(result.n_changing)} of {result.n:,} changed group while followed. "
        "An event on the day of a change counts before it. "
        f"95 % confidence intervals {interval}. Test of groups: Mantel-Byar; hazard ratios: time-dependent Cox model."
    )
    if result.emptied:
        text += f" For a while nobody was at risk in: {', '.join(result.emptied)}; the curve stays where it was."
    return text


def panel_sentence(panel: BiasPanel) -> str:
    """Why the three hazard ratios differ."""
    return (
        "The naive analysis counts the time before a patient joined a group as time in that group, in which no event "
        "could happen. The landmark analysis leaves out who had an event or was last seen in the first "
        f"{months(panel.landmark)} and takes no notice of later changes. The time-dependent analysis uses everybody, "
        "each in the group they were in at the time."
    )
