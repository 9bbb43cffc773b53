"""Landmark analyses, Simon-Makuch curves and Mantel-Byar tests as R's survival 3.5-3 gives them."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from core.stats.counting_process import StateRows, split_at_change
from core.stats.cox import fit_cox
from core.stats.design import Factor
from core.stats.event_table import event_table
from core.stats.kaplan_meier import fit_kaplan_meier, milestones, numbers_at_risk
from core.stats.landmark import Landmark, at_landmark, changes_later, state_at
from core.stats.logrank import compare_logrank
from tests.golden.cases import cases, event, number, rows
from tests.golden.cox_models import term_of
from tests.golden.test_golden_kaplan_meier import (
    INTERVALS,
    assert_close,
    assert_limits_close,
    assert_quantiles_equal,
)

LANDMARK, SIMON_MAKUCH = cases("landmark"), cases("simon_makuch")
P_VALUE = {"rtol": 1e-6, "atol": 1e-12}
LEVELS = ("unexposed", "exposed")

landmark_cases = pytest.mark.parametrize("case", LANDMARK, ids=lambda case: case["id"])
simon_makuch_cases = pytest.mark.parametrize("case", SIMON_MAKUCH, ids=lambda case: case["id"])
split_or_not = pytest.mark.parametrize("rows_of", ["as_given", "split_here"])


def test_every_case_is_compared():
    assert (len(LANDMARK), len(SIMON_MAKUCH)) == (13, 4)


def landmark_of(case: dict) -> tuple[Landmark, np.ndarray, np.ndarray]:
    """The patients at the landmark, the state of each there, and who changes later."""
    inputs, frame = case["inputs"], rows(case)
    found = at_landmark(
        frame[inputs["time"]],
        event(case, frame),
        inputs["landmark"],
        keep_ends_at_landmark=inputs["include_rule"] == "time >= landmark",
    )
    states = np.zeros(len(frame), dtype=int), np.ones(len(frame), dtype=int), frame[inputs["exposure_time"]]
    return found, state_at(inputs["landmark"], *states), changes_later(inputs["landmark"], *states)


def assert_cox_agrees(model, expected: dict) -> None:
    """The one coefficient of a model of two groups, with the tests of the model."""
    row = model.coefficients.iloc[0]
    for column, name in (("coef", "coef"), ("se", "se"), ("hr", "hr"), ("lower", "hr_lower"), ("upper", "hr_upper")):
        assert_allclose(row[column], number(expected[name]), rtol=1e-6)
    assert_allclose(row["z"], expected["z"], rtol=1e-6)
    assert_allclose(row["p"], expected["p"], **P_VALUE)
    assert_allclose([model.loglik_null, model.loglik], [expected["loglik_null"], expected["loglik"]], rtol=1e-6)
    for test, name in ((model.likelihood_ratio, "lr"), (model.score, "score")):
        assert_allclose(test.chisq, expected[f"{name}_chisq"], rtol=1e-6)
        assert_allclose(test.p, expected[f"{name}_p"], **P_VALUE)


def assert_curve_agrees(curve, group: dict) -> None:
    """The curve at every time, where the case has it, and its quantiles, with all three kinds of limits."""
    interval = next(name for name, kind in INTERVALS.items() if kind == curve.interval)
    assert_quantiles_equal(curve, group["quantiles"][interval])
    expected = group.get("curve")
    if not expected:
        return
    assert_array_equal(curve.time, expected["time"])
    assert_array_equal(curve.at_risk, expected["n_risk"])
    assert_array_equal(curve.events, expected["n_event"])
    assert_close(curve.survival, expected["surv"])
    assert_close(curve.std_err, expected["std_err"])
    assert_close(curve.cumulative_hazard, expected["cumhaz"])
    assert_close(curve.std_err_cumulative_hazard, expected["std_err_cumhaz"])
    assert_limits_close(curve.lower, expected[interval]["lower"], curve.survival)
    assert_limits_close(curve.upper, expected[interval]["upper"], curve.survival)


def assert_milestones_agree(curve, group: dict) -> None:
    interval = next(name for name, kind in INTERVALS.items() if kind == curve.interval)
    expected = group["at_times"]
    found = milestones(curve, expected["time"])
    assert_array_equal(found["at_risk"], expected["n_risk"])
    if "n_event_cum" in expected:
        assert_array_equal(found["events"], expected["n_event_cum"])
    assert_close(found["survival"], expected["surv"])
    assert_close(found["std_err"], expected["std_err"])
    for limit in ("lower", "upper"):
        assert_limits_close(found[limit], expected[interval][limit], found["survival"].to_numpy())


@landmark_cases
def test_who_is_kept_at_the_landmark_and_why_others_are_not_is_as_in_r(case):
    found, state, later = landmark_of(case)
    exposed = state[found.kept]
    counts = {
        "n_total": len(found.kept),
        "n_excluded_event": found.event_before.sum(),
        "n_excluded_censored": found.censored_before.sum(),
        "n_included": found.kept.sum(),
        "n_exposed": exposed.sum(),
        "n_unexposed": (1 - exposed).sum(),
        "n_unexposed_who_are_exposed_later": later[found.kept].sum(),
    }
    assert counts == {name: case["expected"][name] for name in counts}


@pytest.mark.parametrize("interval", INTERVALS.values())
@landmark_cases
def test_curves_from_the_landmark_are_those_of_survfit(case, interval):
    found, state, _ = landmark_of(case)
    table = event_table(found.time, found.event, state[found.kept], groups=2)
    for curve, group in zip(fit_kaplan_meier(table, interval), case["expected"]["groups"], strict=True):
        assert (curve.n, curve.n_events, curve.n_censored) == (group["n"], group["n_events"], group["n_censored"])
        assert_curve_agrees(curve, group)
        assert_milestones_agree(curve, group)


@landmark_cases
def test_the_log_rank_test_from_the_landmark_is_that_of_survdiff(case):
    found, state, _ = landmark_of(case)
    expected = case["expected"]["logrank"]
    test = compare_logrank(event_table(found.time, found.event, state[found.kept], groups=2))
    assert_allclose(test.chisq, expected["chisq"], rtol=1e-9)
    assert test.df == expected["df"]
    assert_allclose(test.p, expected["p"], **P_VALUE)
    assert_allclose(test.observed, expected["observed"], rtol=1e-9)
    assert_allclose(test.expected, expected["expected"], rtol=1e-9)


@landmark_cases
def test_the_hazard_ratio_from_the_landmark_is_that_of_coxph(case):
    found, state, _ = landmark_of(case)
    exposed = Factor("exposed", state[found.kept], LEVELS)
    assert case["expected"]["cox"]["ties"] == "efron"
    assert_cox_agrees(fit_cox(found.time, found.event, [exposed]), case["expected"]["cox"])


@pytest.mark.parametrize(
    "case", [case for case in LANDMARK if "cox_adjusted" in case["expected"]], ids=lambda case: case["id"]
)
def test_the_adjusted_hazard_ratio_from_the_landmark_is_that_of_coxph(case):
    found, state, _ = landmark_of(case)
    frame = rows(case)[found.kept]
    terms = [term_of(covariate, frame) for covariate in case["inputs"]["adjust"]]
    model = fit_cox(found.time, found.event, [Factor("exposed", state[found.kept], LEVELS), *terms])
    expected = pd.DataFrame(case["expected"]["cox_adjusted"])
    assert model.coefficients["term"].tolist() == expected["term"].tolist()
    for column in ("coef", "se", "hr", "z"):
        assert_allclose(model.coefficients[column], expected[column], rtol=1e-6)
    assert_allclose(model.coefficients[["lower", "upper"]], expected[["hr_lower", "hr_upper"]], rtol=1e-6)
    assert_allclose(model.coefficients["p"], expected["p"], **P_VALUE)


def test_eleven_cases_are_adjusted():
    assert sum("cox_adjusted" in case["expected"] for case in LANDMARK) == 11


def as_given(case: dict) -> StateRows:
    """The rows of the case's own file, from the landmark on where it has one."""
    inputs, frame = case["inputs"], rows(case)
    given = StateRows(
        patient=frame["id"].to_numpy(),
        start=frame[inputs["start"]].to_numpy(dtype=float),
        stop=frame[inputs["time"]].to_numpy(dtype=float),
        event=event(case, frame),
        state=frame[inputs["group"]].to_numpy(),
        changes=np.zeros(len(frame), dtype=bool),
    )
    return given.since(inputs["landmark"]) if inputs["landmark"] else given


