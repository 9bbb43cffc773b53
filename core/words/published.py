"""Published figures as text: each as it was printed, and what a comparison with it is worth."""

from itertools import groupby

from core.analyses.published_comparison import PAST_FOLLOW_UP, PublishedComparison, StudyComparison
from core.analyses.survival import FEWEST_EVENTS
from core.clock import PER_MONTH
from core.endpoints import ORIGINS, SHEET, Endpoint
from core.formats import DASH, NOT_REACHED, format_plain
from core.published import PublishedPoint

NOTHING_PRINTED = "None of the five studies printed a survival figure of this endpoint from this time zero."
NOTHING_CHOSEN = "Choose figures of the five studies to lay them over the curve and to compare this cohort with them."
CAUTION = (
    "A published curve is known only where its figures were printed: between them its hazard is taken as constant, "
    "from a median alone throughout. The test takes it as known without error, so P is too small, the more so the "
    "smaller the study, and is not adjusted for the number of tests. Filter to the patients the figure is of first."
)
TEST_NAME = (
    "One-sample log-rank test (Breslow 1975; Finkelstein and others 2003): events observed against those expected, "
    "had each patient the hazard of the published curve while under observation. O/E above 1: more events than "
    "published. Limits of O/E and the exact P by the Poisson distribution; P (χ²) by the chi-squared one."
)
OTHER_ORIGINS = {"mab2_progression": "progression after the second antibody"}


def printed_figure(point: PublishedPoint) -> str:
    """The figure with its limits in the unit it was printed in: "34 (23–45) %", "203 (140–NR) days", "17 months"."""
    scale, unit = (PER_MONTH[point.unit], point.unit) if point.is_median else (100.0, "%")
    value = format_plain(scale * (point.months if point.is_median else point.survival))
    if point.lower is None and point.upper is None:
        return f"{value} {unit}"
    limits = (NOT_REACHED if limit is None else format_plain(scale * limit) for limit in (point.lower, point.upper))
    return f"{value} ({DASH.join(limits)}) {unit}"


def printed_where(point: PublishedPoint) -> str:
    """What the figure is: "median", or "at 36 months"."""
    return "median" if point.is_median else f"at {format_plain(point.months)} months"


def patients_of(point: PublishedPoint, endpoint: Endpoint) -> str:
    """The study and its patients, with its time zero where that of this cohort is known to its sheet alone."""
    return f"{point.label}{_since(point, endpoint)}"


def group_of(point: PublishedPoint, endpoint: Endpoint) -> str:
    """The patients of the study, with its time zero where that of this cohort is known to its sheet alone."""
    return f"{point.group or 'all patients'}{_since(point, endpoint)}"


def _since(point: PublishedPoint, endpoint: Endpoint) -> str:
    if endpoint.origin != SHEET:
        return ""
    known = ORIGINS.get(point.origin)
    return f", from {known.label if known else OTHER_ORIGINS[point.origin]}"


def option_label(point: PublishedPoint, endpoint: Endpoint) -> str:
    """The figure as it is offered: what it is, of which patients, in which study."""
    figure = f"{printed_where(point)} {printed_figure(point)}"
    return f"{figure[:1].upper()}{figure[1:]}, {group_of(point, endpoint)} – {point.study}"


def set_aside_sentence(result: PublishedComparison) -> str:
    """That the link chose figures which do not belong to this endpoint, or nothing."""
    n = len(result.set_aside)
    if not n:
        return ""
    which = "1 figure that was chosen is" if n == 1 else f"{n} figures that were chosen are"
    return f"{which} not of this endpoint and time zero, and not shown."


def points_caption(points: tuple[PublishedPoint, ...], endpoint: Endpoint, last: float) -> str:
    """What the diamonds in the figure are, number by number; `last` is the end of the axis in months."""
    if not points:
        return ""
    studies = [
        f"{study}: {'; '.join(_listed(number, point, endpoint) for number, point in figures)}"
        for study, figures in groupby(enumerate(points, start=1), key=lambda one: one[1].study)
    ]
    beyond = [str(number) for number, point in enumerate(points, start=1) if point.months > last]
    outside = f" Past the end of the axis, not drawn: {', '.join(beyond)}." if beyond else ""
    return (
        f"Diamonds are published figures with their limits as printed (95 % CI). {'. '.join(studies)}.{outside} "
        "Those at one place stand side by side; an arrow is a limit that was not reached."
    )


def _listed(number: int, point: PublishedPoint, endpoint: Endpoint) -> str:
    return f"{number}, {group_of(point, endpoint)}, {printed_where(point)} {printed_figure(point)}"


def remarks(result: PublishedComparison) -> tuple[str, ...]:
    """What the studies themselves hold against a figure, which is shown as printed."""
    return tuple(f"{one.number}: shown as printed. {one.point.remark}" for one in result.figures if one.point.remark)


def curve_sentence(curve: StudyComparison) -> str:
    """The published curve a test compares with: which figures it goes through."""
    through = ", ".join(f"{format_plain(100 * point.survival)} % at {_time(point)}" for point in curve.points)
    return f"{_numbers(curve)}: {'constant hazard, ' if curve.only_median else ''}{through}"


def refused_sentences(result: PublishedComparison) -> tuple[str, ...]:
    """Why some arms were not tested against some published curves, each reason once."""
    numbers: dict[tuple[str, str, float], list[str]] = {}
    for curve in result.curves:
        for arm in curve.arms:
            if arm.refused:
                numbers.setdefault((arm.label, arm.refused, curve.until), []).append(_numbers(curve))
    return tuple(_refused(label, ", ".join(which), why, until) for (label, why, until), which in numbers.items())


def time_zero_sentence(endpoint: Endpoint) -> str:
    """That only the sheet knows from when it counts, or nothing."""
    return (
        "The sheet does not say from when it counts: the comparison holds only if that is the study's time zero."
        if endpoint.origin == SHEET
        else ""
    )


def few_events_sentence(result: PublishedComparison) -> str:
    """Which arms have too few events for the chi-squared P, or nothing."""
    few = dict.fromkeys(arm.label for curve in result.curves for arm in curve.arms if arm.has_few_events)
    return f"Fewer than {FEWEST_EVENTS} events in {', '.join(few)}: P (χ²) is only a rough guide." if few else ""


def _refused(label: str, which: str, why: str, until: float) -> str:
    if why != PAST_FOLLOW_UP:
        return f"{label} not tested against {which}. {why}"
    return (
        f"{label} not tested against {which}: the published figure at {format_plain(until)} months lies past the last "
        "follow-up here. Choose an earlier one."
    )


def _numbers(curve: StudyComparison) -> str:
    return ", ".join(str(number) for number in curve.numbers)


def _time(point: PublishedPoint) -> str:
    return f"{format_plain(PER_MONTH[point.unit] * point.months)} {point.unit}"
