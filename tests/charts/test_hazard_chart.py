"""The hazard by year: it renders whatever the cohort, holds no patient's text, and draws what was computed."""

import json

import numpy as np
import pytest
import vl_convert
from numpy.testing import assert_allclose

from core.analyses.compared import compare_groups
from core.analyses.follow_up import Maturity, follow_up_of
from core.charts.hazard_chart import hazard_chart
from core.endpoints import available
from core.view import View
from tests.charts.test_survival_chart import MODES, NAMES
from tests.making import extra, selected, sheet_cohort


def followed(time, event, arms: int = 1) -> Maturity:
    field = extra("Arm of the trial", "category", NAMES[:arms])
    cohort = sheet_cohort(time, event, {field: [NAMES[place % arms] for place in range(len(time))]})
    view = View(compare=field.slug if arms > 1 else "")
    return follow_up_of(compare_groups(selected(cohort, view), available(cohort)[0], view.compare), view)


def simulated(arms: int, n: int = 200) -> Maturity:
    random = np.random.default_rng(arms)
    return followed(np.round(random.exponential(30, n), 2), random.integers(0, 2, n), arms)


CASES = {
    "one arm": lambda: simulated(1),
    "two arms": lambda: simulated(2),
    "eight arms": lambda: simulated(8),
    "no events": lambda: followed([3, 6, 9, 40], [0, 0, 0, 0]),
    "no events in two arms": lambda: followed([3, 6, 9, 12], [0, 0, 0, 0], 2),
    "one patient with the event": lambda: followed([3], [1]),
    "one patient without": lambda: followed([3], [0]),
    "an arm without person-time": lambda: followed([0, 9], [1, 0], 2),
    "very long follow-up": lambda: followed([1, 500], [1, 0]),
    "a very high hazard at the end": lambda: followed([*range(1, 13), 12.001], [0, 1] * 6 + [1]),
}


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("case", CASES)
def test_the_figure_renders(case, mode):
    assert len(vl_convert.vegalite_to_png(hazard_chart(CASES[case](), mode).with_values())) > 2_000


@pytest.mark.parametrize("case", CASES)
def test_no_text_of_the_workbook_stands_outside_the_data_and_every_data_set_is_there(case):
    figure = hazard_chart(CASES[case](), "light")
    spec = json.dumps(figure.spec)
    for text in ("Arm of the trial", *NAMES):
        assert json.dumps(text)[1:-1] not in spec
    assert {name for name in figure.data if f'"name": "{name}"' in spec} == set(figure.data)


@pytest.mark.parametrize("case", CASES)
def test_points_are_the_hazards_and_every_trusted_one_is_on_the_axis(case):
    result = CASES[case]()
    figure = hazard_chart(result, "light")
    points, shown = figure.data["points"], result.hazards[result.hazards["person_time"] > 0]
    assert_allclose(points[["hazard", "lower", "upper"]], shown[["hazard", "lower", "upper"]], atol=6e-4)
    top = figure.spec["layer"][0]["encoding"]["y"]["scale"]["domain"][1]
    assert (points.loc[points["part"] == "enough", "hazard"] <= top).all()
    assert (points["cut"] <= top).all()
    assert len(figure.data["arrows"]) == ((points["upper"] > top) & (points["lower"] <= top)).sum()


def test_marks_of_the_arms_of_one_year_stand_side_by_side_within_it():
    points = hazard_chart(CASES["eight arms"](), "light").data["points"]
    assert not points.duplicated(["at"]).any()
    assert points["at"].between(points["start"], points["end"], inclusive="neither").all()


def test_a_year_with_few_patients_is_pale():
    points = hazard_chart(followed([13] * 9 + [25] * 3, [1] * 12), "light").data["points"]
    assert points["part"].tolist() == ["enough", "few", "few"]


def test_one_arm_bears_no_label_and_several_bear_theirs_on_the_axis():
    assert hazard_chart(CASES["one arm"](), "light").data["ends"].empty
    figure = hazard_chart(CASES["eight arms"](), "light")
    top = figure.spec["layer"][0]["encoding"]["y"]["scale"]["domain"][1]
    assert set(figure.data["ends"]["label"]) == set(NAMES)
    assert figure.data["ends"]["height"].between(0, top).all()


def test_the_specification_is_built_once_for_a_layout():
    assert hazard_chart(CASES["two arms"](), "light").spec is hazard_chart(CASES["two arms"](), "light").spec
