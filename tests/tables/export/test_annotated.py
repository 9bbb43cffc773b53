"""The workbook given back with its problems marked: the same cells, the same cohort, and nothing that runs."""

import datetime
import io
import zipfile

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import PatternFill

from core.tables.export import originals
from core.tables.export.annotated import COLOURS, SIGNATURE, annotate_workbook
from core.workbook import Mapping, read_workbook
from core.workbook.own_sheets import ISSUES, LEGEND
from tests.workbook.making import repacked, text, xlsx

DAY = datetime.date
HEADINGS = ("Pt ID", "Name", "Age", "Sex", "mAb1", "mAb1 start", "Death date", "Vital", "Note")
ROWS = [
    HEADINGS,
    ("P1", "Anna Example", 400, "f", "blina", DAY(2019, 1, 5), DAY(2018, 1, 1), "dead", "=1+1"),
    ("P2", "Bert Example", 44, "x", "ino", DAY(2019, 3, 5), DAY(2020, 1, 1), "alive", "@SUM(A1)"),
    ("P3", "Carl Example", 52, "m", "??", DAY(2019, 4, 5), None, "alive", "-5+3"),
]


def as_text(book: openpyxl.Workbook) -> None:
    for cell in (cell for row in book.worksheets[0].iter_rows() for cell in row):
        if cell.data_type == "f":
            cell.data_type = "s"


MESSY = xlsx(ROWS, change=as_text)


def annotated(data: bytes, name: str = "export.xlsx", **answers: object) -> tuple[openpyxl.Workbook, bytes]:
    written = annotate_workbook(data, name, read_workbook(data, name, mapping=Mapping(**answers)))
    return openpyxl.load_workbook(io.BytesIO(written)), written


def marked(sheet) -> dict[str, str]:
    fills = {colour: severity for severity, colour in COLOURS.items()}
    cells = [cell for row in sheet.iter_rows() for cell in row if cell.fill.fgColor.rgb in fills]
    return {cell.coordinate: fills[cell.fill.fgColor.rgb] for cell in cells}


def values(data: bytes, sheet: str, *, data_only: bool = False) -> list:
    return list(openpyxl.load_workbook(io.BytesIO(data), data_only=data_only)[sheet].values)


def test_cells_with_a_problem_are_coloured_by_severity_and_say_what_why_and_what_was_done():
    book, _ = annotated(MESSY)
    assert marked(book["Sheet1"]) == {
        "C2": "error", "G2": "error", "H3": "error", "D3": "warning", "E1": "note",
    }  # fmt: skip
    said = book["Sheet1"]["G2"].comment.text
    assert said.startswith(f"{SIGNATURE}\nError: death before the first antibody.\nWhy: survival would be negative.")
    assert "Done: both dates kept" in said


def test_every_other_cell_is_as_it_was_those_that_name_the_patient_too():
    _, written = annotated(MESSY)
    assert values(written, "Sheet1") == values(MESSY, "Sheet1")
    assert values(written, "Sheet1")[1][1] == "Anna Example"


@pytest.mark.parametrize("name", ["export.xlsx", "export.csv"])
def test_a_text_that_looks_like_a_formula_is_text_again_and_marked_as_such(name):
    data = MESSY if name.endswith("xlsx") else text(ROWS)
    book, _ = annotated(data, name)
    cells = [book.worksheets[0][f"I{row}"] for row in (2, 3, 4)]
    assert [cell.value for cell in cells] == ["=1+1", "@SUM(A1)", "-5+3"]
    assert all(cell.data_type == "s" and cell.quotePrefix for cell in cells)


def test_no_cell_of_the_sheets_ballad_adds_is_a_formula():
    rows = [("ID", "Age", "=HYPERLINK(1)", "Sex"), ("=1+1", 40, "+a", '=cmd|"/c calc"!A0'), ("2", 50, "+b", "f")]
    book, _ = annotated(text(rows), "=evil.csv")
    texts = [cell for name in (ISSUES, LEGEND) for row in book[name].iter_rows() for cell in row if cell.value]
    assert {cell.data_type for cell in texts} == {"s"}
    assert any("cmd" in cell.value for cell in texts)


