"""The generated Python script of the Cox page prints every number of the models that have all their coefficients."""

import pytest

from core.bundled import read_bundled
from core.proof.numbers.cox import cox_models, cox_numbers
from core.proof.python.cox import cox_script_in_python
from core.proof.python.text import UNBOUNDED
from core.view import View
from tests.proof.asked import SITE, made_up
from tests.proof.python import run_python
from tests.proof.test_r_cox import BUNDLED_VIEWS, MADE_UP_VIEWS, asked

VIEWS = [
    *(("mskcc", view) for view in BUNDLED_VIEWS),
    ("mini_hcvd", View(covariates=("regimen", "age_years", "transplant"))),
    ("ino_failure", View(covariates=("wbc", "salvage", "ecog"))),
    *(("made up", view) for view in MADE_UP_VIEWS),
]


@pytest.mark.parametrize(("cohort", "view"), VIEWS)
def test_python_prints_every_number_of_the_cox_page(cohort, view, tmp_path):
    result, table = asked(made_up() if cohort == "made up" else read_bundled(cohort).cohort, view)
    script = cox_script_in_python(table, result)
    lacking = [name for name, model in cox_models(result).items() if not model.estimable.all()]
    assert [UNBOUNDED.format(name=name) in script for name in cox_models(result)].count(True) == len(lacking)
    expected = {
        name: value
        for name, value in cox_numbers(result).items()
        if not any(name.startswith(f"{model},") for model in lacking)
    }
    found = run_python(script, table, tmp_path)
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, rel=1e-7, abs=1e-12, nan_ok=True), name


def test_no_name_of_the_workbook_is_more_than_a_text():
    result, table = asked(made_up(), View(covariates=(SITE.slug, "sex")))
    script = cox_script_in_python(table, result)
    assert script.isascii()
    compile(script, "script.py", "exec")
    assert not [line for line in script.splitlines() if "q()" in line and not line.startswith("# covariate 1: ")]
