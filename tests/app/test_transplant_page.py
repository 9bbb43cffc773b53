"""The page of transplant and toxicity: what a doctor reads over the bundled cohort and over awkward ones."""

import pytest

from tests.app.pages import go_to, open_page, shown, upload
from tests.app.test_pages import NO_DATES, SHAPES, workbook

NEVER = workbook(
    *((f"P{i}", "ino", "2019-01-05", None, "dead", "2019-02-01") for i in range(4)),
    headings=("Pt ID", "mAb1", "mAb1 start", "HSCT date", "Vital status", "Last FU"),
)


def test_the_antibody_chosen_is_the_one_transplants_are_counted_after():
    app = open_page("transplant")
    assert "18 of 29 (62.1 %)" in shown(app)
    app.selectbox(key="setting_antibody").set_value("mab2").run()
    assert not app.exception
    assert "12 of 29 (41.4 %)" in shown(app)
    assert "Transplanted only before the second antibody" in shown(app)
    assert "mab2" in app.query_params["antibody"]


def test_groups_are_compared_with_all_patients_beside_them():
    said = shown(open_page("transplant", compare="sex"))
    assert "All patients (n = 29)" in said
    assert "Female (n = 12)" in said
    assert "Fisher" in said


def test_nobody_transplanted_is_said_and_the_deaths_are_still_there():
    app = go_to(upload(open_page(), "export.xlsx", NEVER), "transplant")
    assert not app.exception
    said = shown(app)
    assert "0 of 4 (0.0 %)" in said
    assert "Nobody was transplanted among these patients" in said
    assert "4 of 4 (100.0 %)" in said
    assert "By day 30" in said


def test_a_cohort_without_transplants_toxicity_or_deaths_says_each():
    said = shown(go_to(upload(open_page(), "export.xlsx", NO_DATES), "transplant"))
    assert "does not record transplants" in said
    assert "records no CRS, ICANS or SOS" in said
    assert "no vital status and no date of death" in said


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("antibody", ["mab1", "mab2"])
def test_awkward_cohorts_are_counted_after_either_antibody(shape, antibody):
    app = go_to(upload(open_page(antibody=antibody, limits="wilson"), "export.xlsx", SHAPES[shape]), "transplant")
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("compare", ["transplant", "hsct_donor", "agvhd_grade", "mab2_response", "cause_of_death"])
def test_comparisons_known_only_later_end_in_no_error(compare):
    app = open_page("transplant", compare=compare)
    assert not app.exception
    assert not app.error


def test_a_filter_that_leaves_nobody_is_said():
    assert "No patients match" in shown(open_page("transplant", age_years="110..120"))
