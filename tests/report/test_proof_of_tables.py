"""The proof of a page of tables: two scripts beside their table, a second opinion, or a sentence why there is none."""

import io
import zipfile

import pytest

from core.bundled import read_bundled
from core.filters import Range
from core.report.proof_of_tables import NOTHING_COUNTED
from core.report.proofs import PROVED, prove
from core.tables.opinion_table import opinion_table
from core.view import View
from core.words.baseline import NO_ROWS
from core.words.patients import nobody_sentence
from core.words.response import NO_RESPONSES
from tests.making import cohort_of
from tests.report.asking import asked

PAGES = ["baseline", "response", "transplant"]


@pytest.mark.parametrize("page", PAGES)
def test_the_zip_has_both_scripts_and_the_table_they_read(page):
    proof, refusal = prove(asked(View(compare="sex")), page)
    assert refusal == ""
    packed = zipfile.ZipFile(io.BytesIO(proof.packed()))
    assert packed.namelist() == ["script.R", "script.py", "analysis_table.csv"]
    assert 'read.csv("analysis_table.csv")' in packed.read("script.R").decode()
    assert 'pd.read_csv("analysis_table.csv"' in packed.read("script.py").decode()
    assert packed.read("analysis_table.csv").decode().startswith("patient,group,")
    assert proof.labels == ("Female", "Male")


@pytest.mark.parametrize("page", PAGES)
def test_the_second_opinion_agrees(page):
    proof, _ = prove(asked(View(compare="sex")), page)
    opinions, sentences = proof.second_opinion()
    table = opinion_table(opinions, proof.labels)
    assert len(table.rows) > 20
    assert {row.cells[4] for row in table.rows} == {"none"}
    assert sentences


def test_a_cohort_without_responses_has_no_proof_of_them():
    assert prove(asked(View(), read_bundled("ino_mrd").cohort), "response") == (None, NO_RESPONSES)


def test_a_cohort_of_ages_alone_has_a_baseline_and_nothing_of_transplant():
    ages = cohort_of(age_years=[40.0, 50.0, 60.0])
    assert prove(asked(View(), ages), "transplant") == (None, NOTHING_COUNTED)
    assert prove(asked(View(), ages), "baseline")[0].table.to_csv().count("\n") == 4
    assert prove(asked(View(table="mine"), ages), "baseline") == (None, NO_ROWS)


@pytest.mark.parametrize("page", PROVED)
def test_without_patients_there_is_no_proof(page):
    nobody = asked(View(filters=(Range(field="age_years", low=200),)))
    assert prove(nobody, page) == (None, nobody_sentence(nobody.selection.sentence))


def test_an_antibody_the_cohort_does_not_record_is_replaced_as_on_the_page():
    proof, _ = prove(asked(View(antibody="mab2", denominator="tested"), read_bundled("mini_hcvd").cohort), "response")
    assert "first antibody" in proof.script.lower()
