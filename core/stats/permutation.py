"""The exact distribution of the sum of scores in one of two groups, over all ways to hand the groups out again.

Scores are whole numbers (midranks times two, places of ordered levels), so that ways with one sum can be counted
together: the shift algorithm of Streitberg and Röhmel (1986).
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

# At most so many additions: a fifth of a second.
MOST_STEPS = 200_000_000

# Beyond so many patients the number of ways leaves the range of a float.
MOST_PATIENTS = 1_000


def permute_scores(scores: ArrayLike, first: ArrayLike, most_steps: int = MOST_STEPS) -> float | None:
    """P that handing the groups out at random puts the first one's sum at least as far from the expected one.

    scores (N,) whole numbers, first (N,) a mask. nan where a group is empty or all scores are equal. None where the
    distribution takes more than `most_steps` additions. ValueError for scores that are no whole numbers.
    """
    scores, first = np.asarray(scores, dtype=float), np.asarray(first, dtype=bool)
    if scores.shape != first.shape or not (scores == np.floor(scores)).all():
        raise ValueError("Scores must be whole numbers, one for each patient.")
    if first.all() or not first.any() or np.ptp(scores) == 0:
        return np.nan
    # The smaller group is the cheaper one; its sum is far off just when that of the other is.
    chosen = first if 2 * first.sum() <= len(first) else ~first
    size = int(chosen.sum())
    steps = (scores - scores.min()).astype(np.int64)
    steps //= np.gcd.reduce(steps)
    ways = ways_by_sum(steps, size, most_steps)
    if ways is None:
        return None
    # In whole numbers: N times the sum against the sum of all times the size, so that ties are exact.
    distance = np.abs(np.arange(len(ways)) * len(steps) - int(steps.sum()) * size)
    return float(ways[distance >= distance[steps[chosen].sum()]].sum() / ways.sum())


def ways_by_sum(steps: NDArray[np.int64], size: int, most_steps: int = MOST_STEPS) -> NDArray[np.float64] | None:
    """How many sets of this many of the steps (N,) add up to 0, 1, 2, ...; None if that takes too long."""
    steps = np.sort(steps)
    largest = int(steps[-size:].sum())
    if len(steps) > MOST_PATIENTS or len(steps) * size * (largest + 1) > most_steps:
        return None
    ways = np.zeros((size + 1, largest + 1))
    ways[0, 0] = 1.0
    for step in steps:
        # The right-hand side is read before it is written to: each patient is chosen once.
        ways[1:, step:] += ways[:-1, : largest + 1 - step].copy()
    return ways[size]
