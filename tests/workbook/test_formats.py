"""The same patients from every format, known by content; what each format hides is said."""

import re
import zipfile
from io import BytesIO

import pytest
from openpyxl.comments import Comment

from core.workbook import WorkbookError, list_sheets, read_workbook
from core.workbook.sheets import RawSheet, open_file, read_sheet, sheet_names
from tests.workbook.hostile import with_sheet
from tests.workbook.making import repacked, text, xlsx
from tests.workbook.other_formats import FILES, ROWS, every_format, ods, ods_cell, ods_row, xlsb

FORMATS = every_format()


def raw(data: bytes, name: str = "x") -> RawSheet:
    opened = open_file(data, name)
    return read_sheet(opened, sheet_names(opened)[0])


def said(sheet: RawSheet) -> str:
    return " | ".join(note.what for note in sheet.notes)


@pytest.mark.parametrize("ending", FORMATS)
@pytest.mark.parametrize("name", ["cohort.pdf", "cohort"])
def test_every_format_gives_the_same_patients_whatever_its_name(ending, name):
    found = read_workbook(FORMATS[ending], name).cohort.patients
    expected = read_workbook(FORMATS["xlsx"], "cohort.xlsx").cohort.patients
    assert found.equals(expected)


@pytest.mark.parametrize("ending", ["xls", "xlsb"])
def test_a_format_that_hides_its_faults_says_so(ending):
    assert f"read as .{ending}" in said(raw(FORMATS[ending]))


def test_macros_are_said_to_be_ignored():
    assert "macros" in said(raw(repacked(FORMATS["xlsx"], **{"xl/vbaProject.bin": b"program"})))
    assert "macros" in said(raw(xlsb(ROWS, {"xl/vbaProject.bin": b"program"})))
    assert "macros" not in said(raw(FORMATS["xlsx"]))


def test_an_encrypted_old_workbook_is_said_to_be_protected():
    """[MS-XLS] 2.4.117: the record FilePass follows the first one; here it takes the place of the second."""
    data = FORMATS["xls"]
    start = data.index(b"\x09\x08\x10\x00\x00\x06")
    second = start + 4 + 16
    with pytest.raises(WorkbookError, match="protected by a password"):
        list_sheets(data[:second] + b"\x2f\x00" + data[second + 2 :], "x.xls")


def test_an_encrypted_opendocument_is_said_to_be_protected():
    with pytest.raises(WorkbookError, match="protected by a password"):
        list_sheets(ods(ods_row("ID"), manifest="<manifest:encryption-data/>"), "x.ods")


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [
        ("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("utf-16-le", "UTF-16"),
        ("utf-16-be", "UTF-16"), ("cp1252", "Windows-1252"),
    ],
)  # fmt: skip
def test_the_encoding_of_a_text_is_found_and_shown(encoding, shown):
    sheet = raw(text([("ID", "Geschlecht", "Größe"), ("Müller-1", "männlich", "1")], ";", encoding))
    assert sheet.rows[0][2] == "Größe"
    assert (sheet.encoding, sheet.delimiter) == (shown, ";")
    assert f"semicolon-separated text in {shown}" in said(sheet)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_delimiter_of_a_text_is_found(delimiter):
    sheet = raw(text([("ID", "Age", "OS"), ("1", "40", "2"), ("2", "50", "3")], delimiter))
    assert sheet.delimiter == delimiter
    assert [list(row) for row in sheet.rows] == [["ID", "Age", "OS"], ["1", "40", "2"], ["2", "50", "3"]]


def test_decimal_commas_are_no_delimiters():
    sheet = raw(b"ID;OS\n1,5;2,5\n2,5;3,5\n3,5;4,5\n")
    assert (sheet.delimiter, sheet.decimal_comma) == (";", True)
    assert "with decimal commas" in said(sheet)


def test_semicolons_within_cells_of_a_comma_separated_text_are_text():
    sheet = raw(b"ID,Response,Age\n1,CR; MRD neg,40\n2,CR; MRD pos,50\n")
    assert (sheet.delimiter, len(sheet.rows[1])) == (",", 3)


def test_points_beside_commas_are_no_decimal_commas():
    assert not raw(b"ID;Age\n1;1,234\n2;40.5\n").decimal_comma


