"""The Report page: a document on the click, kept while the question is the same; the script; the second opinion."""

import pytest
from streamlit.runtime.scriptrunner_utils.exceptions import StopException

from core.address import address_of
from core.report.sections import SECTIONS, SectionKind
from core.words.response import NO_RESPONSES
from tests.app.pages import go_to, open_page, shown, table_with


def labels(app) -> list[str]:
    return [element.proto.label for element in app.get("download_button")]


def group(app, key: str):
    return next(one for one in app.button_group if one.key == key)


def write(app, *sections: str, kind: str = "html"):
    app = group(app, "report_sections").set_value(list(sections)).run()
    app = group(app, "report_format").set_value(kind).run()
    return app.button(key="report_start").click().run()


def test_nothing_is_written_before_it_is_asked_for():
    app = open_page("report", compare="sex")
    assert not app.exception
    assert not [label for label in labels(app) if label.startswith("Download")]
    assert "Scripts and analysis table (zip)" in labels(app)
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
    assert "Statistical methods\nSurvival. Overall survival from the first antibody was estimated" in words
    assert "Patients\n" not in words


def test_a_report_of_another_question_or_of_other_sections_is_no_longer_offered():
    app = write(open_page("report"), "patients")
    assert "Download: HTML" in labels(app)
    group(app, "report_sections").set_value(["survival"])
    app.run()
    assert "Download: HTML" not in labels(app)
    app = group(app, "report_sections").set_value(["patients"]).run()
    assert "Download: HTML" in labels(app)
    app.session_state["ballad"].view = app.session_state["ballad"].view.change(compare="sex")
    app = go_to(app, "report")
    assert "Download: HTML" not in labels(app)


def test_without_a_choice_all_sections_that_have_something_are_chosen():
    app = open_page("report", sections="cox")
    assert group(app, "report_sections").value == ["cox"]
    app = group(app, "report_sections").set_value([]).run()
    assert group(app, "report_sections").value == list(SECTIONS)
    assert app.session_state["ballad"].view.sections == ()
    assert not app.exception


def test_the_address_says_the_sections_and_the_kind_and_a_link_brings_them_back():
    app = open_page("report")
    app = group(app, "report_sections").set_value(["cox", "patients"]).run()
    app = group(app, "report_format").set_value("pptx").run()
    query = address_of(app.session_state["ballad"].view)
    assert (query["sections"], query["as"]) == ("patients~cox", "pptx")
    app = open_page("report", **query)
    assert group(app, "report_sections").value == ["patients", "cox"]
    assert group(app, "report_format").value == "pptx"


def test_a_section_this_cohort_has_nothing_for_says_so_and_is_not_chosen_by_itself():
    cohort = {"cohort": "ino_mrd"}
    assert "response" not in group(open_page("report", **cohort), "report_sections").value
    app = open_page("report", **cohort, sections="response~survival")
    assert f"Response: {NO_RESPONSES}" in shown(app)
    assert not app.exception


def test_another_kind_of_document_computes_nothing_again(monkeypatch):
    app = write(open_page("report"), "patients")
    monkeypatch.setitem(SECTIONS, "patients", SectionKind("Patients", lambda _: pytest.fail("computed twice")))
    app = group(app, "report_format").set_value("zip").run()
    app = app.button(key="report_start").click().run()
    assert "Download: Figures, tables and text (zip)" in labels(app)
    app = group(app, "report_format").set_value("html").run()
    assert "Download: HTML" in labels(app)


def test_a_stopped_report_is_not_offered_and_can_be_started_again(monkeypatch):
    def stop(_):
        raise StopException

    app = open_page("report")
    with monkeypatch.context() as patched:
        patched.setitem(SECTIONS, "patients", SectionKind("Patients", stop))
        app = write(app, "patients")
        assert app.button(key="report_start").label == "Cancel"
    app = app.run()
    assert app.button(key="report_start").label == "Write the report"
    assert not [label for label in labels(app) if label.startswith("Download")]
    assert "Download: HTML" in labels(app.button(key="report_start").click().run())


def test_the_second_opinion_stays_when_the_kind_of_document_changes():
    app = open_page("report", compare="sex")
    app = app.button(key="second_opinion_start").click().run()
    app = group(app, "report_format").set_value("html").run()
    assert "numbers agree</caption>" in shown(app)


@pytest.mark.parametrize(
    ("page", "number"), [("survival", "group 1, median"), ("relapse", "group 1, event by 6 months")]
)
def test_the_second_opinion_comes_on_the_click_with_both_numbers(page, number):
    app = open_page("report", compare="sex")
    group(app, "proved").set_value(page)
    app.run()
    assert "numbers agree</caption>" not in shown(app)
    app.button(key="second_opinion_start").click().run()
    assert not app.exception
    assert "numbers agree</caption>" in shown(app)
    assert number in shown(app)
    assert "Copy or download" in [popover.proto.popover.label for popover in app.get("popover")]


def test_a_comparison_known_late_has_the_script_of_the_analysis_shown():
    app = open_page("report", compare="transplant", endpoint="os", **{"from": "mab1_start"})
    assert not app.exception
    codes = [code.value for code in app.get("code")]
    assert ["# Simon-Makuch curves" in code for code in codes].count(True) == 2
