"""What is laid over the curves: nothing missing in it, nothing on top of another, and it renders in both modes."""

import json
from dataclasses import replace

import numpy as np
import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as st

from core.analyses.compared import compare_groups
from core.analyses.models import fit_one_model
from core.analyses.survival import survival_of
from core.charts.overlays import MODEL_COLUMNS, POINT_COLUMNS, models_frame, points_frame
from core.charts.survival_chart import survival_chart
from core.published import PublishedPoint, points_for, published_points
from core.view import View
from tests.making import endpoint, extra, selected, sheet_cohort

OS = endpoint("os", "mab1_start")
SHEET_OS = endpoint("os", "sheet")
ARM = extra("Arm", "category", ("A", "B"))
VIEW = View(compare="x-arm")
MILESTONE = PublishedPoint("a", "Study", "", "os", "mab1_start", "milestone", 12.0, 0.4, 0.3, 0.6)
MEDIAN = PublishedPoint("b", "Study", "", "os", "mab1_start", "median", 10.0, 0.5, 4.0, None)


def compared(time, event, arm=None):
    cohort = sheet_cohort(time, event, {ARM: arm or ["A"] * len(time)})
    found = compare_groups(selected(cohort, VIEW), SHEET_OS, VIEW.compare)
    return found, survival_of(found, VIEW)


def simulated(n: int = 60):
    random = np.random.default_rng(2)
    followed = np.where(np.arange(n) % 2, 20, 50)
    time = random.exponential(20, n)
    return compared(np.minimum(time, followed), (time <= followed).astype(int), ["A", "B"] * (n // 2))


def test_a_milestone_has_its_limits_upwards_and_a_median_sideways():
    milestone, median = points_frame((MILESTONE, MEDIAN), OS, 24).to_dict("records")
    assert (milestone["lower"], milestone["height"], milestone["upper"]) == (0.3, 0.4, 0.6)
    assert milestone["left"] == milestone["months"] == milestone["right"] == 12
    assert (median["left"], median["months"], median["height"]) == (4, 10, 0.5)
    assert median["lower"] == median["height"] == median["upper"]


def test_a_median_whose_upper_limit_was_not_reached_runs_to_the_end_of_the_axis_and_is_open():
    open_median, closed = points_frame((MEDIAN, replace(MEDIAN, upper=14.0)), OS, 24).to_dict("records")
    assert (open_median["right"], open_median["open"]) == (24, True)
    assert (closed["right"], closed["open"]) == (14, False)


def test_a_figure_without_limits_is_a_diamond_alone():
    points = (replace(MILESTONE, lower=None, upper=None), replace(MEDIAN, lower=None))
    for row in points_frame(points, OS, 24).to_dict("records"):
        assert row["left"] == row["months"] == row["right"]
        assert row["lower"] == row["height"] == row["upper"]
        assert not row["open"]


def test_limits_are_drawn_as_printed_even_where_they_miss_the_figure():
    (row,) = points_frame((replace(MILESTONE, upper=0.35),), OS, 24).to_dict("records")
    assert (row["lower"], row["height"], row["upper"]) == (0.3, 0.4, 0.35)


def test_numbers_follow_the_order_chosen_and_what_lies_past_the_axis_is_left_out():
    frame = points_frame((MILESTONE, replace(MILESTONE, months=36.0), MEDIAN), OS, 24)
    assert frame["number"].tolist() == ["1", "3"]


@given(st.permutations(published_points()), st.sampled_from([12, 24, 60, 120]))
def test_nothing_is_missing_and_no_mark_lies_on_another(points, last):
    frame = points_frame(points[:12], OS, last)
    assert frame.columns.tolist() == list(POINT_COLUMNS)
    assert frame.notna().all(axis=None)
    x = 800 * frame["months"].to_numpy() / last + frame["across"].to_numpy()
    y = 400 * frame["height"].to_numpy() - frame["up"].to_numpy()
    for one in range(len(frame)):
        for other in range(one):
            assert max(abs(x[one] - x[other]), abs(y[one] - y[other])) >= 14


def test_limits_that_run_the_same_way_at_one_place_stand_apart():
    overlapping = replace(MILESTONE, survival=0.55, lower=0.5, upper=0.7)
    frame = points_frame((MILESTONE, overlapping, MEDIAN, replace(MEDIAN, months=20.0)), OS, 24)
    assert frame["across"].tolist() == [0, 22, 0, 0]
    assert frame["up"].tolist() == [0, 0, 0, -22]


def test_limits_that_do_not_meet_stay_at_their_place():
    apart = (MILESTONE, replace(MILESTONE, survival=0.8, lower=0.7, upper=0.9), MEDIAN)
    assert not points_frame(apart, OS, 24)[["across", "up"]].any(axis=None)


def test_a_model_is_drawn_in_the_colour_of_its_arm_and_changes_where_its_follow_up_ends():
    found, result = simulated()
    frame = models_frame(fit_one_model(found, result, "weibull"))
    assert frame.columns.tolist() == list(MODEL_COLUMNS)
    assert frame.notna().all(axis=None)
    for place, arm in enumerate(result.groups):
        own = frame[frame["arm"] == str(place)]
        ends = arm.curve.time[-1]
        assert own.iloc[0]["height"] == 1
        assert (np.diff(own["height"]) <= 0).all()
        assert own.loc[own["part"] == "enough", "months"].max() == pytest.approx(ends, abs=1e-3)
        assert own.loc[own["part"] == "few", "months"].min() == pytest.approx(ends, abs=1e-3)
        assert own["months"].max() == result.ticks[-1]


def test_an_arm_whose_model_was_not_fitted_has_no_curve():
    found, result = compared([5, 6, 7, 8, 9, 10], [1, 1, 1, 0, 0, 0], ["A"] * 3 + ["B"] * 3)
    assert set(models_frame(fit_one_model(found, result, "weibull"))["arm"]) == {"0"}
    nothing = models_frame(fit_one_model(found, result, "cure"))
    assert nothing.empty
    assert nothing.columns.tolist() == list(MODEL_COLUMNS)


MODES = ["light", "dark"]


@pytest.mark.parametrize("mode", MODES)
def test_figures_with_overlays_render(mode):
    found, result = simulated()
    offered = points_for(endpoint("os", "sheet"))
    points = points_frame(offered[:12], SHEET_OS, result.ticks[-1])
    models = models_frame(fit_one_model(found, result, "loglogistic"))
    figure = survival_chart(result, mode, points=points, models=models)
    text = json.dumps(figure.with_values(), allow_nan=False)
    assert "NaN" not in text
    png = vl_convert.vegalite_to_png(figure.with_values())
    assert png.startswith(b"\x89PNG")
    assert len(png) > len(vl_convert.vegalite_to_png(survival_chart(result, mode).with_values()))


@pytest.mark.parametrize("mode", MODES)
def test_empty_overlays_are_the_figure_without(mode):
    found, result = compared([5, 6], [0, 0])
    points, models = points_frame((), SHEET_OS, 12), models_frame(fit_one_model(found, result, "weibull"))
    figure = survival_chart(result, mode, points=points, models=models)
    assert figure.spec is survival_chart(result, mode).spec
    assert vl_convert.vegalite_to_png(figure.with_values()).startswith(b"\x89PNG")


def test_every_figure_of_the_studies_says_whose_it_is_and_what():
    frame = points_frame(points_for(endpoint("os", "sheet"))[:12], SHEET_OS, 60)
    assert frame["label"].str.contains(", from ").all()
    assert frame["figure"].str.match(r"(median|at \d+ months) ").all()
