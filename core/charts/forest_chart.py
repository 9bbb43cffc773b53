"""The forest plot of Cox models: names and counts to the left, marks on a log axis, figures to the right.

One layered view in which everything but the axis stands in pixels, so that it aligns by construction, stretches with
the page and leaves it as one figure.
"""

from dataclasses import dataclass
from functools import lru_cache

import altair as alt
import pandas as pd

from core.charts.figure import Figure
from core.charts.forest_data import INDENT, LINE, TOP, Columns, forest_data
from core.charts.forest_rows import SINGLE, TOGETHER, ForestRow
from core.charts.theme import LABEL_SIZE, THEMES, Mode, configure

MODEL_NAMES = {SINGLE: "Univariable", TOGETHER: "Multivariable"}
SHAPES = {SINGLE: "circle", TOGETHER: "square"}
AXIS_TITLE = "←\u2002lower hazard\u2003\u2003Hazard ratio (log scale)\u2003\u2003higher hazard\u2002→"
HEADING_AT = 12


@dataclass(frozen=True)
class Layout:
    """All that shapes the specification; nothing in it comes from a patient but how far the axis reaches."""

    mode: Mode
    height: int
    columns: Columns
    domain: tuple[float, float]
    ticks: tuple[float, ...]
    models: tuple[int, ...]


def forest_chart(rows: tuple[ForestRow, ...], mode: Mode) -> Figure:
    """The figure of the rows of one kind of model or of both; an interval that leaves the axis ends in an arrow."""
    data = forest_data(rows)
    models = tuple(sorted({mark.model for row in rows for mark in row.marks}))
    layout = Layout(mode, data.height, data.columns, data.domain, data.ticks, models)
    return Figure(_specification(layout), {**data.frames, "one": pd.DataFrame({"nothing": [0]})})


@lru_cache(maxsize=64)
def _specification(layout: Layout) -> dict:
    layers = [_shades(layout), *_rules(layout), *_intervals(layout), *_texts(layout), *_headings(layout)]
    return configure(alt.layer(*layers).properties(height=layout.height), layout.mode).to_dict()


def _named(name: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name=name))


def _y(column: str = "y") -> alt.Y:
    return alt.Y(f"{column}:Q", axis=None, scale=None)


def _ratio(layout: Layout, column: str) -> alt.X:
    axis = alt.Axis(values=list(layout.ticks), title=AXIS_TITLE, titlePadding=8, format="~g", labelFlush=False)
    return alt.X(f"{column}:Q", axis=axis, scale=alt.Scale(type="log", domain=list(layout.domain), nice=False))


def _across(layout: Layout) -> dict:
    """From the left end of the names to the right end of the P values."""
    return {"x": alt.value(-layout.columns.name), "x2": alt.value(alt.ExprRef(f"width + {layout.columns.end}"))}


def _colour(layout: Layout, channel: type = alt.Color) -> alt.SchemaBase:
    """Both models apart by colour; one alone in the first colour."""
    theme = THEMES[layout.mode]
    colours = {SINGLE: theme.arms[1], TOGETHER: theme.arms[0]}
    drawn = [theme.arms[0]] if len(layout.models) < 2 else [colours[model] for model in layout.models]
    scale = alt.Scale(domain=[str(model) for model in layout.models], range=drawn)
    return channel("model:N", legend=None, scale=scale)


def _shades(layout: Layout) -> alt.Chart:
    """A faint ground behind every second covariate."""
    theme = THEMES[layout.mode]
    return (
        _named("shades")
        .mark_rect(opacity=1)
        .encode(**_across(layout), y=_y(), y2=alt.Y2("below:Q"), color=alt.value(theme.shade))
    )


def _rules(layout: Layout) -> list[alt.Chart]:
    """Lines above, below the headings and below all, as in a table, and the dashed one at no difference."""
    theme = THEMES[layout.mode]
    across = [
        _named("one").mark_rule(strokeWidth=width).encode(**_across(layout), y=alt.value(y), color=alt.value(theme.ink))
        for y, width in ((0, 1.4), (TOP - 8, 0.8))
    ]
    none = _named("one").mark_rule(strokeDash=[3, 3], strokeWidth=1)
    scale = alt.Scale(type="log", domain=list(layout.domain), nice=False)
    upright = none.encode(
        x=alt.X(datum=1, scale=scale), y=alt.value(TOP - 4), y2=alt.value(layout.height), color=alt.value(theme.faint)
    )
    return [*across, upright]


