"""The figure over time: step curves, censoring marks, direct labels, and counts under the ticks of the axis.

One layered view: counts are text placed in pixels below the axis, so they align with the ticks by construction,
stretch with the page and leave it as one figure. Columns have internal names only; what a reader sees are titles and
marks, which the browser never interprets.
"""

from dataclasses import dataclass, field
from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd

from core.charts.figure import Figure
from core.charts.theme import DASHES, LABEL_SIZE, THEMES, Mode, arm_colours, configure
from core.charts.time_data import (
    INK,
    LABEL_ROW,
    CountBlock,
    Line,
    bands_frame,
    censorings_frame,
    counts_frames,
    ends_frame,
    hover_frame,
    steps_frame,
)

HEIGHT = 400
AXIS_ROOM = 66
ROW_HEIGHT = 18
LABEL_WIDTH = 170
LABEL_GAP = -26
TEST_GAP = 7
CLICKED = "curve"
"""The name of the selection a click on a curve makes; it holds the arm."""


@dataclass(frozen=True, eq=False)
class Drawing:
    """Everything a figure over time is made of.

    `corner` is the test above the upper right, grey where it is `doubtful`. `points` are printed figures with their
    limits along either axis, `models` smooth curves (`core.charts.overlays` has their columns), `areas` (months, lower,
    upper, arm) what is filled between two curves; empty ones are not drawn.
    """

    lines: tuple[Line, ...]
    blocks: tuple[CountBlock, ...]
    ticks: np.ndarray
    title: str
    axis_title: str
    corner: str = ""
    doubtful: bool = False
    bands: bool = False
    points: pd.DataFrame | None = None
    models: pd.DataFrame | None = None
    areas: pd.DataFrame | None = None
    clickable: bool = False


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
    extras: tuple[str, ...] = field(default=())
    clickable: bool = False


def time_figure(drawing: Drawing, mode: Mode) -> Figure:
    """The figure of these lines, in the colours of this mode."""
    lines, ticks = drawing.lines, tuple(float(tick) for tick in drawing.ticks)
    numbers, names = counts_frames(drawing.blocks, drawing.ticks)
    overlays = {name: getattr(drawing, name) for name in ("points", "models", "areas")}
    extras = {name: frame for name, frame in overlays.items() if frame is not None and len(frame)}
    layout = Layout(
        mode=mode,
        arms=max(line.arm for line in lines) + 1,
        ticks=ticks,
        bands=drawing.bands,
        title=drawing.title,
        axis_title=drawing.axis_title,
        doubtful=drawing.doubtful,
        extras=tuple(extras),
        clickable=drawing.clickable,
    )
    data = {
        "steps": steps_frame(lines),
        "hover": hover_frame(lines, ticks[-1]),
        "censorings": censorings_frame(lines, ticks[-1]),
        "ends": ends_frame(lines),
        "test": pd.DataFrame({"label": [drawing.corner]}),
        "numbers": numbers,
        "names": names,
    }
    bands = {"bands": bands_frame(lines)} if drawing.bands else {}
    return Figure(_specification(layout), data | extras | bands, stretches=True)


@lru_cache(maxsize=128)
def _specification(layout: Layout) -> dict:
    layers = [*([_areas(layout)] if "areas" in layout.extras else []), *([_bands(layout)] if layout.bands else [])]
    layers += [_curves(layout), _censorings(layout), _labels(layout)]
    layers += [*([_models(layout)] if "models" in layout.extras else []), _test(layout)]
    layers += [*([_clicks(layout)] if layout.clickable else []), _hover(layout)]
    layers += [*(_points(layout) if "points" in layout.extras else []), *_counts(layout)]
    return configure(alt.layer(*layers).properties(height=HEIGHT), layout.mode).to_dict()


def _months(layout: Layout, column: str = "months") -> alt.X:
    axis = alt.Axis(values=list(layout.ticks), title=layout.axis_title, titlePadding=8, format="d", labelFlush=False)
    return alt.X(f"{column}:Q", axis=axis, scale=alt.Scale(domain=[0, layout.ticks[-1]], nice=False))


