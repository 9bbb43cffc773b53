"""The rows of a sheet of a workbook, or of a delimited text, as they stand there."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from core.cohort import Issue
from core.workbook.archive import not_a_workbook, open_archive
from core.workbook.closer_look import look_closer
from core.workbook.errors import WorkbookError
from core.workbook.faults import Faults, fault_notes
from core.workbook.opendocument import CONTENT, OdsTable
from core.workbook.other_books import OtherBook, open_ods, open_xls, open_xlsb
from core.workbook.package import WORKBOOK, Package, open_package
from core.workbook.preflight import file_kind
from core.workbook.text import EMPTY_FILE, TextFile, open_text, split_text

BINARY_WORKBOOK = "xl/workbook.bin"
Opened = Package | OtherBook | TextFile


@dataclass(frozen=True)
class RawSheet:
    """Rows of cells as a reader gave them, the place of the first one (row and column from 1), and the faults.

    In a delimited text every cell is text, and `line_numbers` gives the line each row starts on; `encoding` and
    `delimiter` are what it was read with, and `decimal_comma` whether its numbers are written 12,5. In a workbook,
    `merges` are (first row, first column, last row, last column) and `percent_columns` the columns whose filled
    cells mostly bear a percent format, all counted from 1 as Excel does. `notes` say how the file was read and
    what it holds beside values. `is_transposed` tells that rows and columns were exchanged, `first_row` and
    `first_column` with them.
    """

    name: str
    rows: Sequence[Sequence[object]] = field(repr=False)
    first_row: int = 1
    first_column: int = 1
    is_text: bool = False
    starts_1904: bool = False
    faults: Faults = field(default=Faults(), repr=False)
    line_numbers: Sequence[int] = field(default=(), repr=False)
    encoding: str = ""
    delimiter: str = ""
    decimal_comma: bool = False
    merges: tuple[tuple[int, int, int, int], ...] = field(default=(), repr=False)
    percent_columns: frozenset[int] = frozenset()
    is_transposed: bool = False
    notes: tuple[Issue, ...] = ()


def open_file(data: bytes, name: str) -> Opened:
    """The workbook or the text in these bytes; raises WorkbookError for anything else."""
    kind = file_kind(data)
    if kind == "text":
        return open_text(data, PurePath(name).stem or "text")
    if kind == "xls":
        return open_xls(data)
    archive = open_archive(data)
    names = set(archive.namelist())
    if WORKBOOK in names:
        return open_package(data, archive)
    if BINARY_WORKBOOK in names:
        return open_xlsb(data, archive)
    if CONTENT in names:
        return open_ods(data, archive)
    raise not_a_workbook(names)


def sheet_names(opened: Opened) -> tuple[str, ...]:
    """The sheets with content; raises WorkbookError if there is none."""
    if isinstance(opened, TextFile):
        return (opened.name,)
    if isinstance(opened, OtherBook):
        names = opened.names
    else:
        names = tuple(sheet.name for sheet in opened.sheets if sheet.has_values)
    if not names:
        raise WorkbookError(*EMPTY_FILE)
    return names


def read_sheet(opened: Opened, name: str) -> RawSheet:
    """All rows of one sheet."""
    return _read_text(opened) if isinstance(opened, TextFile) else _read_book(opened, name)


def _read_book(book: Package | OtherBook, name: str) -> RawSheet:
    sheet = book.fast.sheet(name)
    row, column = sheet.start or (0, 0)
    if isinstance(book, Package):
        faults, percent = look_closer(book, book.sheet(name))
        starts_1904, notes = book.starts_1904, ()
    else:
        seen = book.tables.get(name, OdsTable())
        faults, percent = seen.faults, seen.percent_columns
        starts_1904, notes = False, book.notes(name)
    merges = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
    columns = range(column + 1, column + sheet.width + 1)
    return RawSheet(
        name,
        sheet.to_python(skip_empty_area=True),
        row + 1,
        column + 1,
        starts_1904=starts_1904,
        faults=faults,
        merges=tuple(tuple(place + 1 for place in merge) for merge in merges),
        percent_columns=percent,
        notes=(*_macro_note(book, name), *notes, *fault_notes(name, faults, columns)),
    )


def _macro_note(book: Package | OtherBook, name: str) -> tuple[Issue, ...]:
    if not book.has_macros:
        return ()
    why = "a program in a workbook could do anything"
    return (Issue("note", name, "the workbook holds macros", why, "ignored: Ballad reads values and runs nothing"),)


def _read_text(opened: TextFile) -> RawSheet:
    split = split_text(opened.text)
    what = split.described(opened.encoding)
    why = "in another encoding or with another delimiter, letters or columns would be wrong"
    return RawSheet(
        opened.name,
        split.rows,
        is_text=True,
        line_numbers=split.lines,
        encoding=opened.encoding,
        delimiter=split.delimiter,
        decimal_comma=split.decimal_comma,
        notes=(Issue("note", opened.name, what, why, "found by what the file holds"),),
    )
