"""Figures as files: of the size asked for, black on white, with the font in them, whatever the names of the groups."""

import io
import re
import zlib
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image
from pptx import Presentation

from core.analyses.survival import analyse_survival
from core.charts.export.files import FIGURE_FORMATS, Plate, write_pdf, write_png, write_powerpoint, write_svg
from core.charts.export.paper import FONT, WIDTHS
from core.charts.survival_chart import survival_chart
from core.charts.theme import THEMES
from core.endpoints import available
from core.view import View
from tests.making import cohort_of, days, extra, selected

HOSTILE = '<script>alert("1")</script> & Söhne'
ARM = extra("Arm", "category", ("First", HOSTILE))
CAPTION = "Kaplan-Meier estimates with log-log limits."


def plate(compare: str = ARM.slug) -> Plate:
    ends = np.arange(1, 41) * 30
    cohort = cohort_of(
        {ARM: ["First", HOSTILE] * 20},
        mab1_start=days(*[0] * 40),
        death_date=days(*[int(end) if place % 3 else None for place, end in enumerate(ends)]),
        last_contact=days(*ends.tolist()),
    )
    result = analyse_survival(selected(cohort), available(cohort)[0], View(compare=compare))
    return Plate(survival_chart(result, "light"), "Overall survival", CAPTION)


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
@pytest.mark.parametrize("ppi", [300, 600])
def test_a_png_is_as_wide_as_the_column_and_says_its_resolution(width, ppi):
    picture = Image.open(io.BytesIO(write_png(plate(), width, ppi)))
    assert picture.width == pytest.approx(width.millimetres / 25.4 * ppi, abs=2)
    assert picture.info["dpi"] == pytest.approx((ppi, ppi), abs=0.01)


def test_a_figure_on_paper_is_opaque_and_its_corner_white():
    picture = Image.open(io.BytesIO(write_png(plate(), WIDTHS["one"], 300))).convert("RGBA")
    assert picture.getpixel((0, 0)) == (255, 255, 255, 255)
    assert picture.getchannel("A").getextrema() == (255, 255)


@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_an_svg_is_whole_and_tells_its_width_in_millimetres(width):
    root = ElementTree.fromstring(write_svg(plate(), width))
    assert root.get("width") == f"{width.millimetres:.2f}mm"
    texts = [element.text for element in root.iter() if element.text]
    assert any(HOSTILE[:12] in text for text in texts)
    assert not [element for element in root.iter() if element.tag.endswith("script")]
    assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]*"', "", write_svg(plate(), width).decode())


def test_letters_are_not_smaller_than_six_points_on_either_width():
    for width in WIDTHS.values():
        sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)px"', write_svg(plate(), width).decode())]
        assert sizes
        assert min(sizes) * width.millimetres / width.pixels * 72 / 25.4 >= 6


def test_the_font_is_inside_the_pdf_and_its_page_is_the_figure():
    pdf = write_pdf(plate(), WIDTHS["one"])
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    plain = pdf + b"".join(_inflated(stream) for stream in streams)
    assert FONT.replace(" ", "").encode() in plain
    assert b"/FontFile2" in plain
    box = [float(number) for number in re.search(rb"/MediaBox ?\[([^\]]*)\]", plain)[1].split()]
    assert box[2] == pytest.approx(85 / 25.4 * 72, abs=0.1)


def _inflated(stream: bytes) -> bytes:
    try:
        return zlib.decompress(stream)
    except zlib.error:
        return b""


def test_a_slide_holds_title_figure_and_caption_within_its_edges():
    presentation = Presentation(io.BytesIO(write_powerpoint(plate(), WIDTHS["two"])))
    (slide,) = presentation.slides
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    assert texts == ["Overall survival", CAPTION]
    (picture,) = [shape for shape in slide.shapes if not shape.has_text_frame]
    assert picture.left >= 0
    assert picture.top + picture.height <= presentation.slide_height
    assert picture.left + picture.width <= presentation.slide_width


def test_two_arms_are_told_apart_without_colour():
    svg = write_svg(plate(), WIDTHS["two"]).decode()
    colours = "|".join(THEMES["light"].arms[:2])
    dashes = {
        match[2] for match in re.finditer(rf'stroke="({colours})"[^>]*?stroke-dasharray="([^"]+)"', svg, re.IGNORECASE)
    }
    assert len(dashes) >= 2


@pytest.mark.parametrize("kind", FIGURE_FORMATS, ids=lambda kind: kind.label)
def test_every_format_begins_as_its_kind_of_file_does(kind):
    start = {"png": b"\x89PNG", "svg": b"<svg", "pdf": b"%PDF", "pptx": b"PK"}[kind.ending.rpartition(".")[2]]
    assert kind.write(plate(""), WIDTHS["two"]).startswith(start)
