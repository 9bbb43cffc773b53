"""The documents of a report open in their readers, hold every figure and table, and ask nothing of anyone."""

import io
import re
import zipfile
from html.parser import HTMLParser

import openpyxl
import pytest
from docx import Document
from PIL import Image
from pptx import Presentation

from core.report.bundle import write_bundle
from core.report.html import write_html
from core.report.powerpoint import write_powerpoint
from core.report.report import Report
from core.report.word import write_word
from core.view import View
from tests.proof.asked import SITE, made_up
from tests.report.asking import report_on

HOSTILE = "<script>alert(1)</script>"


@pytest.fixture(scope="module")
def report() -> Report:
    return report_on(View(compare="sex"), "patients", "survival", "response", "transplant")


def test_the_word_file_has_every_figure_table_and_sentence(report):
    document = Document(io.BytesIO(write_word(report)))
    assert len(document.tables) == len(report.tables) > 8
    assert len(document.inline_shapes) == len(report.plates) >= 3
    texts = [paragraph.text for paragraph in document.paragraphs]
    for section in report.sections:
        assert section.title in texts
        assert set(section.sentences) <= set(texts)
    assert texts[-1] == report.methods
    for shape in document.inline_shapes:
        assert shape.width.cm == pytest.approx(17.0, abs=0.01)


def test_wide_tables_lie_on_pages_of_their_own_and_text_stands(report):
    document = Document(io.BytesIO(write_word(report)))
    lying = [section.page_width > section.page_height for section in document.sections]
    assert lying[0] is False
    assert lying[-1] is False
    assert True in lying


def test_the_page_of_html_refers_to_nothing_outside_and_its_drawings_do_not_share_names(report):
    page = write_html(report)
    assert page.count("<svg") == len(report.plates)
    assert page.count("<table") == len(report.tables)
    assert not re.search(r"(src|href)\s*=|url\((?!#)|https?:|@import|<script|<link|<iframe", page)
    names = re.findall(r'\bid="([^"]+)"', page)
    assert len(names) == len(set(names))
    assert set(re.findall(r"url\(#([^)]+)\)", page)) <= set(names)


def test_names_from_a_workbook_are_text_in_every_document():
    report = report_on(View(compare=SITE.slug), "patients", "survival", cohort=made_up())
    page = write_html(report)
    tags = _Tags()
    tags.feed(page)
    assert not {"script", "iframe", "img", "a"} & tags.seen
    document = Document(io.BytesIO(write_word(report)))
    assert "=1+1" in "\n".join(paragraph.text for paragraph in document.paragraphs)
    assert Presentation(io.BytesIO(write_powerpoint(report))).slides


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.seen: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list) -> None:
        self.seen.add(tag)


def test_the_slides_have_every_figure_every_row_and_end_with_the_methods(report):
    slides = list(Presentation(io.BytesIO(write_powerpoint(report))).slides)
    pictures = [shape for slide in slides for shape in slide.shapes if shape.shape_type == 13]
    assert len(pictures) == len(report.plates)
    tables = [shape.table for slide in slides for shape in slide.shapes if shape.has_table]
    rows = sum(len(table.rows) - 1 for table in tables)
    assert rows == sum(len(table.rows) for table in report.tables)
    texts = [shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame]
    assert "Statistical methods" in texts
    words = " ".join(" ".join(texts).split())
    assert all(" ".join(sentence.split()) in words for sentence in report.methods.split(". ")[:3])


def test_the_zip_has_each_figure_twice_a_sheet_a_table_and_the_words(report):
    packed = zipfile.ZipFile(io.BytesIO(write_bundle(report)))
    figures = [f"figure_{number}" for number in range(1, len(report.plates) + 1)]
    expected = {"report.txt", "tables.xlsx", *(f"{name}.{kind}" for name in figures for kind in ("png", "pdf"))}
    assert set(packed.namelist()) == expected
    book = openpyxl.load_workbook(io.BytesIO(packed.read("tables.xlsx")))
    assert [sheet["A1"].value for sheet in book] == [table.title for table in report.tables]
    assert report.methods in packed.read("report.txt").decode()
    assert Image.open(io.BytesIO(packed.read("figure_1.png"))).info["dpi"] == pytest.approx((300, 300), abs=0.01)
    assert packed.read("figure_1.pdf").startswith(b"%PDF")
