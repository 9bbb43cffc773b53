"""Excel: text in every cell, in the file as in the library that reads it back."""

import io
import zipfile
from xml.etree import ElementTree as ET

import openpyxl
import pytest

from core.tables.display import DisplayTable, Row
from core.tables.export.cells import clean
from core.tables.export.excel import write_excel, write_excel_book
from tests.tables.export.samples import EMPTY, HOSTILE, PRINTED, TABLES, TRAPS, WIDE

SPREADSHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def sheet(table: DisplayTable):
    return openpyxl.load_workbook(io.BytesIO(write_excel(table))).active


def parts(table: DisplayTable) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(write_excel(table))) as book:
        return {name: book.read(name) for name in book.namelist()}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_no_cell_is_a_formula_a_number_or_an_error_in_the_file_itself(table):
    root = ET.fromstring(parts(table)["xl/worksheets/sheet1.xml"])
    filled = [cell for cell in root.iter(f"{SPREADSHEET}c") if len(cell)]
    assert not list(root.iter(f"{SPREADSHEET}f"))
    assert {cell.get("t") for cell in filled} <= {"s", "inlineStr"}


def test_what_excel_would_run_when_it_is_edited_bears_the_mark_of_text():
    found = sheet(HOSTILE)
    column = [found.cell(3 + place, 1) for place in range(len(TRAPS))]
    assert [cell.value for cell in column] == [clean(trap) for trap in TRAPS]
    assert {cell.data_type for cell in column} == {"s"}
    assert {cell.number_format for cell in column} == {"@"}
    assert sum(cell.quotePrefix for cell in column) == 9


def test_a_printed_table_stands_in_the_sheet_as_it_was_printed():
    rows = [list(row) for row in sheet(PRINTED).iter_rows(values_only=True)]
    assert rows[0][0] == "Hazard ratios"
    assert rows[1] == list(PRINTED.columns)
    assert rows[3] == ["Male", "1,012", "1 (reference)", None]
    assert [row[0] for row in rows[7:]] == ["HR, hazard ratio; χ² 3.20 on 2 df.", "Efron's method for ties."]


def test_headings_are_bold_levels_indented_and_columns_as_wide_as_their_texts():
    found = sheet(PRINTED)
    assert all(cell.font.b for cell in found[2])
    assert found["A3"].font.b
    assert found["A4"].alignment.indent == 1
    assert found["B4"].alignment.indent == 0
    assert found.column_dimensions["C"].width > len("0.42 (−0.18 to 0.97)")
    assert max(sheet(HOSTILE).column_dimensions[letter].width for letter in "ABCD") <= 60


def test_a_table_without_a_title_or_rows_begins_with_its_headings():
    assert [cell.value for cell in sheet(EMPTY)[1]] == list(EMPTY.columns)
    assert sheet(EMPTY).title == "Table"


@pytest.mark.parametrize("title", ["a/b\\c:d*e?f[g]", "'x'", "=1+1", "x" * 90, "[]"])
def test_any_title_makes_a_sheet(title):
    assert sheet(DisplayTable(title, ("a",), (Row(("b",)),)))["A1"].value == clean(title)


def test_a_wide_table_is_printed_on_one_page_across():
    found = sheet(WIDE)
    assert found.max_column == 20
    assert found.page_setup.orientation == "landscape"
    assert found.sheet_properties.pageSetUpPr.fitToPage


def test_a_workbook_of_tables_has_a_sheet_each_whatever_their_titles():
    titles = ("Table 1. Survival", "table 1. survival", "", "", "A title that is longer than a sheet may be called, 1",
              "A title that is longer than a sheet may be called, 2")  # fmt: skip
    tables = [DisplayTable(title, ("Group", "n"), (Row(("All", str(place))),)) for place, title in enumerate(titles)]
    book = openpyxl.load_workbook(io.BytesIO(write_excel_book(tables)))
    names = [sheet.title.lower() for sheet in book]
    assert len(set(names)) == len(titles)
    assert all(len(name) <= 31 for name in names)
    found = [[cell.value for row in sheet.iter_rows() for cell in row] for sheet in book]
    assert all(str(place) in cells for place, cells in enumerate(found))


@pytest.mark.parametrize(
    ("printed", "value", "shown"),
    [
        ("29", 29, "0"),
        ("1,012", 1012, "#,##0"),
        ("−3.30", -3.3, "0.00"),
        ("12,345.6", 12345.6, "#,##0.0"),
        (".048", 0.048, ".000"),
        ("0.0", 0.0, "0.0"),
    ],
)
def test_where_numbers_are_asked_for_one_is_a_number_with_the_decimals_it_was_printed_with(printed, value, shown):
    cell = _cell(printed, numbers=True)
    assert (cell.value, cell.number_format, cell.data_type) == (pytest.approx(value), shown, "n")
    assert _cell(printed).data_type == "s"


@pytest.mark.parametrize("text", ["007", "< .001", "1.2 (0.8–1.9)", "=1+1", "–", "1,01", "62.1 %", "1e5", "."])
def test_what_is_more_or_less_than_a_number_stays_text(text):
    cell = _cell(text, numbers=True)
    assert (cell.value, cell.data_type) == (text, "s")


def test_the_name_of_a_row_is_text_though_it_be_a_number():
    book = write_excel_book((DisplayTable("Cycles", ("Cycle", "n"), (Row(("1", "4")),)),), numbers=True)
    assert openpyxl.load_workbook(io.BytesIO(book)).active["A3"].value == "1"


def _cell(text: str, **settings: bool):
    book = write_excel_book((DisplayTable("", ("Row", "Value"), (Row(("a", text)),)),), **settings)
    return openpyxl.load_workbook(io.BytesIO(book)).active["B2"]
