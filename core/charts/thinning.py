"""Fewer vertices, the same picture: a step curve of any length drawn within one pixel.

The cost of a figure in the browser is its vertices. A curve of 100,000 steps on 400 pixels of height has at most
400 that can be seen. Numbers on screen never come from a thinned curve.
"""

import numpy as np

HEIGHT_PIXELS = 400
WIDTH_PIXELS = 900


def visible_steps(*heights: np.ndarray, pixels: int = HEIGHT_PIXELS) -> np.ndarray:
    """The places of the vertices to keep: the first, the last, and each at which a curve enters another pixel row.

    `heights` are curves over the same times, as proportions in [0, 1]; nan is a row of its own. A curve that only
    falls (or only rises) and is drawn in steps through the kept vertices is nowhere a pixel from the full one.
    """
    changed = np.zeros(len(heights[0]), dtype=bool)
    changed[:1] = changed[-1:] = True
    for height in heights:
        row = np.where(np.isnan(height), -1, np.floor(np.nan_to_num(height) * pixels))
        changed[1:] |= row[1:] != row[:-1]
    return np.flatnonzero(changed)


def visible_marks(times: np.ndarray, longest: float, pixels: int = WIDTH_PIXELS, apart: int = 3) -> np.ndarray:
    """The places of marks to keep along the time axis: one for each `apart` pixels."""
    if not len(times):
        return np.zeros(0, dtype=int)
    column = np.floor(times / max(longest, 1e-12) * pixels / apart)
    return np.unique(column, return_index=True)[1]
