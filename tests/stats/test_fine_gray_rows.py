"""Weighted rows of the Fine-Gray model: what they must add up to, and changes that must not matter."""

import numpy as np
import pytest

from core.stats.cox import fit_cox
from core.stats.fine_gray_rows import fine_gray_rows
from tests.stats.made_up_cohorts import numbers, patients, rows_of_terms


def competing(seed=1, n=60, tied=True):
    """Time, status 0, 1 or 2, and the terms of made-up patients."""
    time, event, age, line = patients(n=n, seed=seed, tied=tied)
    return time, event * (1 + np.random.default_rng(seed).integers(0, 2, n)), age, line


def model_of(time, status, age, line, cause=1):
    rows = fine_gray_rows(time, status, cause)
    return fit_cox(
        rows.time,
        rows.event,
        rows_of_terms(age, line, rows.patient),
        entry=rows.entry,
        weights=rows.weight,
        cluster=rows.patient,
    )


def cumulative_incidence(time, status, cause):
    """Aalen and Johansen's estimate at each time of an event of the cause."""
    surviving, incidence, found = 1.0, 0.0, []
    for t in np.unique(time[status > 0]):
        at_risk, died = (time >= t).sum(), (time == t) & (status > 0)
        incidence += surviving * (died & (status == cause)).sum() / at_risk
        surviving *= 1 - died.sum() / at_risk
        if (died & (status == cause)).any():
            found.append(incidence)
    return found


@pytest.mark.parametrize("cause", [1, 2])
@pytest.mark.parametrize("seed", range(5))
def test_the_hazard_of_the_weighted_rows_is_that_of_the_cumulative_incidence(seed, cause):
    time, status, *_ = competing(seed)
    rows = fine_gray_rows(time, status, cause)
    surviving, found = 1.0, []
    for t in np.unique(rows.time[rows.event == 1][rows.weight[rows.event == 1] == 1]):
        at_risk = rows.weight[(rows.entry < t) & (t <= rows.time)].sum()
        surviving *= 1 - (rows.event * rows.weight)[rows.time == t].sum() / at_risk
        found.append(1 - surviving)
    assert found == pytest.approx(cumulative_incidence(time, status, cause), rel=1e-10)


def test_without_competing_events_the_rows_are_the_patients():
    time, event, *_ = patients()
    rows = fine_gray_rows(time, event, 1)
    assert rows.patient.tolist() == list(range(60))
    np.testing.assert_array_equal(rows.time, time)
    np.testing.assert_array_equal(rows.event, event)
    assert set(rows.weight) == {1.0}
    assert set(rows.entry) == {0.0}


def test_without_censoring_competing_events_are_follow_up_to_the_end():
    time, _, age, line = patients()
    status = 1 + np.arange(60) % 2
    plain = fit_cox(np.where(status == 1, time, time.max()), status == 1, [age, line], cluster=np.arange(60))
    np.testing.assert_allclose(numbers(model_of(time, status, age, line)), numbers(plain), rtol=1e-9)


def test_a_patient_with_another_event_counts_by_the_chance_of_not_being_censored():
    rows = fine_gray_rows(np.array([1.0, 2, 3, 4, 5]), np.array([2, 0, 1, 0, 1]), 1)
    others = rows.patient == 0
    assert rows.entry[others].tolist() == [0, 2, 4]
    assert rows.time[others].tolist() == [2, 4, 5]
    assert rows.weight[others].tolist() == pytest.approx([1, 3 / 4, 3 / 4 / 2], rel=1e-12)
    assert rows.event.sum() == 2


def test_the_order_of_patients_and_the_unit_of_time_do_not_matter():
    time, status, age, line = competing()
    model = model_of(time, status, age, line)
    order = np.random.default_rng(0).permutation(60)
    other = model_of(30.4375 * time[order], status[order], *rows_of_terms(age, line, order))
    np.testing.assert_allclose(numbers(other), numbers(model), rtol=1e-9)


def test_events_and_patients_at_time_zero_are_kept():
    time, status, age, line = competing()
    time[:4], status[:4] = 0, [1, 2, 0, 1]
    rows = fine_gray_rows(time, status, 1)
    assert (rows.entry < rows.time).all()
    assert rows.event.sum() == (status == 1).sum()
    assert model_of(time, status, age, line).converged


@pytest.mark.parametrize(("time", "status"), [([], []), ([3.0], [1]), ([3.0], [2]), ([3.0, 3, 3], [0, 1, 2])])
def test_few_patients_are_one_row_each(time, status):
    rows = fine_gray_rows(np.array(time), np.array(status, dtype=int), 1)
    assert rows.patient.tolist() == list(range(len(time)))
    assert set(rows.weight) <= {1.0}


@pytest.mark.parametrize(
    ("time", "status", "cause", "says"),
    [
        ([1.0, -1], [0, 1], 1, "negative"),
        ([1.0, np.nan], [0, 1], 1, "missing"),
        ([1.0], [0, 1], 1, "2 values of status"),
        ([1.0], [np.nan], 1, "status is missing"),
        ([1.0], [1], 0, "above 0"),
    ],
)
def test_inputs_that_do_not_fit_are_refused_in_words(time, status, cause, says):
    with pytest.raises(ValueError, match=says):
        fine_gray_rows(np.array(time), np.array(status), cause)


def test_more_rows_than_memory_should_hold_are_refused_with_a_remedy():
    n = 20_000
    with pytest.raises(ValueError, match="round the times"):
        fine_gray_rows(np.random.default_rng(0).random(n), np.arange(n) % 3, 1)
