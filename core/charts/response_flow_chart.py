"""The flow of responses: bars of the first and of the second antibody, and bands of patients between them."""

from functools import lru_cache

import altair as alt
import numpy as np
import pandas as pd

from core.analyses.best_response import ResponseFlow
from core.charts.figure import Figure
from core.charts.response_colours import FILLS
from core.charts.theme import LABEL_SIZE, THEMES, Mode, configure
from core.formats import format_count

HEIGHT, GAP = 380, 0.037
BAR, MARGIN = 0.03, 0.5
"""The width of a bar and the room for names beside it, where the figure between the outer edges is 1 wide."""
STEPS = 41
SMALLEST_WITH_NUMBER = 13 / HEIGHT
HEADINGS = ("First antibody", "Second antibody")


def response_flow_chart(result: ResponseFlow, mode: Mode) -> Figure:
    """The figure of a flow; heights are patients, in the same measure on both sides."""
    measure = (1 - GAP * (max(result.counts.shape) - 1)) / result.n
    left, right = (_starts(result.counts.sum(axis=side), measure) for side in (1, 0))
    nodes = [
        *_nodes(result.first, result.counts.sum(axis=1), left, measure, 0),
        *_nodes(result.second, result.counts.sum(axis=0), right, measure, 1),
    ]
    bands, numbers = _bands(result, left, right, measure)
    headings = [{"side": side, "text": text} for side, text in enumerate(HEADINGS)]
    data = {
        "nodes": pd.DataFrame(nodes),
        "bands": pd.concat(bands, ignore_index=True),
        "numbers": pd.DataFrame(numbers, columns=["y", "text"]),
        "headings": pd.DataFrame(headings),
    }
    return Figure(_specification(mode), data)


def _starts(totals: np.ndarray, measure: float) -> np.ndarray:
    """Where each bar of one side begins, from the top."""
    heights = totals * measure + GAP
    return np.cumsum(heights) - heights


def _nodes(levels: tuple[str, ...], totals: np.ndarray, starts: np.ndarray, measure: float, side: int) -> list[dict]:
    n = int(totals.sum())
    return [
        {
            "side": side,
            "x": side * (1 - BAR),
            "x2": side * (1 - BAR) + BAR,
            "y": start,
            "y2": start + total * measure,
            "middle": start + total * measure / 2,
            "text": f"{level}: {format_count(int(total), n)}",
            "fill": FILLS[level],
        }
        for level, total, start in zip(levels, totals, starts, strict=True)
    ]


def _bands(
    result: ResponseFlow, left: np.ndarray, right: np.ndarray, measure: float
) -> tuple[list[pd.DataFrame], list[tuple[float, str]]]:
    """The edges of every band from left to right, and the number of its patients where there is room for it."""
    heights = result.counts * measure
    from_top = left[:, None] + np.cumsum(heights, axis=1) - heights
    to_top = right[None, :] + np.cumsum(heights, axis=0) - heights
    along = np.linspace(0, 1, STEPS)
    ease = along**2 * (3 - 2 * along)
    bands, numbers = [], []
    for place, (row, column) in enumerate(np.argwhere(result.counts)):
        start, end, height = from_top[row, column], to_top[row, column], heights[row, column]
        top = start + (end - start) * ease
        x = BAR + along * (1 - 2 * BAR)
        bands.append(
            pd.DataFrame({"band": place, "x": x, "y": top, "y2": top + height, "fill": FILLS[result.first[row]]})
        )
        if height >= SMALLEST_WITH_NUMBER:
            numbers.append((start + height / 2, f"{result.counts[row, column]:,}"))
    return bands, numbers


@lru_cache(maxsize=2)
def _specification(mode: Mode) -> dict:
    theme = THEMES[mode]
    ink = alt.value(theme.ink)
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-MARGIN, 1 + MARGIN], nice=False))
    y_scale = alt.Scale(domain=[-0.1, 1.01], reverse=True, nice=False)

    def y(name: str) -> alt.Y:
        return alt.Y(f"{name}:Q", axis=None, scale=y_scale)

    bands = (
        alt.Chart(alt.NamedData(name="bands"))
        .mark_area(opacity=0.55, strokeWidth=0.6, line=False)
        .encode(x=x, y=y("y"), y2="y2:Q", detail="band:N", fill=alt.Fill("fill:N", scale=None), stroke=ink)
    )
    nodes = alt.Chart(alt.NamedData(name="nodes"))
    bars = nodes.mark_rect(strokeWidth=1, opacity=1).encode(
        x=x, x2="x2:Q", y=y("y"), y2="y2:Q", fill=alt.Fill("fill:N", scale=None), stroke=ink
    )
    numbers = (
        alt.Chart(alt.NamedData(name="numbers"))
        .mark_text(align="left", baseline="middle", fontSize=LABEL_SIZE, fontWeight=600)
        .encode(x=alt.datum(BAR + 0.012), y=y("y"), text="text:N", color=ink)
    )
    headings = alt.Chart(alt.NamedData(name="headings"))
    return configure(
        alt.layer(
            bands,
            bars,
            numbers,
            *(_names(nodes, side, theme.ink, y("middle"), "normal") for side in (0, 1)),
            *(_names(headings, side, theme.ink, alt.value(12), 600) for side in (0, 1)),
        ).properties(height=HEIGHT),
        mode,
    ).to_dict()


def _names(chart: alt.Chart, side: int, ink: str, y: alt.Y | dict, weight: str | int) -> alt.Chart:
    """Texts outside the bars of one side."""
    return (
        chart.mark_text(align=("right", "left")[side], baseline="middle", fontSize=LABEL_SIZE, fontWeight=weight)
        .transform_filter(f"datum.side === {side}")
        .encode(x=alt.datum((-0.015, 1.015)[side]), y=y, text="text:N", color=alt.value(ink))
    )
