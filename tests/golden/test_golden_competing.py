"""Competing risks as R gives them: cmprsk 2.2-11 (cuminc, timepoints, crr) and the several states of survfit."""

from functools import cache

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from core.stats.cumulative_incidence import event_free_and_incidences, fit_cumulative_incidence, incidence_at
from core.stats.event_table import EventTable, event_table
from core.stats.fine_gray import fit_fine_gray, predict_incidence
from core.stats.gray import compare_gray
from tests.golden.cases import cases, group_codes, number, rows
from tests.golden.cox_models import term_of

INCIDENCES = cases("cuminc")
CRR = cases("crr")
GRAY = cases("gray")
WITH_CURVE = [case for case in INCIDENCES if "curve" in case["expected"]["groups"][0]]
VARIANCES = {"cmprsk": "gray", "delta": "delta"}
SCALES = {"plain": "plain", "loglog": "log-log", "cloglog": "complementary log-log"}
SURVFIT_SCALES = {"plain": "plain", "log": "log", "log_log": "log-log"}


P_VALUE = {"rel": 1e-6, "abs": 1e-12}


def by_id(chosen):
    return pytest.mark.parametrize("case", chosen, ids=lambda case: case["id"])


def table_of(case: dict, frame: pd.DataFrame | None = None) -> EventTable:
    frame, inputs = rows(case) if frame is None else frame, case["inputs"]
    groups = group_codes(case, frame) if "group" in inputs else None
    n_groups = len(case["inputs"].get("group_levels", [1]))
    status, causes = frame[inputs["event"]].to_numpy(dtype=int), len(inputs["causes"])
    return event_table(frame[inputs["time"]].to_numpy(), status, groups, groups=n_groups, causes=causes)


def strata_of(case: dict) -> list[EventTable]:
    """One table per stratum of the case; one of all rows where there are none."""
    frame, columns = rows(case), case["inputs"].get("strata")
    return [table_of(case, chosen) for _, chosen in frame.groupby(columns)] if columns else [table_of(case, frame)]


@cache
def model_of(case_id: str):
    case = next(case for case in CRR if case["id"] == case_id)
    inputs, frame = case["inputs"], rows(case)
    return fit_fine_gray(
        frame[inputs["time"]].to_numpy(),
        frame[inputs["event"]].to_numpy(),
        [term_of(covariate, frame) for covariate in inputs["covariates"]],
        cause=inputs["failcode"],
        censoring_group=frame[inputs["cengroup"]].to_numpy() if "cengroup" in inputs else None,
    )


def column_of(case: dict, name: str) -> list[float]:
    return [number(row[name]) for row in case["expected"]["coefficients"]]


def values(column: list) -> np.ndarray:
    return np.array([number(value) for value in column])


def assert_close(actual, expected: list) -> None:
    assert_allclose(actual, values(expected), rtol=1e-9, atol=1e-12)


def at_times(case: dict, variance: str, interval: str, past_the_end: str):
    """Each block of the case beside what is found for it."""
    table = table_of(case)
    for place, group in enumerate(case["expected"]["groups"]):
        for block in group["at_times"]:
            curve = fit_cumulative_incidence(table, block["cause"], interval, variance)[place]
            yield block, incidence_at(curve, block["time"], past_the_end)


def test_every_case_is_compared():
    assert (len(INCIDENCES), len(WITH_CURVE), len(GRAY), len(CRR)) == (6, 4, 10, 21)


@pytest.mark.parametrize("cause", [1, 2])
@by_id(INCIDENCES)
def test_patients_and_events_are_those_of_r(case, cause):
    for curve, group in zip(fit_cumulative_incidence(table_of(case), cause), case["expected"]["groups"], strict=True):
        assert (curve.n, curve.n_censored) == (group["n"], group["n_censored"])
        assert (curve.n_events, curve.n_competing) == (group[f"n_cause_{cause}"], group[f"n_cause_{3 - cause}"])


@pytest.mark.parametrize("cause", [1, 2])
@by_id(WITH_CURVE)
def test_curves_and_both_variances_are_those_of_cuminc_and_survfit(case, cause):
    table = table_of(case)
    gray, delta = (fit_cumulative_incidence(table, cause, variance=variance) for variance in ("gray", "delta"))
    for place, group in enumerate(case["expected"]["groups"]):
        expected, curve = group["curve"], delta[place]
        assert_array_equal(curve.time, expected["time"])
        assert_array_equal(curve.at_risk, expected["n_risk"])
        assert_array_equal(curve.censored, expected["n_censor"])
        assert_array_equal(curve.events, expected[f"n_event_{cause}"])
        assert_array_equal(curve.competing, expected[f"n_event_{3 - cause}"])
        assert_close(curve.incidence, expected[f"cif_{cause}"])
        assert_close(curve.std_err**2, expected[f"var_delta_{cause}"])
        assert_close(curve.std_err, expected[f"se_survfit_{cause}"])
        assert_close(gray[place].std_err ** 2, expected[f"var_cmprsk_{cause}"])
        assert_close(event_free_and_incidences(table)[place][f"incidence_{cause}"], expected[f"cif_{cause}"])


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize("variance", VARIANCES)
@by_id(INCIDENCES)
def test_incidences_at_times_are_those_of_timepoints(case, variance, scale):
    """The plain limits written out in R run below 0; here, as in survfit, they end there."""
    for block, found in at_times(case, VARIANCES[variance], SCALES[scale], "missing"):
        expected = block[variance]
        assert_array_equal(found["at_risk"], block["n_risk"])
        assert_close(found["incidence"], block["est"])
        assert_close(found["std_err"], expected["se"])
        assert_close(found["std_err"] ** 2, expected["var"])
        for limit in ("lower", "upper"):
            assert_close(found[limit], np.clip(values(expected[scale][limit]), 0, 1))


