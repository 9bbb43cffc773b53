"""A thinned curve is the same picture: nowhere a pixel from the full one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from core.charts.thinning import HEIGHT_PIXELS, visible_marks, visible_steps

# Steps all over the figure, and steps smaller than a pixel close to each other.
small_steps = st.integers(0, 40).map(lambda tenths: 0.5 + tenths / (10 * HEIGHT_PIXELS))
heights = st.lists(st.one_of(st.floats(0, 1), small_steps), min_size=1, max_size=300)


def drawn(kept: np.ndarray, curve: np.ndarray) -> np.ndarray:
    """The step curve through the kept vertices, at every place of the full one."""
    return curve[kept[np.searchsorted(kept, np.arange(len(curve)), side="right") - 1]]


@given(heights)
def test_a_falling_curve_stays_within_one_pixel(values):
    curve = np.sort(values)[::-1]
    kept = visible_steps(curve)
    assert np.abs(drawn(kept, curve) - curve).max() < 1 / HEIGHT_PIXELS + 1e-12


@given(heights, heights)
def test_two_limits_that_move_as_they_like_stay_within_one_pixel(lower, upper):
    n = min(len(lower), len(upper))
    lower, upper = np.array(lower[:n]), np.array(upper[:n])
    kept = visible_steps(lower, upper)
    for curve in (lower, upper):
        assert np.abs(drawn(kept, curve) - curve).max() < 1 / HEIGHT_PIXELS + 1e-12


@given(heights)
def test_the_first_and_the_last_vertex_are_kept_and_none_twice(values):
    kept = visible_steps(np.array(values))
    assert (kept[0], kept[-1]) == (0, len(values) - 1)
    assert (np.diff(kept) > 0).all()


def test_a_curve_of_a_hundred_thousand_steps_has_no_more_vertices_than_pixels():
    assert len(visible_steps(np.linspace(1, 0, 100_000))) <= HEIGHT_PIXELS + 2


def test_a_vertex_where_a_limit_begins_or_ends_to_exist_is_kept():
    limit = np.array([np.nan, np.nan, 0.5, 0.5, 0.5, np.nan, np.nan])
    assert_array_equal(visible_steps(limit), [0, 2, 5, 6])


@pytest.mark.parametrize("n", [0, 1])
def test_an_empty_curve_and_a_single_vertex_are_left_alone(n):
    assert_array_equal(visible_steps(np.ones(n)), np.arange(n))


@given(st.lists(st.floats(0, 120), min_size=1, max_size=200))
def test_every_mark_lies_within_three_pixels_of_one_that_is_kept(values):
    times = np.sort(values)
    kept = times[visible_marks(times, 120)]
    assert np.abs(times[:, None] - kept).min(axis=1).max() <= 120 / 900 * 3
    assert len(kept) <= 301


@pytest.mark.parametrize(
    ("times", "longest", "kept"), [([], 12, []), ([0.0, 0.0], 0, [0]), ([0.0, 6.0, 12.0], 12, [0, 1, 2])]
)
def test_marks_of_nobody_and_marks_at_time_zero(times, longest, kept):
    assert_array_equal(visible_marks(np.array(times), longest), kept)
