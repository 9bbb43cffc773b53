"""What stands where in a timeline: panels of laboratory values, lanes of treatments, rows of marks, all in pixels.

Places down the figure are pixels from its top, so that it stretches with the page and stays one figure; across they
are months or days from the zero of the course. Whatever lies outside the window chosen is cut or left out.
"""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from core.analyses.course import Course
from core.analyses.course_row import ALIVE, DEATH, LAST_CONTACT
from core.analyses.course_things import OTHER, Event, Labs, Treatment
from core.charts.happenings_marks import MARKS
from core.charts.timeline_scales import value_scale
from core.words.course import Axis, when

PANEL, PANEL_GAP, PANEL_TITLE = 92.0, 26.0, 20.0
LANE, BAR, ROW, LANE_GAP = 26.0, 15.0, 19.0, 7.0
MARK_ROOM, LETTER = 11.0, 6.6
"""Half the room of a mark and the width of a letter beside it, in pixels of a plot `WIDTH` wide."""
WIDTH = 720.0
MOST_LANES, LONGEST_BESIDE = 12, 24
END = (DEATH, ALIVE, LAST_CONTACT)
LANES = (
    ("Response, MRD", ("response", "mrd_negative", "mrd_positive")),
    ("Relapse, progression", ("relapse",)),
    ("Transplant, CAR T cells", ("transplant", "car_t", "engraftment")),
    ("GVHD, toxicity", ("acute_gvhd", "chronic_gvhd", "sos", "toxicity")),
)
FOLLOW_UP = "Follow-up"


@dataclass
class Layout:
    """The rows of each data set so far, and how far down the figure they reach."""

    axis: Axis
    low: float
    high: float
    height: float = 0.0
    rows: dict[str, list[dict]] = field(default_factory=lambda: {name: [] for name in COLUMNS})

    def inside(self, day: float) -> bool:
        """Whether a day lies in the window."""
        return self.low <= self.axis.place(day) <= self.high

    def cut(self, place: float) -> float:
        """A place across, moved to the edge of the window where it lies outside."""
        return min(max(place, self.low), self.high)


COLUMNS = {
    "grid": ("y", "text"),
    "panels": ("y", "text"),
    "curves": ("x", "y", "panel"),
    "values": ("x", "y", "test", "value", "when", "floor"),
    "lanes": ("y", "text"),
    "bars": ("x", "x2", "y", "y2", "fill", "open", "what", "when", "detail"),
    "follow": ("x", "x2", "y"),
    "marks": ("x", "y", "mark", "what", "when", "detail"),
    "texts": ("x", "y", "text"),
    "zero": ("x",),
}
"""The data sets of the figure and their columns."""


def lay_out(course: Course, axis: Axis, chosen: tuple[Labs, ...], log: bool, window: tuple[float, float]) -> Layout:
    """Everything of the course in its place, from the top down."""
    layout = Layout(axis, *window)
    for one in chosen:
        _add_panel(layout, one, log)
    _add_treatments(layout, course)
    for name, kinds in LANES:
        _add_marks(layout, name, [one for one in course.events if one.kind in kinds])
    _add_follow_up(layout, course)
    if layout.low <= 0 <= layout.high:
        layout.rows["zero"].append({"x": 0.0})
    return layout


def frames(layout: Layout) -> dict[str, pd.DataFrame]:
    """The data sets as frames."""
    return {name: pd.DataFrame(layout.rows[name], columns=list(columns)) for name, columns in COLUMNS.items()}


def _add_panel(layout: Layout, labs: Labs, log: bool) -> None:
    scale = value_scale(labs.values, log)
    top = layout.height + PANEL_TITLE
    bottom = top + PANEL
    layout.rows["panels"].append({"y": layout.height + 5, "text": labs.title})
    for tick, text in zip(scale.ticks, scale.texts(), strict=True):
        layout.rows["grid"].append({"y": bottom - PANEL * scale.share(tick), "text": text})
    places = [layout.axis.place(day) for day in labs.days.tolist()]
    heights = [bottom - PANEL * scale.share(value) for value in labs.values.tolist()]
    for x, y in _clipped(places, heights, layout.low, layout.high):
        layout.rows["curves"].append({"x": x, "y": y, "panel": labs.title})
    for day, value, x, y in zip(labs.days.tolist(), labs.values.tolist(), places, heights, strict=True):
        if layout.inside(day):
            said = layout.axis.number(value, labs.unit)
            floor = scale.log and value <= 0
            row = {"x": x, "y": y, "test": labs.test, "value": said, "when": when(layout.axis, day), "floor": floor}
            layout.rows["values"].append(row)
    layout.height = bottom + PANEL_GAP


