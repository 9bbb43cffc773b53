"""The parts of an .xlsx file: unpacked once, within limits, before a parser sees them."""

import io
import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from xml.etree import ElementTree

from core.workbook.errors import WorkbookError
from core.workbook.preflight import SAVE_AS

MAX_PARTS = 500
MAX_INFLATED = 200 * 2**20
MAX_CELLS = 16_000_000
CHUNK = 2**20
OVERLAP = 128

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
STRICT_ID = "{http://purl.oclc.org/ooxml/officeDocument/relationships}id"

OTHER_PACKAGES = (
    ("word/document.xml", "a Word document"),
    ("ppt/presentation.xml", "a PowerPoint presentation"),
    ("content.xml", "an OpenDocument file"),
    ("xl/workbook.bin", "a binary workbook (.xlsb)"),
)
ZIP_ERRORS = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError)

SPACES = b" \t\r\n"
COLUMN_LETTERS = re.compile(rb"r=[\"']([A-Z]{1,3})\d")
LONG_ROW_NUMBERS = re.compile(rb"r=[\"'][A-Z]{0,3}(\d{5,7})")
# A cell without content is <c/> or, from other writers, <c></c>.
FILLED_CELLS = re.compile(rb"<(?:\w+:)?c\s(?:[^>]*\s)?r\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"'](?:[^>]*[^/>])?>(?!\s*</)")
VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)>")
# What calls for a closer look, each with one byte of it: most sheets lack some of these bytes, which is fast to see.
# A sheet may show a sign without need; the closer look then finds nothing.
SIGNS = ((b"<", b"<f"), (b"=", b'="e"'), (b":", b":f"), (b"'", b"='e'"), (b"h", b"hidden="))


@dataclass(frozen=True)
class SheetPart:
    """A worksheet of the package: its name, where its XML is, and what a first look at the XML found."""

    name: str
    path: str
    has_values: bool
    needs_a_look: bool


@dataclass(frozen=True)
class Package:
    """An .xlsx file that passed the checks."""

    data: bytes = field(repr=False)
    sheets: tuple[SheetPart, ...]
    starts_1904: bool

    @cached_property
    def archive(self) -> zipfile.ZipFile:
        """The parts, to be read again."""
        return zipfile.ZipFile(io.BytesIO(self.data))


def broken() -> WorkbookError:
    """The error of a package that cannot be read to its end."""
    return WorkbookError("The workbook is damaged or was cut off.", "Open it in Excel, save it again and load that.")


def open_package(data: bytes) -> Package:
    """The package of an .xlsx file, with a first look at every sheet.

    Raises WorkbookError for more than 500 parts, more than 200 MiB when unpacked, a DOCTYPE, a sheet whose cells
    span more than 16 million places, a password, damage, and for packages of other programs.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _check_names(archive)
            looks = _look_at_parts(archive)
            book, relations = archive.read(WORKBOOK), archive.read(RELATIONS)
    except ZIP_ERRORS as error:
        raise broken() from error
    try:
        starts_1904, paths = _sheet_paths(book, relations)
    except ElementTree.ParseError as error:
        raise broken() from error
    sheets = [SheetPart(name, path, *looks[path]) for name, path in paths.items() if path in looks]
    return Package(data, tuple(sheets), starts_1904)


def _check_names(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    names = {part.filename for part in parts}
    if len(parts) > MAX_PARTS:
        raise WorkbookError(f"The file has more than {MAX_PARTS} parts.", "Copy the patients' sheet to a new one.")
    if any(part.flag_bits & 1 for part in parts):
        raise WorkbookError("The file is a zip archive with a password.", SAVE_AS)
    if {WORKBOOK, RELATIONS} <= names:
        return
    meaning = next((meaning for name, meaning in OTHER_PACKAGES if name in names), "a zip archive without a workbook")
    raise WorkbookError(f"The file is {meaning}, not an Excel workbook (.xlsx).", SAVE_AS)


def _look_at_parts(archive: zipfile.ZipFile) -> Mapping[str, tuple[bool, bool]]:
    """Unpack every part once, counting; for each: has it values, and does it need a closer look?

    Every part is looked at as if it were a sheet, for a hostile file may keep its sheets anywhere.
    """
    budget, looks = MAX_INFLATED, {}
    for part in archive.infolist():
        look = _Look()
        for chunk in _chunks(archive, part):
            budget -= len(chunk)
            if budget < 0:
                raise WorkbookError(
                    f"The file unpacks to more than {MAX_INFLATED // 2**20} MB.", "Load the patients' sheet alone."
                )
            look.see(chunk)
        if look.cells > MAX_CELLS and _exact_span(archive, part) > MAX_CELLS:
            raise WorkbookError(
                "A sheet has cells scattered too far apart to be a table.", "Copy the table into a new workbook."
            )
        looks[part.filename] = (look.has_values, look.needs_a_look)
    return looks


def _chunks(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    with archive.open(part) as stream:
        while chunk := stream.read(CHUNK):
            yield chunk


class _Look:
    """What is seen in a part while it streams by; `cells` is an upper bound of the rectangle its cells span."""

    def __init__(self) -> None:
        self.has_values = self.needs_a_look = False
        self._letters: set[bytes] = set()
        self._rows: set[bytes] = {b"9999"}
        self._tail = b""

    def see(self, chunk: bytes) -> None:
        text = self._tail + chunk
        self._tail = text[-OVERLAP:]
        if b"!" in text and b"<!DOCTYPE" in text:
            raise WorkbookError("The workbook holds a DOCTYPE, which Excel never writes.", SAVE_AS)
        text = text.translate(None, SPACES)
        self._letters.update(COLUMN_LETTERS.findall(text))
        self._rows.update(LONG_ROW_NUMBERS.findall(text))
        self.has_values = self.has_values or bool(VALUE.search(text))
        self.needs_a_look = self.needs_a_look or any(rare in text and sign in text for rare, sign in SIGNS)

    @property
    def cells(self) -> int:
        return max(map(int, self._rows)) * max(map(column_number, self._letters), default=0)


def _exact_span(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """The rectangle from A1 to the last cell that is not merely formatted; slow, so only asked when in doubt."""
    last_row = last_column = 0
    for cell in FILLED_CELLS.finditer(archive.read(part)):
        letters, row = cell.groups()
        last_row, last_column = max(last_row, int(row)), max(last_column, column_number(letters))
    return last_row * last_column


def column_number(letters: bytes | str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters.encode() if isinstance(letters, str) else letters:
        number = number * 26 + letter - 64
    return number


def _sheet_paths(book: bytes, relations: bytes) -> tuple[bool, dict[str, str]]:
    """Whether dates count from 1904, and the part of each sheet by its name."""
    targets = {
        relation.get("Id"): posixpath.normpath(posixpath.join("/xl", relation.get("Target", ""))).lstrip("/")
        for relation in ElementTree.fromstring(relations)
    }
    paths, starts_1904 = {}, False
    for element in ElementTree.fromstring(book).iter():
        kind = element.tag.rpartition("}")[2]
        if kind == "workbookPr":
            starts_1904 = element.get("date1904") in {"1", "true", "on"}
        if kind == "sheet":
            identity = element.get(ID) or element.get(STRICT_ID)
            paths[element.get("name", "")] = targets.get(identity, "")
    return starts_1904, paths
