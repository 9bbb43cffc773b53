"""Sums over intervals, against the sums written out, also where sizes differ by twenty digits."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.stats.intervals import Intervals


@given(st.integers(1, 40), st.integers(0, 30), st.integers(0, 1000))
def test_sums_are_those_written_out(n_cells, n_rows, seed):
    random = np.random.default_rng(seed)
    first = random.integers(0, n_cells, n_rows)
    last = first + 1 + (random.random(n_rows) * (n_cells - first)).astype(int)
    covers = (first[:, np.newaxis] <= np.arange(n_cells)) & (np.arange(n_cells) < last[:, np.newaxis])
    of_rows, of_cells = random.integers(0, 9, n_rows).astype(float), random.integers(0, 9, n_cells).astype(float)
    intervals = Intervals(first, last, n_cells)
    assert intervals.sums_per_cell(of_rows).tolist() == (of_rows @ covers).tolist()
    assert intervals.sums_per_row(of_cells).tolist() == (covers @ of_cells).tolist()


def test_a_small_sum_keeps_its_digits_beside_large_ones():
    first, last = np.array([0, 1, 0, 3]), np.array([3, 2, 1, 4])
    sums = Intervals(first, last, 4).sums_per_cell(np.array([1 / 3, 1e20, 1e20, 1e20]))
    assert sums[2] == pytest.approx(1 / 3, rel=1e-15)
