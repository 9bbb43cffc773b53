"""Cox models against statsmodels and lifelines on a small cohort, and what may enter them."""

import numpy as np
import pandas as pd
import pytest
from lifelines import CoxPHFitter
from numpy.testing import assert_allclose
from statsmodels.duration.hazard_regression import PHReg

from core.analyses.cox import analyse_cox
from core.analyses.cox_choice import choose_covariates, covariates_offered
from core.endpoints import available
from core.filters import Range
from core.view import View
from tests.making import cohort_of, days, endpoint, extra, selected, sheet_cohort

ARM = extra("Arm", "category", ("A", "B", "C"))
DOSE = extra("Dose", "number")
VIEW = View(covariates=("age_years", "x-arm"))


def simulated(n: int = 120, ties: bool = False):
    random = np.random.default_rng(5)
    arm, age = random.choice(["A", "B", "C"], n), random.normal(50, 12, n)
    time = random.exponential(20 * np.exp(0.4 * (arm == "B") - 0.03 * (age - 50)))
    event = (random.random(n) < 0.75).astype(int)
    time = np.ceil(time) if ties else time
    return sheet_cohort(time, event, {ARM: arm}, age_years=age), time, event, arm, age


def fitted(cohort, view: View = VIEW):
    return analyse_cox(selected(cohort, view), available(cohort)[0], view)


def design(arm, age) -> pd.DataFrame:
    return pd.DataFrame({"age": age, "B": (arm == "B").astype(float), "C": (arm == "C").astype(float)})


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_the_multivariable_model_is_that_of_statsmodels(ties):
    cohort, time, event, arm, age = simulated(ties=True)
    expected = PHReg(time, design(arm, age), status=event, ties=ties).fit()
    found = fitted(cohort, VIEW.change(ties=ties)).multivariable
    assert (found.n, found.n_events) == (len(time), event.sum())
    assert found.coefficients["term"].tolist() == ["age_years", "extra:Arm", "extra:Arm"]
    assert found.coefficients["level"].tolist() == [None, "B", "C"]
    assert_allclose(found.coefficients["coef"], expected.params, rtol=1e-6)
    assert_allclose(found.coefficients["se"], expected.bse, rtol=1e-6)
    assert_allclose(found.coefficients["p"], expected.pvalues, rtol=1e-5)
    assert_allclose(np.log(found.coefficients[["lower", "upper"]]), expected.conf_int(), rtol=1e-5)


def test_the_multivariable_model_is_that_of_lifelines():
    cohort, time, event, arm, age = simulated()
    expected = CoxPHFitter().fit(design(arm, age).assign(time=time, event=event), "time", "event")
    assert_allclose(fitted(cohort).multivariable.coefficients["hr"], expected.hazard_ratios_, rtol=4e-5)


def test_each_univariable_model_has_one_covariate():
    cohort, time, event, arm, age = simulated()
    single = fitted(cohort).univariable
    assert [model.coefficients["term"].unique().tolist() for model in single] == [["age_years"], ["extra:Arm"]]
    for model, columns in zip(single, (["age"], ["B", "C"]), strict=True):
        expected = PHReg(time, design(arm, age)[columns], status=event, ties="efron").fit()
        assert_allclose(model.coefficients["coef"], expected.params, rtol=1e-6)


def test_each_model_uses_the_patients_who_have_its_covariates():
    _, time, event, arm, age = simulated()
    age[:7], arm = np.nan, arm.astype(object)
    arm[5:10] = None
    result = fitted(sheet_cohort(time, event, {ARM: arm}, age_years=age))
    assert [model.n for model in result.univariable] == [113, 115]
    assert (result.multivariable.n, result.multivariable.n_left_out) == (110, 10)
    assert result.n == 120


def test_those_off_the_clock_are_left_out_and_counted():
    _, time, event, arm, age = simulated()
    time[0], time[1] = np.nan, -3
    result = fitted(sheet_cohort(time, event, {ARM: arm}, age_years=age))
    assert result.left_out == (("no time", 1), ("time below zero", 1))
    assert result.n == result.multivariable.n == result.selected - 2


def test_events_per_variable_are_counted():
    cohort, _, event, *_ = simulated()
    assert fitted(cohort).events_per_variable == event.sum() / 3
    assert np.isnan(fitted(cohort, View()).events_per_variable)


def test_no_covariate_is_refused_in_words():
    result = fitted(simulated()[0], View())
    assert (result.multivariable, result.univariable) == (None, ())
    assert result.refused == "Choose at least one covariate."


def test_nobody_left_is_refused_in_words():
    cohort = simulated()[0]
    result = fitted(cohort, VIEW.with_filter("age_years", Range(field="age_years", low=200)))
    assert (result.selected, result.multivariable, result.univariable) == (0, None, ())
    assert result.refused == "No patient has a time for this endpoint."


