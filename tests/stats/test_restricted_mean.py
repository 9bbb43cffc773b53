"""Restricted means: what always holds, and the awkward inputs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.utils import restricted_mean_survival_time
from numpy.testing import assert_allclose, assert_array_equal

from core.stats.event_table import EventTable, event_table
from core.stats.kaplan_meier import fit_kaplan_meier, milestones
from core.stats.restricted_mean import MEASURES, fit_restricted_means, largest_tau

patients = st.lists(st.tuples(st.integers(0, 15), st.integers(0, 1)), min_size=1, max_size=30)
taus = st.floats(0.5, 15)


def simulated() -> EventTable:
    random = np.random.default_rng(3)
    return event_table(np.ceil(random.exponential(20, 90)), random.random(90) < 0.7, np.arange(90) % 3)


def of_one_group(cohort, tau, **options):
    return fit_restricted_means(event_table(*np.array(cohort).T), tau, carry_flat=True, **options).groups.loc[0]


@given(patients, taus)
def test_the_restricted_mean_is_the_area_under_the_curve(cohort, tau):
    curve = fit_kaplan_meier(event_table(*np.array(cohort).T))[0]
    edges = np.unique(np.concatenate([[0, tau], curve.time[curve.time < tau]]))
    heights = milestones(curve, (edges[:-1] + edges[1:]) / 2)["survival"]
    found = of_one_group(cohort, tau)
    assert_allclose(found["restricted_mean"], (heights * np.diff(edges)).sum(), rtol=1e-12)
    assert_allclose(found["restricted_mean"] + found["time_lost"], tau, rtol=1e-12)
    assert_allclose(found["time_lost_upper"], tau - found["lower"], rtol=1e-12, atol=1e-12 * tau)


@given(patients, taus, st.sampled_from([1 / 30.4375, 7.0, 365.25]))
def test_scaled_time_scales_the_mean_and_its_error(cohort, tau, scale):
    time, status = np.array(cohort).T
    columns = ["restricted_mean", "std_err", "lower", "time_lost_upper"]
    one = of_one_group(cohort, tau)
    other = of_one_group(np.column_stack([time * scale, status]), tau * scale)
    assert_allclose(other[columns], one[columns] * scale, rtol=1e-9, atol=1e-9)


@given(patients, taus)
def test_doubled_data_keep_the_mean_and_divide_the_error_by_the_root_of_two(cohort, tau):
    survivor = (20, 0)  # the last step to 0 has no variance of its own, at any size
    one, two = of_one_group([*cohort, survivor], tau), of_one_group([*cohort, survivor] * 2, tau)
    assert_allclose(two["restricted_mean"], one["restricted_mean"], rtol=1e-12)
    assert_allclose(two["std_err"], one["std_err"] / np.sqrt(2), rtol=1e-9)


@given(patients, st.randoms(use_true_random=False))
def test_the_order_of_patients_does_not_matter(cohort, random):
    shuffled = random.sample(cohort, len(cohort))
    assert_array_equal(of_one_group(cohort, 10), of_one_group(shuffled, 10))


def test_groups_turned_round_turn_the_contrasts_round():
    table = simulated().select([0, 1])
    one = fit_restricted_means(table, 20).contrasts.set_index("measure")
    other = fit_restricted_means(table.select([1, 0]), 20).contrasts.set_index("measure")
    assert_allclose(other.loc["difference", "estimate"], -one.loc["difference", "estimate"], rtol=1e-12)
    assert_allclose(other.loc["difference", "upper"], -one.loc["difference", "lower"], rtol=1e-12)
    for ratio in ("ratio", "time_lost_ratio"):
        assert_allclose(other.loc[ratio, "estimate"], 1 / one.loc[ratio, "estimate"], rtol=1e-12)
        assert_allclose(other.loc[ratio, "lower"], 1 / one.loc[ratio, "upper"], rtol=1e-12)
    assert_allclose(other["p"], one["p"], rtol=1e-12)


def test_a_group_has_the_mean_of_its_patients_alone_whatever_the_other_groups():
    table = simulated()
    together = fit_restricted_means(table, 15)
    assert list(together.contrasts["measure"]) == list(MEASURES) * 2
    assert list(together.contrasts["group"]) == [1, 1, 1, 2, 2, 2]
    for group in range(3):
        alone = fit_restricted_means(table.select([group]), 15).groups.loc[0]
        assert_array_equal(alone, together.groups.loc[group])


def test_the_mean_is_that_of_lifelines():
    random = np.random.default_rng(5)
    time, status = np.ceil(random.exponential(20, 80)), (random.random(80) < 0.6).astype(int)
    expected = restricted_mean_survival_time(KaplanMeierFitter().fit(time, status), t=17)
    assert_allclose(of_one_group(np.column_stack([time, status]), 17)["restricted_mean"], expected, rtol=1e-10)


def test_without_censoring_before_tau_the_mean_is_the_average_and_its_error_that_of_an_average():
    time = np.array([1, 2, 4, 5, 9, 9])
    found = fit_restricted_means(event_table(time, [1, 1, 1, 1, 0, 0]), 7).groups.loc[0]
    shortened = np.minimum(time, 7)
    assert_allclose(found["restricted_mean"], shortened.mean())
    assert_allclose(found["std_err"], shortened.std() / np.sqrt(len(time)))


def test_late_entry_counts_from_the_entry():
    """Half of those at risk at 4 die; the one who enters at 3 was not at risk at 2."""
    found = fit_restricted_means(event_table([2, 4, 6, 6], [1, 1, 0, 0], entry=[0, 0, 0, 3]), 6).groups.loc[0]
    assert_allclose(found["restricted_mean"], 2 + 2 * (2 / 3) + 2 * (2 / 3) * (2 / 3))


def test_the_largest_tau_is_the_shortest_follow_up_among_groups_with_survivors():
    table = event_table([3, 8, 5, 6, 2], [1, 0, 1, 0, 1], [0, 0, 1, 1, 2])
    assert largest_tau(table) == 6
    assert largest_tau(table.select([0, 2])) == 8
    assert largest_tau(table.select([2])) == 2
    fit_restricted_means(table, 6)
    with pytest.raises(ValueError, match="at most 6"):
        fit_restricted_means(table, 6.1)
    assert_allclose(fit_restricted_means(table, 7, carry_flat=True).groups["restricted_mean"], [5, 6, 2])


def test_a_tau_that_differs_from_the_last_time_by_rounding_is_allowed():
    assert_allclose(fit_restricted_means(event_table([0.3, 0.1], [0, 1]), 0.1 + 0.2).groups["time_lost"], 0.1)


def test_without_events_everybody_lives_to_tau_and_there_are_no_limits():
    found = fit_restricted_means(event_table([9, 9.5, 3, 9], [0, 0, 1, 0], [0, 0, 1, 1]), 9)
    assert_array_equal(found.groups.loc[0, ["restricted_mean", "std_err", "time_lost"]], [9, 0, 0])
    assert np.isnan(found.groups.loc[0, ["lower", "upper", "time_lost_lower"]].to_numpy(dtype=float)).all()
    contrasts = found.contrasts.set_index("measure")
    assert contrasts.loc["difference", "estimate"] == -3
    assert np.isnan(contrasts.loc["time_lost_ratio", "estimate"])


def test_nobody_with_events_in_two_groups_cannot_be_compared():
    contrasts = fit_restricted_means(event_table([9, 9], [0, 0], [0, 1]), 5).contrasts
    assert np.isnan(contrasts[["lower", "upper", "z", "p"]]).all(axis=None)


def test_everybody_dead_at_time_zero_lives_for_no_time():
    found = fit_restricted_means(event_table([0, 0, 4], [1, 1, 1], [0, 0, 1]), 3, carry_flat=True)
    assert_array_equal(found.groups["restricted_mean"], [0, 3])
    assert np.isnan(found.contrasts.loc[1, "estimate"])


def test_a_group_without_patients_has_no_mean_and_no_contrast():
    found = fit_restricted_means(event_table([4, 6], [1, 0], [1, 1], groups=2), 5)
    assert_array_equal(found.groups["n"], [0, 2])
    assert np.isnan(found.groups.loc[0, "restricted_mean"])
    assert np.isnan(found.contrasts[["estimate", "lower", "p"]]).all(axis=None)
    assert np.isnan(largest_tau(event_table([], [])))


@pytest.mark.parametrize(("tau", "level", "message"), [(0, 0.95, "tau"), (np.nan, 0.95, "tau"), (2, 95, "level")])
def test_what_is_no_horizon_or_level_is_refused(tau, level, message):
    with pytest.raises(ValueError, match=message):
        fit_restricted_means(event_table([4, 6], [1, 0]), tau, level)
