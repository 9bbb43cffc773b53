"""The figures of competing risks: they render whatever the cohort, hold no text of it, and draw what was computed."""

import json

import numpy as np
import pytest
import vl_convert
from numpy.testing import assert_allclose

from core.analyses.compared import compare_groups
from core.analyses.incidence import CompetingRisks, incidence_of
from core.analyses.landmark import compare_from_landmark
from core.charts.incidence_chart import incidence_chart, stacked_chart
from core.charts.theme import DASHES
from core.charts.time_data import INK
from core.view import View
from tests.analyses.competing import analysed, at_time_zero, dated, responders, simulated
from tests.charts.test_survival_chart import MODES, NAMES, arm_field, rendered
from tests.making import days, endpoint, extra, selected

CAUSES = ["Relapse", "Death without relapse"]


def by_arms(time, status, codes, arms: int, **settings) -> CompetingRisks:
    field = arm_field(arms)
    view = View(compare=field.slug if arms > 1 else "", **settings)
    return analysed(dated(time, status, {field: [NAMES[code] for code in codes]}), view)


def of_arms(arms: int, n: int = 150) -> CompetingRisks:
    time, status, _ = simulated(n)
    return by_arms(time, status, np.arange(n) % arms, arms)


def one_arm_of_a_comparison() -> CompetingRisks:
    """Two arms, one of them without any patient on the clock."""
    field = arm_field(2)
    cohort = dated([20, 50, 9], [1, 2, 1], {field: [NAMES[0], NAMES[0], NAMES[1]]}, hsct_date=days(0, 0, None))
    return analysed(cohort, View(compare=field.slug))


def from_a_landmark() -> CompetingRisks:
    return incidence_of(compare_from_landmark(at_time_zero(responders()), "transplant", 2.0), View())


def entering_late() -> CompetingRisks:
    time, status, _ = simulated(60)
    cohort = dated(time + 60, status, mab1_start=days(*[-9] * 60), mab2_start=days(*range(60)))
    view = View(entry="mab2_start")
    chosen = endpoint("cir", "hsct").observed(view.follow_up)
    return incidence_of(compare_groups(selected(cohort, view), chosen, ""), view)


