"""R's values again, now through what the Cox page does: a cohort, a view, the models, Firth's, predicted survival.

Rows with a start cannot come from a sheet of patients; of these Firth's model is made from the ordinary one alone.
"""

from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from core.analyses.cox import analyse_cox
from core.analyses.cox_firth import with_firth
from core.analyses.cox_patient import asked_covariates, predict_patients
from core.stats.cox import fit_cox
from core.stats.firth import FirthModel, firth_of, penalized_ratio_by_term
from core.stats.times import place_at_or_before
from core.view import View
from tests.golden.cases import cases, data_set, event, number, rows
from tests.golden.cox_models import COX, P_VALUE, by_id, term_of
from tests.making import endpoint, extra, selected, sheet_cohort

FIRTH = cases("firth")
OF_PATIENTS = [case for case in FIRTH if not case["inputs"].get("start")]
PREDICTED = [
    case
    for case in COX
    if "predict" in case["expected"] and not any(case["inputs"].get(name) for name in ("start", "strata", "cluster"))
]
MEDIANS = pd.read_csv(Path(__file__).with_name("predicted_medians.csv"))
CELLS = ("squamous", "smallcell", "adeno", "large")


def of_page(time, happened, frame: pd.DataFrame, covariates: list[dict], ties: str):
    """What the Cox page shows of these rows as patients, and the selection."""
    fields = {one["name"]: field_of(one) for one in covariates}
    columns = {
        field: [None if pd.isna(value) else value if field.is_number else str(value) for value in frame[name]]
        for name, field in fields.items()
    }
    cohort = sheet_cohort(time, happened, columns)
    view = View(covariates=tuple(field.slug for field in fields.values()), ties=ties)
    chosen = selected(cohort, view)
    return analyse_cox(chosen, endpoint("os", "sheet"), view), chosen


def field_of(covariate: dict):
    if covariate["type"] == "numeric":
        return extra(covariate["name"], "number")
    others = [level for level in covariate["levels"] if level != covariate["reference"]]
    return extra(covariate["name"], "category", [str(level) for level in (covariate["reference"], *others)])


def page_of(case: dict):
    inputs, frame = case["inputs"], rows(case)
    time = frame[inputs["time"]].to_numpy(dtype=float)
    return of_page(time, event(case, frame), frame, inputs["covariates"], inputs["ties"])


def expected_of(case: dict, name: str) -> list[float]:
    return [number(row[name]) for row in case["expected"]["coefficients"]]


def assert_firth(model: FirthModel, case: dict) -> None:
    found, overall = model.coefficients, case["expected"]["plr_global"]
    assert isinstance(model, FirthModel)
    assert found["hr"].tolist() == pytest.approx(expected_of(case, "hr"), rel=1e-6)
    assert found["lower"].tolist() == pytest.approx(expected_of(case, "pl_hr_lower"), rel=1e-5)
    assert found["upper"].tolist() == pytest.approx(expected_of(case, "pl_hr_upper"), rel=1e-5)
    assert found["p"].tolist() == pytest.approx(expected_of(case, "plr_p"), **P_VALUE)
    assert model.likelihood_ratio.p == pytest.approx(overall["p"], **P_VALUE)


def test_all_cases_are_here():
    assert (len(FIRTH), len(OF_PATIENTS), len(PREDICTED)) == (16, 10, 32)


@by_id(OF_PATIENTS)
def test_firths_model_on_the_page_is_that_of_r(case):
    result = with_firth(page_of(case)[0], "all")
    assert_firth(result.multivariable, case)
    if len(case["inputs"]["covariates"]) == 1:
        assert_firth(result.univariable[0], case)


@by_id(FIRTH)
def test_firths_model_made_from_the_ordinary_one_is_that_of_r(case):
    inputs, frame = case["inputs"], rows(case)
    known = {"entry": frame[inputs["start"]].to_numpy(dtype=float)} if inputs.get("start") else {}
    terms = [term_of(covariate, frame) for covariate in inputs["covariates"]]
    time = frame[inputs["time"]].to_numpy(dtype=float)
    model = firth_of(fit_cox(time, event(case, frame), terms, ties=inputs["ties"], **known))
    assert_firth(model, case)
    one_each = penalized_ratio_by_term(model)
    if (one_each["df"] == 1).all():
        assert one_each["p"].tolist() == pytest.approx(expected_of(case, "plr_p"), **P_VALUE)


@pytest.mark.parametrize("interval", ["plain", "log", "log-log"])
@by_id(PREDICTED)
def test_survival_predicted_on_the_page_is_that_of_r(case, interval):
    result, chosen = page_of(case)
    factors = {one["name"] for one in case["inputs"]["covariates"] if one["type"] == "factor"}
    asked, times = case["inputs"]["predict"], case["expected"]["predict"]["times"]
    patients = [
        {f"extra:{name}": str(value) if name in factors else float(value) for name, value in one.items()}
        for one in asked["newdata"]
    ]
    found = predict_patients(result, chosen, patients, interval)
    assert [one.field.name for one in asked_covariates(result)] == list(patients[0])
    for patient, expected in zip(found.patients, case["expected"]["predict"]["curves"], strict=True):
        curve, limits = patient.curve, expected[interval.replace("-", "_")]
        place = place_at_or_before(curve.time, times)
        assert (place >= 0).all()
        assert curve.survival[place].tolist() == pytest.approx(expected["surv"], rel=1e-6)
        assert curve.lower[place].tolist() == pytest.approx(limits["lower"], rel=1e-6)
        assert curve.upper[place].tolist() == pytest.approx(limits["upper"], rel=1e-6)


@cache
def veteran(ties: str):
    frame = data_set("veteran")
    cell = {"name": "celltype", "type": "factor", "levels": CELLS, "reference": CELLS[0]}
    numbers = [{"name": name, "type": "numeric"} for name in ("karno", "age")]
    return of_page(frame["time"], frame["status"], frame, [*numbers, cell], ties)


@pytest.mark.parametrize(("ties", "interval"), MEDIANS[["ties", "interval"]].drop_duplicates().to_numpy().tolist())
def test_medians_of_predicted_curves_are_those_of_r(ties, interval):
    expected = MEDIANS.query("ties == @ties and interval == @interval")
    names = ["karno", "age", "celltype"]
    patients = [
        {f"extra:{name}": value for name, value in zip(names, row, strict=True)}
        for row in expected[names].itertuples(index=False)
    ]
    found = predict_patients(*veteran(ties), patients, interval)
    medians = np.array([one.median[["time", "lower", "upper"]].to_numpy(dtype=float) for one in found.patients])
    assert_allclose(medians, expected[["median", "lower", "upper"]].to_numpy(dtype=float), rtol=1e-9)