@pytest.mark.parametrize("scale", SURVFIT_SCALES)
@by_id(INCIDENCES)
def test_incidences_at_times_are_those_of_summary_survfit(case, scale):
    """While the incidence is 0 R writes plain limits of 0 and the others as missing: here all are missing."""
    for block, found in at_times(case, "delta", SURVFIT_SCALES[scale], "flat"):
        expected, none_yet = block["survfit"], found["incidence"] == 0
        assert_close(found["incidence"], expected["est"])
        assert_close(found["std_err"], expected["se"])
        for limit in ("lower", "upper"):
            assert set(values(expected[scale][limit])[none_yet]) <= {0.0} or scale != "plain"
            assert_close(found[limit], np.where(none_yet, np.nan, values(expected[scale][limit])))


@by_id(GRAY)
def test_grays_tests_are_those_of_cuminc(case):
    assert [expected["cause"] for expected in case["expected"]["tests"]] == case["inputs"]["causes"]
    for expected in case["expected"]["tests"]:
        found = compare_gray(strata_of(case), expected["cause"], case["inputs"].get("rho", 0))
        assert found.df == expected["df"]
        assert_close(found.chisq, [expected["statistic"]])
        assert_allclose(found.p, expected["p"], rtol=1e-6, atol=1e-12)


@by_id(CRR)
def test_coefficients_and_both_errors_are_those_of_crr(case):
    model, expected = model_of(case["id"]), case["expected"]
    found = model.coefficients
    assert (model.n, model.n_events) == (expected["n"], expected["n_failcode"])
    assert model.converged
    assert found["term"].tolist() == [row["term"] for row in expected["coefficients"]]
    levels = [None if row["level"] is None else str(row["level"]) for row in expected["coefficients"]]
    assert found["level"].tolist() == levels
    for column, name in (("lower", "hr_lower"), ("upper", "hr_upper"), *((c, c) for c in ("coef", "se", "hr", "z"))):
        assert found[column].tolist() == pytest.approx(column_of(case, name), rel=1e-6)
    assert np.sqrt(np.diag(model.naive_vcov)).tolist() == pytest.approx(column_of(case, "naive_se"), rel=1e-6)
    assert found["p"].tolist() == pytest.approx(column_of(case, "p"), **P_VALUE)


@by_id(CRR)
def test_covariances_are_those_of_crr(case):
    expected = np.array(case["expected"]["vcov"])
    error = np.outer(*[np.sqrt(np.diag(expected))] * 2)
    assert_allclose(model_of(case["id"]).vcov / error, expected / error, rtol=1e-6, atol=1e-8)


@by_id(CRR)
def test_likelihoods_and_tests_are_those_of_crr(case):
    model, expected = model_of(case["id"]), case["expected"]
    assert model.loglik == pytest.approx(expected["loglik"], rel=1e-9)
    assert model.loglik_null == pytest.approx(expected["loglik_null"], rel=1e-9)
    assert model.likelihood_ratio.chisq == pytest.approx(expected["pseudo_lr"]["chisq"], rel=1e-6)
    assert model.likelihood_ratio.df == model.wald.df == expected["pseudo_lr"]["df"] == expected["wald"]["df"]
    assert model.wald.chisq == pytest.approx(expected["wald"]["chisq"], rel=1e-6)
    assert model.wald.p == pytest.approx(expected["wald"]["p"], **P_VALUE)


@by_id([case for case in CRR if "predict" in case["inputs"]])
def test_predicted_incidences_are_those_of_crr(case):
    factors = [covariate["name"] for covariate in case["inputs"]["covariates"] if covariate["type"] == "factor"]
    patients = [
        {name: str(value) if name in factors else value for name, value in patient.items()}
        for patient in case["inputs"]["predict"]["newdata"]
    ]
    expected = case["expected"]["predict"]
    found = predict_incidence(model_of(case["id"]), patients, expected["times"])
    assert_allclose(found["incidence"], np.ravel(expected["cif"]), rtol=1e-6)
