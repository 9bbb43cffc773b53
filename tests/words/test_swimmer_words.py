"""What is said below the swimmer plot."""

from core.analyses.swimmer import survival_endpoint, swimmer_of
from core.bundled import read_bundled
from core.words.swimmer import courses_sentence, swimmer_caption
from tests.analyses.test_swimmer import FOUR
from tests.making import cohort_of, selected, sheet_cohort

MSKCC = read_bundled("mskcc").cohort


def swimmer(cohort, origin: str = "mab1_start", compare: str = "", order="follow_up"):
    selection = selected(cohort)
    return swimmer_of(selection, survival_endpoint(selection, origin), compare, order)


def test_the_caption_says_time_zero_order_and_how_to_read_it():
    said = swimmer_caption(swimmer(MSKCC, compare="salvage", order="group"))
    assert said.startswith("A bar a patient from the first antibody, by group, then the longest follow-up first;")
    assert "no last day of an antibody" in said
    assert "MRD negativity stands on the day of the response." in said
    assert "Not drawn" not in said
    assert "are drawn." not in said


def test_marks_before_time_zero_and_marks_without_dates_are_said():
    found = swimmer(MSKCC, "mab2_start")
    assert f"{found.before} marks before time zero are not drawn." in swimmer_caption(found)
    said = swimmer_caption(swimmer(FOUR))
    assert (
        "Not drawn, as the cohort has no dates of them: MRD negativity, response, relapse or progression, CAR T" in said
    )
    assert "MRD negativity stands" not in said


def test_that_only_the_first_courses_are_drawn_is_said():
    said = swimmer_caption(swimmer(sheet_cohort(list(range(1, 1235)), [1] * 1234)))
    assert said.startswith("A bar a patient, the longest follow-up first;")
    assert "The first 200 of 1,234 patients in this order are drawn." in said
    assert "A colour lasts" not in said


def test_who_has_no_course_is_counted_with_the_reason():
    assert courses_sentence(swimmer(sheet_cohort([3, None], [1, 1]))) == "1 patient included; left out: 1 no time."
    assert courses_sentence(swimmer(MSKCC)) == "All 29 patients are included."


def test_that_bars_are_not_overall_survival_is_said_first():
    cohort = cohort_of(units={"rfs_time": "days"}, rfs_time=[40, 80], rfs_status=["yes", "no"])
    said = swimmer_caption(swimmer(cohort))
    assert said.startswith("The cohort has no overall survival: bars are relapse-free survival. A bar a patient,")
    assert "no overall survival" not in swimmer_caption(swimmer(MSKCC))
