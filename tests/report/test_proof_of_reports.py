"""The proof of a report: a script beside its table, and no script where the view asks for another analysis."""

import io
import zipfile

import pytest

from core.report.proof import ONLY_FROM_TIME_ZERO, PROVED, prove, second_opinion
from core.report.proof_of_tables import PROVED_TABLES
from core.tables.opinion_table import AGREES, opinion_table
from core.view import View
from tests.report.asking import asked

LATE = {"compare": "transplant", "endpoint": "os", "origin": "mab1_start"}


@pytest.mark.parametrize("page", [page for page in PROVED if page not in PROVED_TABLES])
def test_the_zip_has_the_script_and_the_table_it_reads(page):
    proof, refusal = prove(asked(View(compare="sex")), page)
    assert refusal == ""
    packed = zipfile.ZipFile(io.BytesIO(proof.packed()))
    in_python = ["script.py"] if page == "survival" else []
    assert packed.namelist() == ["script.R", *in_python, "analysis_table.csv"]
    assert 'read.csv("analysis_table.csv")' in packed.read("script.R").decode()
    columns = "patient,start,stop,status," if page == "cox" else "patient,time,status,group\n"
    assert packed.read("analysis_table.csv").decode().startswith(columns)


@pytest.mark.parametrize("timing", ["", "landmark", "time-dependent"])
def test_there_is_no_script_of_an_analysis_it_does_not_make(timing):
    assert prove(asked(View(**LATE, timing=timing)), "survival") == (None, ONLY_FROM_TIME_ZERO)


def test_the_naive_curves_have_a_script():
    proof, _ = prove(asked(View(**LATE, timing="naive")), "survival")
    assert "survdiff" in proof.script


def test_the_second_opinion_agrees_or_says_why_not():
    proof, _ = prove(asked(View(compare="sex")), "survival")
    opinions, sentences = second_opinion(proof)
    assert sentences == ()
    table = opinion_table(opinions, proof.labels)
    rows = {row.cells[0]: row.cells for row in table.rows}
    assert rows["group 1, alive at 12 months"][1:] == ("0.8333333333", "lifelines", "0.8333333333", AGREES, "")
    assert rows["test, chi-square"][1:] == ("0.4911277089", "statsmodels", "0.4911277089", AGREES, "")
    differing = [cells for cells in rows.values() if cells[4] != AGREES]
    assert differing
    assert all("lifelines" in cells[5] for cells in differing)
    assert table.notes[0] == "Group 1 is Female; group 2 is Male."
