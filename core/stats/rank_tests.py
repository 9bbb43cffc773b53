"""Whether numbers are larger in one group than in another, by their ranks: Wilcoxon and Kruskal-Wallis."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike
from scipy.stats import kruskal, mannwhitneyu, rankdata

from core.stats.permutation import permute_scores

# Groups below this are compared exactly where no two numbers are equal, as R does it.
SMALL_GROUP = 50


@dataclass(frozen=True)
class WilcoxonTest:
    """W is the Mann-Whitney U of the first group: pairs in which its number is larger, ties counted half."""

    statistic: float
    p: float  # nan where a group is empty or all numbers are equal
    method: Literal["exact", "normal"]


@dataclass(frozen=True)
class KruskalWallis:
    """On one degree of freedom less than there are groups; nan and 0 where nothing can differ."""

    statistic: float
    df: int
    p: float


def wilcoxon_test(
    first: ArrayLike, second: ArrayLike, method: Literal["auto", "exact", "normal"] = "auto", correction: bool = True
) -> WilcoxonTest:
    """Test two groups of numbers without nan by the Wilcoxon rank-sum test, two-sided.

    "auto" is exact where both groups are smaller than 50 and no two numbers are equal, else normal with ties in
    the variance; `correction` is that for continuity. "exact" takes no notice of ties. Mann and Whitney (1947);
    agrees with R's wilcox.test.
    """
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    both = np.concatenate([first, second])
    if method == "auto":
        small = max(len(first), len(second)) < SMALL_GROUP
        method = "exact" if small and len(np.unique(both)) == len(both) else "normal"
    if not (len(first) and len(second)):
        return WilcoxonTest(np.nan, np.nan, method)
    if np.ptp(both) == 0:
        return WilcoxonTest(len(first) * len(second) / 2, np.nan, method)
    named = "exact" if method == "exact" else "asymptotic"
    result = mannwhitneyu(first, second, use_continuity=correction, method=named)
    return WilcoxonTest(float(result.statistic), float(result.pvalue), method)


def permute_ranks(first: ArrayLike, second: ArrayLike) -> float | None:
    """The P of the Wilcoxon test made exact with ties, by the permutation distribution of the midranks.

    None where that is too large to be listed. Agrees with R's coin::wilcox_test(distribution = "exact").
    """
    midranks = rankdata(np.concatenate([first, second]))
    return permute_scores(2 * midranks, np.arange(len(midranks)) < len(first))


def kruskal_wallis(groups: Sequence[ArrayLike]) -> KruskalWallis:
    """Test groups of numbers without nan by the Kruskal-Wallis test, corrected for ties; empty groups are left out.

    Kruskal and Wallis (1952); agrees with R's kruskal.test.
    """
    used = [np.asarray(group, dtype=float) for group in groups if len(group)]
    if len(used) < 2 or np.ptp(np.concatenate(used)) == 0:
        return KruskalWallis(np.nan, 0, np.nan)
    result = kruskal(*used)
    return KruskalWallis(float(result.statistic), len(used) - 1, float(result.pvalue))
