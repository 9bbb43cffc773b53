"""What one column says against another, and what the values of a sheet do not show."""

import datetime
import io
import re
import zipfile

import numpy as np
import pandas as pd
import pytest
from openpyxl.styles import numbers

from core.workbook import read_workbook
from core.workbook.checks import MOST_PER_RULE, check_patients
from tests.workbook.making import issues, read, repacked, xlsx

DAY = datetime.date
START = DAY(2020, 3, 1)
BEFORE, AFTER = DAY(2020, 2, 1), DAY(2020, 6, 1)


@pytest.mark.parametrize(
    ("headings", "cells", "field", "severity"),
    [
        (("SCT Y/N", "HSCT date"), ("yes", None), "hsct", "warning"),
        (("SCT Y/N", "HSCT date"), ("no", AFTER), "hsct", "error"),
        (("Vital", "Death date"), ("alive", AFTER), "vital_status", "error"),
        (("Last FU", "Death date"), (AFTER, START), "last_contact", "warning"),
        (("Death date", "mAb1 start"), (BEFORE, START), "death_date", "error"),
        (("Last FU", "mAb1 start"), (BEFORE, START), "last_contact", "error"),
        (("CR date", "mAb1 start"), (BEFORE, START), "mab1_response_date", "error"),
        (("mAb2 response date", "mAb2 start"), (BEFORE, START), "mab2_response_date", "error"),
        (("Relapse date", "mAb1 start"), (BEFORE, START), "mab1_progression", "error"),
        (("mAb2 start", "mAb1 start"), (BEFORE, START), "mab2_start", "error"),
        (("HSCT date", "mAb1 start"), (BEFORE, START), "hsct_date", "error"),
        (("Death date", "HSCT date"), (BEFORE, START), "death_date", "error"),
        (("mAb1 start", "Age"), (DAY(2099, 1, 1), 40), "mab1_start", "warning"),
    ],
)
def test_a_contradiction_is_an_issue_at_the_cell_of_its_field(headings, cells, field, severity):
    sound = [None] * len(headings)
    reading = read([("ID", *headings), ("1", *sound), ("2", *cells)])
    found = issues(reading, field)
    assert [(issue.severity, issue.where) for issue in found] == [(severity, "Sheet1!B3")]


def test_dates_of_one_day_do_not_contradict_each_other():
    headings = ("ID", "mAb1 start", "CR date", "HSCT date", "Death date", "Last FU")
    assert issues(read([headings, ("1", *[START] * 5)])) == []


def test_contradictory_dates_are_kept_as_they_are():
    reading = read([("ID", "mAb1 start", "Last FU"), ("1", START, BEFORE)])
    assert list(reading.cohort.patients["last_contact"]) == [pd.Timestamp(BEFORE)]


def test_the_date_decides_who_was_transplanted_and_who_died():
    rows = [("ID", "SCT Y/N", "HSCT date", "Vital", "Death date"), ("1", "no", START, "alive", AFTER)]
    patients = read(rows).cohort.patients
    assert (patients["hsct"][0], patients["vital_status"][0]) == ("yes", "dead")


def test_a_rule_broken_everywhere_is_listed_up_to_its_limit_and_counted():
    count = MOST_PER_RULE + 7
    patients = pd.DataFrame({"mab1_start": np.full(count, np.datetime64("2099-01-01", "ns"))})
    found = check_patients(patients, lambda name, place: f"{name} {place}", DAY(2024, 1, 1))
    assert len(found) == MOST_PER_RULE + 1
    assert "7 more rows" in found[-1].what


def test_error_cells_and_formulas_without_a_value_are_named():
    rows = [("ID", "Age", "WBC"), ("1", "#N/A", 5), ("2", "=1+1", "#DIV/0!"), ("3", 40, 6)]
    reading = read(rows)
    assert [(issue.where, issue.field) for issue in issues(reading, severity="warning")] == [
        ("Sheet1!B2", "age_years"),
        ("Sheet1!B3", "age_years"),
        ("Sheet1!C3", "wbc"),
    ]
    assert "#N/A" in issues(reading, "age_years")[0].what
    assert "formula without a stored value" in issues(reading, "age_years")[1].what


def test_a_formula_with_its_value_is_a_value():
    data = xlsx([("ID", "Age"), ("1", "=20+20"), ("2", 50)])
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    stored = repacked(data, xl__worksheets__sheet1_xml=re.sub(rb"<v ?/>|<v></v>", b"<v>40</v>", sheet))
    reading = read_workbook(stored, "x.xlsx")
    assert list(reading.cohort.numbers("age_years")) == [40, 50]
    assert issues(reading) == []


def test_hidden_rows_are_read_and_said():
    def hide(book):
        book.active.row_dimensions[3].hidden = True

    rows = [("ID", "Age"), ("1", 40), ("2", 50), ("3", 60)]
    reading = read_workbook(xlsx(rows, change=hide), "x.xlsx")
    assert len(reading.cohort) == 3
    assert issues(reading)[0].what == "1 rows are hidden in Excel: 3"


def test_faults_in_a_dropped_column_are_not_told():
    assert [issue.severity for issue in issues(read([("ID", "Age", "Name"), ("1", 40, "#N/A")]))] == ["note"]


def test_number_formats_do_not_change_values():
    def as_percent(book):
        book.active["C2"].number_format = numbers.FORMAT_PERCENTAGE

    reading = read_workbook(xlsx([("ID", "Age", "WBC"), ("1", 40, 0.5)], change=as_percent), "x.xlsx")
    assert list(reading.cohort.numbers("wbc")) == [0.5]
