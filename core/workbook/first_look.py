"""A first look at the XML of a sheet while it is unpacked: is it safe to parse, and does it need a closer look?"""

import re
import zipfile

from core.workbook.archive import chunks
from core.workbook.errors import WorkbookError
from core.workbook.letters import column_number
from core.workbook.preflight import SAVE_AS

MAX_CELLS = 16_000_000
LONGEST_TEXT = 2**20
"""Bytes without the start of a tag: Excel allows 32,767 characters in a cell, six bytes each at most."""

OVERLAP = 128
SPACES = b" \t\r\n"
COLUMN_LETTERS = re.compile(rb"r=\"([A-Z]{1,3})\d")
LONG_ROW_NUMBERS = re.compile(rb"r=\"(\d{5,7})\"")
LONG_CELL_NUMBERS = re.compile(rb"r=\"[A-Z]{1,3}(\d{5,7})\"")
# Spellings of attributes no program of note writes, and one byte of each, for most sheets lack it: fast to see.
SPELLINGS = ((b"'", b"='"), (b"=", b" ="), (b"=", b"= "))
UNUSUAL = (*SPELLINGS, (b"\n", b"\n"), (b"\t", b"\t"), (b"\r", b"\r"))
# A cell without content is <c/> or, from other writers, <c></c>.
FILLED_CELLS = re.compile(rb"<(?:\w+:)?c\s(?:[^>]*\s)?r\s*=\s*[\"']([A-Z]{1,3})(\d{1,7})[\"'](?:[^>]*[^/>])?>(?!\s*</)")
VALUE = re.compile(rb"<(?:\w+:)?(?:v|is)>")
# What calls for a closer look. A sheet may show a sign without need; the closer look then finds nothing.
FAULTS = ((b"<", b't="e"'), (b":", b":f"), (b"h", b'hidden="'))
SIGNS = (*FAULTS, (b"<", b"<f"))


class FirstLook:
    """What was seen in a part; `cells` is an upper bound of the rectangle its cells span."""

    def __init__(self) -> None:
        """Begin with nothing seen."""
        self.has_values = self.needs_a_look = False
        self._letters: set[bytes] = set()
        self._last_row = 9999
        self._tail = b""
        self._without_tag = 0

    def see(self, chunk: bytes) -> None:
        """Look at the next bytes; raises WorkbookError for a DOCTYPE and for a text no cell can hold."""
        text = self._tail + chunk
        self._tail = text[-OVERLAP:]
        self._refuse(text, chunk)
        if shows(text, UNUSUAL):
            text = text.translate(None, SPACES).replace(b"'", b'"')
        self._letters.update(COLUMN_LETTERS.findall(text))
        rows = LONG_ROW_NUMBERS.findall(text)
        if not rows and self._last_row > 9999:
            rows = LONG_CELL_NUMBERS.findall(text)
        self._last_row = max(self._last_row, *map(int, rows)) if rows else self._last_row
        self.has_values = self.has_values or bool(VALUE.search(text))
        self.needs_a_look = self.needs_a_look or shows(text, SIGNS)

    def _refuse(self, text: bytes, chunk: bytes) -> None:
        if b"<!" in text and b"<!DOCTYPE" in text:
            raise WorkbookError("The workbook holds a DOCTYPE, which spreadsheet programs never write.", SAVE_AS)
        last = chunk.rfind(b"<")
        self._without_tag = len(chunk) - last if last >= 0 else self._without_tag + len(chunk)
        if self._without_tag > LONGEST_TEXT or (len(chunk) > LONGEST_TEXT and last < 0):
            raise WorkbookError("A cell of the workbook holds more text than any cell can.", SAVE_AS)

    @property
    def cells(self) -> int:
        """At least as many as the cells between A1 and the last one."""
        return self._last_row * max(map(column_number, self._letters), default=0)


def look_at(archive: zipfile.ZipFile, name: str) -> FirstLook:
    """Unpack a part once, within limits; raises WorkbookError where it should not be parsed."""
    look = FirstLook()
    for chunk in chunks(archive, name):
        look.see(chunk)
    if look.cells > MAX_CELLS and _exact_span(archive.read(name)) > MAX_CELLS:
        raise scattered()
    return look


def shows(text: bytes, signs: tuple[tuple[bytes, bytes], ...]) -> bool:
    """Whether a text holds one of these signs, each given with a rare byte of it."""
    return any(rare in text and sign in text for rare, sign in signs)


def scattered() -> WorkbookError:
    """The error of a sheet that would fill the memory with empty cells."""
    return WorkbookError(
        "A sheet has cells scattered too far apart to be a table.", "Copy the table into a new workbook."
    )


def _exact_span(text: bytes) -> int:
    """The rectangle from A1 to the last cell that is not merely formatted; slow, so only asked when in doubt."""
    last_row = last_column = 0
    for cell in FILLED_CELLS.finditer(text):
        letters, row = cell.groups()
        last_row, last_column = max(last_row, int(row)), max(last_column, column_number(letters))
    return last_row * last_column
