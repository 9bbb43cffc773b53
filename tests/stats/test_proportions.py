"""Limits of proportions: what always holds, and the awkward inputs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import binomtest
from statsmodels.stats.proportion import proportion_confint

from core.stats.proportions import proportion_interval

METHODS = {"clopper-pearson": "exact", "wilson": "wilson"}

counts = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))
levels = st.sampled_from([0.8, 0.9, 0.95, 0.99])


@pytest.mark.parametrize("method", METHODS)
@given(counts=counts, level=levels)
def test_limits_are_those_of_scipy(counts, level, method):
    expected = binomtest(*counts).proportion_ci(level, METHODS[method])
    assert_allclose(proportion_interval(*counts, method, level), expected, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize(("method", "name"), [("clopper-pearson", "beta"), ("wilson", "wilson")])
def test_limits_are_those_of_statsmodels(method, name):
    k, n = np.arange(1, 30), np.full(29, 30)
    expected = proportion_confint(k, n, method=name)
    assert_allclose(proportion_interval(k, n, method), expected, rtol=1e-9)


@pytest.mark.parametrize("method", METHODS)
@given(counts=counts, level=levels)
def test_limits_lie_around_the_proportion_in_zero_to_one(counts, level, method):
    k, n = counts
    lower, upper = proportion_interval(k, n, method, level)
    assert 0 <= lower <= k / n <= upper <= 1
    assert lower < upper


@pytest.mark.parametrize("method", METHODS)
@given(counts=counts)
def test_counting_the_others_turns_the_limits_round(counts, method):
    k, n = counts
    lower, upper = proportion_interval(k, n, method)
    assert_allclose(proportion_interval(n - k, n, method), (1 - upper, 1 - lower), rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("method", METHODS)
def test_nobody_has_no_limits(method):
    assert np.isnan(proportion_interval(0, 0, method)).all()


@pytest.mark.parametrize("method", METHODS)
def test_none_and_all_end_at_zero_and_one_exactly(method):
    lower, upper = proportion_interval([0, 12], 12, method)
    assert lower[0] == 0
    assert upper[1] == 1


@pytest.mark.parametrize("method", METHODS)
def test_many_proportions_at_once_are_each_its_own(method):
    k, n = np.array([[0, 3], [5, 0]]), np.array([[7, 9], [5, 0]])
    lower, upper = proportion_interval(k, n, method)
    assert lower.shape == upper.shape == (2, 2)
    for cell in np.ndindex(2, 2):
        assert_array_equal((lower[cell], upper[cell]), proportion_interval(k[cell], n[cell], method))


def test_single_counts_give_single_limits():
    assert all(np.ndim(limit) == 0 for limit in proportion_interval(3, 9))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((4, 3), "whole numbers"),
        ((-1, 3), "whole numbers"),
        ((1.5, 3), "whole numbers"),
        ((np.nan, 3), "whole numbers"),
        ((1, 3, "score"), "Unknown method"),
        ((1, 3, "wilson", 95), "level"),
    ],
)
def test_what_is_no_proportion_is_refused(arguments, message):
    with pytest.raises(ValueError, match=message):
        proportion_interval(*arguments)
