"""Trends over ordered levels and standardised differences: second opinions, rules, awkward inputs."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from scipy.stats import kruskal, permutation_test
from statsmodels.stats.contingency_tables import Table

from core.stats.association import count_trend
from core.stats.ordinal import compare_ordered, linear_by_linear, row_mean_scores
from core.stats.standardised_difference import mean_difference, share_difference

LARGE = np.array([[30, 22, 18, 9], [15, 20, 31, 14]])
THREE = np.array([[9, 5, 1], [4, 6, 4], [2, 5, 8]])

tables = st.lists(st.integers(0, 9), min_size=9, max_size=9).map(lambda cells: np.reshape(cells, (3, 3)))


def people(table) -> list[np.ndarray]:
    """The places of the levels of the patients counted in each row."""
    return [np.repeat(np.arange(len(row)), row) for row in table]


def test_linear_by_linear_is_that_of_statsmodels():
    other = Table(THREE, shift_zeros=False).test_ordinal_association()
    found = linear_by_linear(THREE)
    assert_allclose([found.statistic, found.p], [other.zscore**2, other.pvalue], rtol=1e-9)


@given(tables)
def test_row_mean_scores_are_kruskal_wallis_of_the_patients(table):
    used = [group for group in people(table) if len(group)]
    statistic, df, p = row_mean_scores(table)
    if len(used) < 2 or np.ptp(np.concatenate(used)) == 0:
        assert np.isnan(statistic) and np.isnan(p) and df == 0  # noqa: PT018
    else:
        expected = kruskal(*used)
        assert_allclose([statistic, p], [expected.statistic, expected.pvalue], rtol=1e-9, atol=1e-12)


@given(st.lists(st.integers(0, 3), min_size=6, max_size=6).map(lambda cells: np.reshape(cells, (2, 3))))
def test_the_exact_trend_is_that_of_every_labelling(table):
    found, (first, second) = compare_ordered(table), people(table)
    if not (len(first) and len(second)) or np.ptp(np.concatenate([first, second])) == 0:
        assert np.isnan(found.p)
        return
    assume(min(len(first), len(second)) > 1)
    mean = np.concatenate([first, second]).mean()
    expected = permutation_test(
        (first, second),
        lambda x, y, axis: np.abs(x.sum(axis=axis) - len(first) * mean),
        permutation_type="independent",
        n_resamples=np.inf,
        alternative="greater",
        vectorized=True,
    )
    assert found.test == "exact trend"
    assert_allclose(found.p, expected.pvalue, rtol=1e-9)


@pytest.mark.parametrize(
    ("table", "ordered", "test"),
    [
        (LARGE, False, "Cochran-Armitage"),
        (LARGE, True, "Cochran-Armitage"),
        ([[10, 10], [10, 10]], False, "Cochran-Armitage"),  # 40 patients, 10 expected
        ([[10, 10], [10, 9]], False, "exact trend"),
        ([[4, 96], [5, 95]], False, "exact trend"),  # 4.5 expected
        ([[40, 960], [1, 96]], False, "Cochran-Armitage"),  # few expected, too many patients to list
        (THREE, False, "Kruskal-Wallis"),
        (THREE, True, "linear-by-linear"),
        (np.vstack([LARGE, [0, 0, 0, 0]]), True, "Cochran-Armitage"),  # the empty group is not there
    ],
)
def test_the_test_suits_the_groups_and_their_size(table, ordered, test):
    assert compare_ordered(table, ordered).test == test


def test_the_rule_gives_the_p_of_the_test_it_names():
    assert compare_ordered(LARGE).p == count_trend(LARGE.T).p
    assert compare_ordered(THREE).p == row_mean_scores(THREE)[2]
    assert compare_ordered(THREE, groups_ordered=True).p == linear_by_linear(THREE).p


@given(tables)
def test_turning_the_order_of_levels_round_changes_no_p(table):
    for ordered in (False, True):
        for some in (table, table[:2]):
            assert_allclose(
                compare_ordered(some[:, ::-1], ordered).p, compare_ordered(some, ordered).p, rtol=1e-9, atol=1e-12
            )


@pytest.mark.parametrize("table", [[[0, 0], [0, 0]], [[3, 2], [0, 0]], [[5, 0], [4, 0]], [[1, 2]]])
def test_no_second_group_or_level_has_no_p(table):
    assert np.isnan(compare_ordered(table).p)
    assert np.isnan(linear_by_linear(table).p)


def test_scores_must_fit_the_table():
    with pytest.raises(ValueError, match="one score"):
        linear_by_linear(THREE, [1, 2])


@given(st.lists(st.integers(1, 30), min_size=4, max_size=4))
def test_the_standardised_difference_of_two_shares_is_that_of_their_zeros_and_ones(cells):
    table = np.reshape(cells, (2, 2))
    shares = table[:, 0] / table.sum(axis=1)
    expected = abs(shares[0] - shares[1]) / np.sqrt((shares * (1 - shares)).sum() / 2)
    assert_allclose(share_difference(table), expected, rtol=1e-9, atol=1e-12)


def test_standardised_differences_are_those_of_tableone():
    # tableone 0.9.6 for Python, which prints three decimals and takes the second group less the first.
    assert round(share_difference([[12, 7, 5], [4, 9, 8]]), 3) == 0.695
    assert round(mean_difference([41, 52, 38, 60, 47, 33], [55, 61, 49, 70, 58]), 3) == -1.513


@given(tables, st.permutations(range(3)))
def test_the_order_of_levels_and_of_groups_does_not_change_a_standardised_difference(table, order):
    two = table[:2]
    assert_allclose(share_difference(two[::-1][:, order]), share_difference(two), rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize(
    ("table", "expected"),
    [([[5, 0], [9, 0]], 0.0), ([[3, 6], [1, 2]], 0.0), ([[5, 0], [0, 4]], np.nan), ([[0, 0], [3, 4]], np.nan)],
)
def test_a_standardised_difference_is_nothing_or_cannot_be_given_at_the_ends(table, expected):
    assert_allclose(share_difference(table), expected, atol=1e-12)


@pytest.mark.parametrize(("first", "second"), [([1.0], [2.0, 3.0]), ([], []), ([2.0, 2.0], [3.0, 3.0])])
def test_means_without_spread_have_no_standardised_difference(first, second):
    assert np.isnan(mean_difference(first, second))
