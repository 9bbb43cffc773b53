"""The page of transplant and toxicity: what a doctor reads over the bundled cohort and over awkward ones."""

from dataclasses import replace

import pytest

from core.cohort import Cohort
from tests.analyses.recorded import with_toxicities
from tests.app.pages import go_to, open_page, shown, tables, upload
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


def with_records(app, records: list[tuple]):
    """The app on this page with a toxicity sheet beside its cohort."""
    session = app.session_state["ballad"]
    sheet = with_toxicities(records, age_years=[40]).records
    known = session.reading.cohort
    cohort = Cohort(known.patients, known.columns, known.source, records=sheet)
    session.reading = replace(session.reading, cohort=cohort)
    return app.run()


@pytest.mark.parametrize("compare", ["", "sex", "salvage"])
def test_a_toxicity_sheet_makes_a_table_by_worst_grade(compare):
    hostile = "![x](http://example.org) <b>Fever</b>"
    app = with_records(
        open_page("transplant", compare=compare), [(0, hostile, 2), (0, hostile, 4), (1, hostile, 1), (2, "Rash", None)]
    )
    assert not app.exception
    found = tables(app)["Recorded toxicity"]
    heading = "Event, by worst grade (n = 29)"
    assert found[0][:5] == [heading, "Any grade; 95 % CI", "Grade 1–2", "Grade 3–4", "Grade 5"]
    events = [row[0] for row in found[1:] if "(n = " not in row[0]]
    assert events == ["Any event", hostile, "Rash"]
    assert "3 of 29 patients have a record" in shown(app)


def test_without_records_there_is_no_such_table():
    assert "Recorded toxicity" not in tables(open_page("transplant"))
