"""The report as a Word document: real headings and numbered captions, figures across the page, tables with rules."""

import io

from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table
from docx.text.paragraph import Paragraph
from PIL import Image

from core.charts.export.files import Plate
from core.report.layout import lies, part_lies, scale_of
from core.report.report import LACKING, METHODS, Progress, Report
from core.report.section import Part
from core.tables.display import DisplayTable
from core.tables.export.cells import clean
from core.tables.export.word import FONT, SMALL, UPRIGHT, add_paragraph, add_table, new_document, set_up_page

INK = RGBColor(0, 0, 0)
TALLEST = 20.5
"""Centimetres a figure may be high, so that its caption stands on its page."""
LANGUAGE = "en-US"
TEXT_SIZE = Pt(10)


def write_word(report: Report, progress: Progress) -> bytes:
    """The whole report; wide tables lie on pages of their own."""
    document = _new_document(report.title)
    _add_heading(document, report.title, 0)
    for fact in report.facts:
        _add_text(document, fact)
    done = 0
    for section in report.sections:
        for place, part in enumerate(section.parts):
            progress(done / max(len(report.plates), 1), section.title)
            _add_part(document, part, report, section.title if not place else "")
            done += len(part.plates)
    _add_closing(document, report)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _new_document(title: str) -> WordDocument:
    document = new_document(title, landscape=False)
    document.core_properties.language = LANGUAGE
    for name, size in (("Title", 18), ("Heading 1", 14), ("Heading 2", 11), ("Caption", 9)):
        style = document.styles[name]
        style.font.name, style.font.size, style.font.color.rgb, style.font.bold = FONT, Pt(size), INK, True
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for attribute in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{attribute}"), None)
        style.paragraph_format.keep_with_next = True
    document.styles["Caption"].paragraph_format.space_after = Pt(4)
    _take_rule_away(document)
    _number_pages(document, title)
    return document


def _take_rule_away(document: WordDocument) -> None:
    """The coloured rule that the template draws under a title."""
    properties = document.styles["Title"].element.get_or_add_pPr()
    for rule in properties.findall(qn("w:pBdr")):
        properties.remove(rule)


def _number_pages(document: WordDocument, title: str) -> None:
    """The title and the number of the page at the foot of each."""
    paragraph = document.sections[0].footer.paragraphs[0]
    paragraph.add_run(f"{title}, page ")
    _add_field(paragraph, "PAGE", "1")
    for run in paragraph.runs:
        run.font.size = SMALL


def _add_closing(document: WordDocument, report: Report) -> None:
    _turn_upright(document)
    _add_heading(document, METHODS, 1)
    for text in report.methods:
        _add_text(document, text)
    if report.lacking:
        _add_heading(document, LACKING, 1)
        for text in report.lacking:
            _add_text(document, text, style="List Bullet")


def _add_part(document: WordDocument, part: Part, report: Report, section: str) -> None:
    """Figures stand; a part without any begins on the page of its first table."""
    _turn(document, part_lies(part))
    if section:
        _add_heading(document, section, 1)
    if part.title:
        _add_heading(document, part.title, 2)
    for sentence in part.sentences:
        _add_text(document, sentence)
    for plate in part.plates:
        _add_figure(document, plate, report.drawings.png(plate))
    for table in part.tables:
        _add_table(document, table)


def _turn(document: WordDocument, landscape: bool) -> None:
    """Go on upon a page that stands or lies: a new one where the last is the other way round."""
    last = document.sections[-1]
    if (last.page_width > last.page_height) != landscape:
        set_up_page(document.add_section(WD_SECTION.NEW_PAGE), landscape)


def _turn_upright(document: WordDocument) -> None:
    _turn(document, landscape=False)


def _add_heading(document: WordDocument, text: str, level: int) -> None:
    document.add_heading(clean(text), level)


def _add_text(document: WordDocument, text: str, style: str = "Normal") -> None:
    paragraph = document.add_paragraph(style=style)
    paragraph.add_run(clean(text)).font.size = TEXT_SIZE
    paragraph.paragraph_format.space_after = Pt(4)


def _add_figure(document: WordDocument, plate: Plate, picture: bytes) -> None:
    """The figure with its numbered title above, on one page with it, and its caption below."""
    _add_caption(document, plate.title)
    across, down = Image.open(io.BytesIO(picture)).size
    width = min(UPRIGHT, TALLEST * across / down)
    shape = document.add_picture(io.BytesIO(picture), width=Cm(width))
    shape._inline.docPr.set("descr", clean(f"{plate.title}. {plate.caption}"))
    shape._inline.docPr.set("title", clean(plate.title))
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    add_paragraph(document, clean(plate.caption), small=True)
    _leave_room(document)


def _add_table(document: WordDocument, table: DisplayTable) -> None:
    landscape = lies(table)
    _turn(document, landscape)
    _add_caption(document, table.title)
    place = len(document.tables)
    add_table(document, _untitled(table), landscape, scale_of(table))
    _describe(document.tables[place], clean(table.title))
    _leave_room(document)


def _untitled(table: DisplayTable) -> DisplayTable:
    return DisplayTable("", table.columns, table.rows, table.notes, table.stacked)


def _describe(table: Table, text: str) -> None:
    """What a reader of the screen hears of the table before its cells."""
    said = OxmlElement("w:tblCaption")
    said.set(qn("w:val"), text)
    table._tbl.tblPr.append(said)


def _add_caption(document: WordDocument, title: str) -> None:
    """ "Table 3. Survival" with the number as a field of Word, which counts again where a table is taken out."""
    word, _, rest = clean(title).partition(" ")
    number, _, rest = rest.partition(". ")
    paragraph = document.add_paragraph(style="Caption")
    paragraph.add_run(f"{word} ")
    _add_field(paragraph, f"SEQ {word} \\* ARABIC", number)
    paragraph.add_run(f". {rest}")


def _add_field(paragraph: Paragraph, code: str, shown: str) -> None:
    for kind, text in (("begin", ""), ("instrText", code), ("separate", ""), ("t", shown), ("end", "")):
        run = paragraph.add_run()
        run._r.append(_field_part(kind, text))


def _field_part(kind: str, text: str) -> BaseOxmlElement:
    if kind in ("instrText", "t"):
        part = OxmlElement(f"w:{kind}")
        part.text = text
        return part
    part = OxmlElement("w:fldChar")
    part.set(qn("w:fldCharType"), kind)
    return part


def _leave_room(document: WordDocument) -> None:
    document.add_paragraph().paragraph_format.space_after = Pt(2)
