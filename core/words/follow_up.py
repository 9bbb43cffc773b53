"""Follow-up as sentences: how it was measured, and where patients who enter late leave a gap."""

from core.analyses.compared import FEWEST_EVENTS
from core.analyses.follow_up import MOST_YEARS, PATIENT_YEARS, Maturity
from core.formats import format_number
from core.words.survival import INTERVAL_PHRASES

HAZARD_UNIT = f"Events per {PATIENT_YEARS} patient-years"


def follow_up_note(result: Maturity) -> str:
    """How the median follow-up was estimated, ties included."""
    rule = "A patient with the event stays at risk of a censoring at the same time (Schemper and Smith 1996)"
    other = ""
    if result.tie_rules_differ:
        other = "; “events first” takes the patient out before it (as prodlim in R), which makes a difference here"
    limits = INTERVAL_PHRASES[result.interval]
    return f"Median follow-up by the reverse Kaplan-Meier method, limits {limits}. {rule}{other}."


def refills_sentence(result: Maturity) -> str:
    """Where everybody at risk had left and others came under observation later, or nothing."""
    if not result.refilled:
        return ""
    said = [f"{label} after {_months(times)}" for label, times in result.refilled.items()]
    return (
        f"Nobody was under observation for a while in {'; '.join(said)}: patients entered late, the curve stays where "
        "it was in between, and at 0 for good where the last one at risk had the event. Consider a later start."
    )


def hazard_caption(result: Maturity) -> str:
    """What the marks of the figure mean."""
    return (
        f"{result.endpoint.title}: hazard by year, with exact 95 % Poisson limits. An arrow marks a limit beyond the "
        "figure; pale where fewer than 5 patients, or 10 % of the group, were under observation on average."
    )


def hazard_note(result: Maturity) -> str:
    """What the hazards are and how far they can be trusted."""
    parts = [
        f"{HAZARD_UNIT} under observation, with exact 95 % Poisson limits (Garwood 1936); "
        "the hazard is taken as constant within a year.",
    ]
    if result.enters_late:
        parts.append("Time under observation counts from entry on.")
    if result.years_left_out:
        parts.append(f"Years after the {MOST_YEARS}th are not shown ({result.years_left_out} more).")
    if result.arms_with_few_events:
        parts.append(f"Fewer than {FEWEST_EVENTS} events in {', '.join(result.arms_with_few_events)}.")
    return " ".join(parts)


def _months(times: tuple[float, ...]) -> str:
    """A few moments in words, the first three of many."""
    shown = ", ".join(format_number(time) for time in times[:3])
    more = f" and {len(times) - 3} more times" if len(times) > 3 else ""
    return f"{shown}{more} months" if not more else f"{shown} months{more}"
