"""The generated R script of a landmark or time-dependent analysis, run in R, prints every number the page shows."""

import pytest

from core.bundled import read_bundled
from core.cohort import Cohort
from core.proof.numbers.late import LateComparison, late_comparison_of, late_numbers
from core.proof.r.late import late_script
from core.proof.tables.states import states_table
from core.proof.tables.times import AnalysisTable
from core.view import View
from tests.proof.asked import compared, made_up_transplants
from tests.proof.r import needs_r, run_r
from tests.proof.test_r_scripts import assert_same

LATE_VIEWS = [
    ("mskcc", View(compare="transplant", timing="landmark")),
    ("mskcc", View(compare="transplant", timing="time-dependent", interval="log", ties="breslow")),
    ("mskcc", View(compare="mab1_response", timing="landmark", landmark=1.5, endpoint="efs", ties="breslow")),
    ("made up", View(compare="gvhd_prophylaxis", timing="landmark", landmark=2.5, interval="plain")),
    ("made up", View(compare="gvhd_prophylaxis", timing="landmark", landmark=0.5, entry="mab2_start")),
    ("made up", View(compare="gvhd_prophylaxis", timing="time-dependent", entry="mab2_start")),
]


def late_of(cohort: Cohort, view: View) -> tuple[LateComparison, AnalysisTable]:
    asked = compared(cohort, view, competing=False)
    return late_comparison_of(asked, view, view.timing), states_table(asked, view)


@needs_r
@pytest.mark.parametrize(("cohort", "view"), LATE_VIEWS)
def test_r_prints_every_number_of_a_comparison_by_something_known_later(cohort, view, tmp_path):
    late, table = late_of(made_up_transplants() if cohort == "made up" else read_bundled(cohort).cohort, view)
    numbers = late_numbers(late)
    assert len(numbers) > 30
    assert_same(run_r(late_script(table, late), table, tmp_path), numbers, 1e-8)
