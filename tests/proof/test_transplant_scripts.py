"""The generated scripts of the page on transplant and toxicity, run in R and in Python, print its every number."""

import math

import numpy as np
import pytest

from core.analyses.selection import select
from core.analyses.transplant import antibody_view
from core.bundled import read_bundled
from core.cohort import Cohort
from core.proof.numbers.counts import plain
from core.proof.numbers.transplant import lines_of, read_transplant_page, transplant_numbers
from core.proof.opinions.response import LARGER_FISHER, PLAIN
from core.proof.opinions.transplant import second_opinion_on_transplant
from core.proof.python.transplant import transplant_script_in_python
from core.proof.r.transplant import transplant_script
from core.proof.tables.transplant import transplant_analysis_table
from core.view import View
from tests.analyses.recorded import with_toxicities
from tests.making import days
from tests.proof.asked import HOSTILE
from tests.proof.python import run_python
from tests.proof.r import needs_r, run_r
from tests.proof.tables_asked import WARD
from tests.proof.test_r_scripts import assert_same

ASKED = [
    ("mskcc", View()),
    ("mskcc", View(compare="sex", antibody="mab2", limits="wilson")),
    ("mskcc", View(compare="salvage")),
    ("mskcc", View(compare="transplant", antibody="mab2")),
    ("ino_failure", View(compare="karyotype", limits="wilson")),
    ("ino_failure", View(compare="failure_type", antibody="mab2")),
    ("ino_mrd", View(compare="ph_status")),
    ("mini_hcvd", View(compare="regimen")),
    ("mini_hcvd", View(compare="prior_hsct", limits="wilson")),
    ("case_report", View(antibody="mab2")),
    ("made up", View(compare=WARD.slug)),
    ("made up", View(compare="sex", limits="wilson")),
    ("made up", View()),
]


def recorded(seed: int = 3, n: int = 60) -> Cohort:
    """Patients with a toxicity sheet whose events have hostile names, some grades missing; some were transplanted."""
    chance = np.random.default_rng(seed)
    events = (HOSTILE, "Fever\t1", "Mucositis")
    grades = (1.0, 2.0, 3.0, 4.0, 5.0, None)
    records = [
        (patient, event, grades[chance.integers(6)])
        for patient in range(n)
        for event in events
        if chance.random() < 0.5
    ]
    had = [bool(chance.random() < 0.6) for _ in range(n)]
    return with_toxicities(
        records,
        {WARD: [None if chance.random() < 0.1 else WARD.values[place % 3] for place in range(n)]},
        sex=["female" if chance.random() < 0.5 else "male" for _ in range(n)],
        mab1=["inotuzumab"] * n,
        mab1_start=days(*[0] * n),
        hsct=["yes" if one else "no" for one in had],
        hsct_date=days(*[int(chance.integers(30, 120)) if one else None for one in had]),
        hsct_donor=["cord blood" if one and chance.random() < 0.5 else None for one in had],
        sos=["yes" if chance.random() < 0.3 else "no" for _ in range(n)],
        vital_status=["dead" if chance.random() < 0.5 else "alive" for _ in range(n)],
        last_contact=days(*[int(chance.integers(20, 400)) for _ in range(n)]),
    )


def asked(cohort: str, view: View):
    patients = recorded() if cohort == "made up" else read_bundled(cohort).cohort
    view = antibody_view(patients, view)
    selection = select(patients, view)
    page = read_transplant_page(selection, view)
    return selection, page, transplant_analysis_table(page, selection, view)


@needs_r
@pytest.mark.parametrize(("cohort", "view"), ASKED)
def test_r_prints_every_number_of_the_page_on_transplant(cohort, view, tmp_path):
    selection, page, table = asked(cohort, view)
    numbers = transplant_numbers(page)
    assert len(numbers) > 90
    assert_same(run_r(transplant_script(table, page, view, selection.sentence), table, tmp_path), numbers)


@pytest.mark.parametrize(("cohort", "view"), ASKED)
def test_python_prints_every_number_of_the_page_on_transplant(cohort, view, tmp_path):
    selection, page, table = asked(cohort, view)
    script = transplant_script_in_python(table, page, view, selection.sentence)
    assert_same(run_python(script, table, tmp_path), transplant_numbers(page))


@pytest.mark.parametrize(("cohort", "view"), ASKED)
def test_statsmodels_and_scipy_say_the_same_of_transplant_and_toxicity(cohort, view):
    _, page, _ = asked(cohort, view)
    opinions, sentences = second_opinion_on_transplant(page, view.limits)
    assert len(opinions) > 40
    assert [one for one in opinions if not one.agrees] == []
    assert set(sentences) <= {LARGER_FISHER, PLAIN}
    shares = {name for name in transplant_numbers(page) if name.endswith((", share", ", share, lower"))}
    assert shares <= {one.name for one in opinions}


def test_the_names_of_numbers_are_one_plain_line_each_whatever_the_workbook_says():
    _, page, table = asked("made up", View(compare=WARD.slug))
    names = list(transplant_numbers(page))
    assert all(name.isascii() and name.isprintable() for name in names)
    assert plain("Grade I–IV\n# `x`\t≥") == "Grade I-IV # `x` >="
    assert page.recorded is not None
    columns = [line.column for one in page.tables for line in lines_of(one)]
    assert len(columns) == len(set(columns)) == len(table.frame.columns) - 2 - len(page.recorded.found.events)


def test_what_a_workbook_says_stays_inside_a_text_of_both_scripts():
    view = View(compare=WARD.slug)
    selection, page, table = asked("made up", view)
    for write in (transplant_script, transplant_script_in_python):
        script = write(table, page, view, selection.sentence)
        assert script.isascii()
        assert not [line for line in script.splitlines() if line.startswith(("q()", "with `", "'''", "'of'"))]


def test_a_group_that_nobody_of_a_table_is_in_is_not_in_it_and_the_others_keep_their_places():
    _, page, _ = asked("mskcc", View(compare="transplant", antibody="mab2"))
    groups = {table.key: table.groups for table in page.tables}
    assert groups["transplant"] == (1, 2)
    assert groups["after"] == (2,)


def test_the_table_has_numbers_alone_and_those_not_counted_are_empty():
    _, page, table = asked("mskcc", View(compare="sex"))
    frame = table.frame
    assert {getattr(dtype, "numpy_dtype", dtype).kind for dtype in frame.dtypes} <= set("iuf")
    first = next(line for line in lines_of(page.tables[0]))
    assert frame[first.column].sum() == first.row.columns[0].k
    assert frame[first.column].count() == first.row.columns[0].n
    assert not math.isnan(frame["patient"].iloc[-1])
