"""Competing risks as sentences: Gray's test, the caption of the figure, what each model answers."""

from core.analyses.after_transplant import AfterTransplant
from core.analyses.compared import FEWEST_EVENTS
from core.analyses.competing_models import CompetingModels
from core.analyses.incidence import CompetingRisks
from core.endpoints import Endpoint
from core.formats import format_p_equation, in_sentence
from core.words.immortal_time import late_sentence, months
from core.words.observation import observation_sentence

SCALE_NAMES = {"log-log": "log(−log F), as SAS", "cloglog": "log(−log(1 − F))", "plain": "plain"}
SCALE_PHRASES = {
    "log-log": "on the log(−log F) scale",
    "cloglog": "on the complementary log-log scale, log(−log(1 − F))",
    "plain": "on the plain scale",
}
NO_GRAY = "Gray's test needs everybody under observation from time zero; with late entry there is none."
ONE_GROUP = "Gray's test needs two groups with patients."
MARKS = (
    "Ticks mark censored patients; a curve fades where fewer than 5 patients, or 10 % of its group, remain. "
    "1 month = 30.4375 days."
)
MOST_ARMS_WITH_BOTH = 3
"""With more arms than this a figure draws the event alone, and its caption says so."""


def causes_in_sentence(endpoint: Endpoint) -> tuple[str, str]:
    """The event and what competes with it, as they stand inside a sentence."""
    event, competing = endpoint.causes
    return in_sentence(event), in_sentence(competing)


def gray_corner(result: CompetingRisks) -> str:
    """Gray's test of the event, as it stands in the figure."""
    event, _ = causes_in_sentence(result.endpoint)
    return f"Gray's test, {event}: {format_p_equation(result.gray[0].p)}" if result.gray else ""


def no_gray_sentence(result: CompetingRisks) -> str:
    """Why there is no test of the groups."""
    if result.refused:
        return NO_GRAY
    return ONE_GROUP if result.title else f"{ONE_GROUP} Choose what to compare by."


def incidence_caption(result: CompetingRisks, scale: str, stacked: bool) -> str:
    """What the figure is and how its numbers were computed, and what makes it misleading."""
    _, competing = causes_in_sentence(result.endpoint)
    parts = [
        f"{result.endpoint.title}: cumulative incidence by the Aalen-Johansen estimator; competing event: {competing}. "
        f"95 % confidence intervals {SCALE_PHRASES[scale]}.",
        observation_sentence(result.endpoint),
    ]
    if result.landmark is not None:
        parts.append(
            f"Landmark analysis at {months(result.landmark)}: the clock starts there, and groups are "
            "those known by then."
        )
    parts += [_drawn(result, stacked), MARKS, _tests(result)]
    if result.late and result.landmark is None:
        parts.append(f"Immortal time: {late_sentence(result.late)}")
    if result.empty_arms:
        where = "with a time" if result.landmark is None else "at the landmark"
        parts.append(f"No patient {where} in: {', '.join(result.empty_arms)}.")
    return " ".join(filter(None, parts))


def _drawn(result: CompetingRisks, stacked: bool) -> str:
    """Which line is what."""
    event, competing = causes_in_sentence(result.endpoint)
    if stacked:
        return "Stacked: the height of a colour is its incidence; what is left above is free of both."
    if len(result.groups) > MOST_ARMS_WITH_BOTH:
        return f"Only {event} is drawn; {competing} is in the table."
    return f"Solid, {event}; dashed, {competing}." if len(result.groups) > 1 else ""


def _tests(result: CompetingRisks) -> str:
    """Gray's test of both causes, and where a P is doubtful."""
    if result.refused:
        return NO_GRAY
    if not result.gray:
        return ""
    causes = causes_in_sentence(result.endpoint)
    tests = "; ".join(f"{cause} {format_p_equation(test.p)}" for cause, test in zip(causes, result.gray, strict=True))
    few = [
        f"{cause} in {', '.join(arms)}"
        for cause, arms in zip(causes, (result.arms_with_few_events, result.arms_with_few_competing), strict=True)
        if arms
    ]
    doubt = f" Fewer than {FEWEST_EVENTS} events of {'; of '.join(few)}: P is only a rough guide." if few else ""
    return f"Gray's test of the groups: {tests}.{doubt}"


def models_sentence(event: str) -> str:
    """What a Fine-Gray and what a cause-specific model answers."""
    return (
        f"Fine-Gray models the subdistribution hazard: how a covariate goes with the cumulative incidence of {event}; "
        "who had the competing event stays at risk. Cause-specific Cox models the rate of each event among those who "
        "are still free of both. The first is for prognosis, the second for causes; read all three together."
    )


def covariates_sentence(models: CompetingModels) -> str:
    """Which covariates were taken as they were at the landmark, or nothing."""
    labels = ", ".join(field.label for field in models.at_landmark)
    return f"As known at the landmark: {labels}." if labels else ""


def after_transplant_sentence(found: AfterTransplant) -> str:
    """Within which bounds, and why the groups asked for are not compared after transplant."""
    bounds = observation_sentence(found.rows[0].endpoint) if found.rows else ""
    if found.late is None:
        return bounds
    later = (
        f"Not by {found.late.field.label}: it was known only after transplant in some, and only those who live long "
        "enough get there."
    )
    return " ".join(filter(None, [bounds, later]))
