"""The Kaplan-Meier figure: it renders whatever the cohort, holds no patient's text, and draws what was computed."""

import json

import numpy as np
import pytest
import vl_convert
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from core.analyses.survival import Survival, analyse_survival
from core.charts.figure import Figure
from core.charts.survival_chart import survival_chart, survival_lines
from core.charts.thinning import HEIGHT_PIXELS
from core.charts.time_data import CLOSEST_LABELS, CountBlock, apart, bands_frame, counts_frames, ends_frame, steps_frame
from core.dictionary import Field
from core.endpoints import available
from core.view import View
from tests.making import cohort_of, days, extra, selected, sheet_cohort

MODES = ["light", "dark"]
# What a workbook may hold as the name of a group; none of it may become part of a specification.
NAMES = (
    "<script>alert(1)</script>",
    "a:Q",
    "count()",
    "MRD [%]",
    "OS.months",
    "datum.secret",
    "![x](http://example.org)",
    'quote " and \\',
)


def arm_field(arms: int) -> Field:
    return extra("Arm of the trial", "category", NAMES[:arms])


def analysed(time, event, codes=None, arms: int = 1) -> Survival:
    field = arm_field(arms)
    codes = np.zeros(len(time), dtype=int) if codes is None else codes
    cohort = sheet_cohort(time, event, {field: [NAMES[code] for code in codes]})
    view = View(compare=field.slug if arms > 1 else "")
    return analyse_survival(selected(cohort, view), available(cohort)[0], view)


def simulated(arms: int, n: int = 120, censoring: float = 0.4) -> Survival:
    random = np.random.default_rng(arms)
    time = np.round(random.exponential(20, n), 2)
    event = (random.random(n) >= censoring).astype(int)
    return analysed(time, event, np.arange(n) % arms, arms)


CASES = {
    "one arm": lambda: simulated(1),
    "two arms": lambda: simulated(2),
    "three arms": lambda: simulated(3),
    "eight arms": lambda: simulated(8),
    "no events": lambda: analysed([3, 6, 9, 12], [0, 0, 0, 0]),
    "all events": lambda: analysed([3, 6, 9, 12], [1, 1, 1, 1]),
    "no events in two arms": lambda: analysed([3, 6, 9, 12], [0, 0, 0, 0], [0, 1, 0, 1], 2),
    "one patient with the event": lambda: analysed([3], [1]),
    "one patient without": lambda: analysed([3], [0]),
    "two arms of one patient": lambda: analysed([3, 5], [1, 0], [0, 1], 2),
    "everybody at time zero": lambda: analysed([0, 0, 0], [1, 0, 1]),
    "a thousand steps": lambda: simulated(2, 1_000, 0.0),
    "very long follow-up": lambda: analysed([1, 1_500], [1, 0]),
}


def rendered(figure: Figure) -> bytes:
    return vl_convert.vegalite_to_png(figure.with_values())


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("case", CASES)
def test_every_figure_renders(case, mode):
    assert rendered(survival_chart(CASES[case](), mode)).startswith(b"\x89PNG")


@pytest.mark.parametrize("case", CASES)
def test_a_figure_with_plain_values_is_plain_json(case):
    text = json.dumps(survival_chart(CASES[case](), "light").with_values(), allow_nan=False)
    assert "NaN" not in text


def test_an_arm_whose_patients_are_all_off_the_clock_is_left_out_of_the_figure():
    result = analysed([3, 5, None], [1, 0, 1], [0, 0, 1], 2)
    assert rendered(survival_chart(result, "light")).startswith(b"\x89PNG")


