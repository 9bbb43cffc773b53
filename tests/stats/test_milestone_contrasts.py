"""Survival compared at fixed times: R and lifelines, what always holds, and the awkward inputs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.statistics import survival_difference_at_fixed_point_in_time_test
from numpy.testing import assert_allclose, assert_array_equal

from core.stats.event_table import EventTable, event_table
from core.stats.milestone_contrasts import compare_milestones
from tests.golden.cases import data_set

METHODS = ["hybrid log-log", "plain"]
LIMITS = [
    "lower",
    "upper",
    "cumulative_hazard_ratio",
    "cumulative_hazard_ratio_lower",
    "cumulative_hazard_ratio_upper",
    "std_err",
    "z",
    "p",
]

grouped = st.lists(st.tuples(st.integers(0, 15), st.integers(0, 1), st.integers(0, 1)), min_size=2, max_size=60).filter(
    lambda rows: {group for _, _, group in rows} == {0, 1}
)


def table_of(cohort) -> EventTable:
    return event_table(*np.array(cohort).T, groups=2)


def simulated() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    random = np.random.default_rng(11)
    group = np.arange(90) % 3
    return np.ceil(random.exponential(20 + 5 * group)), (random.random(90) < 0.7).astype(int), group


def test_the_difference_at_12_and_24_weeks_of_maintained_and_other_patients_is_that_of_r():
    """S, std.err and limits of summary(survfit(Surv(time, status) ~ x, aml, conf.type = "log-log"), c(12, 24)).

    Put together in R: chi-square of log(-log S) as Klein and others (2007), 2 * pnorm(-|difference| / se), limits
    as Zou and Donner (2008), log(S of b) / log(S of a).
    """
    aml = data_set("aml")
    table = event_table(aml["time"], aml["status"], (aml["x"] == "Nonmaintained").astype(int))
    found, plain = (compare_milestones(table, [12, 24], method) for method in METHODS)
    assert_allclose(found["difference"], [-0.325757575757576, -0.127525252525252], rtol=1e-9)
    assert_allclose(found["std_err"], [0.166636663548708, 0.212694955057542], rtol=1e-9)
    assert_allclose(found["z"] ** 2, [2.48979096631702, 0.347423663228729], rtol=1e-9)
    assert_allclose(found["p"], [0.114586942725124, 0.555575167486365], rtol=1e-9)
    assert_allclose(found["lower"], [-0.648418150453624, -0.495911419722785], rtol=1e-9)
    assert_allclose(found["upper"], [0.130490524799408, 0.297145443023409], rtol=1e-9)
    assert_allclose(found["cumulative_hazard_ratio"], [5.65518291791355, 1.47704304125858], rtol=1e-9)
    assert_allclose(plain["p"], [0.0505951847450874, 0.548793665765156], rtol=1e-9)
    assert_allclose(plain["upper"] - plain["difference"], 1.959963984540054 * plain["std_err"], rtol=1e-9)
    assert_allclose(plain["lower"] - plain["difference"], -1.959963984540054 * plain["std_err"], rtol=1e-9)


@pytest.mark.parametrize("other", [1, 2])
def test_the_log_log_test_and_limits_are_those_of_lifelines(other):
    """At times at which follow-up ends in both groups: in between lifelines interpolates its variance."""
    time, status, group = simulated()
    fits = [KaplanMeierFitter().fit(time[group == code], status[group == code]) for code in (0, other)]
    shared = np.intersect1d(time[group == 0], time[group == other])
    shared = shared[(shared > 2) & (shared < 40)]
    found = compare_milestones(event_table(time, status, group).select([0, other]), shared)
    assert len(shared) > 5
    first, second = (fit.confidence_interval_.loc[shared].to_numpy() for fit in fits)
    survival = [fit.survival_function_.loc[shared].to_numpy()[:, 0] for fit in fits]
    difference = survival[1] - survival[0]
    down = np.hypot(survival[1] - second[:, 0], first[:, 1] - survival[0])
    up = np.hypot(second[:, 1] - survival[1], survival[0] - first[:, 0])
    assert_allclose(found["lower"], difference - down, rtol=1e-8)
    assert_allclose(found["upper"], difference + up, rtol=1e-8)
    for row, at in enumerate(shared):
        test = survival_difference_at_fixed_point_in_time_test(at, *fits)
        assert_allclose(found.loc[row, "z"] ** 2, test.test_statistic, rtol=1e-8)
        assert_allclose(found.loc[row, "p"], test.p_value, rtol=1e-8)


@given(grouped, st.sampled_from([3.0, 7.0, 10.5]))
def test_groups_turned_round_turn_the_contrast_round(cohort, at):
    table = table_of(cohort)
    for method in METHODS:
        one, other = (compare_milestones(rows, at, method).loc[0] for rows in (table, table.select([1, 0])))
        assert_allclose(other["difference"], -one["difference"], rtol=1e-12)
        assert_allclose([other["lower"], other["upper"]], [-one["upper"], -one["lower"]], rtol=1e-9, atol=1e-12)
        assert_allclose([other["z"], other["p"]], [-one["z"], one["p"]], rtol=1e-9, atol=1e-12)
        assert_allclose(other["cumulative_hazard_ratio_upper"], 1 / one["cumulative_hazard_ratio_lower"], rtol=1e-9)


@given(grouped, st.randoms(use_true_random=False), st.sampled_from([1 / 30.4375, 365.25]))
def test_neither_the_order_of_patients_nor_the_unit_of_time_matters(cohort, random, scale):
    time, status, group = np.array(random.sample(cohort, len(cohort))).T
    one = compare_milestones(table_of(cohort), [4, 9])
    other = compare_milestones(event_table(time * scale, status, group, groups=2), np.array([4, 9]) * scale)
    assert_allclose(other.drop(columns="time"), one.drop(columns="time"), rtol=1e-10)


@given(grouped)
def test_hybrid_limits_lie_around_the_difference_and_within_what_is_possible(cohort):
    found = compare_milestones(table_of(cohort), np.arange(0, 16)).dropna()
    assert (found["lower"] < found["difference"]).all()
    assert (found["difference"] < found["upper"]).all()
    assert (found["lower"] >= -1).all()
    assert (found["upper"] <= 1).all()
    assert ((found["z"] > 0) == (found["difference"] > 0)).all()


def test_hybrid_limits_cover_the_difference_in_small_groups():
    """Twelve patients a group, survival .8 and .5 at time 1, some censored before: at least 93 % in 600 runs."""
    random, covered, runs = np.random.default_rng(4), 0, 600
    group = np.repeat([0, 1], 12)
    for _ in range(runs):
        died = random.exponential(-1 / np.log(np.where(group == 0, 0.8, 0.5)))
        left = random.exponential(4, 24)
        found = compare_milestones(event_table(np.minimum(died, left), died <= left, group), 1).loc[0]
        covered += not (found["lower"] > -0.3 or found["upper"] < -0.3)
    assert covered / runs > 0.93


def test_every_group_is_compared_with_the_first_at_every_time_in_the_order_asked():
    found = compare_milestones(event_table(*simulated()), [20, 5])
    assert_array_equal(found["time"], [20, 20, 5, 5])
    assert_array_equal(found["group"], [1, 2, 1, 2])
    assert_array_equal(found["reference"], [0, 0, 0, 0])


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("at", [1, 6])
def test_where_a_group_has_lost_nobody_or_everybody_there_is_a_difference_without_limits(method, at):
    found = compare_milestones(event_table([2, 3, 7, 2, 3, 5], [1, 1, 0, 1, 1, 1], [0, 0, 0, 1, 1, 1]), at, method)
    assert_allclose(found.loc[0, "difference"], {1: 0, 6: -1 / 3}[at])
    assert np.isnan(found.loc[0, LIMITS].to_numpy(dtype=float)).all()


def test_beyond_the_follow_up_of_survivors_nothing_is_compared():
    found = compare_milestones(event_table([2, 5, 2, 9], [1, 0, 1, 0], [0, 0, 1, 1]), [5, 6])
    assert_allclose(found.loc[0, "difference"], 0)
    assert np.isnan(found.loc[1, ["reference_survival", "difference", *LIMITS]].to_numpy(dtype=float)).all()


def test_a_group_of_nobody_and_a_single_group_have_no_contrast():
    assert np.isnan(compare_milestones(event_table([2, 5], [1, 0], groups=2), 3).loc[0, "difference"])
    alone = compare_milestones(event_table([2, 5], [1, 0]), 3)
    assert len(alone) == 0
    assert list(alone.columns) == list(compare_milestones(event_table(*simulated()), 3).columns)


def test_unknown_methods_and_levels_are_refused():
    table = event_table([2, 5], [1, 0], [0, 1])
    with pytest.raises(ValueError, match="Unknown method"):
        compare_milestones(table, 3, "arcsine")
    with pytest.raises(ValueError, match="level"):
        compare_milestones(table, 3, level=95)
