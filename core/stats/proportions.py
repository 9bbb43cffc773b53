"""Proportions with their limits."""

from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import betaincinv, ndtri
from scipy.stats import binomtest

ProportionMethod = Literal["clopper-pearson", "wilson", "wilson-corrected", "wald"]

Floats = NDArray[np.float64]


def proportion_interval(
    k: ArrayLike, n: ArrayLike, method: ProportionMethod = "clopper-pearson", level: float = 0.95
) -> tuple[Floats, Floats]:
    """Lower and upper limit of the proportion k of n, each in [0, 1].

    k and n are counts, single or arrays that broadcast; single counts give single limits. nan where n is 0.
    "clopper-pearson" is exact (1934; R's binom.test), "wilson" the score interval without continuity
    correction (1927; R's prop.test(correct = FALSE)), "wilson-corrected" the one with it (R's prop.test), "wald"
    the plain normal one, which may leave [0, 1] and has no width for none and for all. ValueError for counts that
    are no counts, k above n, an unknown method or a level outside (0, 1).
    """
    k, n = np.broadcast_arrays(np.asarray(k, dtype=float), np.asarray(n, dtype=float))
    if not ((k >= 0) & (k <= n) & (k == np.floor(k)) & (n == np.floor(n))).all():
        raise ValueError("k and n must be whole numbers with 0 <= k <= n.")
    if not 0 < level < 1:
        raise ValueError("The level of the limits must lie between 0 and 1.")
    if method not in INTERVALS:
        raise ValueError(f"Unknown method {method!r}: use one of {', '.join(INTERVALS)}.")
    counted = n > 0
    lower, upper = INTERVALS[method](k, np.where(counted, n, 1.0), level)
    # The score interval ends at 0 for none and at 1 for all, save for rounding.
    lower, upper = np.where(k == 0, 0.0, lower), np.where(k == n, 1.0, upper)
    return np.where(counted, lower, np.nan)[()], np.where(counted, upper, np.nan)[()]


def proportion_p(k: int, n: int, expected: float = 0.5) -> float:
    """Exact two-sided P of k of n against an expected proportion; nan where n is 0. Agrees with R's binom.test."""
    return float(binomtest(k, n, expected).pvalue) if n else np.nan


def _clopper_pearson(k: Floats, n: Floats, level: float) -> tuple[Floats, Floats]:
    tail = (1 - level) / 2
    lower = betaincinv(np.maximum(k, 1), n - np.minimum(k, n) + 1, tail)
    upper = betaincinv(k + 1, np.maximum(n - k, 1), 1 - tail)
    return lower, upper


def _wilson(k: Floats, n: Floats, level: float) -> tuple[Floats, Floats]:
    z = ndtri((1 + level) / 2)
    centre = (k + z**2 / 2) / (n + z**2)
    half_width = z / (n + z**2) * np.sqrt(k * (n - k) / n + z**2 / 4)
    return centre - half_width, centre + half_width


def _wilson_corrected(k: Floats, n: Floats, level: float) -> tuple[Floats, Floats]:
    z = ndtri((1 + level) / 2)
    # R corrects by no more than what parts k from half of n, the proportion it tests.
    correction = np.minimum(0.5, np.abs(k - n / 2))
    low, high = k - correction, k + correction
    lower = (low + z**2 / 2 - z * np.sqrt(np.maximum(low * (n - low) / n, 0) + z**2 / 4)) / (n + z**2)
    upper = (high + z**2 / 2 + z * np.sqrt(np.maximum(high * (n - high) / n, 0) + z**2 / 4)) / (n + z**2)
    return lower, upper


def _wald(k: Floats, n: Floats, level: float) -> tuple[Floats, Floats]:
    half_width = ndtri((1 + level) / 2) * np.sqrt(k * (n - k) / n) / n
    return k / n - half_width, k / n + half_width


INTERVALS = {
    "clopper-pearson": _clopper_pearson,
    "wilson": _wilson,
    "wilson-corrected": _wilson_corrected,
    "wald": _wald,
}
