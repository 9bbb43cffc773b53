"""One patient's course: treatments as bars in lanes, what happened as marks, laboratory values above, on one axis."""

from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache

import altair as alt

from core.analyses.course import Course
from core.charts.figure import Figure
from core.charts.happenings_marks import MARKS, mark_channels, treatment_colours
from core.charts.theme import LABEL_SIZE, THEMES, Mode, configure
from core.charts.timeline_data import LANE, MARK_ROOM, WIDTH, Layout, frames, lay_out
from core.charts.timeline_scales import time_ticks
from core.words.course import TimeUnit, axis_of

LABEL_WIDTH = 190
MARK_SIZE = 110
EDGE = 14
"""Pixels between the ends of the course and the edges of the figure."""
PALE = 0.4
SILENT = alt.value(None)
"""No tooltip: without it the page tells where a text stands when the pointer rests on it."""


@dataclass(frozen=True)
class TimelineOptions:
    """What is asked of the figure: which laboratory tests by title, the unit of time, the scale, the part shown.

    `window` is from and to in `unit`; None shows all of the course. `dates` puts dates into the tooltips.
    """

    tests: tuple[str, ...] = ()
    unit: TimeUnit = "months"
    log: bool = False
    dates: bool = False
    window: tuple[float, float] | None = None


def timeline_chart(course: Course, options: TimelineOptions, mode: Mode) -> Figure:
    """The figure of one course; it must have something to draw."""
    axis = axis_of(course, options.unit, options.dates)
    low, high = options.window or whole_window(course, options.unit)
    edge = (high - low) * EDGE / WIDTH
    chosen = tuple(one for one in course.labs if one.title in options.tests)
    layout = lay_out(course, axis, chosen, options.log, (low - edge, high + edge))
    data = frames(layout)
    present = set(data["marks"]["mark"])
    spec = deepcopy(_specification(mode, bool(present)))
    _fit(spec, layout, time_ticks(layout.low, layout.high, options.unit), axis.title, present)
    return Figure(spec, data)


def whole_window(course: Course, unit: TimeUnit) -> tuple[float, float]:
    """From the first to the last day of the course, in this unit; never without width."""
    axis = axis_of(course, unit)
    low, high = axis.place(course.first), axis.place(course.last)
    return (low, high) if high > low else (low - 1, high + 1)


def _fit(spec: dict, layout: Layout, ticks: list[float], title: str, present: set[str]) -> None:
    """Make a specification, which is the same for every patient, that of this one: its axis, height and legend.

    Building one with Altair takes longer than everything else; this writes into a copy.
    """
    spec["height"] = round(layout.height)
    legend = [mark.label for mark in MARKS.values() if mark.label in present]
    for layer in spec["layer"]:
        across = layer["encoding"].get("x", {})
        if "scale" in across:
            across["scale"]["domain"] = [layout.low, layout.high]
            across["axis"] |= {"values": ticks, "title": title}
        for channel in ("shape", "fill", "stroke"):
            if "legend" in layer["encoding"].get(channel, {}):
                layer["encoding"][channel]["legend"]["values"] = legend


@lru_cache(maxsize=4)
def _specification(mode: Mode, marked: bool) -> dict:
    layers = [_zero(mode), *_panels(mode), *_bars(mode), *_marks(mode, marked)]
    return configure(alt.layer(*layers).properties(height=LANE), mode).to_dict()


def _named(name: str) -> alt.Chart:
    return alt.Chart(alt.NamedData(name=name))


def _x() -> alt.X:
    """Time; its domain, ticks and title are those of a patient (`_fit`)."""
    axis = alt.Axis(title="", values=[], format="~f", labelFlush=False)
    return alt.X("x:Q", scale=alt.Scale(domain=[0, 1], nice=False), axis=axis)


def _y(column: str = "y") -> alt.Y:
    return alt.Y(f"{column}:Q", scale=None, axis=None)


def _zero(mode: Mode) -> alt.Chart:
    rule = _named("zero").mark_rule(strokeDash=[2, 3], strokeWidth=1)
    return rule.encode(x=_x(), color=alt.value(THEMES[mode].faint))


