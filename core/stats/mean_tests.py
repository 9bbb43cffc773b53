"""Whether means differ between groups: Welch's and Student's t, one-way analysis of variance."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy.special import fdtrc
from scipy.stats import f_oneway
from scipy.stats import t as student


@dataclass(frozen=True)
class TTest:
    """The first mean against the second; all nan with fewer than two numbers in a group or no spread."""

    statistic: float
    df: float
    p: float
    lower: float  # limits of the first mean less the second
    upper: float


@dataclass(frozen=True)
class VarianceAnalysis:
    """F on df_between and df_within; nan where it cannot be given."""

    statistic: float
    df_between: int
    df_within: int
    p: float


def t_test(first: ArrayLike, second: ArrayLike, equal_variances: bool = False, level: float = 0.95) -> TTest:
    """Test two means of numbers without nan, two-sided: Welch's test, or Student's where variances are taken as equal.

    Welch (1947); agrees with R's t.test.
    """
    groups = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    n = np.array([len(group) for group in groups])
    if n.min() < 2 or not any(np.ptp(group) for group in groups):
        return TTest(*[np.nan] * 5)
    variances = np.array([group.var(ddof=1) for group in groups])
    if equal_variances:
        df = n.sum() - 2
        error = np.sqrt((n - 1) @ variances / df * (1 / n).sum())
    else:
        parts = variances / n
        df = parts.sum() ** 2 / (parts**2 / (n - 1)).sum()
        error = np.sqrt(parts.sum())
    difference = groups[0].mean() - groups[1].mean()
    statistic, half_width = difference / error, student.ppf((1 + level) / 2, df) * error
    p = 2 * student.sf(abs(statistic), df)
    return TTest(float(statistic), float(df), float(p), float(difference - half_width), float(difference + half_width))


def analyse_variance(groups: Sequence[ArrayLike]) -> VarianceAnalysis:
    """Test whether the means of groups of numbers without nan are equal; empty groups are left out.

    nan with fewer than two groups, no number to spare, or no spread within any group. Fisher (1925); agrees with
    R's aov.
    """
    used = [np.asarray(group, dtype=float) for group in groups if len(group)]
    between, within = len(used) - 1, sum(map(len, used)) - len(used)
    if between < 1 or within < 1 or not any(np.ptp(group) for group in used):
        return VarianceAnalysis(np.nan, max(between, 0), max(within, 0), np.nan)
    # Rounding makes scipy's statistic of equal means negative now and then, and its P nan.
    statistic = max(float(f_oneway(*used).statistic), 0.0)
    return VarianceAnalysis(statistic, between, within, float(fdtrc(between, within, statistic)))
