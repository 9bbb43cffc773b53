"""Tests between groups and standardised differences by scipy and statsmodels: scripts in Python are made of this text.

It imports nothing of Ballad, and the second opinion computes with it. `parts` are the values of each group that has
one; `counts` has a row a group and a column a level of the field.
"""

import numpy as np
from scipy.stats import chi2, kruskal, mannwhitneyu
from statsmodels.regression.linear_model import OLS
from statsmodels.stats.contingency_tables import Table
from statsmodels.stats.weightstats import ttest_ind


def wilcoxon(parts):
    """As R: exact where both groups have fewer than 50 values and no two are equal, else normal with correction."""
    if len(parts) != 2 or len(np.unique(np.concatenate(parts))) < 2:
        return np.nan
    both = np.concatenate(parts)
    exact = max(map(len, parts)) < 50 and len(np.unique(both)) == len(both)
    return mannwhitneyu(*parts, method="exact" if exact else "asymptotic").pvalue


def kruskal_wallis(parts):
    """P that one group has larger values than another."""
    return kruskal(*parts).pvalue if parts and len(np.unique(np.concatenate(parts))) > 1 else np.nan


def welch(parts):
    """P of equal means of two groups, whatever their variances."""
    if not varied(parts) or min(map(len, parts)) < 2:
        return np.nan
    return ttest_ind(*parts, usevar="unequal")[1]


def variance_analysis(parts):
    """P of equal means of several groups of one variance."""
    if not varied(parts):
        return np.nan
    member = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    return OLS(np.concatenate(parts), member[:, np.newaxis] == np.arange(len(parts))).fit().f_pvalue


def varied(parts):
    """Whether there are several groups, and a value that differs from others of its group."""
    return len(parts) > 1 and any(np.ptp(part) > 0 for part in parts)


def mean_difference(parts):
    """The first mean less the second over the root of the mean of both variances, without its sign."""
    if not varied(parts) or min(map(len, parts)) < 2:
        return np.nan
    return abs(np.mean(parts[0]) - np.mean(parts[1])) / np.sqrt(np.mean([np.var(part, ddof=1) for part in parts]))


def share_difference(counts):
    """The distance of the shares of all levels but one over the mean of both covariances (Yang and Dalton 2012)."""
    counts = counts[:, counts.sum(axis=0) > 0]
    if min(counts.sum(axis=1)) == 0:
        return np.nan
    if counts.shape[1] < 2:
        return 0.0
    first, second = counts[:, 1:] / counts.sum(axis=1, keepdims=True)
    covariance = sum(np.diag(share) - np.outer(share, share) for share in (first, second)) / 2
    solution, *_ = np.linalg.lstsq(covariance, first - second, rcond=1e-10)
    exact = np.allclose(covariance @ solution, first - second, rtol=1e-8, atol=1e-10)
    return np.sqrt((first - second) @ solution) if exact else np.nan  # infinite where no covariance explains it


def trend(counts):
    """Cochran-Armitage over the places of ordered levels in two groups: N / (N - 1) of the linear-by-linear test."""
    counts = counts[counts.sum(axis=1) > 0]
    n = counts.sum()
    return chi2.sf(linear_statistic(counts) * n / (n - 1), 1) if testable(counts) else np.nan


def linear_by_linear(counts):
    """P of a trend of the places of ordered levels with those of ordered groups."""
    return chi2.sf(linear_statistic(counts), 1) if testable(counts) else np.nan


def linear_statistic(counts):
    """The square of what statsmodels calls the test of ordinal association, places as scores."""
    scores = np.arange(counts.shape[0], dtype=float), np.arange(counts.shape[1], dtype=float)
    return Table(counts, shift_zeros=False).test_ordinal_association(*scores).zscore ** 2


def exact_trend(counts):
    """P of a sum of places in the first group at least as far from the one expected, over all ways to hand it out."""
    if not testable(counts):
        return np.nan
    counts = counts[counts.sum(axis=1) > 0]
    scores = np.repeat(np.arange(counts.shape[1]), counts.sum(axis=0))
    size, largest = counts[0].sum(), scores.sum()
    ways = np.zeros((size + 1, largest + 1))  # of so many patients (rows) with such a sum of scores (columns)
    ways[0, 0] = 1
    for score in scores:
        ways[1:, score:] = ways[1:, score:] + ways[:-1, : largest + 1 - score]
    apart = abs(np.arange(largest + 1) * len(scores) - largest * size)
    observed = apart[counts[0] @ np.arange(counts.shape[1])]
    return ways[size, apart >= observed].sum() / ways[size].sum()


def kruskal_of_levels(counts):
    """Kruskal-Wallis of ordered levels between groups."""
    levels = np.arange(counts.shape[1])
    return kruskal_wallis([np.repeat(levels, row) for row in counts if row.sum()]) if testable(counts) else np.nan


def testable(counts):
    """Whether there are two groups and two levels that somebody has."""
    return min((counts.sum(axis=1) > 0).sum(), (counts.sum(axis=0) > 0).sum()) > 1
