"""The Cox models of the golden cases, each fitted once."""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from core.stats.cox import fit_cox
from core.stats.cox_model import CoxModel
from core.stats.design import Factor, Numeric, Term
from tests.golden.cases import cases, event, number, rows

COX = cases("cox", "cause_specific_cox")
P_VALUE = {"rel": 1e-6, "abs": 1e-12}


def by_id(chosen: list[dict]):
    return pytest.mark.parametrize("case", chosen, ids=lambda case: case["id"])


def term_of(covariate: dict, frame: pd.DataFrame) -> Term:
    column = frame[covariate["name"]]
    if covariate["type"] == "numeric":
        return Numeric(covariate["name"], column.to_numpy(dtype=float))
    levels = covariate["levels"]
    codes = pd.Categorical(column, categories=levels).codes.astype(int)
    return Factor(covariate["name"], codes, tuple(map(str, levels)), levels.index(covariate["reference"]))


def data_of(case: dict) -> tuple[np.ndarray, np.ndarray, dict[str, np.ndarray]]:
    """Time, event and keyword arguments of a case."""
    inputs, frame = case["inputs"], rows(case)
    known = {}
    if inputs.get("start"):
        known["entry"] = frame[inputs["start"]].to_numpy(dtype=float)
    if inputs.get("strata"):
        known["strata"] = frame.groupby(inputs["strata"]).ngroup().to_numpy()
    if inputs.get("cluster"):
        known["cluster"] = frame[inputs["cluster"]].to_numpy()
    return frame[inputs["time"]].to_numpy(dtype=float), event(case, frame), known


@cache
def model_of(case_id: str) -> CoxModel:
    case = next(case for case in COX if case["id"] == case_id)
    time, happened, known = data_of(case)
    terms = [term_of(covariate, rows(case)) for covariate in case["inputs"]["covariates"]]
    return fit_cox(time, happened, terms, ties=case["inputs"]["ties"], **known)


def assert_test(found, expected: dict, rel: float = 1e-6) -> None:
    """A test has the degrees of freedom, chi-squared and P of R."""
    assert found.df == expected["df"]
    assert found.chisq == pytest.approx(expected["chisq"], rel=rel)
    assert found.p == pytest.approx(expected["p"], **P_VALUE | {"rel": rel})


def assert_coefficients(found: pd.DataFrame, expected: list[dict]) -> None:
    """Hazard ratios have the names, errors, limits and P of R."""
    assert found["term"].tolist() == [row["term"] for row in expected]
    assert found["level"].tolist() == [None if row["level"] is None else str(row["level"]) for row in expected]
    assert found["estimable"].all()
    for ours, theirs in {
        "coef": "coef",
        "se": "se",
        "hr": "hr",
        "lower": "hr_lower",
        "upper": "hr_upper",
        "z": "z",
    }.items():
        assert found[ours].tolist() == pytest.approx([number(row[theirs]) for row in expected], rel=1e-6)
    assert found["p"].tolist() == pytest.approx([number(row["p"]) for row in expected], **P_VALUE)
