"""One patient's course: nothing is told twice, nothing is invented, nothing without a date is lost."""

import numpy as np
import pytest

from core.analyses.course import course_of
from core.analyses.course_things import antibody_in
from core.bundled import read_bundled
from core.charts.happenings_marks import MARKS
from tests.analyses.courses import case, records, with_records
from tests.making import cohort_of, days, sheet_cohort

ZERO = 18262.0
"""2020-01-01, day 0 of the made-up cohorts, in days since 1970."""


def told(course):
    return [(one.kind, one.day - ZERO) for one in course.events]


def test_sheets_and_row_together_tell_each_thing_once():
    course = course_of(case(), 0)
    assert told(course) == [
        ("mrd_positive", -168), ("transplant", -160), ("relapse", 38), ("toxicity", 77), ("toxicity", 77),
        ("mrd_negative", 94), ("response", 94), ("transplant", 108), ("engraftment", 131), ("chronic_gvhd", 240),
        ("alive", 382),
    ]  # fmt: skip
    assert [one.label for one in course.events if one.kind == "transplant"] == [
        "Allo-HSCT (father)",
        "Haploidentical transplant (mother)",
    ]


def test_treatments_are_bars_between_their_days_and_transplants_are_none_of_them():
    treatments = course_of(case(), 0).treatments
    assert [(one.kind, one.start - ZERO, one.end - ZERO) for one in treatments] == [
        ("other", -900, -300),
        ("blinatumomab", 0, 28),
        ("inotuzumab", 66, 80),
    ]


def test_the_axis_begins_with_the_first_antibody_and_reaches_to_the_last_thing_known():
    course = course_of(case(), 0)
    assert (course.origin, course.zero - ZERO, course.first - ZERO, course.last - ZERO) == (
        "first antibody", 0, -900, 382,
    )  # fmt: skip


def test_laboratory_values_come_by_test_the_most_measured_first_and_none_without_date_or_value():
    labs = course_of(case(), 0).labs
    assert [(one.title, (one.days - ZERO).tolist(), one.values.tolist()) for one in labs] == [
        ("Lymphocytes (1e9/L)", [-4, 2, 200], [0.9, 0, 1.6]),
        ("MRD (%)", [-168, 94], [1.8, 0]),
    ]


def test_a_response_that_has_no_date_is_said_apart_and_what_did_not_happen_is_not():
    assert course_of(case(), 0).undated == (("Best response to first antibody", "NR"),)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Blinatumomab", "blinatumomab"), ("blina cycle 2", "blinatumomab"), ("mini-hyper-CVD + InO", "inotuzumab"),
        ("Besponsa", "inotuzumab"), ("Vincristine", "other"), ("clinical trial: INOtuzumab", "inotuzumab"),
        ("amino acids", "other"), ("", "other"),
    ],
)  # fmt: skip
def test_an_antibody_is_known_by_its_spellings_as_words_of_their_own(name, kind):
    assert antibody_in(name) == kind


@pytest.mark.parametrize(
    ("value", "unit", "kinds"),
    [(0.009, "%", ["mrd_negative"]), (0.01, "%", ["mrd_positive"]), (0, "copies", ["mrd_negative"]), (3, "copies", [])],
)
def test_mrd_is_negative_below_a_hundredth_of_a_percent_and_unmarked_in_a_unit_without_a_limit(value, unit, kinds):
    cohort = with_records(cohort_of(mab1_start=days(0)), labs=records("labs", [("MRD by flow", 5, value, unit)]))
    assert [one.kind for one in course_of(cohort, 0).events] == kinds


def test_a_row_alone_tells_the_course_and_inotuzumab_ends_with_its_last_dose():
    cohort = cohort_of(
        mab1=["inotuzumab"], mab1_start=days(0), mab1_cycles=[2], inotuzumab_last_dose=days(36),
        mab1_response=["CRi"], mab1_response_date=days(21), mab1_mrd=["positive"], sos=["yes"], sos_date=days(60),
        crs_grade=["2"], crs_date=days(2), vital_status=["dead"], last_contact=days(90), cause_of_death=["SOS"],
    )  # fmt: skip
    course = course_of(cohort, 0)
    (bar,) = course.treatments
    assert (bar.kind, bar.end - bar.start, bar.detail) == ("inotuzumab", 36, "2 cycles")
    assert told(course) == [("toxicity", 2), ("response", 21), ("mrd_positive", 21), ("sos", 60), ("death", 90)]
    assert {one.kind: one.detail for one in course.events} == {
        "toxicity": "grade 2", "response": "CRi", "mrd_positive": "on the day of the response", "sos": "",
        "death": "SOS",
    }  # fmt: skip


def test_a_treatment_without_an_end_is_given_none():
    cohort = cohort_of(mab1=["blinatumomab"], mab1_start=days(0), vital_status=["alive"], last_contact=days(9))
    assert np.isnan(course_of(cohort, 0).treatments[0].end)


def test_no_response_is_no_mark_of_response():
    cohort = cohort_of(mab1_start=days(0), mab1_response=["NR"], mab1_response_date=days(30))
    assert course_of(cohort, 0).events == ()


def test_times_without_dates_give_the_end_of_follow_up():
    course = course_of(sheet_cohort([12, 6], [0, 1]), 1)
    assert not course.dated
    assert [(one.kind, round(one.day, 3)) for one in course.events] == [("death", 182.625)]
    assert (course.zero, course.last, course.origin) == (0, pytest.approx(182.625), "start of follow-up")


def test_a_patient_nothing_dated_is_known_of_has_an_empty_course_and_what_is_known_is_said():
    course = course_of(cohort_of(sex=["male"], vital_status=["dead"], mab1=["inotuzumab"]), 0)
    assert course.is_empty
    assert course.undated == (("First antibody", "Inotuzumab"), ("Vital status", "Dead"))


def test_one_whose_vital_status_is_not_known_is_neither_alive_nor_dead():
    cohort = cohort_of(mab1_start=days(0), vital_status=[None], last_contact=days(9))
    assert told(course_of(cohort, 0)) == [("last_contact", 9)]


def test_every_patient_of_the_bundled_cohort_has_a_course_that_ends_with_the_end_of_follow_up():
    cohort = read_bundled("mskcc").cohort
    for patient in range(len(cohort)):
        course = course_of(cohort, patient)
        assert course.events[-1].kind in ("death", "alive")
        assert course.last == cohort.days("last_contact")[patient]
        assert {one.kind for one in course.events} <= set(MARKS)
