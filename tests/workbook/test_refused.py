"""Files that cannot become a cohort are refused in a sentence, with what to do."""

import io
import zipfile

import pytest

from core.workbook import WorkbookError, list_sheets, preflight, read_workbook
from tests.workbook.making import repacked, text, xlsx

GOOD = xlsx([["ID", "Age"], ["1", 40]])
SHEET_AT = GOOD.index(b"xl/worksheets/sheet1.xml")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(22) + b"\x09" + bytes(600)


def zipped(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/").replace("_xml", ".xml"), content)
    return stream.getvalue()


def sheet_xml(cells: str) -> bytes:
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<worksheet xmlns="{space}"><sheetData>{cells}</sheetData></worksheet>'.encode()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"  \r\n ", "no cells"),
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n....", "a picture"),
        (b"\xff\xd8\xff\xe0....", "a picture"),
        (b"<html><table><tr><td>ID</td></tr></table></html>", "web page"),
        (b'\xef\xbb\xbf<?xml version="1.0"?><Workbook/>', "web page or XML"),
        (OLE, "damaged or was cut off"),
        (OLE[:100], "damaged or was cut off"),
        (OLE[:512] + "Root Entry".encode("utf-16-le") + bytes(512), "an old Office format and holds no workbook"),
        (OLE + "WordDocument".encode("utf-16-le"), "a Word document"),
        (OLE + "Workbook".encode("utf-16-le"), "damaged or was cut off"),
        (b"\x09\x04\x06\x00" + bytes(20), "a workbook of Excel 4"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (b"\x00\x01\x02\x03" * 50, "neither a workbook nor a text"),
        (b"\x81\x8d\x8f\x90 no encoding has these", "neither a workbook nor a text"),
        (GOOD[: len(GOOD) // 2], "damaged or was cut off"),
        (GOOD[: SHEET_AT + 60] + bytes(50) + GOOD[SHEET_AT + 110 :], "damaged or was cut off"),
        (b"PK\x03\x04", "damaged or was cut off"),
        (zipped(word__document_xml=b"<w/>"), "a Word document"),
        (zipped(ppt__presentation_xml=b"<p/>"), "a PowerPoint"),
        (zipped(content_xml=b"<o/>", mimetype=b"application/vnd.oasis.opendocument.text"), "OpenDocument file, but no"),
        (zipped(a=b"1"), "zip archive without a workbook"),
        (repacked(GOOD, xl__workbook_xml=b"<unclosed>"), "damaged"),
        (repacked(GOOD, xl__worksheets__sheet1_xml=sheet_xml("<row><c>")[:-40]), "no cells|damaged"),
        (repacked(GOOD, xl__extra_xml=b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'), "DOCTYPE"),
        (xlsx([]), "no cells with content"),
        (xlsx([["ID", "Age"]]), "no rows below its headings"),
        (b"ID,Age\n", "no rows below its headings"),
        (b"ID,Age\n , \n", "no rows below its headings"),
        (xlsx([["shoe size", "colour"], [43, "red"]]), "no column that Ballad knows.*mAb1 start"),
        (xlsx([["ID", "colour"], [43, "red"]]), "no column that Ballad knows"),
        (text([("ID", "Age"), ("1", ">40"), ("2", "young")]), "no column that Ballad knows"),
        (b'ID,Age\n1,"40\n2,50\n', "line 2 on: a quote does not close"),
    ],
)
def test_a_file_that_is_no_cohort_is_refused_with_its_reason(data, said):
    with pytest.raises(WorkbookError, match=said) as caught:
        read_workbook(data, "cohort.xlsx")
    assert str(caught.value).count(". ") >= 1


def test_the_name_of_a_file_decides_nothing():
    assert len(read_workbook(GOOD, "cohort.csv").cohort) == 1
    assert len(read_workbook(b"ID,Age\n1,40\n", "cohort.xlsx").cohort) == 1


def test_a_refused_sheet_tells_its_headings_apart_from_the_message():
    with pytest.raises(WorkbookError) as caught:
        read_workbook(xlsx([["shoe size"], [43]]), "x.xlsx")
    assert caught.value.headings == ("shoe size",)
    assert "shoe" not in str(caught.value)


def test_a_file_over_the_limit_is_refused(monkeypatch):
    monkeypatch.setattr(preflight, "MAX_BYTES", 1000)
    with pytest.raises(WorkbookError, match="larger than"):
        list_sheets(GOOD, "x.xlsx")


def test_a_workbook_of_too_many_parts_is_refused():
    with pytest.raises(WorkbookError, match="more than 500 parts"):
        list_sheets(repacked(GOOD, **{f"part{number}": b"" for number in range(501)}), "x.xlsx")


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="XFD1048576"><v>1</v></c>',
        "<c s='0'\n r = 'XFD1048576' ><v>1</v></c>",
        '<x:c r="XFD1048576"><v>1</v></x:c>',
    ],
)
def test_a_value_in_the_far_corner_is_refused_before_memory_is_asked_for(cell):
    space = 'xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    cells = f'<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576">{cell}</row>'
    far = sheet_xml(cells).replace(b"<worksheet", b"<worksheet " + space.encode())
    with pytest.raises(WorkbookError, match="scattered too far apart"):
        list_sheets(repacked(GOOD, xl__worksheets__sheet1_xml=far), "x.xlsx")


def test_a_zip_with_a_password_is_said_to_be_one():
    flagged = bytearray(GOOD)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        flagged[flagged.index(signature) + offset] |= 1
    with pytest.raises(WorkbookError, match="password"):
        list_sheets(bytes(flagged), "x.xlsx")


@pytest.mark.parametrize("data", [text([("ID", "Age"), ("Mary Miller", "secret")]), GOOD[:-300], b'ID\n"Mary Miller'])
def test_no_message_quotes_a_cell(data):
    with pytest.raises(WorkbookError) as caught:
        read_workbook(data, "x.csv")
    assert not any(word in str(caught.value) for word in ("Mary", "secret"))
