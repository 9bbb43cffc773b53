"""A row per treatment line is recognised, asked about, and becomes a row per patient."""

import datetime

import numpy as np
import pytest

from core.workbook import Mapping, read_workbook
from core.workbook.antibodies import antibody_in
from core.workbook.lines import A_LINE, A_PATIENT
from tests.workbook.making import issues, read, text

DAY = datetime.date
HEAD = ("Pt ID", "Age", "Line", "Therapy", "Start", "Response", "MRD", "Relapse date", "Last FU", "Vital")
LINES = (
    HEAD,
    ("A1", 40, 1, "blinatumomab", DAY(2020, 1, 1), "CR", "neg", DAY(2020, 9, 1), DAY(2022, 1, 1), "dead"),
    ("A1", 40, 2, "InO + mini-hyper-CVD", DAY(2020, 10, 1), "NR", None, None, DAY(2022, 1, 1), "dead"),
    ("A1", 41, 3, "FLAG-Ida", DAY(2020, 12, 1), "NR", None, None, None, None),
    ("A2", 50, 1, "Besponsa", DAY(2019, 1, 1), "CRi", "pos", None, DAY(2021, 1, 1), "alive"),
    ("A3", 60, 2, "blina", DAY(2019, 5, 1), "CR", "neg", DAY(2020, 3, 3), DAY(2021, 1, 1), "alive"),
    ("A3", 60, 1, "Ino", DAY(2019, 1, 1), "NR", "pos", None, DAY(2021, 1, 1), "alive"),
    ("A3", 60, 3, "blina", DAY(2020, 5, 1), "NR", "neg", None, DAY(2021, 1, 1), "alive"),
)


def said(rows=LINES, **answers):
    return read(rows, layout={"rows": A_LINE}, **answers)


def column(reading, name: str) -> list:
    values = reading.cohort.patients[name].astype(object)
    return values.where(values.notna(), None).tolist()


def test_until_it_is_said_a_row_stays_a_patient_and_the_question_waits():
    reading = read(LINES)
    assert len(reading.cohort) == 7
    [question] = reading.questions
    assert (question.heading, question.options) == ("rows", (A_PATIENT, A_LINE))
    assert question.text.startswith("2 patients stand on more than one of the 7 rows")
    assert read(LINES, layout={"rows": A_PATIENT}).questions == ()


def test_the_antibodies_in_the_order_of_their_start_become_the_first_and_the_second():
    reading = said()
    assert column(reading, "patient_id") == ["A1", "A2", "A3"]
    assert column(reading, "mab1") == ["blinatumomab", "inotuzumab", "inotuzumab"]
    assert column(reading, "mab2") == ["inotuzumab", None, "blinatumomab"]
    assert column(reading, "mab2_response") == ["NR", None, "CR"]
    assert column(reading, "mab1_mrd") == ["negative", "positive", "positive"]
    assert [str(day)[:10] for day in reading.cohort.patients["mab2_progression"]] == ["NaT", "NaT", "2020-03-03"]
    assert reading.questions == ()


def test_every_line_is_kept_among_the_courses():
    courses = said().cohort.records["courses"]
    assert courses["patient"].tolist() == [0, 0, 0, 1, 2, 2, 2]
    assert courses["treatment"].tolist()[:4] == ["blinatumomab", "inotuzumab", "FLAG-Ida", "inotuzumab"]
    assert courses["line"].tolist() == [1, 2, 3, 1, 2, 1, 3]
    assert courses["start"].notna().all()


def test_what_differs_within_a_patient_is_an_issue_and_the_first_value_stays():
    reading = said()
    [found] = [issue for issue in issues(reading) if issue.severity == "warning"]
    assert found.where == "Sheet1!B4"
    assert "'41' here, '40' in Sheet1!B2" in found.what
    assert column(reading, "age_years") == [40, 50, 60]


