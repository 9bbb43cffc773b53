"""The figure of residuals over time: what is drawn of a coefficient, and where the months stand."""

import json

import numpy as np
import pytest
import vl_convert

from core.analyses.cox_check import check_hazards
from core.charts.residual_chart import CLOSEST_TICKS, MOST_POINTS, residual_chart
from tests.analyses.cox_results import BAD_INPUTS, changing_effect, ordinary

AXIS = "Months from the first antibody"


def figures(made, mode="light"):
    check = check_hazards(*made)
    return [residual_chart(one, check, AXIS, mode) for one in check.movements]


def test_the_residuals_and_the_curve_of_the_coefficient_are_drawn():
    check = check_hazards(*ordinary())
    (arm, _) = check.of("extra:Arm")
    data = residual_chart(arm, check, AXIS, "light").data
    assert data["points"]["value"].tolist() == arm.residuals.tolist()
    assert data["curve"]["value"].tolist() == arm.smooth.value.tolist()
    assert data["levels"]["value"].tolist() == [0.0, arm.coef]


def test_named_months_stand_apart_and_in_order():
    data = figures(changing_effect())[0].data
    places, span = data["ticks"]["at"].to_numpy(), data["ends"].iloc[0]
    assert (np.diff(places) >= CLOSEST_TICKS * (span["high"] - span["low"])).all()
    assert data["ticks"]["label"].iloc[0] == "0"


def test_very_many_residuals_are_thinned_and_the_curve_is_not():
    check = check_hazards(*changing_effect(4_000))
    data = residual_chart(check.movements[0], check, AXIS, "light").data
    assert (len(data["points"]), len(data["curve"])) == (MOST_POINTS, 40)


@pytest.mark.parametrize("case", BAD_INPUTS)
def test_every_figure_of_bad_input_renders(case):
    for figure in figures(BAD_INPUTS[case]())[:1]:
        values = figure.with_values()
        json.dumps(values, allow_nan=False)
        assert vl_convert.vegalite_to_svg(values).startswith("<svg")


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_every_coefficient_of_an_ordinary_model_renders(mode):
    for figure in figures(ordinary(), mode)[:2]:
        assert vl_convert.vegalite_to_png(figure.with_values()).startswith(b"\x89PNG")
