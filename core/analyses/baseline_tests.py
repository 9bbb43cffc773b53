"""The test of each row of a baseline table, by a stated rule."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from core.analyses.response import NOT_EVALUABLE
from core.dictionary import Field
from core.stats.association import compare_counts
from core.stats.mean_tests import analyse_variance, t_test
from core.stats.ordinal import OrderedTestName, compare_ordered
from core.stats.rank_tests import kruskal_wallis, wilcoxon_test
from core.view import NumberSummary

# A page of tests must not wait for one: larger tables than this, some 20 ms, are tested by chi-squared.
MOST_HALF_TABLES = 50_000

NumbersTestName = Literal["exact Wilcoxon", "Wilcoxon", "Kruskal-Wallis", "Welch", "variance analysis"]
CountsTestName = Literal["Fisher", "chi-squared", "chi-squared for Fisher"]
RowTestName = NumbersTestName | CountsTestName | OrderedTestName


@dataclass(frozen=True)
class RowTest:
    """Which test, and its two-sided P; nan where not estimable."""

    name: RowTestName
    p: float


def compare_numbers(parts: Sequence[np.ndarray], shown: NumberSummary) -> RowTest:
    """Compare numbers the way they are shown: means by their means, medians by ranks; empty groups are left out."""
    used = [part for part in parts if len(part)]
    if shown == "mean":
        if len(used) > 2:
            return RowTest("variance analysis", analyse_variance(used).p)
        return RowTest("Welch", t_test(*used).p if len(used) == 2 else np.nan)
    if len(used) > 2:
        return RowTest("Kruskal-Wallis", kruskal_wallis(used).p)
    if len(used) < 2:
        return RowTest("Wilcoxon", np.nan)
    result = wilcoxon_test(*used)
    return RowTest("exact Wilcoxon" if result.method == "exact" else "Wilcoxon", result.p)


def compare_choices(table: np.ndarray, field: Field, groups_ordered: bool) -> RowTest:
    """Compare the levels (columns) of a field between groups (rows): by a trend where they are ordered."""
    if field.kind == "ordinal" and not _breaks_the_order(table, field):
        result = compare_ordered(table, groups_ordered)
        return RowTest(result.test, result.p)
    result = compare_counts(table, MOST_HALF_TABLES)
    return RowTest("chi-squared for Fisher" if result.too_large_for_fisher else result.test, result.p)


def _breaks_the_order(table: np.ndarray, field: Field) -> bool:
    """Whether somebody has a level that is neither better nor worse than the others."""
    return NOT_EVALUABLE in field.values and bool(table[:, field.values.index(NOT_EVALUABLE)].any())
