"""Who is kept at a landmark, in which state, and what a landmark must leave as it is."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from core.stats.counting_process import split_at_change
from core.stats.cox import fit_cox
from core.stats.design import Factor
from core.stats.event_table import event_table
from core.stats.kaplan_meier import fit_kaplan_meier
from core.stats.landmark import at_landmark, changes_later, state_at
from core.stats.logrank import compare_logrank

NEVER = np.nan


def test_patients_are_parted_in_kept_ended_and_censored_by_the_landmark():
    found = at_landmark([2, 5, 5, 6, 9], [1, 1, 0, 1, 0], 5)
    assert found.kept.tolist() == [False, False, False, True, True]
    assert found.event_before.tolist() == [True, True, False, False, False]
    assert found.censored_before.tolist() == [False, False, True, False, False]
    assert (found.time.tolist(), found.event.tolist(), found.entry) == ([1, 4], [1, 0], None)


def test_who_ends_at_the_landmark_can_be_kept_with_a_time_of_zero():
    found = at_landmark([4, 5, 6], [1, 1, 0], 5, keep_ends_at_landmark=True)
    assert (found.kept.tolist(), found.time.tolist()) == ([False, True, True], [0, 1])


@pytest.mark.parametrize(("keep", "kept"), [(False, False), (True, True)])
def test_a_time_that_is_the_landmark_but_for_rounding_is_at_it(keep, kept):
    for time, landmark in ((0.1 + 0.2, 0.3), (0.3, 0.1 + 0.2)):
        found = at_landmark([time], [1], landmark, keep_ends_at_landmark=keep)
        assert found.kept.tolist() == [kept]
        assert (found.time >= 0).all()


def test_late_entry_is_counted_from_the_landmark_and_not_before_it():
    found = at_landmark([10, 10, 10], [1, 1, 0], 4, entry=[0, 4, 7])
    assert (found.time.tolist(), found.entry.tolist()) == ([6, 6, 6], [0, 0, 3])


def test_the_state_at_the_landmark_is_the_later_one_for_who_has_changed_by_then():
    states = [0] * 6, [1] * 6, [-1, 0, 5, 6, NEVER, 0.1 + 0.2]
    assert state_at(5, *states).tolist() == [1, 1, 1, 0, 0, 1]
    assert state_at(0.3, *states).tolist() == [1, 1, 0, 0, 0, 1]
    assert changes_later(5, *states).tolist() == [False, False, False, True, False, False]


def test_who_changes_to_the_same_state_does_not_change_later():
    assert changes_later(1, [0, 0], [0, 1], [5, 5]).tolist() == [False, True]


@pytest.mark.parametrize("landmark", [-1, np.nan, np.inf])
def test_a_landmark_that_is_no_time_is_refused(landmark):
    with pytest.raises(ValueError, match="landmark must be"):
        at_landmark([1], [1], landmark)


def test_a_missing_time_is_refused_with_a_remedy():
    with pytest.raises(ValueError, match="leave these patients out"):
        at_landmark([1, np.nan], [1, 0], 1)


def test_nobody_and_nobody_left_are_no_error():
    assert at_landmark([], [], 1).kept.tolist() == []
    found = at_landmark([1, 2], [1, 0], 3)
    assert (found.kept.tolist(), found.time.tolist()) == ([False, False], [])


times = st.lists(st.tuples(st.integers(0, 20), st.integers(0, 1)), min_size=1, max_size=25)


@given(times, st.integers(0, 20))
def test_everybody_is_kept_or_left_out_for_one_reason(patients, landmark):
    time, event = np.array(patients).T
    found = at_landmark(time, event, landmark)
    assert_array_equal(found.kept.astype(int) + found.event_before + found.censored_before, 1)
    assert_array_equal(found.time + landmark, time[found.kept])


def simulated(n: int = 150):
    random = np.random.default_rng(9)
    time = np.ceil(random.exponential(20, n))
    return time, (random.random(n) < 0.7).astype(int), (random.random(n) < 0.4).astype(int)


def test_at_landmark_zero_with_everything_known_at_zero_nothing_is_different():
    time, event, exposed = simulated()
    found = at_landmark(time, event, 0)
    state = state_at(0, np.zeros(len(time), dtype=int), exposed, np.zeros(len(time)))
    assert_array_equal(state, exposed)
    for one, other in zip(
        fit_kaplan_meier(event_table(found.time, found.event, state[found.kept])),
        fit_kaplan_meier(event_table(time, event, exposed)),
        strict=True,
    ):
        assert_array_equal(one.survival, other.survival)


@pytest.mark.parametrize("landmark", [3, 10])
def test_what_is_known_at_zero_gives_the_curve_of_those_alive_at_the_landmark(landmark):
    time, event, exposed = simulated()
    found = at_landmark(time, event, landmark)
    by_hand = time > landmark
    curve = fit_kaplan_meier(event_table(found.time, found.event, exposed[found.kept]))
    expected = fit_kaplan_meier(event_table(time[by_hand] - landmark, event[by_hand], exposed[by_hand]))
    for one, other in zip(curve, expected, strict=True):
        assert_array_equal(one.survival, other.survival)


@pytest.mark.parametrize("landmark", [0, 5, 12])
def test_the_landmark_is_the_counting_process_from_there_on_with_the_state_held_fixed(landmark):
    """The same comparison by rows (landmark, time] on the old clock: only the order of times matters."""
    time, event, exposed = simulated()
    found = at_landmark(time, event, landmark)
    rows = split_at_change(time, event, exposed, exposed, np.full(len(time), NEVER)).since(landmark)
    one = compare_logrank(event_table(found.time, found.event, exposed[found.kept], groups=2))
    other = compare_logrank(event_table(rows.stop, rows.event, rows.state, groups=2, entry=rows.start))
    assert_allclose(one.chisq, other.chisq, rtol=1e-12)
    models = (
        fit_cox(found.time, found.event, [Factor("exposed", exposed[found.kept], ("no", "yes"))]),
        fit_cox(rows.stop, rows.event, [Factor("exposed", rows.state, ("no", "yes"))], entry=rows.start),
    )
    assert_allclose(*[model.coefficients["coef"].to_numpy(float) for model in models], rtol=1e-9)
