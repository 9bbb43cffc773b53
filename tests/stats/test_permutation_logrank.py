"""The permutation log-rank test: against every labeling written out, published exact P, scipy, and itself."""

from itertools import permutations as orders

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import permutation_test

from core.stats.event_table import EventTable, event_table
from core.stats.logrank import WEIGHTS, compare_logrank
from core.stats.permutation_logrank import SEED, compare_by_permutation, has_few_events

ONLY_RANDOM = {"most_ways": 0}
TWO, THREE = np.array([0, 0, 0, 1, 1, 1, 1]), np.array([0, 0, 1, 1, 1, 2, 2])

# Malignant glioma grade III: Grana et al. (2002), British Journal of Cancer 86, 207-212; also in R's coin::glioma.
GLIOMA_TREATED = [(53, 1), (28, 0), (69, 0), (58, 0), (54, 0), (25, 1), (51, 0), (61, 0), (57, 0), (57, 0), (50, 0)]
GLIOMA_CONTROL = [(34, 1), (32, 1), (9, 1), (19, 1), (50, 0), (48, 0)]

patients = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 1)), min_size=7, max_size=7)


def glioma() -> EventTable:
    time, status = np.array(GLIOMA_TREATED + GLIOMA_CONTROL).T
    return event_table(time, status, np.repeat([0, 1], [11, 6]))


def simulated(n: int, seed: int = 3, groups: int = 2) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    group = random.integers(0, groups, n)
    return np.ceil(random.exponential(10 + 5 * group)), (random.random(n) < 0.7).astype(int), group


def differences(time, status, labels, weights, powers) -> np.ndarray:
    test = compare_logrank(event_table(time, status, labels, groups=3), weights, *powers)
    return test.observed - test.expected


def p_of_every_labeling(time, status, group, weights, powers) -> float:
    """No scores: the log-rank test of all labelings, and the quadratic form in their own covariance."""
    labelings = set(orders(group.tolist()))
    sums = np.array([differences(time, status, np.array(labels), weights, powers) for labels in labelings])
    inverse = np.linalg.pinv(sums.T @ sums / len(sums), rcond=1e-9)
    own = differences(time, status, group, weights, powers)
    return float(np.mean(np.einsum("wi,ij,wj->w", sums, inverse, sums) >= own @ inverse @ own - 1e-9))


@pytest.mark.parametrize("group", [TWO, THREE], ids=["two groups", "three groups"])
@pytest.mark.parametrize("weights", WEIGHTS)
@settings(max_examples=5, deadline=None)
@given(cohort=patients)
def test_exact_p_is_the_share_of_all_labelings(cohort, weights, group):
    time, status = np.array(cohort).T
    powers = (1.0, 0.5)
    test = compare_by_permutation(event_table(time, status, group), weights, *powers)
    if compare_logrank(event_table(time, status, group), weights, *powers).df == 0:
        assert np.isnan(test.p)
    else:
        assert_allclose(test.p, p_of_every_labeling(time, status, group, weights, powers), rtol=1e-12)


def test_p_of_the_glioma_pilot_is_that_of_coin():
    """R's coin (its reference output for ?glioma): exact log-rank test, Z = 2.1711, p-value = 0.02877."""
    test = compare_by_permutation(glioma())
    assert (test.method, test.permutations, test.std_err) == ("exact", 0, 0)
    assert test.p * 12376 == pytest.approx(356, rel=1e-12)
    assert test.lower == test.p == test.upper
    assert np.sqrt(test.statistic) == pytest.approx(2.1711, abs=5e-5)


def test_p_with_many_ties_is_that_of_callaert():
    """Callaert (2003), American Statistician 57, 214-217: the exact P of the log-rank test is 0.0505."""
    time = [1, 1, 5, 6, 6, 6, 6, 2, 2, 2, 3, 4, 4, 5, 5]
    test = compare_by_permutation(event_table(time, np.ones(15, dtype=int), np.repeat([0, 1], [7, 8])))
    assert test.p == pytest.approx(0.0505, abs=5e-5)


