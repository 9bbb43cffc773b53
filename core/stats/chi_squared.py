"""Chi-squared tests of quadratic forms: Wald, score and likelihood-ratio tests end here."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.linalg.lapack import dposv
from scipy.special import chdtrc

SINGULAR = 1e-11  # share of a variance that those before it leave over


@dataclass(frozen=True)
class Test:
    """A chi-squared test; nan where `df` is 0, or where the covariance of what is tested is singular."""

    __test__ = False  # not a test case, whatever pytest makes of its name

    chisq: float
    df: int
    p: float


def chi_squared_test(chisq: float, df: int) -> Test:
    """The upper tail of the chi-squared distribution, without loss of tiny P."""
    return Test(float(chisq), df, float(chdtrc(df, chisq))) if df else Test(np.nan, 0, np.nan)


def quadratic_test(values: np.ndarray, variance: np.ndarray) -> Test:
    """All of these `values` (p,) with covariance `variance` (p, p) are 0: v' V^-1 v on as many degrees of freedom."""
    if not len(values):
        return chi_squared_test(np.nan, 0)
    spread = variance.diagonal()
    if not spread.min() > 0:
        return chi_squared_test(np.nan, len(values))
    scale = np.sqrt(spread)
    z = values / scale
    triangle, solution, failed_at = dposv(variance / scale / scale[:, np.newaxis], z)
    if failed_at or not triangle.diagonal().min() ** 2 > SINGULAR:
        return chi_squared_test(np.nan, len(values))
    return chi_squared_test(z @ solution, len(z))
