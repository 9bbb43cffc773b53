"""Times as places among the distinct times: whole days are counted, others sorted, nearly equal ones are one."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Two times closer than this are one time, as all.equal() and survival::aeqSurv() in R have it.
SAME_TIME = float(np.sqrt(np.finfo(float).eps))

# Whole-number times are counted without sorting as long as the counting table stays this small.
MOST_COUNTED_TIMES = 100_000


def code_times(values: NDArray) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Ascending times, and the place of every value among them; some of the times may be nobody's."""
    if len(values) == 0:
        return np.empty(0), np.empty(0, dtype=np.int64)
    if values.max() < min(MOST_COUNTED_TIMES, 16 * len(values)) and values.min() >= 0:
        whole = values.astype(np.int64)
        if np.array_equal(whole, values):
            return np.arange(whole.max() + 1, dtype=float), whole
    exact, codes = np.unique(values.astype(float), return_inverse=True)
    distinct = merge_nearly_equal(exact)
    if len(distinct) < len(exact):
        codes = (np.searchsorted(distinct, exact, side="right") - 1)[codes]
    return distinct, codes


def distinct_times(*arrays: NDArray) -> tuple[NDArray, ...]:
    """The distinct times of all arrays together, ascending, each somebody's, and each array as places in them.

    Times must be finite.
    """
    times, codes = code_times(np.concatenate(arrays))
    used = np.bincount(codes, minlength=len(times)) > 0
    places = (np.cumsum(used) - 1)[codes]
    return times[used], *np.split(places, np.cumsum([len(array) for array in arrays])[:-1])


def merge_nearly_equal(distinct: NDArray[np.float64]) -> NDArray[np.float64]:
    """Ascending times without those that differ from the one before by rounding only.

    The rule of survival::aeqSurv: a gap of at most sqrt(machine epsilon), absolute or as a share of the mean
    distinct time. A chain of small gaps is one time, its first.
    """
    gaps = np.diff(distinct)
    tied = gaps <= SAME_TIME * max(1.0, float(np.abs(distinct).mean()))
    return distinct[np.concatenate([[True], ~tied])] if tied.any() else distinct


def place_at_or_before(times: NDArray[np.float64], asked: ArrayLike) -> NDArray[np.int64]:
    """The place of the last of `times` at or before each asked time; -1 before the first."""
    asked = np.asarray(asked, dtype=float)
    return np.searchsorted(times, asked + SAME_TIME * np.maximum(1.0, np.abs(asked)), side="right") - 1


def place_at_or_after(times: NDArray[np.float64], asked: ArrayLike) -> NDArray[np.int64]:
    """The place of the first of `times` at or after each asked time; len(times) after the last."""
    asked = np.asarray(asked, dtype=float)
    return np.searchsorted(times, asked - SAME_TIME * np.maximum(1.0, np.abs(asked)), side="left")


def at_or_before(times: ArrayLike, moment: ArrayLike) -> NDArray[np.bool_]:
    """Whether each time is at or before its moment, or after it by rounding only; a time that is nan is not."""
    tolerance = SAME_TIME * np.maximum(1.0, np.abs(moment))
    return np.asarray(times, dtype=float) <= moment + tolerance