def test_more_coefficients_than_patients_are_refused_in_words():
    result = fitted(
        sheet_cohort([1, 2, 3], [1, 1, 1], {ARM: ["A", "B", "C"]}, age_years=[3, 1, 2], ecog=["0", "1", "2"]),
        View(covariates=("age_years", "x-arm", "ecog")),
    )
    assert result.multivariable is None
    assert "choose fewer" in result.refused


@pytest.mark.parametrize("time_event", [([5], [1]), ([5], [0]), ([5, 6, 7], [0, 0, 0])])
def test_one_patient_or_no_events_give_no_estimate_and_no_error(time_event):
    time, event = time_event
    cohort = sheet_cohort(time, event, age_years=[40, 50, 60][: len(time)])
    (model,) = fitted(cohort, View(covariates=("age_years",))).univariable
    assert not model.coefficients["estimable"].any()
    assert model.coefficients["reason"].ne("").all()


def test_a_level_lost_by_a_filter_is_dropped_and_said():
    cohort = sheet_cohort(
        [3, 1, 4, 2, 6, 5], [1] * 6, {ARM: ["A", "B", "A", "B", "C", "C"]}, age_years=[1, 2, 3, 4, 90, 91]
    )
    result = fitted(cohort, View(covariates=("x-arm",), filters=(Range(field="age_years", high=50),)))
    assert result.multivariable.dropped_levels == (("extra:Arm", "C"),)


def test_a_late_covariate_comes_with_its_warning():
    cohort = cohort_of(
        mab1_start=days(0, 0, 0, 0),
        hsct_date=days(10, None, 12, None),
        age_years=[40, 50, 60, 70],
        vital_status=["dead"] * 4,
        last_contact=days(50, 60, 70, 20),
    )
    view = View(covariates=("age_years", "transplant"), timing="naive")
    assert [one.field.name for one in fitted(cohort, view).late] == ["hsct"]


def offered(cohort, one) -> set[str]:
    return {field.name for field in covariates_offered(cohort, one)}


def test_outcomes_dates_texts_and_single_levels_are_not_offered():
    cohort = cohort_of(
        {ARM: ["A", "A", None], DOSE: [1, 2, 3], extra("Site", "category", tuple("abcdefghijklmn")): ["a", "b", "c"]},
        {"os_time": "days", "efs_time": "days"},
        patient_id=["1", "2", "3"],
        age_years=[40, 50, 60],
        wbc=[None, None, None],
        sex=["male", "female", None],
        mab1_start=days(0, 0, 0),
        mab1_progression=days(3, None, None),
        os_time=[1, 2, 3],
        os_status=["yes", "no", "no"],
        efs_time=[1, 2, 3],
        efs_status=["yes", "no", "no"],
        vital_status=["dead", "alive", "alive"],
        cause_of_death=["infection", "GVHD", None],
        death_date=days(9, None, None),
        last_contact=days(9, 9, 9),
    )
    for one in (endpoint("os", "sheet"), endpoint("os", "mab1_start"), endpoint("efs", "mab1_start")):
        names = offered(cohort, one) - {"mab1_to_progression_days"}
        assert names == {"age_years", "sex", "age_group", "extra:Dose", "extra:Site"}


def test_a_column_with_more_than_twelve_levels_is_not_offered():
    letters = "abcdefghijklmn"
    site = extra("Site", "category", tuple(letters))
    for n, there in ((12, True), (13, False)):
        cohort = sheet_cohort(range(n), [1] * n, {site: list(letters[:n])})
        assert ("extra:Site" in offered(cohort, endpoint("os", "sheet"))) is there


def test_the_interval_an_endpoint_consists_of_is_not_offered():
    cohort = cohort_of(
        mab1_start=days(0, 0), mab1_progression=days(3, 8), vital_status=["dead", "alive"], last_contact=days(9, 9)
    )
    assert "mab1_to_progression_days" not in offered(cohort, endpoint("efs", "mab1_start"))


def test_wishes_among_those_offered_are_kept_in_the_order_offered():
    cohort = sheet_cohort([1, 2], [1, 0], {ARM: ["A", "B"]}, age_years=[40, 50], sex=["male", "female"])
    fields = covariates_offered(cohort, endpoint("os", "sheet"))
    assert choose_covariates(fields, View(covariates=("x-arm", "x-gone", "age_years"))).covariates == (
        "age_years",
        "x-arm",
    )


def test_a_view_without_covariates_begins_with_the_prognostic_ones_or_the_first_extra_columns():
    one = endpoint("os", "sheet")
    known = sheet_cohort(
        [1, 2], [1, 0], {ARM: ["A", "B"]}, age_years=[40, 50], sex=["male", "female"], salvage_line=[1, 2]
    )
    assert choose_covariates(covariates_offered(known, one), View()).covariates == ("age_years", "salvage")
    only_extra = sheet_cohort([1, 2], [1, 0], {ARM: ["A", "B"], DOSE: [1, 2]})
    assert choose_covariates(covariates_offered(only_extra, one), View()).covariates == ("x-arm",)
    assert choose_covariates((), View()).covariates == ()
