"""From terms to columns: contrasts, dropped levels, scales and what counts as missing."""

import numpy as np
import pytest

from core.stats.design import Factor, Numeric, build_design, complete_rows


def everybody(n):
    return np.ones(n, dtype=bool)


def line(codes, reference=0):
    return Factor("line", np.array(codes), ("first", "second", "third"), reference)


def test_numeric_columns_have_mean_zero_and_standard_deviation_one():
    values = np.array([3.0, 4, 8, 100])
    columns = build_design([Numeric("age", values)], everybody(4)).terms[0]
    assert columns.table.mean() == pytest.approx(0, abs=1e-15)
    assert columns.table.std() == pytest.approx(1)
    np.testing.assert_allclose(np.diff(columns.table[0]) * columns.scale, np.diff(values), rtol=1e-12)


def test_a_factor_has_a_column_for_every_level_but_the_reference():
    columns = build_design([line([0, 1, 2, 1], reference=1)], everybody(4)).terms[0]
    assert (columns.levels, columns.reference, columns.dropped) == ((0, 2), 1, ())
    in_units = columns.table[:, columns.pattern] * columns.scale[:, np.newaxis]
    np.testing.assert_allclose(in_units - in_units[:, [1]], [[1, 0, 0, 0], [0, 0, 1, 0]], atol=1e-15)


def test_levels_without_rows_are_dropped_and_an_absent_reference_replaced_by_the_first_present():
    columns = build_design([line([1, 2, 2, 0])], np.array([True, True, True, False])).terms[0]
    assert (columns.levels, columns.reference, columns.dropped) == ((2,), 1, (0,))


@pytest.mark.parametrize("codes", [[1, 1], []])
def test_a_factor_with_one_level_or_none_has_one_constant_column(codes):
    design = build_design([line(codes) if codes else line(np.zeros(0, dtype=int))], everybody(len(codes)))
    assert design.constant.tolist() == [True]
    assert design.columns().shape == (1, len(codes))


def test_missing_codes_and_infinite_values_are_incomplete():
    terms = [Numeric("age", np.array([1, np.nan, np.inf, 2, 3])), line([0, 1, 1, -1, 2])]
    assert complete_rows(terms, 5).tolist() == [True, False, False, False, True]


def test_patterns_are_the_columns_row_by_row():
    other = Factor("sex", np.array([0, 1, 1, 0, 1]), ("f", "m"))
    design = build_design([line([0, 1, 2, 1, 0]), other], everybody(5))
    table, pattern = design.patterns()
    assert design.n_patterns == table.shape[1] == 6
    np.testing.assert_array_equal(table[:, pattern], design.columns())
    assert design.owner.tolist() == [0, 0, 1]


@pytest.mark.parametrize(
    "terms",
    [
        [],
        [Numeric("age", np.arange(3.0))],
        [Factor("centre", np.array([0, 1, 64]), tuple(map(str, range(65))))],
    ],
)
def test_numbers_and_large_crossings_are_not_collapsed(terms):
    assert build_design(terms, everybody(3)).n_patterns is None


def test_level_counts_are_of_all_rows_or_of_those_chosen():
    columns = build_design([line([0, 1, 1, 1])], everybody(4)).terms[0]
    assert columns.level_counts().tolist() == [1, 3, 0]
    assert columns.level_counts(np.array([True, True, False, False])).tolist() == [1, 1, 0]
