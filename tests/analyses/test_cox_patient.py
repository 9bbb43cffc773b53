"""Survival predicted for chosen patients. Its numbers: tests/golden/test_golden_cox_page.py."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from core.analyses.cox import analyse_cox
from core.analyses.cox_firth import with_firth
from core.analyses.cox_patient import (
    COMPETING,
    KNOWN_LATER,
    NO_EVENTS,
    NO_MODEL,
    asked_covariates,
    first_values,
    predict_patients,
    why_not_predicted,
)
from core.stats.event_table import event_table
from core.stats.kaplan_meier import numbers_at_risk
from core.view import View
from tests.analyses.competing import dated
from tests.analyses.cox_results import ARM, BAD_INPUTS, VIEW, fit, ordinary, without_event_in
from tests.analyses.transplanted import without_effect
from tests.making import endpoint, selected

AVERAGE = {"age_years": 50.0, "extra:Arm": "A"}


def test_each_covariate_begins_at_its_median_or_reference():
    result, chosen = ordinary()
    age, arm = asked_covariates(result)
    ages = chosen.cohort.numbers("age_years")
    assert age.usual[0] == np.median(ages)
    assert age.span == (ages.min(), ages.max())
    assert (arm.levels, arm.usual) == (("A", "B", "C"), ("A", "B", "C"))
    assert first_values((age, arm), 0) == {"age_years": np.median(ages), "extra:Arm": "A"}


def test_the_second_and_third_patient_begin_with_another_value_of_the_first_covariate():
    age, arm = asked_covariates(ordinary()[0])
    firsts = [first_values((age, arm), patient) for patient in range(3)]
    assert len({one["age_years"] for one in firsts}) == 3
    assert {one["extra:Arm"] for one in firsts} == {"A"}
    assert [first_values((arm,), patient)["extra:Arm"] for patient in range(3)] == ["A", "B", "C"]


def test_only_levels_somebody_of_the_model_has_are_offered():
    arm, age = ["A", "B", "A", "B", "C", "C"], [50, 41, 60, 52, None, None]
    result, _ = fit([3, 1, 4, 2, 6, 5], [1] * 6, VIEW, {ARM: arm}, age_years=age)
    assert asked_covariates(result)[1].levels == ("A", "B")


@pytest.mark.parametrize(
    ("value", "expected"), [("B", "B"), ("Z", "A"), (None, "A"), (3.0, "A")], ids=["kept", "gone", "none", "a number"]
)
def test_a_level_nobody_has_any_more_gives_way_to_the_reference(value, expected):
    _, arm = asked_covariates(ordinary()[0])
    assert arm.fitting(value) == expected


@pytest.mark.parametrize("value", [None, "A", np.nan, np.inf])
def test_what_is_no_number_gives_way_to_the_median(value):
    age, _ = asked_covariates(ordinary()[0])
    assert age.fitting(value) == age.usual[0]
    assert age.fitting(61.0) == 61.0


def test_numbers_beyond_those_seen_are_told_apart():
    age, arm = asked_covariates(ordinary()[0])
    assert [age.is_outside(value) for value in (age.span[0] - 0.1, *age.span, age.span[1] + 0.1)] == [
        True,
        False,
        False,
        True,
    ]
    assert not arm.is_outside("A")


def test_curves_fall_from_one_within_their_limits_at_the_times_of_the_model():
    result, chosen = ordinary()
    found = predict_patients(result, chosen, [AVERAGE, AVERAGE | {"extra:Arm": "B"}], "log-log")
    for patient in found.patients:
        curve = patient.curve
        assert (np.diff(curve.survival) <= 0).all()
        known = ~np.isnan(curve.lower)
        assert (curve.lower[known] <= curve.survival[known]).all()
        assert (curve.survival[known] <= curve.upper[known]).all()
        assert curve.time[-1] == result.multivariable.outcomes.time.max()
    ratio = result.multivariable.coefficients.query("level == 'B'")["hr"].item()
    a, b = (patient.curve.cumulative_hazard for patient in found.patients)
    assert_allclose(b, ratio * a, rtol=1e-9)


def test_the_numbers_at_risk_are_those_of_the_model():
    result, chosen = ordinary()
    found = predict_patients(result, chosen, [AVERAGE], "log")
    outcomes = result.multivariable.outcomes
    table = event_table(outcomes.time, outcomes.event, np.zeros(found.n, dtype=int), groups=1)
    assert found.at_risk.tolist() == numbers_at_risk(table, found.ticks).tolist()
    assert (found.n, found.n_events, found.interval) == (90, result.multivariable.n_events, "log")


def test_the_beta_product_gives_way_to_log_log_limits():
    found = predict_patients(*ordinary(), [AVERAGE], "beta-product")
    assert found.interval == "log-log"


def test_a_patient_whose_hazard_rests_on_a_level_without_events_has_no_prediction_until_firth():
    result, chosen = without_event_in("B")
    patients = [AVERAGE, AVERAGE | {"extra:Arm": "B"}]
    found = predict_patients(result, chosen, patients, "log-log")
    assert [one.unknown for one in found.patients] == [False, True]
    assert np.isnan(found.patients[1].curve.survival).all()
    penalised = predict_patients(with_firth(result, "needed"), chosen, patients, "log-log")
    assert penalised.is_firth
    assert [one.unknown for one in penalised.patients] == [False, False]
    assert (penalised.patients[1].curve.survival > penalised.patients[0].curve.survival)[-1]


REFUSED = {
    "no covariate": NO_MODEL,
    "nobody on the clock": NO_MODEL,
    "more coefficients than patients": NO_MODEL,
    "one patient": NO_MODEL,
    "no events": NO_EVENTS,
}


@pytest.mark.parametrize("case", BAD_INPUTS)
def test_bad_input_is_refused_with_a_reason_or_predicted(case):
    result, chosen = BAD_INPUTS[case]()
    reason = why_not_predicted(result)
    if case in REFUSED:
        assert reason == REFUSED[case]
    elif not reason:
        asked = asked_covariates(result)
        found = predict_patients(result, chosen, [first_values(asked, 0)], "log-log")
        assert len(found.patients) == 1


@pytest.mark.parametrize("timing", ["", "naive"])
def test_what_is_known_only_later_predicts_nothing_at_time_zero(timing):
    chosen = selected(without_effect())
    view = View(covariates=("transplant",), timing=timing)
    result = analyse_cox(chosen, endpoint("os", "mab1_start"), view)
    assert result.multivariable is not None
    assert why_not_predicted(result) == KNOWN_LATER


def test_nothing_is_predicted_where_something_competes():
    cohort = dated([3, 5, 7, 9, 11, 13], [1, 2, 0, 1, 2, 1], age_years=[40, 60, 50, 45, 62, 51])
    result = analyse_cox(selected(cohort), endpoint("cir", "hsct"), View(covariates=("age_years",)))
    assert result.multivariable.n_events == 3
    assert why_not_predicted(result) == COMPETING
