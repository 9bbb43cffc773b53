"""Gray's test: what always holds, and the awkward inputs."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from core.stats.event_table import event_table
from core.stats.gray import compare_gray, compare_gray_pairwise
from core.stats.logrank import compare_logrank, compare_pairwise
from tests.stats.competing_cohorts import patients, simulated


def compared(time, status, group, cause=1, rho=0.0):
    return compare_gray(event_table(time, status, group, groups=3, causes=2), cause, rho)


def assert_same_test(one, other, rtol=1e-8) -> None:
    assert one.df == other.df
    assert_allclose([one.chisq, one.p], [other.chisq, other.p], rtol=rtol, atol=1e-10)


def permutation_p(time, status, group, n=2000) -> float:
    """How often a random allocation to the groups gives at least as large a chi-square."""
    random = np.random.default_rng(3)
    observed = compared(time, status, group).chisq
    return np.mean([compared(time, status, random.permutation(group)).chisq >= observed for _ in range(n)])


@pytest.mark.parametrize("rho", [0, 1])
@given(cohort=patients)
def test_scores_add_up_to_zero_and_variances_do_too(cohort, rho):
    test = compared(*cohort, rho=rho)
    scale = max(1.0, np.abs(test.variance).max(), np.abs(test.score).max())
    assert abs(test.score.sum()) < 1e-10 * scale
    assert_allclose(test.variance.sum(axis=0), 0, atol=1e-10 * scale)
    assert_allclose(test.variance, test.variance.T, atol=1e-10 * scale)


@given(patients, st.randoms(use_true_random=False), st.sampled_from([1, 1 / 30.4375, 365.25]))
def test_row_order_unit_of_time_and_names_do_not_matter(cohort, random, scale):
    time, status, group = cohort
    order = random.sample(range(len(time)), len(time))
    causes, groups = np.array([0, 2, 1]), np.array([2, 0, 1])
    one = compared(time, status, group)
    other = compared(time[order] * scale, causes[status[order]], groups[group[order]], cause=2)
    assert_same_test(one, other)
    assert_allclose(other.score[groups], one.score, atol=1e-9)


@given(patients)
def test_without_competing_events_the_score_is_that_of_the_log_rank_test(cohort):
    time, status, group = cohort
    table = event_table(time, np.minimum(status, 1), group, groups=3)
    logrank, score = compare_logrank(table), compare_gray(table, 1).score
    assume(np.isfinite(score).all())  # see the next test
    assert_allclose(score, logrank.observed - logrank.expected, atol=1e-10)


def test_there_is_no_test_once_the_common_incidence_is_one_while_somebody_is_left():
    time, status = [0, 0, 0, 0, 1, 1, 2, 2], [1, 1, 1, 1, 1, 1, 0, 1]
    test = compared(time, status, [2, 2, 2, 2, 0, 0, 0, 1])
    assert np.isnan(test.score).all()
    assert (np.isnan(test.p), test.df) == (True, 0)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_without_competing_events_many_patients_have_the_p_of_the_log_rank_test(seed):
    random = np.random.default_rng(seed)
    time, status, group = random.exponential(10, 20_000), random.integers(0, 2, 20_000), random.integers(0, 3, 20_000)
    table = event_table(time, status, group)
    assert compare_gray(table, 1).p == pytest.approx(compare_logrank(table).p, rel=0.02)


def test_the_p_is_that_of_random_allocations():
    time, status, group = simulated(240, seed=8)
    assert compared(time, status, group).p == pytest.approx(permutation_p(time, status, group), abs=0.025)


def test_an_event_that_only_competes_more_often_lowers_the_incidence_in_its_group():
    random = np.random.default_rng(4)
    group = np.repeat([0, 1], 2000)
    first, second = random.exponential(10, 4000), random.exponential(np.where(group, 3, 30))
    time, status = np.minimum(first, second), np.where(first < second, 1, 2)
    gray = compare_gray(event_table(time, status, group, causes=2), 1)
    cause_specific = compare_logrank(event_table(time, np.where(status == 1, 1, 0), group))
    assert gray.p < 1e-9
    assert gray.score[1] < 0
    assert cause_specific.p > 0.01


def test_one_stratum_is_no_stratum_and_two_alike_count_twice():
    table = event_table(*simulated(), causes=2)
    alone, twice = compare_gray(table, 2), compare_gray([table, table], 2)
    assert_same_test(alone, compare_gray([table], 2))
    assert twice.chisq == pytest.approx(2 * alone.chisq)


def test_pairs_are_compared_each_by_itself_and_adjusted_as_in_the_log_rank_family():
    time, status, group = simulated()
    table = event_table(time, status, group, causes=2)
    pairs = compare_gray_pairwise(table, 1)
    assert pairs.columns.tolist() == compare_pairwise(table).columns.tolist()
    assert list(zip(pairs["a"], pairs["b"], strict=True)) == [(0, 1), (0, 2), (1, 2)]
    chosen = group != 1
    alone = compare_gray(event_table(time[chosen], status[chosen], group[chosen] // 2, causes=2), 1)
    assert pairs.loc[1, "chisq"] == pytest.approx(alone.chisq, rel=1e-10)
    assert_allclose(pairs["p_bonferroni"], np.minimum(3 * pairs["p"], 1))


def test_groups_without_patients_or_never_compared_drop_out():
    time, status, group = simulated()
    two = compare_gray(event_table(time, status, np.minimum(group, 1), causes=2), 1)
    with_empty = compare_gray(event_table(time, status, np.minimum(group, 1), groups=4, causes=2), 1)
    assert_same_test(two, with_empty)
    early = event_table(np.append(time, 0.5), np.append(status, 0), np.append(np.minimum(group, 1), 2), causes=2)
    assert_same_test(two, compare_gray(early, 1))
    assert compare_gray_pairwise(early, 1)["p"].isna().tolist() == [False, True, True]


@pytest.mark.parametrize(
    ("time", "status", "group"),
    [
        ([], [], []),
        ([1], [1], [0]),
        ([1, 2, 3], [1, 2, 1], [0, 0, 0]),
        ([1, 2, 3], [0, 0, 0], [0, 1, 2]),
        ([1, 2, 3], [2, 2, 0], [0, 1, 2]),
        ([1, 2, 3, 4], [1, 1, 0, 1], [0, 0, 1, 1]),
    ],
)
def test_what_cannot_be_compared_has_no_p(time, status, group):
    comparable = 1 in status and len(set(group)) > 1
    test = compared(np.array(time, dtype=float), np.array(status, dtype=int), np.array(group, dtype=int))
    assert (test.df, np.isnan(test.p), np.isnan(test.chisq)) == (int(comparable), not comparable, not comparable)


@pytest.mark.parametrize("rho", [0, 0.5, 1])
@given(cohort=patients)
def test_any_cohort_gives_a_p_or_none_and_no_warning(cohort, rho):
    test = compared(*cohort, rho=rho)
    assert np.isnan(test.p) if test.df == 0 else 0 <= test.p <= 1


def test_late_entries_and_unknown_causes_are_refused():
    late = event_table([2, 5, 6], [1, 1, 2], [0, 1, 1], causes=2, entry=[0, 3, 0])
    with pytest.raises(ValueError, match="late entries"):
        compare_gray(late, 1)
    with pytest.raises(ValueError, match="causes 1 to 2"):
        compare_gray(event_table([1, 2], [1, 2], [0, 1], causes=2), 3)
    with pytest.raises(ValueError, match="at least one table"):
        compare_gray([], 1)
    assert_array_equal(compare_gray_pairwise(event_table([1], [1]), 1).shape, (0, 7))
