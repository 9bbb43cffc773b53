"""Workbooks made to harm or to exhaust: each with what must be said of it, or None where it must load."""

import io
import struct
import warnings
import zipfile
from collections.abc import Callable

from core.workbook.archive import MAX_INFLATED
from core.workbook.letters import column_letters
from tests.workbook.making import repacked, xlsx
from tests.workbook.other_formats import ROWS, every_format, ods, ods_cell, ods_row, xlsb, zipped

SHEET = "xl/worksheets/sheet1.xml"
SPACE = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
LAST_ROW, LAST_COLUMN = 1_048_576, 16_384
GOOD = xlsx([("ID", "Age"), ("P1", 40), ("P2", 50)])
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
PATIENTS = (
    '<row r="1"><c r="A1" t="inlineStr"><is><t>ID</t></is></c><c r="B1" t="inlineStr"><is><t>Age</t></is></c></row>'
    '<row r="2"><c r="A2" t="inlineStr"><is><t>P1</t></is></c><c r="B2"><v>40</v></c></row>'
)


def with_sheet(rows: str, dimension: str = "") -> bytes:
    """The good workbook with other rows of XML in its sheet."""
    text = f'<worksheet xmlns="{SPACE}">{dimension}<sheetData>{rows}</sheetData></worksheet>'
    return repacked(GOOD, **{SHEET: text.encode()})


def bomb() -> bytes:
    """A part that unpacks to more than the limit."""
    stream = io.BytesIO(GOOD)
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("xl/media/image1.png", bytes(MAX_INFLATED))
    return stream.getvalue()


def bomb_of_sheets(megabytes: int = 20) -> bytes:
    """A sheet of nothing but spaces."""
    return repacked(GOOD, **{SHEET: b" " * (megabytes * 2**20)})


def lying_size() -> bytes:
    """A part said to be of ten bytes that unpacks to twenty megabytes."""
    true = 20 * 2**20
    data = bytearray(repacked(GOOD, **{SHEET: b" " * true}))
    size, lie = struct.pack("<I", true), struct.pack("<I", 10)
    return bytes(data.replace(size, lie))


def giant_cell(megabytes: int = 20) -> bytes:
    """One shared string that fills the workbook, a thousand times larger than its file."""
    strings = f'<sst xmlns="{SPACE}"><si><t>'.encode() + b"a" * (megabytes * 10**6) + b"</t></si></sst>"
    return repacked(GOOD, **{"xl/sharedStrings.xml": strings})


def entities() -> bytes:
    """A billion laughs."""
    lines = "".join(f'<!ENTITY {name} "{f"&{chr(ord(name) - 1)};" * 10}">' for name in "bcdefghij")
    text = f'<!DOCTYPE sst [<!ENTITY a "ha">{lines}]><sst xmlns="{SPACE}"><si><t>&j;</t></si></sst>'
    return repacked(GOOD, **{"xl/sharedStrings.xml": text.encode()})


def external_entity() -> bytes:
    """A sheet that asks for a file of the computer."""
    text = f'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><worksheet xmlns="{SPACE}">&x;</worksheet>'
    return repacked(GOOD, **{SHEET: text.encode()})


def two_parts_of_one_name() -> bytes:
    """A workbook with its sheet twice."""
    stream = io.BytesIO(GOOD)
    with warnings.catch_warnings(action="ignore"), zipfile.ZipFile(stream, "a") as archive:
        archive.writestr(SHEET, b"<worksheet/>")
    return stream.getvalue()


def formatted_to_the_last_row() -> bytes:
    """Every row to the last one formatted, two with content."""
    rows = "".join(f'<row r="{row}" s="1"><c r="A{row}" s="1"/></row>' for row in range(3, LAST_ROW + 1))
    return with_sheet(PATIENTS + rows)


def formatted_columns() -> bytes:
    """Fifty rows with two thousand formatted cells each."""
    columns = [column_letters(number) for number in range(3, 2003)]
    rows = [f'<row r="{row}">{"".join(_formatted(f"{name}{row}") for name in columns)}</row>' for row in range(3, 53)]
    return with_sheet(PATIENTS + "".join(rows))


