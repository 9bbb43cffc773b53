"""Tables as Word documents: a real table between three rules, as journals set it, its notes in small print below."""

import io

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell, _Row

from core.tables.display import DisplayTable, Row
from core.tables.export.cells import clean, filled, map_texts, spans, width_of

SHORT_SIDE, LONG_SIDE, MARGIN = 21.0, 29.7, 2.0
"""A4, in cm."""
UPRIGHT = SHORT_SIDE - 2 * MARGIN
CHARACTER, PADDING, BOLDER = 0.17, 0.5, 1.15
"""The width of a character of the table's type and of the gap between columns, in cm; how much wider bold type is."""
MOST_CHARACTERS = 34
"""A cell that is longer is set in lines; a heading may always take two."""
SQUEEZED = 1.15
"""A table that would like to be wider than the upright page by up to this factor is squeezed into it."""
FONT, SIZE, SMALL = "Arial", Pt(9), Pt(8)
GREY = RGBColor(0x59, 0x59, 0x59)
THICK, THIN = 12, 6
"""Rules, in eighths of a point."""
AFTER_BORDERS = ("w:shd", "w:noWrap", "w:tblLayout", "w:tblCellMar", "w:tblLook", "w:tcMar", "w:vAlign")
"""What may only follow the borders among the properties of a table or a cell: Word refuses another order."""


def write_word(table: DisplayTable) -> bytes:
    """A document of one table, upright where it fits and on its side where it is wide."""
    landscape = is_wide(table)
    document = new_document(table.title, landscape)
    add_table(document, table, landscape)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def is_wide(table: DisplayTable) -> bool:
    """Whether the table wants the page on its side."""
    least, liked = _widths(map_texts(table, clean))
    return sum(least) > UPRIGHT or sum(liked) > SQUEEZED * UPRIGHT


def add_table(document: WordDocument, table: DisplayTable, landscape: bool) -> None:
    """The table at the end of the document, its title above and its notes below, on a page that stands or lies."""
    table = map_texts(table, clean)
    if table.title:
        add_paragraph(document, table.title, bold=True)
    widths = _fit(*_widths(table), LONG_SIDE - 2 * MARGIN if landscape else UPRIGHT)
    _fill(document.add_table(1 + len(table.rows), len(widths)), table, widths)
    for note in table.notes:
        add_paragraph(document, note, small=True)


def new_document(title: str, landscape: bool) -> WordDocument:
    """An empty document in the type of the tables."""
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title[:255], "Ballad", ""
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, SIZE
    set_up_page(document.sections[0], landscape)
    return document


def set_up_page(section: Section, landscape: bool) -> None:
    """A4, standing or on its side."""
    sides = (Cm(LONG_SIDE), Cm(SHORT_SIDE)) if landscape else (Cm(SHORT_SIDE), Cm(LONG_SIDE))
    section.page_width, section.page_height = sides
    section.orientation = WD_ORIENT.LANDSCAPE if landscape else WD_ORIENT.PORTRAIT
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(MARGIN)


def add_paragraph(document: WordDocument, text: str, bold: bool = False, small: bool = False) -> None:
    """A line of text: bold above a table, small below it."""
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
    properties.insert_element_before(borders, *AFTER_BORDERS)


def _widths(table: DisplayTable) -> tuple[list[float], list[float]]:
    """The least each column needs, in cm, so that no word of it is broken, and what it would like to have."""
    width = width_of(table)
    body = [filled(row.cells, width) for row in table.rows if not spans(row)]
    least, liked = [], []
    for heading, *cells in zip(filled(table.columns, width), *body, strict=True):
        words = max(_longest_word(heading) * BOLDER, *map(_longest_word, cells), 1)
        whole = max(len(heading) / 2 * BOLDER, *(min(len(text), MOST_CHARACTERS) for text in cells), words)
        least.append(words * CHARACTER + PADDING)
        liked.append(whole * CHARACTER + PADDING)
    return least, liked


def _longest_word(text: str) -> int:
    return max(map(len, text.split()), default=0)


def _fit(least: list[float], liked: list[float], room: float) -> list[float]:
    """The widths liked where there is room for them; else what is above the least shrinks, and at last all of it."""
    if sum(liked) <= room:
        return liked
    if sum(least) >= room:
        return [width * room / sum(least) for width in least]
    share = (room - sum(least)) / (sum(liked) - sum(least))
    return [low + (high - low) * share for low, high in zip(least, liked, strict=True)]
