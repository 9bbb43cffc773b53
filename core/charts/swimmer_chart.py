"""The swimmer plot: a bar a patient from time zero, in the colours of what was given, with marks of what happened."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd

from core.analyses.survival import tick_months
from core.analyses.swimmer import Swimmer
from core.analyses.swimmer_days import (
    ALIVE,
    BETWEEN,
    CELLS,
    HAD_EVENT,
    MRD_NEGATIVE,
    OBSERVED,
    PHASES,
    RELAPSED,
    TRANSPLANTED,
    UNNAMED,
    WITHOUT_EVENT,
)
from core.charts.figure import Figure
from core.charts.happenings_marks import MARKS, TREATMENT_LABELS, TREATMENTS, Mark, mark_channels, marks_of
from core.charts.theme import LABEL_SIZE, THEMES, Mode, arm_colours, configure
from core.tables.patients_frame import patient_names

CLICKED = "course"
"""The name of the selection a click on a course makes; it holds the row."""
TALL, LOW, ROOM = 18.0, 5.0, 700.0
"""The most and the least pixels of a row, and those all rows share between these bounds."""
SMALLEST_NAMED = 13.0
"""Rows of so many pixels have the patient's name beside them."""
STRIP, NAME_AT = (-9, -4), -14
NOT_RECORDED = "Not recorded"
COLOURS = {TREATMENT_LABELS[name]: place for name, place in TREATMENTS.items()} | {
    UNNAMED["mab1"]: 0, UNNAMED["mab2"]: 4, BETWEEN: 6, TRANSPLANTED: 3, CELLS: 2,
}  # fmt: skip
"""The place of each phase's colour among those of the arms; the others are grey as rules are."""
ENDINGS = {
    HAD_EVENT: Mark(HAD_EVENT, "Relapse, progression or death", MARKS["death"].shape, MARKS["death"].colour),
    WITHOUT_EVENT: Mark(WITHOUT_EVENT, "Neither at last contact", MARKS["alive"].shape, MARKS["alive"].colour),
}
"""How a course ends where a sheet has no overall survival."""
PALE = 0.55
ROOM_AT_END = 1.03
"""How far the axis reaches beyond the longest course, for its mark."""
LEGEND_WIDTH, LETTER, SYMBOL = 385, 5.2, 24
"""The pixels a legend may take on the narrowest paper, and those of a letter and of a symbol with its distances."""
LEGENDS = {"layout": {"top": {"direction": "vertical", "anchor": "start", "margin": 6}}}


@dataclass(frozen=True)
class _Layout:
    """All that the specification needs to know: nothing in it but the labels of groups comes from a patient."""

    ticks: tuple[float, ...]
    end: float
    axis_title: str
    step: float
    rows: int
    phases: tuple[str, ...]
    marks: tuple[Mark, ...]
    title: str
    groups: tuple[str, ...]
    colours: tuple[str, ...]
    mode: Mode


def swimmer_chart(result: Swimmer, mode: Mode) -> Figure:
    """The figure; rows are as high as there is room, and have names where they are high enough."""
    rows, step = len(result.patients), row_height(len(result.patients))
    middles = (np.arange(rows) + 0.5) * step
    groups, colours = _groups(result, mode)
    longest = float(result.patients["months"].max())
    layout = _Layout(
        ticks=tuple(tick for tick in tick_months(longest).tolist() if tick <= max(1.0, longest * ROOM_AT_END)),
        end=max(1.0, np.ceil(longest * ROOM_AT_END)),
        axis_title=result.endpoint.axis_title,
        step=step,
        rows=rows,
        phases=tuple(phase for phase in PHASES if phase in set(result.segments["phase"])),
        marks=marks_in(result),
        title=result.title if groups else "",
        groups=groups,
        colours=colours,
        mode=mode,
    )
    half = 0.36 * step
    at = middles[result.segments["row"]]
    marks = result.marks.assign(y=middles[result.marks["row"]])
    marks["label"] = marks["mark"].map({mark.slug: mark.label for mark in layout.marks})
    marks["size"] = np.where(marks["mark"] == MRD_NEGATIVE, 2.6, 1.0) * mark_size(step)
    marks["right"] = np.where(marks["mark"].isin([ALIVE, WITHOUT_EVENT]), np.sqrt(mark_size(step)) / 2, 0)
    names = patient_names(result.compared.selection.cohort, result.patients["place"].to_numpy())
    people = pd.DataFrame(
        {
            "row": np.arange(rows),
            "y": middles,
            "top": middles - step / 2,
            "bottom": middles + step / 2,
            "name": names if step >= SMALLEST_NAMED else [""] * rows,
            "patient": names,
            "months": result.patients["months"].round(2),
            "group": [groups[place] if groups else "" for place in result.patients["group"]],
        }
    )
    data = {
        "segments": result.segments.assign(top=at - half, bottom=at + half).drop(columns="row"),
        "marks": marks[["months", "y", "label", "size", "right"]],
        "patients": people,
    }
    return Figure(_specification(layout), data)


def marks_in(result: Swimmer) -> tuple[Mark, ...]:
    """The marks of these courses, in the order of the legend."""
    found = set(result.marks["mark"])
    return (*marks_of(found), *(mark for slug, mark in ENDINGS.items() if slug in found))


def row_height(rows: int) -> float:
    """The pixels of a row: the more rows the fewer, between two bounds."""
    return round(min(TALL, max(LOW, ROOM / rows)), 2)


def mark_size(step: float) -> float:
    """The area of a mark in square pixels: a little less than a row is high."""
    return round(min(70.0, (0.85 * step) ** 2), 1)


