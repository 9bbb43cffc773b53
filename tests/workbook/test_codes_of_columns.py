"""Levels as clinicians write them: spellings, signs, ranges of grades, two values in one cell, marks."""

import datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.dictionary import dictionary
from core.workbook.cells import Cells
from core.workbook.codes import read_levels
from core.workbook.combined import split_response
from core.workbook.level_texts import level_forms, level_of
from core.workbook.typed import Request
from tests.workbook.making import column, issues, read, read_column

CHOICES = [field for field in dictionary().sheet_fields if field.is_choice and field.levels]


def levels(heading: str, cells: list, field: str, **answers: object) -> list:
    values = read_column(heading, cells, **answers).cohort.patients[field].astype(object)
    return [None if value != value else value for value in values]


@pytest.mark.parametrize(
    ("field", "written", "level"),
    [
        ("mab1", "Blincyto", "blinatumomab"), ("mab1", "BLIN", "blinatumomab"), ("mab1", "MT103", "blinatumomab"),
        ("mab1", "blina (Blincyto)", "blinatumomab"), ("mab1", "Besponsa", "inotuzumab"), ("mab1", "InO", "inotuzumab"),
        ("mab1", "Inotuzumab-Ozogamicin", "inotuzumab"), ("mab1", "CMC 544", "inotuzumab"),
        ("mab1_response", "C.R.", "CR"), ("mab1_response", "Complete Remission", "CR"), ("mab1_response", "PD", "NR"),
        ("mab1_response", "CR with incomplete hematologic recovery", "CRi"), ("mab1_response", "stable disease", "NR"),
        ("mab1_response", "NE", "not evaluable"), ("mab1_response", "rémission complète", "CR"),
        ("mab1_response", "kein Ansprechen", "NR"), ("mab1_response", "remisión completa", "CR"),
        ("sos", "ja", "yes"), ("sos", "Oui", "yes"), ("sos", "sì", "yes"), ("sos", "Sí", "yes"), ("sos", "X", "yes"),
        ("sos", "✓", "yes"), ("sos", "nein", "no"), ("sos", "non", "no"), ("sos", "N", "no"), ("sos", "absent", "no"),
        ("sex", "weiblich", "female"), ("sex", "Homme", "male"), ("sex", "maschio", "male"), ("sex", "mujer", "female"),
        ("vital_status", "verstorben", "dead"), ("vital_status", "décédée", "dead"), ("vital_status", "vivo", "alive"),
        ("cause_of_death", "Blutung", "haemorrhage"), ("cause_of_death", "recaída", "progression"),
        ("agvhd_grade", "Grad II", "2"), ("agvhd_grade", "III°", "3"), ("agvhd_grade", "G4", "4"),
    ],
)  # fmt: skip
def test_a_spelling_is_its_level(field, written, level):
    known = dictionary()[field]
    typed = read_levels(Request(known, known.label, Cells.of([written])))
    assert list(typed.values) == [level]


@pytest.mark.parametrize("field", CHOICES, ids=lambda field: field.name)
def test_every_form_of_a_level_is_that_level_in_any_case(field):
    for level in field.levels:
        for form in (level.value, level.label, level.slug, *level.spellings):
            for written in (form, form.upper(), form.lower(), f" {form} "):
                typed = read_levels(Request(field, field.label, Cells.of([written, level.value])))
                assert typed.values[0] in (level.value, None), written
                if written in (form, f" {form} "):
                    assert typed.values[0] == level.value, written


def test_what_has_no_letter_or_digit_is_no_level():
    assert level_of("日本", level_forms(dictionary()["sos"])) is None
    assert level_of("!!", level_forms(dictionary()["sex"])) is None


@pytest.mark.parametrize(
    ("written", "response", "mrd"),
    [
        ("CR MRD-", "CR", "negative"), ("CRMRD-", "CR", "negative"), ("CR, MRD neg", "CR", "negative"),
        ("CR/MRD+", "CR", "positive"), ("CRi MRD positive", "CRi", "positive"), ("MRD-negative CR", "CR", "negative"),
        ("MRD neg. CR", "CR", "negative"), ("CR (MRD negative)", "CR", "negative"),
        ("CR with no MRD", "CR", "negative"), ("MRD- CR", "CR", "negative"),
        ("CRp, MRD not done", "CRp", "not assessed"), ("CR MRDneg", "CR", "negative"),
        ("complete remission, MRD undetectable", "CR", "negative"), ("CR, uMRD", "CR", "negative"),
    ],
)  # fmt: skip
def test_a_response_written_with_mrd_is_two_values(written, response, mrd):
    assert split_response(written, dictionary()["mab1_response"]) == (response, mrd)


@pytest.mark.parametrize("written", ["CR", "MRD-", "CR MRD", "CR or MRD-", "CR? MRD-", "good MRD-", "CR MRD- PR"])
def test_a_text_that_names_not_just_these_two_is_not_split(written):
    assert split_response(written, dictionary()["mab1_response"]) is None


def test_mrd_beside_the_response_becomes_mrd_where_no_column_has_it():
    reading = read_column("Response", ["CR MRD-", "CRi MRD+", "CR", "NR"])
    values = reading.cohort.patients
    assert list(values["mab1_response"].astype(object)) == ["CR", "CRi", "CR", "NR"]
    assert list(values["mab1_mrd"].astype(object)[:2]) == ["negative", "positive"]
    assert values["mab1_mrd"].isna().tolist() == [False, False, True, True]
    second = column(reading, "Response (Best MRD after first antibody)")
    assert (second.letter, second.field, second.status) == ("C", "mab1_mrd", "matched")
    found = issues(reading, "mab1_response", "note")
    assert [issue.where for issue in found] == ["Sheet1!C2", "Sheet1!C3"]
    assert "split" in found[0].done


