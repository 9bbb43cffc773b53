"""Fisher's exact test: against the definition, scipy and its own symmetries."""

from itertools import product
from math import comb, factorial, prod

import numpy as np
import pytest
import scipy.stats
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from core.stats.fisher import exact_probability, fisher_exact


def tables(rows: int, columns: int, most: int):
    cells = st.lists(st.integers(0, most), min_size=rows * columns, max_size=rows * columns)
    return cells.map(lambda values: np.array(values).reshape(rows, columns))


def has_two_rows_and_columns_in_use(table: np.ndarray) -> bool:
    return min(table.any(axis=0).sum(), table.any(axis=1).sum()) >= 2


def by_definition(table: np.ndarray) -> float:
    """Every table with these margins, in whole numbers: no rounding at all until the last division."""
    rows, columns = table.sum(axis=1).tolist(), table.sum(axis=0).tolist()
    numerator = prod(factorial(total) for total in rows + columns)

    def weight(cells: list[list[int]]) -> int:
        return numerator // prod(factorial(cell) for row in cells for cell in row)

    free = [[range(min(row, column) + 1) for column in columns[:-1]] for row in rows[:-1]]
    everything = extreme = 0
    for values in product(*(choice for row in free for choice in row)):
        cells = np.zeros(table.shape, dtype=int)
        cells[:-1, :-1] = np.reshape(values, (len(rows) - 1, len(columns) - 1))
        cells[:-1, -1] = rows[:-1] - cells[:-1].sum(axis=1)
        cells[-1] = columns - cells.sum(axis=0)
        if (cells >= 0).all():
            everything += weight(cells.tolist())
            extreme += weight(cells.tolist()) * (weight(cells.tolist()) <= weight(table.tolist()))
    return extreme / everything


@pytest.mark.parametrize("shape", [(2, 2), (2, 3), (3, 2), (3, 3), (4, 2)])
@settings(deadline=None)
@given(data=st.data())
def test_p_is_that_of_the_definition(data, shape):
    table = data.draw(tables(*shape, most=3))
    assume(has_two_rows_and_columns_in_use(table))
    assert_allclose(exact_probability(table), by_definition(table), rtol=1e-9)


@settings(deadline=None)
@given(tables(2, 2, most=60))
def test_p_of_two_by_two_is_that_of_scipy(table):
    assume(has_two_rows_and_columns_in_use(table))
    assert_allclose(fisher_exact(table).p, scipy.stats.fisher_exact(table).pvalue, rtol=1e-9)


@settings(deadline=None)
@given(tables(3, 4, most=6), st.permutations(range(3)), st.permutations(range(4)))
def test_the_order_of_rows_and_columns_does_not_matter(table, rows, columns):
    assume(has_two_rows_and_columns_in_use(table))
    p = exact_probability(table)
    assert_allclose(exact_probability(table[rows][:, columns]), p, rtol=1e-9)
    assert_allclose(exact_probability(table.T), p, rtol=1e-9)


@given(tables(3, 3, most=5))
def test_an_empty_row_and_column_change_nothing(table):
    padded = np.pad(table, ((1, 0), (0, 1)))
    assert_array_equal(exact_probability(padded), exact_probability(table))


def test_the_most_probable_table_has_p_one():
    assert_allclose(fisher_exact([[10, 10], [10, 10]]).p, 1, rtol=1e-12)


def test_a_perfect_split_has_the_probability_of_its_two_mirror_images():
    assert_allclose(fisher_exact([[8, 0], [0, 8]]).p, 2 / comb(16, 8), rtol=1e-10)


@pytest.mark.parametrize("table", [[[0, 0], [3, 4]], [[0, 3], [0, 4]], [[0, 0], [0, 0]], [[5, 2, 1]]])
def test_p_is_not_estimable_with_fewer_than_two_rows_or_columns_in_use(table):
    test = fisher_exact(table)
    assert np.isnan(test.p)
    assert not test.too_large


@given(tables(2, 2, most=12))
def test_the_odds_ratio_lies_in_its_limits(table):
    assume(has_two_rows_and_columns_in_use(table))
    test = fisher_exact(table)
    assert test.lower <= test.odds_ratio <= test.upper


def test_a_larger_table_has_no_odds_ratio():
    test = fisher_exact([[1, 2, 3], [3, 2, 1]])
    assert np.isnan([test.odds_ratio, test.lower, test.upper]).all()


def test_a_table_with_too_many_alternatives_says_so():
    test = fisher_exact(np.full((8, 8), 9))
    assert test.too_large
    assert np.isnan(test.p)
    assert exact_probability(np.full((8, 8), 9)) is None


def test_a_wide_table_costs_no_more_than_a_long_one():
    wide = np.full((2, 12), 3)
    assert not fisher_exact(wide).too_large
    assert not fisher_exact(wide.T).too_large


def test_the_limit_on_alternatives_can_be_set():
    table = [[3, 5, 2], [1, 8, 4], [6, 0, 7]]
    assert fisher_exact(table, most_half_tables=10).too_large
    assert not fisher_exact(table).too_large


@pytest.mark.parametrize("table", [[[1, -1], [2, 3]], [[0.5, 1], [2, 3]], [[np.nan, 1], [2, 3]], [1, 2]])
def test_what_is_no_table_of_counts_is_refused(table):
    with pytest.raises(ValueError, match=r"(rows and columns|whole numbers)"):
        fisher_exact(table)
