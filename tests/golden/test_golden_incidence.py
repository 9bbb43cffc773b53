"""The Relapse and NRM screen gives the numbers of R: mgus2 and myeloid as cohorts of dates, through the analyses."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from core.analyses.competing_models import fit_competing_models
from core.analyses.incidence import gray_pairwise, incidence_of
from core.clock import DAYS_PER_MONTH
from core.stats.cumulative_incidence import incidence_at
from core.view import View
from tests.analyses.competing import compared, dated
from tests.golden.cases import cases, number, rows
from tests.making import extra

INCIDENCES = cases("cuminc")
GRAY = [case for case in cases("gray") if not case["inputs"].get("strata") and not case["inputs"].get("rho")]
CRR = [case for case in cases("crr") if "cengroup" not in case["inputs"]]
CAUSE_SPECIFIC = cases("cause_specific_cox")
SCALES = {"plain": "plain", "log-log": "log_log"}
P_VALUE = {"rel": 1e-6, "abs": 1e-12}


def by_id(chosen):
    return pytest.mark.parametrize("case", chosen, ids=lambda case: case["id"])


def column(case: dict, name: str) -> tuple:
    """A column of the data set as an extra field with its values, levels in the order R had them."""
    values, inputs = rows(case)[name], case["inputs"]
    covariate = next((one for one in inputs.get("covariates", []) if one["name"] == name), {})
    levels = covariate.get("levels") or inputs.get("group_levels") or ()
    if covariate.get("type") == "numeric":
        return extra(name, "number"), values.tolist()
    return extra(name, "category", [str(level) for level in levels]), [str(value) for value in values]


def question(case: dict, names: list[str], view: View):
    """The patients of a case on the clock of relapse or, for a model of cause 2, of death without it."""
    frame, inputs = rows(case), case["inputs"]
    cohort = dated(frame[inputs["time"]], frame[inputs["event"]], dict(column(case, name) for name in names))
    return compared(cohort, view, "nrm" if inputs.get("failcode") == 2 else "cir")


def grouped(case: dict, **settings):
    group = case["inputs"].get("group")
    view = View(compare=column(case, group)[0].slug if group else "", **settings)
    return question(case, [group] if group else [], view), view


def values(found: list) -> np.ndarray:
    return np.array([number(value) for value in found])


def test_every_case_the_screen_can_show_is_compared():
    assert (len(INCIDENCES), len(GRAY), len(CRR), len(CAUSE_SPECIFIC)) == (6, 5, 20, 8)


@by_id(INCIDENCES)
def test_curves_of_both_causes_are_those_of_cuminc(case):
    patients, view = grouped(case)
    for group, expected in zip(incidence_of(patients, view).groups, case["expected"]["groups"], strict=True):
        assert (group.n, group.n_events, group.n_competing) == tuple(
            expected[name] for name in ("n", "n_cause_1", "n_cause_2")
        )
        assert expected["group"] is None or group.label == str(expected["group"])
        for cause, curve in enumerate(group.curves if "curve" in expected else (), 1):
            assert_allclose(curve.time * DAYS_PER_MONTH, expected["curve"]["time"], rtol=1e-12)
            assert_array_equal(curve.at_risk, expected["curve"]["n_risk"])
            assert_allclose(curve.incidence, expected["curve"][f"cif_{cause}"], rtol=1e-9, atol=1e-12)
            assert_allclose(curve.std_err, expected["curve"][f"se_survfit_{cause}"], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("scale", SCALES)
@by_id(INCIDENCES)
def test_incidences_and_limits_at_times_are_those_of_survfit(case, scale):
    patients, view = grouped(case, incidence_interval=scale)
    for group, expected in zip(incidence_of(patients, view).groups, case["expected"]["groups"], strict=True):
        for block in expected["at_times"]:
            found = incidence_at(group.curves[block["cause"] - 1], np.array(block["time"]) / DAYS_PER_MONTH)
            survfit, some = block["survfit"], found["incidence"] > 0
            assert_array_equal(found["at_risk"], block["n_risk"])
            assert_allclose(found["incidence"], values(survfit["est"]), rtol=1e-9, atol=1e-12)
            for limit in ("lower", "upper"):
                assert_allclose(found[limit][some], values(survfit[SCALES[scale]][limit])[some], rtol=1e-9, atol=1e-12)


@by_id(GRAY)
def test_grays_tests_of_both_causes_are_those_of_cuminc(case):
    patients, view = grouped(case)
    result = incidence_of(patients, view)
    for test, expected in zip(result.gray, case["expected"]["tests"], strict=True):
        assert (test.cause, test.df) == (expected["cause"], expected["df"])
        assert test.chisq == pytest.approx(expected["statistic"], rel=1e-9)
        assert test.p == pytest.approx(expected["p"], **P_VALUE)
    if len(result.groups) == 2:
        for pair, expected in zip(gray_pairwise(patients), case["expected"]["tests"], strict=True):
            assert pair["p"].tolist() == pytest.approx([expected["p"]], **P_VALUE)


def models_of(case: dict):
    names = [covariate["name"] for covariate in case["inputs"]["covariates"]]
    view = View(
        covariates=tuple(column(case, name)[0].slug for name in names), ties=case["inputs"].get("ties", "efron")
    )
    models = fit_competing_models(question(case, names, view), view)
    assert models.refused == models.late == ()
    return models


def assert_rows(found, expected: list[dict]) -> None:
    for ours, theirs in {"hr": "hr", "se": "se", "lower": "hr_lower", "upper": "hr_upper"}.items():
        assert found[ours].tolist() == pytest.approx([number(row[theirs]) for row in expected], rel=1e-6)
    assert found["p"].tolist() == pytest.approx([number(row["p"]) for row in expected], **P_VALUE)


@by_id(CRR)
def test_fine_gray_models_are_those_of_crr(case):
    model, expected = models_of(case).fine_gray, case["expected"]
    assert (model.n, model.n_events) == (expected["n"], expected["n_failcode"])
    assert_rows(model.coefficients, expected["coefficients"])


@by_id(CAUSE_SPECIFIC)
def test_cause_specific_models_are_those_of_coxph(case):
    models, expected = models_of(case), case["expected"]
    model = models.event if case["inputs"]["event_value"] == [1] else models.competing
    assert (model.n, model.n_events) == (expected["n"], expected["n_events"])
    assert_rows(model.coefficients, expected["coefficients"])
