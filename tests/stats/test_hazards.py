"""Piecewise hazards: what they are made of, R and scipy, and the awkward inputs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import chi2

from core.stats.event_table import EventTable, event_table
from core.stats.hazards import equal_breaks, piecewise_hazards
from tests.golden.cases import data_set

late_entry = st.lists(
    st.tuples(st.integers(0, 9), st.integers(1, 9), st.integers(0, 1), st.integers(0, 2)), min_size=1, max_size=40
)  # entry, time under observation, status, group
breaks = st.lists(st.sampled_from(np.arange(0, 22, 0.5)), min_size=2, max_size=8, unique=True).map(sorted)


def table_of(cohort, scale=1.0) -> EventTable:
    entry, length, status, group = np.array(cohort).T
    return event_table((entry + length) * scale, status, group, groups=3, entry=entry * scale)


@given(late_entry, breaks)
def test_events_person_time_and_numbers_at_risk_are_those_counted_patient_by_patient(cohort, edges):
    entry, length, status, group = np.array(cohort).T
    time = entry + length
    found = piecewise_hazards(table_of(cohort), edges)
    assert len(found) == 3 * (len(edges) - 1)
    for row in found.itertuples():
        own = group == row.group
        inside = np.clip(time, row.start, row.end) - np.clip(entry, row.start, row.end)
        assert_allclose(row.person_time, inside[own].sum(), rtol=1e-12, atol=1e-12)
        assert row.events == (status[own] * ((time > row.start) & (time <= row.end))[own]).sum()
        assert row.at_risk == ((entry <= row.start) & (time > row.start))[own].sum()


@given(late_entry)
def test_one_long_interval_is_the_sum_of_short_ones(cohort):
    table = table_of(cohort)
    short, long = piecewise_hazards(table, equal_breaks(table, 2)), piecewise_hazards(table, [0, 20])
    for column in ("events", "person_time"):
        assert_allclose(short.groupby("group")[column].sum(), long[column], rtol=1e-12)


@given(late_entry, st.sampled_from([1 / 30.4375, 12.0]))
def test_scaled_time_divides_the_hazard(cohort, scale):
    one = piecewise_hazards(table_of(cohort), np.array([0, 5.5, 20]))
    other = piecewise_hazards(table_of(cohort, scale), np.array([0, 5.5, 20]) * scale, per=scale)
    columns = ["at_risk", "events", "hazard", "lower", "upper"]
    assert_allclose(other[columns], one[columns], rtol=1e-9)


def test_daily_hazards_of_the_lung_cancer_trial_are_those_of_r():
    """survSplit at 100, 200 days and pyears(scale = 1), then poisson.test(events, pyears), R 4.2.2."""
    veteran = data_set("veteran")
    found = piecewise_hazards(event_table(veteran["time"], veteran["status"]), [0, 100, 200, 1000])
    assert_array_equal(found[["events", "person_time"]], [[79, 8692], [26, 3502], [23, 4469]])
    assert_allclose(found["hazard"], [0.00908881730326737, 0.00742432895488292, 0.00514656522712016], rtol=1e-12)
    assert_allclose(found["lower"], [0.00719570225029853, 0.00484981816550438, 0.00326248087649243], rtol=1e-9)
    assert_allclose(found["upper"], [0.0113273781827745, 0.0108783621025486, 0.00772237478067421], rtol=1e-9)


@pytest.mark.parametrize("level", [0.9, 0.95])
def test_limits_are_those_of_a_poisson_count(level):
    found = piecewise_hazards(event_table([1, 2, 3, 4], [1, 1, 1, 0]), [0, 2, 4], level=level)
    tail = (1 - level) / 2
    events, time = np.array([2, 1]), np.array([7, 3])
    assert_array_equal(found["person_time"], time)
    assert_allclose(found["lower"], chi2.ppf(tail, 2 * events) / 2 / time, rtol=1e-10)
    assert_allclose(found["upper"], chi2.ppf(1 - tail, 2 * events + 2) / 2 / time, rtol=1e-10)


def test_without_events_the_hazard_is_zero_with_an_upper_limit():
    found = piecewise_hazards(event_table([5, 5], [0, 0]), [0, 5]).loc[0]
    assert_array_equal(found[["hazard", "lower"]], [0, 0])
    assert_allclose(found["upper"], -np.log(0.025) / 10)


def test_where_nobody_was_observed_there_is_no_hazard():
    found = piecewise_hazards(event_table([5], [1], groups=2), [0, 5, 9])
    assert_array_equal(found["at_risk"], [1, 0, 0, 0])
    assert np.isnan(found.loc[1:, ["hazard", "lower", "upper"]]).all(axis=None)
    nobody = piecewise_hazards(event_table([], []), [0, 5])
    assert_array_equal(nobody[["at_risk", "events", "person_time"]], [[0, 0, 0]])


def test_events_at_time_zero_are_in_the_interval_that_starts_there():
    found = piecewise_hazards(event_table([0, 4, 8], [1, 1, 1]), [0, 4, 8])
    assert_array_equal(found["at_risk"], [3, 1])
    assert_array_equal(found["events"], [2, 1])
    assert_array_equal(found["person_time"], [8, 4])


def test_a_death_at_a_break_is_in_the_interval_it_ends_also_where_it_differs_by_rounding():
    assert_array_equal(piecewise_hazards(event_table([0.1 + 0.2, 1], [1, 1]), [0, 0.3, 1])["events"], [1, 1])


def test_equal_breaks_reach_the_last_follow_up():
    assert_array_equal(equal_breaks(event_table([5, 24], [1, 0]), 12), [0, 12, 24])
    assert_array_equal(equal_breaks(event_table([5, 24.1], [1, 0]), 12), [0, 12, 24, 36])
    assert_array_equal(equal_breaks(event_table([], []), 12), [0, 12])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda table: piecewise_hazards(table, [0]), "breaks"),
        (lambda table: piecewise_hazards(table, [0, 5, 5]), "breaks"),
        (lambda table: piecewise_hazards(table, [-1, 5]), "breaks"),
        (lambda table: piecewise_hazards(table, [0, np.nan]), "breaks"),
        (lambda table: piecewise_hazards(table, [0, 5], level=95), "level"),
        (lambda table: equal_breaks(table, 0), "width"),
    ],
)
def test_what_is_no_interval_is_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong(event_table([1, 2], [1, 0]))