def _formatted(address: str) -> str:
    return f'<c r="{address}" s="1"/>'


def used_range_of_the_whole_sheet() -> bytes:
    """A dimension that claims the whole sheet, and a last patient in the last row."""
    last = f'<row r="{LAST_ROW}"><c r="B{LAST_ROW}"><v>50</v></c></row>'
    return with_sheet(PATIENTS + last, f'<dimension ref="A1:XFD{LAST_ROW}"/>')


def far_corner_xlsb() -> bytes:
    """A value in the last cell of a binary workbook, which asks for a table of 17 thousand million cells."""
    return xlsb([*ROWS, *[()] * 50_000, (None,) * (LAST_COLUMN - 1) + (1,)])


def repeated_in_ods() -> bytes:
    """One cell, a million times seventeen thousand times."""
    times = f' table:number-columns-repeated="{LAST_COLUMN}"'
    rows = f' table:number-rows-repeated="{LAST_ROW}"'
    return ods(ods_row("ID", "Age") + f"<table:table-row{rows}>{ods_cell('x', times)}</table:table-row>")


def spaces_in_ods() -> bytes:
    """A cell of a thousand million spaces, written in thirty letters."""
    cell = ods_cell("P1").replace("P1", '<text:s text:c="1000000000"/>')
    return ods(f"{ods_row('ID', 'Age')}<table:table-row>{cell}</table:table-row>")


def garbage_after(ending: str, kept: int) -> bytes:
    """The beginning of a good file, then what is none."""
    data = every_format()[ending]
    return data[:kept] + bytes(range(1, 256)) * 40


DAMAGED = "damaged or was cut off"
REFUSED: dict[str, tuple[Callable[[], bytes], str]] = {
    "a zip bomb": (bomb, "unpacks to more than 400 MB"),
    "a bomb of one sheet": (bomb_of_sheets, "more text than any cell can"),
    "a lying size": (lying_size, DAMAGED),
    "one giant shared string": (giant_cell, "more text than any cell can"),
    "entity expansion": (entities, "DOCTYPE"),
    "an external entity": (external_entity, "DOCTYPE"),
    "a name that leads out": (lambda: repacked(GOOD, **{"../../evil.xml": b"<a/>"}), "leads out"),
    "a drive letter": (lambda: repacked(GOOD, **{"C:\\evil.xml": b"<a/>"}), "leads out"),
    "two parts of one name": (two_parts_of_one_name, "two parts of one name"),
    "too many parts": (lambda: repacked(GOOD, **{f"a{n}.xml": b"" for n in range(501)}), "more than 500 parts"),
    "a password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
    "a workbook in a zip": (lambda: zipped({"cohort.xlsx": GOOD}), "zip archive with a workbook inside"),
    "a zip in a zip": (lambda: zipped({"inner.zip": zipped({"a": b"1"})}), "zip archive without a workbook"),
    "cells repeated in .ods": (repeated_in_ods, "scattered too far apart"),
    "spaces repeated in .ods": (spaces_in_ods, "more text than any cell can"),
    "entities in .ods": (
        lambda: zipped({"content.xml": b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'}),
        "DOCTYPE",
    ),
    "garbage in .xls": (lambda: garbage_after("xls", 2048), DAMAGED),
    "garbage in .xlsb": (lambda: xlsb(ROWS, {"xl/workbook.bin": b"\x83\x01\x00" + bytes(range(256)) * 9}), DAMAGED),
    "garbage in .ods": (lambda: garbage_after("ods", 1000), DAMAGED),
}
"""What must be refused before a parser sees it, and why."""

EXHAUSTING: dict[str, tuple[Callable[[], bytes], str]] = {
    "the far corner of .xlsb": (far_corner_xlsb, "more than 1 GB of memory"),
}
"""What is found out only while it is read."""

LOADED: dict[str, tuple[Callable[[], bytes], int]] = {
    "formatted to the last row": (formatted_to_the_last_row, 1),
    "thousands of formatted columns": (formatted_columns, 1),
    "a used range of the whole sheet": (used_range_of_the_whole_sheet, 2),
}
"""What is strange and yet a cohort, and of how many patients."""
