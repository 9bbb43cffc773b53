"""Ticks of time are whole steps; a value stands where its scale says."""

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.charts.timeline_scales import MOST_TICKS, STEPS, time_ticks, value_scale


@given(st.floats(-5000, 5000), st.floats(0.5, 20_000), st.sampled_from(sorted(STEPS)))
def test_ticks_lie_inside_at_whole_steps_from_zero_and_are_few(low, width, unit):
    ticks = time_ticks(low, low + width, unit)
    assert all(low <= tick <= low + width for tick in ticks)
    assert len({round(b - a, 6) for a, b in itertools.pairwise(ticks)}) <= 1
    if width < STEPS[unit][-1] * MOST_TICKS:
        assert len(ticks) <= MOST_TICKS + 1


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=9))
def test_every_value_stands_inside_its_panel_whatever_it_is(values):
    scale = value_scale(np.array(values), log=False)
    assert all(-1e-9 <= scale.share(value) <= 1 + 1e-9 for value in values)
    assert scale.ticks[0] <= 0 <= scale.ticks[-1]


@given(st.lists(st.floats(1e-9, 1e9), min_size=1, max_size=9))
def test_on_a_logarithmic_scale_equal_ratios_are_equal_heights(values):
    scale = value_scale(np.array([*values, 0.0]), log=True)
    assert all(-1e-9 <= scale.share(value) <= 1 + 1e-9 for value in values)
    assert scale.share(0.0) == 0
    tens = [scale.share(scale.low * 10), scale.share(scale.low * 100)]
    assert tens[1] == pytest.approx(2 * tens[0])
    assert len(scale.ticks) <= 5


def test_a_logarithmic_scale_of_nothing_above_zero_is_linear():
    assert not value_scale(np.array([0.0, 0.0]), log=True).log


def test_ticks_of_a_panel_are_numbers_a_reader_knows():
    assert value_scale(np.array([0.9, 1.6]), log=False).texts() == ["0", "1", "2"]
    assert value_scale(np.array([64.0, 89.0]), log=False).texts() == ["0", "50", "100"]
    assert value_scale(np.array([0.02, 8.0]), log=True).texts() == ["0.01", "0.1", "1", "10"]
