"""An alluvial figure: a bar a level of each stage, and bands of patients between the stages, in the same measure."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd

from core.charts.figure import Figure
from core.charts.theme import LABEL_SIZE, THEMES, Mode, configure
from core.formats import format_count

HEIGHT, GAP = 380, 0.037
BAR = 0.03
"""The width of a bar of two stages, where the figure between the outer edges is 1 wide; of more stages it is less."""
MARGIN, LAST_LABEL = 0.5, 0.14
"""The room for names: on both sides of two stages, or to the right of the last of several."""
NAME_SIZE = 11.5
"""Of the names between stages; not smaller, so that they have 6 points on one column of a journal."""
STEPS = 41
SMALLEST_WITH_NUMBER = 13 / HEIGHT
NAME_GAP, NUMBER_GAP = 0.015, 0.012


@dataclass(frozen=True)
class Column:
    """A stage as it is drawn: its heading, its levels from the top down, and the colour of each."""

    heading: str
    levels: tuple[str, ...]
    fills: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Paths:
    """The ways patients went: a row a way with the place of its level in every column, and how many went it."""

    places: np.ndarray
    numbers: np.ndarray

    @property
    def n(self) -> int:
        """All patients."""
        return int(self.numbers.sum())

    def totals(self, column: int, levels: int) -> np.ndarray:
        """The patients of each level of a column."""
        return np.bincount(self.places[:, column], self.numbers, levels).astype(int)


@dataclass(frozen=True, eq=False)
class _Layout:
    """Where bars stand: `lefts` of the columns, their `width`, the `starts` of their levels from the top, and `totals`.

    Heights are shares of the figure; `measure` is that of one patient, the same in every column.
    """

    measure: float
    totals: list[np.ndarray]
    starts: list[np.ndarray]
    lefts: np.ndarray
    width: float


def alluvial_chart(columns: Sequence[Column], paths: Paths, coloured_by: int, mode: Mode) -> Figure:
    """The figure of these ways; bands have the colour of the level in the column `coloured_by`.

    Of two columns the names stand outside, with percentages, and a band says its number where there is room; of more
    the names stand beside their bars.
    """
    layout, outside = _lay_out(columns, paths), len(columns) == 2
    bands = [_bands(paths, place, coloured_by, layout) for place in range(len(columns) - 1)]
    frame = pd.concat([one for one, _ in bands], ignore_index=True)
    frame = frame.assign(
        band=np.arange(len(frame)) // STEPS,
        fill=np.array(columns[coloured_by].fills, dtype=object)[frame["colour"]],
    ).drop(columns="colour")
    numbers = pd.concat([one for _, one in bands], ignore_index=True)
    data = {
        "nodes": pd.DataFrame([node for place in range(len(columns)) for node in _nodes(columns, place, layout)]),
        "bands": frame,
        "numbers": numbers if outside else numbers.iloc[:0],
        "headings": pd.DataFrame([_heading(columns, place, layout) for place in range(len(columns))]),
    }
    return Figure(_specification(outside, mode), data)


def _lay_out(columns: Sequence[Column], paths: Paths) -> _Layout:
    measure = (1 - GAP * (max(len(column.levels) for column in columns) - 1)) / paths.n
    totals = [paths.totals(place, len(column.levels)) for place, column in enumerate(columns)]
    heights = [one * measure + GAP for one in totals]
    starts = [np.cumsum(one) - one for one in heights]
    width = BAR if len(columns) == 2 else BAR / 3
    return _Layout(measure, totals, starts, np.linspace(0, 1 - width, len(columns)), width)


def _nodes(columns: Sequence[Column], place: int, layout: _Layout) -> list[dict]:
    """The bars of a column, each with its name and where the name stands."""
    column, n = columns[place], int(layout.totals[place].sum())
    x, outside = float(layout.lefts[place]), len(columns) == 2
    left = outside and place == 0
    return [
        {
            "side": place,
            "x": x,
            "x2": x + layout.width,
            "y": start,
            "y2": start + total * layout.measure,
            "middle": start + total * layout.measure / 2,
            "text": f"{level}: {format_count(total, n)}" if outside else f"{level} {total:,}",
            "fill": fill,
            "at": x - NAME_GAP if left else x + layout.width + (NAME_GAP if outside else NAME_GAP / 4),
            "align": "right" if left else "left",
        }
        for level, fill, total, start in zip(
            column.levels, column.fills, layout.totals[place].tolist(), layout.starts[place].tolist(), strict=True
        )
    ]


def _heading(columns: Sequence[Column], place: int, layout: _Layout) -> dict:
    """The heading of a column: above the names outside, or above the bars."""
    x, outside = float(layout.lefts[place]), len(columns) == 2
    left = outside and place == 0
    at = (x - NAME_GAP if left else x + layout.width + NAME_GAP) if outside else x
    return {"at": at, "text": columns[place].heading, "align": "right" if left else "left"}


def _bands(paths: Paths, place: int, coloured_by: int, layout: _Layout) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The edges of every band from this column to the next, and its number where there is room for it."""
    ways, which = np.unique(paths.places[:, [place, place + 1, coloured_by]], axis=0, return_inverse=True)
    numbers = np.bincount(which.ravel(), paths.numbers)
    heights = numbers * layout.measure
    starts = layout.starts[place][ways[:, 0]] + _stacked(heights, ways[:, 0], np.arange(len(ways)))
    order = np.lexsort((ways[:, 2], ways[:, 0], ways[:, 1]))
    ends = layout.starts[place + 1][ways[:, 1]] + _stacked(heights, ways[:, 1], order)
    along = np.linspace(0, 1, STEPS)
    ease = along**2 * (3 - 2 * along)
    left, right = layout.lefts[place] + layout.width, layout.lefts[place + 1]
    tops = starts[:, None] + (ends - starts)[:, None] * ease
    frame = pd.DataFrame(
        {
            "x": np.tile(left + along * (right - left), len(ways)),
            "y": tops.ravel(),
            "y2": (tops + heights[:, None]).ravel(),
            "colour": ways[:, 2].repeat(STEPS),
        }
    )
    roomy = heights >= SMALLEST_WITH_NUMBER
    texts = [f"{int(number):,}" for number in numbers[roomy]]
    return frame, pd.DataFrame(
        {"at": left + NUMBER_GAP, "y": (starts + heights / 2)[roomy], "text": pd.Series(texts, dtype=object)}
    )


