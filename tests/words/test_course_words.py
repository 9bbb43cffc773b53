"""A course in words: when something was, and what the figure shows."""

import pytest

from core.analyses.course import course_of
from core.words.course import axis_of, course_caption, nothing_to_draw, when
from tests.analyses.courses import case
from tests.making import cohort_of, days, sheet_cohort

COURSE = course_of(case(), 0)


@pytest.mark.parametrize(
    ("axis", "said"),
    [
        ({}, "month 0.0 to 0.9"),
        ({"unit": "days"}, "day 0 to 28"),
        ({"unit": "days", "dates": True}, "day 0 to 28 (2020-01-01 to 2020-01-29)"),
    ],
)
def test_a_treatment_is_said_from_to(axis, said):
    bar = COURSE.treatments[1]
    assert when(axis_of(COURSE, **axis), bar.start, bar.end) == said


def test_a_course_without_dates_never_shows_one():
    course = course_of(sheet_cohort([12], [1]), 0)
    axis = axis_of(course, dates=True)
    assert when(axis, course.last) == "month 12.0"
    assert axis.title == "Months from start of follow-up"


def test_the_caption_says_what_pale_bars_and_open_circles_are_only_where_there_are_some():
    assert "pale" not in course_caption(COURSE, (), log=False, cut=False)
    open_ended = course_of(cohort_of(mab1_start=days(0), vital_status=["alive"], last_contact=days(9)), 0)
    assert "A pale bar has no recorded end" in course_caption(open_ended, (), log=False, cut=False)
    said = course_caption(COURSE, ("MRD (%)",), log=True, cut=True)
    assert all(part in said for part in ("Above: MRD (%)", "open circles", "Only a part of the course"))


def test_a_patient_of_whom_nothing_is_recorded_is_said_to_be_one():
    assert "Nothing of it is recorded" in nothing_to_draw(course_of(cohort_of(sex=["male"]), 0))
    assert "stands below" in nothing_to_draw(course_of(cohort_of(mab1=["inotuzumab"]), 0))
