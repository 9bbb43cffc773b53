"""The hazard by year: for each arm a step a year and a point with its exact limits, in the dress of the curves."""

import math
from dataclasses import dataclass
from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd

from core.analyses.compared import FEWEST_AT_RISK, SMALLEST_SHARE
from core.analyses.follow_up import MONTHS_A_YEAR, Maturity
from core.analyses.selection import EVERYBODY
from core.charts.figure import Figure
from core.charts.theme import DASHES, LABEL_SIZE, Mode, arm_colours, configure
from core.charts.time_data import apart
from core.charts.time_figure import LABEL_WIDTH
from core.words.follow_up import HAZARD_UNIT

HEIGHT = 260
ROOM = 2.5
"""The axis reaches at most so many times the highest hazard that can be trusted; a limit beyond it ends in an arrow."""
STEPS_OF_AXIS = (1, 1.5, 2, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True)
class Layout:
    """All that shapes the specification; nothing in it comes from a patient but how far the axes reach."""

    mode: Mode
    arms: int
    ticks: tuple[float, ...]
    top: float
    axis_title: str


def hazard_chart(result: Maturity, mode: Mode) -> Figure:
    """The figure of the hazards of a result that has some person-time."""
    points = _points(result)
    top = _top(points)
    data = {
        "steps": _steps(points),
        "points": points.assign(cut=points["upper"].clip(upper=top)),
        "arrows": points.loc[(points["upper"] > top) & (points["lower"] <= top), ["at", "arm"]].assign(height=top),
        "ends": _ends(points[points["label"] != EVERYBODY], top),
    }
    ticks = np.arange(0, points["end"].max() + 1, MONTHS_A_YEAR)
    axis_title = result.endpoint.axis_title
    layout = Layout(mode, len(result.labels), tuple(float(tick) for tick in ticks), top, axis_title)
    return Figure(_specification(layout), data)


def _points(result: Maturity) -> pd.DataFrame:
    """A row an arm and year with person-time: where its mark stands, its hazard and limits, whether it is trusted."""
    hazards = result.hazards[result.hazards["person_time"] > 0]
    arms, place = len(result.labels), hazards["group"]
    n = result.arms["n"].to_numpy()[place]
    few = hazards["person_time"] / MONTHS_A_YEAR < np.maximum(FEWEST_AT_RISK, SMALLEST_SHARE * n)
    aside = (place - (arms - 1) / 2) * min(1.0, 8 / arms)
    middle = hazards["start"] + MONTHS_A_YEAR / 2
    columns = ["start", "end", "hazard", "lower", "upper", "events", "at_risk", "label"]
    shown = hazards[columns].round({"hazard": 3, "lower": 3, "upper": 3})
    part = np.where(few, "few", "enough")
    return shown.assign(at=middle + aside, arm=place.astype(str), part=part).reset_index(drop=True)


def _steps(points: pd.DataFrame) -> pd.DataFrame:
    """Two vertices a year: a step is drawn from its start to its end, in the part it belongs to."""
    columns = ["hazard", "arm", "part"]
    starts = points[columns].assign(months=points["start"], piece=points.index.astype(str))
    ends = points[columns].assign(months=points["end"], piece=points.index.astype(str))
    return pd.concat([starts, ends]).sort_index(kind="stable").reset_index(drop=True)


def _ends(points: pd.DataFrame, top: float) -> pd.DataFrame:
    """Where each arm bears its label: at its last step within the axis, moved apart from others that end there."""
    ends = points[points["hazard"] <= top].groupby("arm", sort=False).tail(1)
    heights = (ends["hazard"] / top).groupby(ends["end"]).transform(lambda alike: apart(alike.to_numpy()))
    return ends[["end", "label", "arm"]].assign(height=heights * top)


def _top(points: pd.DataFrame) -> float:
    """Where the axis ends, a round number: over all limits if they are not too far above the hazards."""
    trusted = points[points["part"] == "enough"] if (points["part"] == "enough").any() else points
    highest = trusted["hazard"].max()
    reach = min(points["upper"].max(), ROOM * highest) or trusted["upper"].min()
    power = 10.0 ** math.floor(math.log10(reach))
    return float(next(step for step in STEPS_OF_AXIS if step * power >= reach * (1 - 1e-9)) * power)


