"""The spreadsheet doctor in a real browser: a question answered, the problems taken along, the workbook back."""

import datetime as dt
import io
import random
import re

import openpyxl

from tests.browser.workbooks import HEADINGS, KIND, as_file, patient

DEATH_BEFORE = "death before the first antibody"


def messy() -> dict:
    chance = random.Random(5)
    rows = [(*patient(chance, number), None, "=1+1") for number in range(40)]
    rows[0] = (*rows[0][:5], dt.date(2019, 3, 1), *rows[0][6:11], dt.date(2018, 1, 1), "=1+1")
    rows[1] = (*rows[1][:6], "besser", *rows[1][7:])
    file = as_file("cohort.xlsx", [(*HEADINGS, "Death date", "Note"), *rows])
    book = openpyxl.load_workbook(io.BytesIO(file["buffer"]))
    for row in range(2, 42):
        book.active[f"M{row}"].data_type = "s"
    buffer = io.BytesIO()
    book.save(buffer)
    return file | {"buffer": buffer.getvalue()}


def numbers(reader) -> tuple[str, str]:
    """The fingerprint of the cohort, and the table of endpoints."""
    text = reader.text()
    return re.search(r"Fingerprint (\w{10})", text)[1], text.partition("Endpoints")[2]


def taken(reader, button: str) -> bytes:
    with reader.page.expect_download(timeout=60_000) as download:
        reader.page.get_by_role("button", name=button, exact=True).click()
    return download.value.path().read_bytes()


def test_a_messy_workbook_is_asked_about_annotated_corrected_by_nobody_and_loads_the_same(visit):
    reader = visit()
    reader.open("/cohort")
    reader.drop(messy())
    assert "1 question only you can answer" in reader.text()
    reader.choose("“besser” in 1 row means", "CR")
    assert "question only you can answer" not in reader.text()
    assert DEATH_BEFORE in reader.text()
    before = numbers(reader)

    annotated = taken(reader, "Annotated workbook")
    book = openpyxl.load_workbook(io.BytesIO(annotated))
    assert DEATH_BEFORE in book.worksheets[0]["L2"].comment.text
    assert book.worksheets[0]["M2"].data_type == "s"
    answers = taken(reader, "Answers to keep")

    stranger = visit()
    stranger.open("/cohort")
    stranger.page.get_by_text("Template and answers").click()
    stranger.settle()
    kept = {"name": "cohort.ballad-mapping.json", "mimeType": "application/json", "buffer": answers}
    stranger.page.locator("[data-testid=stFileUploader] input[type=file]").last.set_input_files(kept)
    stranger.page.get_by_text("The answers wait for their workbook").wait_for()
    stranger.settle()
    stranger.drop({"name": "annotated.xlsx", "mimeType": KIND, "buffer": annotated})
    assert "question only you can answer" not in stranger.text()
    assert numbers(stranger) == before
    assert reader.outside == stranger.outside == []
    assert reader.faults == stranger.faults == []


def test_the_columns_of_a_refused_workbook_are_named_by_a_click_and_it_loads(visit):
    reader = visit()
    reader.open("/cohort")
    reader.drop(as_file("other.xlsx", [("Colour", "Measured"), ("red", 1), ("blue", 2)]))
    reader.page.get_by_text("Say what its 2 columns are").click()
    reader.settle()
    table = reader.page.locator("[data-testid=stDataFrame] canvas").first.bounding_box()
    reader.page.mouse.dblclick(table["x"] + 250, table["y"] + 35 + 52)
    reader.page.wait_for_timeout(1000)
    reader.page.keyboard.type("White cells")
    reader.page.wait_for_timeout(500)
    reader.page.keyboard.press("Enter")
    reader.page.get_by_text("1 of 2 columns understood").wait_for()
    assert reader.count() == "2 of 2 patients"
