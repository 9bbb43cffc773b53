"""Variances that hold when rows are not independent, or weighted: the sandwich of Lin and Wei.

Each cluster of rows counts once, with the sum of its score residuals (Lin & Wei, JASA 1989; Therneau & Grambsch,
Modeling Survival Data, 2000, ch. 8.2).
"""

from __future__ import annotations

import numpy as np

from core.stats.chi_squared import Test, chi_squared_test, quadratic_test
from core.stats.partial_likelihood import PartialLikelihood
from core.stats.residuals import score_residuals

NOTHING = 1e-10  # share of the variance without clusters below which a robust one is rounding


def robust_variance(
    likelihood: PartialLikelihood, beta: np.ndarray, variance: np.ndarray, cluster: np.ndarray, estimable: np.ndarray
) -> np.ndarray:
    """(p, p) Covariance of the `estimable` (p,) coefficients, nan elsewhere: that of R's coxph(cluster = ).

    `likelihood`: of rows, not of patterns; `beta` (p,) where it is largest; `variance` (p, p) the inverse
    information there; `cluster` (N,) int codes in the rows of the caller. Nan where fewer than two clusters say
    something of a coefficient: their residuals add up to 0.
    """
    robust = np.full_like(variance, np.nan)
    if estimable.any() and _n_clusters(cluster) > 1:
        both = np.ix_(estimable, estimable)
        changes = variance[both] @ _sums_by_cluster(likelihood, beta, cluster)[estimable]
        robust[both] = changes @ changes.T
        unknown = ~(np.diag(robust) > NOTHING * np.diag(variance))
        robust[unknown] = robust[:, unknown] = np.nan
    return robust


def robust_score_test(likelihood: PartialLikelihood, chosen: np.ndarray, cluster: np.ndarray) -> Test:
    """The `chosen` (p,) coefficients are all 0: the gradient there with the variance of its clusters, as in R."""
    if not chosen.any() or _n_clusters(cluster) < 2:
        return chi_squared_test(np.nan, int(chosen.sum()))
    residuals = _sums_by_cluster(likelihood, np.zeros(len(chosen)), cluster)[chosen]
    return quadratic_test(residuals.sum(axis=1), residuals @ residuals.T)


def _sums_by_cluster(likelihood: PartialLikelihood, beta: np.ndarray, cluster: np.ndarray) -> np.ndarray:
    """(p, clusters) Score residuals summed within clusters."""
    codes = cluster[likelihood.risk.rows]
    residuals = score_residuals(likelihood, likelihood.at(beta))
    return np.array([np.bincount(codes, row) for row in residuals])


def _n_clusters(cluster: np.ndarray) -> int:
    return len(np.unique(cluster))
