"""The Patients page in a real browser: a number clicked becomes a list, a row of it a course with laboratory values."""

import datetime as dt
import io

import openpyxl
import pytest
from playwright.sync_api import expect

from tests.browser.workbooks import KIND

HOSTILE = '<img src="http://example.org/x.png"> ![x](http://example.org/y.png) =1+1'
ROW_HEIGHT, FIRST_COLUMN = 35, 18
"""Of a list, in pixels: rows are as high as its head, and the boxes by which they are chosen stand so far in."""


def two_patients() -> dict:
    """A workbook with a sheet of courses and one of laboratory values; every text of it that may be is hostile."""
    start = dt.date(2020, 1, 1)
    sheets = {
        "Patients": [
            ("Pt ID", "mAb1", "mAb1 start", "mAb1 response", "Vital status", "Last FU"),
            (HOSTILE, "blina", start, "CR", "alive", start + dt.timedelta(400)),
            ("P2", "InO", start, "NR", "dead", start + dt.timedelta(200)),
        ],
        "Courses": [
            ("Pt ID", "Treatment", "Start", "End"),
            (HOSTILE, HOSTILE, start - dt.timedelta(300), start - dt.timedelta(200)),
            (HOSTILE, "Haploidentical transplant", start + dt.timedelta(60), None),
        ],
        "Labs": [
            ("Pt ID", "Test", "Date", "Value", "Unit"),
            *((HOSTILE, "Lymphocytes", start + dt.timedelta(10 * week), week / 10, "1e9/L") for week in range(9)),
        ],
    }
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for place, row in enumerate(rows, start=1):
            for column, value in enumerate(row, start=1):
                cell = sheet.cell(place, column, value)
                cell.data_type = "s" if isinstance(value, str) else cell.data_type
    buffer = io.BytesIO()
    book.save(buffer)
    return {"name": "two.xlsx", "mimeType": KIND, "buffer": buffer.getvalue()}


def choose_row(reader, row: int) -> None:
    """Choose a row of the list, counted from 0, once it is drawn."""
    reader.page.locator("[data-testid=stDataFrame] canvas").first.wait_for()
    reader.page.wait_for_timeout(1000)
    shown = reader.page.locator("[data-testid=stDataFrame]").first
    shown.scroll_into_view_if_needed()
    box = shown.bounding_box()
    reader.page.mouse.click(box["x"] + FIRST_COLUMN, box["y"] + ROW_HEIGHT * (row + 1) + ROW_HEIGHT / 2)
    reader.settle()


def patient(reader):
    """The box that names the patient whose course is shown."""
    return reader.page.locator("[data-testid=stMain] [data-testid=stSelectbox] input").first


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_part_of_a_bar_becomes_a_list_and_a_row_of_it_a_course(visit, scheme):
    reader = visit(scheme)
    reader.open("/response?cohort=mskcc&compare=salvage")
    reader.page.locator("[data-testid=stVegaLiteChart] svg text", has_text="CR 63.2 %").first.click()
    reader.settle()
    assert "12 patients: Salvage 1, best response to the first antibody: CR" in reader.text()
    reader.page.get_by_role("button", name="Open on the Patients page").click()
    reader.page.locator("h1", has_text="Patients").wait_for()
    reader.settle()
    assert "12 patients: Salvage 1, best response to the first antibody: CR" in reader.text()
    choose_row(reader, 2)
    expect(patient(reader)).to_have_value("SYN-05", timeout=20_000)
    drawn = reader.figure()
    for text in ("Blinatumomab", "Response, MRD", "Follow-up", "Months from the first antibody"):
        assert text in drawn
    assert "SYN" not in reader.page.url
    assert reader.faults == reader.outside == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_courses_and_laboratory_values_of_a_workbook_are_drawn_and_no_text_of_it_is_run(visit, scheme):
    reader = visit(scheme)
    reader.open("/cohort")
    reader.drop(two_patients())
    reader.go("Patients")
    drawn = reader.figure()
    for text in ("Lymphocytes (1e9/L)", "Transplant, CAR T cells", "Alive at last contact"):
        assert text in drawn
    assert reader.page.locator("[data-testid=stMain] img").count() == 0
    reader.page.get_by_text("Logarithmic values").click()
    reader.settle()
    assert "On the logarithmic scale open circles" in reader.text()
    reader.page.get_by_role("button", name="Next").click()
    reader.settle()
    assert "Inotuzumab" in reader.figure()
    assert "Lymphocytes" not in reader.figure()
    assert reader.faults == reader.outside == []
