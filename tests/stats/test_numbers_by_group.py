"""Summaries of numbers, tests of ranks and means: what always holds, second opinions, and the awkward inputs."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import mannwhitneyu, permutation_test
from statsmodels.stats.oneway import anova_oneway
from statsmodels.stats.weightstats import CompareMeans

from core.stats.mean_tests import analyse_variance, t_test
from core.stats.numeric_summary import summarise_numbers
from core.stats.rank_tests import kruskal_wallis, permute_ranks, wilcoxon_test

numbers = st.lists(st.integers(0, 12).map(float), min_size=2, max_size=12)
RANDOM = np.random.default_rng(4)
SKEWED = [RANDOM.lognormal(1, 1, n) for n in (40, 25, 31)]
NOTHING_TO_COMPARE = [([], [1.0, 2.0]), ([], []), ([3.0, 3.0], [3.0, 3.0, 3.0])]


def test_a_summary_is_that_of_pandas():
    values = pd.Series([*SKEWED[0], np.nan])
    found, expected = summarise_numbers(values), values.describe()
    names = ("count", "mean", "std", "min", "25%", "50%", "75%", "max")
    assert_allclose(list(vars(found).values()), [expected[name] for name in names], rtol=1e-12)


@pytest.mark.parametrize("values", [[], [np.nan]])
def test_nobody_has_a_count_of_zero_and_no_other_summary(values):
    summary = summarise_numbers(values)
    assert summary.n == 0
    assert np.isnan(list(vars(summary).values())[1:]).all()


def test_one_number_has_no_spread():
    summary = summarise_numbers([4.0])
    assert np.isnan(summary.sd)
    assert (summary.minimum, summary.median, summary.maximum) == (4.0, 4.0, 4.0)


def test_an_unknown_type_of_quartile_is_refused():
    with pytest.raises(ValueError, match="use 2, 6 or 7"):
        summarise_numbers([1.0], 5)


@given(numbers, numbers)
def test_the_order_of_groups_turns_w_round_and_leaves_p(first, second):
    one, other = wilcoxon_test(first, second), wilcoxon_test(second, first)
    assert one.statistic + other.statistic == len(first) * len(second)
    assert_allclose(one.p, other.p, rtol=1e-12)
    assert_allclose(permute_ranks(first, second), permute_ranks(second, first), rtol=1e-12)


@given(numbers, numbers)
def test_ranks_do_not_see_a_growing_transformation(first, second):
    grown = [np.exp(np.array(group)) for group in (first, second)]
    for test in (wilcoxon_test, permute_ranks, lambda *groups: kruskal_wallis(groups)):
        assert test(first, second) == test(*grown) or np.isnan(permute_ranks(first, second))


@given(numbers, numbers)
def test_kruskal_wallis_of_two_groups_is_wilcoxon_without_correction(first, second):
    assert_allclose(
        kruskal_wallis([first, second]).p,
        wilcoxon_test(first, second, method="normal", correction=False).p,
        rtol=1e-9,
    )


@given(numbers, numbers)
@example([0.0, 0.0, 0.0, 0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 1.0])
def test_the_variance_analysis_of_two_groups_is_students_test(first, second):
    assume(np.ptp(first) or np.ptp(second))
    assert_allclose(analyse_variance([first, second]).p, t_test(first, second, equal_variances=True).p, rtol=1e-9)


@given(st.lists(st.integers(0, 6).map(float), min_size=2, max_size=6), numbers.map(lambda some: some[:6]))
def test_the_exact_permutation_is_that_of_every_labelling(first, second):
    assume(np.ptp(first + second))
    half = len(first) * len(second) / 2
    expected = permutation_test(
        (first, second),
        lambda x, y, axis: np.abs(mannwhitneyu(x, y, axis=axis, method="asymptotic").statistic - half),
        permutation_type="independent",
        n_resamples=np.inf,
        alternative="greater",
        vectorized=True,
    )
    assert_allclose(permute_ranks(first, second), expected.pvalue, rtol=1e-9)


def test_the_exact_permutation_without_ties_is_the_exact_test_of_wilcoxon():
    first, second = SKEWED[0][:18], SKEWED[1]
    assert_allclose(permute_ranks(first, second), wilcoxon_test(first, second).p, rtol=1e-9)


def test_a_permutation_too_large_to_be_listed_is_none():
    assert permute_ranks(np.arange(800.0), np.arange(800.0)) is None


@pytest.mark.parametrize(
    ("first", "second", "method"),
    [
        (49, 49, "exact"),
        (50, 3, "normal"),  # R: both groups below 50
        (3, 50, "normal"),
    ],
)
def test_wilcoxon_is_exact_in_small_groups_without_ties(first, second, method):
    values = RANDOM.permutation(np.arange(first + second, dtype=float))
    assert wilcoxon_test(values[:first], values[first:]).method == method
    assert wilcoxon_test([*values[:first], values[-1]], values[first:]).method == "normal"


def test_means_are_compared_as_statsmodels_does():
    compared = CompareMeans.from_data(SKEWED[0], SKEWED[1])
    for usevar, equal in (("unequal", False), ("pooled", True)):
        found = t_test(SKEWED[0], SKEWED[1], equal)
        assert_allclose([found.statistic, found.p, found.df], compared.ttest_ind(usevar=usevar), rtol=1e-9)
        assert_allclose([found.lower, found.upper], compared.tconfint_diff(usevar=usevar), rtol=1e-9)
    found, expected = analyse_variance(SKEWED), anova_oneway(SKEWED, use_var="equal")
    assert_allclose([found.statistic, found.p], [expected.statistic, expected.pvalue], rtol=1e-9)


@pytest.mark.parametrize(("first", "second"), NOTHING_TO_COMPARE)
def test_p_is_not_estimable_where_nothing_can_differ(first, second):
    assert np.isnan(wilcoxon_test(first, second).p)
    assert np.isnan(permute_ranks(first, second))
    assert (np.isnan(kruskal_wallis([first, second]).p), kruskal_wallis([first, second]).df) == (True, 0)
    assert np.isnan(analyse_variance([first, second]).p)
    assert_array_equal(list(vars(t_test(first, second)).values()), [np.nan] * 5)


@pytest.mark.parametrize(("first", "second"), [([1.0], [2.0, 3.0]), ([1.0, 1.0], [2.0, 2.0])])
def test_means_without_spread_or_with_one_number_are_not_compared(first, second):
    assert np.isnan(t_test(first, second).p)


def test_an_empty_group_changes_no_test_of_many():
    for test in (kruskal_wallis, analyse_variance):
        assert test([*SKEWED, []]) == test(SKEWED)
