"""The figures of competing risks: incidences side by side, or stacked for one group."""

from dataclasses import replace

import numpy as np
import pandas as pd

from core.analyses.incidence import CompetingRisks, GroupIncidence
from core.charts.figure import Figure
from core.charts.theme import DASHES, Mode
from core.charts.time_data import CountBlock, Line
from core.charts.time_figure import Drawing, time_figure
from core.endpoints import Endpoint
from core.stats.cumulative_incidence import Incidence
from core.words.incidence import MOST_ARMS_WITH_BOTH, causes_in_sentence, gray_corner

AXIS = "Cumulative incidence"


def incidence_chart(result: CompetingRisks, mode: Mode) -> Figure:
    """Each incidence as a curve: a colour an arm, dashed what competes; one arm alone has a colour each.

    With more than `MOST_ARMS_WITH_BOTH` arms only the event itself is drawn, each arm in a dash of its own.
    """
    alone, both = len(result.groups) == 1, len(result.groups) <= MOST_ARMS_WITH_BOTH
    lines = tuple(
        line
        for place, group in enumerate(result.groups)
        for line in (_own_lines(group, result.endpoint) if alone else _lines(group, place, result.endpoint, both))
    )
    labels = ("",) if alone else tuple(group.label for group in result.groups)
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
        clickable=True,
    )
    return time_figure(drawing, mode)


def stacked_chart(result: CompetingRisks, place: int, mode: Mode) -> Figure:
    """One group: the event below, what competes with it on top of it, the rest is free of both."""
    group = result.groups[place]
    first, second = group.curves
    both = first.incidence + second.incidence
    ends = [float(height[-1]) if len(height) else 0.0 for height in (first.incidence, both)]
    without = {name: np.full(len(first.time), np.nan) for name in ("lower", "upper")}
    lower, upper = _own_lines(group, result.endpoint)
    either = f"{lower.label} or {causes_in_sentence(result.endpoint)[1]}"
    lines = (
        replace(lower, **without, dash=0, label_height=ends[0] / 2),
        replace(upper, **without, dash=0, label_height=sum(ends) / 2, height=both, told=either),
    )
    drawing = Drawing(
        lines=lines,
        blocks=tuple(CountBlock(heading, ("",), counts[[place]]) for heading, counts in result.counts.items()),
        ticks=result.ticks,
        title=AXIS,
        axis_title=result.axis_title,
        areas=_areas(first.time, first.incidence, both),
    )
    return time_figure(drawing, mode)


def _own_lines(group: GroupIncidence, endpoint: Endpoint) -> tuple[Line, Line]:
    """Both incidences of one group, told apart by their colour and bearing the names of the events."""
    event, competing = (
        _line(curve, which, which, cause)
        for which, (cause, curve) in enumerate(zip(endpoint.causes, group.curves, strict=True))
    )
    return event, competing


def _lines(group: GroupIncidence, place: int, endpoint: Endpoint, both: bool) -> tuple[Line, ...]:
    """The incidences of one of several groups in its colour; the first bears its name."""
    event, competing = (f"{group.label}: {cause}" for cause in causes_in_sentence(endpoint))
    first, second = group.curves
    if not both:
        return (_line(first, place, place % len(DASHES), group.label, told=event),)
    return (
        _line(first, place, 0, group.label, told=event),
        _line(second, place, 1, group.label, told=competing, labelled=False),
    )


def _line(curve: Incidence, arm: int, dash: int, label: str, told: str = "", labelled: bool = True) -> Line:
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
        told=told,
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
