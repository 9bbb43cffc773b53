"""Covariates known only later enter the Cox models from their date; late entry holds in all models."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from core.analyses.cox import analyse_cox
from core.analyses.cox_question import NO_STATES
from core.analyses.cox_terms import CHANGES
from core.analyses.time_dependent import analyse_time_dependent
from core.stats.cox import fit_cox
from core.stats.design import Factor, Numeric
from core.tables.cox_table import cox_table
from core.view import View
from core.words.cox import changing_sentence, cox_caption, not_dated_sentence
from tests.analyses.transplanted import question, seven, without_effect
from tests.making import days, endpoint, extra, selected, sheet_cohort

VIEW = View(covariates=("transplant",))


def fitted(cohort, view=VIEW):
    return analyse_cox(selected(cohort, view), endpoint("os", "mab1_start"), view)


def test_transplant_counts_from_its_date_in_both_models():
    cohort = without_effect()
    result = fitted(cohort)
    (ratio,) = analyse_time_dependent(*question(cohort), "transplant").ratios
    for model in (*result.univariable, result.multivariable):
        assert_allclose(model.coefficients["hr"], [ratio.hr], rtol=1e-9)
    assert (result.late, result.time_dependent[0].field.name) == ((), "hsct")


def test_the_naive_model_favours_transplant_where_it_does_nothing():
    cohort = without_effect()
    naive, dated = fitted(cohort, VIEW.change(timing="naive")), fitted(cohort)
    assert naive.multivariable.coefficients["hr"][0] < 0.8 < dated.multivariable.coefficients["hr"][0]
    assert [one.field.name for one in naive.late] == ["hsct"]


def test_patients_are_counted_once_and_those_who_change_are_told():
    result = fitted(seven())
    who = result.together_patients
    # One is transplanted on day 0, one dies on the day of the transplant: two change while followed.
    assert (who.n, who.n_changing, result.multivariable.n, result.multivariable.n_events) == (7, 2, 9, 5)
    assert who.in_level == {("hsct", "No"): 6, ("hsct", "Yes"): 3}
    assert "7 patients, 2 of whom change while followed, 5 events" in changing_sentence(result)
    assert "7 patients, 5 events, 5.0 per coefficient; 2 change" in cox_table(result, "").notes[1]
    assert "from its date on" in cox_caption(result)


def test_other_covariates_do_not_feel_that_the_rows_are_cut():
    random = np.random.default_rng(3)
    cohort = seven(age_years=random.normal(50, 10, 7))
    both, alone = (
        fitted(cohort, View(covariates=("age_years", "transplant"))),
        fitted(cohort, View(covariates=("age_years",))),
    )
    assert_allclose(both.univariable[0].coefficients["hr"], alone.multivariable.coefficients["hr"])
    assert both.univariable[0].n == 7


def test_the_model_of_a_changing_and_a_steady_covariate_is_that_of_rows_cut_by_hand():
    age = [50, 61, 43, 70, 55, 66, 39]
    found = fitted(seven(age_years=age), View(covariates=("age_years", "transplant"))).multivariable
    start, stop = [0, 60, 0, 0, 100, 0, 0, 0, 0], [60, 200, 30, 100, 400, 50, 150, 150, 300]
    event, state = [0, 1, 1, 0, 0, 0, 1, 1, 1], [0, 1, 0, 0, 1, 0, 0, 0, 1]
    patient = np.array([0, 0, 1, 2, 2, 3, 4, 5, 6])
    terms = [Numeric("age_years", np.array(age, float)[patient]), Factor("hsct", np.array(state), ("No", "Yes"))]
    expected = fit_cox(np.array(stop), np.array(event), terms, entry=np.array(start))
    assert_allclose(
        found.coefficients[["coef", "se"]].astype(float), expected.coefficients[["coef", "se"]].astype(float)
    )


def test_late_entry_holds_in_all_models():
    cohort = seven(age_years=[50, 61, 43, 70, 55, 66, 39])
    view = View(covariates=("age_years",), entry="hsct")
    one = endpoint("os", "mab1_start").observed(view.follow_up)
    result = analyse_cox(selected(cohort, view), one, view)
    assert result.enters_late
    assert "left truncation" in cox_caption(result)
    expected = fit_cox(
        np.array([200, 400, 300]),
        np.array([1, 0, 1]),
        [Numeric("age_years", np.array([50.0, 43, 39]))],
        entry=np.array([60, 100, 0]),
    )
    for model in (*result.univariable, result.multivariable):
        assert model.n == 3
        assert model.loglik == pytest.approx(expected.loglik)


def test_without_dates_the_covariate_stays_as_it_was_in_the_end_and_the_reason_is_said():
    cohort = sheet_cohort([5, 6, 7, 8], [1, 1, 0, 1], {extra("Dose", "number"): [1, 2, 3, 4]}, hsct=["yes", "no"] * 2)
    result = analyse_cox(selected(cohort), endpoint("os", "sheet"), VIEW)
    assert [one.field.name for one in result.late] == ["hsct"]
    assert "times without dates" in not_dated_sentence(result)
    assert NO_STATES not in not_dated_sentence(result)


def test_levels_that_change_while_patients_are_followed_take_a_reference_and_no_trend():
    grades = ["2", None, "1", None, None, "3", "1"]
    cohort = seven(agvhd_grade=grades, agvhd_date=days(90, None, 130, None, None, 140, 20))
    asked = {"covariates": ("agvhd_grade",)}
    plain, trend, other = (
        fitted(cohort, View(forms=forms, **asked)) for forms in ((), ("agvhd_grade..trend",), ("agvhd_grade..ref..1",))
    )
    assert [one.refused for one in trend.forms] == [CHANGES]
    assert trend.multivariable.loglik == pytest.approx(plain.multivariable.loglik)
    assert plain.multivariable.references["level"][0].startswith("Not yet")
    assert other.multivariable.references["level"].tolist() == ["1"]
    assert other.multivariable.loglik == pytest.approx(plain.multivariable.loglik)