def test_the_sheet_of_issues_lists_every_issue_errors_first_with_a_way_to_its_cell():
    book, _ = annotated(MESSY)
    cohort = read_workbook(MESSY, "export.xlsx").cohort
    lines = list(book[ISSUES].iter_rows(min_row=2))
    assert sorted(line[1].value for line in lines) == sorted(issue.where for issue in cohort.issues)
    severities = [line[0].value for line in lines]
    assert severities == sorted(severities, key=["error", "warning", "note"].index)
    death = next(line for line in lines if line[6].value == "death-before-first-antibody")
    assert death[1].hyperlink.location == "'Sheet1'!G2"
    assert death[2].value == "Death date"
    assert cohort.fingerprint in "".join(str(cell) for row in book[LEGEND].values for cell in row)


def formulas(data: bytes) -> bytes:
    """The workbook with a value stored for each of its formulas, as Excel writes them."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml")
    stored = {b"B2": b"<v>40</v>", b"C2": b"<v>43500</v>", b"D2": b"<v>CR &amp; more</v>", b"E2": b"<v>#N/A</v>"}
    kinds = {b"D2": b' t="str"', b"E2": b' t="e"'}
    for place, value in stored.items():
        head, _, tail = sheet.partition(b'<c r="' + place + b'"')
        attributes, _, rest = tail.partition(b">")
        formula, _, rest = rest.partition(b"</f>")
        rest = rest.removeprefix(b"<v />").removeprefix(b"<v/>").removeprefix(b"<v></v>")
        sheet = (
            head
            + b'<c r="'
            + place
            + b'"'
            + attributes
            + kinds.get(place, b"")
            + b">"
            + formula
            + b"</f>"
            + value
            + rest
        )
    return repacked(data, xl__worksheets__sheet1_xml=sheet)


def with_formulas() -> bytes:
    def as_date(book: openpyxl.Workbook) -> None:
        book.active["C2"].number_format = "yyyy-mm-dd"

    rows = [("ID", "Age", "mAb1 start", "Site", "WBC", "Sex"), ("1", "=20+20", "=B1", "=B2", "=1/0", "q")]
    return formulas(xlsx([*rows, ("2", 50, DAY(2019, 2, 2), "A", 3, "f")], change=as_date))


def test_formulas_keep_their_formula_and_what_they_last_gave():
    data = with_formulas()
    _, written = annotated(data)
    assert values(written, "Sheet1") == values(data, "Sheet1")
    assert values(written, "Sheet1", data_only=True) == values(data, "Sheet1", data_only=True)
    assert values(written, "Sheet1", data_only=True)[1][1:4] == (40, datetime.datetime(2019, 2, 4), "CR & more")


def other_sheets(book: openpyxl.Workbook) -> None:
    book.active["A1"].comment = Comment("by the data manager", "M")
    book.active["D3"].comment = Comment("to be asked", "M")
    book.active["A1"].fill = PatternFill("solid", fgColor="FF00FF00")
    book.active.merge_cells("L1:M2")
    book.active.row_dimensions[3].hidden = True
    book.create_sheet("Plan")["B2"] = "=1+2"
    as_text(book)


def test_formats_comments_merges_hidden_rows_and_other_sheets_stay():
    book, _ = annotated(xlsx(ROWS, change=other_sheets))
    sheet = book["Sheet1"]
    assert sheet["A1"].comment.text == "by the data manager"
    assert sheet["A1"].fill.fgColor.rgb == "FF00FF00"
    assert sheet["D3"].comment.text.startswith(f"to be asked\n\n{SIGNATURE}\nWarning: 'x' is no level of Sex.")
    assert str(sheet.merged_cells) == "L1:M2"
    assert sheet.row_dimensions[3].hidden
    assert book["Plan"]["B2"].value == "=1+2"


def test_annotating_twice_gives_what_annotating_once_gave():
    data = xlsx(ROWS, change=other_sheets)
    once, written = annotated(data)
    twice, _ = annotated(written)
    assert twice.sheetnames == once.sheetnames
    assert marked(twice["Sheet1"]) == marked(once["Sheet1"])
    assert twice["Sheet1"]["D3"].comment.text == once["Sheet1"]["D3"].comment.text
    assert about_columns(twice) == about_columns(once)


def about_columns(book: openpyxl.Workbook) -> list[tuple]:
    """The issues of cells and columns; one about the sheet may count the comments in it."""
    return [line for line in book[ISSUES].values if line[2]]


def starts_1904(book: openpyxl.Workbook) -> None:
    as_text(book)
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904


ODD = [("Title of the sheet",), (), (None, *HEADINGS), *((None, *row) for row in ROWS[1:]), (), (None, "P4", "D", "<1")]
ORIGINALS = {
    "plain": ("x.xlsx", MESSY),
    "formulas": ("x.xlsx", with_formulas()),
    "other sheets": ("x.xlsx", xlsx(ROWS, change=other_sheets)),
    "from 1904": ("x.xlsx", xlsx(ROWS, change=starts_1904)),
    "title rows, blank rows, an empty column": ("x.xlsx", xlsx(ODD, change=as_text)),
    "second sheet": ("x.xlsx", xlsx([("Colour",), ("red",)], ROWS[:1] + ROWS[2:], names=("A!b", "It's"))),
    "csv": ("x.csv", text(ROWS)),
    "csv with semicolons and lines within cells": (
        "a/very:odd*name?that [is] far too long for a sheet of Excel.csv",
        text([*ROWS, ("P9", "two\nlines", "61,5", "m", "blina", "03.04.2019", "", "dead", "0012")], ";"),
    ),
    "csv in Windows code": (
        "x.csv",
        text([("ID", "Age", "Zentrum"), ("1", 40, "Köln"), ("2", "~30", "Ü")], ";", "cp1252"),
    ),
}


@pytest.mark.parametrize(("name", "data"), ORIGINALS.values(), ids=ORIGINALS)
def test_the_annotated_workbook_loads_as_the_same_cohort(name, data):
    reading = read_workbook(data, name)
    written = annotate_workbook(data, name, reading)
    again = read_workbook(written, "annotated.xlsx")
    assert again.cohort.fingerprint == reading.cohort.fingerprint
    assert len(again.cohort) == len(reading.cohort)
    assert len(again.sheets) == len(reading.sheets)
    assert [column.heading for column in again.columns] == [column.heading for column in reading.columns]


@pytest.mark.parametrize(("name", "data"), ORIGINALS.values(), ids=ORIGINALS)
def test_a_copy_of_the_raw_cells_loads_as_the_same_cohort(name, data, monkeypatch):
    monkeypatch.setattr(originals, "MOST_KEPT", 0)
    reading = read_workbook(data, name)
    again = read_workbook(annotate_workbook(data, name, reading), "annotated.xlsx")
    assert again.cohort.fingerprint == reading.cohort.fingerprint


@pytest.mark.parametrize("limit", [0, 1_000_000])
def test_a_cell_is_marked_at_its_place_whether_the_workbook_was_kept_or_copied(limit, monkeypatch):
    monkeypatch.setattr(originals, "MOST_KEPT", limit)
    book, _ = annotated(xlsx(ODD, change=as_text))
    assert marked(book["Sheet1"])["D4"] == "error"
    assert book["Sheet1"]["D4"].value == 400


def test_a_cell_of_a_text_is_marked_in_the_row_it_came_to():
    rows = [("ID", "Note", "Age"), ("1", "two\nlines", 40), ("2", "", 400)]
    book, _ = annotated(text(rows), "x.csv")
    assert marked(book.worksheets[0])["C3"] == "error"


def test_a_workbook_openpyxl_cannot_hold_is_copied(monkeypatch):
    def far_future(book: openpyxl.Workbook) -> None:
        book.active["C2"] = 99_999_999
        book.active["C2"].number_format = "yyyy-mm-dd"

    data = xlsx([("ID", "Age", "WBC"), ("1", 40, 1), ("2", 50, 2)], change=far_future)
    reading = read_workbook(data, "x.xlsx")
    again = read_workbook(annotate_workbook(data, "x.xlsx", reading), "x.xlsx")
    assert again.cohort.fingerprint == reading.cohort.fingerprint


def test_a_workbook_with_cells_at_far_corners_is_not_filled_in_between():
    def corner(book: openpyxl.Workbook) -> None:
        book.active["J300000"] = "x"

    data = xlsx([("ID", "Age"), ("1", 40)], change=corner)
    book, _ = annotated(data)
    assert len(book["Sheet1"]._cells) < 50


def test_of_a_workbook_too_large_to_be_written_again_the_issues_are_listed_alone(monkeypatch):
    monkeypatch.setattr(originals, "MOST_KEPT", 0)
    monkeypatch.setattr(originals, "MOST_COPIED", 3)
    book, _ = annotated(MESSY)
    assert book.sheetnames == [ISSUES, LEGEND]
    assert book[ISSUES].max_row == len(read_workbook(MESSY, "x.xlsx").cohort.issues) + 1
    assert "too large" in "".join(str(cell) for row in book[LEGEND].values for cell in row)
