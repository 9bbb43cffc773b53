"""The same four made-up patients in every format; .xls and .ods as LibreOffice saved them, the others made here."""

import datetime
import io
import struct
import zipfile
from pathlib import Path

from tests.workbook.making import Rows, text, xlsx

DAY = datetime.date
ROWS: Rows = [
    ("ID", "Age", "Sex", "mAb1 start", "mAb1 response", "Last FU", "Vital status", "Blasts"),
    ("P1", 41, "female", DAY(2019, 3, 4), "CR", DAY(2021, 5, 6), "alive", 0.25),
    ("P2", 63.5, "male", DAY(2018, 11, 30), "NR", DAY(2019, 1, 20), "dead", 0.9),
    ("P3", 8, "female", DAY(2020, 1, 2), "CRi", DAY(2023, 7, 8), "alive", None),
    ("P4", 29, "male", DAY(2017, 6, 1), "CR", DAY(2018, 6, 1), "dead", 0.05),
]
FILES = Path(__file__).parent / "files"
OFFICE = "urn:oasis:names:tc:opendocument:xmlns"
ODS_MIME = b"application/vnd.oasis.opendocument.spreadsheet"


def every_format() -> dict[str, bytes]:
    """The patients' workbook by the ending of its name."""
    return {
        "xlsx": xlsx(ROWS),
        "xls": (FILES / "made_up.xls").read_bytes(),
        "xlsb": xlsb(ROWS),
        "ods": (FILES / "made_up.ods").read_bytes(),
        "csv": text(ROWS),
        "tsv": text(ROWS, "\t"),
    }


def zipped(parts: dict[str, bytes | str]) -> bytes:
    """An archive of these parts, compressed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return stream.getvalue()


def ods(rows_xml: str, manifest: str = "", columns_xml: str = "") -> bytes:
    """An OpenDocument spreadsheet with these rows of XML."""
    spaces = " ".join(f'xmlns:{name}="{OFFICE}:{name}:1.0"' for name in ("office", "table", "text"))
    content = (
        f'<?xml version="1.0"?><office:document-content {spaces} xmlns:calcext="urn:calcext"><office:body>'
        f'<office:spreadsheet><table:table table:name="Patients">{columns_xml}{rows_xml}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    return zipped({"mimetype": ODS_MIME, "META-INF/manifest.xml": manifest, "content.xml": content})


def ods_row(*cells: object, attributes: str = "") -> str:
    """A row of texts and numbers."""
    return f"<table:table-row{attributes}>{''.join(map(ods_cell, cells))}</table:table-row>"


def ods_cell(value: object, attributes: str = "") -> str:
    """A cell with a text or a number."""
    if isinstance(value, str):
        return f'<table:table-cell office:value-type="string"{attributes}><text:p>{value}</text:p></table:table-cell>'
    kind = f'office:value-type="float" office:value="{value}"'
    return f"<table:table-cell {kind}{attributes}><text:p>{value}</text:p></table:table-cell>"


def xlsb(rows: Rows, change: dict[str, bytes] | None = None) -> bytes:
    """A binary workbook ([MS-XLSB]) of one sheet; a date is written as text with the year first."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    bundle = struct.pack("<II", 0, 1) + _wide("rId1") + _wide("Patients")
    book = _record(131) + _record(143) + _record(156, bundle) + _record(144) + _record(132)
    cells = b"".join(_xlsb_row(number, row) for number, row in enumerate(rows))
    width = max(map(len, rows))
    dimension = _record(148, struct.pack("<IIII", 0, len(rows) - 1, 0, width - 1))
    sheet = _record(129) + dimension + _record(145) + cells + _record(146) + _record(130)
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{package}/content-types"><Default Extension="bin" '
        'ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        "xl/workbook.bin": book,
        "xl/_rels/workbook.bin.rels": f'<Relationships xmlns="{package}/relationships"><Relationship Id="rId1" '
        f'Type="{relations}/worksheet" Target="worksheets/sheet1.bin"/></Relationships>',
        "xl/worksheets/sheet1.bin": sheet,
    }
    return zipped(parts | (change or {}))


def _xlsb_row(number: int, row: tuple) -> bytes:
    parts = [_record(0, struct.pack("<IIHHBI", number, 0, 300, 0, 0, 0))]
    for column, value in enumerate(row):
        place = struct.pack("<II", column, 0)
        if isinstance(value, int | float):
            parts.append(_record(5, place + struct.pack("<d", value)))
        elif value is not None:
            parts.append(_record(6, place + _wide(str(value))))
    return b"".join(parts)


def _record(kind: int, content: bytes = b"") -> bytes:
    header = bytes([kind]) if kind < 128 else bytes([kind & 127 | 128, kind >> 7])
    size, left = b"", len(content)
    while True:
        size += bytes([left & 127 | (128 if left > 127 else 0)])
        left >>= 7
        if not left:
            return header + size + content


def _wide(said: str) -> bytes:
    return struct.pack("<I", len(said)) + said.encode("utf-16-le")
