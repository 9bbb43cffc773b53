"""The Kaplan-Meier figure of a survival result: an arm a curve, and its counts under the axis."""

import pandas as pd

from core.analyses.selection import EVERYBODY
from core.analyses.survival import GroupSurvival, Survival
from core.charts.figure import Figure
from core.charts.theme import Mode
from core.charts.time_data import CountBlock, Line
from core.charts.time_figure import Drawing, time_figure
from core.words.comparison import corner_sentence

MOST_ARMS_WITH_BANDS = 2


def survival_chart(
    result: Survival,
    mode: Mode,
    bands: bool | None = None,
    points: pd.DataFrame | None = None,
    models: pd.DataFrame | None = None,
) -> Figure:
    """The figure of a survival result; bands are drawn for one or two arms unless said otherwise."""
    labels = tuple(arm.label for arm in result.groups)
    drawing = Drawing(
        lines=survival_lines(result.groups),
        blocks=tuple(CountBlock(heading, labels, counts) for heading, counts in result.counts.items()),
        ticks=result.ticks,
        title=result.endpoint.label,
        axis_title=result.endpoint.axis_title,
        corner=corner_sentence(result.test),
        doubtful=bool(result.test.arms_with_few_events),
        bands=len(result.groups) <= MOST_ARMS_WITH_BANDS if bands is None else bands,
        points=points,
        models=models,
        clickable=True,
    )
    return time_figure(drawing, mode)


def survival_lines(arms: tuple[GroupSurvival, ...]) -> tuple[Line, ...]:
    """Each arm as a line from 1 at time zero; one arm alone bears no label."""
    return tuple(_line(place, arm) for place, arm in enumerate(arms))


def _line(place: int, arm: GroupSurvival) -> Line:
    curve = arm.curve
    return Line(
        label=arm.label,
        arm=place,
        dash=place % 8,
        n=arm.n,
        start=1.0,
        time=curve.time,
        height=curve.survival,
        lower=curve.lower,
        upper=curve.upper,
        at_risk=curve.at_risk,
        censored=curve.censored,
        labelled=arm.label != EVERYBODY,
    )
