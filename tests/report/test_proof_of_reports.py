"""The proof of a report: a script beside its table, and no script where the view asks for another analysis."""

import io
import zipfile

import pytest

from core.report.proofs import prove
from core.tables.opinion_table import AGREES, opinion_table
from core.view import View
from tests.report.asking import asked

LATE = {"compare": "transplant", "endpoint": "os", "origin": "mab1_start"}


@pytest.mark.parametrize("page", ["survival", "relapse", "cox"])
def test_the_zip_has_the_script_and_the_table_it_reads(page):
    proof, refusal = prove(asked(View(compare="sex")), page)
    assert refusal == ""
    packed = zipfile.ZipFile(io.BytesIO(proof.packed()))
    assert packed.namelist() == ["script.R", "script.py", "analysis_table.csv"]
    assert 'read.csv("analysis_table.csv")' in packed.read("script.R").decode()
    columns = {"survival": "time,status,group\n", "relapse": "time,status,group,sex\n", "cox": "start,stop,status,"}
    assert packed.read("analysis_table.csv").decode().startswith(f"patient,{columns[page]}")


@pytest.mark.parametrize("timing", ["", "landmark", "time-dependent"])
def test_groups_known_late_have_the_scripts_of_the_analysis_shown(timing):
    proof, refusal = prove(asked(View(**LATE, timing=timing)), "survival")
    assert refusal == ""
    assert proof.labels == ("No", "Yes")
    packed = zipfile.ZipFile(io.BytesIO(proof.packed()))
    assert packed.namelist() == ["script.R", "script.py", "analysis_table.csv"]
    assert packed.read("analysis_table.csv").decode().startswith("patient,time,status,before,after,change\n")
    shown = "d <- at_landmark" if timing == "landmark" else "d <- over_time"
    assert shown in proof.script
    opinions, _ = proof.second_opinion()
    assert "time-dependent, hazard ratio of group 2" in [one.name for one in opinions if one.agrees]


def test_the_naive_curves_have_a_script():
    proof, _ = prove(asked(View(**LATE, timing="naive")), "survival")
    assert "survdiff" in proof.script


def test_the_second_opinion_agrees_or_says_why_not():
    proof, _ = prove(asked(View(compare="sex")), "survival")
    opinions, sentences = proof.second_opinion()
    assert sentences == ()
    table = opinion_table(opinions, proof.labels)
    rows = {row.cells[0]: row.cells for row in table.rows}
    assert rows["group 1, alive at 12 months"][1:] == ("0.8333333333", "lifelines", "0.8333333333", AGREES, "")
    assert rows["test, chi-square"][1:] == ("0.4911277089", "statsmodels", "0.4911277089", AGREES, "")
    differing = [row.cells for row in table.rows if row.cells[4] != AGREES]
    assert differing
    assert [row.cells for row in table.rows[: len(differing)]] == differing
    assert table.title.endswith(f"{len(rows) - len(differing)} of {len(rows)} numbers agree")
    assert all("lifelines" in cells[5] for cells in differing)
    assert table.notes[0] == "Group 1 is Female; group 2 is Male."