def with_everything_hidden(book):
    sheet = book.active
    sheet.column_dimensions["B"].hidden = True
    sheet.row_dimensions[3].hidden = True
    sheet["A2"].comment = Comment("made up", "nobody")
    sheet["A3"].comment = Comment("made up", "nobody")
    sheet.merge_cells("C1:D1")
    sheet["E2"], sheet["E3"] = "#DIV/0!", "=1+1"
    for row in (2, 3, 4):
        sheet[f"F{row}"].number_format = "0.0%"
    sheet["G2"].number_format = '0" %"'


def test_a_closer_look_finds_what_the_fast_reader_hides():
    rows = [["ID", "Age", "Blasts", "", "Formula", "Share", "Words"], *([f"P{n}", n, n, n, n, 0.25, n] for n in "123")]
    sheet = raw(xlsx(rows, change=with_everything_hidden))
    assert sheet.faults.errors == {(2, 5): "#DIV/0!"}
    assert sheet.faults.without_value == {(3, 5)}
    assert sheet.faults.hidden_rows == {3}
    assert sheet.faults.hidden_columns == {2}
    assert sheet.faults.comments == 2
    assert sheet.merges == ((1, 3, 1, 4),)
    assert sheet.percent_columns == {6}
    assert "1 column is hidden: B" in said(sheet)
    assert "2 cells have comments" in said(sheet)


def test_a_sheet_without_signs_needs_no_closer_look():
    sheet = raw(FORMATS["xlsx"])
    assert not sheet.faults.errors
    assert not sheet.notes
    assert not sheet.percent_columns


def test_faults_of_rows_without_numbers_of_their_own_stand_where_they_are():
    """Rows and cells may go without an address; those that need no look are counted all the same."""
    data = xlsx([["ID", "Age"], ["1", 40], ["2", 50], ["3", 60]])
    with zipfile.ZipFile(BytesIO(data)) as archive:
        part = archive.read("xl/worksheets/sheet1.xml")
    part = re.sub(rb' r="[A-Z]*\d+"', b"", part)
    last = part.rindex(b"<v>60</v>")
    cell = part.rindex(b"<c", 0, last)
    part = part[:cell] + b'<c t="e"><v>#REF!</v></c>' + part[part.index(b"</c>", last) + 4 :]
    assert raw(repacked(data, xl__worksheets__sheet1_xml=part)).faults.errors == {(4, 2): "#REF!"}


@pytest.mark.parametrize("ending", ["<v></v>", "<v/>", ""])
def test_a_formula_without_a_value_is_found_among_formulas_that_have_one(ending):
    cells = f'<c r="A2"><f>1+1</f><v>2</v></c><c r="B2"><f>1+2</f>{ending}</c><c r="C2"><f>1+3</f><v>4</v></c>'
    sheet = raw(with_sheet(f'<row r="1"><c r="A1"><v>1</v></c></row><row r="2">{cells}</row>'))
    assert sheet.faults.without_value == {(2, 2)}


def test_an_opendocument_says_what_it_hides():
    hidden = ' table:visibility="collapse"'
    error = ' calcext:value-type="error"'
    kind = 'office:value-type="percentage" office:value="0.25"'
    percent = f"<table:table-cell {kind}><text:p>25%</text:p></table:table-cell>"
    note = "<office:annotation><text:p>no</text:p></office:annotation>"
    comment = ods_cell("P2").replace("<text:p>", f"{note}<text:p>")
    trailing = '<table:table-cell table:number-columns-repeated="16384"/>'
    rows = [
        ods_row("ID", "Age", "Share"),
        f"<table:table-row>{ods_cell('P1')}{ods_cell('#DIV/0!', error)}{percent}</table:table-row>",
        f"<table:table-row{hidden}>{comment}{ods_cell(50)}{percent}</table:table-row>",
        f'<table:table-row table:number-rows-repeated="1048573">{trailing}</table:table-row>',
    ]
    column = f'<table:table-column table:number-columns-repeated="2"/><table:table-column{hidden}/>'
    sheet = raw(ods("".join(rows), columns_xml=column))
    assert sheet.faults.errors == {(2, 2): "#DIV/0!"}
    assert sheet.faults.hidden_rows == {3}
    assert sheet.faults.hidden_columns == {3}
    assert sheet.faults.comments == 1
    assert sheet.percent_columns == {3}
    assert [row[0] for row in sheet.rows] == ["ID", "P1", "P2"]


def test_the_files_kept_beside_the_tests_are_small_and_of_made_up_patients():
    for file in FILES.glob("made_up.*"):
        assert file.stat().st_size < 20_000
        assert read_workbook(file.read_bytes(), file.name).cohort.patients["patient_id"].tolist() == [
            "P1",
            "P2",
            "P3",
            "P4",
        ]
