"""The diagram of the flow: boxes hold their text at the narrowest width, nothing overlaps, arrows join boxes."""

import itertools
import json
import re
from xml.etree import ElementTree

import numpy as np
import pytest
import vl_convert

from core.address import view_at
from core.analyses.compared import compare_groups
from core.analyses.flow import Flow, Step, flow_of
from core.analyses.selection import select
from core.bundled import read_bundled
from core.charts.export.files import FIGURE_FORMATS, Plate
from core.charts.export.paper import WIDTHS, draw_on_paper
from core.charts.flow_chart import flow_chart
from tests.charts.drawn import font
from tests.making import endpoint

FONT = font(12)
SECRET = "<b>Überlange</b>bezeichnungeinesarmesderstudie & more words than fit one line of a box"
STEPS = (
    Step("All patients of the cohort", 12345),
    Step("Karyotype group: Diploid", 10000, (("Complex", 2000), (SECRET, 344), ("not recorded", 1))),
    Step(f"Kept: {SECRET}", 10000),
    Step("Overall survival from response to the second antibody", 9, (("no date", 9991),)),
)


def asked(**query: str) -> Flow:
    cohort = read_bundled("mskcc").cohort
    view, _ = view_at(query)
    return flow_of(cohort, view, compare_groups(select(cohort, view), endpoint("os", "mab2_response"), view.compare))


def made(groups: int) -> Flow:
    return Flow(STEPS, SECRET, tuple((f"{SECRET} {place}", place) for place in range(groups)), has_endpoint=True)


FLOWS = {
    "no filter": asked(),
    "filters and groups": asked(age_years="20..60", salvage="1~2", compare="sex"),
    "nobody": asked(age_years="110..120"),
    "no endpoint": Flow(STEPS[:1], "", (), has_endpoint=False),
} | {f"{groups} groups": made(groups) for groups in (1, 2, 3, 4, 12)}


def texts_of(svg: str) -> list[str]:
    return [element.text for element in ElementTree.fromstring(svg).iter() if element.tag.endswith("}text")]


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("name", FLOWS)
def test_every_flow_renders_with_every_number(name, mode):
    figure = flow_chart(FLOWS[name], mode)
    json.dumps(figure.with_values(), allow_nan=False)
    said = " ".join(texts_of(vl_convert.vegalite_to_svg(figure.with_values()))).replace("\u00a0", " ")
    for step in FLOWS[name].steps:
        assert f"(n = {step.n:,})" in said
        assert not step.left or f"Left out (n = {step.n_left:,})" in said
        assert all(f"(n = {n:,})" in said for _, n in step.left)
    assert all(f"(n = {n:,})" in said for _, n in FLOWS[name].groups)


@pytest.mark.parametrize("name", FLOWS)
def test_no_two_boxes_overlap_and_the_figure_is_as_high_as_they_need(name):
    figure = flow_chart(FLOWS[name], "light")
    boxes = figure.data["boxes"]
    assert boxes["y2"].max() <= figure.spec["height"] <= boxes["y2"].max() + 2
    assert boxes[["x", "x2"]].to_numpy().min() >= 0
    assert boxes[["x", "x2"]].to_numpy().max() <= 1
    for one, other in itertools.combinations(boxes.itertuples(), 2):
        assert one.x2 < other.x or other.x2 < one.x or one.y2 < other.y or other.y2 < one.y


@pytest.mark.parametrize("name", FLOWS)
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_every_line_of_text_is_inside_its_box_on_paper(name, width):
    drawn = ElementTree.fromstring(draw_on_paper(flow_chart(FLOWS[name], "light"), width))
    across = float(drawn.get("viewBox").split()[2])
    figure = flow_chart(FLOWS[name], "light")
    boxes, lines = figure.data["boxes"], figure.data["lines"]
    for line in lines[lines["text"] != ""].itertuples():
        own = boxes[(boxes["y"] < line.y) & (boxes["y2"] > line.y) & (boxes["x"] <= line.x) & (boxes["x2"] >= line.x)]
        assert len(own) == 1
        half = FONT.getlength(line.text) / across / (2 if line.centred else 1)
        assert line.x + half <= own["x2"].item() + 1e-9
        assert not line.centred or line.x - half >= own["x"].item() - 1e-9


@pytest.mark.parametrize("name", FLOWS)
def test_arrows_begin_at_a_box_or_a_rule_and_end_on_the_edge_of_a_box(name):
    data = flow_chart(FLOWS[name], "light").data
    assert len(data["heads"]) == len(data["boxes"]) - 1
    for head in data["heads"].itertuples():
        on_top = np.isclose(data["boxes"]["y"], head.y) & data["boxes"]["x"].lt(head.x) & data["boxes"]["x2"].gt(head.x)
        on_side = (
            np.isclose(data["boxes"]["x"], head.x) & data["boxes"]["y"].lt(head.y) & data["boxes"]["y2"].gt(head.y)
        )
        assert (on_top | on_side).sum() == 1


@pytest.mark.parametrize("kind", FIGURE_FORMATS, ids=lambda kind: kind.label)
def test_the_diagram_can_be_had_as_every_kind_of_file(kind):
    plate = Plate(flow_chart(FLOWS["filters and groups"], "light"), "Flow of patients", "")
    assert len(kind.write(plate, WIDTHS["one"])) > 1000


def test_letters_are_not_smaller_than_six_points_on_either_width():
    for width in WIDTHS.values():
        svg = draw_on_paper(flow_chart(FLOWS["filters and groups"], "light"), width)
        sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)px"', svg)]
        assert min(sizes) * width.millimetres / width.pixels * 72 / 25.4 >= 6


def test_nothing_of_a_workbook_stands_in_the_specification():
    figure = flow_chart(made(2), "light")
    assert "Überlange" in " ".join(figure.data["lines"]["text"])
    assert "Überlange" not in json.dumps(figure.spec, ensure_ascii=False)
