"""The Patients page as a visitor reads it: the list behind a number, and the course of one patient."""

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from core.words.patients_behind import HANDLE
from tests.app.pages import TITLES, go_to, open_page, shown, tables, upload
from tests.app.test_downloads import SYNTHETIC, buttons, open_menu
from tests.app.test_pages import NO_DATES, ONE, TIMES_ONLY, workbook

HOSTILE = "![x](http://example.org/x.png) <b>=1+1</b>"
HEADINGS = ("Pt ID", "mAb1", "mAb1 start", "mAb1 response", "Vital status", "Last FU")
TWINS = workbook(
    (HOSTILE, "blina", "2019-01-05", "CR", "alive", "2020-01-05"),
    ("P2", "InO", "2019-01-05", "NR", "dead", "2019-03-05"),
    headings=HEADINGS,
)


def listed(app: AppTest) -> pd.DataFrame:
    return app.dataframe[0].value


def choose(app: AppTest, key: str, line: int, column: str = "") -> AppTest:
    """The app after the menu of patients behind the numbers of a table was opened and a number chosen."""
    app.session_state[f"{key}_behind"] = True
    app.run()
    app.selectbox(key=f"{key}_behind_line").set_value(line).run()
    if column:
        app.selectbox(key=f"{key}_behind_column").set_value(column).run()
    return app


def test_all_selected_patients_are_listed_until_a_number_is_chosen():
    app = open_page("patients", sex="male")
    assert not app.exception
    assert f"{len(listed(app))} patients: Sex: Male" in shown(app)
    assert set(listed(app)["Sex"]) == {"Male"}


@pytest.mark.parametrize(
    ("page", "key", "line", "column", "sentence"),
    [
        ("response", "response", 0, "Salvage 1", "patients: Salvage 1, CR, of all given the antibody"),
        ("baseline", "baseline", 1, "Salvage 2", "Salvage 2, Age group: Under 40"),
        ("survival", "survival_milestones", 0, "Salvage 1", "Salvage 1, without the event at"),
    ],
)
def test_a_number_of_a_table_leads_to_its_patients(page, key, line, column, sentence):
    app = choose(open_page(page, compare="salvage"), key, line, column)
    assert not app.exception
    said = next(element.value for element in app.text if sentence in element.value)
    app.button(key=f"{key}_behind_open").click().run()
    assert not app.exception
    assert [title.value for title in app.title] == [TITLES["patients"]]
    assert said in shown(app)
    assert said.startswith(f"{len(listed(app))} patient")
    assert set(listed(app)["Salvage status"]) == {column}
    app = go_to(app, "patients")
    app.button(key="patients_all").click().run()
    assert len(listed(app)) == 29


def test_the_list_stays_when_filters_change_and_says_among_whom_it_was_made():
    app = choose(open_page("response", sex="male"), "response", 0)
    app.button(key="response_behind_open").click().run()
    said = next(element.value for element in app.text if "(among Sex: Male)" in element.value)
    app = go_to(app, "patients")
    app.button_group(key="filter_sequence").set_value(["blina-ino"]).run()
    assert said in shown(app)


def test_a_list_of_one_cohort_is_not_shown_for_another():
    app = choose(open_page("response"), "response", 0)
    app.button(key="response_behind_open").click().run()
    app = go_to(upload(app, "export.xlsx", ONE), "patients")
    assert not app.exception
    assert "The 1 patient of the cohort" in shown(app)


def test_forgetting_the_workbook_forgets_whom_the_visitor_looked_at():
    app = go_to(upload(open_page(), "export.xlsx", TWINS), "patients")
    app.button(key="course_next").click().run()
    assert app.session_state["ballad"].looking.patient == 1
    app = go_to(app, "cohort")
    app.button(key="forget").click().run()
    looked = app.session_state["ballad"].looking
    assert looked is None or (looked.behind, looked.patient) == (None, None)
    app.session_state["ballad"].empty()
    assert app.session_state["ballad"].looking is None


def test_previous_and_next_walk_through_the_list_and_the_row_looked_at_is_marked():
    app = open_page("patients")
    names = listed(app)["Patient"].tolist()
    assert app.button(key="course_previous").disabled
    app.button(key="course_next").click().run()
    app.button(key="course_next").click().run()
    assert app.selectbox(key="course_patient").value == 2
    assert app.session_state["patients_list"]["selection"]["rows"] == [2]
    app.selectbox(key="course_patient").set_value(28).run()
    assert app.button(key="course_next").disabled
    app.button(key="course_previous").click().run()
    assert app.selectbox(key="course_patient").format_func(app.selectbox(key="course_patient").value) == names[27]


def test_no_patient_stands_in_the_address_or_in_the_name_of_a_file():
    app = open_page("patients")
    app.button(key="course_next").click().run()
    name = listed(app)["Patient"][1]
    assert not any(name in part for value in app.query_params.values() for part in value)
    app = open_menu(open_menu(app, "course"), "patients")
    assert buttons(app).count("Excel") == 2
    assert not any(name in str(element.proto) for element in app.get("download_button"))


def test_the_files_of_a_list_say_what_they_are():
    app = open_menu(open_page("patients"), "patients")
    assert not app.exception
    assert all(HANDLE in code.value and SYNTHETIC in code.value for code in app.code)


def test_dates_are_hidden_until_asked_for():
    app = open_page("patients")
    assert "201" not in str(tables(app)["Course of the patient"])
    assert "First antibody started" not in listed(app)
    app.toggle(key="patients_dates").set_value(True).run()
    assert not app.exception
    assert "First antibody started" in listed(app)
    assert "Until, date" in tables(app)["Course of the patient"][0]


def test_days_and_a_part_of_the_course_are_drawn_without_a_fault():
    app = open_page("patients")
    app.button_group(key="course_unit").set_value("days").run()
    assert not app.exception
    assert tables(app)["Course of the patient"][0][0] == "Days from the first antibody"
    app.slider[0].set_range(10, 200).run()
    assert not app.exception
    assert "Only a part of the course is shown." in shown(app)


@pytest.mark.parametrize(
    ("data", "said", "drawn"),
    [
        (ONE, "Bars are treatments", 1),
        (TIMES_ONLY, "Marks are what happened", 1),
        (NO_DATES, "the course cannot be drawn. What is known without a date stands below.", 0),
        (TWINS, "Bars are treatments", 1),
    ],
    ids=["one patient", "times only", "no dates", "hostile"],
)
def test_an_awkward_cohort_shows_what_it_can_and_says_why_not_the_rest(data, said, drawn):
    app = go_to(upload(open_page(), "export.xlsx", data), "patients")
    assert not app.exception
    assert said in shown(app)
    assert len(app.get("vega_lite_chart")) + len(app.get("arrow_vega_lite_chart")) == drawn
    assert len(app.dataframe) == 1
