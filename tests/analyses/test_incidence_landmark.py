"""Competing risks from a landmark, and models with covariates known only later."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from core.analyses.compared import Compared
from core.analyses.competing_models import fit_competing_models
from core.analyses.immortal_time import read_states
from core.analyses.incidence import gray_pairwise, incidence_of
from core.analyses.landmark import (
    analyse_landmark,
    compare_from_landmark,
    first_landmark,
    landmark_range,
    last_landmark,
)
from core.clock import DAYS_PER_MONTH
from core.cohort import Cohort
from core.view import View
from tests.analyses.competing import PATIENTS, assert_same, at_time_zero, responders
from tests.making import selected

LATE = View(compare="transplant", covariates=("transplant",))
columns = st.tuples(
    st.one_of(st.none(), st.integers(0, 400)),
    st.one_of(st.none(), st.integers(0, 400)),
    st.integers(0, 400),
    st.booleans(),
)


def from_landmark(days_after: float, cohort: Cohort | None = None, compare: str = "transplant") -> Compared:
    return compare_from_landmark(at_time_zero(cohort or responders(), compare), compare, days_after / DAYS_PER_MONTH)


def test_eight_patients_from_day_61_by_hand():
    result = incidence_of(from_landmark(61), LATE)
    assert result.left_out == (("event by the landmark", 2), ("censored by the landmark", 1))
    no, yes = result.groups
    assert [(arm.label, arm.n, arm.n_events, arm.n_competing) for arm in result.groups] == [
        ("No", 3, 3, 0),
        ("Yes", 2, 0, 2),
    ]
    assert (no.curves[0].time * DAYS_PER_MONTH).tolist() == pytest.approx([150 - 61, 300 - 61])
    assert no.curves[0].incidence.tolist() == pytest.approx([2 / 3, 1])
    assert (yes.curves[1].time * DAYS_PER_MONTH).tolist() == pytest.approx([200 - 61, 300 - 61])
    assert yes.curves[1].incidence.tolist() == [0.5, 1]
    assert result.axis_title == "Months from the landmark"


@given(st.lists(columns, min_size=1, max_size=20), st.integers(0, 300))
@settings(max_examples=40)
def test_everybody_selected_is_at_the_landmark_or_left_out_for_a_reason(patients, day):
    cohort = responders(patients)
    result = incidence_of(from_landmark(day, cohort), LATE)
    assert result.n + sum(n for _, n in result.left_out) == result.selected == len(patients)
    relapsed = analyse_landmark(selected(cohort), at_time_zero(cohort).clock, "transplant", day / DAYS_PER_MONTH)
    assert [(arm.label, arm.n, arm.n_events) for arm in result.groups] == [
        (arm.label, arm.n, arm.n_events) for arm in relapsed.groups
    ]
    assert result.left_out == (*relapsed.left_out, *relapsed.excluded)


def test_a_landmark_at_zero_with_everything_known_is_the_naive_comparison():
    known = [(0 if transplant is not None else None, *rest) for transplant, *rest in PATIENTS]
    naive = at_time_zero(responders(known))
    there = compare_from_landmark(naive, "transplant", 0.0)
    assert_same(incidence_of(there, LATE), incidence_of(naive, LATE))
    for one, other in zip(gray_pairwise(there), gray_pairwise(naive), strict=True):
        assert_array_equal(one["p"], other["p"])


def test_landmarks_reach_from_zero_to_the_last_at_which_two_groups_have_patients():
    cohort = responders()
    asked = (selected(cohort), at_time_zero(cohort).clock, "transplant")
    assert first_landmark(*asked) == 3.0  # transplants on days 60 and 100 while followed: day 80, rounded up
    assert last_landmark(*asked) == landmark_range(*asked)["landmark"].max()
    groups = {month: len(compare_from_landmark(at_time_zero(cohort), "transplant", month).arms) for month in range(12)}
    assert last_landmark(*asked) == max(month for month, arms in groups.items() if arms == 2)


@pytest.mark.parametrize("patients", [PATIENTS[1:2], PATIENTS[3:5], ((None, None, 0, True),)])
def test_where_nobody_changes_there_is_no_landmark_to_choose(patients):
    cohort = responders(patients)
    asked = (selected(cohort), at_time_zero(cohort).clock, "transplant")
    assert first_landmark(*asked) == last_landmark(*asked) == 0.0


def test_nobody_is_left_beyond_the_last_day_and_all_are_accounted_for():
    beyond = from_landmark(500)
    assert (len(beyond.used), len(beyond.arms)) == (0, 0)
    assert dict(beyond.left_out) == {"event by the landmark": 7, "censored by the landmark": 1}


def test_models_from_a_landmark_take_a_covariate_as_it_was_there():
    cohort = responders()
    models = fit_competing_models(from_landmark(61, cohort), LATE)
    arms = dict(zip(*np.unique(from_landmark(61, cohort).codes, return_counts=True), strict=True))
    rows = {
        row["level"]: row["n"]
        for frame in (models.event.references, models.event.coefficients)
        for _, row in frame.iterrows()
    }
    assert rows == {"No": arms[0], "Yes": arms[1]} == {"No": 3, "Yes": 2}
    assert [field.slug for field in models.at_landmark] == ["transplant"]
    assert models.late == ()


def test_models_from_time_zero_say_which_covariates_were_not_known_there():
    cohort = responders(age_years=list(range(40, 48)))
    view = View(covariates=("transplant", "age_years"))
    models = fit_competing_models(at_time_zero(cohort, ""), view)
    assert [(late.field.slug, late.patients) for late in models.late] == [("transplant", 3)]
    assert models.at_landmark == ()


def test_a_number_known_late_is_said_to_be_late_from_a_landmark_too():
    cohort = responders()
    models = fit_competing_models(from_landmark(61, cohort), View(covariates=("mab1_to_hsct_days",)))
    assert [late.field.name for late in models.late] == ["mab1_to_hsct_days"]
    assert models.at_landmark == ()


def test_a_covariate_of_several_levels_begins_with_those_who_have_none_yet():
    donors = ["related", None, "unrelated", None, None, "related", "related", None]
    patients = from_landmark(61, responders(hsct_donor=donors), "transplant")
    models = fit_competing_models(patients, View(covariates=("hsct_donor",)))
    assert models.event.references["level"].tolist() == ["Not yet: allogeneic transplant"]
    assert models.event.coefficients["level"].tolist() == ["Related"]
    assert read_states(patients.selection, patients.clock, "hsct_donor").refused == ""
