"""Time to response: days of responders who have both dates, by hand."""

import numpy as np

from core.analyses.response_times import times_to_response
from core.tables.response_table import times_table
from core.view import View
from tests.making import cohort_of, days, selected

COHORT = cohort_of(
    mab1_response=["CR", "CRi", "CR", "NR", "CR", "CR"],
    mab1_start=days(0, 0, 10, 0, 0, 50),
    mab1_response_date=days(20, 31, 40, 5, None, 40),
    sex=["male"] * 5 + ["female"],
)


def test_the_median_is_of_responders_with_both_dates_in_order():
    (arm,) = times_to_response(selected(COHORT), View())
    assert (arm.responders, arm.n, arm.median, arm.shortest, arm.longest) == (5, 3, 30.0, 20.0, 31.0)
    assert times_table((arm,)).rows[0].cells == ("All patients", "5", "3", "30.0 (20–31)")


def test_an_arm_without_a_time_has_a_dash():
    female, male = times_to_response(selected(COHORT), View(compare="sex"))
    assert (female.n, male.n) == (0, 3)
    assert np.isnan(female.median)
    assert times_table((female,)).rows[0].cells[-1] == "–"


def test_a_cohort_without_dates_has_no_times():
    assert times_to_response(selected(cohort_of(mab1_response=["CR"])), View()) == ()
