"""P values of pairs of groups, adjusted for how many there are."""

import numpy as np
import pytest
from statsmodels.stats.multitest import multipletests

from core.stats.group_tests import ADJUSTMENTS, _adjusted

METHODS = {"p_holm": "holm", "p_bh": "fdr_bh", "p_bonferroni": "bonferroni"}


@pytest.mark.parametrize("column", METHODS)
@pytest.mark.parametrize("n", [1, 2, 3, 66])
def test_adjusted_p_is_that_of_statsmodels_in_any_order_and_with_ties(column, n):
    p = np.random.default_rng(n).beta(0.3, 1, n).round(2)
    expected = multipletests(p, method=METHODS[column])[1]
    np.testing.assert_allclose(_adjusted(p, ADJUSTMENTS[column]), expected, rtol=1e-13)


@pytest.mark.parametrize("column", METHODS)
def test_a_pair_that_cannot_be_compared_does_not_count(column):
    adjust = ADJUSTMENTS[column]
    np.testing.assert_array_equal(_adjusted(np.array([np.nan, 0.03, np.nan]), adjust), [np.nan, 0.03, np.nan])
    assert np.isnan(_adjusted(np.array([np.nan]), adjust)).all()
