"""The R script of the Relapse and NRM page prints every number of its tabs too."""

import pytest

from core.analyses.incidence import incidence_of
from core.analyses.landmark import compare_from_landmark
from core.bundled import read_bundled
from core.proof.numbers.competing_tabs import competing_tab_numbers, competing_tabs_of
from core.proof.numbers.curves import incidence_numbers
from core.proof.r.competing_tabs import competing_tabs_script
from core.proof.r.incidence import incidence_script
from core.view import View
from tests.proof.asked import SITE, compared, made_up, made_up_transplants
from tests.proof.r import needs_r, run_r
from tests.proof.test_r_scripts import assert_same

COMPETING_VIEWS = [
    ("made up", View(endpoint="cir", compare=SITE.slug, adjust="bh")),
    ("made up", View(endpoint="cir", compare=SITE.slug, covariates=("sex", SITE.slug), entry="mab2_start")),
    ("mskcc", View(endpoint="cir", compare="salvage", covariates=("age_years", "salvage"), ties="breslow")),
    ("transplants", View(compare="transplant", endpoint="nrm", entry="mab2_start", covariates=("transplant",))),
    ("landmark", View(endpoint="cir", compare="transplant", covariates=("age_years", "transplant"))),
]


def asked(cohort: str, view: View):
    made = {"made up": made_up, "transplants": made_up_transplants}
    one = compared(made[cohort]() if cohort in made else read_bundled("mskcc").cohort, view, competing=True)
    if cohort == "landmark":
        one = compare_from_landmark(one, view.compare, 2.0)
    result = incidence_of(one, view)
    return result, *competing_tabs_of(one, result, view)


@needs_r
@pytest.mark.parametrize(("cohort", "view"), COMPETING_VIEWS)
def test_r_prints_every_number_of_the_tabs_of_competing_risks(cohort, view, tmp_path):
    result, tabs, table = asked(cohort, view)
    numbers = competing_tab_numbers(tabs)
    assert len(numbers) >= 4
    expected = incidence_numbers(result) | numbers
    if table.enters_late:  # R's limits are of another kind then, and the script says so
        expected = {name: value for name, value in expected.items() if name in numbers or "er" not in name[-5:]}
    script = incidence_script(table, result, view.incidence_interval) + competing_tabs_script(table, tabs)
    assert_same(run_r(script, table, tmp_path), expected, 1e-6)
