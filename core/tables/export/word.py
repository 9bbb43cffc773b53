"""Tables as Word documents: a real table between three rules, as journals set it, its notes in small print below."""

import io

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell, _Row

from core.tables.display import DisplayTable, Row
from core.tables.export.cells import clean, filled, map_texts, spans, width_of

SHORT_SIDE, LONG_SIDE, MARGIN = 21.0, 29.7, 2.0
"""A4, in cm."""
CHARACTER, PADDING = 0.165, 0.45
"""The width of a character of the table's type, and of the gap between columns, in cm."""
MOST_CHARACTERS = 34
"""A cell that is longer is set in lines."""
FONT, SIZE, SMALL = "Arial", Pt(9), Pt(8)
GREY = RGBColor(0x59, 0x59, 0x59)
THICK, THIN = 12, 6
"""Rules, in eighths of a point."""


def write_word(table: DisplayTable) -> bytes:
    """A document of one table, upright where it fits and on its side where it is wide."""
    table = map_texts(table, clean)
    widths = _natural_widths(table)
    landscape = sum(widths) > SHORT_SIDE - 2 * MARGIN
    document = _new_document(table.title, landscape)
    if table.title:
        _add_paragraph(document, table.title, bold=True)
    room = (LONG_SIDE if landscape else SHORT_SIDE) - 2 * MARGIN
    _fill(document.add_table(1 + len(table.rows), len(widths)), table, _fit(widths, room))
    for note in table.notes:
        _add_paragraph(document, note, small=True)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _new_document(title: str, landscape: bool) -> WordDocument:
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title[:255], "Ballad", ""
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, SIZE
    section = document.sections[0]
    sides = (Cm(LONG_SIDE), Cm(SHORT_SIDE)) if landscape else (Cm(SHORT_SIDE), Cm(LONG_SIDE))
    section.page_width, section.page_height = sides
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN)
    return document


def _add_paragraph(document: WordDocument, text: str, bold: bool = False, small: bool = False) -> None:
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.space_before = Pt(4 if small else 0)
    paragraph.paragraph_format.space_after = Pt(0 if small else 4)
    paragraph.paragraph_format.keep_with_next = bold
    run = paragraph.add_run(text)
    run.bold = bold
    if small:
        run.font.size = SMALL


def _fill(into: Table, table: DisplayTable, widths: list[float]) -> None:
    into.autofit = False
    for column, width in zip(into.columns, widths, strict=True):
        column.width = Cm(width)
    _rule(into._tbl.tblPr, "w:tblBorders", top=THICK, bottom=THICK)
    head, *rows = into.rows
    _mark_row(head, "w:tblHeader")
    for cell, text, width in zip(head.cells, filled(table.columns, len(widths)), widths, strict=True):
        cell.width = Cm(width)
        _write(cell, text, bold=True)
        _rule(cell._tc.get_or_add_tcPr(), "w:tcBorders", bottom=THIN)
    for found, row in zip(rows, table.rows, strict=True):
        _fill_row(found, row, widths)


def _fill_row(into: _Row, row: Row, widths: list[float]) -> None:
    _mark_row(into, "w:cantSplit")
    cells = into.cells
    for cell, width in zip(cells, widths, strict=True):
        cell.width = Cm(width)
    if spans(row) and len(widths) > 1:
        _write(cells[0].merge(cells[-1]), row.cells[0], row.heading, row.muted, row.inset)
        return
    for column, (cell, text) in enumerate(zip(cells, filled(row.cells, len(widths)), strict=True)):
        _write(cell, text, row.heading, row.muted, row.inset and column == 0)


def _write(cell: _Cell, text: str, bold: bool = False, muted: bool = False, inset: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
    if inset:
        paragraph.paragraph_format.left_indent = Cm(0.4)
    if bold:
        paragraph.paragraph_format.keep_with_next = True
    run = paragraph.add_run(text)
    run.bold = bold
    if muted:
        run.font.color.rgb = GREY


def _mark_row(row: _Row, name: str) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement(name))


def _rule(properties: BaseOxmlElement, name: str, **eighths: int) -> None:
    """Rules along these sides of a table or a cell, of this weight."""
    borders = OxmlElement(name)
    for side, weight in eighths.items():
        rule = OxmlElement(f"w:{side}")
        for attribute, value in (("val", "single"), ("sz", str(weight)), ("space", "0"), ("color", "000000")):
            rule.set(qn(f"w:{attribute}"), value)
        borders.append(rule)
    properties.append(borders)


def _natural_widths(table: DisplayTable) -> list[float]:
    """What each column would like to have, in cm: its longest cell on one line, or its longest word."""
    columns = [[text] for text in filled(table.columns, width_of(table))]
    for row in table.rows:
        if not spans(row):
            for column, text in zip(columns, filled(row.cells, len(columns)), strict=True):
                column.append(text)
    return [max(map(_characters, texts)) * CHARACTER + PADDING for texts in columns]


def _characters(text: str) -> int:
    longest_word = max(map(len, text.split()), default=1)
    return max(longest_word, min(len(text), MOST_CHARACTERS))


def _fit(widths: list[float], room: float) -> list[float]:
    """The widths, made narrower in proportion where they need more than there is room for."""
    return [width * min(1, room / sum(widths)) for width in widths]