def _clipped(xs: list[float], ys: list[float], low: float, high: float) -> list[tuple[float, float]]:
    """The line through these points where it lies in the window, cut straight at its edges."""
    inside = [place for place, x in enumerate(xs) if low <= x <= high]
    if not inside:
        return []
    points = [(xs[place], ys[place]) for place in inside]
    first, last = inside[0], inside[-1]
    if first > 0:
        points.insert(0, (low, float(np.interp(low, xs[first - 1 : first + 1], ys[first - 1 : first + 1]))))
    if last < len(xs) - 1:
        points.append((high, float(np.interp(high, xs[last : last + 2], ys[last : last + 2]))))
    return points


def _add_treatments(layout: Layout, course: Course) -> None:
    """A lane a treatment, by its name; where there are very many, all but the antibodies share one."""
    labels = list(dict.fromkeys(one.label for one in course.treatments))
    shared = len(labels) > MOST_LANES
    lanes: dict[str, list[Treatment]] = {}
    for one in course.treatments:
        lanes.setdefault("Other therapy" if shared and one.kind == OTHER else one.label, []).append(one)
    for name, treatments in lanes.items():
        bars = [bar for bar in (_bar(layout, course, one) for one in treatments) if bar]
        if bars:
            middle = layout.height + LANE / 2
            layout.rows["lanes"].append({"y": middle, "text": name})
            layout.rows["bars"] += [bar | {"y": middle - BAR / 2, "y2": middle + BAR / 2} for bar in bars]
            layout.height += LANE
    layout.height += LANE_GAP if lanes else 0


def _bar(layout: Layout, course: Course, one: Treatment) -> dict | None:
    """A bar from start to end; without an end a pale one to whatever is known next. None outside the window."""
    is_open = not np.isfinite(one.end)
    until = _next_day(course, one.start) if is_open else one.end
    start, end = layout.axis.place(one.start), layout.axis.place(until)
    if end < layout.low or start > layout.high:
        return None
    least = (layout.high - layout.low) * 3 / WIDTH
    start, end = layout.cut(start), layout.cut(max(end, start + least))
    said = when(layout.axis, one.start, None if is_open else one.end)
    bar = {"x": start, "x2": end, "fill": one.kind, "open": is_open, "what": one.label, "when": said}
    return bar | {"detail": "; ".join(text for text in (one.detail, "no end recorded" if is_open else "") if text)}


def _next_day(course: Course, day: float) -> float:
    """The next day after this on which a treatment began, or a relapse, a transplant or the end is known."""
    ends = ("relapse", "transplant", "car_t", *END)
    days = [one.start for one in course.treatments] + [one.day for one in course.events if one.kind in ends]
    return min((other for other in days if other > day), default=course.last)


def _add_marks(layout: Layout, name: str, events: list[Event]) -> None:
    """A lane of marks; those that would touch stand in rows below each other."""
    shown = [one for one in events if layout.inside(one.day)]
    if not shown:
        return
    per_pixel = (layout.high - layout.low) / WIDTH
    ends: list[float] = []
    for one in sorted(shown, key=lambda event: event.day):
        x = layout.axis.place(one.day)
        left = x - MARK_ROOM * per_pixel
        right = x + (MARK_ROOM + LETTER * len(_beside(one))) * per_pixel
        row = next((place for place, end in enumerate(ends) if end <= left), len(ends))
        ends[row : row + 1] = [right]
        y = layout.height + LANE / 2 + ROW * row
        _mark(layout, one, x, y)
    layout.rows["lanes"].append({"y": layout.height + LANE / 2 + ROW * (len(ends) - 1) / 2, "text": name})
    layout.height += LANE + ROW * (len(ends) - 1)


def _mark(layout: Layout, event: Event, x: float, y: float) -> None:
    row = {"x": x, "y": y, "mark": MARKS[event.kind].label, "what": event.label, "when": when(layout.axis, event.day)}
    layout.rows["marks"].append(row | {"detail": event.detail})
    if event.short:
        layout.rows["texts"].append({"x": x, "y": y, "text": _beside(event)})


def _beside(event: Event) -> str:
    """What is written beside a mark; the tooltip and the table have all of it."""
    return event.short if len(event.short) <= LONGEST_BESIDE else f"{event.short[: LONGEST_BESIDE - 1]}…"


def _add_follow_up(layout: Layout, course: Course) -> None:
    """A line from the first to the last day known, with what stands at its end."""
    start, end = layout.axis.place(course.first), layout.axis.place(course.last)
    if end < layout.low or start > layout.high:
        return
    middle = layout.height + LANE / 2
    layout.rows["lanes"].append({"y": middle, "text": FOLLOW_UP})
    layout.rows["follow"].append({"x": layout.cut(start), "x2": layout.cut(end), "y": middle})
    for one in course.events:
        if one.kind in END and layout.inside(one.day):
            _mark(layout, one, layout.axis.place(one.day), middle)
    layout.height += LANE
