"""The figures of groups known only later: they render whatever the cohort, and hold no patient's text."""

import json

import numpy as np
import pandas as pd
import pytest

from core.analyses.landmark import RANGE_COLUMNS, analyse_landmark, landmark_range
from core.analyses.time_dependent import analyse_time_dependent
from core.charts.immortal_time_chart import (
    MOST_P,
    RATIO_GRID,
    landmark_chart,
    landmark_range_chart,
    time_dependent_chart,
)
from tests.analyses.transplanted import followed, question, seven, without_effect
from tests.charts.test_survival_chart import MODES, NAMES, rendered

COHORTS = {
    "seven patients": seven,
    "four hundred": without_effect,
    "one patient": lambda: followed([60], [200], [True]),
    "nobody transplanted": lambda: followed([None, None], [90, 200], [True, False]),
    "everybody transplanted at once": lambda: followed([0, 0, 0], [90, 200, 300], [True, False, True]),
    "no events": lambda: followed([60, None, 30], [200, 300, 400], [False, False, False]),
}
HOSTILE = pd.DataFrame(
    [
        (float(month), name, 40, 20, hr, hr / 3, hr * 3, 0.04)
        for month in range(3)
        for name, hr in zip(NAMES[:3], (0.01, 1.0, 90.0), strict=True)
    ],
    columns=list(RANGE_COLUMNS),
)


def figures(cohort, months: float, mode: str) -> list:
    chosen, clock = question(cohort)
    at = analyse_landmark(chosen, clock, "transplant", months)
    ranged = landmark_range(chosen, clock, "transplant")
    drawn = [time_dependent_chart(analyse_time_dependent(chosen, clock, "transplant"), mode)]
    drawn += [landmark_chart(at, mode)] if at.n else []
    return [*drawn, landmark_range_chart(ranged, months, mode)]


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("case", COHORTS)
def test_every_figure_renders(case, mode):
    for figure in figures(COHORTS[case](), 2.0, mode):
        assert rendered(figure).startswith(b"\x89PNG")
        json.dumps(figure.with_values(), allow_nan=False)


@pytest.mark.parametrize("mode", MODES)
def test_hostile_names_of_groups_are_data_and_nothing_else(mode):
    figure = landmark_range_chart(HOSTILE, 1.0, mode)
    assert not any(json.dumps(name)[1:-1] in json.dumps(figure.spec) for name in NAMES)
    assert figure.data["rows"]["label"].tolist() == list(NAMES[:3])
    assert rendered(figure).startswith(b"\x89PNG")


def test_ratios_beyond_the_scale_are_drawn_at_its_edge_and_told_exactly():
    shown = landmark_range_chart(HOSTILE, 1.0, "light").data["range"]
    assert shown[["hr", "lower", "upper"]].min().min() == RATIO_GRID[0]
    assert shown[["hr", "lower", "upper"]].max().max() == RATIO_GRID[-1]
    assert set(shown["exact"]) == {0.01, 1.0, 90.0}


def test_points_of_several_groups_stand_beside_each_other_around_their_landmark():
    shown = landmark_range_chart(HOSTILE, 1.0, "light").data["range"]
    for month, points in shown.groupby("landmark"):
        assert points["at"].nunique() == 3
        assert points["at"].mean() == pytest.approx(month)
        assert (abs(points["at"] - month) < 0.5).all()
    alone = landmark_range_chart(HOSTILE[HOSTILE["label"] == NAMES[0]], 1.0, "light").data
    assert alone["range"]["at"].tolist() == alone["range"]["landmark"].tolist()
    assert alone["rows"]["label"].tolist() == ["P"]


def test_p_is_written_at_as_many_landmarks_as_there_is_room_for():
    chosen, clock = question(without_effect())
    ranged = landmark_range(chosen, clock, "transplant")
    texts = landmark_range_chart(ranged, 3.0, "light").data["range"]["p_text"]
    assert len(texts) > MOST_P
    assert 1 < (texts != "").sum() <= MOST_P


def test_landmarks_without_an_estimate_are_left_out_of_the_figure():
    without = HOSTILE.assign(hr=np.where(HOSTILE["landmark"] == 1, np.nan, HOSTILE["hr"]))
    shown = landmark_range_chart(without, 1.0, "light").data["range"]
    assert set(shown["landmark"]) == {0.0, 2.0}
    empty = landmark_range_chart(HOSTILE.iloc[:0], 0.0, "light")
    assert empty.data["range"].empty
    assert rendered(empty).startswith(b"\x89PNG")
