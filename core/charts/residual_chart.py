"""The residuals of a Cox coefficient over time, with the smooth curve through them and its band."""

from dataclasses import dataclass
from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd

from core.analyses.cox_check import HazardsCheck, Movement
from core.charts.figure import Figure
from core.charts.theme import LABEL_SIZE, THEMES, Mode, configure

HEIGHT = 250
CLOSEST_TICKS = 0.06
"""Marks of the time axis nearer than this share of it to the one before are not named."""
MOST_POINTS = 1_500
ROOM = 0.04


@dataclass(frozen=True)
class Layout:
    """All that shapes the specification; nothing in it comes from a patient."""

    mode: Mode
    axis_title: str


def residual_chart(one: Movement, check: HazardsCheck, axis_title: str, mode: Mode) -> Figure:
    """The figure of one coefficient; the residuals drawn are thinned evenly where there are very many."""
    low, high = _domain(one, check)
    curve = pd.DataFrame(columns=["at", "value", "lower", "upper"], dtype=float)
    if one.smooth is not None:
        columns = (one.smooth.at, one.smooth.value, one.smooth.lower, one.smooth.upper)
        curve = pd.DataFrame(dict(zip(curve.columns, columns, strict=True)))
    points = pd.DataFrame({"at": one.at, "value": one.residuals}).dropna()
    kept = np.unique(np.linspace(0, len(points) - 1, min(len(points), MOST_POINTS)).astype(int))
    data = {
        "points": points.iloc[kept] if len(points) else points,
        "curve": curve,
        "ticks": _ticks(check, low, high),
        "levels": pd.DataFrame({"value": [0.0, one.coef], "kind": ["none", "model"]}),
        "ends": pd.DataFrame({"low": [low], "high": [high]}),
    }
    return Figure(_specification(Layout(mode, axis_title)), data)


def _domain(one: Movement, check: HazardsCheck) -> tuple[float, float]:
    ends = np.concatenate([one.at, check.places])
    return float(ends.min()), float(ends.max())


def _ticks(check: HazardsCheck, low: float, high: float) -> pd.DataFrame:
    """Months and where they stand; those too near the one before are left out."""
    kept: list[tuple[float, str]] = []
    for month, place in zip(check.months, check.places, strict=True):
        if not kept or place - kept[-1][0] >= CLOSEST_TICKS * (high - low):
            kept.append((float(place), f"{month:g}"))
    return pd.DataFrame(kept, columns=["at", "label"])


@lru_cache(maxsize=32)
def _specification(layout: Layout) -> dict:
    layers = [*_levels(layout), *_curve(layout), *_axis(layout)]
    return configure(alt.layer(*layers).properties(height=HEIGHT), layout.mode).to_dict()


def _named(name: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name=name))


def _time(column: str = "at") -> alt.X:
    return alt.X(f"{column}:Q", axis=None, scale=alt.Scale(zero=False, nice=False, padding=12))


def _coefficient(column: str = "value") -> alt.Y:
    axis = alt.Axis(title="Log hazard ratio, β(t)", titlePadding=10, tickCount=6)
    return alt.Y(f"{column}:Q", axis=axis, scale=alt.Scale(zero=False, nice=True))


def _levels(layout: Layout) -> list[alt.Chart]:
    """A thin line at no effect, a dashed one at the estimate of the model."""
    theme = THEMES[layout.mode]
    rule = _named("levels")
    none = rule.transform_filter("datum.kind === 'none'").mark_rule(strokeWidth=0.8)
    model = rule.transform_filter("datum.kind === 'model'").mark_rule(strokeWidth=1.4, strokeDash=[6, 4])
    return [
        none.encode(y=_coefficient(), color=alt.value(theme.faint)),
        model.encode(y=_coefficient(), color=alt.value(theme.ink)),
    ]


def _curve(layout: Layout) -> list[alt.Chart]:
    """The band, the residuals and the curve through them."""
    theme = THEMES[layout.mode]
    band = _named("curve").mark_area(opacity=0.18, line=False)
    point = _named("points").mark_point(size=22, strokeWidth=1.1, opacity=0.75)
    line = _named("curve").mark_line(strokeWidth=2.4)
    return [
        band.encode(x=_time(), y=_coefficient("lower"), y2="upper:Q", color=alt.value(theme.arms[0])),
        point.encode(x=_time(), y=_coefficient(), color=alt.value(theme.faint)),
        line.encode(x=_time(), y=_coefficient(), color=alt.value(theme.arms[0])),
    ]


def _axis(layout: Layout) -> list[alt.Chart]:
    """The time axis, stretched as the test stretches time: its line, marks, months and title."""
    theme, below = THEMES[layout.mode], alt.value(HEIGHT + 17)
    ink, bottom = alt.value(theme.ink), alt.value(HEIGHT)
    ticks, ends = _named("ticks"), _named("ends")
    line = ends.mark_rule(strokeWidth=1).encode(x=_time("low"), x2="high:Q", y=bottom, color=ink)
    mark = ticks.mark_rule(strokeWidth=1).encode(x=_time(), y=bottom, y2=alt.value(HEIGHT + 5), color=ink)
    label = ticks.mark_text(fontSize=LABEL_SIZE, baseline="middle").encode(
        x=_time(), y=below, text="label:N", color=ink
    )
    title = ends.mark_text(fontSize=13, baseline="middle").encode(
        x=alt.value(alt.ExprRef("width / 2")), y=alt.value(HEIGHT + 40), text=alt.value(layout.axis_title), color=ink
    )
    return [line, mark, label, title]
