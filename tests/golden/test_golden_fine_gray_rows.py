"""Fine-Gray models by weighted rows against R's finegray and coxph(weights, cluster) (survival 3.5-3), to 1e-6."""

from functools import cache

import pytest

from core.stats.cox import fit_cox
from core.stats.fine_gray_rows import fine_gray_rows
from tests.golden.cases import cases, rows
from tests.golden.cox_models import assert_coefficients, by_id, term_of

CASES = cases("finegray_coxph")


@cache
def rows_of(case_id):
    case = next(case for case in CASES if case["id"] == case_id)
    inputs, frame = case["inputs"], rows(case)
    return fine_gray_rows(frame[inputs["time"]].to_numpy(float), frame[inputs["event"]].to_numpy(), inputs["failcode"])


def test_everything_of_every_case_is_compared():
    assert len(CASES) == 20
    compared = {"n", "expanded_rows", "sum_weights", "breslow", "efron"}
    assert {name for case in CASES for name in case["expected"]} == compared
    assert {name for case in CASES for name in case["expected"]["efron"]} == {"coefficients", "loglik_null", "loglik"}


@by_id(CASES)
def test_rows_and_weights_are_those_of_r(case):
    expanded, expected = rows_of(case["id"]), case["expected"]
    assert (len(rows(case)), len(expanded.time)) == (expected["n"], expected["expanded_rows"])
    assert expanded.weight.sum() == pytest.approx(expected["sum_weights"], rel=1e-9)


@pytest.mark.parametrize("ties", ["breslow", "efron"])
@by_id(CASES)
def test_coefficients_and_their_errors_are_those_of_r(case, ties):
    expanded, expected = rows_of(case["id"]), case["expected"][ties]
    frame = rows(case).iloc[expanded.patient]
    model = fit_cox(
        expanded.time,
        expanded.event,
        [term_of(covariate, frame) for covariate in case["inputs"]["covariates"]],
        entry=expanded.entry,
        ties=ties,
        weights=expanded.weight,
        cluster=expanded.patient,
    )
    assert_coefficients(model.coefficients, expected["coefficients"])
    naive = [row["naive_se"] for row in expected["coefficients"]]
    assert model.naive_se.tolist() == pytest.approx(naive, rel=1e-6)
    for name in ("loglik_null", "loglik"):
        assert getattr(model, name) == pytest.approx(expected[name], rel=1e-6)
