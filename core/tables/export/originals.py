"""A workbook that was loaded, as openpyxl holds it, to be written again with nothing changed but what is added.

openpyxl forgets the stored values of formulas; they are put back into the written file. Where it cannot hold a
workbook (another format, too many rows without content, cells it does not understand) the cells are copied to a new
one as they were read. A workbook too large for either is given back empty: it would take minutes and gigabytes.
"""

import datetime
import io
import re
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.sax.saxutils import escape

from openpyxl import Workbook, load_workbook
from openpyxl.cell import Cell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE, TYPE_ERROR, TYPE_FORMULA
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.worksheet import Worksheet

from core.tables.export.excel import sheet_name, write_text_cell
from core.workbook.mapping import Reading
from core.workbook.sheets import RawSheet, open_file, read_sheet

ZIP = b"PK"
PROPERTIES = "docProps/core.xml"
MOST_KEPT = MOST_COPIED = 400_000
ROW_OR_CELL = re.compile(rb"<(?:\w+:)?(?:row|c)[\s>]")
FORMULA_CELL = re.compile(rb'<c r="([A-Z]+\d+)"([^>]*)>(<f\b.*?(?:</f>|/>))<v ?(?:/>|></v>)</c>', re.DOTALL)
TYPE = re.compile(rb'\s+t="\w+"')
LOST = "outside the limits for dates"


@dataclass(frozen=True)
class Original:
    """The workbook, the sheet in it for each sheet that was read, and the row for each line of a text.

    It has no sheets where the original is too large. `values` are what formulas last gave, by sheet and cell.
    """

    book: Workbook
    sheets: Mapping[str, str]
    rows: Mapping[int, int] = field(default_factory=dict)
    values: Mapping[str, Mapping[str, tuple[str, str]]] = field(default_factory=dict, repr=False)
    properties: bytes = field(default=b"", repr=False)

    def save(self) -> bytes:
        """The workbook as a file, formulas with their values, and the day it was last written by its maker."""
        packed = io.BytesIO()
        self.book.save(packed)
        if not self.values and not self.properties:
            return packed.getvalue()
        parts = {sheet.path.lstrip("/"): self.values.get(sheet.title, {}) for sheet in self.book.worksheets}
        written = io.BytesIO()
        with zipfile.ZipFile(packed) as old, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as new:
            for name in old.namelist():
                content = old.read(name)
                if name == PROPERTIES:
                    content = self.properties or content
                new.writestr(name, _with_values(content, parts[name]) if parts.get(name) else content)
        return written.getvalue()


def original_workbook(data: bytes, name: str, reading: Reading) -> Original:
    """The workbook in these bytes, which were read before; a new one of its raw cells where it cannot be kept."""
    kept = _kept(data) if data.startswith(ZIP) else None
    return kept if kept and set(reading.sheets) <= set(kept.sheets) else _copied(data, name, reading)


def _kept(data: bytes) -> Original | None:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        names = set(archive.namelist())
        if "xl/workbook.xml" not in names or _size(archive) > MOST_KEPT:
            return None
        properties = archive.read(PROPERTIES) if PROPERTIES in names else b""
    try:
        book = _load(data, data_only=False)
    except Exception:  # openpyxl fails in many ways where Excel and the fast reader do not
        return None
    formulas = any(cell.data_type == TYPE_FORMULA for sheet in book.worksheets for cell in written_cells(sheet))
    values = _stored_values(_load(data, data_only=True), book) if formulas else {}
    return Original(book, {sheet.title: sheet.title for sheet in book.worksheets}, {}, values, properties)


def _size(archive: zipfile.ZipFile) -> int:
    sheets = [name for name in archive.namelist() if name.startswith("xl/worksheets/") and name.endswith(".xml")]
    return sum(len(ROW_OR_CELL.findall(archive.read(name))) for name in sheets)


def _load(data: bytes, *, data_only: bool) -> Workbook:
    """The workbook; ValueError where a date beyond the calendar would be lost."""
    with warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always")
        book = load_workbook(io.BytesIO(data), data_only=data_only, rich_text=not data_only)
    if any(LOST in str(warning.message) for warning in said):
        raise ValueError(LOST)
    return book


def written_cells(sheet: Worksheet) -> list[Cell]:
    """The cells that stand in the file. To go through the rows would make one for every place between them."""
    return list(sheet._cells.values())


def _stored_values(valued: Workbook, book: Workbook) -> dict[str, dict[str, tuple[str, str]]]:
    """Type and text, as the file holds them, of what each formula last gave."""
    return {
        sheet.title: {
            cell.coordinate: _stored(found.value, found.data_type, valued.epoch)
            for cell in written_cells(sheet)
            if cell.data_type == TYPE_FORMULA and (found := valued[sheet.title][cell.coordinate]).value is not None
        }
        for sheet in book.worksheets
    }


def _stored(value: object, data_type: str, epoch: datetime.datetime) -> tuple[str, str]:
    if isinstance(value, bool):
        return "b", str(int(value))
    if isinstance(value, str):
        return ("e" if data_type == TYPE_ERROR else "str"), value
    if isinstance(value, int | float):
        return "n", repr(value)
    return "n", repr(to_excel(value, epoch))


def _with_values(sheet: bytes, values: Mapping[str, tuple[str, str]]) -> bytes:
    def filled(cell: re.Match[bytes]) -> bytes:
        place, attributes, formula = cell.groups()
        kind, text = values.get(place.decode(), ("", ""))
        if not kind:
            return cell[0]
        bare = TYPE.sub(b"", attributes)
        stored = escape(text).encode()
        return b'<c r="%b"%b t="%b">%b<v>%b</v></c>' % (place, bare, kind.encode(), formula, stored)

    return FORMULA_CELL.sub(filled, sheet)


def _copied(data: bytes, name: str, reading: Reading) -> Original:
    book = Workbook()
    book.remove(book.active)
    opened = open_file(data, name)
    sheets, rows, room = {}, {}, MOST_COPIED
    for title in reading.sheets:
        raw = read_sheet(opened, title)
        room -= sum(map(len, raw.rows))
        if room < 0:
            return Original(Workbook(), {})
        sheet = book.create_sheet(sheet_name(title))
        sheets[title] = sheet.title
        _copy(raw, sheet)
        rows |= {line: row for row, line in enumerate(raw.line_numbers, start=raw.first_row)}
    return Original(book, sheets, rows)


def _copy(raw: RawSheet, sheet: Worksheet) -> None:
    for row, cells in enumerate(raw.rows, start=raw.first_row):
        for column, value in enumerate(cells, start=raw.first_column):
            if isinstance(value, str):
                if value:
                    write_text_cell(sheet, row, column, ILLEGAL_CHARACTERS_RE.sub("", value))
            elif value is not None:
                sheet.cell(row, column, value)
