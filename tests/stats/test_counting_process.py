"""Follow-up cut where the state changes: what a row is, and what cutting must never change."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines import CoxTimeVaryingFitter
from numpy.testing import assert_allclose, assert_array_equal

from core.stats.counting_process import StateRows, split_at_change
from core.stats.cox import fit_cox
from core.stats.design import Factor
from core.stats.event_table import event_table
from core.stats.kaplan_meier import fit_kaplan_meier
from core.stats.logrank import compare_logrank

NEVER = np.nan


def split(*patients: tuple, entry=None) -> StateRows:
    """Patients as (time, event, change), from state 0 to state 1."""
    time, event, change = np.array(patients, dtype=float).reshape(-1, 3).T
    return split_at_change(time, event, np.zeros(len(time)), np.ones(len(time)), change, entry=entry)


def listed(rows: StateRows) -> list[tuple]:
    """The rows as (patient, start, stop, event, state, changes)."""
    return list(pd.DataFrame(vars(rows)).itertuples(index=False, name=None))


def table_of(rows: StateRows):
    return event_table(rows.stop, rows.event, rows.state, groups=2, entry=rows.start)


def simulated(n: int = 200, seed: int = 4, tied: bool = False):
    random = np.random.default_rng(seed)
    time, change = random.exponential(20, n), random.exponential(15, n)
    if tied:
        time, change = np.ceil(time), np.floor(change)
    return time, (random.random(n) < 0.7).astype(int), np.where(random.random(n) < 0.6, change, NEVER)


def cut(time, event, change, entry=None) -> StateRows:
    return split_at_change(time, event, np.zeros(len(time)), np.ones(len(time)), change, entry=entry)


def test_a_patient_who_changes_has_two_rows_and_one_who_never_does_has_one():
    assert listed(split((10, 1, 4), (7, 0, NEVER))) == [
        (0, 0, 4, 0, 0, True),
        (0, 4, 10, 1, 1, False),
        (1, 0, 7, 0, 0, False),
    ]


@pytest.mark.parametrize("change", [0, -3])
def test_who_changes_at_or_before_time_zero_is_in_the_later_state_from_the_start(change):
    assert listed(split((10, 1, change))) == [(0, 0, 10, 1, 1, False)]


@pytest.mark.parametrize("change", [10, 12, NEVER])
def test_an_event_on_the_day_of_the_change_or_before_it_counts_in_the_state_before(change):
    assert listed(split((10, 1, change))) == [(0, 0, 10, 1, 0, False)]


def test_times_that_differ_by_rounding_only_are_one_time():
    assert listed(split((0.1 + 0.2, 1, 0.3))) == [(0, 0, 0.3, 1, 0, False)]
    table_of(split((0.1 + 0.2, 1, 0.3), (0.3, 0, 0.1)))


def test_late_entry_starts_the_first_row_and_a_change_before_it_leaves_one():
    rows = split((10, 1, 4), (10, 1, 4), (10, 0, 4), entry=np.array([2.0, 4.0, 6.0]))
    assert listed(rows) == [
        (0, 2, 4, 0, 0, True),
        (0, 4, 10, 1, 1, False),
        (1, 4, 10, 1, 1, False),
        (2, 6, 10, 0, 1, False),
    ]


def test_a_patient_without_follow_up_has_no_row():
    assert split((0, 1, NEVER), (0, 1, 0), (5, 0, 2)).patient.tolist() == [2, 2]
    assert split((5, 1, NEVER), (3, 1, NEVER), entry=np.array([5.0, 4.0])).patient.tolist() == []


def test_a_patient_whose_two_states_are_one_is_not_cut():
    rows = split_at_change([10], [1], [1], [1], [4])
    assert listed(rows) == [(0, 0, 10, 1, 1, False)]


def test_nobody_has_no_rows():
    assert listed(split()) == []


def test_after_a_landmark_rows_that_end_by_then_are_gone_and_the_clock_stays():
    rows = split((10, 1, 4), (3, 0, NEVER), (8, 0, NEVER)).since(4)
    assert listed(rows) == [(0, 4, 10, 1, 1, False), (2, 4, 8, 0, 0, False)]


@pytest.mark.parametrize(
    ("time", "change", "entry"), [([-1], [2], None), ([np.inf], [2], None), ([np.nan], [2], None), ([5], [2], [-1])]
)
def test_times_that_cannot_be_are_refused_with_a_remedy(time, change, entry):
    with pytest.raises(ValueError, match="leave these patients out"):
        split_at_change(time, [1], [0], [1], change, entry=entry)


def test_columns_of_different_lengths_are_refused():
    with pytest.raises(ValueError, match="one value per patient"):
        split_at_change([1, 2], [1, 0], [0, 0], [1, 1], [1])


moments = st.integers(-2, 12)
patients = st.lists(
    st.tuples(moments.map(abs), st.integers(0, 1), st.one_of(st.just(NEVER), moments), moments.map(abs)), max_size=20
)


@given(patients)
def test_rows_put_together_again_are_the_patients(given_patients):
    time, event, change, entry = np.array(given_patients, dtype=float).reshape(-1, 4).T
    rows = cut(time, event, change, entry)
    frame = pd.DataFrame(vars(rows))
    whole = frame.groupby("patient").agg(entry=("start", "min"), time=("stop", "max"), event=("event", "max"))
    observed = np.flatnonzero(time > entry)
    assert whole.index.tolist() == observed.tolist()
    assert_array_equal(whole[["entry", "time", "event"]].to_numpy(), np.column_stack([entry, time, event])[observed])
    later = frame[frame["state"] == 1].groupby("patient")["start"].min()
    changed = [place for place in observed if change[place] < time[place]]
    assert later.index.tolist() == changed
    assert_array_equal(later.to_numpy(), np.maximum(change, entry)[changed])
    # What one row ends with, the next begins with, and only then is it no censoring.
    follows = (frame["patient"] == frame["patient"].shift(-1)) & (frame["stop"] == frame["start"].shift(-1))
    assert_array_equal(frame["changes"], follows)


@pytest.mark.parametrize("tied", [False, True])
def test_cutting_rows_anywhere_else_changes_no_curve_no_test_and_no_model(tied):
    rows = cut(*simulated(tied=tied))
    middle = (rows.start + rows.stop) / 2
    finer = StateRows(
        patient=np.tile(rows.patient, 2),
        start=np.concatenate([rows.start, middle]),
        stop=np.concatenate([middle, rows.stop]),
        event=np.concatenate([np.zeros_like(rows.event), rows.event]),
        state=np.tile(rows.state, 2),
        changes=np.tile(rows.changes, 2),
    )
    for one, other in zip(fit_kaplan_meier(table_of(rows)), fit_kaplan_meier(table_of(finer)), strict=True):
        assert_allclose(one.survival[one.events > 0], other.survival[other.events > 0], rtol=1e-12)
    assert_allclose(compare_logrank(table_of(rows)).chisq, compare_logrank(table_of(finer)).chisq, rtol=1e-10)
    models = [fit_cox(r.stop, r.event, [Factor("s", r.state, ("0", "1"))], entry=r.start) for r in (rows, finer)]
    assert_allclose(*[model.coefficients[["coef", "se"]].to_numpy(float) for model in models], rtol=1e-9)


def test_the_mantel_byar_test_is_the_score_test_of_the_time_dependent_model_without_ties():
    rows = cut(*simulated())
    model = fit_cox(rows.stop, rows.event, [Factor("s", rows.state, ("0", "1"))], entry=rows.start, ties="breslow")
    assert_allclose(compare_logrank(table_of(rows)).chisq, model.score.chisq, rtol=1e-9)


def test_the_time_dependent_model_is_that_of_lifelines():
    rows = cut(*simulated())
    frame = pd.DataFrame({name: getattr(rows, name) for name in ("patient", "start", "stop", "event", "state")})
    columns = {"id_col": "patient", "event_col": "event", "start_col": "start", "stop_col": "stop"}
    to_the_end = {"precision": 1e-12, "r_precision": 1e-15}
    fitted = CoxTimeVaryingFitter().fit(frame, **columns, fit_options=to_the_end)
    model = fit_cox(rows.stop, rows.event, [Factor("s", rows.state, ("0", "1"))], entry=rows.start)
    assert_allclose(model.coefficients["coef"], fitted.params_, rtol=1e-6)
    assert_allclose(model.coefficients["se"], fitted.standard_errors_, rtol=1e-6)


@pytest.mark.parametrize("change", [0.0, NEVER])
def test_a_state_that_never_changes_within_follow_up_gives_the_plain_curve(change):
    time, event, _ = simulated(tied=True)
    rows = cut(time, event, np.full(len(time), change))
    plain = fit_kaplan_meier(event_table(time, event))[0]
    found = fit_kaplan_meier(table_of(rows))[0 if np.isnan(change) else 1]
    assert_array_equal(found.survival, plain.survival)
    assert_array_equal(found.at_risk, plain.at_risk)


def test_a_change_of_the_unit_of_time_changes_no_test():
    time, event, change = simulated(tied=True)
    tests = [compare_logrank(table_of(cut(time * unit, event, change * unit))) for unit in (1, 1 / 30.4375, 1e6)]
    assert_allclose([test.chisq for test in tests], tests[0].chisq, rtol=1e-10)
