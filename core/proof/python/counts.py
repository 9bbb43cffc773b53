"""Counts by group as scipy and statsmodels compute them: the scripts in Python are made of this text.

It imports nothing of Ballad, and the second opinion computes with it.
"""

from itertools import product

import numpy as np
from scipy.special import gammaln
from scipy.stats import fisher_exact
from scipy.stats.contingency import odds_ratio
from statsmodels.stats.contingency_tables import Table
from statsmodels.stats.proportion import confint_proportions_2indep, proportion_confint

MOST_TABLES = 500_000


def share(k, n, method):
    """k / n with its limits: "beta" for Clopper and Pearson's, "wilson"."""
    if n == 0:
        return [np.nan] * 3
    return [k / n, *proportion_confint(k, n, method=method)]


def difference(k, n):
    """The second share minus the first, with the limits of Newcombe (1998, method 10)."""
    if min(n) == 0:
        return [np.nan] * 3
    limits = confint_proportions_2indep(k[1], n[1], k[0], n[0], method="newcomb", compare="diff")
    return [k[1] / n[1] - k[0] / n[0], *limits]


def odds(k, n):
    """The odds of the second group over those of the first: conditional maximum likelihood, exact limits."""
    if min(n) == 0 or sum(k) in (0, sum(n)):
        return [np.nan] * 3
    found = odds_ratio([[k[1], n[1] - k[1]], [k[0], n[0] - k[0]]], kind="conditional")
    limits = found.confidence_interval(0.95)
    return [found.statistic, limits.low, limits.high]


def p_of(counts, exact=None):
    """Groups (rows) against answers (columns): the test of the house rule, or the one asked for.

    Fisher's exact test where a count expected is below 5 or there are fewer than 40 patients, else the chi-squared
    test without correction.
    """
    counts = np.asarray(counts)
    counts = counts[counts.sum(axis=1) > 0][:, counts.sum(axis=0) > 0]
    if min(counts.shape) < 2:
        return np.nan
    table = Table(counts, shift_zeros=False)
    small = table.fittedvalues.min() < 5 or counts.sum() < 40
    if exact or (exact is None and small):
        return fisher_exact(counts).pvalue if counts.shape == (2, 2) else fisher_of_larger(counts)
    return table.test_nominal_association().pvalue


def fisher_of_larger(counts):
    """Fisher's exact test of more than two rows or columns, which scipy only simulates: all tables, listed.

    P of those with the same margins that are at most as likely as this one; nan where they are too many to list.
    """
    if counts.shape[0] < counts.shape[1]:
        counts = counts.T
    rows, columns = counts.sum(axis=1), counts.sum(axis=0)
    left, weight = columns[np.newaxis], np.zeros(1)  # what is left of each column, and the log weight so far
    for row in rows[:-1]:
        sizes = [range(min(row, column) + 1) for column in columns[:-1]]
        if len(left) * np.prod([float(len(size)) for size in sizes]) > MOST_TABLES:
            return np.nan
        begun = np.array(list(product(*sizes)))
        filled = np.column_stack([begun, row - begun.sum(axis=1)])
        filled = filled[filled[:, -1] >= 0]
        weight = (weight[:, np.newaxis] - gammaln(filled + 1).sum(axis=1)).ravel()
        left = (left[:, np.newaxis] - filled).reshape(-1, len(columns))
        weight, left = weight[(left >= 0).all(axis=1)], left[(left >= 0).all(axis=1)]
    weight = weight - gammaln(left + 1).sum(axis=1)
    observed = -gammaln(counts + 1).sum()
    likely = np.exp(weight - weight.max())
    return likely[weight <= observed + 1e-7].sum() / likely.sum()
