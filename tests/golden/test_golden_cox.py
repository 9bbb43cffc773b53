"""Cox models against R's coxph (survival 3.5-3), efron and breslow, to 1e-6; concordance errors to 1e-5.

Not compared, for there is nothing to compare yet: ties = "exact" (7 cases); robust standard errors and what follows
from them, that is limits, z, P, vcov and Wald test of the 6 clustered cases (their `naive_se` is compared) and
`robust_score_test`; `aic`, cox.zph and `predict`.
"""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from core.stats.concordance import harrell_concordance
from core.stats.cox import fit_cox
from core.stats.design import Factor, Numeric
from tests.golden.cases import cases, event, number, rows

COX = [case for case in cases("cox", "cause_specific_cox") if case["inputs"]["ties"] != "exact"]
CLUSTERED = [case for case in COX if case["inputs"].get("cluster")]
SIMPLE = [case for case in COX if not case["inputs"].get("cluster")]
P_VALUE = {"rel": 1e-6, "abs": 1e-12}


def by_id(chosen):
    return pytest.mark.parametrize("case", chosen, ids=lambda case: case["id"])


def term_of(covariate, frame):
    column = frame[covariate["name"]]
    if covariate["type"] == "numeric":
        return Numeric(covariate["name"], column.to_numpy(dtype=float))
    levels = covariate["levels"]
    codes = pd.Categorical(column, categories=levels).codes.astype(int)
    return Factor(covariate["name"], codes, tuple(map(str, levels)), levels.index(covariate["reference"]))


def data_of(case):
    """Time, event and keyword arguments of a case."""
    inputs, frame = case["inputs"], rows(case)
    known = {}
    if inputs.get("start"):
        known["entry"] = frame[inputs["start"]].to_numpy(dtype=float)
    if inputs.get("strata"):
        known["strata"] = frame.groupby(inputs["strata"]).ngroup().to_numpy()
    return frame[inputs["time"]].to_numpy(dtype=float), event(case, frame), known


@cache
def model_of(case_id):
    case = next(case for case in COX if case["id"] == case_id)
    time, happened, known = data_of(case)
    terms = [term_of(covariate, rows(case)) for covariate in case["inputs"]["covariates"]]
    return fit_cox(time, happened, terms, ties=case["inputs"]["ties"], **known)


def column_of(case, name):
    return [number(row[name]) for row in case["expected"]["coefficients"]]


def test_every_case_but_exact_ties_is_compared():
    assert (len(COX), len(CLUSTERED)) == (54, 6)


@by_id(COX)
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
    naive = "naive_se" if case["inputs"].get("cluster") else "se"
    assert found["se"].tolist() == pytest.approx(column_of(case, naive), rel=1e-6)


@by_id(SIMPLE)
def test_limits_and_p_values_are_those_of_r(case):
    found = model_of(case["id"]).coefficients
    assert found["lower"].tolist() == pytest.approx(column_of(case, "hr_lower"), rel=1e-6)
    assert found["upper"].tolist() == pytest.approx(column_of(case, "hr_upper"), rel=1e-6)
    assert found["z"].tolist() == pytest.approx(column_of(case, "z"), rel=1e-6)
    assert found["p"].tolist() == pytest.approx(column_of(case, "p"), **P_VALUE)


@by_id(SIMPLE)
def test_covariances_are_those_of_r(case):
    expected = np.array(case["expected"]["vcov"])
    error = np.sqrt(np.diag(expected))
    np.testing.assert_allclose(
        model_of(case["id"]).vcov / np.outer(error, error), expected / np.outer(error, error), rtol=1e-6, atol=1e-8
    )


@by_id(COX)
def test_likelihoods_are_those_of_r(case):
    model, expected = model_of(case["id"]), case["expected"]
    assert model.loglik_null == pytest.approx(expected["loglik_null"], rel=1e-6)
    assert model.loglik == pytest.approx(expected["loglik"], rel=1e-6)


def assert_test(found, expected):
    assert found.df == expected["df"]
    assert found.chisq == pytest.approx(expected["chisq"], rel=1e-6)
    assert found.p == pytest.approx(expected["p"], **P_VALUE)


@by_id(COX)
def test_likelihood_ratio_and_score_tests_are_those_of_r(case):
    model, expected = model_of(case["id"]), case["expected"]
    assert_test(model.likelihood_ratio, expected["lr_test"])
    assert_test(model.score, expected["score_test"])


@by_id(SIMPLE)
def test_wald_tests_are_those_of_r(case):
    assert_test(model_of(case["id"]).wald, case["expected"]["wald_test"])


@by_id(COX)
def test_concordance_is_that_of_r(case):
    model, expected = model_of(case["id"]), case["expected"]["concordance"]
    time, happened, known = data_of(case)
    cluster = rows(case)[case["inputs"]["cluster"]].to_numpy() if case in CLUSTERED else None
    found = harrell_concordance(time, happened, model.linear_predictor, cluster=cluster, **known)
    for pairs in ("concordant", "discordant", "tied_x", "tied_y", "tied_xy"):
        assert getattr(found, pairs) == expected[pairs]
    assert found.c == pytest.approx(expected["c"], rel=1e-9)
    assert found.se == pytest.approx(expected["se"], rel=1e-5)
    if cluster is None:
        assert model.concordance == found