@pytest.mark.parametrize("weights", ["logrank", "peto_peto_modified"])
def test_p_is_that_of_scipy(weights):
    time, status, group = simulated(12)

    def distance(first, second):
        labels = np.repeat([0, 1], [len(first), len(second)])
        rows = np.concatenate([first, second]).astype(int)
        return abs(differences(time[rows], status[rows], labels, weights, (0, 0))[0])

    samples = (np.flatnonzero(group == 0), np.flatnonzero(group == 1))
    other = permutation_test(samples, distance, alternative="greater", n_resamples=np.inf)
    assert compare_by_permutation(event_table(time, status, group), weights).p == pytest.approx(other.pvalue, rel=1e-12)


@pytest.mark.parametrize("group", [TWO, THREE], ids=["two groups", "three groups"])
def test_labels_change_hands_within_strata_only(group):
    time, status, _ = simulated(14, seed=8)
    first = np.arange(14) < 7
    tables = [event_table(time[part], status[part], group, groups=3) for part in (first, ~first)]
    sums = [
        np.array([differences(time[part], status[part], np.array(labels), "logrank", (0, 0)) for labels in found])
        for part, found in ((first, set(orders(group.tolist()))), (~first, set(orders(group.tolist()))))
    ]
    inverse = np.linalg.pinv(sum(part.T @ part / len(part) for part in sums), rcond=1e-9)
    together = (sums[0][:, None, :] + sums[1][None, :, :]).reshape(-1, 3)
    test = compare_by_permutation(tables)
    own = test.observed - test.expected
    far = np.einsum("wi,ij,wj->w", together, inverse, together) >= own @ inverse @ own - 1e-9
    assert_allclose([test.p, test.statistic], [far.mean(), own @ inverse @ own], rtol=1e-12)


@pytest.mark.parametrize("rows", [simulated(30), simulated(13, groups=3)], ids=["two groups", "three groups"])
def test_random_labelings_come_near_the_exact_p_and_say_how_near(rows):
    exact = compare_by_permutation(event_table(*rows))
    test = compare_by_permutation(event_table(*rows), **ONLY_RANDOM)
    assert (exact.method, test.method, test.permutations) == ("exact", "Monte Carlo", 100_000)
    assert test.lower < exact.p < test.upper
    assert abs(test.p - exact.p) < 4 * test.std_err < 0.01
    assert_allclose([test.statistic, *test.observed], [exact.statistic, *exact.observed])


def test_random_labelings_of_strata_come_near_the_exact_p():
    tables = [event_table(*simulated(12, seed)) for seed in (1, 2)]
    exact, test = compare_by_permutation(tables), compare_by_permutation(tables, **ONLY_RANDOM)
    assert (exact.method, test.method) == ("exact", "Monte Carlo")
    assert test.lower < exact.p < test.upper


