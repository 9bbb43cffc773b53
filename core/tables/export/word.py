"""Tables as Word documents: a real table between three rules, as journals set it, its notes in small print below."""

import io
from dataclasses import dataclass

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
SQUEEZED = 1.1
"""A table whose lines end at semicolons and are wider than the upright page by up to this factor still stands."""
SHORT = 14
"""A table of fewer rows is not parted by the end of a page."""
INDENT = 0.4
"""Of inset rows, in cm."""
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


def is_wide(table: DisplayTable, room: float = SQUEEZED * UPRIGHT) -> bool:
    """Whether the table wants the page on its side, for `room` is what an upright one offers in cm."""
    return sum(_widths(map_texts(table, clean)).parted) > room


def add_table(document: WordDocument, table: DisplayTable, landscape: bool, scale: float = 1.0) -> None:
    """The table at the end of the document, its title above and its notes below, on a page that stands or lies.

    Its type is `scale` times the usual one.
    """
    table = map_texts(table, clean)
    if table.title:
        add_paragraph(document, table.title, bold=True)
    room = LONG_SIDE - 2 * MARGIN if landscape else UPRIGHT
    widths = [scale * width for width in _widths(table).within(room / scale)]
    _fill(document.add_table(1 + len(table.rows), len(widths)), table, widths, scale)
    for place, note in enumerate(table.notes, start=1):
        add_paragraph(document, note, small=True)
        document.paragraphs[-1].paragraph_format.keep_with_next = place < len(table.notes)


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


def _fill(into: Table, table: DisplayTable, widths: list[float], scale: float) -> None:
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
        _fill_row(found, row, widths, scale)
    _keep_together(into)
    if scale != 1.0:
        _scale_type(into, scale)


def _keep_together(into: Table) -> None:
    """A short table stays on one page; of a long one the first two rows stay by its head, the last two by its notes."""
    rows = into._tbl.tr_lst
    n = len(rows)
    kept = range(n) if n <= SHORT else (*range(3), *range(n - 2, n))
    for place in kept:
        for paragraph in rows[place].iter(qn("w:p")):
            properties = paragraph.get_or_add_pPr()
            properties.get_or_add_keepNext()


def _scale_type(into: Table, scale: float) -> None:
    half_points = str(round(2 * SIZE.pt * scale))
    for run in into._tbl.iter(qn("w:r")):
        run.get_or_add_rPr().get_or_add_sz().set(qn("w:val"), half_points)


def _fill_row(into: _Row, row: Row, widths: list[float], scale: float) -> None:
    """A cell that needs more than a line ends it at its semicolons."""
    _mark_row(into, "w:cantSplit")
    cells = into.cells
    for cell, width in zip(cells, widths, strict=True):
        cell.width = Cm(width)
    if spans(row) and len(widths) > 1:
        _write(cells[0].merge(cells[-1]), row.cells[0], row.heading, row.muted, row.inset)
        return
    for column, (cell, text, width) in enumerate(zip(cells, filled(row.cells, len(widths)), widths, strict=True)):
        fits = len(text) * CHARACTER * scale + PADDING <= width
        parted = text if fits or not column else text.replace("; ", ";\n")
        _write(cell, parted, row.heading, row.muted, row.inset and column == 0)


def _write(cell: _Cell, text: str, bold: bool = False, muted: bool = False, inset: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
    if inset:
        paragraph.paragraph_format.left_indent = Cm(INDENT)
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


@dataclass(frozen=True)
class _Widths:
    """Of each column, in cm: so that no word is broken, so that only a semicolon ends a line, and in one line."""

    least: list[float]
    parted: list[float]
    liked: list[float]

    def within(self, room: float) -> list[float]:
        """The widths liked where there is room for them; else they shrink to the parted, to the least, at last all."""
        if sum(self.liked) <= room:
            return self.liked
        for low, high in ((self.parted, self.liked), (self.least, self.parted)):
            if sum(low) < room:
                share = (room - sum(low)) / (sum(high) - sum(low))
                return [one + (other - one) * share for one, other in zip(low, high, strict=True)]
        return [width * room / sum(self.least) for width in self.least]


def _widths(table: DisplayTable) -> _Widths:
    """What the columns need; long cells are set in lines, headings may take two, or three where room is scarce."""
    width = width_of(table)
    body = [filled(row.cells, width) for row in table.rows if not spans(row)]
    found: tuple[list[float], ...] = ([], [], [])
    for heading, *cells in zip(filled(table.columns, width), *body, strict=True):
        words = max(_longest(heading.split()) * BOLDER, *(_longest(text.split()) for text in cells), 1)
        in_two, in_three = (len(heading) / lines * BOLDER for lines in (2, 3))
        parted = max(in_three, words, *(min(_longest(text.split("; ")), MOST_CHARACTERS) for text in cells))
        whole = max(in_two, words, *(min(len(text), MOST_CHARACTERS) for text in cells))
        for widths, characters in zip(found, (words, parted, whole), strict=True):
            widths.append(characters * CHARACTER + PADDING)
    if any(row.inset for row in table.rows):
        for widths in found:
            widths[0] += INDENT
    return _Widths(*found)


def _longest(texts: list[str]) -> int:
    return max(map(len, texts), default=0)
