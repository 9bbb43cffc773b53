"""The R script's own lines for Firth's method give the numbers on the screen, and those of the golden analyses."""

import json

import numpy as np
import pytest

from core.analyses.cox_firth import firth_models, with_firth
from core.bundled import read_bundled
from core.proof.numbers.cox import cox_numbers
from core.proof.opinions.cox import FIRTH as NO_OPINION
from core.proof.opinions.cox import second_opinion_on_cox
from core.proof.python.cox import FIRTH as NOT_IN_PYTHON
from core.proof.python.cox import cox_script_in_python
from core.proof.r.cox import cox_script
from core.proof.r.firth import FIRTH
from core.proof.r.text import r_string
from core.view import View
from tests.golden.cases import cases, rows
from tests.proof.asked import SITE, made_up
from tests.proof.r import needs_r, run_r
from tests.proof.test_r_cox import asked
from tests.proof.test_r_scripts import assert_same

VIEWS = [
    ("mskcc", View(covariates=("agvhd_grade", "age_years"), firth="needed")),
    ("mskcc", View(covariates=("sequence", "sex"), firth="needed", ties="breslow")),
    ("ino_failure", View(covariates=("age_years", "transplant"), entry="mab2_start", firth="needed")),
    ("made up", View(covariates=(SITE.slug,), model_strata=("sex",), entry="mab2_start", firth="all")),
]
GOLDEN = ("aml_monotone.firth.x.breslow", "firth_tiny.firth.x_monotone.efron", "myeloid_tdc.firth.tx_trt.efron",
          "veteran.firth.small_subset.efron", "veteran.firth.karno_celltype_trt.breslow")  # fmt: skip


def firth_of_view(cohort, view):
    result, table = asked(made_up() if cohort == "made up" else read_bundled(cohort).cohort, view)
    return with_firth(result, view.firth), table


@needs_r
@pytest.mark.parametrize(("cohort", "view"), VIEWS)
def test_r_prints_every_number_of_firths_models_on_the_cox_page(cohort, view, tmp_path):
    result, table = firth_of_view(cohort, view)
    single, together = firth_models(result)
    assert single
    assert together
    assert_same(run_r(cox_script(table, result), table, tmp_path), cox_numbers(result), 1e-6)


def golden_script(chosen: list[dict]) -> str:
    """A script that fits each case by the lines of Firth's method."""
    text = 'library(survival)\nsay <- function(name, value) cat(sprintf("%s\\t%.17g\\n", name, value), sep = "")\n'
    for case in chosen:
        inputs = case["inputs"]
        names = [one["name"] for one in inputs["covariates"]]
        times = [inputs[name] for name in ("start", "time") if name in inputs]
        data = rows(case)[[*dict.fromkeys([*times, inputs["event"], *names])]].to_csv(index=False)
        text += f"{FIRTH}\nd <- read.csv(text = {r_string(data)})\n"
        for one in (one for one in inputs["covariates"] if one["type"] == "factor"):
            levels = [one["reference"], *(level for level in one["levels"] if level != one["reference"])]
            text += f"d${one['name']} <- factor(d${one['name']}, levels = c({json.dumps(levels)[1:-1]}))\n"
        happened = f"{inputs['event']} == {inputs['event_value'][0]}"
        text += (
            f"fit <- coxph(Surv({', '.join(times)}, {happened}) ~ {' + '.join(names)}, d, ties = '{inputs['ties']}')\n"
        )
        labels = [f"{case['id']}, {place}" for place in range(len(case["expected"]["coefficients"]))]
        text += f"tell_firth('{case['id']}', fit, c({json.dumps(labels)[1:-1]}))\n"
    return text


@needs_r
def test_the_lines_for_firths_method_give_the_golden_numbers(tmp_path):
    chosen = [case for case in cases("firth") if case["id"] in GOLDEN]
    assert len(chosen) == len(GOLDEN)
    _, table = firth_of_view(*VIEWS[-1])
    found = run_r(golden_script(chosen), table, tmp_path)
    for case in chosen:
        name, expected = case["id"], case["expected"]
        assert found[f"{name}, likelihood ratio, chi-square"] == pytest.approx(
            expected["plr_global"]["chisq"], rel=1e-6
        )
        for place, row in enumerate(expected["coefficients"]):
            ratio = {"HR": ("hr", 1e-6), "HR, lower": ("pl_hr_lower", 1e-5), "HR, upper": ("pl_hr_upper", 1e-5)}
            for what, (column, rel) in ratio.items():
                assert np.log(found[f"{name}, {place}, {what}"]) == pytest.approx(np.log(row[column]), rel=rel), what
            assert found[f"{name}, {place}, P"] == pytest.approx(row["plr_p"], rel=1e-6)


def test_what_has_no_firth_says_so():
    result, table = firth_of_view(*VIEWS[-1])
    script = cox_script_in_python(table, result)
    assert NOT_IN_PYTHON.format(name="multivariable") in script
    assert "\ntell(" not in script
    assert second_opinion_on_cox(result) == ((), (NO_OPINION,))
