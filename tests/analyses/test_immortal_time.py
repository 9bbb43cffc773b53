"""What was known only after time zero."""

import pytest

from core.analyses.immortal_time import late_knowledge
from core.filters import Choice
from core.view import View
from tests.making import clock_of, cohort_of, days, selected

BLINA, INO = "blinatumomab", "inotuzumab"
COHORT = cohort_of(
    mab1=[BLINA] * 4,
    mab1_start=days(0, 0, 0, 0),
    mab1_response=["CR", "NR", "CR", "CR"],
    mab1_response_date=days(20, None, 20, 60),
    mab2=[INO, None, INO, None],
    mab2_start=days(40, None, 40, None),
    hsct_date=days(50, None, 0, 50),
    salvage_line=[1, 2, 1, 2],
    sex=["male", "male", "female", "female"],
    vital_status=["dead", "alive", "dead", None],
    last_contact=days(100, 100, 100, None),
)


def late(slug: str, origin: str, view: View | None = None):
    return late_knowledge(selected(COHORT, view), clock_of(COHORT, "os", origin), slug)


def test_a_transplant_is_known_late_from_the_first_antibody():
    found = late("transplant", "mab1_start")
    # The third was transplanted on day 0, the fourth has no last contact and is not on the clock.
    assert (found.patients, found.field.name, found.known_at.name) == (1, "hsct", "hsct_date")
    assert found.origin == "the first antibody"


def test_a_transplant_is_known_at_transplant():
    assert late("transplant", "hsct") is None


@pytest.mark.parametrize(("slug", "patients"), [("sequence", 2), ("mab1_response", 2), ("mab1_to_hsct_days", 1)])
def test_what_follows_from_later_dates_is_known_late(slug, patients):
    assert late(slug, "mab1_start").patients == patients


def test_a_response_after_transplant_is_known_late_from_transplant():
    assert late("mab1_response", "hsct").patients == 1


@pytest.mark.parametrize("slug", ["", "salvage", "sex", "x-nowhere"])
def test_what_is_known_from_the_start_is_never_late(slug):
    assert late(slug, "mab1_start") is None


def test_only_selected_patients_are_counted():
    view = View(filters=(Choice(field="sex", levels=("female",)),))
    assert late("sequence", "mab1_start", view).patients == 1
    assert late("transplant", "mab1_start", view) is None


@pytest.mark.parametrize(
    ("columns", "slug"),
    [({"hsct": ["yes", "no"]}, "transplant"), ({"mab1_response": ["CR", "NR"]}, "mab1_response")],
)
def test_what_becomes_known_late_is_said_where_its_date_is_not_in_the_sheet(columns, slug):
    cohort = cohort_of(mab1_start=days(0, 0), vital_status=["dead", "alive"], last_contact=days(9, 9), **columns)
    assert late_knowledge(selected(cohort), clock_of(cohort, "os", "mab1_start"), slug) is not None


def test_without_dates_everybody_with_a_value_is_counted_and_the_finding_says_that_it_is_undated():
    cohort = cohort_of(
        mab1_start=days(0, 0, 0), vital_status=["dead"] * 3, last_contact=days(9, 9, 9), hsct=["yes", "no", None]
    )
    found = late_knowledge(selected(cohort), clock_of(cohort, "os", "mab1_start"), "transplant")
    assert (found.patients, found.dated) == (2, False)
    assert late("transplant", "mab1_start").dated


def test_where_only_the_sheet_knows_time_zero_no_date_tells():
    cohort = cohort_of(
        units={"os_time": "days"}, os_time=[5, 9], os_status=["yes", "no"], hsct_date=days(3, None), sex=["male", None]
    )
    clock = clock_of(cohort, "os", "sheet")
    assert not late_knowledge(selected(cohort), clock, "transplant").dated
    assert late_knowledge(selected(cohort), clock, "sex") is None
