"""Chi-squared, the trend of a proportion and the house rule between tests."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from statsmodels.stats.contingency_tables import Table

from core.stats.association import chi_squared, compare_counts, count_trend
from core.stats.fisher import exact_probability

tables = st.lists(st.integers(0, 12), min_size=6, max_size=6).map(lambda cells: np.reshape(cells, (3, 2)))

NOTHING_TO_COMPARE = [[[0, 0], [3, 4]], [[0, 3], [0, 4]], [[0, 0], [0, 0]], [[5, 2, 1]], [[4], [3]]]


def test_chi_squared_and_trend_are_those_of_statsmodels():
    counts = np.array([[20, 14], [9, 30], [8, 25]])
    other = Table(counts, shift_zeros=False)
    nominal, ordinal = other.test_nominal_association(), other.test_ordinal_association()
    test, trend = chi_squared(counts), count_trend(counts)
    assert_allclose([test.statistic, test.p], [nominal.statistic, nominal.pvalue], rtol=1e-9)
    n = counts.sum()
    assert_allclose(trend.statistic * (n - 1) / n, ordinal.zscore**2, rtol=1e-9)


@given(tables)
def test_empty_rows_and_columns_change_no_test(table):
    padded = np.pad(table, ((0, 1), (1, 0)))
    for test in (chi_squared, compare_counts):
        one, other = test(table), test(padded)
        assert_array_equal([other.p, other.statistic, other.df], [one.p, one.statistic, one.df])


@given(tables, st.permutations(range(3)))
def test_the_order_of_rows_does_not_matter(table, order):
    assert_allclose(compare_counts(table[order]).p, compare_counts(table).p, rtol=1e-9)


@given(tables)
def test_doubled_data_double_chi_squared(table):
    assert_allclose(chi_squared(2 * table).statistic, 2 * chi_squared(table).statistic, rtol=1e-10, atol=1e-12)


@pytest.mark.parametrize("table", NOTHING_TO_COMPARE)
def test_p_is_not_estimable_with_fewer_than_two_rows_or_columns_in_use(table):
    for test in (chi_squared(table), compare_counts(table)):
        assert np.isnan(test.p)
        assert test.df == 0


@pytest.mark.parametrize(
    ("table", "test"),
    [
        ([[10, 10], [10, 10]], "chi-squared"),  # 40 patients, 10 expected
        ([[10, 10], [10, 9]], "Fisher"),  # 39 patients
        ([[5, 15], [5, 15]], "chi-squared"),  # exactly 5 expected
        ([[4, 16], [5, 15]], "Fisher"),  # 4.5 expected
        ([[4, 96], [6, 94]], "chi-squared"),  # a small count with 5 expected
        ([[30, 30, 1], [30, 30, 2]], "Fisher"),
        ([[30, 30, 0], [30, 40, 0]], "chi-squared"),  # the empty column is not there
    ],
)
def test_fisher_is_used_below_forty_patients_or_five_expected(table, test):
    assert compare_counts(table).test == test


def test_the_result_carries_the_p_of_the_test_it_names():
    few, many = [[3, 1], [2, 9]], [[30, 10], [20, 90]]
    assert compare_counts(few).p == exact_probability(few)
    assert (compare_counts(many).p, compare_counts(many).df) == (chi_squared(many).p, 1)


def test_chi_squared_stands_in_for_a_fisher_test_that_is_too_large_and_says_so():
    table = np.full((8, 8), 2)
    table[0, 0] = 9
    test = compare_counts(table)
    assert test.test == "chi-squared"
    assert test.too_large_for_fisher
    assert test.p == chi_squared(table).p


def test_a_chi_squared_the_rule_asked_for_is_no_stand_in():
    assert not compare_counts([[30, 10], [20, 90]]).too_large_for_fisher


@given(tables)
def test_yates_correction_never_raises_chi_squared(table):
    two = table[:2]
    assume(chi_squared(two).df == 1)
    assert chi_squared(two, yates=True).statistic <= chi_squared(two).statistic + 1e-12


@given(tables)
def test_a_trend_does_not_depend_on_unit_or_origin_of_the_scores(table):
    one, other = count_trend(table, [1, 2, 4]), count_trend(table, [10, 30, 70])
    assert_allclose([other.z, other.p], [one.z, one.p], rtol=1e-9, atol=1e-12)


def test_the_trend_is_positive_where_higher_scores_have_more():
    assert count_trend([[2, 8], [5, 6], [9, 3]]).z > 0


@pytest.mark.parametrize("table", [[[0, 5], [0, 6]], [[3, 2], [0, 0]], [[0, 0], [0, 0]]])
def test_a_trend_is_not_estimable_where_nothing_can_differ(table):
    assert np.isnan(count_trend(table).p)


@pytest.mark.parametrize(("table", "scores"), [([[1, 2, 3]], [1]), ([[1, 2], [3, 4]], [1])])
def test_a_trend_needs_two_columns_and_a_score_per_row(table, scores):
    with pytest.raises(ValueError, match="one score per row"):
        count_trend(table, scores)
