"""A figure and a report leave the browser as files that open, and nothing is asked of anyone outside."""

import io
from pathlib import Path

from docx import Document
from pptx import Presentation


def take(reader, label: str) -> tuple[str, bytes]:
    with reader.page.expect_download(timeout=60_000) as arriving:
        reader.page.get_by_role("button", name=label, exact=True).click()
    return arriving.value.suggested_filename, Path(arriving.value.path()).read_bytes()


def test_a_figure_arrives_as_a_slide_and_as_a_drawing_in_light_colours_from_a_dark_page(visit):
    reader = visit(scheme="dark")
    reader.open("/survival?compare=sex")
    reader.page.get_by_role("button", name="Download figure").first.click()
    reader.page.get_by_role("button", name="PowerPoint", exact=True).wait_for()
    reader.settle()
    name, slide = take(reader, "PowerPoint")
    assert name == "ballad-survival_figure-two_columns-by-sex.pptx"
    assert len(Presentation(io.BytesIO(slide)).slides) == 1
    reader.page.get_by_role("radio", name="One column (85 mm)").or_(
        reader.page.get_by_role("button", name="One column (85 mm)")
    ).first.click()
    reader.settle()
    name, drawing = take(reader, "SVG")
    assert name == "ballad-survival_figure-one_column-by-sex.svg"
    assert b'width="85.00mm"' in drawing
    assert b"#0072b2" in drawing.lower()
    assert b"#56b4e9" not in drawing.lower()
    assert reader.faults == []
    assert reader.outside == []


def test_a_report_arrives_as_a_word_file(visit):
    reader = visit()
    reader.open("/report?compare=sex&sequence=blina-ino&sections=patients~survival~response")
    reader.page.get_by_test_id("stMain").get_by_role("button", name="Response", exact=True).click()
    reader.settle()
    reader.page.get_by_role("button", name="Write the report").click()
    reader.page.get_by_role("button", name="Download: Word").wait_for(timeout=90_000)
    name, data = take(reader, "Download: Word")
    assert name == "ballad-report-by-sex-filtered.docx"
    document = Document(io.BytesIO(data))
    assert len(document.inline_shapes) == 3
    assert "Antibody sequence: Blinatumomab then inotuzumab (25 of 29)." in document.paragraphs[2].text
    assert "sections=patients~survival&" in reader.page.url
    assert reader.faults == []
    assert reader.outside == []


def test_a_report_under_way_names_its_section_is_stopped_by_a_click_and_goes_on_from_there(visit):
    reader = visit()
    reader.open("/report?compare=sex&as=html")
    page = reader.page
    page.get_by_role("button", name="Write the report").click()
    page.get_by_role("button", name="Cancel").wait_for(timeout=30_000)
    page.get_by_test_id("stProgress").wait_for()
    assert not page.get_by_role("button", name="Write the report").is_visible()
    page.get_by_role("button", name="Cancel").click()
    page.get_by_role("button", name="Write the report").wait_for(timeout=60_000)
    reader.settle()
    assert not page.get_by_role("button", name="Download: HTML").is_visible()
    page.get_by_role("button", name="Write the report").click()
    page.get_by_role("button", name="Download: HTML").wait_for(timeout=120_000)
    name, data = take(reader, "Download: HTML")
    assert name == "ballad-report-by-sex.html"
    assert data.decode().count("<svg") >= 10
    assert reader.faults == []
    assert reader.outside == []
