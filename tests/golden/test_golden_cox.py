"""Cox models against R's coxph (survival 3.5-3), efron, breslow and exact, to 1e-6; cox.zph and C's error to 1e-5."""

import numpy as np
import pytest

from core.stats.concordance import harrell_concordance
from core.stats.cox_prediction import predict_survival, reference_profile
from core.stats.proportional_hazards import TRANSFORMS, compare_hazards_over_time
from tests.golden.cox_models import COX, assert_coefficients, assert_test, by_id, data_of, model_of

CLUSTERED = [case for case in COX if case["inputs"].get("cluster")]
PREDICTED = [case for case in COX if "predict" in case["expected"]]
TESTED_OVER_TIME = [case for case in COX if "zph_terms" in case["expected"]]

COMPARED = {
    "n", "n_events", "coefficients", "vcov", "loglik_null", "loglik", "aic", "lr_test", "score_test", "wald_test",
    "robust_score_test", "concordance", "zph_terms", "zph_coefficients", "predict",
}  # fmt: skip


def test_everything_of_every_case_is_compared():
    kinds = [sum(case["type"] == name for case in COX) for name in ("cox", "cause_specific_cox")]
    assert kinds == [53, 8]
    assert sum(case["inputs"]["ties"] == "exact" for case in COX) == 7
    assert (len(CLUSTERED), len(TESTED_OVER_TIME), len(PREDICTED)) == (6, 48, 32)
    assert {name for case in COX for name in case["expected"]} == COMPARED


@by_id(COX)
def test_coefficients_are_those_of_r(case):
    model, expected = model_of(case["id"]), case["expected"]
    assert (model.n, model.n_events) == (expected["n"], expected["n_events"])
    assert model.converged
    assert_coefficients(model.coefficients, expected["coefficients"])


@by_id(COX)
def test_covariances_are_those_of_r(case):
    expected = np.array(case["expected"]["vcov"])
    error = np.sqrt(np.diag(expected))
    np.testing.assert_allclose(
        model_of(case["id"]).vcov / np.outer(error, error), expected / np.outer(error, error), rtol=1e-6, atol=1e-8
    )


@by_id(CLUSTERED)
def test_with_clusters_errors_without_them_are_kept(case):
    expected = [row["naive_se"] for row in case["expected"]["coefficients"]]
    assert model_of(case["id"]).naive_se.tolist() == pytest.approx(expected, rel=1e-6)


@by_id(COX)
def test_likelihoods_are_those_of_r(case):
    model, expected = model_of(case["id"]), case["expected"]
    for name in ("loglik_null", "loglik", "aic"):
        assert getattr(model, name) == pytest.approx(expected[name], rel=1e-6)


@by_id(COX)
def test_the_tests_of_the_model_are_those_of_r(case):
    model, expected = model_of(case["id"]), case["expected"]
    assert_test(model.likelihood_ratio, expected["lr_test"])
    assert_test(model.score, expected["score_test"])
    assert_test(model.wald, expected["wald_test"])
    assert (model.robust_score is None) == (case not in CLUSTERED)
    if case in CLUSTERED:
        assert_test(model.robust_score, expected["robust_score_test"])


@by_id(COX)
def test_concordance_is_that_of_r(case):
    model, expected = model_of(case["id"]), case["expected"]["concordance"]
    time, happened, known = data_of(case)
    for found in (model.concordance, harrell_concordance(time, happened, model.linear_predictor, **known)):
        for pairs in ("concordant", "discordant", "tied_x", "tied_y", "tied_xy"):
            assert getattr(found, pairs) == expected[pairs]
        assert found.c == pytest.approx(expected["c"], rel=1e-9)
        assert found.se == pytest.approx(expected["se"], rel=1e-5)


@pytest.mark.parametrize("transform", TRANSFORMS)
@by_id(TESTED_OVER_TIME)
def test_proportional_hazards_are_tested_as_in_r(case, transform):
    found, expected = compare_hazards_over_time(model_of(case["id"]), transform), case["expected"]
    assert found.terms["term"].tolist() == expected["zph_terms"]["row_order"]
    for ours, theirs in ((found.terms, "zph_terms"), (found.coefficients, "zph_coefficients")):
        for row, expected_row in zip(ours.itertuples(), expected[theirs][transform]["rows"], strict=True):
            assert_test(row, expected_row, rel=1e-5)
        assert_test(found.overall, expected[theirs][transform]["global"], rel=1e-5)


@by_id(PREDICTED)
def test_the_baseline_hazard_is_that_of_r(case):
    model, expected = model_of(case["id"]), case["expected"]["predict"]
    found = predict_survival(model, [reference_profile(model)], expected["times"])
    assert found.cumulative_hazard[0].tolist() == pytest.approx(expected["baseline_cumhaz_at_zero"], rel=1e-6)


@pytest.mark.parametrize("interval", ["plain", "log", "log-log"])
@by_id(PREDICTED)
def test_predicted_survival_is_that_of_r(case, interval):
    factors = {covariate["name"] for covariate in case["inputs"]["covariates"] if covariate["type"] == "factor"}
    asked = case["inputs"]["predict"]
    profiles = [{name: str(v) if name in factors else v for name, v in one.items()} for one in asked["newdata"]]
    found = predict_survival(model_of(case["id"]), profiles, asked["times"], interval=interval)
    curves = case["expected"]["predict"]["curves"]
    assert len(found.survival) == len(curves) > 0
    for i, curve in enumerate(curves):
        limits = curve[interval.replace("-", "_")]
        expected = {"survival": curve["surv"], "std_err": curve["std_err"]} | limits
        for name, values in expected.items():
            assert getattr(found, name)[i].tolist() == pytest.approx(values, rel=1e-6)
