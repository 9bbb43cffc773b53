"""Conditional survival: what it must equal, what always holds, and the awkward inputs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import norm

from core.stats.conditional_survival import conditional_survival, table_after
from core.stats.event_table import event_table
from core.stats.kaplan_meier import fit_kaplan_meier, milestones

NUMBERS = ["survival", "std_err", "lower", "upper"]

patients = st.lists(st.tuples(st.integers(0, 15), st.integers(0, 1)), min_size=1, max_size=40)
late_entry = st.lists(
    st.tuples(st.integers(0, 9), st.integers(1, 9), st.integers(0, 1)), min_size=1, max_size=40
)  # entry, time under observation, status
starts = st.sampled_from([0.0, 2.0, 3.5, 7.0])
ASKED = np.arange(7, 26)


@pytest.mark.parametrize("interval", ["log-log", "log", "plain"])
@given(cohort=late_entry, start=starts)
def test_it_is_the_kaplan_meier_curve_of_those_at_risk_with_the_clock_kept(cohort, start, interval):
    entry, length, status = np.array(cohort).T
    time = entry + length
    kept = time > start
    found = conditional_survival(event_table(time, status, entry=entry), start, ASKED, interval)
    truncated = event_table(time[kept], status[kept], entry=np.maximum(entry[kept], start))
    expected = milestones(fit_kaplan_meier(truncated, interval)[0], ASKED)
    at_risk = ((entry <= start) & (time > start)).sum()
    assert_array_equal(found["at_risk_given"], np.full(len(ASKED), at_risk))
    if at_risk:
        columns = ["at_risk", "events", *NUMBERS]
        assert_array_equal(found[columns], expected[columns])
    else:
        assert np.isnan(found[NUMBERS]).all(axis=None)


@given(patients, starts)
def test_survival_to_a_time_is_survival_so_far_times_survival_from_there(cohort, start):
    table = event_table(*np.array(cohort).T)
    whole, first = conditional_survival(table, 0, ASKED), conditional_survival(table, 0, [start])
    rest = conditional_survival(table, start, ASKED)
    known = rest["survival"].notna()
    composed = first.loc[0, "survival"] * rest["survival"]
    assert_allclose(composed[known], whole["survival"][known], rtol=1e-12, atol=1e-15)


@given(patients, starts)
def test_its_error_and_limits_are_of_what_happens_after_the_time_given(cohort, start):
    table = event_table(*np.array(cohort).T)
    curve = fit_kaplan_meier(table)[0]
    found = conditional_survival(table, start, [12.0]).loc[0]
    inside = (curve.time > start) & (curve.time <= 12)
    n, d = curve.at_risk[inside], curve.events[inside]
    if not (0 < found["survival"] < 1):
        return
    variance = (d / (n * (n - d))).sum()
    assert_allclose(found["std_err"], found["survival"] * np.sqrt(variance), rtol=1e-12)
    spread = np.exp(norm.ppf(0.975) * np.sqrt(variance) / -np.log(found["survival"]))
    assert_allclose([found["lower"], found["upper"]], found["survival"] ** np.array([spread, 1 / spread]), rtol=1e-9)


def test_it_is_the_curve_of_lifelines_with_late_entry():
    random = np.random.default_rng(9)
    time, status = random.exponential(20, 80).round(1), (random.random(80) < 0.6).astype(int)
    kept = time > 6
    fit = KaplanMeierFitter().fit(time[kept], status[kept], entry=np.full(kept.sum(), 6.0))
    found = conditional_survival(event_table(time, status), 6, [10, 24])
    assert_allclose(found["survival"], fit.predict([10, 24]), rtol=1e-10)
    limits = [fit.confidence_interval_.loc[:at].iloc[-1] for at in (10, 24)]
    assert_allclose(found[["lower", "upper"]], limits, rtol=1e-8)


def test_given_time_zero_it_is_survival_itself():
    table = event_table([1, 3, 4, 8, 9], [1, 0, 1, 1, 0], [0, 0, 1, 1, 1])
    found = conditional_survival(table, 0, [2, 8.5])
    expected = [milestones(curve, [2, 8.5]) for curve in fit_kaplan_meier(table)]
    assert_array_equal(found["group"], [0, 0, 1, 1])
    for group in (0, 1):
        assert_array_equal(found.loc[found["group"] == group, NUMBERS], expected[group][NUMBERS])


def test_those_who_leave_at_the_time_given_are_not_among_those_followed_from_it():
    found = conditional_survival(event_table([5, 5, 7, 9], [1, 0, 1, 0]), 5, [5, 8]).set_index("time")
    assert_array_equal(found["at_risk_given"], [2, 2])
    assert_array_equal(found["survival"], [1, 0.5])
    assert_array_equal(found["events"], [0, 1])
    assert table_after(event_table([5, 7], [1, 0]), 5).n == 1


def test_beta_product_limits_work_from_any_time():
    found = conditional_survival(event_table([5, 5, 7, 9], [1, 0, 1, 0]), 5, [6, 8], "beta-product")
    assert_allclose(found["lower"][0], 0.025 ** (1 / 2))
    assert_allclose(found["upper"], [1, 0.975 ** (1 / 2)])


@pytest.mark.parametrize("start", [9, 12])
def test_given_a_time_that_nobody_is_followed_beyond_nothing_is_known(start):
    found = conditional_survival(event_table([5, 9], [1, 1]), start, [start, 20])
    assert_array_equal(found["at_risk_given"], [0, 0])
    assert np.isnan(found[NUMBERS]).all(axis=None)


def test_a_group_of_nobody_and_one_without_events_are_said_to_be_so():
    found = conditional_survival(event_table([5, 9], [0, 0], groups=2), 3, [6])
    assert_array_equal(found["survival"], [1, np.nan])
    assert np.isnan(found["lower"]).all()
    assert_array_equal(conditional_survival(event_table([], []), 3, [6])["at_risk_given"], [0])


def test_times_before_the_time_given_are_refused():
    with pytest.raises(ValueError, match="ahead"):
        conditional_survival(event_table([5, 9], [1, 0]), 6, [5])
