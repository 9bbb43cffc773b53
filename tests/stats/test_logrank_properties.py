"""The log-rank test beside the Cox model, under doubling, strata that say nothing, and rows cut in pieces."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from core.stats.cox import fit_cox
from core.stats.design import Factor
from core.stats.event_table import EventTable, event_table
from core.stats.logrank import WEIGHTS, LogRank, compare_logrank, compare_pairwise, compare_trend

patients = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 1), st.integers(0, 2)), min_size=6, max_size=40)
switchers = st.lists(
    st.tuples(st.integers(1, 12), st.integers(0, 1), st.one_of(st.none(), st.integers(1, 11))), min_size=6, max_size=40
)


def columns(cohort: list[tuple]) -> np.ndarray:
    return np.array(cohort, dtype=int).T


def assert_same_test(one: LogRank, other: LogRank, times: float = 1.0) -> None:
    """`other` is `one`, with its chi-square multiplied."""
    assert one.df == other.df
    assert_allclose(other.chisq, one.chisq * times, rtol=1e-9, atol=1e-9)
    if times == 1:
        assert_allclose(other.p, one.p, rtol=1e-9, atol=1e-12)


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(30)), st.lists(st.integers(0, 1), min_size=30, max_size=30), st.integers(2, 4))
def test_without_ties_it_is_the_score_test_of_a_cox_model(order, status, groups):
    time, group = np.array(order) + 1.0, np.arange(30) % groups
    test = compare_logrank(event_table(time, status, group))
    assume(test.df == groups - 1)
    levels = tuple(map(str, range(groups)))
    model = fit_cox(time, np.array(status), [Factor("group", group, levels)], ties="breslow")
    assert model.score.df == test.df
    assert_allclose([model.score.chisq, model.score.p], [test.chisq, test.p], rtol=1e-8, atol=1e-10)


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(30)), st.lists(st.integers(0, 1), min_size=30, max_size=30))
def test_without_ties_the_stratified_test_is_the_score_test_of_a_stratified_cox_model(order, status):
    time, status, group, stratum = np.array(order) + 1.0, np.array(status), np.arange(30) % 2, np.arange(30) // 10
    parts = [stratum == s for s in range(3)]
    test = compare_logrank([event_table(time[part], status[part], group[part], groups=2) for part in parts])
    assume(test.df == 1)
    factor = Factor("group", group, ("0", "1"))
    model = fit_cox(time, status, [factor], ties="breslow", strata=stratum)
    assert_allclose([model.score.chisq, model.score.p], [test.chisq, test.p], rtol=1e-8, atol=1e-10)


@pytest.mark.parametrize("weights", WEIGHTS)
@settings(max_examples=30)
@given(cohort=patients)
def test_a_copy_of_the_cohort_as_another_stratum_doubles_the_chi_square(cohort, weights):
    table = event_table(*columns(cohort), groups=3)
    one = compare_logrank(table, weights, 1, 1)
    assert_same_test(one, compare_logrank([table, table], weights, 1, 1), times=2)


@given(patients)
def test_everybody_twice_doubles_the_differences(cohort):
    time, status, group = columns(cohort)
    one = compare_logrank(event_table(time, status, group, groups=3))
    two = compare_logrank(event_table(*np.tile([time, status, group], 2), groups=3))
    assert two.df == one.df or one.df == 0  # two patients can differ where one was alone
    assert_allclose(two.observed, 2 * one.observed)
    assert_allclose(two.expected, 2 * one.expected, rtol=1e-12)


@pytest.mark.parametrize("weights", WEIGHTS)
@settings(max_examples=30)
@given(cohort=patients)
def test_strata_by_a_constant_are_no_strata(cohort, weights):
    time, status, group = columns(cohort)
    tables = [event_table(time[part], status[part], group[part], groups=3) for part in (time >= 0, time < 0)]
    assert_same_test(compare_logrank(tables[0], weights), compare_logrank(tables, weights))


@settings(max_examples=20, deadline=None)
@given(patients, st.randoms(use_true_random=False), st.sampled_from([1.0, 30.4375, 1 / 365.25]))
def test_order_and_unit_change_no_trend_and_no_pair(cohort, random, unit):
    time, status, group = columns(cohort)
    other_time, other_status, other_group = columns(random.sample(cohort, len(cohort)))
    one = event_table(time, status, group, groups=3)
    other = event_table(other_time * unit, other_status, other_group, groups=3)
    trends = [compare_trend(table, [1, 2, 3]).z for table in (one, other)]
    assert_allclose(trends[1], trends[0], rtol=1e-9, atol=1e-9)
    assert_allclose(compare_pairwise(other), compare_pairwise(one), rtol=1e-9, atol=1e-9)


def intervals(cohort: list[tuple]) -> np.ndarray:
    """Mantel-Byar rows (entry, exit, status, group): in group 0 until the switch, in group 1 after it."""
    rows = []
    for time, status, switch in cohort:
        if switch is None or switch >= time:
            rows.append((0, time, status, 0))
        else:
            rows += [(0, switch, 0, 0), (switch, time, status, 1)]
    return np.array(rows, dtype=float)


def table_of(rows: np.ndarray) -> EventTable:
    entry, time, status, group = rows.T
    return event_table(time, status.astype(int), group.astype(int), groups=2, entry=entry)


@pytest.mark.parametrize("weights", WEIGHTS)
@settings(max_examples=20)
@given(cohort=switchers, cuts=st.lists(st.floats(0.1, 0.9), min_size=80, max_size=80), data=st.data())
def test_rows_cut_at_any_time_change_no_mantel_byar_test(cohort, cuts, data, weights):
    rows = intervals(cohort)
    share = np.array(cuts[: len(rows)])
    cut = rows[:, 0] + share * (rows[:, 1] - rows[:, 0])
    before, after = rows.copy(), rows.copy()
    before[:, 1], before[:, 2], after[:, 0] = cut, 0, cut
    pieces = np.vstack([before, after])
    pieces = pieces[data.draw(st.permutations(range(len(pieces))))]
    assert_same_test(compare_logrank(table_of(rows), weights), compare_logrank(table_of(pieces), weights))


@settings(max_examples=40, deadline=None)
@given(st.permutations(range(20)), st.lists(st.sampled_from([0.2, 0.5, 2.0]), min_size=20, max_size=20))
def test_without_ties_mantel_byar_is_the_score_test_of_a_time_dependent_cox_model(order, shares):
    exits = np.array(order) * 2 + 4.0
    rows = intervals(list(zip(exits.tolist(), [1] * 20, np.round(exits * shares, 1).tolist(), strict=True)))
    test = compare_logrank(table_of(rows))
    assume(test.df == 1)
    entry, time, status, group = rows.T
    factor = Factor("transplant", group.astype(int), ("not yet", "after"))
    model = fit_cox(time, status.astype(int), [factor], ties="breslow", entry=entry)
    assert_allclose([model.score.chisq, model.score.p], [test.chisq, test.p], rtol=1e-8, atol=1e-10)