def test_a_column_of_mrd_goes_before_mrd_beside_the_response_and_so_does_an_answer():
    rows = [("ID", "Response", "MRD"), ("1", "CR MRD-", "pos"), ("2", "CR", "neg")]
    assert list(read(rows).cohort.patients["mab1_mrd"]) == ["positive", "negative"]
    dropped = read_column("Response", ["CR MRD-"], fields={"Response (Best MRD after first antibody)": "drop"})
    assert "mab1_mrd" not in dropped.cohort
    assert not issues(dropped, severity="warning")


@pytest.mark.parametrize(
    ("written", "grade"),
    [("III-IV", "4"), ("2-3", "3"), ("grade 2-3", "3"), ("I – II", "2"), ("3/4", "4"), ("2 to 3", "3")],
)
def test_of_a_range_of_grades_the_worst_counts_and_that_is_said(written, grade):
    reading = read_column("aGVHD", ["1", written, "0"])
    assert list(reading.cohort.patients["agvhd_grade"].astype(object)) == ["1", grade, "0"]
    found = issues(reading, "agvhd_grade", "warning")
    assert [(issue.where, issue.done) for issue in found] == [("Sheet1!C3", f"read as {grade}, the worst")]


@pytest.mark.parametrize("written", ["2-7", "II-", "-III", "1-2-3", "2-mild", "2-2"])
def test_what_is_no_range_of_two_grades_is_asked(written):
    assert column(read_column("aGVHD", ["1", written, "0"]), "aGVHD").question.kind == "unknown levels"


def test_a_grade_that_excel_turned_into_a_date_is_pointed_out():
    found = issues(read_column("aGVHD", ["1", datetime.date(2024, 3, 2), "0"]), "agvhd_grade", "warning")
    assert "Excel turns a range such as 2-3 into a date" in found[0].why


def test_a_minus_is_negative_beside_a_plus_and_a_dash_without_one():
    assert levels("MRD", ["+", "-", "+"], "mab1_mrd") == ["positive", "negative", "positive"]
    assert levels("MRD", ["pos", "-", "neg"], "mab1_mrd") == ["positive", None, "negative"]
    assert levels("SOS", ["+", "-"], "sos") == ["yes", "no"]
    assert any("- read as negative" in i.done for i in issues(read_column("MRD", ["+", "-"]), "mab1_mrd", "note"))


def test_the_letter_m_is_asked_where_it_may_be_mujer():
    assert levels("Sex", ["H", "M", "M"], "sex", fields={"Sex": "sex"}) == [None, None, None]
    question = column(read_column("Sex", ["H", "M", "M"], fields={"Sex": "sex"}), "Sex").question
    assert question.values == (("H", 1), ("M", 2))
    assert levels("Sex", ["F", "M", "H"], "sex") == ["female", "male", None]


def test_empty_cells_beside_marks_are_asked_and_wait():
    cells = ["x", None, "X", None]
    reading = read_column("SOS", cells)
    question = column(reading, "SOS").question
    assert (question.kind, question.options) == ("empty cells", ("no", "unknown"))
    assert levels("SOS", cells, "sos") == ["yes", None, "yes", None]
    assert levels("SOS", cells, "sos", conventions={"SOS": {"empty cells": "no"}}) == ["yes", "no", "yes", "no"]
    unknown = read_column("SOS", cells, conventions={"SOS": {"empty cells": "unknown"}})
    assert column(unknown, "SOS").question is None
    assert dict(column(unknown, "SOS").missing) == {"empty cell": 2}


@pytest.mark.parametrize("cells", [["x", "no", None], ["yes", None], [None, None, "NA"]])
def test_empty_cells_are_no_question_where_more_than_marks_stand(cells):
    assert column(read_column("SOS", cells), "SOS").question is None


@pytest.mark.parametrize("field", CHOICES, ids=lambda field: field.name)
def test_an_unknown_level_of_any_field_is_shown_with_its_count_and_can_be_assigned(field):
    rows = [("ID", "Age", "what"), *((str(n), 40, "qqq") for n in range(3)), ("4", 40, field.values[-1])]
    asked = column(read(rows, fields={"what": field.name}), "what").question
    assert (asked.kind, asked.values) == ("unknown levels", (("qqq", 3),))
    assert set(asked.options) == set(field.values)
    said = read(rows, fields={"what": field.name}, codes={"what": {"qqq": field.values[0]}})
    assert list(said.cohort.patients[field.name].astype(object)) == [field.values[0]] * 3 + [field.values[-1]]
    assert column(said, "what").question is None


@settings(max_examples=200)
@given(st.sampled_from(CHOICES), st.data())
def test_a_level_written_in_any_known_way_reads_back_equal(field, data):
    level = data.draw(st.sampled_from(field.levels))
    form = data.draw(st.sampled_from([level.value, level.label, level.slug, *level.spellings]))
    written = data.draw(st.sampled_from([form, f" {form}", f"{form}\xa0", form.replace(" ", "  ")]))
    assert list(read_levels(Request(field, field.label, Cells.of([written]))).values) == [level.value]
