"""The case report: its printed timeline, sheets as records are named, and the same file from its script."""

import pandas as pd
import pytest

from core.bundled import read_bundled
from core.dictionary import DATA
from core.records import COLUMNS
from tests.data.recomputed import read_published
from tests.data.scripts import assert_makes_again, in_order

WORKBOOK = DATA / "case_report.xlsx"
TIMELINE = read_published("ctt_case")["timeline"]
ORDER = ("mab1_start", "mab1_progression", "mab2_start", "inotuzumab_last_dose", "mab2_response_date", "hsct_date",
         "engraftment_date", "cgvhd_date", "last_contact")  # fmt: skip


def sheet(title: str) -> pd.DataFrame:
    return pd.read_excel(WORKBOOK, sheet_name=title)


@pytest.mark.parametrize("kind", COLUMNS)
def test_sheets_of_records_have_the_columns_records_have(kind):
    assert sheet(kind.title()).columns.tolist() == ["Patient no.", *(column.label for column in COLUMNS[kind])]


def test_dates_are_in_order():
    assert in_order(read_bundled("case_report").cohort.patients, ORDER)


WORDS = {"therapy": "ALL-", "HSCT": "transplant", "blinatumomab": "Blinatumomab", "inotuzumab": "Inotuzumab"}


@pytest.mark.parametrize("event", WORDS)
def test_courses_start_when_the_report_says(event):
    courses = sheet("Courses")
    found = courses.loc[courses["Treatment"].str.contains(WORDS[event]), "Start"].dt.strftime("%Y-%m-%d").tolist()
    printed = [one["date"] for one in TIMELINE if one["event"] == event]
    assert [one[: len(other)] for one, other in zip(found, printed, strict=True)] == printed


def test_printed_measurements_stand_in_the_labs():
    labs = sheet("Labs").set_index("Test")
    assert labs.loc["Marrow blasts", "Value"].tolist()[:2] == [64, 89]
    assert labs.loc["MRD", "Value"].iloc[0] == 1.8
    before = labs.loc[["Lymphocytes"]].query("Date < '2019-05-20'").iloc[-1]
    assert before["Value"] == 0.9
    assert labs.loc["CD3+ of lymphocytes", "Value"] == 35


def test_marrow_was_looked_at_ten_days_after_blinatumomab():
    courses, labs = sheet("Courses").set_index("Treatment"), sheet("Labs").set_index("Test")
    looked = labs.loc["Marrow blasts", "Date"].iloc[1]
    assert (looked - courses.loc["Blinatumomab", "End"]).days == 10


def test_the_patient_is_followed_for_nine_months_after_the_second_transplant():
    patient = read_bundled("case_report").cohort.patients.iloc[0]
    assert patient["last_contact"] - patient["hsct_date"] == pd.Timedelta(days=274)


def test_script_makes_the_same_workbook_again(monkeypatch):
    assert_makes_again(monkeypatch, "make_case_report", WORKBOOK)
