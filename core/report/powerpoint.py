"""The report as slides: who it is about, results in words, a slide a figure, tables as tables, methods last."""

from collections.abc import Iterator
from dataclasses import replace
from math import ceil

from pptx.dml.color import RGBColor
from pptx.presentation import Presentation
from pptx.table import _Cell
from pptx.util import Emu, Inches, Pt

from core.charts.export.files import write_png
from core.charts.export.paper import WIDTHS
from core.charts.export.powerpoint import (
    CAPTION_ROOM,
    CAPTION_SIZE,
    HIGH,
    INK,
    MARGIN,
    TITLE_ROOM,
    WIDE,
    add_figure,
    add_text,
    new_presentation,
    new_slide,
    saved,
)
from core.report.report import Report
from core.tables.display import DisplayTable, Row
from core.tables.export.cells import clean, filled, map_texts, width_of

PPI = 300
TABLE_ROOM = 4.6
"""Inches between title and notes."""
LETTERS_AN_INCH, LINE, PADDING = 13, 0.17, 0.09
"""Of the type of the tables: letters across, and the height of a line and of what is around it in a cell, in inches."""
LETTERS_A_SLIDE = 1100
BODY_SIZE, CELL_SIZE = Pt(16), Pt(10)
CELL_MARGIN = Emu(40_000)
FIRST_COLUMN = 2.0
"""How much wider than the others the first column is, which names the row."""
WHITE = RGBColor(0xFF, 0xFF, 0xFF)
BODY_ROOM = HIGH - 2 * MARGIN - TITLE_ROOM


def write_powerpoint(report: Report) -> bytes:
    """The whole report; a long table or text goes on upon the next slide."""
    presentation = new_presentation(report.title)
    _add_words(presentation, report.title, report.facts)
    for section in report.sections:
        _add_words(presentation, section.title, section.sentences)
        for plate in section.plates:
            picture = write_png(plate, WIDTHS["two"], PPI)
            add_figure(presentation, picture, clean(plate.title), clean(plate.caption))
        for table in section.tables:
            for part in _parts(map_texts(table, clean)):
                _add_table(presentation, part)
    _add_words(presentation, "Statistical methods", (report.methods,))
    return saved(presentation)


def _add_words(presentation: Presentation, title: str, sentences: tuple[str, ...]) -> None:
    for text in _pages(tuple(map(clean, sentences))):
        add_text(new_slide(presentation, clean(title)), text, MARGIN + TITLE_ROOM, BODY_ROOM, BODY_SIZE)


def _pages(sentences: tuple[str, ...]) -> Iterator[str]:
    """The sentences, a line each, as much on a slide as fits; a long text is parted at its sentences."""
    page: list[str] = []
    for line in (part for text in sentences for part in _short_lines(text)):
        if page and sum(map(len, page)) + len(line) > LETTERS_A_SLIDE:
            yield "\n".join(page)
            page = []
        page.append(line)
    if page:
        yield "\n".join(page)


def _short_lines(text: str) -> list[str]:
    return text.replace(". ", ".\n").split("\n") if len(text) > LETTERS_A_SLIDE else [text]


def _parts(table: DisplayTable) -> Iterator[DisplayTable]:
    """The table in pieces a slide can hold, the headings on each, the notes on the last."""
    width = width_of(table)
    head = _height(Row(table.columns), width)
    pieces: list[list[Row]] = [[]]
    used = head
    for row in table.rows:
        height = _height(row, width)
        if pieces[-1] and used + height > TABLE_ROOM:
            pieces.append([])
            used = head
        pieces[-1].append(row)
        used += height
    for place, rows in enumerate(pieces):
        last = place == len(pieces) - 1
        title = table.title if not place else f"{table.title} (continued)"
        yield replace(table, title=title, rows=tuple(rows), notes=table.notes if last else ())


def _height(row: Row, width: int) -> float:
    """How high the row will be, in inches."""
    narrow = (WIDE - 2 * MARGIN) / Inches(1) / (FIRST_COLUMN + width - 1) * LETTERS_AN_INCH
    rooms = [narrow * FIRST_COLUMN, *[narrow] * (width - 1)]
    lines = max(ceil(len(text) / room) for text, room in zip(filled(row.cells, width), rooms, strict=True))
    return max(lines, 1) * LINE + PADDING


def _add_table(presentation: Presentation, table: DisplayTable) -> None:
    slide = new_slide(presentation, table.title)
    width = width_of(table)
    across = WIDE - 2 * MARGIN
    room = BODY_ROOM - CAPTION_ROOM
    shape = slide.shapes.add_table(1 + len(table.rows), width, MARGIN, MARGIN + TITLE_ROOM, across, room // 2)
    grid = shape.table
    grid.horz_banding = False
    share = across / (FIRST_COLUMN + width - 1)
    for place, column in enumerate(grid.columns):
        column.width = int(share * (FIRST_COLUMN if not place else 1))
    for row, line in zip(grid.rows, [Row(table.columns, heading=True), *table.rows], strict=True):
        row.height = Emu(1)
        for place, (cell, text) in enumerate(zip(row.cells, filled(line.cells, width), strict=True)):
            _write(cell, ("   " if line.inset and not place else "") + text, line.heading)
    notes = " ".join(table.notes)
    if notes:
        add_text(slide, notes, HIGH - MARGIN - CAPTION_ROOM, CAPTION_ROOM, Pt(9) if len(notes) > 400 else CAPTION_SIZE)


def _write(cell: _Cell, text: str, bold: bool) -> None:
    cell.text = text
    cell.margin_top = cell.margin_bottom = CELL_MARGIN
    cell.fill.solid()
    cell.fill.fore_color.rgb = WHITE
    font = cell.text_frame.paragraphs[0].font
    font.size, font.bold, font.name, font.color.rgb = CELL_SIZE, bold, "Arial", INK
