"""The Kaplan-Meier figure: curves, censoring marks, direct labels, and the numbers at risk under their ticks.

One layered view: numbers at risk are text placed in pixels below the axis, so they align with the ticks by
construction, stretch with the page and leave it as one figure. Columns have internal names only; what a reader
sees are titles and marks, which the browser never interprets.
"""

from dataclasses import dataclass
from functools import lru_cache

import altair as alt
import pandas as pd

from core.analyses.survival import Survival
from core.charts.figure import Figure
from core.charts.survival_data import bands_frame, censorings_frame, ends_frame, hover_frame, risk_frames, steps_frame
from core.charts.theme import LABEL_SIZE, THEMES, Mode, arm_colours, arm_dashes, configure
from core.words import test_sentence

HEIGHT = 400
AXIS_ROOM = 66
ROW_HEIGHT = 18
LABEL_WIDTH = 170
LABEL_GAP = -26
MOST_ARMS_WITH_BANDS = 2


@dataclass(frozen=True)
class Layout:
    """All that shapes the specification; nothing in it comes from a patient but how far the axis reaches."""

    mode: Mode
    arms: int
    ticks: tuple[float, ...]
    bands: bool
    title: str
    axis_title: str
    doubtful: bool


def survival_chart(result: Survival, mode: Mode, bands: bool | None = None) -> Figure:
    """The figure of a survival result; bands are drawn for one or two arms unless said otherwise."""
    arms = result.groups
    bands = len(arms) <= MOST_ARMS_WITH_BANDS if bands is None else bands
    layout = Layout(
        mode=mode,
        arms=len(arms),
        ticks=tuple(float(tick) for tick in result.ticks),
        bands=bands,
        title=result.endpoint.label,
        axis_title=result.endpoint.axis_title,
        doubtful=bool(result.arms_with_few_events),
    )
    numbers, names = risk_frames(result)
    data = {
        "steps": steps_frame(arms),
        "hover": hover_frame(arms, layout.ticks[-1]),
        "censorings": censorings_frame(arms, layout.ticks[-1]),
        "ends": ends_frame(arms),
        "test": pd.DataFrame({"label": [test_sentence(result)]}),
        "numbers": numbers,
        "names": names,
    }
    return Figure(_specification(layout), data | ({"bands": bands_frame(arms)} if bands else {}))


@lru_cache(maxsize=128)
def _specification(layout: Layout) -> dict:
    layers = [*([_bands(layout)] if layout.bands else []), _curves(layout), _censorings(layout), _labels(layout)]
    layers += [_hover(layout), _test(layout), *_risk_table(layout)]
    return configure(alt.layer(*layers).properties(height=HEIGHT), layout.mode).to_dict()


def _months(layout: Layout) -> alt.X:
    axis = alt.Axis(values=list(layout.ticks), title=layout.axis_title, titlePadding=8, format="d", labelFlush=False)
    return alt.X("months:Q", axis=axis, scale=alt.Scale(domain=[0, layout.ticks[-1]], nice=False))


def _proportion(layout: Layout, column: str) -> alt.Y:
    axis = alt.Axis(format=".0%", values=[0, 0.2, 0.4, 0.6, 0.8, 1], title=layout.title, titlePadding=10)
    return alt.Y(f"{column}:Q", axis=axis, scale=alt.Scale(domain=[0, 1], nice=False))


def _colour(layout: Layout) -> alt.Color:
    scale = alt.Scale(domain=_places(layout), range=arm_colours(layout.mode, layout.arms))
    return alt.Color("arm:N", legend=None, scale=scale)


def _places(layout: Layout) -> list[str]:
    return [str(place) for place in range(layout.arms)]


def _named(name: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name=name))


def _curves(layout: Layout) -> alt.Chart:
    fade = alt.Opacity("part:O", legend=None, scale=alt.Scale(domain=["enough", "few"], range=[1.0, 0.4]))
    dash = alt.StrokeDash("arm:N", legend=None, scale=alt.Scale(domain=_places(layout), range=arm_dashes(layout.arms)))
    line = _named("steps").mark_line(interpolate="step-after", strokeWidth=2)
    return line.encode(
        x=_months(layout), y=_proportion(layout, "survival"), color=_colour(layout), strokeDash=dash, opacity=fade
    )


def _bands(layout: Layout) -> alt.Chart:
    area = _named("bands").mark_area(interpolate="step-after", opacity=0.13, clip=True, line=False)
    return area.encode(x=_months(layout), y=_proportion(layout, "lower"), y2="upper:Q", color=_colour(layout))


def _censorings(layout: Layout) -> alt.Chart:
    tick = _named("censorings").mark_tick(orient="vertical", size=9, thickness=1.4)
    return tick.encode(x=_months(layout), y=_proportion(layout, "survival"), color=_colour(layout))


def _labels(layout: Layout) -> alt.Chart:
    text = _named("ends").mark_text(align="left", dx=8, fontSize=LABEL_SIZE, fontWeight=600, limit=LABEL_WIDTH)
    return text.encode(x=_months(layout), y=_proportion(layout, "survival"), text="label:N", color=_colour(layout))


def _hover(layout: Layout) -> alt.Chart:
    """Unseen points on the curve that answer the pointer with the exact values."""
    tooltip = [
        alt.Tooltip("label:N", title="Group"),
        alt.Tooltip("months:Q", title="Months", format=".1f"),
        alt.Tooltip("survival:Q", title=layout.title, format=".1%"),
        alt.Tooltip("lower:Q", title="95 % CI from", format=".1%"),
        alt.Tooltip("upper:Q", title="to", format=".1%"),
        alt.Tooltip("at_risk:Q", title="At risk", format="d"),
    ]
    point = _named("hover").mark_point(opacity=0, size=90, filled=True)
    return point.encode(x=_months(layout), y=_proportion(layout, "survival"), tooltip=tooltip)


def _test(layout: Layout) -> alt.Chart:
    """The test by its name with its P, in the upper right corner; grey where an arm has too few events."""
    ink = THEMES[layout.mode].faint if layout.doubtful else THEMES[layout.mode].ink
    text = _named("test").mark_text(align="right", baseline="top", fontSize=13, dx=-4)
    return text.encode(x=alt.value("width"), y=alt.value(2), text="label:N", color=alt.value(ink))


def _risk_table(layout: Layout) -> list[alt.Chart]:
    """Numbers in the colour of their curve, `AXIS_ROOM` pixels below the axis line, a row an arm."""
    below = f"{HEIGHT + AXIS_ROOM + ROW_HEIGHT} + {ROW_HEIGHT} * toNumber(datum.arm)"
    row = alt.Y("row:Q", axis=None, scale=None)
    number = _named("numbers").transform_calculate(row=below).mark_text(fontSize=LABEL_SIZE)
    name = (
        _named("names").transform_calculate(row=below).mark_text(align="right", fontSize=LABEL_SIZE, limit=LABEL_WIDTH)
    )
    heading = _named("test").mark_text(align="right", fontSize=LABEL_SIZE, fontWeight=600)
    ink, at_left = alt.value(THEMES[layout.mode].ink), alt.value(LABEL_GAP)
    return [
        number.encode(x=_months(layout), y=row, text="n:Q", color=_colour(layout)),
        name.encode(x=at_left, y=row, text="label:N", color=_colour(layout)),
        heading.encode(x=at_left, y=alt.value(HEIGHT + AXIS_ROOM), text=alt.value("Number at risk"), color=ink),
    ]
