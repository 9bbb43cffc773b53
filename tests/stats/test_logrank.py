"""The log-rank family: what always holds, and the awkward inputs."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lifelines.statistics import multivariate_logrank_test
from numpy.testing import assert_allclose, assert_array_equal
from statsmodels.duration.survfunc import survdiff

from core.stats.event_table import event_table
from core.stats.logrank import WEIGHTS, compare_logrank, compare_pairwise, compare_trend

patients = st.lists(st.tuples(st.integers(0, 10), st.integers(0, 1), st.integers(0, 2)), min_size=6, max_size=40)


def columns(cohort: list[tuple]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    time, status, group = np.array(cohort, dtype=int).reshape(-1, 3).T
    return time, status, group


def compared(time, status, group, weights="logrank", **options):
    return compare_logrank(event_table(time, status, group, groups=3), weights, **options)


def simulated(n: int = 150) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(11)
    group = random.integers(0, 3, n)
    time = np.ceil(random.exponential(12 + 6 * group))
    return time, (random.random(n) < 0.7).astype(int), group


def assert_same_test(one, other, rtol=1e-10) -> None:
    assert one.df == other.df
    assert_allclose([one.chisq, one.p], [other.chisq, other.p], rtol=rtol, atol=1e-10)


@pytest.mark.parametrize("weights", WEIGHTS)
@given(cohort=patients)
def test_differences_add_up_to_zero_and_variances_do_too(cohort, weights):
    test = compared(*columns(cohort), weights, rho=1, gamma=1)
    scale = max(1.0, np.abs(test.variance).max(), test.observed.max())
    assert abs((test.observed - test.expected).sum()) < 1e-10 * scale
    assert_allclose(test.variance.sum(axis=0), 0, atol=1e-10 * scale)


@given(patients, st.randoms(use_true_random=False))
def test_the_order_of_patients_does_not_matter(cohort, random):
    shuffled = random.sample(cohort, len(cohort))
    assert_same_test(compared(*columns(cohort)), compared(*columns(shuffled)))


@pytest.mark.parametrize("weights", WEIGHTS)
@given(cohort=patients, scale=st.sampled_from([1 / 30.4375, 365.25]))
def test_the_unit_of_time_does_not_matter(cohort, scale, weights):
    time, status, group = columns(cohort)
    assert_same_test(compared(time, status, group, weights), compared(time * scale, status, group, weights))


@pytest.mark.parametrize("names", [[1, 2, 0], [2, 1, 0], [0, 2, 1]])
@given(cohort=patients)
def test_renaming_the_groups_moves_their_sums_and_keeps_the_test(cohort, names):
    time, status, group = columns(cohort)
    one, other = compared(time, status, group), compared(time, status, np.array(names)[group])
    assert_same_test(one, other)
    assert_allclose(other.observed[names], one.observed)
    assert_allclose(other.expected[names], one.expected)


@given(patients)
def test_patients_in_no_group_change_nothing(cohort):
    time, status, group = columns(cohort)
    more = compared(np.append(time, [1, 5]), np.append(status, [1, 1]), np.append(group, [-1, -1]))
    assert_same_test(more, compared(time, status, group))


@given(patients)
def test_logrank_weights_are_fleming_harrington_with_both_powers_zero(cohort):
    rows = columns(cohort)
    assert_same_test(compared(*rows, "fleming_harrington"), compared(*rows))
    assert_same_test(compared(*rows, "fleming_harrington", rho=1.0), compared(*rows, "peto_peto"))


@given(patients)
def test_two_identical_groups_do_not_differ(cohort):
    time, status, _ = columns(cohort)
    assume(np.unique(time[status == 1]).size > 1)
    group = np.repeat([0, 1], len(time))
    test = compared(np.tile(time, 2), np.tile(status, 2), group)
    assert test.df == 1
    assert_allclose([test.chisq, test.p], [0, 1], atol=1e-10)


@pytest.mark.parametrize(
    ("weights", "name"),
    [
        ("logrank", None),
        ("gehan", "wilcoxon"),
        ("tarone_ware", "tarone-ware"),
        ("peto_peto_stilde", "peto"),
        ("fleming_harrington", "fleming-harrington"),
    ],
)
def test_tests_are_those_of_lifelines(weights, name):
    rows = simulated()
    powers = {"p": 1.0, "q": 0.5} if weights == "fleming_harrington" else {}
    other = multivariate_logrank_test(rows[0], rows[2], rows[1], weightings=name, **powers)
    test = compared(*rows, weights, rho=1.0, gamma=0.5)
    assert_allclose([test.chisq, test.p], [other.test_statistic, other.p_value], rtol=1e-9)


@pytest.mark.parametrize(
    ("weights", "options"),
    [
        ("logrank", {}),
        ("gehan", {"weight_type": "gb"}),
        ("tarone_ware", {"weight_type": "tw"}),
        ("peto_peto", {"weight_type": "fh", "fh_p": 1}),
    ],
)
def test_tests_are_those_of_statsmodels(weights, options):
    time, status, group = simulated()
    test = compared(time, status, group, weights)
    assert_allclose([test.chisq, test.p], survdiff(time, status, group, **options), rtol=1e-9)


def test_the_stratified_test_is_that_of_statsmodels():
    time, status, group = simulated()
    stratum = np.arange(len(time)) % 4
    tables = [event_table(time[stratum == s], status[stratum == s], group[stratum == s], groups=3) for s in range(4)]
    test = compare_logrank(tables)
    assert_allclose([test.chisq, test.p], survdiff(time, status, group, strata=stratum), rtol=1e-9)


def test_one_stratum_is_no_stratum():
    table = event_table(*simulated())
    assert_same_test(compare_logrank([table]), compare_logrank(table))


NOTHING_TO_COMPARE = {
    "nobody": ([], [], []),
    "one patient": ([3], [1], [0]),
    "one group": ([1, 2, 3], [1, 1, 0], [1, 1, 1]),
    "no events": ([1, 2, 3, 4], [0, 0, 0, 0], [0, 0, 1, 1]),
    "everybody dies at once": ([4, 4, 4, 4], [1, 1, 1, 1], [0, 0, 1, 1]),
    "one group is gone before the first event": ([1, 2, 5, 6], [0, 0, 1, 1], [0, 0, 1, 1]),
    "the last patient alone dies": ([1, 2, 3], [0, 0, 1], [0, 1, 1]),
}


@pytest.mark.parametrize("weights", WEIGHTS)
@pytest.mark.parametrize("rows", NOTHING_TO_COMPARE.values(), ids=NOTHING_TO_COMPARE)
def test_p_is_not_estimable_where_there_is_nothing_to_compare(rows, weights):
    test = compared(*rows, weights)
    assert test.df == 0
    assert np.isnan([test.chisq, test.p]).all()


@pytest.mark.parametrize("rows", NOTHING_TO_COMPARE.values(), ids=NOTHING_TO_COMPARE)
def test_a_trend_is_not_estimable_where_there_is_nothing_to_compare(rows):
    test = compare_trend(event_table(*rows, groups=3), [1, 2, 3])
    assert test.df == 0
    assert np.isnan([test.chisq, test.z, test.p]).all()


def test_an_empty_group_takes_no_degree_of_freedom():
    time, status, group = simulated()
    two = group < 2
    without = compare_logrank(event_table(time[two], status[two], group[two], groups=2))
    test = compared(time[two], status[two], group[two])
    assert_same_test(test, without)
    assert test.df == 1
    assert_array_equal([test.observed[2], test.expected[2]], [0, 0])


def test_a_group_without_events_takes_part():
    test = compared([1, 2, 3, 4, 5, 6], [1, 1, 1, 0, 0, 0], [0, 0, 0, 1, 1, 1])
    assert test.df == 1
    assert 0 < test.p < 1


def test_strata_that_share_no_groups_compare_within_themselves_only():
    first = event_table([1, 2, 3, 4], [1, 1, 1, 1], [0, 1, 0, 1], groups=4)
    second = event_table([1, 2, 3, 4], [1, 1, 0, 1], [2, 2, 3, 3], groups=4)
    both = compare_logrank([first, second])
    assert both.df == 2
    assert_allclose(both.chisq, compare_logrank(first).chisq + compare_logrank(second).chisq)


def test_a_stratum_without_patients_changes_nothing():
    table = event_table(*simulated(), groups=3)
    assert_same_test(compare_logrank([table, event_table([], [], groups=3)]), compare_logrank(table))


def test_a_very_small_p_keeps_its_digits():
    time = np.arange(1, 1001)
    test = compared(time, np.ones(1000, dtype=int), (time > 500).astype(int))
    assert 0 < test.p < 1e-200


def test_two_groups_have_the_same_trend_as_test_whatever_the_scores():
    time, status, group = simulated()
    table = event_table(time, status, np.minimum(group, 1))
    for scores in ([0, 1], [5, -2]):
        assert_allclose(compare_trend(table, scores).chisq, compare_logrank(table).chisq, rtol=1e-9)


@given(patients, st.sampled_from([(1, 0), (1e9, 1), (1e-6, -7)]))
def test_a_trend_does_not_depend_on_unit_or_origin_of_the_scores(cohort, change):
    table = event_table(*columns(cohort), groups=3)
    scores = np.array([1.0, 2.0, 4.0])
    one, other = compare_trend(table, scores), compare_trend(table, scores * change[0] + change[1])
    assert_allclose([other.z, other.p], [one.z, one.p], rtol=1e-7, atol=1e-7)


def test_the_trend_is_positive_where_higher_scores_die_more():
    table = event_table([9, 8, 5, 4, 2, 1], [1, 1, 1, 1, 1, 1], [0, 0, 1, 1, 2, 2])
    assert compare_trend(table, [1, 2, 3]).z > 0
    assert compare_trend(table, [3, 2, 1]).z < 0


@pytest.mark.parametrize("scores", [[1, 1, 1], [1, 1, 7]])
@given(cohort=patients)
def test_equal_scores_have_no_trend(cohort, scores):
    time, status, group = columns(cohort)
    only_two = event_table(time, status, np.minimum(group, 1), groups=3)  # the third group is empty
    assert np.isnan(compare_trend(only_two, scores).p)


def test_pairs_are_compared_as_if_there_were_no_others():
    time, status, group = simulated()
    pairs = compare_pairwise(event_table(time, status, group))
    assert pairs[["a", "b"]].to_numpy().tolist() == [[0, 1], [0, 2], [1, 2]]
    two = group != 1
    alone = compare_logrank(event_table(time[two], status[two], group[two] // 2))
    assert_allclose(pairs.loc[1, ["chisq", "p"]].astype(float), [alone.chisq, alone.p], rtol=1e-10)


def test_adjusted_p_is_between_p_and_that_of_bonferroni():
    pairs = compare_pairwise(event_table(*simulated()))
    assert_allclose(pairs["p_bonferroni"], np.minimum(1, 3 * pairs["p"]), rtol=1e-12)
    for column in ("p_holm", "p_bh"):
        assert (pairs[column] >= pairs["p"] * (1 - 1e-12)).all()
        assert (pairs[column] <= pairs["p_bonferroni"] * (1 + 1e-12)).all()


def test_a_pair_with_an_empty_group_counts_as_no_comparison():
    time, status, group = simulated()
    pairs = compare_pairwise(event_table(time, status, np.where(group == 2, -1, group), groups=3))
    assert_array_equal(np.isnan(pairs["p"]), [False, True, True])
    assert_array_equal(pairs["p_bonferroni"][:1], pairs["p"][:1])
    assert np.isnan(pairs["p_holm"][1:]).all()


def test_one_group_has_no_pairs():
    assert len(compare_pairwise(event_table([1, 2], [1, 0]))) == 0


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda table: compare_logrank(table, "wilcoxon"), "Unknown weights"),
        (lambda table: compare_logrank([]), "at least one table"),
        (lambda table: compare_logrank([table, event_table([1], [1])]), "same groups"),
        (lambda table: compare_trend(table, [1, 2]), "3 groups need 3 scores, not 2"),
    ],
)
def test_unknown_choices_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong(event_table(*simulated()))
