"""What a figure over time is filled with: lines with their limits, marks, labels, points, and counts under the axis."""

from dataclasses import dataclass
from itertools import pairwise
from textwrap import wrap

import numpy as np
import pandas as pd

from core.analyses.compared import FEWEST_AT_RISK, SMALLEST_SHARE
from core.charts.thinning import visible_marks, visible_steps

CLOSEST_LABELS = 0.055
JUST_APART = 1e-9
LOWEST_LABEL = 0.035
LABEL_ROW = 0.035
LONGEST_LABEL = 24
WRAPPING = {"max_lines": 3, "placeholder": " …", "break_long_words": False}
INK = "ink"
"""The arm of a text that belongs to no curve."""
POINTER_PIXELS = 6


@dataclass(frozen=True, eq=False)
class Line:
    """A step curve of a group: proportions in [0, 1] over months, from `start` at time zero.

    `arm` gives the colour, `dash` the dash pattern; `labelled` lines bear their label in the right margin, at the
    height of their end or at `label_height`. `told` is what the pointer is told of the line, its label where empty.
    `n` is the size of the group, `at_risk` and `censored` count its patients at each time.
    """

    label: str
    arm: int
    dash: int
    n: int
    start: float
    time: np.ndarray
    height: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    at_risk: np.ndarray
    censored: np.ndarray
    labelled: bool = True
    label_height: float | None = None
    told: str = ""


@dataclass(frozen=True, eq=False)
class CountBlock:
    """Counts under the ticks of the axis: a heading, and a row of numbers (arms, ticks) for each label.

    One group without a label has its numbers beside the heading, in ink.
    """

    heading: str
    labels: tuple[str, ...]
    counts: np.ndarray


def steps_frame(lines: tuple[Line, ...]) -> pd.DataFrame:
    """Vertices of every line from time zero to its last time: months, height, line, arm, dash, part.

    `part` is "few" from where too few remain at risk to the end for the curve to be trusted, else "enough".
    """
    return _stacked([_steps(line) for line in lines], lines)


def hover_frame(lines: tuple[Line, ...], longest: float) -> pd.DataFrame:
    """What the pointer is told, at vertices a few pixels apart: months, height, lower, upper, at_risk, label."""
    told = _stacked([_hover(line, longest) for line in lines], lines)
    names = [line.told or line.label for line in lines]
    return told.assign(label=[names[int(place)] for place in told["line"]])


def bands_frame(lines: tuple[Line, ...]) -> pd.DataFrame:
    """Vertices of the limits: months, lower, upper, line. Where a limit does not exist there is no band.

    The last limits hold until the curve steps to a height that has none.
    """
    return _stacked([_band(line) for line in lines], lines)


def censorings_frame(lines: tuple[Line, ...], longest: float) -> pd.DataFrame:
    """Where patients were censored: months, height, line; one mark for each few pixels."""
    return _stacked([_censorings(line, longest) for line in lines], lines)


def ends_frame(lines: tuple[Line, ...]) -> pd.DataFrame:
    """The labels (label, arm) with the height of their first row, moved apart where lines end close together.

    Long ones are broken into rows where there is room for all.
    """
    named = [line for line in lines if line.labelled]
    broken = [wrap(line.label, LONGEST_LABEL, **WRAPPING) or [""] for line in named]
    if len(named) * CLOSEST_LABELS + sum(len(parts) - 1 for parts in broken) * LABEL_ROW > 1:
        broken = [[line.label] for line in named]
    rows = np.array([len(parts) for parts in broken], dtype=int)
    ends = np.array([_label_height(line) for line in named])
    # Lines that end together keep the order in which they ran.
    order = np.lexsort(([_area(line) for line in named], ends))
    middle = apart(np.maximum(ends, LOWEST_LABEL) + JUST_APART * np.argsort(order), rows)
    return pd.DataFrame(
        {
            "height": middle + LABEL_ROW / 2 * (rows - 1),
            "label": ["\n".join(parts) for parts in broken],
            "arm": [str(line.arm) for line in named],
        }
    )


def _area(line: Line) -> float:
    """What lies under a step curve up to its last time."""
    heights = np.concatenate([[line.start], line.height])[: len(line.time)]
    return float(heights @ np.diff(line.time, prepend=0.0))


def _label_height(line: Line) -> float:
    if line.label_height is not None:
        return line.label_height
    return float(line.height[-1]) if len(line.height) else line.start


