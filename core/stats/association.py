"""Tests of rows against columns in tables of counts, and the rule that picks one."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import chi2, chi2_contingency

from core.stats.counts import check_counts, without_empty
from core.stats.fisher import MOST_HALF_TABLES, FisherTest, exact_probability, fisher_exact

__all__ = ["Association", "ChiSquared", "CountTrend", "FisherTest"]
__all__ += ["chi_squared", "compare_counts", "count_trend", "fisher_exact"]

# Below these Fisher's test is used: every count expected, and all patients together.
FEWEST_EXPECTED = 5
FEWEST_PATIENTS = 40


@dataclass(frozen=True)
class ChiSquared:
    """Pearson's test; statistic and p are nan and df is 0 with fewer than two rows or columns in use."""

    statistic: float
    df: int
    p: float
    expected: NDArray[np.float64]  # of the rows and columns in use


@dataclass(frozen=True)
class CountTrend:
    """Cochran-Armitage; nan where the proportions or the scores cannot differ."""

    statistic: float  # on one degree of freedom
    z: float  # > 0 where higher scores have more of the first column
    p: float


@dataclass(frozen=True)
class Association:
    """The test the house rule picked, and why a reader may trust it."""

    test: Literal["Fisher", "chi-squared"]
    statistic: float  # nan for Fisher's test
    df: int  # 0 for Fisher's test
    p: float  # nan where not estimable
    n: int
    smallest_expected: float
    too_large_for_fisher: bool  # the rule asked for Fisher's test, the table has too many alternatives


def chi_squared(table: ArrayLike, yates: bool = False) -> ChiSquared:
    """Test rows (R) against columns (C) of a table of counts by Pearson's chi-squared.

    Rows and columns without a count are left out first. `yates` corrects 2 x 2 tables for continuity and
    changes no other. ValueError for anything but a table of whole counts. Agrees with R's
    chisq.test(correct = yates), which gives nan where a row or column is empty.
    """
    counts = without_empty(check_counts(table))
    if min(counts.shape) < 2:
        return ChiSquared(np.nan, 0, np.nan, counts.astype(float))
    result = chi2_contingency(counts, correction=yates)
    return ChiSquared(float(result.statistic), int(result.dof), float(result.pvalue), result.expected_freq)


def count_trend(table: ArrayLike, scores: ArrayLike | None = None) -> CountTrend:
    """Test whether the share of the first of two columns rises or falls with the scores of the rows.

    scores (R,): one number per row, 0, 1, 2... when not given. ValueError for anything but two columns of
    counts with one score per row. Armitage (1955); agrees with R's prop.trend.test.
    """
    counts = check_counts(table)
    scores = np.arange(len(counts), dtype=float) if scores is None else np.asarray(scores, dtype=float)
    if counts.shape[1] != 2 or scores.shape != (len(counts),):
        raise ValueError("A trend needs two columns of counts and one score per row.")
    totals = counts.sum(axis=1)
    n = totals.sum()
    share = counts[:, 0].sum() / n if n else 0.0
    centred = scores - (totals @ scores / n if n else 0.0)
    variance = share * (1 - share) * float(totals @ centred**2)
    if variance <= 0:
        return CountTrend(np.nan, np.nan, np.nan)
    z = float(centred @ counts[:, 0]) / np.sqrt(variance)
    return CountTrend(float(z**2), float(z), float(chi2.sf(z**2, 1)))


def compare_counts(table: ArrayLike, most_half_tables: int = MOST_HALF_TABLES) -> Association:
    """Test rows (R) against columns (C) of a table of counts by the test that suits its size.

    Rows and columns without a count are left out first; with fewer than two left, p is nan. Fisher's exact
    test where any expected count is below 5 or there are fewer than 40 patients, else Pearson's chi-squared
    without correction (Cochran 1954). Where Fisher's test cannot be enumerated (see `fisher_exact` for
    `most_half_tables`), chi-squared stands in and `too_large_for_fisher` says so. ValueError for anything but a
    table of whole counts.
    """
    counts = without_empty(check_counts(table))
    n = int(counts.sum())
    pearson = chi_squared(counts)
    smallest = float(pearson.expected.min()) if pearson.df else np.nan
    asked_for_fisher = not pearson.df or smallest < FEWEST_EXPECTED or n < FEWEST_PATIENTS
    exact = exact_probability(counts, most_half_tables) if asked_for_fisher else None
    if exact is not None:
        return Association("Fisher", np.nan, 0, exact, n, smallest, too_large_for_fisher=False)
    return Association(
        "chi-squared", pearson.statistic, pearson.df, pearson.p, n, smallest, too_large_for_fisher=asked_for_fisher
    )
