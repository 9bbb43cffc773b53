"""The figure of pooled centres draws in both modes and in every kind of file, and the name of a centre stays text."""

import io
import json

import numpy as np
import pytest
import vl_convert
from pptx import Presentation

from core.analyses.pooled_survival import Centres, Curves, pool_survival
from core.charts.export.files import FIGURE_FORMATS, Plate, write_powerpoint, write_svg
from core.charts.export.paper import WIDTHS
from core.charts.survival_chart import survival_chart
from core.endpoints import Endpoint
from core.words.pooling import pooled_caption, pooled_title

OS = Endpoint("os", "Overall survival", "OS", "mab1_start")
HOSTILE = '<script>alert("1")</script> & ]]>'


def result(centres: int, curves: Curves):
    chance = np.random.default_rng(centres)
    counts = chance.integers(0, 4, (centres, 2, 2, 40))
    names = (HOSTILE, "South", "West", "East", *map(str, range(8)))[:centres]
    return pool_survival(Centres(OS, "Sex", ("Female", "Male"), names, counts), curves, "log-log")


def plate(centres: int, curves: Curves) -> Plate:
    found = result(centres, curves)
    return Plate(survival_chart(found.survival, "light"), pooled_title(found), pooled_caption(found, "log-log"))


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("centres", [2, 4, 8])
@pytest.mark.parametrize("curves", [Curves("group"), Curves("centre"), Curves("centre", 1)])
def test_every_figure_renders(mode, centres, curves):
    figure = survival_chart(result(centres, curves).survival, mode)
    assert vl_convert.vegalite_to_png(figure.with_values()).startswith(b"\x89PNG")


def test_the_numbers_under_the_axis_are_the_patients_still_counted_by_then():
    found = result(3, Curves("centre"))
    (heading,) = found.survival.counts
    drawn = survival_chart(found.survival, "light").data["numbers"]
    left = found.centres.counts.sum(axis=(1, 2))
    for number in drawn.itertuples():
        assert number.n == left[int(number.arm), int(number.months) :].sum()
    assert heading == "Number at risk"


def test_the_name_of_a_centre_is_no_part_of_a_specification_and_escaped_in_a_drawing():
    made = plate(2, Curves("centre"))
    assert "script" not in json.dumps(made.figure.spec)
    svg = write_svg(made, WIDTHS["two"]).decode()
    assert "&lt;script" in svg
    assert "<script" not in svg


def test_every_kind_of_file_is_made_and_the_slide_has_title_and_caption():
    made = plate(4, Curves("group"))
    for kind in FIGURE_FORMATS:
        assert len(kind.write(made, WIDTHS["one"])) > 1_000
    (slide,) = Presentation(io.BytesIO(write_powerpoint(made, WIDTHS["two"]))).slides
    texts = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    assert made.title in texts
    assert made.caption in texts
    assert HOSTILE in made.caption
