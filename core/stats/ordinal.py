"""Ordered levels compared between groups: the trend test that suits the groups, and the rule that picks it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.stats import chi2

from core.stats.association import FEWEST_EXPECTED, FEWEST_PATIENTS, count_trend
from core.stats.counts import check_counts
from core.stats.permutation import permute_scores

# The exact trend is listed in at most so many additions, some 10 ms; beyond, the groups are large enough without.
MOST_STEPS = 10_000_000

OrderedTestName = Literal["exact trend", "Cochran-Armitage", "linear-by-linear", "Kruskal-Wallis"]


@dataclass(frozen=True)
class LinearByLinear:
    """On one degree of freedom; nan where the scores of rows or columns cannot differ."""

    statistic: float
    p: float


@dataclass(frozen=True)
class OrderedTest:
    """The test the rule picked and its two-sided P, nan where not estimable."""

    test: OrderedTestName
    p: float


def linear_by_linear(
    table: ArrayLike, row_scores: ArrayLike | None = None, column_scores: ArrayLike | None = None
) -> LinearByLinear:
    """Test whether the scores of columns rise or fall with those of rows: (N - 1) times their correlation squared.

    Scores are 0, 1, 2... when not given. ValueError for anything but a table of whole counts with a score each.
    Mantel (1963); agrees with R's coin::lbl_test, and for two columns with prop.trend.test times (N - 1) / N.
    """
    counts = check_counts(table)
    rows, columns = (
        _centred(*pair) for pair in ((row_scores, counts.sum(axis=1)), (column_scores, counts.sum(axis=0)))
    )
    spread = float(counts.sum(axis=1) @ rows**2) * float(counts.sum(axis=0) @ columns**2)
    if spread <= 0:
        return LinearByLinear(np.nan, np.nan)
    statistic = (counts.sum() - 1) * float(rows @ counts @ columns) ** 2 / spread
    return LinearByLinear(float(statistic), float(chi2.sf(statistic, 1)))


def row_mean_scores(table: ArrayLike) -> tuple[float, int, float]:
    """Kruskal-Wallis of ordered columns between rows, from the counts alone: statistic, degrees of freedom, P.

    nan, 0 and nan where nothing can differ. Agrees with R's kruskal.test on the patients counted.
    """
    counts = check_counts(table)
    counts = counts[counts.any(axis=1)]
    totals = counts.sum(axis=0)
    n = totals.sum()
    midranks = np.cumsum(totals) - (totals - 1) / 2
    tied = float((totals.astype(float) ** 3 - totals).sum())
    if len(counts) < 2 or tied >= float(n) ** 3 - n:
        return np.nan, 0, np.nan
    sums, sizes = counts @ midranks, counts.sum(axis=1)
    statistic = 12 / (n * (n + 1)) * float((sums**2 / sizes).sum()) - 3 * (n + 1)
    statistic /= 1 - tied / (float(n) ** 3 - n)
    return float(statistic), len(counts) - 1, float(chi2.sf(statistic, len(counts) - 1))


def compare_ordered(table: ArrayLike, groups_ordered: bool = False) -> OrderedTest:
    """Test ordered levels (columns) between groups (rows), by the test that suits the groups.

    Two groups: Cochran-Armitage trend with the places of the levels as scores; its exact permutation form where
    any expected count is below 5 or there are fewer than 40 patients, as in the house rule for tables without
    order, and it can be listed. More groups: linear-by-linear where the groups are ordered too, else
    Kruskal-Wallis. Empty groups are left out; an empty level keeps its place. P is nan with fewer than two groups
    or levels in use. ValueError for anything but a table of whole counts.
    """
    counts = check_counts(table)
    if groups_ordered and counts.any(axis=1).sum() > 2:
        return OrderedTest("linear-by-linear", linear_by_linear(counts).p)
    used = counts[counts.any(axis=1)]
    if len(used) > 2:
        return OrderedTest("Kruskal-Wallis", row_mean_scores(used)[2])
    if len(used) < 2:
        return OrderedTest("exact trend", np.nan)
    exact = _exact_trend(used) if _is_small(used) else None
    return (
        OrderedTest("Cochran-Armitage", count_trend(used.T).p) if exact is None else OrderedTest("exact trend", exact)
    )


def _exact_trend(table: NDArray[np.int64]) -> float | None:
    scores = np.concatenate([np.repeat(np.arange(table.shape[1]), row) for row in table])
    return permute_scores(scores, np.arange(len(scores)) < table[0].sum(), MOST_STEPS)


def _is_small(table: NDArray[np.int64]) -> bool:
    used = table[:, table.any(axis=0)]
    expected = np.outer(used.sum(axis=1), used.sum(axis=0)) / used.sum()
    return bool(used.sum() < FEWEST_PATIENTS or expected.min() < FEWEST_EXPECTED)


def _centred(scores: ArrayLike | None, totals: NDArray[np.int64]) -> NDArray[np.float64]:
    """Scores less their mean over all patients."""
    scores = np.arange(len(totals), dtype=float) if scores is None else np.asarray(scores, dtype=float)
    if scores.shape != totals.shape:
        raise ValueError("Every row and every column needs one score.")
    return scores - (totals @ scores / totals.sum() if totals.any() else 0.0)
