"""The beta product confidence procedure: limits of a survival curve that hold for few patients and much censoring."""

import numpy as np
from numpy.typing import NDArray
from scipy.special import betaincinv

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


def beta_product_limits(at_risk: Counts, events: Counts, left: Counts, level: float = 0.95) -> tuple[Floats, Floats]:
    """Lower and upper limit of survival, each in [0, 1], before the first time and from each time on.

    at_risk, events (T,): how many are at risk just before each time and have the event at it. left (T + 1,):
    how many start, and how many are under observation just after each time; nobody enters later. Both limits
    are (T + 1,): the first holds before the first time, where survival is 1, each other from its time up to
    the next. A censoring lowers the lower limit and leaves the upper one; the lower limit is 0 once nobody is
    left. Limits exist also where survival is 1 or 0, never rise, and are those of Clopper and Pearson without
    censoring. nan for nobody. ValueError for a level outside (0, 1).
    Fay, Brittain and Proschan (2013), the distribution of each product of betas matched by its first two
    moments, at and between event times as Fay and Brittain (2016); R's bpcp(Delta = 0, midp = FALSE).
    """
    if not 0 < level < 1:
        raise ValueError("The level of the limits must lie between 0 and 1.")
    if left[0] == 0:
        return np.full(len(left), np.nan), np.full(len(left), np.nan)
    tail = (1 - level) / 2
    passed = np.cumsum(_logarithms(at_risk - events + 1, events), axis=1)
    passed = np.hstack([np.zeros((3, 1)), passed])  # (3, T + 1) of survival just after the events up to a time
    # The next event, were it to come at once, is one beta more.
    lower = np.where(left > 0, _quantile(passed + _logarithms(np.maximum(left, 1), 1), tail), 0.0)
    upper = _quantile(passed, 1 - tail)
    return np.minimum.accumulate(lower), np.minimum.accumulate(upper)


def _logarithms(a: Counts, b: Counts | int) -> Floats:
    """Moments of Beta(a, b) as logarithms that add up over a product, (3, len(a)).

    With X a beta variable: log E[X], log E[X^2] - log E[X], log E[X^2] - 2 log E[X]; all 0 where b is 0.
    """
    a, b = np.asarray(a, dtype=float), np.asarray(b, dtype=float)
    return np.stack([np.log1p(-b / (a + b)), np.log1p(-b / (a + b + 1)), np.log1p(b / (a * (a + b + 1)))])


def _quantile(logarithms: Floats, probability: float) -> Floats:
    """The quantile of the beta distribution with these two moments; 1 where it has no spread."""
    varies = logarithms[2] > 0
    mean, second_over_mean, spread = np.where(varies, logarithms, np.array([[-1.0], [-1.0], [1.0]]))
    a = np.expm1(second_over_mean) / -np.expm1(spread)
    b = a * np.expm1(-mean)
    return np.where(varies, betaincinv(a, b, probability), 1.0)
