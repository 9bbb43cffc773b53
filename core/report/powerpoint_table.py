"""A table on slides: between three rules, in the largest type that fits, parted where it is too long for one."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from math import ceil

from pptx.dml.color import RGBColor
from pptx.oxml.ns import qn
from pptx.presentation import Presentation
from pptx.table import Table, _Cell
from pptx.util import Emu, Inches, Pt

from core.charts.export.powerpoint import HIGH, INK, MARGIN, TITLE_ROOM, WIDE, add_text, new_slide
from core.tables.display import DisplayTable, Row
from core.tables.export.cells import column_widths, filled, indented_lines, spans

SIZES = (14, 12, 10)
"""Points; a table that fits in none of them is parted in the last."""
LETTER, LINE, AROUND, MARGINS = 0.0082, 0.0172, 0.1, 0.27
"""Inches for a point of type: how wide a letter is and how high a line; then around a row and beside a cell."""
MOST_LETTERS = 30
"""A longer cell is set in lines."""
ACROSS, DOWN = (WIDE - 2 * MARGIN) / Inches(1), (HIGH - 2 * MARGIN - TITLE_ROOM) / Inches(1)
NOTE_SIZE, NOTE_LETTER, NOTE_LINE = Pt(10), 0.073, 0.19
WORDS_SIZE, WORDS_LETTER, WORDS_LINE = Pt(14), 0.1, 0.27
CELL_MARGIN = Emu(40_000)
WHITE = RGBColor(0xFF, 0xFF, 0xFF)
THICK, THIN = Pt(1.5), Pt(0.75)


@dataclass(frozen=True)
class _Piece:
    """As many rows of a table as stand on a slide, in this type, the columns this wide, all this high, in inches."""

    table: DisplayTable
    size: int
    widths: tuple[float, ...]
    height: float


def add_table(presentation: Presentation, table: DisplayTable, words: str = "") -> None:
    """The table on as many slides as it needs, its headings on each, its notes on the last; words stand above it."""
    above = _height_of(words, WORDS_LETTER, WORDS_LINE)
    for place, piece in enumerate(_pieces(table, DOWN - above)):
        slide = new_slide(presentation, piece.table.title)
        top = MARGIN + TITLE_ROOM
        if words and not place:
            add_text(slide, words, top, Inches(above), WORDS_SIZE)
            top += Inches(above)
        size = (1 + len(piece.table.rows), len(piece.widths))
        wide, high = Inches(sum(piece.widths)), Inches(piece.height)
        _fill(slide.shapes.add_table(*size, MARGIN, top, wide, high).table, piece)
        if notes := " ".join(piece.table.notes):
            below = Inches(_height_of(notes, NOTE_LETTER, NOTE_LINE))
            add_text(slide, notes, min(top + high + Inches(0.1), HIGH - below), below, NOTE_SIZE)


def _height_of(text: str, letter: float, line: float) -> float:
    """How high a text is across the slide, in inches; nothing for none."""
    lines = sum(ceil(len(one) * letter / ACROSS) for one in text.split("\n") if one)
    return lines * line + 0.15 if lines else 0.0


def _pieces(table: DisplayTable, room: float) -> Iterator[_Piece]:
    """The whole table in the largest type it fits in with its notes, else parts of it in the smallest."""
    notes = _height_of(" ".join(table.notes), NOTE_LETTER, NOTE_LINE)
    for size in SIZES:
        widths, head, heights = _measured(table, size)
        if sum(widths) <= ACROSS and head + sum(heights) + notes <= room:
            yield _Piece(table, size, widths, head + sum(heights))
            return
    headings = [row.heading for row in table.rows]
    for place, (rows, high, last) in enumerate(_parted(heights, headings, room - head, notes)):
        title = f"{table.title} (continued)" if place else table.title
        part = replace(table, title=title, rows=table.rows[rows], notes=table.notes if last else ())
        yield _Piece(part, size, widths, head + high)


def _parted(
    heights: list[float], headings: list[bool], room: float, notes: float
) -> Iterator[tuple[slice, float, bool]]:
    """Which rows stand together, how high they are, and whether they are the last, which leave room for the notes.

    A row that heads others is never the last of its slide.
    """
    first, used = 0, 0.0
    for place, height in enumerate(heights):
        last = place == len(heights) - 1
        if used and used + height + (notes if last else 0.0) > room:
            end = next((one for one in range(place, first + 1, -1) if not headings[one - 1]), place)
            yield slice(first, end), sum(heights[first:end]), False
            first, used = end, sum(heights[end:place])
        used += height
    yield slice(first, len(heights)), used, True


def _measured(table: DisplayTable, size: int) -> tuple[tuple[float, ...], float, list[float]]:
    """The widths of the columns in this type, the height of the headings, and that of each row, in inches."""
    letter = LETTER * size
    first, *others = (most * letter + MARGINS for most in column_widths(_columns_alone(table)))
    others = [min(one, MOST_LETTERS * letter + MARGINS) for one in others]
    first = min(first, max(MOST_LETTERS * letter + MARGINS, ACROSS - sum(others)))
    squeeze = min(1.0, ACROSS / (first + sum(others))) if size == SIZES[-1] else 1.0
    widths = tuple(one * squeeze for one in (first, *others))

    def height(cells: tuple[str, ...]) -> float:
        rooms = [max((width - MARGINS) / letter, 1.0) for width in widths]
        lines = max(_lines(text, room) for text, room in zip(filled(cells, len(widths)), rooms, strict=True))
        return lines * LINE * size + AROUND

    one_line = LINE * size + AROUND
    return widths, height(table.columns), [one_line if spans(row) else height(row.cells) for row in table.rows]


def _columns_alone(table: DisplayTable) -> list[list[str]]:
    """The lines of the table without the rows that stretch over it."""
    return indented_lines(replace(table, rows=tuple(row for row in table.rows if not spans(row))))


def _lines(text: str, room: float) -> int:
    """How many lines of so many letters the words of a text take."""
    lines, used = 1, 0.0
    for word in text.split():
        if used and used + 1 + len(word) > room:
            lines, used = lines + 1, 0.0
        used += len(word) + (1 if used else 0)
        lines += ceil(len(word) / room) - 1 if len(word) > room else 0
    return lines


def _fill(grid: Table, piece: _Piece) -> None:
    grid.horz_banding = False
    for column, width in zip(grid.columns, piece.widths, strict=True):
        column.width = Inches(width)
    lines = [Row(piece.table.columns, heading=True), *piece.table.rows]
    for place, (row, line) in enumerate(zip(grid.rows, lines, strict=True)):
        row.height = Emu(1)
        if spans(line) and len(piece.widths) > 1:
            row.cells[0].merge(row.cells[len(piece.widths) - 1])
        for column, (cell, text) in enumerate(zip(row.cells, filled(line.cells, len(piece.widths)), strict=True)):
            _write(cell, ("   " if line.inset and not column else "") + text, line.heading, piece.size)
            if not place:
                _rule(cell, "a:lnT", THICK)
                _rule(cell, "a:lnB", THIN)
            elif place == len(lines) - 1:
                _rule(cell, "a:lnB", THICK)


def _write(cell: _Cell, text: str, bold: bool, size: int) -> None:
    cell.text = text
    cell.margin_top = cell.margin_bottom = CELL_MARGIN
    cell.fill.solid()
    cell.fill.fore_color.rgb = WHITE
    font = cell.text_frame.paragraphs[0].font
    font.size, font.bold, font.name, font.color.rgb = Pt(size), bold, "Arial", INK


def _rule(cell: _Cell, side: str, weight: int) -> None:
    """A black rule on one side of a cell; the schema wants rules before the fill."""
    properties = cell._tc.get_or_add_tcPr()
    line = properties.makeelement(qn(side), {"w": str(int(weight))})
    fill = line.makeelement(qn("a:solidFill"), {})
    fill.append(fill.makeelement(qn("a:srgbClr"), {"val": str(INK)}))
    line.append(fill)
    before = properties.findall(qn("a:lnT"))
    properties.insert(len(before), line)
