"""Counting who is at risk, has an event or is censored at every time."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from core.stats import times as module
from core.stats.event_table import EventTable, event_table, refills, table_of_counts
from core.stats.times import place_at_or_after, place_at_or_before

patients = st.lists(st.tuples(st.integers(0, 12), st.integers(0, 2), st.integers(-1, 2)), min_size=0, max_size=40)


def columns(cohort: list[tuple]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    time, status, group = np.array(cohort, dtype=int).reshape(-1, 3).T
    return time, status, group


def assert_same(actual: EventTable, expected: EventTable) -> None:
    for field in ("times", "at_risk", "events", "censored", "causes", "n"):
        assert_array_equal(getattr(actual, field), getattr(expected, field), err_msg=field)


def counted_one_by_one(time, status, group, groups: int, causes: int) -> EventTable:
    """The definition, patient by patient."""
    inside = group >= 0
    time, status, group = time[inside], status[inside], group[inside]
    times = np.unique(time).astype(float)
    cause = np.array(
        [
            [[((group == g) & (status == k) & (time == t)).sum() for t in times] for k in range(1, causes + 1)]
            for g in range(groups)
        ],
        dtype=int,
    ).reshape(groups, causes, len(times))
    at_risk = [[((group == g) & (time >= t)).sum() for t in times] for g in range(groups)]
    censored = [[((group == g) & (status == 0) & (time == t)).sum() for t in times] for g in range(groups)]
    n = np.array([(group == g).sum() for g in range(groups)])
    shape = (groups, len(times))
    return EventTable(times, np.reshape(at_risk, shape), cause.sum(axis=1), np.reshape(censored, shape), cause, n)


@given(patients)
def test_counts_are_those_of_the_definition(cohort):
    time, status, group = columns(cohort)
    table = event_table(time, status, group, groups=3, causes=2)
    assert_same(table, counted_one_by_one(time, status, group, groups=3, causes=2))


@given(patients, st.sampled_from([1 / 30.4375, 0.1, 1e6]))
def test_scaled_times_change_nothing_but_the_times(cohort, scale):
    time, status, group = columns(cohort)
    whole = event_table(time, status, group, groups=3, causes=2)
    scaled = event_table(time * scale, status, group, groups=3, causes=2)
    assert_array_equal(scaled.at_risk, whole.at_risk)
    assert_array_equal(scaled.causes, whole.causes)
    np.testing.assert_allclose(scaled.times, whole.times * scale)


@given(patients, st.randoms(use_true_random=False))
def test_the_order_of_patients_does_not_matter(cohort, random):
    shuffled = random.sample(cohort, len(cohort))
    tables = [event_table(*columns(rows), groups=3, causes=2) for rows in (cohort, shuffled)]
    assert_same(*tables)


@given(patients)
def test_everybody_ends_once_and_at_risk_never_rises(cohort):
    table = event_table(*columns(cohort), groups=3, causes=2)
    assert_array_equal((table.events + table.censored).sum(axis=1), table.n)
    assert (np.diff(table.at_risk, axis=1) <= 0).all()
    assert_array_equal(table.causes.sum(axis=1), table.events)
    left = table.at_risk - table.events - table.censored
    assert_array_equal(left[:, :-1], table.at_risk[:, 1:])


@given(patients)
def test_groups_add_up_to_the_pooled_table(cohort):
    time, status, group = columns(cohort)
    pooled = event_table(time, status, group, groups=3, causes=2).pooled()
    inside = group >= 0
    assert_same(pooled, event_table(time[inside], status[inside], causes=2))


@given(patients)
def test_one_group_alone_has_its_own_times(cohort):
    time, status, group = columns(cohort)
    own = event_table(time, status, group, groups=3, causes=2).group(1)
    assert_same(own, event_table(time[group == 1], status[group == 1], causes=2))


def test_selected_groups_come_in_the_order_asked_for():
    table = event_table([1, 2, 3], [1, 0, 1], [0, 1, 2])
    chosen = table.select([2, 0])
    assert_array_equal(chosen.times, table.times)
    assert_array_equal(chosen.events, [[0, 0, 1], [1, 0, 0]])


@given(patients)
def test_counting_and_sorting_give_the_same_table(cohort):
    time, status, group = columns(cohort)
    counted = event_table(time, status, group, groups=3, causes=2)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "MOST_COUNTED_TIMES", 0)
        assert_same(event_table(time, status, group, groups=3, causes=2), counted)


@pytest.mark.parametrize(
    ("time", "distinct"),
    [
        ([0.3, 0.1 + 0.2], [0.3]),
        ([1.0, 1.0 + 1e-8, 1.0 + 2e-8], [1.0]),  # a chain is one time, its first
        ([1.0, 1.0 + 3e-8], [1.0, 1.0 + 3e-8]),
        ([1e-9, 2e-9, 1.0], [1e-9, 1.0]),  # the tolerance is absolute for small times
        ([1e9, 1e9 + 10.0], [1e9]),  # and a share of the mean for large ones
        ([1e9, 1e9 + 20.0], [1e9, 1e9 + 20.0]),
    ],
)
def test_times_that_differ_by_rounding_are_one_as_in_r(time, distinct):
    table = event_table(time, np.ones(len(time), dtype=int))
    assert_array_equal(table.times, distinct)
    assert table.events.sum() == len(time)


def test_a_patient_is_at_risk_after_entry_and_until_the_end():
    table = event_table([5, 5, 9], [1, 0, 1], entry=[0, 2, 5])
    assert_array_equal(table.times, [2, 5, 9])
    assert_array_equal(table.at_risk, [[1, 2, 1]])  # who enters at 5 is not yet at risk at 5
    assert_array_equal(table.events, [[0, 1, 1]])


@given(patients)
def test_entry_at_zero_is_no_late_entry(cohort):
    time, status, group = columns([patient for patient in cohort if patient[0] > 0])
    without = event_table(time, status, group, groups=3, causes=2)
    assert_same(event_table(time, status, group, groups=3, causes=2, entry=np.zeros(len(time))), without)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(1, 9), st.integers(0, 1)), max_size=30))
def test_at_risk_with_late_entry_is_that_of_the_definition(cohort):
    entry, length, status = np.array(cohort, dtype=int).reshape(-1, 3).T
    time = entry + length
    table = event_table(time, status, entry=entry)
    expected = [((entry < t) & (t <= time)).sum() for t in table.times]
    assert_array_equal(table.at_risk[0], np.array(expected, dtype=int))


def test_a_risk_set_may_empty_and_fill_again():
    table = event_table([1, 4], [0, 1], entry=[0, 3])
    assert_array_equal(table.times, [1, 3, 4])
    assert_array_equal(table.at_risk, [[1, 0, 1]])


def test_nobody_gives_an_empty_table_for_every_group():
    table = event_table([], [], groups=2, causes=2)
    assert table.at_risk.shape == (2, 0)
    assert table.causes.shape == (2, 2, 0)
    assert_array_equal(table.n, [0, 0])


def test_an_empty_group_stays_in_its_place():
    table = event_table([3, 4], [1, 1], [0, 2])
    assert table.n_groups == 3
    assert_array_equal(table.n, [1, 0, 1])
    assert_array_equal(table.at_risk[1], [0, 0])


def test_arguments_are_left_as_they_were():
    time, status, group = np.array([0.3, 0.1 + 0.2, 2]), np.array([1, 0, 1]), np.array([0, -1, 0])
    before = time.copy(), status.copy(), group.copy()
    event_table(time, status, group)
    for column, copy in zip((time, status, group), before, strict=True):
        assert_array_equal(column, copy)


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"time": [-1.0, 2], "status": [1, 1]}, "not negative"),
        ({"time": [np.nan, 2], "status": [1, 1]}, "finite"),
        ({"time": [np.inf, 2], "status": [1, 1]}, "finite"),
        ({"time": [1, 2], "status": [1, 2]}, "recode"),
        ({"time": [1, 2], "status": [-1, 1]}, "recode"),
        ({"time": [1, 2], "status": [1, np.nan]}, "missing"),
        ({"time": [1, 2], "status": [1, 0.5]}, "whole number"),
        ({"time": [1, 2], "status": [1]}, "one value per patient"),
        ({"time": [1, 2], "status": [1, 1], "group": [0, 2], "groups": 2}, "group code is 2"),
        ({"time": [1, 2], "status": [1, 1], "entry": [0, 2]}, "Entry must come before"),
        ({"time": [1, 2], "status": [1, 1], "entry": [0, 3]}, "Entry must come before"),
        ({"time": [1, 2], "status": [1, 1], "entry": [0, -1]}, "Entry times must be finite"),
        ({"time": [0.3, 2], "status": [1, 1], "entry": [0.1 + 0.2, 1]}, "Entry must come before"),
    ],
)
def test_what_does_not_fit_is_refused_with_the_remedy(arguments, message):
    with pytest.raises(ValueError, match=message):
        event_table(**arguments)


def test_asked_times_find_their_place_despite_rounding():
    times = np.array([0.1 + 0.2, 1.0, 2.0])
    assert_array_equal(place_at_or_before(times, [0.0, 0.3, 0.9, 1.0, 5.0]), [-1, 0, 0, 1, 2])
    assert_array_equal(place_at_or_after(times, [0.0, 0.3, 0.9, 1.0 + 1e-9, 5.0]), [0, 0, 1, 1, 3])


@pytest.mark.parametrize(
    ("time", "entry", "expected"),
    [
        ([2, 3, 9, 9], [0, 0, 5, 6], [3]),  # nobody is observed from 3 to 5
        ([3, 9], [0, 3], [3]),  # one enters as the last leaves, and is not at risk with that patient
        ([3, 5, 9], [0, 2, 4], []),
        ([6, 9], [4, 5], []),  # nobody has left before the first enters
        ([3, 6, 9], [0, 4, 7], [3, 6]),
        ([2, 3], None, []),
    ],
)
def test_times_at_which_the_risk_set_empties_and_refills_are_found(time, entry, expected):
    for status in (0, 1):
        assert_array_equal(refills(event_table(time, [status] * len(time), entry=entry)), expected)


def test_a_risk_set_refills_group_by_group():
    table = event_table([3, 9, 9], [1, 1, 0], [0, 0, 1], entry=[0, 5, 0])
    assert_array_equal(refills(table, 0), [3])
    assert_array_equal(refills(table, 1), [])


@pytest.mark.parametrize("kind", [np.int8, np.int16, np.uint8])
def test_group_codes_of_few_bits_count_late_entries_like_any_others(kind):
    n = 300
    time, status, group = np.arange(2, n + 2), np.arange(n) % 2, np.arange(n) % 3
    entry = np.where(np.arange(n) % 2, 1.0, 0.0)
    few = event_table(time, status, group.astype(kind), groups=3, entry=entry)
    assert_array_equal(few.at_risk, event_table(time, status, group, groups=3, entry=entry).at_risk)
    assert few.at_risk[:, 0].sum() == n // 2


@given(patients)
def test_counted_patients_give_the_table_of_the_patients_themselves(cohort):
    time, status, group = columns(cohort)
    kept = group >= 0
    counts = np.zeros((3, 3, 13), dtype=int)
    np.add.at(counts, (group[kept], status[kept], time[kept]), 1)
    expected = event_table(time, status, group, groups=3, causes=2)
    assert_same(table_of_counts(np.arange(13), counts), expected)