def test_comparing_sequences_from_the_second_antibody_draws_those_who_had_one():
    cohort = cohort_of(
        mab1=["blinatumomab", "blinatumomab", "inotuzumab"],
        mab2=["inotuzumab", None, "blinatumomab"],
        mab1_start=days(0, 0, 0),
        mab2_start=days(30, None, 40),
        vital_status=["dead", "alive", "dead"],
        last_contact=days(90, 100, 110),
    )
    view = View(compare="sequence", endpoint="os", origin="mab2_start", timing="naive")
    chosen = next(one for one in available(cohort) if one.origin == "mab2_start")
    result = analyse_survival(selected(cohort, view), chosen, view)
    assert rendered(survival_chart(result, "light")).startswith(b"\x89PNG")


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("case", ["one arm", "two arms", "eight arms", "no events in two arms"])
def test_no_text_of_the_workbook_stands_outside_the_data(case, mode):
    figure = survival_chart(CASES[case](), mode)
    spec = json.dumps(figure.spec)
    for text in ("Arm of the trial", *NAMES):
        assert json.dumps(text)[1:-1] not in spec
    assert "datasets" not in figure.spec


@pytest.mark.parametrize("case", CASES)
def test_every_data_set_the_specification_names_is_there(case):
    figure = survival_chart(CASES[case](), "light")

    def named(part) -> set[str]:
        if isinstance(part, dict):
            own = {part["data"]["name"]} if isinstance(part.get("data"), dict) and "name" in part["data"] else set()
            return own.union(*map(named, part.values()))
        return set().union(*map(named, part)) if isinstance(part, list) else set()

    assert named(figure.spec) == set(figure.data)
    assert figure.with_frames()["datasets"] == figure.data


def test_the_specification_is_built_once_for_a_layout_and_left_as_it_is():
    one, other = simulated(2), simulated(2)
    assert survival_chart(one, "light").spec is survival_chart(other, "light").spec
    before = json.dumps(survival_chart(one, "light").spec)
    survival_chart(one, "light").with_values()
    survival_chart(one, "light").with_frames()
    assert json.dumps(survival_chart(one, "light").spec) == before


@pytest.mark.parametrize(("arms", "drawn"), [(1, True), (2, True), (3, False), (8, False)])
def test_bands_are_drawn_for_one_or_two_arms_only(arms, drawn):
    assert ("bands" in survival_chart(simulated(arms), "light").data) is drawn


def test_bands_can_be_asked_for_and_left_away():
    assert "bands" in survival_chart(simulated(3), "light", bands=True).data
    assert "bands" not in survival_chart(simulated(1), "light", bands=False).data


def test_a_band_lies_only_where_both_limits_exist():
    frame = bands_frame(survival_lines(analysed([3, 6, 9], [1, 1, 1]).groups))
    assert frame["lower"].notna().all()
    assert (frame["lower"] <= frame["upper"]).all()
    assert frame["months"].tolist() == [3, 6, 9]


@pytest.mark.parametrize("case", [case for case in CASES if case != "very long follow-up"])
def test_the_drawn_curve_is_within_one_pixel_of_the_full_one(case):
    result = CASES[case]()
    frame = steps_frame(survival_lines(result.groups))
    for place, arm in enumerate(result.groups):
        own = frame[frame["arm"] == str(place)]
        assert own[["months", "height"]].iloc[0].tolist() == [0, 1]
        assert own["months"].is_monotonic_increasing
        at = np.searchsorted(own["months"], arm.curve.time.round(4), side="right") - 1
        assert_allclose(own["height"].to_numpy()[at], arm.curve.survival, rtol=0, atol=1 / HEIGHT_PIXELS)


@pytest.mark.parametrize("case", CASES)
def test_the_numbers_under_the_axis_are_counts_of_patients(case):
    result = CASES[case]()
    labels = tuple(arm.label for arm in result.groups)
    numbers, names = counts_frames((CountBlock("Number at risk", labels, result.at_risk),), result.ticks)
    assert names["label"].tolist() == ["Number at risk", *labels]
    for place, arm in enumerate(result.groups):
        own = numbers[numbers["arm"] == str(place)]
        ends = np.repeat(arm.curve.time, arm.curve.events + arm.curve.censored)
        assert own["months"].tolist() == result.ticks.tolist()
        assert own["n"].tolist() == [int((ends >= tick).sum()) for tick in result.ticks]


