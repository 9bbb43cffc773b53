"""Where everything of a forest plot stands: texts in pixels, marks on the axis of hazard ratios."""

from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap

import numpy as np
import pandas as pd

from core.charts.forest_rows import ForestMark, ForestRow

WIDEST = (0.02, 50.0)
COMMON = (0.1, 10.0)
"""Limits alone do not stretch the axis beyond this; estimates do, up to `WIDEST`."""
ENDS = (0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50)
FINE_TICKS = (0.5, 0.7, 1, 1.5, 2)
COARSE_TICKS = (0.02, 0.1, 0.5, 1, 2, 10, 50)
FEW_DECADES, MANY_DECADES = 4.0, 100.0

TOP = 34
ROW, LINE, LANE = 24, 15, 18
FOOT = 6
INDENT = 14
LONGEST_LINE, LONGEST_HEADING = 40, 56
"""Characters: a heading may run on over the counts, of which it has none."""

MOST_LINES = 3
WRAPPING = {"max_lines": MOST_LINES, "placeholder": " …", "break_long_words": True}
CHARACTER, BOLD = 6.4, 1.06
"""Pixels a character of the labels takes at most, on average, and how much broader a bold one is."""


@dataclass(frozen=True)
class Columns:
    """Where the columns beside the plot begin: pixels to the left of it, and to the right of it."""

    name: int
    counts: int
    figures: int
    p: int
    end: int


@dataclass(frozen=True, eq=False)
class ForestData:
    """The data sets of the figure by their names, its height in pixels, its columns and the axis."""

    frames: dict[str, pd.DataFrame]
    height: int
    columns: Columns
    domain: tuple[float, float]
    ticks: tuple[float, ...]


def forest_data(rows: tuple[ForestRow, ...]) -> ForestData:
    """All that is drawn of these rows."""
    lines = [_lines(row) for row in rows]
    heights = [_height(row, parts) for row, parts in zip(rows, lines, strict=True)]
    edges = TOP + np.concatenate([[0], np.cumsum(heights)])
    centres = (edges[:-1] + edges[1:]) / 2
    marks = _marks(rows, centres)
    low, high = domain = _domain(marks)
    inside = marks.assign(
        lower=marks["low"].clip(low, high),
        upper=marks["high"].clip(low, high),
        at=marks["hr"].where(marks["hr"].between(low, high)),
    )
    frames = {
        "names": _names(rows, lines, centres),
        "marks": inside.drop(columns=["low", "high", "hr"]),
        "arrows": _arrows(marks, low, high),
        "shades": _shades(rows, edges),
    }
    return ForestData(frames, int(edges[-1]) + FOOT, _columns(rows, lines), domain, _ticks(low, high))


def _lines(row: ForestRow) -> list[str]:
    width = LONGEST_HEADING if row.is_heading else LONGEST_LINE - (2 if row.is_level else 0)
    return wrap(row.label, width, **WRAPPING) or [""]


def _height(row: ForestRow, lines: list[str]) -> int:
    return max(ROW + LINE * (len(lines) - 1), ROW + LANE * (len(row.marks) - 1) if row.marks else ROW)


def _names(rows: tuple[ForestRow, ...], lines: list[list[str]], centres: np.ndarray) -> pd.DataFrame:
    """The text of each row, its first line so that all of them stand about the centre of the row."""
    return pd.DataFrame(
        {
            "y": [centre - LINE * (len(parts) - 1) / 2 for centre, parts in zip(centres, lines, strict=True)],
            "middle": centres,
            "label": ["\n".join(parts) for parts in lines],
            "counts": [row.counts for row in rows],
            "level": [row.is_level for row in rows],
            "heading": [row.is_heading for row in rows],
        }
    )


def _marks(rows: tuple[ForestRow, ...], centres: np.ndarray) -> pd.DataFrame:
    found = [
        (float(centre + LANE * (place - (len(row.marks) - 1) / 2)), row.label, mark)
        for row, centre in zip(rows, centres, strict=True)
        for place, mark in enumerate(row.marks)
    ]
    return pd.DataFrame([_record(*one) for one in found], columns=list(_record(0.0, "", _NOTHING)))


_NOTHING = ForestMark(0, np.nan, np.nan, np.nan, "", "")


def _record(y: float, label: str, mark: ForestMark) -> dict:
    return {
        "y": y,
        "label": label,
        "model": str(mark.model),
        "hr": mark.hr,
        "low": mark.lower,
        "high": mark.upper,
        "figures": mark.figures,
        "p": mark.p,
        "reference": mark.reference,
    }


def _arrows(marks: pd.DataFrame, low: float, high: float) -> pd.DataFrame:
    """Where a limit, or all of an interval, lies beyond the axis."""
    return pd.concat(
        [
            marks[marks["low"] < low].assign(end=low, angle=-90),
            marks[marks["high"] > high].assign(end=high, angle=90),
        ]
    )[["y", "model", "end", "angle"]].reset_index(drop=True)


def _shades(rows: tuple[ForestRow, ...], edges: np.ndarray) -> pd.DataFrame:
    """The rows of every second covariate, from above to below."""
    starts = [place for place, row in enumerate(rows) if place == 0 or row.group != rows[place - 1].group]
    spans = list(pairwise([*starts, len(rows)]))
    return pd.DataFrame([(float(edges[a]), float(edges[b])) for a, b in spans[1::2]], columns=["y", "below"])


def _domain(marks: pd.DataFrame) -> tuple[float, float]:
    """The ends of the axis: around 0.5 to 2, all estimates and the limits within `COMMON`; never past `WIDEST`."""
    wanted = pd.concat([marks["hr"], marks["low"].clip(*COMMON), marks["high"].clip(*COMMON)]).dropna()
    low, high = (min(0.5, wanted.min()), max(2.0, wanted.max())) if len(wanted) else (0.5, 2.0)
    low, high = max(low, WIDEST[0]), min(high, WIDEST[1])
    return float(max(end for end in ENDS if end <= low)), float(min(end for end in ENDS if end >= high))


def _ticks(low: float, high: float) -> tuple[float, ...]:
    """The values named on the axis: more of them the shorter it is."""
    span = high / low
    chosen = FINE_TICKS if span <= FEW_DECADES else ENDS if span <= MANY_DECADES else COARSE_TICKS
    return tuple(float(tick) for tick in sorted({*chosen, low, high}) if low <= tick <= high)


def _columns(rows: tuple[ForestRow, ...], lines: list[list[str]]) -> Columns:
    """Columns as broad as their longest text, in steps of ten pixels so that few specifications are made."""
    counts = _pixels(max(len("n / events"), *(len(row.counts) for row in rows)))
    of_rows = [_breadth(row, parts) - (counts if row.is_heading else 0) for row, parts in zip(rows, lines, strict=True)]
    name = max(_pixels(len("Covariate")), *of_rows)
    marks = [mark for row in rows for mark in row.marks]
    figures = _pixels(max([len("HR (95 % CI)"), *(len(mark.figures) for mark in marks)]))
    p = _pixels(max([5, *(len(mark.p) for mark in marks)]))
    return Columns(name=name + counts + 44, counts=24, figures=24, p=24 + figures + 16, end=24 + figures + 16 + p)


def _breadth(row: ForestRow, lines: list[str]) -> int:
    """Pixels of the longest line of a label, which is bold unless it names a level, and set in if it does."""
    longest = max(len(line) for line in lines)
    return _pixels(longest + INDENT / CHARACTER if row.is_level else BOLD * longest)


def _pixels(characters: float) -> int:
    return int(np.ceil(characters * CHARACTER / 10) * 10)
