"""The list of patients: what matters first, dates only when asked, nothing a spreadsheet would run."""

import csv
import io

import numpy as np
import openpyxl
import pytest

from core.analyses.patients_behind import Behind
from core.bundled import read_bundled
from core.tables.export.csv import write_csv
from core.tables.export.excel import write_excel
from core.tables.patients_list import list_table, patients_list
from core.words.patients_behind import HANDLE, behind_sentence, distinct, shortened_sentence
from tests.making import cohort_of, days, extra, sheet_cohort

HOSTILE = "=HYPERLINK(1)"
COHORT = read_bundled("mskcc").cohort
MADE = cohort_of(
    {extra("Age", "text"): ["old", "older"], extra("Note", "text"): [HOSTILE, None]},
    patient_id=[HOSTILE, None],
    age_years=[40.5, None],
    mab1=["inotuzumab", "blinatumomab"],
    mab1_start=days(0, 0),
    vital_status=["dead", "alive"],
    last_contact=days(61, 122),
)


def everybody(cohort):
    return np.ones(len(cohort), dtype=bool)


def test_what_matters_comes_first_and_every_other_column_behind():
    frame = patients_list(COHORT, everybody(COHORT))
    assert frame.columns[:11].tolist() == [
        "Patient", "Antibody sequence", "Salvage status", "Best response to first antibody",
        "Best MRD after first antibody", "Best response to second antibody", "Best MRD after second antibody",
        "Transplant after the first antibody", "Follow-up from the first antibody, months", "Vital status",
        "Cause of death",
    ]  # fmt: skip
    known = [field for name, field in COHORT.columns.items() if COHORT.has(name) and field.kind != "date"]
    assert len(frame.columns) == len(known) + 1


def test_only_the_patients_of_the_mask_are_listed_in_the_order_of_the_sheet():
    mask = COHORT.is_level("sex", "male")
    frame = patients_list(COHORT, mask)
    assert frame["Patient"].tolist() == COHORT.patients["patient_id"][mask].tolist()
    assert set(frame["Sex"]) == {"Male"}


def test_follow_up_is_from_the_first_antibody_to_the_last_contact_in_months():
    frame = patients_list(COHORT, everybody(COHORT))
    wanted = (COHORT.patients["last_contact"] - COHORT.patients["mab1_start"]).dt.days / 30.4375
    np.testing.assert_allclose(frame["Follow-up from the first antibody, months"], wanted, atol=0.005)


def test_follow_up_of_a_sheet_with_times_is_its_time_and_a_sheet_without_has_none():
    assert patients_list(sheet_cohort([12, 6], [0, 1]), np.array([True, True]))["Follow-up, months"].tolist() == [12, 6]
    assert patients_list(cohort_of(sex=["male"]), np.array([True])).columns.tolist() == ["Patient", "Sex"]


def test_dates_are_there_only_when_asked():
    assert not [name for name in patients_list(MADE, everybody(MADE)) if "started" in name or "contact" in name]
    frame = patients_list(MADE, everybody(MADE), dates=True)
    assert frame["Death or last contact"].map(str).tolist() == ["2020-03-02", "2020-05-02"]


def test_two_columns_of_one_name_both_stay_and_a_patient_without_a_number_is_called_by_its_row():
    frame = patients_list(MADE, everybody(MADE))
    assert frame["Patient"].tolist() == [HOSTILE, "row 2"]
    assert frame["Age (years)"].tolist()[0] == 40.5
    assert frame["Age"].tolist() == ["old", "older"]


def test_the_files_hold_the_patients_say_what_they_are_and_run_nothing():
    table = list_table(patients_list(MADE, everybody(MADE)), "2 patients: some")
    lines = list(csv.reader(io.StringIO(write_csv(table).decode("utf-8-sig"))))
    assert lines[1][0] == f"'{HOSTILE}"
    assert [HANDLE] in lines
    sheet = openpyxl.load_workbook(io.BytesIO(write_excel(table))).active
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert HOSTILE in [cell.value for cell in cells]
    assert HANDLE in [cell.value for cell in cells]


def test_missing_values_are_empty_in_files():
    rows = list_table(patients_list(MADE, everybody(MADE)), "").rows
    assert "nan" not in " ".join(rows[1].cells).lower()
    assert "None" not in rows[1].cells


@pytest.mark.parametrize(
    ("what", "among", "sentence"),
    [
        ("Salvage 1, CR", "Sex: Male", "2 patients: Salvage 1, CR (among Sex: Male)"),
        ("Salvage 1, CR", "All patients", "2 patients: Salvage 1, CR"),
        ("Sex: Male", "Sex: Male", "2 patients: Sex: Male"),
        ("All patients", "All patients", "All 2 patients of the cohort"),
    ],
)
def test_a_list_says_how_many_what_and_among_whom(what, among, sentence):
    assert behind_sentence(Behind(what, among, np.array([True, False, True]))) == sentence


def test_a_list_too_long_for_the_screen_says_so():
    assert shortened_sentence(2000, 2000) == ""
    assert shortened_sentence(2001, 2000).startswith("The first 2,000 of 2,001 are shown")


def test_names_that_come_twice_are_told_apart():
    assert distinct(["P1", "P1", "P1 (2)", "P2"]) == ["P1", "P1 (2)", "P1 (2) (2)", "P2"]