def split_here(case: dict) -> StateRows:
    """The same patients with one row each, cut again where their group changes, and nowhere else."""
    inputs, frame = case["inputs"], rows(case)
    change = frame[frame[inputs["group"]] == 1].groupby("id")[inputs["start"]].min()
    patients = frame.groupby("id").agg(time=(inputs["time"], "max"), event=(inputs["event"], "max"))
    found = split_at_change(
        patients["time"],
        patients["event"].isin(inputs["event_value"]),
        np.zeros(len(patients)),
        np.ones(len(patients)),
        change.reindex(patients.index),
    )
    return found.since(inputs["landmark"]) if inputs["landmark"] else found


ROWS_OF = {"as_given": as_given, "split_here": split_here}


@simon_makuch_cases
def test_rows_and_events_of_each_state_are_those_of_r(case):
    found = as_given(case)
    for state, group in enumerate(case["expected"]["groups"]):
        assert (found.state == state).sum() == group["n_rows"]
    for kind in ROWS_OF.values():
        found = kind(case)
        for state, group in enumerate(case["expected"]["groups"]):
            assert found.event[found.state == state].sum() == group["n_events"]


@pytest.mark.parametrize("interval", INTERVALS.values())
@simon_makuch_cases
def test_simon_makuch_curves_are_those_of_survfit_with_start_and_stop(case, interval):
    found = as_given(case)
    table = event_table(found.stop, found.event, found.state, groups=2, entry=found.start)
    for state, curve in enumerate(fit_kaplan_meier(table, interval)):
        group = case["expected"]["groups"][state]
        assert_curve_agrees(curve, group)
        assert_milestones_agree(curve, group)
        assert_array_equal(numbers_at_risk(table, curve.time)[state], group["curve"]["n_risk"])


