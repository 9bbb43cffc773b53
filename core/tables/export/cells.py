"""What every format needs of a table's texts: whole lines, no forbidden characters, nothing a spreadsheet would run.

A spreadsheet takes a cell that begins with = + - or @ for a formula, whatever the file it came in. Excel files say
of each cell that it is text; in the formats that cannot say so such a text is written after an apostrophe, which is
how spreadsheets themselves mark text. (OWASP, CSV injection.)
"""

import unicodedata
from collections.abc import Callable
from dataclasses import replace

from core.tables.display import DisplayTable, Row

FORMULA_STARTS = tuple("=+-@＝＋－＠")
TEXT_MARK = "'"
INDENT = "  "


def clean(text: str) -> str:
    """The text on one line, without control characters and what else XML forbids; runs of white space are one space."""
    kept = "".join(
        " " if character.isspace() else character for character in text if character.isspace() or _allowed(character)
    )
    return " ".join(kept.split())


def starts_a_formula(text: str) -> bool:
    """Whether a spreadsheet that reads this text as typed in would run it."""
    return text.lstrip().startswith(FORMULA_STARTS)


def mark_as_text(text: str) -> str:
    """The clean text, after an apostrophe where a spreadsheet would run it."""
    text = clean(text)
    return TEXT_MARK + text if starts_a_formula(text) else text


def map_texts(table: DisplayTable, change: Callable[[str], str]) -> DisplayTable:
    """The table with every text of it changed, and its empty notes left out."""
    return replace(
        table,
        title=change(table.title),
        columns=tuple(map(change, table.columns)),
        rows=tuple(replace(row, cells=tuple(map(change, row.cells))) for row in table.rows),
        notes=tuple(change(note) for note in table.notes if note),
    )


def spans(row: Row) -> bool:
    """Whether the first cell of the row stretches over the table: it stands alone, or heads the rows below."""
    return len(row.cells) == 1 or (row.heading and not any(row.cells[1:]))


def width_of(table: DisplayTable) -> int:
    """The number of columns, at least one."""
    return max(1, len(table.columns), *(len(row.cells) for row in table.rows))


def filled(cells: tuple[str, ...], width: int) -> list[str]:
    """The cells of a row and as many empty ones as it lacks."""
    return [*cells, *[""] * (width - len(cells))]


def indented_lines(table: DisplayTable) -> list[list[str]]:
    """Headings and rows as lists of equal length; the first cell of an inset row is indented by spaces."""
    width = width_of(table)
    lines = [filled(table.columns, width)]
    for row in table.rows:
        first, *rest = filled(row.cells, width)
        lines.append([INDENT + first if row.inset else first, *rest])
    return lines


def column_widths(lines: list[list[str]]) -> list[int]:
    """The characters of the longest cell of each column."""
    return [max(map(len, column)) for column in zip(*lines, strict=True)]


def _allowed(character: str) -> bool:
    return unicodedata.category(character) not in ("Cc", "Cs") and ord(character) & 0xFFFE != 0xFFFE
