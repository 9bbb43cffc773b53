"""The conditional odds ratio and its exact limits, against scipy; the golden values of R are in tests/golden."""

import numpy as np
import pytest
from scipy.stats.contingency import odds_ratio

from core.stats.odds_ratio import conditional_odds_ratio

RANDOM = np.random.default_rng(7)
TABLES = [
    *RANDOM.integers(1, 40, (12, 2, 2)).tolist(),
    [[0, 5], [3, 4]],
    [[5, 0], [3, 4]],
    [[1, 399], [399, 1]],
    [[399, 1], [1, 399]],
    [[1, 1], [1, 1]],
    [[0, 1], [500, 500]],
]


@pytest.mark.parametrize("table", TABLES, ids=str)
def test_estimate_and_limits_are_those_of_scipy(table):
    exact = odds_ratio(table, kind="conditional")
    limits = exact.confidence_interval()
    found = conditional_odds_ratio(table)
    expected = [exact.statistic, limits.low, limits.high]
    assert [found.estimate, found.lower, found.upper] == pytest.approx(expected, rel=1e-8)


@pytest.mark.parametrize("table", TABLES[:6], ids=str)
def test_exchanging_the_rows_inverts_it(table):
    one, other = conditional_odds_ratio(table), conditional_odds_ratio(table[::-1])
    assert [one.estimate, one.lower, one.upper] == pytest.approx(
        [1 / other.estimate, 1 / other.upper, 1 / other.lower], rel=1e-9
    )


@pytest.mark.parametrize("table", [[[0, 3], [0, 5]], [[3, 0], [5, 0]], [[0, 0], [3, 5]]])
def test_margins_that_leave_no_choice_have_no_odds_ratio(table):
    assert np.isnan(conditional_odds_ratio(table).estimate)


def test_a_table_that_is_not_two_by_two_is_refused():
    with pytest.raises(ValueError, match="2 x 2"):
        conditional_odds_ratio([[1, 2, 3], [4, 5, 6]])