@lru_cache(maxsize=64)
def _specification(layout: Layout) -> dict:
    layers = [_lines(layout), _limits(layout), _arrows(layout), _marks(layout), _labels(layout)]
    return configure(alt.layer(*layers).properties(height=HEIGHT), layout.mode).to_dict()


def _months(layout: Layout, column: str) -> alt.X:
    axis = alt.Axis(values=list(layout.ticks), title=layout.axis_title, titlePadding=8, format="d", labelFlush=False)
    return alt.X(f"{column}:Q", axis=axis, scale=alt.Scale(domain=[0, layout.ticks[-1]], nice=False))


def _hazard(layout: Layout, column: str = "hazard") -> alt.Y:
    axis = alt.Axis(title=HAZARD_UNIT, titlePadding=10, tickCount=5)
    return alt.Y(f"{column}:Q", axis=axis, scale=alt.Scale(domain=[0, layout.top], nice=False))


def _colour(layout: Layout) -> alt.Color:
    domain = [str(place) for place in range(layout.arms)]
    return alt.Color("arm:N", legend=None, scale=alt.Scale(domain=domain, range=arm_colours(layout.mode, layout.arms)))


def _fade() -> alt.Opacity:
    return alt.Opacity("part:O", legend=None, scale=alt.Scale(domain=["enough", "few"], range=[1.0, 0.4]))


def _named(name: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name=name))


def _lines(layout: Layout) -> alt.Chart:
    domain = [str(place) for place in range(layout.arms)]
    patterns = alt.Scale(domain=domain, range=[list(DASHES[place % len(DASHES)]) for place in range(layout.arms)])
    dash = alt.StrokeDash("arm:N", legend=None, scale=patterns)
    line = _named("steps").mark_line(strokeWidth=2, clip=True)
    x, y = _months(layout, "months"), _hazard(layout)
    return line.encode(x=x, y=y, color=_colour(layout), strokeDash=dash, opacity=_fade(), detail="piece:N")


def _limits(layout: Layout) -> alt.Chart:
    rule = _named("points").mark_rule(strokeWidth=1.4, clip=True)
    x, y = _months(layout, "at"), _hazard(layout, "lower")
    return rule.encode(x=x, y=y, y2="cut:Q", color=_colour(layout), opacity=_fade())


def _arrows(layout: Layout) -> alt.Chart:
    arrow = _named("arrows").mark_point(shape="triangle-up", size=45, filled=True, opacity=0.7)
    return arrow.encode(x=_months(layout, "at"), y=_hazard(layout, "height"), color=_colour(layout))


def _marks(layout: Layout) -> alt.Chart:
    tooltip = [
        alt.Tooltip("label:N", title="Group"),
        alt.Tooltip("start:Q", title="Months from", format=".0f"),
        alt.Tooltip("end:Q", title="to", format=".0f"),
        alt.Tooltip("hazard:Q", title=HAZARD_UNIT, format=".1f"),
        alt.Tooltip("lower:Q", title="95 % CI from", format=".1f"),
        alt.Tooltip("upper:Q", title="to ", format=".1f"),
        alt.Tooltip("events:Q", title="Events", format="d"),
        alt.Tooltip("at_risk:Q", title="At risk at the start", format="d"),
    ]
    point = _named("points").mark_point(size=55, filled=True, clip=True)
    x, y = _months(layout, "at"), _hazard(layout)
    return point.encode(x=x, y=y, color=_colour(layout), opacity=_fade(), tooltip=tooltip)


def _labels(layout: Layout) -> alt.Chart:
    text = _named("ends").mark_text(align="left", dx=8, fontSize=LABEL_SIZE, fontWeight=600, limit=LABEL_WIDTH)
    return text.encode(x=_months(layout, "end"), y=_hazard(layout, "height"), text="label:N", color=_colour(layout))