CASES = {
    "one arm": lambda: of_arms(1),
    "two arms": lambda: of_arms(2),
    "three arms": lambda: of_arms(3),
    "four arms": lambda: of_arms(4),
    "eight arms": lambda: of_arms(8),
    "one arm of a comparison": one_arm_of_a_comparison,
    "one patient": lambda: by_arms([30], [1], [0], 1),
    "one patient censored": lambda: by_arms([30], [0], [0], 1),
    "no events": lambda: by_arms([30, 60, 90, 120], [0, 0, 0, 0], [0, 1, 0, 1], 2),
    "only competing events": lambda: by_arms([30, 60, 90, 120], [2, 2, 2, 2], [0, 1, 0, 1], 2),
    "a group of one": lambda: by_arms([30, 60, 90, 120], [1, 2, 0, 1], [0, 0, 0, 1], 2),
    "everybody at time zero": lambda: by_arms([0, 0, 0, 0], [0, 1, 2, 1], [0, 1, 0, 1], 2),
    "every row under the axis": lambda: by_arms(*simulated(60)[:2], [0, 1] * 30, 2, extra_rows=("events", "censored")),
    "from a landmark": from_a_landmark,
    "late entry": entering_late,
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("case", CASES)
def test_every_figure_renders(case, mode):
    result = CASES[case]()
    figures = [
        incidence_chart(result, mode),
        *(stacked_chart(result, p, mode) for p in range(min(2, len(result.groups)))),
    ]
    for figure in figures:
        assert rendered(figure).startswith(b"\x89PNG")
        assert "NaN" not in json.dumps(figure.with_values(), allow_nan=False)


@pytest.mark.parametrize("case", ["one arm", "eight arms", "one arm of a comparison", "a group of one"])
def test_no_text_of_the_workbook_stands_outside_the_data(case):
    result = CASES[case]()
    for figure in (incidence_chart(result, "light"), stacked_chart(result, 0, "light")):
        spec = json.dumps(figure.spec)
        assert "datasets" not in figure.spec
        assert not any(json.dumps(text)[1:-1] in spec for text in ("Arm of the trial", *NAMES))


def test_hostile_names_reach_the_drawing_as_letters_only():
    svg = vl_convert.vegalite_to_svg(incidence_chart(of_arms(8), "light").with_values())
    assert "<script" not in svg
    assert "&lt;script&gt;" in svg


def test_what_is_drawn_is_what_was_computed():
    result = of_arms(2)
    steps = incidence_chart(result, "light").data["steps"]
    drawn = [(group, curve, dash) for group in result.groups for dash, curve in enumerate(group.curves)]
    for line, (_, curve, dash) in enumerate(drawn):
        own = steps[steps["line"] == str(line)]
        assert own[["months", "height"]].iloc[0].tolist() == [0, 0]
        assert set(own["dash"]) == {str(dash)}
        assert own["height"].iloc[-1] == pytest.approx(curve.incidence[-1], abs=5e-6)
        assert own["months"].iloc[-1] == pytest.approx(curve.time[-1], abs=5e-6)


def test_one_arm_is_told_by_its_events_even_where_it_is_left_of_a_comparison():
    for case in ("one arm", "one arm of a comparison"):
        data = incidence_chart(CASES[case](), "light").data
        assert sorted(data["ends"]["label"]) == sorted(CAUSES)
        assert set(data["bands"]["arm"]) == {"0", "1"}
        assert data["names"]["label"].tolist() == ["Number at risk"]
        assert set(data["numbers"]["arm"]) == {INK}


def test_several_arms_bear_their_names_once_and_the_pointer_is_told_the_event():
    data = incidence_chart(of_arms(3), "light").data
    assert sorted(data["ends"]["label"]) == sorted(NAMES[:3])
    events = [cause.lower() for cause in CAUSES]
    assert set(data["hover"]["label"]) == {f"{name}: {event}" for name in NAMES[:3] for event in events}


def test_more_than_three_arms_show_the_event_alone_each_in_a_dash_of_its_own():
    steps = incidence_chart(of_arms(8), "light").data["steps"]
    assert steps.groupby("arm")["dash"].unique().map(list).tolist() == [[str(place)] for place in range(len(DASHES))]


def test_an_arm_named_as_all_patients_is_an_arm_among_others():
    field = extra("Arm", "category", ("All patients", "B"))
    result = analysed(dated([10, 20], [1, 2], {field: ["All patients", "B"]}), View(compare="x-arm"))
    assert sorted(incidence_chart(result, "light").data["ends"]["label"]) == ["All patients", "B"]


def test_stacked_areas_lie_on_each_other_and_end_at_both_incidences():
    result = of_arms(2)
    first, second = (curve.incidence for curve in result.groups[1].curves)
    areas = stacked_chart(result, 1, "light").data["areas"]
    below, above = (areas[areas["arm"] == arm] for arm in "01")
    assert below["lower"].eq(0).all()
    assert_allclose(above["lower"], below["upper"])
    assert_allclose(above["upper"], [0, *(first + second)])
    assert above["upper"].max() <= 1


def test_the_pointer_on_a_stack_is_told_that_it_is_the_sum_of_both():
    hover = stacked_chart(of_arms(2), 0, "light").data["hover"]
    assert set(hover["label"]) == {"Relapse", "Relapse or death without relapse"}


def test_the_test_in_the_corner_names_its_event_and_is_grey_where_events_are_few():
    assert incidence_chart(of_arms(1), "light").data["test"]["label"].tolist() == [""]
    enough, few = incidence_chart(of_arms(2), "light"), incidence_chart(CASES["a group of one"](), "light")
    assert enough.data["test"]["label"][0].startswith("Gray's test, relapse: P ")
    assert enough.spec != few.spec
    nothing = incidence_chart(CASES["no events"](), "light").data["test"]["label"].tolist()
    assert nothing == ["Gray's test, relapse: P not estimable"]