def _proportion(layout: Layout, column: str = "height") -> alt.Y:
    axis = alt.Axis(format=".0%", values=[0, 0.2, 0.4, 0.6, 0.8, 1], title=layout.title, titlePadding=10)
    return alt.Y(f"{column}:Q", axis=axis, scale=alt.Scale(domain=[0, 1], nice=False))


def _colour(layout: Layout) -> alt.Color:
    domain = [str(place) for place in range(layout.arms)]
    scale = alt.Scale(domain=[*domain, INK], range=[*arm_colours(layout.mode, layout.arms), THEMES[layout.mode].ink])
    return alt.Color("arm:N", legend=None, scale=scale)


def _fade() -> alt.Opacity:
    """Paler where too few remain: one scale for the curves and what is laid over them."""
    return alt.Opacity("part:O", legend=None, scale=alt.Scale(domain=["enough", "few"], range=[1.0, 0.4]))


def _named(name: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name=name))


def _curves(layout: Layout) -> alt.Chart:
    patterns = alt.Scale(domain=[str(place) for place in range(len(DASHES))], range=list(DASHES))
    dash = alt.StrokeDash("dash:N", legend=None, scale=patterns)
    line = _named("steps").mark_line(interpolate="step-after", strokeWidth=2)
    return line.encode(
        x=_months(layout),
        y=_proportion(layout),
        color=_colour(layout),
        strokeDash=dash,
        opacity=_fade(),
        detail="line:N",
    )


def _bands(layout: Layout) -> alt.Chart:
    area = _named("bands").mark_area(interpolate="step-after", opacity=0.13, clip=True, line=False)
    return area.encode(
        x=_months(layout), y=_proportion(layout, "lower"), y2="upper:Q", color=_colour(layout), detail="line:N"
    )


def _areas(layout: Layout) -> alt.Chart:
    area = _named("areas").mark_area(interpolate="step-after", opacity=0.45, clip=True, line=False)
    return area.encode(x=_months(layout), y=_proportion(layout, "lower"), y2="upper:Q", color=_colour(layout))


def _censorings(layout: Layout) -> alt.Chart:
    tick = _named("censorings").mark_tick(orient="vertical", size=9, thickness=1.4)
    return tick.encode(x=_months(layout), y=_proportion(layout), color=_colour(layout))


def _labels(layout: Layout) -> alt.Chart:
    """The names of the lines in the right margin, where no line can cross them."""
    rows = {"lineBreak": "\n", "lineHeight": LABEL_ROW * HEIGHT, "limit": LABEL_WIDTH}
    text = _named("ends").mark_text(align="left", dx=8, fontSize=LABEL_SIZE, fontWeight=600, **rows)
    return text.encode(x=alt.value("width"), y=_proportion(layout), text="label:N", color=_colour(layout))


def _models(layout: Layout) -> alt.Chart:
    """Smooth curves of parametric models, thin and dotted in the colour of their arm, paler where extrapolated."""
    line = _named("models").mark_line(strokeWidth=1.6, strokeDash=[1.5, 3.5], strokeCap="round", clip=True)
    return line.encode(x=_months(layout), y=_proportion(layout), color=_colour(layout), opacity=_fade())


def _hover(layout: Layout) -> alt.Chart:
    """Unseen points on the curve that answer the pointer with the exact values."""
    tooltip = [
        alt.Tooltip("label:N", title="Group"),
        alt.Tooltip("months:Q", title="Months", format=".1f"),
        alt.Tooltip("height:Q", title=layout.title, format=".1%"),
        alt.Tooltip("lower:Q", title="95 % CI from", format=".1%"),
        alt.Tooltip("upper:Q", title="to", format=".1%"),
        alt.Tooltip("at_risk:Q", title="At risk", format="d"),
    ]
    point = _named("hover").mark_point(opacity=0, size=90, filled=True, cursor="pointer")
    return point.encode(x=_months(layout), y=_proportion(layout), tooltip=tooltip)


