"""Two proportions side by side: their difference, their ratio and that of their odds, with limits."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import ndtri

from core.stats.counts import check_counts
from core.stats.proportions import proportion_interval


@dataclass(frozen=True)
class Contrast:
    """First row against second; nan where it cannot be estimated."""

    estimate: float
    lower: float
    upper: float


def risk_difference(
    table: ArrayLike, level: float = 0.95, method: Literal["newcombe", "wald"] = "newcombe"
) -> Contrast:
    """Share of the first column in the first row minus that in the second, in [-1, 1].

    Limits combine the Wilson limits of both shares (Newcombe 1998, method 10); those of "wald" are the plain
    normal ones, which may leave [-1, 1]. nan where a row is empty. ValueError for anything but 2 x 2 counts.
    """
    k, n = _shares(table)
    if not n.all():
        return Contrast(np.nan, np.nan, np.nan)
    share = k / n
    lower, upper = proportion_interval(k, n, "wilson", level)
    estimate = share[0] - share[1]
    if method == "wald":
        half_width = ndtri((1 + level) / 2) * np.sqrt((share * (1 - share) / n).sum())
        return Contrast(float(estimate), float(estimate - half_width), float(estimate + half_width))
    down = np.hypot(share[0] - lower[0], upper[1] - share[1])
    up = np.hypot(upper[0] - share[0], share[1] - lower[1])
    return Contrast(float(estimate), float(estimate - down), float(estimate + up))


def risk_ratio(table: ArrayLike, level: float = 0.95) -> Contrast:
    """Share of the first column in the first row divided by that in the second.

    Limits are of the logarithm by the delta method (Katz 1978): nan where a share is 0. The ratio is
    infinite where only the second share is 0, and nan where both are or a row is empty. ValueError for
    anything but 2 x 2 counts.
    """
    k, n = _shares(table)
    if not n.all() or not k.any():
        return Contrast(np.nan, np.nan, np.nan)
    share = k / n
    if not share.all():
        return Contrast(np.inf if share[0] else 0.0, np.nan, np.nan)
    estimate = share[0] / share[1]
    spread = np.exp(ndtri((1 + level) / 2) * np.sqrt((1 / k - 1 / n).sum()))
    return Contrast(float(estimate), float(estimate / spread), float(estimate * spread))


def odds_ratio(table: ArrayLike, level: float = 0.95, added: float = 0.0) -> Contrast:
    """Odds of the first column in the first row divided by those in the second, the plain ad / bc.

    Limits are of the logarithm by the delta method (Woolf 1955): nan where a count is 0. Half a patient `added` to
    every count (Haldane 1956, Anscombe 1956) keeps them. The ratio is infinite where only bc is 0, nan where ad is
    0 too. ValueError for anything but 2 x 2 counts. The conditional estimate with exact limits is `fisher_exact`'s.
    """
    _shares(table)
    counts = np.asarray(table, dtype=float) + added
    up, down = counts[0, 0] * counts[1, 1], counts[0, 1] * counts[1, 0]
    if not (up and down):
        return Contrast(np.nan if up == down else np.inf if up else 0.0, np.nan, np.nan)
    spread = np.exp(ndtri((1 + level) / 2) * np.sqrt((1 / counts).sum()))
    return Contrast(float(up / down), float(up / down / spread), float(up / down * spread))


def _shares(table: ArrayLike) -> tuple[np.ndarray, np.ndarray]:
    counts = check_counts(table)
    if counts.shape != (2, 2):
        raise ValueError("A difference or ratio of two proportions needs a 2 x 2 table.")
    return counts[:, 0], counts.sum(axis=1)
