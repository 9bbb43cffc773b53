"""Firth's Cox model against R (survival 3.5-3, own R code; its Breslow cases agree with coxphf 1.13.4 to 1e-10).

Coefficients, errors, likelihoods and tests to 1e-6, profile limits to 1e-5. Not compared: `max_abs_modified_score`
and `optim_check` say how well R's own search converged; `optim_coef` is compared as loosely as R found it.
"""

from functools import cache

import numpy as np
import pytest

from core.stats.firth import fit_firth
from tests.golden.cases import cases, event, number, rows
from tests.golden.cox_models import term_of

FIRTH = cases("firth")
P_VALUE = {"rel": 1e-6, "abs": 1e-12}
every_case = pytest.mark.parametrize("case", FIRTH, ids=lambda case: case["id"])


@cache
def model_of(case_id):
    case = next(case for case in FIRTH if case["id"] == case_id)
    inputs, frame = case["inputs"], rows(case)
    known = {"entry": frame[inputs["start"]].to_numpy(dtype=float)} if inputs.get("start") else {}
    terms = [term_of(covariate, frame) for covariate in inputs["covariates"]]
    time = frame[inputs["time"]].to_numpy(dtype=float)
    return fit_firth(time, event(case, frame), terms, ties=inputs["ties"], **known)


def column_of(case, name):
    return [number(row[name]) for row in case["expected"]["coefficients"]]


def test_sixteen_cases_are_compared():
    assert len(FIRTH) == 16
    assert not any(case["inputs"].get("strata") for case in FIRTH)


@every_case
def test_coefficients_are_those_of_r(case):
    model, expected = model_of(case["id"]), case["expected"]
    found = model.coefficients
    assert (model.n, model.n_events) == (expected["n"], expected["n_events"])
    assert found["term"].tolist() == [row["term"] for row in expected["coefficients"]]
    levels = [None if row["level"] is None else str(row["level"]) for row in expected["coefficients"]]
    assert found["level"].tolist() == levels
    assert found["estimable"].all()
    assert model.converged
    assert found["coef"].tolist() == pytest.approx(column_of(case, "coef"), rel=1e-6)
    assert found["hr"].tolist() == pytest.approx(column_of(case, "hr"), rel=1e-6)
    assert found["se"].tolist() == pytest.approx(column_of(case, "se"), rel=1e-6)


@every_case
def test_the_search_without_derivatives_found_the_same_place(case):
    model = model_of(case["id"])
    apart = (model.coefficients["coef"] - column_of(case, "optim_coef")).abs() * model.design.scale
    assert apart.max() <= 1.1 * case["expected"]["optim_check"]["max_abs_coef_difference_standardised"] + 1e-9


@every_case
def test_profile_limits_are_those_of_r(case):
    found = model_of(case["id"]).coefficients
    assert found["lower"].tolist() == pytest.approx(column_of(case, "pl_hr_lower"), rel=1e-5)
    assert found["upper"].tolist() == pytest.approx(column_of(case, "pl_hr_upper"), rel=1e-5)
    assert np.log(found["lower"]).tolist() == pytest.approx(column_of(case, "pl_coef_lower"), rel=1e-5)
    assert np.log(found["upper"]).tolist() == pytest.approx(column_of(case, "pl_coef_upper"), rel=1e-5)


@every_case
def test_penalised_likelihood_ratio_tests_are_those_of_r(case):
    model, expected = model_of(case["id"]), case["expected"]["plr_global"]
    assert (model.coefficients["z"] ** 2).tolist() == pytest.approx(column_of(case, "plr_chisq"), rel=1e-6)
    assert model.coefficients["p"].tolist() == pytest.approx(column_of(case, "plr_p"), **P_VALUE)
    assert model.likelihood_ratio.df == expected["df"]
    assert model.likelihood_ratio.chisq == pytest.approx(expected["chisq"], rel=1e-6)
    assert model.likelihood_ratio.p == pytest.approx(expected["p"], **P_VALUE)


@every_case
def test_wald_limits_and_p_values_are_those_of_r(case):
    found = model_of(case["id"]).wald_coefficients
    assert found["lower"].tolist() == pytest.approx(column_of(case, "wald_hr_lower"), rel=1e-6)
    assert found["upper"].tolist() == pytest.approx(column_of(case, "wald_hr_upper"), rel=1e-6)
    assert found["z"].tolist() == pytest.approx(column_of(case, "wald_z"), rel=1e-6)
    assert found["p"].tolist() == pytest.approx(column_of(case, "wald_p"), **P_VALUE)


@every_case
def test_covariances_are_those_of_r(case):
    expected = np.array(case["expected"]["vcov"])
    error = np.sqrt(np.diag(expected))
    np.testing.assert_allclose(
        model_of(case["id"]).vcov / np.outer(error, error), expected / np.outer(error, error), rtol=1e-6, atol=1e-8
    )


@every_case
def test_likelihoods_are_those_of_r(case):
    model, expected = model_of(case["id"]), case["expected"]
    assert model.loglik == pytest.approx(expected["loglik_at_estimate"], rel=1e-6)
    assert model.penalized_loglik == pytest.approx(expected["penalized_loglik"], rel=1e-6)
    assert model.penalized_loglik_null == pytest.approx(expected["penalized_loglik_null"], rel=1e-6)