def _stacked(heights: np.ndarray, bars: np.ndarray, order: np.ndarray) -> np.ndarray:
    """How far below the top of its bar each band begins, where bands leave or enter a bar in this order."""
    below = np.empty(len(heights))
    taken = np.zeros(int(bars.max()) + 1)
    for band in order:
        below[band] = taken[bars[band]]
        taken[bars[band]] += heights[band]
    return below


@lru_cache(maxsize=4)
def _specification(outside: bool, mode: Mode) -> dict:
    theme = THEMES[mode]
    ink = alt.value(theme.ink)
    domain = [-MARGIN, 1 + MARGIN] if outside else [0, 1 + LAST_LABEL]
    x_scale = alt.Scale(domain=domain, nice=False)
    y_scale = alt.Scale(domain=[-0.1, 1.01], reverse=True, nice=False)

    def x(name: str) -> alt.X:
        return alt.X(f"{name}:Q", axis=None, scale=x_scale)

    def y(name: str) -> alt.Y:
        return alt.Y(f"{name}:Q", axis=None, scale=y_scale)

    def named(name: str) -> alt.Chart:
        return alt.Chart(alt.NamedData(name=name))

    def texts(name: str, across: alt.Y | dict, weight: str | int) -> list[alt.Chart]:
        return [
            named(name)
            .mark_text(align=align, baseline="middle", fontSize=size, fontWeight=weight)
            .transform_filter(f"datum.align === '{align}'")
            .encode(x=x("at"), y=across, text="text:N", color=ink)
            for align in ("right", "left")
        ]

    size = LABEL_SIZE if outside else NAME_SIZE
    fill = alt.Fill("fill:N", scale=None)
    bands = (
        named("bands")
        .mark_area(opacity=0.55, strokeWidth=0.6, line=False)
        .encode(x=x("x"), y=y("y"), y2="y2:Q", detail="band:N", fill=fill, stroke=ink)
    )
    bars = named("nodes").mark_rect(strokeWidth=1, opacity=1)
    numbers = named("numbers").mark_text(align="left", baseline="middle", fontSize=LABEL_SIZE, fontWeight=600)
    return configure(
        alt.layer(
            bands,
            bars.encode(x=x("x"), x2="x2:Q", y=y("y"), y2="y2:Q", fill=fill, stroke=ink),
            numbers.encode(x=x("at"), y=y("y"), text="text:N", color=ink),
            *texts("nodes", y("middle"), "normal"),
            *texts("headings", alt.value(12), 600),
        ).properties(height=HEIGHT),
        mode,
    ).to_dict()
