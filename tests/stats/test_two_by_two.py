"""Differences and ratios of two proportions."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from statsmodels.stats.proportion import confint_proportions_2indep

from core.stats.two_by_two import risk_difference, risk_ratio

tables = st.lists(st.integers(0, 20), min_size=4, max_size=4).map(lambda cells: np.reshape(cells, (2, 2)))


def test_newcombe_limits_are_those_of_statsmodels():
    expected = confint_proportions_2indep(7, 20, 3, 18, compare="diff", method="newcomb")
    found = risk_difference([[7, 13], [3, 15]])
    assert_allclose((found.lower, found.upper), expected, rtol=1e-9)


def test_ratio_limits_are_those_of_statsmodels():
    expected = confint_proportions_2indep(7, 20, 3, 18, compare="ratio", method="log")
    found = risk_ratio([[7, 13], [3, 15]])
    assert_allclose((found.lower, found.upper), expected, rtol=1e-9)


@given(tables)
def test_exchanging_the_rows_turns_the_difference_round(table):
    assume(table.any(axis=1).all())
    one, other = risk_difference(table), risk_difference(table[::-1])
    assert_allclose([other.estimate, other.lower, other.upper], [-one.estimate, -one.upper, -one.lower], atol=1e-12)
    assert -1 - 1e-12 <= one.lower <= one.estimate <= one.upper <= 1 + 1e-12


@given(tables)
def test_exchanging_the_rows_inverts_the_ratio(table):
    assume(table[:, 0].all())
    one, other = risk_ratio(table), risk_ratio(table[::-1])
    assert_allclose([other.estimate, other.lower, other.upper], [1 / one.estimate, 1 / one.upper, 1 / one.lower])


@pytest.mark.parametrize("table", [[[0, 0], [3, 4]], [[2, 1], [0, 0]], [[0, 0], [0, 0]]])
def test_an_empty_row_has_neither_difference_nor_ratio(table):
    assert np.isnan([risk_difference(table).estimate, risk_ratio(table).estimate]).all()


@pytest.mark.parametrize(
    ("table", "estimate"), [([[0, 5], [2, 3]], 0.0), ([[2, 3], [0, 5]], np.inf), ([[0, 5], [0, 5]], np.nan)]
)
def test_a_ratio_with_a_share_of_zero_has_no_limits(table, estimate):
    found = risk_ratio(table)
    assert_allclose(found.estimate, estimate)
    assert np.isnan([found.lower, found.upper]).all()


def test_only_two_by_two_tables_have_a_difference():
    with pytest.raises(ValueError, match="2 x 2"):
        risk_difference([[1, 2, 3], [4, 5, 6]])
