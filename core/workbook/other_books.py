"""Workbooks of other formats than .xlsx: .xls, .xlsb and .ods, checked as far as each allows."""

import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field

from core.cohort import Issue
from core.workbook.archive import chunks
from core.workbook.fast_reader import FastBook, load
from core.workbook.opendocument import OdsTable, look_at_ods

MACROS_IN_XLS = "_VBA_PROJECT".encode("utf-16-le")
MACROS_IN_XLSB = "xl/vbaProject.bin"
UNSEEN = "error cells, hidden rows, comments and number formats cannot be seen in this format"
READ_ANYWAY = "error cells are read as missing, hidden rows like all others; saved as .xlsx they are listed"


@dataclass(frozen=True)
class OtherBook:
    """A workbook that is not .xlsx: its format, its sheets with content, and of an .ods what was seen of them."""

    fast: FastBook = field(repr=False)
    format: str
    names: tuple[str, ...]
    has_macros: bool = False
    tables: Mapping[str, OdsTable] = field(default_factory=dict, repr=False)

    def notes(self, name: str) -> tuple[Issue, ...]:
        """What a reader should know of how this sheet was read."""
        if self.format == ".ods":
            return ()
        return (Issue("note", name, f"the workbook was read as {self.format}", UNSEEN, READ_ANYWAY),)


def open_xls(data: bytes) -> OtherBook:
    """An old Excel workbook; raises WorkbookError for a password and damage."""
    book = load(data)
    return OtherBook(book, ".xls", _with_content(book), MACROS_IN_XLS in data)


def open_xlsb(data: bytes, archive: zipfile.ZipFile) -> OtherBook:
    """A binary workbook, each part unpacked once to see that it is whole; raises WorkbookError for damage."""
    for name in archive.namelist():
        for _ in chunks(archive, name):
            pass
    book = load(data)
    return OtherBook(book, ".xlsb", _with_content(book), MACROS_IN_XLSB in archive.namelist())


def open_ods(data: bytes, archive: zipfile.ZipFile) -> OtherBook:
    """An OpenDocument spreadsheet; raises WorkbookError for what `look_at_ods` refuses."""
    tables = look_at_ods(archive)
    names = tuple(name for name, table in tables.items() if table.last_row)
    return OtherBook(load(data), ".ods", names, tables=tables)


def _with_content(book: FastBook) -> tuple[str, ...]:
    """The names of the sheets that have a cell with content."""
    return tuple(name for name in book.names if book.sheet(name).height)