def counts_frames(blocks: tuple[CountBlock, ...], ticks: np.ndarray) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The counts under the axis (months, n, arm, row) and the names of their rows (label, arm, row).

    `row` counts the lines of text below the axis from 0; a heading has no arm, and numbers beside it are in ink.
    """
    numbers, names = [], []
    row = 0
    for block in blocks:
        names.append((block.heading, "", row))
        for arm, label in enumerate(block.labels):
            colour = str(arm) if label else INK
            if label:
                row += 1
                names.append((label, colour, row))
            numbers += [(float(tick), int(n), colour, row) for tick, n in zip(ticks, block.counts[arm], strict=True)]
        row += 1
    return (
        pd.DataFrame(numbers, columns=["months", "n", "arm", "row"]),
        pd.DataFrame(names, columns=["label", "arm", "row"]),
    )


def apart(heights: np.ndarray, rows: np.ndarray | None = None) -> np.ndarray:
    """Heights in [0, 1] moved as little as keeps each `CLOSEST_LABELS` above the one below, and none above 1.

    `rows` are the rows of text of each label, one without; the height is that of their middle.
    """
    placed = heights.astype(float)
    room = CLOSEST_LABELS + LABEL_ROW * (np.zeros(len(placed)) if rows is None else rows - 1)
    order = np.argsort(heights, kind="stable")
    for below, above in pairwise(order):
        placed[above] = max(placed[above], placed[below] + (room[below] + room[above]) / 2)
    ceiling = 1.0 + CLOSEST_LABELS / 2
    for place in order[::-1]:
        placed[place] = min(placed[place], ceiling - room[place] / 2)
        ceiling = placed[place] - room[place] / 2
    return placed


def _stacked(parts: list[dict[str, np.ndarray]], lines: tuple[Line, ...]) -> pd.DataFrame:
    """One frame of the columns of every line, with its place, arm and dash; digits as many as can be seen."""
    columns = {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}
    shown = {name: values.round(5) if values.dtype.kind == "f" else values for name, values in columns.items()}
    lengths = [len(part["months"]) for part in parts]
    whose = {"line": range(len(lines)), "arm": [one.arm for one in lines], "dash": [one.dash for one in lines]}
    return pd.DataFrame(shown | {name: np.repeat([str(one) for one in of], lengths) for name, of in whose.items()})


def _steps(line: Line) -> dict[str, np.ndarray]:
    """The curve, cut in two where it begins to fade; the second part starts where the first ends."""
    few = np.logical_and.accumulate((line.at_risk < max(FEWEST_AT_RISK, SMALLEST_SHARE * line.n))[::-1])[::-1]
    turn = np.flatnonzero(few)[:1]
    kept = np.union1d(visible_steps(line.height), turn).astype(int)
    months, height = _from_start(0.0, line.time, kept), _from_start(line.start, line.height, kept)
    faded = _from_start(few[0], few, kept)
    first = int(np.argmax(faded)) if faded.any() else len(faded)
    rows = np.concatenate([np.arange(min(first + 1, len(faded))), np.arange(first, len(faded))])
    part = np.repeat(["enough", "few"], [min(first + 1, len(faded)), len(faded) - first])
    if first == 0:
        rows, part = rows[1:], part[1:]
    return {"months": months[rows], "height": height[rows], "part": part}


def _from_start(start: float, values: np.ndarray, kept: np.ndarray) -> np.ndarray:
    """The kept values after what was so at time zero."""
    return np.concatenate([[start], values[kept]])


def _hover(line: Line, longest: float) -> dict[str, np.ndarray]:
    stepped = visible_steps(line.height)
    kept = stepped[visible_marks(line.time[stepped], longest, apart=POINTER_PIXELS)]
    names = ("height", "lower", "upper", "at_risk")
    return {"months": line.time[kept]} | {name: getattr(line, name)[kept] for name in names}


def _band(line: Line) -> dict[str, np.ndarray]:
    limited = ~np.isnan(line.lower)
    lower, upper, time = line.lower[limited], line.upper[limited], line.time[limited]
    kept = visible_steps(lower, upper)
    after = line.time[1 + np.flatnonzero(limited)[-1] :][:1] if limited.any() else time
    last = np.concatenate([kept, kept[-1:]]) if len(after) else kept
    return {"months": np.concatenate([time[kept], after]), "lower": lower[last], "upper": upper[last]}


def _censorings(line: Line, longest: float) -> dict[str, np.ndarray]:
    censored = line.censored > 0
    time, height = line.time[censored], line.height[censored]
    kept = visible_marks(time, longest)
    return {"months": time[kept], "height": height[kept]}
