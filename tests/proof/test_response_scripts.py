"""The generated scripts of the Response page, run in R and in Python, print every number of its tables."""

import pytest

from core.analyses.selection import select
from core.bundled import read_bundled
from core.filters import Choice
from core.proof.numbers.response import DURATION, read_response_page, response_numbers
from core.proof.python.response import response_script_in_python
from core.proof.r.response import response_script
from core.proof.tables.response import response_analysis_table
from core.view import View
from tests.proof.python import run_python
from tests.proof.r import needs_r, run_r
from tests.proof.tables_asked import WARD, treated
from tests.proof.test_r_scripts import assert_same

ASKED = [
    ("mskcc", View()),
    ("mskcc", View(compare="sex", antibody="mab2", limits="wilson")),
    ("mskcc", View(compare="cytogenetic_risk", denominator="evaluable")),
    ("mskcc", View(compare="salvage", antibody="mab2", denominator="tested")),
    ("mskcc", View(compare="transplant", filters=(Choice(field="sex", levels=("female",)),))),
    ("ino_failure", View(compare="karyotype", limits="wilson")),
    ("ino_failure", View(compare="failure_type", antibody="mab2", denominator="responders")),
    ("mini_hcvd", View(compare="regimen")),
    ("mini_hcvd", View(compare="salvage", denominator="tested", interval="log")),
    ("case_report", View(antibody="mab2", denominator="responders")),
    ("made up", View(compare=WARD.slug, antibody="mab2")),
    ("made up", View(compare=WARD.slug, denominator="evaluable", limits="wilson")),
    ("made up", View(compare="sex", denominator="tested", entry="mab2_start")),
]


def asked(cohort: str, view: View):
    selection = select(treated() if cohort == "made up" else read_bundled(cohort).cohort, view)
    page = read_response_page(selection, view)
    table = response_analysis_table(selection, view, page.lasted.compared if page.lasted else None)
    return selection, page, table


@needs_r
@pytest.mark.parametrize(("cohort", "view"), ASKED)
def test_r_prints_every_number_of_the_response_page(cohort, view, tmp_path):
    selection, page, table = asked(cohort, view)
    numbers = response_numbers(page)
    assert len(numbers) > 40
    assert_same(run_r(response_script(table, page, view, selection.sentence), table, tmp_path), numbers)


@pytest.mark.parametrize(("cohort", "view"), ASKED)
def test_python_prints_every_number_of_the_response_page_but_those_of_duration(cohort, view, tmp_path):
    selection, page, table = asked(cohort, view)
    numbers = {name: value for name, value in response_numbers(page).items() if not name.startswith(DURATION)}
    script = response_script_in_python(table, page, view, selection.sentence)
    assert_same(run_python(script, table, tmp_path), numbers)


def test_the_page_of_made_up_patients_has_every_kind_of_number():
    _, page, _ = asked("made up", View(compare=WARD.slug, antibody="mab2"))
    names = set(response_numbers(page))
    assert {"CRh of all given the antibody, group 4, k", "from NR to No second antibody"} <= names
    assert {"by both, MRD conversion to negative of those tested for MRD, MRD-positive after the first antibody, P",
            "days to response, group 2, median", f"{DURATION}group 1, median, lower"} <= names  # fmt: skip


def test_what_a_workbook_says_stays_inside_a_text_of_both_scripts():
    view = View(compare=WARD.slug)
    selection, page, table = asked("made up", view)
    for script in (
        response_script(table, page, view, selection.sentence),
        response_script_in_python(table, page, view, selection.sentence),
    ):
        assert script.isascii()
        assert not [line for line in script.splitlines() if line.startswith(("q()", "with `", "'''"))]


def test_the_table_has_numbers_alone_and_nobody_in_it():
    _, _, table = asked("made up", View(compare=WARD.slug, entry="mab2_start"))
    frame = table.frame
    assert frame["patient"].tolist() == list(range(1, len(frame) + 1))
    assert frame["group"].fillna(99).is_monotonic_increasing
    assert {getattr(dtype, "numpy_dtype", dtype).kind for dtype in frame.dtypes} <= set("iuf")
    assert not {"patient_id", "mab1_start", "mab1_response_date"} & set(frame)