def _panels(mode: Mode) -> list[alt.Chart]:
    """Laboratory values: faint lines at the ticks, the numbers to their left, the test above."""
    theme = THEMES[mode]
    ink, faint, rule = (alt.value(colour) for colour in (theme.ink, theme.faint, theme.rule))
    left = alt.value(0)
    grid = _named("grid").mark_rule(strokeWidth=1).encode(x=left, x2=alt.value("width"), y=_y(), color=rule)
    number = _named("grid").mark_text(align="right", dx=-8, fontSize=LABEL_SIZE)
    title = _named("panels").mark_text(align="left", fontSize=LABEL_SIZE, fontWeight=600)
    curve = _named("curves").mark_line(strokeWidth=1.5)
    tooltip = [alt.Tooltip(f"{name}:N", title=name.capitalize()) for name in ("test", "value", "when")]
    hollow = alt.condition("datum.floor", alt.value(theme.paper), alt.value(theme.ink))
    point = _named("values").mark_point(size=34, filled=False, strokeWidth=1.4, opacity=1)
    return [
        grid,
        number.encode(x=left, y=_y(), text="text:N", color=faint, tooltip=SILENT),
        title.encode(x=left, y=_y(), text="text:N", color=ink, tooltip=SILENT),
        curve.encode(x=_x(), y=_y(), detail="panel:N", order="x:Q", color=ink),
        point.encode(x=_x(), y=_y(), fill=hollow, stroke=ink, tooltip=tooltip),
    ]


def _bars(mode: Mode) -> list[alt.Chart]:
    """Lanes of treatments, pale where no end is recorded, and the line of follow-up."""
    theme, colours = THEMES[mode], treatment_colours(mode)
    scale = alt.Scale(domain=list(colours), range=list(colours.values()))
    tooltip = [alt.Tooltip(f"{name}:N", title=title) for name, title in _SAID.items()]
    name = _named("lanes").mark_text(align="right", dx=-10, fontSize=LABEL_SIZE, limit=LABEL_WIDTH)
    follow = _named("follow").mark_rule(strokeWidth=1.6)
    bar = _named("bars").mark_rect(strokeWidth=1)
    opacity = alt.condition("datum.open", alt.value(PALE), alt.value(1))
    return [
        name.encode(x=alt.value(0), y=_y(), text="text:N", color=alt.value(theme.ink), tooltip=SILENT),
        follow.encode(x=_x(), x2="x2:Q", y=_y(), color=alt.value(theme.ink)),
        bar.encode(
            x=_x(), x2="x2:Q", y=_y(), y2="y2:Q", color=alt.Color("fill:N", scale=scale, legend=None),
            fillOpacity=opacity, tooltip=tooltip,
        ),
    ]  # fmt: skip


def _marks(mode: Mode, marked: bool) -> list[alt.Chart]:
    theme = THEMES[mode]
    legend = alt.Legend(
        title=None, orient="bottom", columns=5, symbolSize=MARK_SIZE, labelColor=theme.ink, labelFontSize=LABEL_SIZE,
        labelLimit=260, symbolStrokeWidth=1.5, symbolOpacity=1, offset=12,
    )  # fmt: skip
    tooltip = [alt.Tooltip(f"{name}:N", title=title) for name, title in _SAID.items()]
    mark = _named("marks").mark_point(size=MARK_SIZE, strokeWidth=1.5, opacity=1)
    text = _named("texts").mark_text(align="left", dx=MARK_ROOM, fontSize=LABEL_SIZE - 1)
    channels = mark_channels(tuple(MARKS.values()), mode, "mark", legend)
    return [
        *([mark.encode(x=_x(), y=_y(), tooltip=tooltip, **channels)] if marked else []),
        text.encode(x=_x(), y=_y(), text="text:N", color=alt.value(theme.ink), tooltip=SILENT),
    ]


_SAID = {"what": "What", "when": "When", "detail": "Detail"}
