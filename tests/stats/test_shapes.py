"""The shapes of a number's effect: their columns, their knots, and what has no place in them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.stats.design import build_design, complete_rows
from core.stats.shapes import PerDoubling, PerUnit, RestrictedCubicSpline, knots_of
from core.stats.terms import Shaped

KNOTS = RestrictedCubicSpline((10.0, 20.0, 35.0, 50.0))


def test_per_unit_counts_in_units_and_per_doubling_in_binary_logarithms():
    assert PerUnit(10).columns(np.array([25.0, 40.0])).tolist() == [[2.5, 4.0]]
    assert PerDoubling().columns(np.array([1.0, 2, 8])).tolist() == [[0, 1, 3]]


def test_what_has_no_logarithm_is_missing():
    term = Shaped("wbc", np.array([4.0, 0.0, -1.0, np.nan, np.inf, 2.0]), PerDoubling())
    assert complete_rows([term], 6).tolist() == [True, False, False, False, False, True]
    assert build_design([term], complete_rows([term], 6)).n == 2


def test_a_spline_is_that_of_rms():
    # Harrell 2015, section 2.4.5: X3 at x = 40 with knots 10, 20, 35, 50 over the squared distance of the outer ones.
    by_hand = (30**3 - 5**3 * (50 - 10) / (50 - 35)) / 40**2
    assert KNOTS.columns(np.array([40.0]))[1, 0] == pytest.approx(by_hand)


@given(st.floats(50, 1e4), st.floats(1, 100))
def test_a_spline_is_straight_beyond_its_outer_knots(start, step):
    for at in (np.array([start, start + step, start + 2 * step]), np.array([10 - step, 10 - 2 * step, 10 - 3 * step])):
        bends = np.diff(KNOTS.columns(at), n=2)
        assert bends == pytest.approx(0, abs=1e-6 * max(1.0, np.abs(KNOTS.columns(at)).max()))


@given(st.sampled_from(KNOTS.knots), st.sampled_from([1, 2]))
def test_a_spline_and_its_slope_have_no_jump_at_a_knot(knot, order):
    around = knot + 1e-4 * np.array([-2, -1, 0, 1, 2])
    before, after = (np.diff(KNOTS.columns(around)[:, side], n=order) for side in (slice(0, 3), slice(2, 5)))
    assert before[:, 0] == pytest.approx(after[:, -1], abs=1e-7)


def test_knots_are_quantiles_and_fewer_where_these_coincide():
    assert knots_of(np.arange(101.0)) == (5, 35, 65, 95)
    assert knots_of(np.array([*np.arange(101.0), np.nan])) == (5, 35, 65, 95)
    assert knots_of(np.repeat([1.0, 2, 3, 4], [30, 30, 30, 11])) == (1, 2, 4)
    assert knots_of(np.repeat([1.0, 2, 3, 4], [97, 1, 1, 1])) == ()
    assert knots_of(np.array([1.0, 2, 1, 2])) == ()
    assert knots_of(np.zeros(0)) == ()
