"""Curves, quantiles, milestones and follow-up: what always holds, and the awkward inputs."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from numpy.testing import assert_allclose, assert_array_equal
from statsmodels.duration.survfunc import SurvfuncRight

from core.stats.event_table import event_table
from core.stats.kaplan_meier import (
    Curve,
    fit_kaplan_meier,
    fit_reverse_kaplan_meier,
    milestones,
    numbers_at_risk,
    quantiles,
)

INTERVALS = ["log-log", "log", "plain"]

patients = st.lists(st.tuples(st.integers(0, 15), st.integers(0, 1)), min_size=1, max_size=40)
grouped = st.lists(st.tuples(st.integers(0, 15), st.integers(0, 1), st.integers(0, 2)), max_size=40)


def curve_of(time, status, interval="log-log", level=0.95, **options) -> Curve:
    return fit_kaplan_meier(event_table(time, status, **options), interval, level)[0]


def simulated(n: int = 200) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(7)
    time = np.ceil(random.exponential(20, n))
    return time, (random.random(n) < 0.6).astype(int)


def assert_is_a_survival_curve(curve: Curve) -> None:
    start_to_end = np.concatenate([[1.0], curve.survival])
    assert (np.diff(start_to_end) <= 0).all()
    assert ((curve.survival >= 0) & (curve.survival <= 1)).all()
    assert (np.diff(curve.at_risk) <= 0).all()
    assert (np.diff(curve.time) > 0).all()
    known = ~np.isnan(curve.lower)
    assert_array_equal(known, ~np.isnan(curve.upper))
    assert (curve.lower[known] >= 0).all()
    assert (curve.lower[known] <= curve.survival[known]).all()
    assert (curve.survival[known] <= curve.upper[known]).all()
    assert (curve.upper[known] <= 1).all()
    assert curve.n_events + curve.n_censored == curve.n


@pytest.mark.parametrize("interval", INTERVALS)
@given(cohort=patients)
def test_every_curve_is_a_survival_curve(cohort, interval):
    time, status = np.array(cohort).T
    assert_is_a_survival_curve(curve_of(time, status, interval))


@pytest.mark.parametrize("interval", INTERVALS)
@given(cohort=grouped)
def test_the_curve_of_a_group_is_that_of_its_patients_alone(cohort, interval):
    time, status, group = np.array(cohort, dtype=int).reshape(-1, 3).T
    curves = fit_kaplan_meier(event_table(time, status, group, groups=3), interval)
    for code, curve in enumerate(curves):
        alone = curve_of(time[group == code], status[group == code], interval)
        for field in ("time", "at_risk", "survival", "lower", "upper"):
            assert_array_equal(getattr(curve, field), getattr(alone, field))


@given(patients, st.sampled_from([1 / 30.4375, 7.0, 365.25]))
def test_scaled_time_scales_the_times_and_nothing_else(cohort, scale):
    time, status = np.array(cohort).T
    one, other = curve_of(time, status), curve_of(time * scale, status)
    assert_array_equal(other.survival, one.survival)
    assert_array_equal(other.lower, one.lower)
    for column in ("time", "lower", "upper"):
        assert_allclose(quantiles(other)[column], quantiles(one)[column] * scale, rtol=1e-10)


@given(patients)
def test_doubled_data_keep_survival_and_divide_the_error_by_the_root_of_two(cohort):
    time, status = np.array(cohort).T
    one, two = curve_of(time, status), curve_of(np.tile(time, 2), np.tile(status, 2))
    assert_allclose(two.survival, one.survival, rtol=1e-10)
    assert_allclose(two.std_err, one.std_err / np.sqrt(2), rtol=1e-10)
    assert_array_equal(quantiles(two)["time"], quantiles(one)["time"])


@given(patients, st.randoms(use_true_random=False))
def test_the_order_of_patients_does_not_matter(cohort, random):
    one = curve_of(*np.array(cohort).T)
    other = curve_of(*np.array(random.sample(cohort, len(cohort))).T)
    assert_array_equal(other.survival, one.survival)
    assert_array_equal(other.upper, one.upper)


@given(patients)
def test_a_higher_level_gives_wider_limits(cohort):
    time, status = np.array(cohort).T
    narrow, wide = curve_of(time, status, level=0.8), curve_of(time, status, level=0.99)
    known = ~np.isnan(narrow.lower)
    assert (wide.lower[known] <= narrow.lower[known]).all()
    assert (wide.upper[known] >= narrow.upper[known]).all()


def test_survival_and_log_log_limits_are_those_of_lifelines():
    time, status = simulated()
    curve = curve_of(time, status)
    other = KaplanMeierFitter().fit(time, status)
    assert_allclose(curve.survival, other.survival_function_.loc[curve.time].iloc[:, 0], rtol=1e-12)
    inside = (curve.survival > 0) & (curve.survival < 1)
    limits = other.confidence_interval_.loc[curve.time[inside]].to_numpy()
    assert_allclose(np.column_stack([curve.lower, curve.upper])[inside], limits, rtol=1e-9)


def test_survival_and_greenwood_error_are_those_of_statsmodels():
    time, status = simulated()
    curve, other = curve_of(time, status), SurvfuncRight(time, status)
    shown = np.isin(curve.time, other.surv_times) & (curve.survival > 0)
    matched = np.isin(other.surv_times, curve.time[shown])
    assert_allclose(curve.survival[shown], other.surv_prob[matched], rtol=1e-12)
    assert_allclose(curve.std_err[shown], other.surv_prob_se[matched], rtol=1e-12)


def test_the_median_is_not_reached_when_the_curve_stays_above_half():
    found = quantiles(curve_of([1, 2, 3, 4], [1, 0, 0, 0]))
    assert np.isnan(found.loc[1, "time"])


def test_the_median_is_the_middle_of_a_stretch_at_exactly_half():
    assert quantiles(curve_of([1, 2, 3, 4], [1, 1, 1, 1])).loc[1, "time"] == 2.5


def test_a_curve_that_ends_at_exactly_half_has_its_median_halfway_to_the_last_follow_up():
    assert quantiles(curve_of([2, 6], [1, 0])).loc[1, "time"] == 4


@pytest.mark.parametrize("n", [12, 20, 24, 38, 44])
def test_half_is_half_however_many_factors_it_is_made_of(n):
    """The product of the factors ends above .5 for some n and below for others."""
    time = np.arange(1, n + 1)
    assert quantiles(curve_of(time, np.ones(n, dtype=int)), [0.5]).loc[0, "time"] == (n + 1) / 2


def test_a_patient_censored_at_the_time_of_a_death_was_at_risk_of_it():
    curve = curve_of([5, 5], [1, 0])
    assert_array_equal(curve.at_risk, [2])
    assert_allclose(curve.survival, [0.5])


def test_times_that_differ_by_rounding_are_one_step():
    curve = curve_of([0.3, 0.1 + 0.2, 1, 2, 3], [1, 1, 0, 0, 0])
    assert_allclose(curve.survival, [0.6] * 4)


def test_one_patient_who_dies_drops_the_curve_to_zero_without_limits():
    curve = curve_of([3], [1])
    assert_array_equal(curve.survival, [0])
    assert np.isnan([curve.std_err[0], curve.lower[0], curve.upper[0]]).all()
    assert_array_equal(quantiles(curve)["time"], [3, 3, 3])
    assert np.isnan(quantiles(curve)[["lower", "upper"]]).all(axis=None)


@pytest.mark.parametrize("time", [[3], [1, 2, 2, 7]])
def test_without_events_the_curve_is_flat_and_nothing_is_reached(time):
    curve = curve_of(time, np.zeros(len(time), dtype=int))
    assert curve.n_events == 0
    assert_array_equal(curve.survival, np.ones(len(curve.time)))
    assert_array_equal(curve.std_err, np.zeros(len(curve.time)))
    assert np.isnan(curve.lower).all()
    assert np.isnan(quantiles(curve)[["time", "lower", "upper"]]).all(axis=None)


def test_all_deaths_at_one_time_give_one_step():
    curve = curve_of([4, 4, 4], [1, 1, 1])
    assert_array_equal(curve.survival, [0])
    assert_array_equal(quantiles(curve)["time"], [4, 4, 4])


def test_deaths_at_time_zero_are_kept():
    curve = curve_of([0, 0, 5, 6], [1, 0, 1, 0])
    assert_array_equal(curve.time, [0, 5, 6])
    assert_allclose(curve.survival, [0.75, 0.375, 0.375])
    assert milestones(curve, [0]).loc[0, "survival"] == 0.75


def test_everybody_dead_at_time_zero_is_a_curve_at_zero():
    curve = curve_of([0, 0], [1, 1])
    assert_array_equal(curve.survival, [0])
    assert_array_equal(quantiles(curve)["time"], [0, 0, 0])


def test_a_group_without_patients_has_an_empty_curve():
    empty = fit_kaplan_meier(event_table([1, 2], [1, 0], [0, 0], groups=2))[1]
    assert (empty.n, empty.n_events, len(empty.time)) == (0, 0, 0)
    assert np.isnan(quantiles(empty)["time"]).all()
    assert_array_equal(milestones(empty, [1.0])["at_risk"], [0])


def test_nobody_at_all_has_an_empty_curve():
    assert len(curve_of([], []).time) == 0


def test_survival_stays_where_it_is_while_the_risk_set_is_empty():
    curve = curve_of([2, 3, 9, 9], [1, 0, 1, 0], entry=[0, 0, 5, 6])
    assert_array_equal(curve.time, [2, 3, 9])
    assert_array_equal(curve.at_risk, [2, 1, 2])
    assert_allclose(curve.survival, [0.5, 0.5, 0.25])


def test_survival_that_reached_zero_stays_there_whoever_enters_later():
    """As survfit(Surv(c(0, 0, 5, 6), c(2, 3, 9, 9), c(1, 1, 1, 0)) ~ 1) in R 4.2.2."""
    curve = curve_of([2, 3, 9, 9], [1, 1, 1, 0], entry=[0, 0, 5, 6])
    assert_array_equal(curve.at_risk, [2, 1, 2])
    assert_allclose(curve.survival, [0.5, 0, 0])
    assert np.isnan(curve.upper[1:]).all()


@pytest.mark.parametrize("interval", INTERVALS)
def test_before_the_first_time_everybody_lives_and_after_the_last_nobody_is_at_risk(interval):
    found = milestones(curve_of([2, 4, 6], [1, 1, 0], interval), [1, 10])
    assert_array_equal(found["survival"], [1, 1 / 3])
    assert_array_equal(found["std_err"][:1], [0])
    assert_array_equal(found["at_risk"], [3, 0])
    assert_array_equal(found["events"], [0, 2])
    assert_array_equal(found["lower"][:1], [np.nan if interval == "log-log" else 1])


def test_a_milestone_at_an_event_counts_the_event_and_its_risk_set():
    found = milestones(curve_of([2, 4, 6], [1, 1, 0]), [4])
    assert (found.loc[0, "at_risk"], found.loc[0, "events"]) == (2, 2)


def test_a_milestone_finds_a_time_that_differs_by_rounding():
    assert milestones(curve_of([0.1 + 0.2, 1], [1, 1]), [0.3]).loc[0, "survival"] == 0.5


@given(grouped)
def test_numbers_at_risk_are_those_under_observation_just_before(cohort):
    time, status, group = np.array(cohort, dtype=int).reshape(-1, 3).T
    asked = np.arange(0, 20, 0.5)
    table = event_table(time, status, group, groups=3)
    expected = [[((time >= t) & (group == code)).sum() for t in asked] for code in range(3)]
    assert_array_equal(numbers_at_risk(table, asked), expected)


def test_numbers_at_risk_leave_out_those_who_have_not_entered():
    table = event_table([10, 10], [1, 0], entry=[0, 6])
    assert_array_equal(numbers_at_risk(table, [0, 5, 6, 7, 10, 11]), [[1, 1, 1, 2, 2, 0]])


@given(patients)
def test_flipped_follow_up_is_the_curve_of_the_event_turned_round(cohort):
    time, status = np.array(cohort).T
    follow_up = fit_reverse_kaplan_meier(event_table(time, status))[0]
    turned = curve_of(time, 1 - status)
    assert_array_equal(follow_up.survival, turned.survival)
    assert_array_equal(follow_up.upper, turned.upper)
    assert_array_equal(follow_up.censored, turned.censored)


@given(patients)
def test_tie_rules_of_follow_up_agree_where_no_event_shares_a_time_with_a_censoring(cohort):
    time, status = np.array(cohort).T
    assume(not set(time[status == 1]) & set(time[status == 0]))
    table = event_table(time, status)
    flipped, first = fit_reverse_kaplan_meier(table), fit_reverse_kaplan_meier(table, "events_first")
    assert_array_equal(first[0].survival, flipped[0].survival)


def test_tie_rules_of_follow_up_differ_by_who_is_at_risk():
    table = event_table([5, 5, 8], [1, 0, 0])
    assert_allclose(fit_reverse_kaplan_meier(table, "flipped")[0].survival, [2 / 3, 0])
    assert_allclose(fit_reverse_kaplan_meier(table, "events_first")[0].survival, [1 / 2, 0])


@pytest.mark.parametrize("interval", INTERVALS)
@given(cohort=patients)
def test_every_follow_up_curve_is_a_survival_curve(cohort, interval):
    table = event_table(*np.array(cohort).T)
    assert_is_a_survival_curve(fit_reverse_kaplan_meier(table, "flipped", interval)[0])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda table: fit_kaplan_meier(table, "arcsine"), "Unknown interval"),
        (lambda table: fit_kaplan_meier(table, level=95), "level"),
        (lambda table: fit_reverse_kaplan_meier(table, "random"), "Unknown tie rule"),
        (lambda table: quantiles(fit_kaplan_meier(table)[0], [0.5, 1.0]), "Probabilities"),
    ],
)
def test_unknown_choices_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong(event_table([1, 2], [1, 0]))