def test_an_antibody_given_again_and_one_among_other_drugs_are_said():
    told = [issue.what for issue in issues(said()) if issue.severity == "note"]
    assert any("'InO + mini-hyper-CVD' as inotuzumab" in what for what in told)
    assert any("an antibody the patient had before: row 8" in what for what in told)


def test_a_cell_of_the_second_antibody_keeps_its_address():
    rows = [list(row) for row in LINES]
    rows[2][4] = "in autumn"
    found = [issue.where for issue in issues(said(rows), "mab2_start")]
    assert found == ["Sheet1!E3"]


def test_text_dates_are_read_by_the_evidence_of_their_whole_column():
    rows = [[cell.strftime("%d/%m/%Y") if isinstance(cell, DAY) else cell for cell in row] for row in LINES]
    rows[3][4] = "13/12/2020"
    reading = read_workbook(text(rows, ";"), "x.csv", mapping=Mapping(layout={"rows": A_LINE}))
    assert [str(day)[:10] for day in reading.cohort.patients["mab2_start"]] == ["2020-10-01", "NaT", "2019-05-01"]


def test_one_answer_about_the_order_of_dates_serves_both_antibodies_and_the_courses():
    rows = [[cell.strftime("%d/%m/%Y") if isinstance(cell, DAY) else cell for cell in row] for row in LINES]
    mapping = Mapping(layout={"rows": A_LINE}, date_orders={"Second antibody started": "day first"})
    reading = read_workbook(text(rows, ";"), "x.csv", mapping=mapping)
    starts = {"mab1_start", "mab2_start"}
    assert not [one.heading for one in reading.columns if one.question and one.field in starts]
    assert reading.cohort.records["courses"]["start"].notna().all()


def test_lines_without_a_start_follow_the_number_of_the_line():
    rows = [tuple(cell for place, cell in enumerate(row) if place != 4) for row in LINES]
    assert column(said(rows), "mab1") == ["blinatumomab", "inotuzumab", "inotuzumab"]


def test_a_sheet_that_names_the_first_antibody_is_not_asked_about():
    rows = [("ID", "Therapy", "mAb1", "Age"), ("1", "ino", "ino", 4), ("1", "blina", "ino", 4)]
    assert read(rows).questions == ()


@pytest.mark.parametrize(
    ("words", "antibody"),
    [("Blincyto", "blinatumomab"), ("InO + mini-hyper-CVD", "inotuzumab"), ("blina/ino", None), ("IO chemo", None),
     ("rituximab", None), ("inotuzumab-ozogamicin x2", "inotuzumab"), ("", None), ("IO", "inotuzumab")],
)  # fmt: skip
def test_an_antibody_is_known_among_other_words_unless_both_are_named(words, antibody):
    assert antibody_in(words) == antibody


def test_a_patient_without_an_antibody_stays_a_patient():
    rows = [*LINES, ("A4", 33, 1, "FLAG-Ida", DAY(2020, 1, 1), "NR", None, None, DAY(2020, 5, 1), "dead")]
    reading = said(rows)
    assert len(reading.cohort) == 4
    assert np.flatnonzero(reading.cohort.patients["mab1"].isna()).tolist() == [3]


@pytest.mark.parametrize(
    "words",
    [("Therapie", "Linie", "Beginn", "Ansprechen"), ("Traitement", "Ligne", "Date de début", "Réponse"),
     ("Terapia", "Linea", "Data inizio", "Risposta"), ("Tratamiento", "Línea", "Fecha de inicio", "Respuesta")],
)  # fmt: skip
def test_treatment_lines_are_recognised_in_every_language(words):
    treatment, line, start, response = words
    head = tuple(
        {"Therapy": treatment, "Line": line, "Start": start, "Response": response}.get(one, one) for one in HEAD
    )
    assert [one.heading for one in read((head, *LINES[1:])).questions] == ["rows"]
    assert column(said((head, *LINES[1:])), "mab2_response") == ["NR", None, "CR"]
