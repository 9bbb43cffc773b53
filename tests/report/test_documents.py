"""The documents of a report open in their readers, hold every figure and table, and ask nothing of anyone."""

import io
import re
import zipfile
from html import escape
from html.parser import HTMLParser
from itertools import pairwise

import openpyxl
import pytest
from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from PIL import Image
from pptx import Presentation
from pptx.util import Inches

from core.report.bundle import write_bundle
from core.report.html import write_html
from core.report.layout import lies
from core.report.powerpoint import write_powerpoint
from core.report.report import Report
from core.report.word import write_word
from core.view import View
from tests.proof.asked import SITE, made_up
from tests.report.asking import report_on, unheard

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def report() -> Report:
    return report_on(View(compare="sex"), "patients", "survival", "response", "transplant")


@pytest.fixture(scope="module")
def document(report) -> WordDocument:
    return Document(io.BytesIO(write_word(report, unheard)))


@pytest.fixture(scope="module")
def page(report) -> str:
    return write_html(report, unheard)


def test_the_word_file_has_every_figure_table_and_sentence(report, document):
    assert len(document.tables) == len(report.tables) > 8
    assert len(document.inline_shapes) == len(report.plates) >= 3
    texts = [paragraph.text for paragraph in document.paragraphs]
    assert [table.title for table in report.tables] == [text for text in texts if text.startswith("Table ")]
    for section in report.sections:
        assert section.title in texts
        assert set(section.sentences) <= set(texts)
    assert set(report.methods) <= set(texts)
    for shape in document.inline_shapes:
        assert shape.width.cm <= 17.01
        assert shape.height.cm <= 20.51


def test_a_word_file_has_a_language_headings_and_descriptions_of_its_figures_and_tables(report, document):
    assert document.core_properties.language == "en-US"
    headings = [one.text for one in document.paragraphs if one.style.name == "Heading 1"]
    assert headings == [*(section.title for section in report.sections), "Statistical methods"]
    described = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert described == [f"{plate.title}. {plate.caption}" for plate in report.plates]
    named = [table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) for table in document.tables]
    assert named == [table.title for table in report.tables]


def test_the_numbers_of_captions_are_fields_that_word_counts_again(report, document):
    captions = [one for one in document.paragraphs if one.style.name == "Caption"]
    assert len(captions) == len(report.plates) + len(report.tables)
    codes = [code.text for one in captions for code in one._p.iter(qn("w:instrText"))]
    assert codes.count(r"SEQ Figure \* ARABIC") == len(report.plates)
    assert codes.count(r"SEQ Table \* ARABIC") == len(report.tables)


def test_no_table_is_wider_than_its_page(report, document):
    widths = [sum(column.width.cm for column in table.columns) for table in document.tables]
    assert max(widths) <= 25.71
    upright = [width for width, shown in zip(widths, report.tables, strict=True) if not lies(shown)]
    assert max(upright) <= 17.01
    assert len(upright) < len(widths)


def test_wide_tables_lie_on_pages_of_their_own_and_text_stands(report, document):
    lying = [section.page_width > section.page_height for section in document.sections]
    assert lying[0] is False
    assert lying[-1] is False
    assert True in lying


def test_the_page_of_html_refers_to_nothing_outside_and_its_drawings_do_not_share_names(report, page):
    assert page.count("<svg") == len(report.plates)
    assert page.count("<table") == len(report.tables)
    assert not re.search(r"src\s*=|href=\"(?!#)|url\((?!#)|https?:|@import|<script|<link|<iframe", page)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(re.findall(r'\bid="([^"]+)"', page))
    names = re.findall(r'\bid="([^"]+)"', page)
    assert len(names) == len(set(names))
    assert set(re.findall(r"url\(#([^)]+)\)", page)) <= set(names)


def test_the_page_of_html_has_a_language_headings_in_order_and_names_for_its_figures(report, page):
    assert '<html lang="en-US">' in page
    levels = [int(level) for level in re.findall(r"<h([1-6])>", page)]
    assert levels[0] == 1
    assert all(after - before <= 1 for before, after in pairwise(levels))
    assert re.findall(r'<svg role="img" aria-label="([^"]+)"', page) == [escape(one.title) for one in report.plates]
    assert not re.findall(r"<th>", page)


def test_names_from_a_workbook_are_text_in_every_document():
    report = report_on(View(compare=SITE.slug), "patients", "survival", cohort=made_up())
    page = write_html(report, unheard)
    tags = _Tags()
    tags.feed(page)
    assert not {"script", "iframe", "img"} & tags.seen
    document = Document(io.BytesIO(write_word(report, unheard)))
    assert "=1+1" in "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert Presentation(io.BytesIO(write_powerpoint(report, unheard))).slides


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.seen.add(tag)


def test_the_slides_have_every_figure_every_row_and_end_with_the_methods(report):
    slides = list(Presentation(io.BytesIO(write_powerpoint(report, unheard))).slides)
    pictures = [shape for slide in slides for shape in slide.shapes if shape.shape_type == 13]
    assert len(pictures) == len(report.plates)
    tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    rows = sum(len(table.rows) - 1 for table in tables)
    assert rows == sum(len(table.rows) for table in report.tables)
    texts = [shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame]
    assert "Statistical methods" in texts
    words = " ".join(" ".join(texts).split())
    assert all(" ".join(text.split()) in words for text in report.methods if len(text) < 1100)
    assert all(slide.shapes.title.text_frame.text for slide in slides)
    described = [shape._element.nvPicPr.cNvPr.get("descr") for shape in pictures]
    assert described == [f"{plate.title}. {plate.caption}" for plate in report.plates]
    for table in tables:
        first = [paragraph.font.bold for paragraph in table.cell(len(table.rows) - 1, 0).text_frame.paragraphs]
        assert first != [True]
    for table in (shape for slide in slides for shape in slide.shapes if shape.has_table):
        assert table.left + table.width <= Inches(12.84)


def test_the_zip_has_each_figure_twice_a_sheet_a_table_and_the_words(report):
    packed = zipfile.ZipFile(io.BytesIO(write_bundle(report, unheard)))
    figures = [f"figure_{number}" for number in range(1, len(report.plates) + 1)]
    expected = {"report.txt", "tables.xlsx", *(f"{name}.{kind}" for name in figures for kind in ("png", "pdf"))}
    assert set(packed.namelist()) == expected
    book = openpyxl.load_workbook(io.BytesIO(packed.read("tables.xlsx")))
    assert [sheet["A1"].value for sheet in book] == [table.title for table in report.tables]
    assert "\n".join(report.methods) in packed.read("report.txt").decode()
    assert Image.open(io.BytesIO(packed.read("figure_1.png"))).info["dpi"] == pytest.approx((300, 300), abs=0.01)
    assert packed.read("figure_1.pdf").startswith(b"%PDF")
