"""Toxicity and deaths on cohorts made by hand."""

import pytest

from core.analyses.toxicity import count_deaths, count_early_deaths, count_toxicity
from core.cohort import Cohort
from core.view import View
from tests.making import cohort_of, days, extra, selected

ARM = extra("Arm", "category", ("A", "B"))


def toxicity(cohort: Cohort, view: View | None = None, count=count_toxicity):
    found = count(selected(cohort, view), view or View())
    return {one.title: {row.label: [(c.k, c.n) for c in row.columns] for row in one.rows} for one in found.sections}


def deaths(cohort: Cohort, view: View | None = None):
    return toxicity(cohort, view, count_deaths)


def test_grades_are_counted_among_the_graded_and_grade_0_is_graded():
    cohort = cohort_of(crs_grade=["0", "1", "3", "5", None], icans_grade=["0", "0", None, None, None])
    crs = toxicity(cohort)["Cytokine release syndrome"]
    assert (crs["Grade 0"], crs["Grade 2"]) == ([(1, 4)], [(0, 4)])
    assert (crs["Any grade"], crs["Grade 3 and more"], crs["Not graded"]) == ([(3, 4)], [(2, 4)], [(1, 5)])
    assert toxicity(cohort)["Neurotoxicity (ICANS)"]["Any grade"] == [(0, 2)]


def test_a_grade_or_a_date_of_sos_is_sos_and_no_entry_is_not_its_absence():
    cohort = cohort_of(
        sos=["yes", "no", None, None, None],
        sos_date=days(None, None, 5, None, None),
        sos_grade=[None, None, None, "3", None],
    )
    found = toxicity(cohort)
    assert found["Sinusoidal obstruction syndrome"] == {"SOS at any time": [(3, 4)], "Not recorded": [(1, 5)]}
    assert found["SOS grade"] == {"3": [(1, 1)], "Not recorded": [(2, 3)]}


def test_only_those_given_the_antibody_are_counted():
    cohort = cohort_of(mab1=["inotuzumab", "inotuzumab", None], crs_grade=["0", "1", "4"])
    assert toxicity(cohort)["Cytokine release syndrome"]["Any grade"] == [(1, 2)]


DEAD = cohort_of(
    mab1=["inotuzumab"] * 7,
    mab1_start=days(*[0] * 7),
    hsct=["no", "no", "no", "no", "no", "yes", "yes"],
    hsct_date=days(None, None, None, None, None, 30, 40),
    vital_status=["dead", "dead", "dead", "dead", "alive", "dead", None],
    last_contact=days(30, 31, 60, 100, 59, 80, 200),
    cause_of_death=["progression", "infection", "unknown", None, None, "SOS", None],
)


def test_deaths_of_unknown_cause_are_in_neither_line_of_causes_nor_in_its_denominator():
    rows = deaths(DEAD)["Death"]
    assert rows["Died"] == [(5, 6)]
    assert rows["of relapse or progression"] == [(1, 4)]
    assert rows["without relapse"] == [(2, 4)]
    assert rows["Died of an unknown cause"] == [(2, 6)]
    assert rows["Vital status not recorded"] == [(1, 7)]


def test_deaths_after_transplant_are_counted_among_the_transplanted():
    rows = deaths(DEAD)["Death after transplant"]
    assert rows["without relapse"] == [(1, 1)]
    assert rows["Vital status not recorded"] == [(1, 2)]


def test_causes_are_counted_among_the_dead_of_known_cause():
    rows = deaths(DEAD)["Cause of death"]
    assert rows == {
        "Progression": [(1, 3)],
        "Infection": [(1, 3)],
        "SOS": [(1, 3)],
        "Cause not known": [(2, 5)],
    }


def test_a_sheet_with_a_status_alone_counts_its_deaths():
    cohort = cohort_of(os_time=[1, 2, 3], os_status=["yes", "no", None])
    assert deaths(cohort)["Death"]["Died"] == [(1, 2)]


def test_early_deaths_count_the_day_itself_and_set_apart_who_was_not_followed_to_it():
    antibody, transplant = count_early_deaths(selected(DEAD), View())
    rows = {row.label: [(one.k, one.n) for one in row.columns] for row in antibody.section.rows}
    assert rows == {
        "By day 30": [(1, 6)],
        "By day 60": [(3, 5)],
        "Not followed to day 60": [(1, 6)],
        "By day 100": [(5, 5)],
        "Not followed to day 100": [(1, 6)],
    }
    assert antibody.left_out == (("vital status unknown", 1),)
    after = {row.label: [(one.k, one.n) for one in row.columns] for row in transplant.section.rows}
    assert after == {"By day 30": [(0, 1)], "By day 60": [(1, 1)], "By day 100": [(1, 1)]}


def test_early_deaths_are_not_compared_by_what_was_known_only_later():
    antibody, transplant = count_early_deaths(selected(DEAD), View(compare="transplant"))
    assert antibody.labels == ("All patients",)
    assert antibody.late == "Transplant after the first antibody"
    assert transplant.late == ""


@pytest.mark.parametrize("cohort", [cohort_of(age_years=[40]), cohort_of(mab1=["inotuzumab"], crs_grade=[None])])
def test_nothing_recorded_gives_no_lines(cohort):
    assert toxicity(cohort) == deaths(cohort) == {}
    assert count_early_deaths(selected(cohort), View()) == ()
