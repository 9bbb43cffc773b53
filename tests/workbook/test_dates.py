"""Dates are read cell by cell; day and month are never exchanged, and never guessed."""

import datetime

import numpy as np
import openpyxl
import pytest
from numpy.testing import assert_array_equal
from openpyxl.utils.datetime import CALENDAR_MAC_1904

from core.workbook import read_workbook
from tests.workbook.making import column, issues, read, read_column, text, xlsx

DAY = datetime.date
NAT = "NaT"


def starts(reading) -> np.ndarray:
    return reading.cohort.patients["mab1_start"].to_numpy().astype("datetime64[D]")


@pytest.mark.parametrize(
    ("cells", "days"),
    [
        ([DAY(2020, 2, 1), datetime.datetime(2020, 2, 1, 13, 45)], ["2020-02-01", "2020-02-01"]),
        (["2020-02-01", "2020/2/1", "2020-02-01 13:45:00", "2020-02-01T13:45:00Z"], ["2020-02-01"] * 4),
        (["13/02/2020", "01/02/2020"], ["2020-02-13", "2020-02-01"]),
        (["02/13/2020", "01/02/2020"], ["2020-02-13", "2020-01-02"]),
        (["31.12.2019", "1.2.2020"], ["2019-12-31", "2020-02-01"]),
        (["01/02/2020", "05/05/2020"], [NAT, "2020-05-05"]),
        (["01/02/2020", "13/02/2020", "02/13/2020"], [NAT, "2020-02-13", "2020-02-13"]),
        (["12-Mar-2020", "12 March 2020", "March 12, 2020", "12MAR2020"], ["2020-03-12"] * 4),
        ([43862, 43862.75, "2020-02-01"], ["2020-02-01"] * 3),
        ([20200201, "20200201"], ["2020-02-01"] * 2),
        ([DAY(2020, 2, 1), DAY(2020, 2, 1), "31/02/2020", "2020-13-01"], ["2020-02-01", "2020-02-01", NAT, NAT]),
        ([DAY(2020, 2, 1), DAY(2020, 2, 1), 12, 2020], ["2020-02-01", "2020-02-01", NAT, NAT]),
        (["2020-02-01", "2020-02-01", "Feb 2020", "2020-02"], ["2020-02-01", "2020-02-01", NAT, NAT]),
        (["2020-02-01", "01.02.20"], ["2020-02-01", NAT]),
        ([DAY(2020, 2, 1), DAY(1901, 1, 1)], ["2020-02-01", NAT]),
        ([DAY(2020, 2, 1), "none", "never", "NA"], ["2020-02-01", NAT, NAT, NAT]),
    ],
)
def test_each_cell_is_the_date_it_can_only_be_or_none(cells, days):
    reading = read_column("mAb1 start", cells)
    assert_array_equal(starts(reading), np.array(days, dtype="datetime64[D]"))
    assert reading.cohort.patients["mab1_start"].dtype == "datetime64[ns]"


@pytest.mark.parametrize("cell", ["31/02/2020", "02/2020", "41.02.20", 12, DAY(1901, 1, 1), "soon"])
def test_a_date_that_cannot_be_is_an_issue_at_its_cell(cell):
    reading = read_column("mAb1 start", [DAY(2020, 2, 1), cell, DAY(2020, 2, 2)])
    assert [issue.where for issue in issues(reading, "mab1_start")] == ["Sheet1!C3"]


def test_an_order_nothing_shows_is_asked_once_and_the_cells_wait():
    reading = read_column("mAb1 start", ["01/02/2020", "03/04/2020", "05/05/2020"])
    found = column(reading, "mAb1 start")
    assert (found.status, found.field, found.question.kind) == ("check", "mab1_start", "date order")
    assert found.question.options == ("day first", "month first")
    errors = issues(reading, "mab1_start", "error")
    assert [(issue.where, issue.what[:7]) for issue in errors] == [("Sheet1!C", "2 dates")]


@pytest.mark.parametrize(
    ("order", "days"),
    [("day first", ["2020-02-01", "2020-02-13", NAT]), ("month first", ["2020-01-02", NAT, "2020-02-13"])],
)
def test_the_answered_order_is_used_and_what_contradicts_it_is_an_issue(order, days):
    reading = read_column("mAb1 start", ["01/02/2020", "13/02/2020", "02/13/2020"], date_orders={"mAb1 start": order})
    assert_array_equal(starts(reading), np.array(days, dtype="datetime64[D]"))
    assert column(reading, "mAb1 start").question is None
    assert len(issues(reading, "mab1_start", "warning")) == 1


def test_serial_numbers_are_noted_once():
    found = issues(read_column("mAb1 start", [43862, 43863]), "mab1_start")
    assert [(issue.severity, issue.where) for issue in found] == [("note", "Sheet1!C")]
    assert "43862 = 2020-02-01" in found[0].what


def test_serial_numbers_in_a_text_file_count_from_1900():
    assert_array_equal(
        starts(read_workbook(text([("ID", "mAb1 start"), ("1", "43862")]), "x.csv")), [np.datetime64("2020-02-01")]
    )


def test_a_workbook_that_counts_from_1904_gives_the_same_days():
    def count_from_1904(book: openpyxl.Workbook) -> None:
        book.epoch = CALENDAR_MAC_1904

    rows = [("ID", "mAb1 start"), ("1", DAY(2020, 2, 1)), ("2", 43862 - 1462)]
    reading = read_workbook(xlsx(rows, change=count_from_1904), "x.xlsx")
    assert_array_equal(starts(reading), np.array(["2020-02-01"] * 2, dtype="datetime64[D]"))


def test_the_trace_of_excel_exchanging_day_and_month_is_pointed_out():
    swapped = [DAY(2020, 3, 4), DAY(2020, 5, 6), DAY(2020, 7, 8), "13/04/2020"]
    assert "exchanged day and month" in issues(read_column("mAb1 start", swapped), "mab1_start", "warning")[0].why
    sound = [*swapped[:2], DAY(2020, 7, 28), "13/04/2020"]
    assert issues(read_column("mAb1 start", sound), "mab1_start") == []


def test_a_transplant_that_never_was_is_information_and_no_issue():
    reading = read([("ID", "HSCT date"), ("1", DAY(2020, 1, 1)), ("2", None)])
    assert list(reading.cohort.patients["hsct"]) == ["yes", "no"]
    assert issues(reading) == []
