"""The generated R script of the Cox page, run in R over the bundled and made-up cohorts, prints its every number."""

import pytest

from core.analyses.cox import Cox, analyse_cox
from core.analyses.selection import select
from core.bundled import read_bundled
from core.cohort import Cohort
from core.fitting import asked_endpoint, offered_endpoints
from core.proof.numbers.cox import cox_numbers
from core.proof.r.cox import CROSSED, CURVE, cox_script
from core.proof.tables.cox import CoxTable, cox_analysis_table
from core.view import View
from core.words.r_syntax import coxph_call
from tests.proof.asked import SITE, made_up
from tests.proof.r import needs_r, run_r
from tests.proof.test_r_scripts import assert_same

BUNDLED_VIEWS = [
    View(covariates=("age_years", "sex", "salvage")),
    View(covariates=("age_years", "transplant", "cd19_at_relapse"), origin="mab2_start"),
    View(covariates=("age_years", "transplant"), timing="naive", ties="breslow"),
    View(covariates=("sex", "salvage", "age_years"), model_strata=("cd19_at_relapse",), forms=("age_years..median",)),
    View(covariates=("age_years", "sex", "salvage"), forms=("age_years..per..10",), same_patients=True),
    View(covariates=("age_years", "sex"), forms=("age_years..spline",), ties="breslow"),
    View(covariates=("age_years", "sex"), forms=("age_years..doubling",), interactions=("age_years..sex",)),
    View(covariates=("age_years", "sex"), forms=("age_years..cut..30..50..97", "age_years..ref..2"), endpoint="efs"),
]
MADE_UP_VIEWS = [
    View(covariates=(SITE.slug, "sex")),
    View(covariates=(SITE.slug, "sex"), entry="mab2_start"),
    View(covariates=(SITE.slug,), model_strata=("sex",), forms=(f"{SITE.slug}..ref..third",)),
]


def asked(cohort: Cohort, view: View) -> tuple[Cox, CoxTable]:
    selection = select(cohort, view)
    endpoint = asked_endpoint(view, offered_endpoints(view, cohort, False))
    result = analyse_cox(selection, endpoint, view)
    return result, cox_analysis_table(result, selection, view)


@needs_r
@pytest.mark.parametrize(
    ("cohort", "view"),
    [("mskcc", view) for view in BUNDLED_VIEWS]
    + [
        ("mini_hcvd", View(covariates=("regimen", "age_years", "transplant"))),
        ("ino_failure", View(covariates=("wbc", "salvage", "ecog"))),
    ]
    + [("made up", view) for view in MADE_UP_VIEWS],
)
def test_r_prints_every_number_of_the_cox_page(cohort, view, tmp_path):
    result, table = asked(made_up() if cohort == "made up" else read_bundled(cohort).cohort, view)
    numbers = cox_numbers(result)
    assert len(numbers) > 4
    assert_same(run_r(cox_script(table, result), table, tmp_path), numbers, 1e-6)


def test_the_script_says_what_it_does_not_compare():
    cohort = read_bundled("mskcc").cohort
    for view, note in zip(BUNDLED_VIEWS[5:7], (CURVE, CROSSED), strict=True):
        result, table = asked(cohort, view)
        assert note in cox_script(table, result)
    result, table = asked(cohort, BUNDLED_VIEWS[0])
    assert not {note for note in (CURVE, CROSSED) if note in cox_script(table, result)}


def test_a_covariate_with_one_level_left_is_no_term_of_a_call_in_r():
    view = View(covariates=("age_years", "transplant"), entry="mab2_start")
    result, _ = asked(read_bundled("ino_failure").cohort, view)
    assert [columns.has_one_level for columns in result.multivariable.design.terms] == [False, True]
    assert "age_years" in coxph_call(result)
    assert "transplant" not in coxph_call(result)


def test_the_table_has_a_row_a_change_and_nobody_in_it():
    result, table = asked(read_bundled("mskcc").cohort, BUNDLED_VIEWS[1])
    assert [late.field.slug for late in result.time_dependent] == ["transplant"]
    frame = table.frame
    assert list(frame) == ["patient", "start", "stop", "status", "age_years", "transplant", "cd19_at_relapse"]
    assert frame["patient"].nunique() == result.n
    assert len(frame) > result.n
    assert frame.groupby("patient")["status"].sum().max() == 1
