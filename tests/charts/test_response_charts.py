"""The figures of response: every patient is drawn once, levels are told apart in grey, nothing fails to render."""

import itertools
import json

import numpy as np
import pytest
import vl_convert

from core.analyses.best_response import NO_SECOND, best_responses, response_flow
from core.bundled import read_bundled
from core.charts.response_bars_chart import response_bars
from core.charts.response_colours import FILLS, ink_on, lightness, luminance
from core.charts.response_flow_chart import response_flow_chart
from core.view import View
from tests.analyses.test_best_response import simulated
from tests.making import cohort_of, extra, selected

SECRET = "<b>Arm of the trial</b>"
ONE = cohort_of(mab1=["inotuzumab"], mab1_response=["CR"], mab2=["blinatumomab"], mab2_response=["NR"])
COHORTS = {"bundled": read_bundled("mskcc").cohort, "every level": simulated()[0], "one patient": ONE}


def bars(cohort, mode: str = "light", **settings):
    view = View(**settings)
    return response_bars(best_responses(selected(cohort, view), view), mode)


def flow(cohort, mode: str = "light"):
    return response_flow_chart(response_flow(selected(cohort)), mode)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("draw", [bars, flow])
@pytest.mark.parametrize("cohort", COHORTS)
def test_every_figure_of_response_renders(cohort, draw, mode):
    values = draw(COHORTS[cohort], mode).with_values()
    json.dumps(values, allow_nan=False)
    assert vl_convert.vegalite_to_png(values).startswith(b"\x89PNG")


@pytest.mark.parametrize("denominator", ["all", "evaluable", "responders"])
def test_the_segments_of_a_bar_follow_each_other_from_0_to_100_percent(denominator):
    frame = bars(COHORTS["every level"], compare="sex", denominator=denominator).data["bars"]
    for _, arm in frame.groupby("arm", sort=False):
        np.testing.assert_allclose(arm["start"].to_numpy()[1:], arm["end"].to_numpy()[:-1])
        assert (arm["start"].iloc[0], arm["end"].iloc[-1]) == pytest.approx((0, 100))


def test_a_segment_says_its_level_and_percentage_where_there_is_room():
    cohort = cohort_of(mab1_response=["CR"] * 90 + ["NR"] * 7 + ["CRi"] * 3)
    frame = bars(cohort).data["bars"]
    assert frame["text"].tolist() == ["CR 90.0 %", "", "7.0 %"]
    assert frame["arm"].unique().tolist() == ["All patients (n = 100)"]


@pytest.mark.parametrize("cohort", COHORTS)
def test_bands_of_the_flow_are_as_high_as_patients_are_many_and_fill_the_bars(cohort):
    found = response_flow(selected(COHORTS[cohort]))
    figure = flow(COHORTS[cohort])
    nodes, bands = figure.data["nodes"], figure.data["bands"]
    per_patient = (nodes["y2"] - nodes["y"])[nodes["side"] == 0].sum() / found.n
    heights = bands.assign(height=bands["y2"] - bands["y"]).groupby("band")["height"]
    np.testing.assert_allclose(heights.max(), heights.min())
    np.testing.assert_allclose(heights.max() / per_patient, found.counts[found.counts > 0])
    for side, x in ((0, bands["x"].min()), (1, bands["x"].max())):
        ends = bands[bands["x"] == x]
        own = nodes[nodes["side"] == side]
        assert (ends["y2"] - ends["y"]).sum() == pytest.approx((own["y2"] - own["y"]).sum())
        assert all(((own["y"] - 1e-9 <= top) & (own["y2"] + 1e-9 >= top)).any() for top in ends["y"])
    assert nodes["y2"].max() <= 1 + 1e-9


def test_any_two_levels_are_told_apart_in_grey():
    drawn = {level: colour for level, colour in FILLS.items() if level != NO_SECOND}
    for one, other in itertools.combinations(drawn.values(), 2):
        assert abs(lightness(one) - lightness(other)) > 9


def test_lightness_and_luminance_are_those_of_the_standards():
    # CIE 1976 L* of sRGB grey #777777 is 50.03; the WCAG luminance of #808080 is 0.2159.
    assert lightness("#777777") == pytest.approx(50.03, abs=0.01)
    assert luminance("#808080") == pytest.approx(0.2159, abs=1e-4)
    assert (lightness("#000000"), lightness("#FFFFFF")) == pytest.approx((0, 100))


@pytest.mark.parametrize("colour", FILLS.values())
def test_text_on_a_colour_has_the_contrast_the_wcag_asks_for(colour):
    bright, dark = sorted((luminance(colour), luminance(ink_on(colour))), reverse=True)
    assert (bright + 0.05) / (dark + 0.05) >= 4.5


def test_nothing_of_a_workbook_stands_in_the_specification():
    arm = extra(SECRET, "category", (SECRET, "B"))
    cohort = cohort_of({arm: [SECRET, "B"]}, mab1_response=["CR", "NR"])
    figure = bars(cohort, compare=arm.slug)
    assert SECRET in figure.data["bars"]["arm"].iloc[0]
    assert SECRET not in json.dumps(figure.spec)