def _groups(result: Swimmer, mode: Mode) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The labels of the groups and their colours, those without a value last, where -1 finds them."""
    if not result.labels:
        return (), ()
    colours = arm_colours(mode, len(result.labels))
    if (result.patients["group"] < 0).any():
        return (*result.labels, NOT_RECORDED), (*colours, THEMES[mode].rule)
    return result.labels, tuple(colours)


@lru_cache(maxsize=32)
def _specification(layout: _Layout) -> dict:
    theme = THEMES[layout.mode]
    ink = alt.value(theme.ink)
    scale = alt.Scale(domain=[0, layout.end], nice=False)
    axis = alt.Axis(title=layout.axis_title, values=list(layout.ticks), format="d")
    x = alt.X("months:Q", scale=scale, axis=axis)
    y, top = (alt.Y(f"{name}:Q", scale=None, axis=None) for name in ("y", "top"))

    def named(name: str) -> alt.Chart:
        return alt.Chart(alt.NamedData(name=name))

    phase = alt.Fill(
        "phase:N",
        scale=alt.Scale(domain=layout.phases, range=[_colour(one, layout.mode) for one in layout.phases]),
        legend=_legend(layout.phases, layout.mode, symbolType="square", symbolOpacity=1, symbolStrokeWidth=0),
    )
    segments = named("segments").mark_rect(opacity=1, strokeWidth=0)
    clicked = alt.selection_point(name=CLICKED, fields=["row"], on="click", empty=False)
    rows = named("patients").mark_rect(opacity=0, cursor="pointer")
    tooltip = [alt.Tooltip("patient:N", title="Patient"), alt.Tooltip("months:Q", title="Months")]
    if layout.groups:
        tooltip.append(alt.Tooltip("group:N", title="Group"))
    layers = [
        segments.encode(x=alt.X("start:Q", scale=scale, axis=axis), x2="end:Q", y=top, y2="bottom:Q", fill=phase),
        *_strip(layout, top),
        named("patients")
        .mark_text(align="right", baseline="middle", fontSize=LABEL_SIZE)
        .encode(x=alt.value(NAME_AT), y=y, text="name:N", color=ink),
        _marks(layout, x, y),
        rows.encode(x=alt.value(0), x2=alt.value("width"), y=top, y2="bottom:Q", tooltip=tooltip).add_params(clicked),
    ]
    chart = alt.layer(*layers).resolve_scale(fill="independent", stroke="independent", shape="independent")
    spec = configure(chart.properties(height=layout.rows * layout.step), layout.mode).to_dict()
    return {**spec, "config": {**spec["config"], "legend": LEGENDS}}


def _marks(layout: _Layout, x: alt.X, y: alt.Y) -> alt.Chart:
    legend = _legend([mark.label for mark in layout.marks], layout.mode, symbolSize=70)
    channels = mark_channels(layout.marks, layout.mode, "label", legend)
    return (
        alt.Chart(alt.NamedData(name="marks"))
        .mark_point(opacity=1, strokeWidth=1, clip=False)
        .encode(
            x=x,
            y=y,
            xOffset=alt.XOffset("right:Q", scale=None),
            size=alt.Size("size:Q", scale=None, legend=None),
            **channels,
        )
    )


def _strip(layout: _Layout, top: alt.Y) -> list[alt.Chart]:
    """A strip left of the bars in the colour of the patient's group; none without a comparison."""
    if not layout.groups:
        return []
    scale = alt.Scale(domain=layout.groups, range=list(layout.colours))
    square = {"symbolType": "square", "symbolOpacity": 1, "symbolStrokeWidth": 0}
    legend = _legend(layout.groups, layout.mode, title=layout.title, titleLimit=LEGEND_WIDTH, **square)
    rows = alt.Chart(alt.NamedData(name="patients")).mark_rect(opacity=1, strokeWidth=0)
    fill = alt.Fill("group:N", scale=scale, legend=legend)
    return [rows.encode(x=alt.value(STRIP[0]), x2=alt.value(STRIP[1]), y=top, y2="bottom:Q", fill=fill)]


def _legend(labels: Sequence[str], mode: Mode, **settings: object) -> alt.Legend:
    """A legend above the figure, in as many columns as the narrowest column of a journal has room for."""
    ink = THEMES[mode].ink
    common = {
        "title": None, "orient": "top", "direction": "horizontal", "columns": legend_columns(labels),
        "labelColor": ink, "titleColor": ink, "labelFontSize": LABEL_SIZE, "titleFontSize": LABEL_SIZE,
        "labelLimit": LEGEND_WIDTH - SYMBOL,
    }  # fmt: skip
    return alt.Legend(**(common | settings))


def legend_columns(labels: Sequence[str]) -> int:
    """How many columns these labels fit in; each is as wide as its longest label."""
    for columns in (3, 2):
        longest = [max((len(label) for label in labels[place::columns]), default=0) for place in range(columns)]
        if sum(longest) * LETTER + columns * SYMBOL <= LEGEND_WIDTH:
            return columns
    return 1


def _colour(phase: str, mode: Mode) -> str:
    """The colour of a phase, paled so that marks stand out on it."""
    theme = THEMES[mode]
    if phase in (RELAPSED, OBSERVED):
        return theme.rule
    return mixed(theme.arms[COLOURS[phase]], theme.paper, PALE)


def mixed(colour: str, paper: str, share: float) -> str:
    """So much of a colour, the rest paper: both as #rrggbb."""
    pairs = ((int(one[place : place + 2], 16) for one in (colour, paper)) for place in (1, 3, 5))
    return "#" + "".join(f"{round(share * one + (1 - share) * other):02x}" for one, other in pairs)
