"""Competing risks as sentences: Gray's test, the caption of the figure, what each model answers."""

from core.analyses.compared import FEWEST_EVENTS
from core.analyses.incidence import CompetingRisks
from core.formats import format_p_equation, format_plain
from core.words.immortal_time import late_sentence

SCALE_NAMES = {"log-log": "log(−log F), as SAS", "cloglog": "log(−log(1 − F))", "plain": "plain"}
SCALE_PHRASES = {
    "log-log": "on the log(−log F) scale",
    "cloglog": "on the complementary log-log scale, log(−log(1 − F))",
    "plain": "on the plain scale",
}
NO_GRAY = "Gray's test needs everybody under observation from time zero; with late entry there is none."


def gray_corner(result: CompetingRisks) -> str:
    """Gray's test of the event, as it stands in the figure."""
    return f"Gray's test, {_first(result)}: {format_p_equation(result.gray[0].p)}" if result.gray else ""


def incidence_caption(result: CompetingRisks, scale: str, stacked: bool) -> str:
    """What the figure is and how its numbers were computed, and what makes it misleading."""
    event, competing = result.endpoint.causes
    parts = [
        f"{result.endpoint.title}: cumulative incidence by Aalen and Johansen, {event.lower()} and {competing.lower()} "
        f"competing. 95 % confidence intervals {SCALE_PHRASES[scale]}.",
    ]
    if result.landmark is not None:
        parts.append(
            f"Landmark analysis at {format_plain(result.landmark)} months: the clock starts there, and groups are "
            "those known by then."
        )
    if len(result.groups) > 1 and not stacked:
        parts.append(f"Solid, {event.lower()}; dashed, {competing.lower()}.")
    if stacked:
        parts.append("Stacked: the height of a colour is its incidence; the white above is free of both.")
    if result.gray:
        both = "; ".join(
            f"{cause.lower()} {format_p_equation(test.p)}"
            for cause, test in zip(result.endpoint.causes, result.gray, strict=True)
        )
        parts.append(f"Gray's test of the groups: {both}.")
    if result.refused:
        parts.append(NO_GRAY)
    few = result.arms_with_few_events
    if result.gray and few:
        parts.append(f"Fewer than {FEWEST_EVENTS} events in {', '.join(few)}: P is only a rough guide.")
    if result.late and result.landmark is None:
        parts.append(f"Immortal time: {late_sentence(result.late)}")
    if result.empty_arms:
        parts.append(f"No patient with a time in: {', '.join(result.empty_arms)}.")
    return " ".join(parts)


def models_sentence(event: str) -> str:
    """What a Fine-Gray and what a cause-specific model answers."""
    return (
        f"Fine-Gray (subdistribution hazard): does the covariate go with how many patients have {event} in the end? "
        f"It counts those who can no longer have it as still at risk. Cause-specific Cox: does it go with the rate of "
        f"{event} among those who still can have it? The first is for prognosis, the second for causes; read them "
        "together with the model of the competing event."
    )


def _first(result: CompetingRisks) -> str:
    return result.endpoint.causes[0].lower()
