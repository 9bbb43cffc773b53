"""The report as a Word document: real headings, figures at the width of the page, tables between three rules."""

import io

from docx.document import Document as WordDocument
from docx.enum.section import WD_SECTION
from docx.shared import Cm, Pt, RGBColor

from core.charts.export.files import Plate, write_png
from core.charts.export.paper import WIDTHS
from core.report.report import Report
from core.report.section import Section
from core.tables.export.cells import clean
from core.tables.export.word import FONT, UPRIGHT, add_paragraph, add_table, is_wide, new_document, set_up_page

PPI = 300
INK = RGBColor(0, 0, 0)


def write_word(report: Report) -> bytes:
    """The whole report; a wide table has a page of its own, on its side."""
    document = new_document(report.title, landscape=False)
    _add_heading(document, report.title, 1)
    for fact in report.facts:
        _add_text(document, fact)
    for section in report.sections:
        _add_section(document, section)
    _turn(document, landscape=False)
    _add_heading(document, "Statistical methods", 2)
    _add_text(document, report.methods)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _add_section(document: WordDocument, section: Section) -> None:
    first = next(iter(section.tables), None)
    only_tables = first is not None and not section.sentences and not section.plates
    _turn(document, landscape=only_tables and is_wide(first))
    _add_heading(document, section.title, 2)
    for sentence in section.sentences:
        _add_text(document, sentence)
    for plate in section.plates:
        _add_figure(document, plate)
    for table in section.tables:
        landscape = is_wide(table)
        _turn(document, landscape)
        add_table(document, table, landscape)
        document.add_paragraph()


def _turn(document: WordDocument, landscape: bool) -> None:
    """Go on upon a page that stands or lies: a new one where the last is the other way round."""
    last = document.sections[-1]
    if (last.page_width > last.page_height) != landscape:
        set_up_page(document.add_section(WD_SECTION.NEW_PAGE), landscape)


def _add_heading(document: WordDocument, text: str, level: int) -> None:
    heading = document.add_heading(clean(text), level)
    for run in heading.runs:
        run.font.name, run.font.color.rgb = FONT, INK


def _add_text(document: WordDocument, text: str) -> None:
    paragraph = document.add_paragraph(clean(text))
    paragraph.paragraph_format.space_after = Pt(4)


def _add_figure(document: WordDocument, plate: Plate) -> None:
    """The figure with its title above, kept on one page with it, and its caption below."""
    add_paragraph(document, clean(plate.title), bold=True)
    document.add_picture(io.BytesIO(write_png(plate, WIDTHS["two"], PPI)), width=Cm(UPRIGHT))
    document.paragraphs[-1].paragraph_format.keep_with_next = True
    add_paragraph(document, clean(plate.caption), small=True)
    document.add_paragraph()
