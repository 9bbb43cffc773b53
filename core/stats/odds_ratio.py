"""The odds ratio of two proportions given all margins, with its exact limits."""

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import brentq
from scipy.special import gammaln

from core.stats.counts import check_counts
from core.stats.two_by_two import Contrast

WIDEST_LOG_ODDS = 700.0
"""Beyond this an odds ratio is no number any more."""


def conditional_odds_ratio(table: ArrayLike, level: float = 0.95) -> Contrast:
    """Odds of the first column in the first row over those in the second, by conditional maximum likelihood.

    Limits are exact: the odds ratios at which the count observed, or one further out, has a tail of (1 - level) / 2.
    0 or infinite where the count is as small or as large as the margins let it be; nan where they leave no choice.
    Each step weighs the tables with these margins once, so a table of 100,000 patients takes milliseconds.
    ValueError for anything but 2 x 2 counts. Fisher (1935), Cornfield (1956); agrees with R's fisher.test, and with
    scipy.stats.contingency.odds_ratio(kind = "conditional"), which is slow where the counts are large.
    """
    counts = check_counts(table)
    if counts.shape != (2, 2):
        raise ValueError("An odds ratio needs a 2 x 2 table.")
    (k, _), (first, second), column = counts[0], counts.sum(axis=1), counts[:, 0].sum()
    possible = np.arange(max(0, column - second), min(first, column) + 1)
    if len(possible) < 2:
        return Contrast(np.nan, np.nan, np.nan)
    choices = np.stack([possible, first - possible, column - possible, second - column + possible])
    weights = -gammaln(choices + 1.0).sum(axis=0)
    tail, lowest, highest = (1 - level) / 2, k == possible[0], k == possible[-1]
    as_many, as_few = possible >= k, possible <= k
    corrected = counts + 0.5
    near = float(np.log(corrected[0, 0] * corrected[1, 1] / corrected[0, 1] / corrected[1, 0]))

    def probabilities(log_odds: float) -> np.ndarray:
        tilted = weights + log_odds * possible
        likely = np.exp(tilted - tilted.max())
        return likely / likely.sum()

    def excess(log_odds: float) -> float:
        return float(probabilities(log_odds) @ possible - k)

    def above(log_odds: float) -> float:
        return float(probabilities(log_odds)[as_many].sum() - tail)

    def below(log_odds: float) -> float:
        return float(probabilities(log_odds)[as_few].sum() - tail)

    estimate = 0.0 if lowest else np.inf if highest else _odds_where_zero(excess, near)
    lower = 0.0 if lowest else _odds_where_zero(above, near)
    return Contrast(estimate, lower, np.inf if highest else _odds_where_zero(below, near))


def _odds_where_zero(monotone: Callable[[float], float], near: float) -> float:
    """The odds ratio at which a monotone function of its logarithm is zero, looked for further and further around."""
    reach = 1.0
    while monotone(near - reach) * monotone(near + reach) > 0 and reach < WIDEST_LOG_ODDS:
        reach *= 2
    return float(np.exp(brentq(monotone, near - reach, near + reach, xtol=1e-13, rtol=1e-13)))
