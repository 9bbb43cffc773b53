"""The figures of competing risks: incidences side by side, or stacked for one group."""

from dataclasses import replace

import numpy as np
import pandas as pd

from core.analyses.incidence import CompetingRisks, GroupIncidence
from core.analyses.selection import EVERYBODY
from core.charts.figure import Figure
from core.charts.theme import Mode
from core.charts.time_data import CountBlock, Line
from core.charts.time_figure import Drawing, time_figure
from core.stats.cumulative_incidence import Incidence
from core.words.incidence import gray_corner

MOST_ARMS_WITH_BOTH = 3
AXIS = "Cumulative incidence"


def incidence_chart(result: CompetingRisks, mode: Mode) -> Figure:
    """Each incidence as a curve: a colour an arm, dashed what competes; one arm alone has a colour each.

    With more than three arms only the event itself is drawn.
    """
    alone = len(result.groups) == 1
    causes = result.endpoint.causes[: 2 if len(result.groups) <= MOST_ARMS_WITH_BOTH else 1]
    lines = tuple(
        _line(curve, which if alone else place, which, _label(group, cause), labelled=alone or which == 0)
        for place, group in enumerate(result.groups)
        for which, (cause, curve) in enumerate(zip(causes, group.curves, strict=False))
    )
    labels = tuple(group.label for group in result.groups)
    drawing = Drawing(
        lines=lines,
        blocks=tuple(CountBlock(heading, labels, counts) for heading, counts in result.counts.items()),
        ticks=result.ticks,
        title=AXIS,
        axis_title=result.axis_title,
        corner=gray_corner(result),
        corner_at_left=True,
        doubtful=bool(result.arms_with_few_events),
        bands=alone,
        clickable=not alone,
    )
    return time_figure(drawing, mode)


def stacked_chart(result: CompetingRisks, place: int, mode: Mode) -> Figure:
    """One group: the event below, what competes with it on top of it, the rest is free of both."""
    group = result.groups[place]
    first, second = group.curves
    both = first.incidence + second.incidence
    without = {name: np.full(len(first.time), np.nan) for name in ("lower", "upper")}
    lower, upper = (_line(curve, arm, 0, result.endpoint.causes[arm]) for arm, curve in enumerate(group.curves))
    lines = (replace(lower, **without), replace(upper, height=both, **without))
    drawing = Drawing(
        lines=lines,
        blocks=tuple(CountBlock(heading, ("",), counts[[place]]) for heading, counts in result.counts.items()),
        ticks=result.ticks,
        title=AXIS,
        axis_title=result.axis_title,
        areas=_areas(first.time, first.incidence, both),
    )
    return time_figure(drawing, mode)


def _label(group: GroupIncidence, cause: str) -> str:
    """One group is told by its events; several are told by their names, and the dashes by the caption."""
    return cause if group.label == EVERYBODY else group.label


def _line(curve: Incidence, arm: int, dash: int, label: str, labelled: bool = True) -> Line:
    return Line(
        label=label,
        arm=arm,
        dash=dash,
        n=curve.n,
        start=0.0,
        time=curve.time,
        height=curve.incidence,
        lower=curve.lower,
        upper=curve.upper,
        at_risk=curve.at_risk,
        censored=curve.censored,
        labelled=labelled,
    )


def _areas(time: np.ndarray, first: np.ndarray, both: np.ndarray) -> pd.DataFrame:
    """What lies under each curve, from time zero on: months, lower, upper, arm."""
    months = np.concatenate([[0.0], time])
    below, above = np.concatenate([[0.0], first]), np.concatenate([[0.0], both])
    return pd.DataFrame(
        {
            "months": np.tile(months, 2),
            "lower": np.concatenate([np.zeros_like(below), below]),
            "upper": np.concatenate([below, above]),
            "arm": np.repeat(["0", "1"], len(months)),
        }
    )
