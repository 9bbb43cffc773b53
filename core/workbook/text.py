"""Delimited text: its encoding, its delimiter and its decimal sign, found by what is in it."""

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.workbook.errors import WorkbookError

DELIMITERS = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}
ENCODINGS = {
    "utf-8-sig": "UTF-8",
    "utf-16": "UTF-16",
    "utf-16-le": "UTF-16",
    "utf-16-be": "UTF-16",
    "cp1252": "Windows-1252",
}
ENCODING_SAMPLE = 4096
ROWS_LOOKED_AT = 1000
EMPTY_FILE = ("The file has no cells with content.", "Load the sheet that holds the patients.")
COMMA_NUMBER = re.compile(r"\s*[-+<>~]?\s*(?![1-9]\d{0,2},\d{3}\b)\d+,\d+\s*%?\s*")
POINT_NUMBER = re.compile(r"\s*[-+<>~]?\s*(?![1-9]\d{0,2}\.\d{3}\b)\d+\.\d+\s*%?\s*")


@dataclass(frozen=True)
class TextFile:
    """A delimited text: one sheet, named after the file, and the encoding it was read in."""

    name: str
    text: str = field(repr=False)
    encoding: str


@dataclass(frozen=True)
class TextRows:
    """The rows of a text, the line each starts on (from 1), and how they were told apart."""

    rows: Sequence[Sequence[str]] = field(repr=False)
    lines: Sequence[int] = field(repr=False)
    delimiter: str
    decimal_comma: bool

    def described(self, encoding: str) -> str:
        """How the text was read, for the reader."""
        decimals = ", with decimal commas" if self.decimal_comma else ""
        kind = DELIMITERS.get(self.delimiter, f"“{self.delimiter}”")
        return f"read as {kind}-separated text in {encoding}{decimals}"


def open_text(data: bytes, name: str) -> TextFile:
    """The text in these bytes; raises WorkbookError where they are no text in an encoding Ballad knows."""
    for encoding in _candidates(data):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        text = text.removeprefix("\ufeff")
        if "\x00" not in text and text.strip():
            return TextFile(name, text, ENCODINGS[encoding])
        break
    if not data.strip():
        raise WorkbookError(*EMPTY_FILE)
    raise WorkbookError(
        "The file is neither a workbook nor a text in a known encoding.",
        "Save it in Excel as .xlsx, or as CSV in UTF-8.",
    )


def split_text(text: str) -> TextRows:
    """The cells of a text. A first line `sep=;` names the delimiter, as Excel writes it.

    Raises WorkbookError where a quote does not close, for it would swallow patients.
    """
    first_line = text[: text.find("\n") + 1 or len(text)].strip().strip('"').casefold()
    announced = first_line[4:] if first_line.startswith("sep=") and len(first_line) == 5 else ""
    delimiter = announced or _delimiter(text)
    rows, lines = _parse(text, delimiter)
    rows, lines = rows[bool(announced) :], lines[bool(announced) :]
    return TextRows(rows, lines, delimiter, _has_decimal_commas(rows[:ROWS_LOOKED_AT]))


def _candidates(data: bytes) -> tuple[str, ...]:
    """Encodings to try: by the byte order mark, by where the zero bytes of UTF-16 stand, else the usual two."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return ("utf-16",)
    sample = data[: min(ENCODING_SAMPLE, len(data) // 2 * 2)]
    even, odd = sample[::2].count(0), sample[1::2].count(0)
    if len(data) % 2 == 0 and even + odd > len(sample) // 4 and min(even, odd) == 0:
        return ("utf-16-le",) if odd else ("utf-16-be",)
    return ("utf-8-sig", "cp1252")


def _delimiter(text: str) -> str:
    """The sign that cuts the rows into most cells; a comma only if it is not the decimal sign of rows cut otherwise."""
    rows = {mark: _beginning(text, mark) for mark in DELIMITERS}
    widths = {mark: _width(rows[mark]) for mark in DELIMITERS}
    widest = max(DELIMITERS, key=widths.__getitem__)
    if widest != ",":
        return widest
    others = [mark for mark in DELIMITERS if mark != "," and widths[mark] > 1 and _steady(rows[mark], widths[mark])]
    for mark in sorted(others, key=widths.__getitem__, reverse=True):
        heading = next(place for place, row in enumerate(rows[mark]) if len(row) == widths[mark])
        if len(rows[","][heading]) < widths[mark]:
            return mark
    return ","


def _beginning(text: str, delimiter: str) -> list[list[str]]:
    beginning = "".join(text.splitlines(keepends=True)[:20]) if len(text) < 20_000 else text[:20_000]
    try:
        return [row for row in csv.reader(io.StringIO(beginning, newline=""), delimiter=delimiter) if row]
    except csv.Error:
        return []


def _width(rows: list[list[str]]) -> int:
    """Cells in the widest of the rows that are as wide as another one; 1 if the delimiter is not in use."""
    widths = [len(row) for row in rows]
    return max((width for width in widths if widths.count(width) > 1), default=max(widths, default=0))


def _steady(rows: list[list[str]], width: int) -> bool:
    return sum(len(row) == width for row in rows) >= len(rows) - 2


def _has_decimal_commas(rows: Sequence[Sequence[str]]) -> bool:
    """Whether numbers are written 12,5: some are, and none 12.5; 1.234 and 1,234 show neither."""
    cells = [cell for row in rows for cell in row if cell]
    return any(map(COMMA_NUMBER.fullmatch, cells)) and not any(map(POINT_NUMBER.fullmatch, cells))


def _parse(text: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    """All rows, with the line each starts on. A quote that does not close is an error."""
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
