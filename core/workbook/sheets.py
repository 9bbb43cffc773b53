"""The rows of a sheet of an Excel workbook, or of a delimited text, as they stand there."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import PurePath

from python_calamine import CalamineError, CalamineSheet, load_workbook

from core.cohort import Issue
from core.workbook.errors import WorkbookError
from core.workbook.faults import Faults, find_faults
from core.workbook.package import Package, broken, open_package
from core.workbook.preflight import file_kind

DELIMITERS = (",", ";", "\t")
FIELD_LIMIT = 100_000
EMPTY_FILE = ("The file has no cells with content.", "Load the sheet that holds the patients.")


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


@dataclass(frozen=True)
class TextFile:
    """A delimited text: one sheet, named after the file."""

    name: str
    text: str = field(repr=False)


def open_file(data: bytes, name: str) -> Package | TextFile:
    """The workbook or the text in these bytes; raises WorkbookError for anything else."""
    if file_kind(data) == "xlsx":
        return open_package(data)
    return TextFile(PurePath(name).stem or "text", _decode(data))


def sheet_names(opened: Package | TextFile) -> tuple[str, ...]:
    """The sheets with content; raises WorkbookError if there is none."""
    if isinstance(opened, TextFile):
        return (opened.name,)
    names = tuple(sheet.name for sheet in opened.sheets if sheet.has_values)
    if not names:
        raise WorkbookError(*EMPTY_FILE)
    return names


def read_sheet(opened: Package | TextFile, name: str) -> RawSheet:
    """All rows of one sheet."""
    return _read_text(opened) if isinstance(opened, TextFile) else _read_excel(opened, name)


def _read_excel(package: Package, name: str) -> RawSheet:
    sheet = _calamine(package, name)
    part = next(part for part in package.sheets if part.name == name)
    row, column = sheet.start or (0, 0)
    return RawSheet(
        name,
        sheet.to_python(skip_empty_area=True),
        row + 1,
        column + 1,
        starts_1904=package.starts_1904,
        merges=tuple(tuple(place + 1 for place in (*first, *last)) for first, last in sheet.merged_cell_ranges or ()),
        faults=find_faults(package, part),
    )


def _calamine(package: Package, name: str) -> CalamineSheet:
    try:
        return load_workbook(io.BytesIO(package.data)).get_sheet_by_name(name)
    except (CalamineError, ValueError, OSError) as error:
        raise broken() from error
    except BaseException as error:
        # A panic of the Rust reader is no Exception, and its text may quote cells.
        if type(error).__name__ == "PanicException":
            raise broken() from None
        raise


def _decode(data: bytes) -> str:
    """Text by its byte order mark, else as UTF-8, else as Windows Western; a NUL means it is no text."""
    marked = data.startswith((b"\xff\xfe", b"\xfe\xff"))
    for encoding in ("utf-16",) if marked else ("utf-8-sig", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text and text.strip():
            return text
        break
    if not data.strip():
        raise WorkbookError(*EMPTY_FILE)
    raise WorkbookError(
        "The file is neither an Excel workbook nor a text in a known encoding.",
        "Save it in Excel as .xlsx, or as CSV in UTF-8.",
    )


def _read_text(opened: TextFile) -> RawSheet:
    text = opened.text
    first_line = text[: text.find("\n") + 1 or len(text)].strip().strip('"').casefold()
    announced = first_line[4:] if first_line.startswith("sep=") and len(first_line) == 5 else ""
    delimiter = announced or max(DELIMITERS, key=lambda mark: _width(text, mark))
    rows, lines = _parse(text, delimiter)
    return RawSheet(opened.name, rows[bool(announced) :], is_text=True, line_numbers=lines[bool(announced) :])


def _width(text: str, delimiter: str) -> int:
    """Cells in the widest of the first rows that are as wide as another one; 1 if the delimiter is not in use."""
    beginning = "".join(text.splitlines(keepends=True)[:20]) if len(text) < 20_000 else text[:20_000]
    try:
        widths = [len(row) for row in csv.reader(io.StringIO(beginning, newline=""), delimiter=delimiter) if row]
    except csv.Error:
        return 0
    return max((width for width in widths if widths.count(width) > 1), default=max(widths, default=0))


def _parse(text: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    """All rows, with the line each starts on. A quote that does not close is an error: it would swallow patients."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    rows, lines, line = [], [], 1
    try:
        for row in reader:
            rows.append(row)
            lines.append(line)
            line = reader.line_num + 1
    except csv.Error as error:
        raise WorkbookError(
            f"The text cannot be split into cells from line {line} on: a quote does not close, or a cell is too long.",
            "Correct that line, or save the sheet as .xlsx.",
        ) from error
    return rows, lines
