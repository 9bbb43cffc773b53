"""The model as R would write it: its names are columns of its frame, and R gives the same model."""

import json
import re
import shutil
import subprocess

import pandas as pd
import pytest

from core.analyses.cox import Cox, analyse_cox
from core.analyses.cox_frame import model_frame
from core.cohort import Cohort
from core.view import View
from core.words.r_syntax import coxph_call
from tests.analyses.transplanted import seven, without_effect
from tests.analyses.veterans import fitted, veterans
from tests.making import endpoint, selected

WORDS = {
    "coxph", "Surv", "relevel", "ref", "cut", "c", "Inf", "right", "FALSE", "splines", "ns", "knots", "Boundary", "I",
    "log2", "as", "integer", "strata", "data", "patients", "ties",
}  # fmt: skip
MANY = ("age_years", "x-karno", "x-diagtime", "x-celltype", "x-trt", "x-stage")

QUESTIONS = {
    "plain": {"covariates": ("age_years", "x-celltype")},
    "forms": {
        "covariates": MANY,
        "forms": (
            "age_years..tertiles", "age_years..ref..3", "x-karno..per..10", "x-diagtime..doubling",
            "x-celltype..ref..adeno", "x-stage..trend",
        ),
    },
    "cut": {"covariates": ("age_years", "x-trt"), "forms": ("age_years..cut..50..62.5",), "ties": "breslow"},
    "spline": {"covariates": ("age_years", "x-trt"), "forms": ("age_years..spline",)},
    "strata": {"covariates": ("x-karno", "age_years"), "model_strata": ("x-celltype", "x-trt")},
    "interaction": {
        "covariates": ("x-karno", "x-celltype", "x-trt", "age_years"),
        "interactions": ("x-karno..x-celltype", "x-trt..age_years"),
        "forms": ("x-karno..per..10", "x-trt..ref..2"),
    },
}  # fmt: skip


def asked(name: str) -> tuple[Cohort, Cox]:
    """A cohort and the models of one of the questions; "dated" is transplant from its date, "late" entry at it."""
    if name in QUESTIONS:
        cohort = veterans(missing=3)
        return cohort, fitted(cohort, **QUESTIONS[name])
    view, cohort = View(covariates=("transplant",)), without_effect()
    if name == "late":
        view, cohort = View(covariates=("age_years",), entry="hsct"), seven(age_years=[50, 61, 43, 70, 55, 66, 39])
    one = endpoint("os", "mab1_start").observed(view.follow_up)
    return cohort, analyse_cox(selected(cohort, view), one, view)


@pytest.mark.parametrize("name", [*QUESTIONS, "dated", "late"])
def test_every_name_is_a_column_of_the_frame(name):
    cohort, result = asked(name)
    text = re.sub(r'"[^"]*"', "", coxph_call(result))
    names = set(re.findall(r"[A-Za-z][A-Za-z0-9_]*", text)) - WORDS
    frame = model_frame(result, cohort)
    assert names == set(frame.columns)
    assert frame.dropna().shape[0] == result.multivariable.n


def test_the_call_reads_as_a_statistician_would_write_it():
    _, result = asked("plain")
    assert coxph_call(result) == (
        'coxph(Surv(os_days, os_status) ~ age_years + x_celltype, data = patients, ties = "efron")'
    )
    call = coxph_call(asked("forms")[1])
    for part in (
        "relevel(cut(age_years, c(-Inf, 55, 64, Inf), right = FALSE), ref = 3)",
        "I(x_karno / 10)",
        "log2(x_diagtime)",
        'relevel(x_celltype, ref = "adeno")',
        "as.integer(x_stage)",
    ):
        assert part in call
    assert coxph_call(asked("dated")[1]).startswith("coxph(Surv(start_days, stop_days, os_status) ~ transplant")
    late = "coxph(Surv(start_days, stop_days, os_status) ~ age_years, "
    assert coxph_call(asked("late")[1]).startswith(late)
    assert "strata(x_celltype, x_trt)" in coxph_call(asked("strata")[1])
    assert "I(x_karno / 10):x_celltype" in coxph_call(asked("interaction")[1])
    assert coxph_call(fitted(covariates=())) == ""


R_SCRIPT = """
library(survival); options(digits = 17, contrasts = c("contr.treatment", "contr.treatment"))
patients <- read.csv(file("stdin"), check.names = FALSE, colClasses = {classes})
{factors}
fit <- {call}
cat(fit$loglik[2], fit$n, exp(coef(fit)), sep = "\\n")
"""


def in_r(frame: pd.DataFrame, call: str) -> list[float]:
    """Log-likelihood, rows and hazard ratios R gives for a call on a frame."""
    choices = [name for name in frame if isinstance(frame[name].dtype, pd.CategoricalDtype)]
    levels = {name: ", ".join(map(json.dumps, frame[name].cat.categories)) for name in choices}
    factors = "\n".join(f"patients${name} <- factor(patients${name}, c({levels[name]}))" for name in choices)
    classes = ", ".join(f'"{"character" if name in choices else "numeric"}"' for name in frame)
    script = R_SCRIPT.format(classes=f"c({classes})", factors=factors, call=call)
    run = subprocess.run(
        [shutil.which("Rscript"), "-e", script],
        input=frame.to_csv(index=False), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return [float(line) for line in run.stdout.split("\n") if line]


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="Rscript is not on this computer")
@pytest.mark.parametrize("name", [*QUESTIONS, "dated", "late"])
def test_r_gives_the_same_model_for_the_call(name):
    cohort, result = asked(name)
    loglik, n, *ratios = in_r(model_frame(result, cohort), coxph_call(result))
    assert (loglik, n) == (pytest.approx(result.multivariable.loglik, rel=1e-9), result.multivariable.n)
    if name != "spline":  # its columns are others in R, of the same curve
        assert ratios == pytest.approx(result.multivariable.coefficients["hr"].tolist(), rel=1e-6)
