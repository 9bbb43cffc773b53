"""Which rows hold the headings: one, or two that belong together."""

import datetime

import pytest

from core.workbook import read_workbook
from tests.workbook.making import column, issues, read, text, xlsx

DAY = datetime.date(2020, 1, 1)


def merged(*ranges: str):
    def change(book):
        for one in ranges:
            book.active.merge_cells(one)

    return change


def headings(reading) -> list[str]:
    return [one.heading for one in reading.columns]


GROUPS = ["ID", "First antibody", None, None, "Second antibody", None, None]
BELOW = [None, "Drug", "Start", "Response", "Drug", "Start", "Response"]
ROW = ["A1", "blina", DAY, "CR", "ino", DAY, "NR"]
FIELDS = ["patient_id", "mab1", "mab1_start", "mab1_response", "mab2", "mab2_start", "mab2_response"]


@pytest.mark.parametrize("change", [None, merged("B1:D1", "E1:G1", "A1:A2")], ids=["plain", "merged"])
def test_two_rows_are_joined_to_the_fields_they_mean_together(change):
    reading = read_workbook(xlsx([GROUPS, BELOW, ROW], change=change), "x.xlsx")
    assert [one.field for one in reading.columns] == FIELDS
    [note] = issues(reading)
    assert (note.severity, note.where) == ("note", "Sheet1, row 1")
    assert "'First antibody' and 'Start' as" in note.done or "'First antibody' and 'Drug' as" in note.done


@pytest.mark.parametrize(
    ("groups", "below"),
    [
        (("Erster Antikörper", "Zweiter Antikörper"), ("Präparat", "Beginn", "Ansprechen", "MRD-Status")),
        (("Premier anticorps", "Deuxième anticorps"), ("Médicament", "Date de début de traitement", "Réponse", "MRD")),
        (("Primo anticorpo", "Secondo anticorpo"), ("Farmaco", "Data inizio terapia", "Risposta", "Stato MRD")),
        (
            ("Primer anticuerpo", "Segundo anticuerpo"),
            ("Fármaco", "Fecha de inicio de tratamiento", "Respuesta", "MRD"),
        ),
        (("1st antibody", "2nd antibody"), ("Drug", "Start", "Best response", "MFC MRD")),
    ],
)
def test_what_stands_below_an_antibody_is_of_that_antibody_in_any_language(groups, below):
    rows = [["ID", groups[0], *[None] * 3, groups[1], *[None] * 3], [None, *below, *below],
            ["A1", "blina", DAY, "CR", "neg", "ino", DAY, "NR", "pos"]]  # fmt: skip
    suffixes = ("", "_start", "_response", "_mrd")
    fields = [f"{antibody}{suffix}" for antibody in ("mab1", "mab2") for suffix in suffixes]
    assert [one.field for one in read(rows).columns] == ["patient_id", *fields]


def test_titles_may_stand_above_two_rows_of_headings():
    reading = read([["Cohort"], ["as of", "May"], [], GROUPS, BELOW, ROW])
    assert [one.field for one in reading.columns] == FIELDS
    assert {issue.where for issue in issues(reading)} == {"Sheet1, row 4"}


def test_the_join_is_tried_both_ways_round():
    rows = [["ID", "Date", None, "Age"], [None, "HSCT", "Relapse", None], ["A1", DAY, DAY, 40]]
    assert [one.field for one in read(rows).columns] == ["patient_id", "hsct_date", "mab1_progression", "age_years"]


def test_a_response_under_another_therapy_is_not_that_to_the_first_antibody():
    rows = [["ID", "Age", "CAR T", None], [None, None, "Date", "Response"], ["A1", 40, DAY, "CR"]]
    reading = read_workbook(xlsx(rows, change=merged("C1:D1")), "x.xlsx")
    assert [one.field for one in reading.columns][2:] == ["car_t_date", "extra:CAR T Response"]


def test_what_was_measured_again_at_transplant_is_not_the_value_at_the_start():
    rows = [["ID", "ECOG", "Transplant", None], [None, None, "Date", "Age"], ["A1", 1, DAY, 41]]
    reading = read_workbook(xlsx(rows, change=merged("C1:D1")), "x.xlsx")
    assert [one.field for one in reading.columns][2:] == ["hsct_date", "extra:Transplant Age"]


def test_groups_that_say_nothing_leave_the_heading_below_as_it_is():
    rows = [["Patient", None, None, "Outcome", None], ["ID", "Age", "Sex", "Last FU", "Status"],
            ["A1", 40, "f", DAY, "alive"]]  # fmt: skip
    reading = read_workbook(xlsx(rows, change=merged("A1:C1", "D1:E1")), "x.xlsx")
    assert [one.field for one in reading.columns] == [
        "patient_id", "age_years", "sex", "last_contact", "vital_status",
    ]  # fmt: skip


def test_a_row_of_units_below_the_headings_is_no_patient():
    reading = read([["ID", "Age", "OS", "OS status"], [None, "(years)", "months", None], ["A1", 40, 12, 1]])
    assert headings(reading) == ["ID", "Age (years)", "OS (months)", "OS status"]
    assert len(reading.cohort) == 1
    assert reading.cohort.columns["os_time"].unit == "months"


def test_a_first_patient_of_words_only_is_no_row_of_headings():
    rows = [
        ["ID", "Sex", "mAb1", None, "Vital"],
        ["Anna", "f", "blina", "x", "alive"],
        ["Bea", "f", "ino", "y", "dead"],
    ]
    assert len(read(rows).cohort) == 2
    assert len(read_workbook(text(rows), "x.csv").cohort) == 2


def test_a_first_patient_below_a_merged_heading_is_no_row_of_headings():
    rows = [["ID", "Sex", "Marker", None], ["Anna", "f", "low", "high"], ["Bea", "m", "low", "low"]]
    reading = read_workbook(xlsx(rows, change=merged("C1:D1")), "x.xlsx")
    assert len(reading.cohort) == 2


def test_a_title_that_is_a_heading_itself_does_not_hide_the_headings():
    reading = read([["Patient"], ["ID", "Age", "Sex"], ["A1", 40, "f"]])
    assert column(reading, "Age").field == "age_years"
    assert len(reading.cohort) == 1