def _intervals(layout: Layout) -> list[alt.Chart]:
    """The interval, its arrows, and the mark: filled for estimates, hollow for references."""
    paper, colour = THEMES[layout.mode].paper, _colour(layout)
    shapes = alt.Scale(domain=[str(model) for model in layout.models], range=[SHAPES[model] for model in layout.models])
    shape = alt.Shape("model:N", legend=None, scale=shapes)
    arrow = _named("arrows").mark_point(shape="triangle-up", size=48, filled=True, opacity=1)
    estimate = _named("marks").transform_filter("!datum.reference").mark_point(size=62, opacity=1, filled=True)
    reference = _named("marks").transform_filter("datum.reference").mark_point(size=52, opacity=1, strokeWidth=1.4)
    return [
        _named("marks")
        .mark_rule(strokeWidth=1.7)
        .encode(x=_ratio(layout, "lower"), x2="upper:Q", y=_y(), color=colour),
        arrow.encode(x=_ratio(layout, "end"), y=_y(), angle=alt.Angle("angle:Q", scale=None), color=colour),
        estimate.encode(x=_ratio(layout, "at"), y=_y(), color=colour, shape=shape),
        reference.encode(
            x=_ratio(layout, "at"), y=_y(), stroke=_colour(layout, alt.Stroke), fill=alt.value(paper), shape=shape
        ),
    ]


def _texts(layout: Layout) -> list[alt.Chart]:
    """Names, counts, and the figures of each mark in line with it."""
    columns, ink = layout.columns, alt.value(THEMES[layout.mode].ink)
    names, marks = _named("names"), _named("marks")
    broken = {"align": "left", "baseline": "middle", "lineBreak": "\n", "lineHeight": LINE, "fontSize": LABEL_SIZE}
    single = {"baseline": "middle", "fontSize": LABEL_SIZE}
    at_left, right = alt.value(-columns.name), alt.value("width")
    return [
        names.transform_filter("datum.heading")
        .mark_text(fontWeight=600, **broken)
        .encode(x=at_left, y=_y(), text="label:N", color=ink),
        names.transform_filter("!datum.heading && !datum.level")
        .mark_text(fontWeight=600, **broken)
        .encode(x=at_left, y=_y(), text="label:N", color=ink),
        names.transform_filter("datum.level")
        .mark_text(dx=INDENT, **broken)
        .encode(x=at_left, y=_y(), text="label:N", color=ink),
        names.mark_text(align="right", **single).encode(
            x=alt.value(-columns.counts), y=_y("middle"), text="counts:N", color=ink
        ),
        marks.mark_text(align="left", dx=columns.figures, **single).encode(
            x=right, y=_y(), text="figures:N", color=ink
        ),
        marks.mark_text(align="left", dx=columns.p, **single).encode(x=right, y=_y(), text="p:N", color=ink),
    ]


def _headings(layout: Layout) -> list[alt.Chart]:
    """What the columns are, and which mark is which model where both are drawn."""
    columns, ink = layout.columns, alt.value(THEMES[layout.mode].ink)

    def heading(text: str, x: dict, align: str = "left", dx: int = 0, colour: dict = ink) -> alt.Chart:
        mark = _named("one").mark_text(align=align, baseline="middle", dx=dx, fontSize=LABEL_SIZE, fontWeight=600)
        return mark.encode(x=x, y=alt.value(HEADING_AT), text=alt.value(text), color=colour)

    right = alt.value("width")
    named = [
        heading("Covariate", alt.value(-columns.name)),
        heading("n / events", alt.value(-columns.counts), align="right"),
        heading("HR (95 % CI)", right, dx=columns.figures),
        heading("P", right, dx=columns.p),
    ]
    if len(layout.models) < 2:
        return named
    theme, middle = THEMES[layout.mode], alt.value(alt.ExprRef("width / 2"))
    return [
        *named,
        heading("● Univariable", middle, align="right", dx=-6, colour=alt.value(theme.arms[1])),
        heading("■ Multivariable", middle, dx=6, colour=alt.value(theme.arms[0])),
    ]
