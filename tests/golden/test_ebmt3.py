"""A registry export through the whole of Ballad: 2,204 transplants (EBMT) from the file to the figures of R.

The export is not part of the project; where it does not lie beside it (shared/real), these tests are skipped.
"""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from core.analyses.cox import analyse_cox
from core.analyses.selection import select
from core.analyses.survival import GroupSurvival, Survival, analyse_survival
from core.clock import DAYS_PER_MONTH
from core.cohort import Cohort
from core.endpoints import available
from core.view import View
from core.workbook.importing import read_workbook

EXPORT = Path(__file__).resolve().parents[3] / "shared" / "real" / "ebmt3.csv"
R = json.loads((Path(__file__).parent / "ebmt3.json").read_text())
COVARIATES = ("x-dissub", "x-age", "x-drmatch", "x-tcd")
KAPLAN_MEIER = {"rtol": 1e-9, "atol": 1e-12}
COX = {"rtol": 1e-6, "atol": 1e-12}

pytestmark = pytest.mark.skipif(not EXPORT.exists(), reason="ebmt3.csv is not beside the project (shared/real)")
INTERVALS = pytest.mark.parametrize("interval", ["log", "log-log", "plain"])


@cache
def registry() -> Cohort:
    return read_workbook(EXPORT.read_bytes(), EXPORT.name).cohort


@cache
def survival(interval: str = "log-log") -> Survival:
    (only,) = available(registry())
    view = View(compare="x-dissub", interval=interval)
    return analyse_survival(select(registry(), view), only, view)


@cache
def cox():
    (only,) = available(registry())
    view = View(covariates=COVARIATES)
    return analyse_cox(select(registry(), view), only, view)


def numbers(values: list) -> np.ndarray:
    """Numbers of the file; null is what R could not give."""
    return np.array(values, dtype=float)


def pairs(interval: str) -> list[tuple[GroupSurvival, dict]]:
    return list(zip(survival(interval).groups, R["curves"][interval], strict=True))


def test_the_export_is_a_cohort_with_one_endpoint():
    assert len(registry()) == R["n"]
    assert [(one.id, one.origin) for one in available(registry())] == [("rfs", "sheet")]


def test_everybody_is_in_the_curves():
    result = survival()
    assert (result.n, result.n_events, result.left_out) == (R["n"], R["n_events"], ())
    assert [(arm.label, arm.n, arm.n_events) for arm in result.groups] == [
        (arm["group"], arm["n"], arm["n_events"]) for arm in R["curves"]["log"]
    ]


@INTERVALS
def test_milestones_are_those_of_r(interval):
    for arm, expected in pairs(interval):
        found = arm.milestones.set_index("time").loc[expected["months"]]
        assert_array_equal(found["at_risk"], expected["at_risk"])
        for column in ("survival", "std_err", "lower", "upper"):
            assert_allclose(found[column], expected[column], **KAPLAN_MEIER)


@INTERVALS
def test_quartiles_are_those_of_r(interval):
    for arm, expected in pairs(interval):
        for column, name in (
            ("time", "quantile_days"),
            ("lower", "quantile_days_lower"),
            ("upper", "quantile_days_upper"),
        ):
            assert_allclose(arm.quantiles[column] * DAYS_PER_MONTH, numbers(expected[name]), **KAPLAN_MEIER)


def test_the_log_rank_test_is_that_of_r():
    test, expected = survival().test, R["logrank"]
    assert test.df == expected["df"]
    assert_allclose([test.chisq, test.p], [expected["chisq"], expected["p"]], **KAPLAN_MEIER)
    assert_allclose(test.observed, expected["observed"], **KAPLAN_MEIER)
    assert_allclose(test.expected, expected["expected"], **KAPLAN_MEIER)


def test_numbers_at_risk_are_a_count_of_patients():
    result, patients = survival(), registry().patients
    for arm, row in zip(result.groups, result.at_risk, strict=True):
        days = patients.loc[patients["extra:dissub"] == arm.label, "rfs_time"].to_numpy()
        assert row.tolist() == [int((days >= tick * DAYS_PER_MONTH).sum()) for tick in result.ticks]


@pytest.mark.parametrize("column", ["coef", "se", "hr", "lower", "upper", "z", "p"])
def test_the_cox_model_is_that_of_r(column):
    found = cox().multivariable.coefficients
    expected = pd.DataFrame(R["cox"]["coefficients"])
    assert found["term"].str.removeprefix("extra:").tolist() == expected["term"].tolist()
    assert found["level"].tolist() == expected["level"].tolist()
    assert_allclose(found[column], expected[column], **COX)


def test_the_tests_of_the_whole_model_are_those_of_r():
    model, expected = cox().multivariable, R["cox"]
    assert (model.n, model.n_events) == (R["n"], R["n_events"])
    assert_allclose([model.loglik_null, model.loglik], [expected["loglik_null"], expected["loglik"]], **COX)
    for name in ("likelihood_ratio", "wald", "score"):
        assert_allclose(getattr(model, name).chisq, expected[name], **COX)
    assert_allclose(model.concordance.c, expected["concordance"], **COX)