def _clicks(layout: Layout) -> alt.Chart:
    """The curves once more, broad and unseen, so that a click near one says which arm it is."""
    line = _named("steps").mark_line(interpolate="step-after", strokeWidth=14, opacity=0, cursor="pointer")
    clicked = alt.selection_point(name=CLICKED, fields=["arm"], on="click", empty=False)
    return line.encode(x=_months(layout), y=_proportion(layout), detail=["line:N", "arm:N"]).add_params(clicked)


def _points(layout: Layout) -> list[alt.Chart]:
    """Printed figures: a diamond with its number, and a rule to its limits, with an arrow where there is no limit.

    `across` and `up` are pixels by which figures at one place stand apart.
    """
    theme = THEMES[layout.mode]
    tooltip = [alt.Tooltip("label:N", title="Published"), alt.Tooltip("figure:N", title=layout.title)]
    x, y = _months(layout), _proportion(layout)
    named, ink = _named("points"), alt.value(theme.ink)
    shifts = {"xOffset": alt.ExprRef("datum.across"), "yOffset": alt.ExprRef("datum.up")}
    upright = named.mark_rule(strokeWidth=1.4, clip=True, xOffset=shifts["xOffset"])
    across = named.mark_rule(strokeWidth=1.4, clip=True, yOffset=shifts["yOffset"])
    arrow = named.transform_filter("datum.open").mark_point(shape="triangle-right", size=70, filled=True, **shifts)
    mark = named.mark_point(shape="diamond", size=120, filled=True, opacity=1, clip=True, **shifts)
    written = {"align": "left", "dx": 7, "dy": -9, "fontSize": LABEL_SIZE - 1, "fontWeight": 600, "clip": True} | shifts
    halo = named.mark_text(stroke=theme.paper, strokeWidth=3, strokeJoin="round", **written)
    text = named.mark_text(**written)
    return [
        upright.encode(x=x, y=_proportion(layout, "lower"), y2="upper:Q", color=ink),
        across.encode(x=_months(layout, "left"), x2="right:Q", y=y, color=ink),
        arrow.encode(x=_months(layout, "right"), y=y, color=ink),
        mark.encode(x=x, y=y, color=ink, stroke=alt.value(theme.paper), strokeWidth=alt.value(1.2), tooltip=tooltip),
        halo.encode(x=x, y=y, text="number:N", color=alt.value(theme.paper)),
        text.encode(x=x, y=y, text="number:N", color=ink),
    ]


def _test(layout: Layout) -> alt.Chart:
    """The test by its name with its P, above where any curve can be; grey where an arm has too few events."""
    ink = THEMES[layout.mode].faint if layout.doubtful else THEMES[layout.mode].ink
    text = _named("test").mark_text(align="right", baseline="bottom", fontSize=13)
    return text.encode(x=alt.value("width"), y=alt.value(-TEST_GAP), text="label:N", color=alt.value(ink))


def _counts(layout: Layout) -> list[alt.Chart]:
    """Numbers in the colour of their curve under the ticks, their names and headings to the left."""
    below = f"height + {AXIS_ROOM} + {ROW_HEIGHT} * toNumber(datum.row)"
    row, at_left = alt.Y("place:Q", axis=None, scale=None), alt.value(LABEL_GAP)
    number = _named("numbers").transform_calculate(place=below).mark_text(fontSize=LABEL_SIZE)
    label = _named("names").transform_calculate(place=below)
    name = label.transform_filter("datum.arm !== ''").mark_text(align="right", fontSize=LABEL_SIZE, limit=LABEL_WIDTH)
    heading = label.transform_filter("datum.arm === ''").mark_text(
        align="right", fontSize=LABEL_SIZE, fontWeight=600, limit=LABEL_WIDTH
    )
    return [
        number.encode(x=_months(layout), y=row, text=alt.Text("n:Q", format=",d"), color=_colour(layout)),
        name.encode(x=at_left, y=row, text="label:N", color=_colour(layout)),
        heading.encode(x=at_left, y=row, text="label:N", color=alt.value(THEMES[layout.mode].ink)),
    ]
