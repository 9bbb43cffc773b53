"""The Overview page as a visitor reads it."""

import pytest

from tests.app.pages import go_to, open_page, shown, tables, upload
from tests.app.test_pages import NO_DATES, ONE, SHAPES, TIMES_ONLY, workbook

NO_SECOND = workbook(
    *((f"P{i}", "blina", "2019-01-05", "CR", "dead" if i % 2 else "alive", f"2020-0{i + 1}-10") for i in range(8)),
    headings=("Pt ID", "mAb1", "mAb1 start", "mAb1 response", "Vital status", "Last FU"),
)


def figures(app) -> int:
    return len(app.get("vega_lite_chart")) + len(app.get("arrow_vega_lite_chart"))


def test_the_bundled_cohort_has_a_flow_a_ribbon_and_a_swimmer_plot():
    app = open_page("overview", salvage="1~2", compare="sex")
    assert not app.exception
    assert figures(app) == 3
    assert tables(app)["Patients at each step"][2] == [
        "Salvage status: Salvage 1 or Salvage 2",
        "25",
        "4",
        "4 Salvage 3+",
    ]
    assert "Treatment by stage" in tables(app)
    assert "All 25 patients are included." in shown(app)


def test_courses_are_sorted_as_the_address_and_the_visitor_say():
    app = open_page("overview", compare="sex", order="group")
    assert "by group, then the longest follow-up first" in shown(app)
    app.selectbox(key="setting_course_order").set_value("start").run()
    assert not app.exception
    assert "the earliest time zero first" in shown(app)
    assert app.query_params["order"] == "start"


def test_a_clicked_bar_lists_its_patient():
    app = open_page("overview")
    app.session_state["swimmer_figure"] = {"selection": {"course": [{"row": 2}]}}
    app.run()
    assert not app.exception
    (listed,) = (frame.value for frame in app.dataframe)
    assert len(listed) == 1
    assert listed["Patient"].iloc[0].startswith("SYN-")


def test_filters_that_leave_nobody_still_show_where_everybody_left():
    app = open_page("overview", age_years="110..120", compare="sex")
    assert not app.exception
    assert "No patients match: Age 110 to 120 years" in shown(app)
    assert figures(app) == 1
    rows = tables(app)["Patients at each step"]
    assert rows[2] == ["Age 110 to 120 years", "0", "29", "29 below 110 years"]


@pytest.mark.parametrize(
    ("data", "number", "said"),
    [
        (ONE, 3, "Not recorded of these patients and not drawn: therapy between the antibodies, second antibody"),
        (NO_SECOND, 3, "response to the second antibody, transplant or CAR T cells."),
        (NO_DATES, 1, "No courses can be drawn"),
        (NO_DATES, 1, "this cohort has no endpoint to analyse yet"),
        (NO_DATES, 1, "Recorded is only: response to the first antibody."),
        (TIMES_ONLY, 2, "No sequence of treatment can be drawn"),
    ],
)
def test_what_a_cohort_lacks_is_said_and_the_rest_is_drawn(data, number, said):
    app = go_to(upload(open_page(), "export.xlsx", data), "overview")
    assert not app.exception
    assert not app.error
    assert figures(app) == number
    assert said in shown(app)


@pytest.mark.parametrize("shape", SHAPES)
@pytest.mark.parametrize("settings", [{"order": "group", "compare": "salvage", "endpoint": "cir"}, {"from": "hsct"}])
def test_awkward_cohorts_end_in_no_error(shape, settings):
    app = go_to(upload(open_page(**settings), "export.xlsx", SHAPES[shape]), "overview")
    assert not app.exception
    assert not app.error