@simon_makuch_cases
def test_rows_cut_only_where_the_state_changes_give_the_same_curves(case):
    found = split_here(case)
    table = event_table(found.stop, found.event, found.state, groups=2, entry=found.start)
    for state, curve in enumerate(fit_kaplan_meier(table)):
        expected = case["expected"]["groups"][state]["curve"]
        asked = [time for time, n in zip(expected["time"], expected["n_event"], strict=True) if n]
        happened = curve.events > 0
        assert_array_equal(curve.time[happened], asked)
        at_events = np.isin(expected["time"], asked)
        assert_array_equal(curve.at_risk[happened], np.array(expected["n_risk"])[at_events])
        assert_close(curve.survival[happened], np.array(expected["surv"])[at_events].tolist())


@split_or_not
@simon_makuch_cases
def test_the_mantel_byar_test_is_that_of_r(case, rows_of):
    found, expected = ROWS_OF[rows_of](case), case["expected"]["mantel_byar"]
    test = compare_logrank(event_table(found.stop, found.event, found.state, groups=2, entry=found.start))
    assert_allclose(test.chisq, expected["chisq"], rtol=1e-9)
    assert test.df == expected["df"]
    assert_allclose(test.p, expected["p"], **P_VALUE)
    assert_allclose(test.observed, expected["observed"], rtol=1e-9)
    assert_allclose(test.expected, expected["expected"], rtol=1e-9)
    assert_allclose(test.variance[1, 1], expected["variance"], rtol=1e-9)


@split_or_not
@pytest.mark.parametrize("ties", ["efron", "breslow"])
@simon_makuch_cases
def test_the_time_dependent_hazard_ratio_is_that_of_coxph(case, ties, rows_of):
    found = ROWS_OF[rows_of](case)
    model = fit_cox(found.stop, found.event, [Factor("state", found.state, LEVELS)], entry=found.start, ties=ties)
    assert_cox_agrees(model, case["expected"]["cox"][ties])