def test_a_random_p_is_never_zero():
    time = np.arange(200)
    test = compare_by_permutation(event_table(time, np.ones(200, dtype=int), time // 100), permutations=999)
    assert (test.p, test.lower) == (1 / 1000, 0)
    assert test.upper == pytest.approx(1 - 0.005 ** (1 / 999))


@pytest.mark.parametrize("ways", [{}, ONLY_RANDOM], ids=["exact", "random"])
@pytest.mark.parametrize("groups", [2, 3])
def test_order_unit_and_names_do_not_matter(groups, ways):
    time, status, group = simulated(13, groups=groups)
    p = compare_by_permutation(event_table(time, status, group), permutations=500, **ways).p
    order = np.random.default_rng(0).permutation(13)
    names = np.arange(groups)[::-1]
    for same in (
        event_table(time[order], status[order], group[order]),
        event_table(time / 30.4375, status, group),
        event_table(time, status, names[group]),
        event_table(time, status, group, groups=groups + 2),
    ):
        assert_allclose(compare_by_permutation(same, permutations=500, **ways).p, p, rtol=1e-12)


def test_the_seed_decides_the_labelings():
    one, same, other = (
        compare_by_permutation(glioma(), permutations=500, seed=seed, **ONLY_RANDOM).p for seed in (SEED, SEED, 99)
    )
    assert one == same != other


def test_progress_is_told_and_stops_the_test():
    table, told = event_table(*simulated(2000)), []
    whole = compare_by_permutation(table, permutations=2000, progress=lambda share: told.append(share) or True)
    assert told == [0.25, 0.5, 0.75, 1.0]
    assert (whole.permutations, whole.stopped) == (2000, False)
    stopped = compare_by_permutation(table, permutations=2000, progress=lambda share: share < 0.5)
    assert (stopped.permutations, stopped.stopped) == (1000, True)
    assert stopped.p == compare_by_permutation(table, permutations=1000).p


@pytest.mark.parametrize("ways", [{}, ONLY_RANDOM], ids=["exact", "random"])
@pytest.mark.parametrize(
    "rows",
    [
        ([], [], []),
        ([3], [1], [0]),
        ([1, 2, 3], [1, 1, 0], [1, 1, 1]),
        ([1, 2, 3, 4], [0, 0, 0, 0], [0, 0, 1, 1]),
        ([4, 4, 4, 4], [1, 1, 1, 1], [0, 0, 1, 1]),
        ([1, 2, 5, 6], [0, 0, 1, 1], [0, 0, 1, 1]),
    ],
    ids=["nobody", "one patient", "one group", "no events", "all at once", "one group gone before the first event"],
)
def test_p_is_not_estimable_where_the_log_rank_test_is_not(rows, ways):
    test = compare_by_permutation(event_table(*rows, groups=2), **ways)
    assert np.isnan([test.p, test.lower, test.upper, test.std_err, test.statistic]).all()
    assert test.permutations == 0


def test_a_group_of_one_has_a_p_of_its_place():
    time = np.arange(1, 11)
    test = compare_by_permutation(event_table(time, np.ones(10, dtype=int), (time == 1).astype(int)))
    assert test.p == pytest.approx(0.3)  # 9/10 above expectation; the last two are further below


@pytest.mark.parametrize(("censored_after", "differs"), [((20, 20), False), ((20, 4), True)])
def test_different_censoring_is_noticed(censored_after, differs):
    random, group = np.random.default_rng(2), np.repeat([0, 1], 60)
    death, censoring = random.exponential(10, 120), random.exponential(np.array(censored_after)[group])
    table = event_table(np.minimum(death, censoring), (death <= censoring).astype(int), group)
    assert compare_by_permutation(table, permutations=100).censoring_differs is differs


def test_without_censoring_there_is_no_censoring_to_differ():
    time = np.arange(10)
    test = compare_by_permutation(event_table(time, np.ones(10, dtype=int), time % 2))
    assert np.isnan(test.censoring_p)
    assert test.censoring_differs is False


def test_thousands_of_patients_with_one_event_have_an_exact_p():
    """The one who died was among 100 of 3,000 patients: P is 100 in 3,000."""
    time, status = np.repeat([1.0, 2.0], [1, 2999]), np.repeat([1, 0], [1, 2999])
    test = compare_by_permutation(event_table(time, status, (np.arange(3000) < 100).astype(int)))
    assert test.method == "exact"
    assert test.p == pytest.approx(100 / 3000, rel=1e-9)


def test_few_events_are_those_of_any_group_over_all_strata():
    table = event_table(np.arange(40), np.ones(40, dtype=int), np.arange(40) % 2, groups=3)
    assert not has_few_events(table)
    assert has_few_events(event_table(np.arange(39), np.ones(39, dtype=int), np.arange(39) % 2))
    assert not has_few_events([table, table])


def test_what_cannot_be_permuted_is_refused():
    late = event_table([3, 4, 5, 6], [1, 1, 1, 1], [0, 1, 0, 1], entry=[0, 0, 2, 0])
    with pytest.raises(ValueError, match="enter late"):
        compare_by_permutation(late)
    with pytest.raises(ValueError, match="Unknown weights"):
        compare_by_permutation(glioma(), "wilcoxon")
    with pytest.raises(ValueError, match="At least one permutation"):
        compare_by_permutation(glioma(), permutations=0)


def test_the_table_is_not_written_to():
    table = glioma()
    before = table.at_risk.copy(), table.events.copy()
    compare_by_permutation(table, **ONLY_RANDOM, permutations=100)
    assert_array_equal(table.at_risk, before[0])
    assert_array_equal(table.events, before[1])
