"""The Report page: a document on the click, kept while the question is the same; the script; the second opinion."""

import pytest

from tests.app.pages import go_to, open_page, shown, table_with


def labels(app) -> list[str]:
    return [element.proto.label for element in app.get("download_button")]


def group(app, key: str):
    return next(one for one in app.button_group if one.key == key)


def write(app, *sections: str, kind: str = "html"):
    group(app, "report_sections").set_value(list(sections))
    group(app, "report_format").set_value(kind)
    app.run()
    return app.button(key="report_start").click().run()


def test_nothing_is_written_before_it_is_asked_for():
    app = open_page("report", compare="sex")
    assert not app.exception
    assert not [label for label in labels(app) if label.startswith("Download")]
    assert "R script and analysis table (zip)" in labels(app)
    assert [code.language for code in app.code] == ["r", "python"]


def test_the_cox_page_has_a_script_and_a_second_opinion_that_agrees():
    app = open_page("report", covariates="age_years~sex")
    group(app, "proved").set_value("cox")
    app.run()
    assert "coxph(" in app.code[0].value
    app = app.button(key="second_opinion_start").click().run()
    assert not app.exception
    rows = table_with(app, "Library")
    assert len(rows) > 10
    assert {row[4] for row in rows} == {"Difference", "none"}


@pytest.mark.parametrize("page", ["baseline", "response", "transplant"])
def test_a_page_of_tables_has_a_script_in_both_languages_and_a_second_opinion(page):
    app = open_page("report", compare="sex")
    group(app, "proved").set_value(page)
    app.run()
    assert [code.language for code in app.code] == ["r", "python"]
    assert "# Asked: " in app.code[0].value
    app = app.button(key="second_opinion_start").click().run()
    assert not app.exception
    assert {row[4] for row in table_with(app, "Library")} == {"Difference", "none"}


def test_a_report_is_written_offered_and_read_on_the_page():
    app = write(open_page("report", compare="sex"), "survival")
    assert not app.exception
    assert "Download: HTML" in labels(app)
    words = app.code[0].value
    assert "Median OS was 15.7 months (95% CI, 7.3–29.8) in Female (n = 12)" in words
    assert "Statistical methods\nOverall survival from the first antibody was estimated" in words
    assert "Patients\n" not in words


def test_a_report_of_another_question_or_of_other_sections_is_no_longer_offered():
    app = write(open_page("report"), "patients")
    assert "Download: HTML" in labels(app)
    group(app, "report_sections").set_value(["survival"])
    app.run()
    assert "Download: HTML" not in labels(app)
    app = write(app, "patients")
    app.session_state["ballad"].view = app.session_state["ballad"].view.change(compare="sex")
    app = go_to(app, "report")
    assert "Download: HTML" not in labels(app)


def test_without_a_section_there_is_nothing_to_write():
    app = open_page("report")
    group(app, "report_sections").set_value([])
    app.run()
    assert "Choose at least one section." in shown(app)
    assert not app.exception


@pytest.mark.parametrize(
    ("page", "number"), [("survival", "group 1, median"), ("relapse", "group 1, event by 6 months")]
)
def test_the_second_opinion_comes_on_the_click_with_both_numbers(page, number):
    app = open_page("report", compare="sex")
    group(app, "proved").set_value(page)
    app.run()
    assert "Second opinion</caption>" not in shown(app)
    app.button(key="second_opinion_start").click().run()
    assert not app.exception
    assert "Second opinion</caption>" in shown(app)
    assert number in shown(app)
    assert "Copy or download" in [popover.proto.popover.label for popover in app.get("popover")]


def test_a_comparison_known_late_has_the_script_of_the_analysis_shown():
    app = open_page("report", compare="transplant", endpoint="os", **{"from": "mab1_start"})
    assert not app.exception
    codes = [code.value for code in app.get("code")]
    assert ["# Simon-Makuch curves" in code for code in codes].count(True) == 2
