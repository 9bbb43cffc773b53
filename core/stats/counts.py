"""Tables of counts: what every test of them takes for granted."""

import numpy as np
from numpy.typing import ArrayLike, NDArray


def check_counts(table: ArrayLike) -> NDArray[np.int64]:
    """The table as whole numbers, rows by columns; ValueError if it is not a table of counts."""
    counts = np.asarray(table, dtype=float)
    if counts.ndim != 2:
        raise ValueError("A table of counts has rows and columns.")
    if not (np.isfinite(counts).all() and (counts >= 0).all() and (counts == np.floor(counts)).all()):
        raise ValueError("Counts must be whole numbers, 0 or more.")
    return counts.astype(np.int64)


def without_empty(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    """The table without the rows and columns that hold no count."""
    return counts[counts.any(axis=1)][:, counts.any(axis=0)]
