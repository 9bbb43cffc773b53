"""The Baseline page as a visitor drives it."""

import pytest

from tests.app.pages import open_page, shown


def fields(app) -> list[str]:
    return app.multiselect(key="table_rows").value


def test_the_study_table_compares_the_bundled_cohort_by_sequence():
    app = open_page("baseline", compare="sequence")
    assert not app.exception
    for text in ("Patients by antibody sequence", "43.6 (17.6–74.0)", "13 (52.0)", "Missing, n", "not adjusted"):
        assert text in shown(app)
    assert "sequence" not in fields(app)


def test_choosing_fields_makes_the_table_ones_own_and_going_back_keeps_them():
    app = open_page("baseline", compare="sex")
    app.multiselect(key="table_rows").set_value(["salvage", "age_years"]).run()
    assert app.query_params["table"] == "mine"
    assert app.query_params["fields"] == "salvage~age_years"
    assert "Cytogenetic risk" not in shown(app)
    app.button_group(key="setting_table").set_value("study").run()
    assert "Cytogenetic risk, n (%)" in shown(app)
    app.button_group(key="setting_table").set_value("mine").run()
    assert fields(app) == ["salvage", "age_years"]


def test_ones_own_table_begins_as_the_study_table():
    app = open_page("baseline")
    before = fields(app)
    app.button_group(key="setting_table").set_value("mine").run()
    assert fields(app) == before


def test_a_row_is_shown_another_way_and_moved():
    app = open_page("baseline", table="mine", fields="sex~age_years~prior_lines")
    app.selectbox(key="table_row").set_value("age_years").run()
    app.button_group(key="table_row_summary").set_value("iqr").run()
    assert "Age (years), median (IQR)" in shown(app)
    assert "45.3 (25.1–62.6)" in shown(app)
    app.button(key="table_row_up").click().run()
    assert app.query_params["fields"] == "age_years.iqr~sex~prior_lines"
    app.button(key="table_all_mean").click().run()
    assert app.query_params["fields"] == "age_years.mean~sex~prior_lines.mean"
    assert "46.1 (19.4)" in shown(app)


@pytest.mark.parametrize(
    ("button", "order"), [("top", "prior_lines~age_years~sex"), ("end", "age_years~sex~prior_lines")]
)
def test_a_row_goes_to_the_top_or_to_the_end_at_once(button, order):
    app = open_page("baseline", table="mine", fields="age_years~prior_lines~sex")
    app.selectbox(key="table_row").set_value("prior_lines").run()
    app.button(key=f"table_row_{button}").click().run()
    assert app.query_params["fields"] == order


def test_columns_are_switched_on_and_off():
    app = open_page("baseline", compare="sequence")
    app.toggle(key="setting_overall").set_value(False).run()
    app.toggle(key="setting_standardised").set_value(True).run()
    app.selectbox(key="setting_percent_by").set_value("row").run()
    assert not app.exception
    assert "All (n = 29)" not in shown(app)
    assert "SMD" in shown(app)
    assert "Percentages are of all patients of the row" in shown(app)
    kept = {key: app.query_params[key] for key in ("overall", "standardised", "percent")}
    assert kept == {"overall": "no", "standardised": "yes", "percent": "row"}


def test_no_rows_are_asked_for_and_a_row_the_cohort_has_not_is_said():
    app = open_page("baseline", table="mine", fields="cd22_pct")
    assert "Rows left out of the table, not in this cohort or there already: cd22_pct." in shown(app)
    assert "choose" in shown(app)
    assert not app.exception


@pytest.mark.parametrize("compare", ["transplant", "cd19_at_relapse", "salvage"])
def test_a_comparison_known_only_later_is_said_under_the_table(compare):
    app = open_page("baseline", compare=compare)
    assert ("became known only after the first antibody was started" in shown(app)) == (compare != "salvage")
