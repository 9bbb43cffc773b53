"""Two views: the second one set aside, saved or the one before; both curves, the overlap, and no test."""

from core.address import view_at
from core.saved.store import ViewStore
from core.saved.view_file import Question
from tests.app.pages import go_to, open_page, shown, tables
from tests.app.views_menu import choose, open_menu, page_of, press


def test_without_a_second_view_the_page_says_where_to_get_one():
    app = open_page("compare")
    assert not app.exception
    assert "nothing to set this view beside yet" in shown(app)


def set_beside_the_view_before(**query: str):
    app = open_page(**query)
    app.button_group(key="filter_sequence").set_value(["blina-ino"]).run()
    return go_to(app, "compare")


def test_the_view_before_is_offered_and_the_overlap_is_said():
    app = set_beside_the_view_before()
    assert not app.exception
    assert "25 patients of 25 and 29 are in both views" in shown(app)
    table = tables(app)["Medians and milestones"]
    assert [row[:2] for row in table] == [["View", "n"], ["This view", "25"], ["The view before", "29"]]
    assert "Log-rank" not in shown(app)
    assert len(app.get("vega_lite_chart")) == 1


def test_an_endpoint_with_competing_events_is_drawn_as_incidences():
    app = set_beside_the_view_before(endpoint="cir", **{"from": "mab1_response"})
    assert not app.exception
    assert "Aalen-Johansen" in shown(app)
    assert "Cumulative incidence at milestones" in tables(app)
    assert "Gray" not in shown(app)


def test_a_view_set_aside_stays_while_filters_change():
    app = open_menu(open_page(sex="male"))
    app = press(app, "view_aside")
    app.button_group(key="filter_sequence").set_value(["blina-ino"]).run()
    press(app, "reset_filters")
    app = go_to(app, "compare")
    assert list(app.selectbox(key="second_view").options) == ["the view set aside", "the view before"]
    assert "17 patients of 29 and 17 are in both views" in shown(app)


def test_a_saved_view_stands_beside_mine_and_what_does_not_fit_is_said(url):
    saved = view_at({"sex": "male", "x-nowhere": "a"})[0]
    ViewStore(url).save(Question("cox", saved), "Men <b>*only*</b> and a long name besides")
    app = press(choose(open_menu(open_page())), "view_beside")
    assert not app.exception
    assert page_of(app) == "compare"
    assert "17 patients of 29 and 17 are in both views" in shown(app)
    assert "Filter not applied: “nowhere” is not a column of this cohort" in shown(app)


def test_the_second_view_is_in_the_address_without_its_name_and_gives_the_same_numbers_elsewhere(url):
    saved = view_at({"sex": "male", "age_years": "20..60"})[0]
    ViewStore(url).save(Question("cox", saved), "Anna, born 1980")
    app = press(choose(open_menu(open_page(sequence="blina-ino", endpoint="os"))), "view_beside")
    address = dict(app.query_params)
    assert address == {
        "sequence": "blina-ino",
        "beside.age_years": "20..60",
        "beside.sex": "male",
        "endpoint": "os",
        "cohort": "mskcc",
    }
    colleague = open_page("compare", **address)
    assert not colleague.exception
    assert [row[1:] for row in tables(colleague)["Medians and milestones"]] == [
        row[1:] for row in tables(app)["Medians and milestones"]
    ]
    assert [row[0] for row in tables(colleague)["Medians and milestones"]] == ["View", "This view", "The other view"]
    assert dict(colleague.query_params) == address


def test_the_view_before_stands_in_the_address_and_stays_while_this_view_changes():
    app = set_beside_the_view_before()
    assert app.query_params["beside"] == "all"
    app.button_group(key="filter_salvage").set_value(["1"]).run()
    assert app.query_params["beside"] == "all"
    assert "patients of 16 and 29 are in both views" in shown(app)
    assert app.selectbox(key="second_view").value == "the other view"
    app.selectbox(key="second_view").set_value("the view before").run()
    assert app.query_params["beside.sequence"] == "blina-ino"
    assert "patients of 16 and 25 are in both views" in shown(app)
    app = press(app, "undo")
    assert app.query_params["beside"] == "all"


def test_a_second_view_that_keeps_nobody_or_does_not_fit_is_said_and_the_page_stays():
    app = open_page("compare", **{"beside.age_years": "110..120"})
    assert not app.exception
    assert "No patients match: Age 110 to 120 years" in shown(app)
    app = open_page("compare", **{"beside.x-nowhere": "a", "beside.sex": "male"})
    assert not app.exception
    assert "In the view beside this one: Filter not applied: “nowhere” is not a column" in shown(app)
    assert "17 patients of 29 and 17 are in both views" in shown(app)


def test_a_view_that_keeps_nobody_says_so():
    app = open_menu(open_page(age_years="110..120"))
    app = press(app, "view_aside")
    app = go_to(press(app, "reset_filters"), "compare")
    assert not app.exception
    assert "No patients match: Age 110 to 120 years" in shown(app)


def test_a_selection_by_transplant_is_called_immortal_time():
    app = open_page(endpoint="os", **{"from": "mab1_start"})
    app.button_group(key="filter_transplant").set_value(["yes"]).run()
    app = go_to(app, "compare")
    assert "immortal time" in shown(app)


def test_the_table_of_two_views_says_whom_each_row_is_about_when_it_is_taken_along():
    app = set_beside_the_view_before()
    app.session_state["two_views_copy"] = True
    (tabs, _) = (code.value for code in app.run().code)
    assert "This view: Antibody sequence: Blinatumomab then inotuzumab. The view before: All patients." in tabs
    assert "25 patients of 25 and 29 are in both views" in tabs