def test_a_curve_fades_where_fewer_than_five_or_a_tenth_remain():
    for n, few in ((20, 5), (100, 10)):
        result = analysed(np.arange(1, n + 1), [1] * n)
        frame = steps_frame(survival_lines(result.groups))
        first_time_with_too_few = n - few + 2
        assert frame.loc[frame["part"] == "few", "months"].min() == first_time_with_too_few
        assert frame.loc[frame["part"] == "enough", "months"].max() == first_time_with_too_few


def test_the_faded_part_begins_where_the_full_one_ends():
    frame = steps_frame(survival_lines(analysed(np.arange(1, 21), [1] * 20).groups))
    full, faded = frame[frame["part"] == "enough"], frame[frame["part"] == "few"]
    assert full[["months", "height"]].iloc[-1].tolist() == faded[["months", "height"]].iloc[0].tolist()


def test_one_curve_bears_no_label_and_several_bear_theirs():
    assert ends_frame(survival_lines(simulated(1).groups)).empty
    assert ends_frame(survival_lines(simulated(3).groups))["label"].tolist() == list(NAMES[:3])


def test_censored_patients_are_marked_on_the_curve():
    data = survival_chart(analysed([3, 6, 9], [1, 0, 0]), "light").data["censorings"]
    assert data["months"].tolist() == [6, 9]
    assert_allclose(data["height"], [2 / 3, 2 / 3], atol=1e-5)


def test_the_figure_names_its_test_with_its_p():
    assert survival_chart(simulated(1), "light").data["test"]["label"].tolist() == [""]
    assert survival_chart(simulated(2), "light").data["test"]["label"][0].startswith("Log-rank P ")
    without = survival_chart(CASES["no events in two arms"](), "light").data["test"]["label"].tolist()
    assert without == ["Log-rank P not estimable"]


ends = st.lists(st.floats(0.035, 1), min_size=1, max_size=18)


@given(ends)
def test_labels_keep_their_distance_and_order_and_stay_on_the_figure(heights):
    heights = np.array(heights)
    placed = apart(heights)
    order = np.argsort(heights, kind="stable")
    assert (np.diff(placed[order]) >= CLOSEST_LABELS - 1e-12).all()
    assert placed.max() <= 1 + 1e-12
    assert placed.min() >= -1e-12


@given(st.lists(st.integers(0, 15), min_size=1, max_size=16, unique=True))
def test_labels_that_are_far_enough_apart_stay_where_they_are(places):
    heights = np.array(places) / 16
    assert_allclose(apart(heights), heights, atol=1e-12)


def test_moving_labels_apart_leaves_the_heights_given_as_they_are():
    heights = np.array([0.5, 0.5, 0.51])
    apart(heights)
    assert heights.tolist() == [0.5, 0.5, 0.51]


def test_the_pointer_is_told_the_values_of_the_full_curve():
    result = analysed(np.arange(1, 21), [1, 0] * 10)
    (arm,) = result.groups
    told = survival_chart(result, "light").data["hover"]
    places = np.searchsorted(arm.curve.time, told["months"])
    names = {"height": "survival", "lower": "lower", "upper": "upper", "at_risk": "at_risk"}
    for name, of_curve in names.items():
        np.testing.assert_allclose(told[name], getattr(arm.curve, of_curve)[places], atol=5e-6)
    assert set(told["label"]) == {arm.label}


def test_labels_of_curves_that_end_together_stand_in_the_order_the_curves_ran():
    time = [*range(1, 11), *range(11, 21), *range(5, 15)]
    result = analysed(time, [1] * 30, [0] * 10 + [1] * 10 + [2] * 10, 3)
    ends = ends_frame(survival_lines(result.groups)).set_index("arm")["height"]
    assert ends["0"] < ends["2"] < ends["1"]
