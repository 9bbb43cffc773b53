"""Every page offers its tables as text and as files, and makes nothing of them before it is asked."""

import json

import pytest
from streamlit.testing.v1 import AppTest

from core.charts.theme import THEMES
from pages.parts import figure_downloads, showing
from tests.app.pages import open_page, shown
from tests.centres.centres import file_of

MENUS = {
    "cohort": ["endpoints", "lacking_endpoints"],
    "overview": ["flow", "key_figures", "sequence"],
    "baseline": ["baseline"],
    "survival": [
        "survival_medians",
        "survival_milestones",
        "test_observed_expected",
        "all_tests",
        "milestone_differences",
    ],
    "relapse": ["incidence_milestones", "gray_tests"],
    "response": [
        "response",
        "best_response",
        "response_times",
        "response_duration",
        "response_flow",
        "response_by_line",
        "antigen_response",
    ],
    "cox": ["cox_models", "cox_proportional_hazards"],
    "transplant": [
        "transplant",
        "after_transplant_counts",
        "toxicity",
        "causes_of_death",
        "early_deaths",
        "early_deaths_after_transplant",
    ],
    "patients": ["course"],
    "compare": [],
    "studies": ["contradictions"],
}
POOLED = ["pooled_centres", "pooled_milestones"]
"""Of the Report page, once the files of centres are there."""
SYNTHETIC = "Synthetic, reconstructed from published figures; not patient data."


def open_menu(app: AppTest, key: str) -> AppTest:
    app.session_state[f"{key}_copy"] = True
    return app.run()


def buttons(app: AppTest) -> list[str]:
    return [element.proto.label for element in app.get("download_button")]


def texts(app: AppTest) -> list[str]:
    """The tables as text; a model as R would write it is no table."""
    return [element.value for element in app.code if element.language != "r"]


@pytest.mark.parametrize("page", MENUS)
def test_every_table_of_a_page_has_its_menu_and_a_closed_menu_holds_nothing(page):
    app = open_page(page, compare="sex")
    assert not app.exception
    tables = [
        element
        for element in app.get("html")
        if "ballad-table" in element.proto.body and "<table" in element.proto.body
    ]
    assert [popover.proto.popover.label for popover in app.get("popover")].count("Copy or download") == len(tables)
    assert len(tables) == len(MENUS[page])
    assert buttons(app) == []
    assert texts(app) == []


@pytest.mark.parametrize(("page", "key"), [(page, key) for page, keys in MENUS.items() for key in keys])
def test_an_open_menu_offers_six_formats_and_two_texts_that_say_the_cohort_is_synthetic(page, key):
    app = open_menu(open_page(page, compare="sex"), key)
    assert not app.exception
    assert buttons(app) == ["Word", "Excel", "CSV", "HTML", "LaTeX", "Text"]
    tabs, aligned = texts(app)
    assert "\t" in tabs
    assert "─" in aligned
    assert SYNTHETIC in tabs
    assert SYNTHETIC in aligned


def test_the_tables_of_pooled_centres_have_their_menus_and_the_figure_its_own():
    app = open_page("report", compare="sex")
    files = [(*file_of(seed, name), "application/json") for seed, name in enumerate(("North", "South"))]
    app.file_uploader(key="pooling_files").set_value(files).run()
    assert buttons_of_menus(app) == ["Download figure", *["Copy or download"] * len(POOLED)]
    for key in POOLED:
        open_menu(app, key)
    open_figure_menu(app, "pooled_figure")
    assert not app.exception
    offered = [label for label in buttons(app) if label in FIGURE_FILES or label in ("Word", "LaTeX", "Text")]
    assert offered == [*FIGURE_FILES, *["Word", "LaTeX", "Text"] * len(POOLED)]


def buttons_of_menus(app: AppTest) -> list[str]:
    labels = [popover.proto.popover.label for popover in app.get("popover")]
    return [label for label in labels if label in ("Download figure", "Copy or download")]


@pytest.mark.parametrize(
    ("page", "key"),
    [
        ("response", "response_differences"),
        ("transplant", "transplant_differences"),
        ("transplant", "after_transplant_counts_differences"),
        ("transplant", "toxicity_differences"),
        ("transplant", "causes_of_death_differences"),
        ("transplant", "early_deaths_differences"),
    ],
)
def test_the_differences_of_more_than_two_groups_have_a_table_and_a_menu_of_their_own(page, key):
    app = open_menu(open_page(page, compare="salvage"), key)
    assert not app.exception
    assert buttons(app) == ["Word", "Excel", "CSV", "HTML", "LaTeX", "Text"]
    assert "Salvage 3+" in app.code[0].value


@pytest.mark.parametrize(("page", "key"), [("baseline", "baseline"), ("survival", "survival_medians")])
def test_the_files_of_a_table_say_which_patients_it_is_about(page, key):
    said = [code.value for code in open_menu(open_page(page, sex="male", age_years="40.."), key).code]
    assert all("Patients: Sex: Male; Age at least 40 years (" in text and "of 29)." in text for text in said)
    said = [code.value for code in open_menu(open_page(page), key).code]
    assert all("Patients: all 29 of the cohort." in text for text in said)


def test_a_table_the_filters_do_not_reach_does_not_name_them():
    said = [code.value for code in open_menu(open_page("cohort", sex="male"), "endpoints").code]
    assert not any("Patients:" in text for text in said)


def test_a_filter_that_cannot_apply_is_not_said_to():
    said = open_menu(open_page("baseline", **{"x-nowhere": "a"}), "baseline").code[0].value
    assert "Patients: all 29 of the cohort." in said


def test_a_comparison_with_immortal_time_offers_all_its_tables():
    app = open_page(compare="transplant", endpoint="os", **{"from": "mab1_start"})
    for key in ("time_dependent_ratios", "time_dependent_milestones", "three_ways"):
        open_menu(app, key)
    assert not app.exception
    assert len(buttons(app)) == 18


@pytest.mark.parametrize(("style", "printed"), [("blood", "P = ."), ("nejm", "P=0.")])
def test_p_values_are_written_as_the_reader_wants_them_in_notes_and_tables(style, printed):
    app = open_page("cox", p=style)
    assert not app.exception
    assert printed in shown(app)


def test_the_style_of_p_values_is_chosen_beside_every_page_and_stands_in_the_address():
    app = open_page("cox")
    app.selectbox(key="setting_p_style").set_value("nejm").run()
    assert app.query_params["p"] == "nejm"
    assert "P=0." in shown(app)
    assert "P = ." not in shown(app)


FIGURES = {
    "overview": ["flow_figure", "sequence_figure", "swimmer_figure"],
    "survival": ["survival_figure"],
    "relapse": ["incidence_figure"],
    "response": ["best_response_figure", "response_duration_figure", "response_flow_figure"],
    "cox": ["forest_figure", "residuals_0"],
}
FIGURE_FILES = ["PNG, 300 ppi", "PNG, 600 ppi", "SVG", "PDF", "PowerPoint"]


def open_figure_menu(app: AppTest, key: str) -> AppTest:
    app.session_state[f"{key}_files"] = True
    return app.run()


@pytest.mark.parametrize("page", FIGURES)
def test_every_figure_has_a_menu_of_five_kinds_of_files(page):
    app = open_page(page, compare="sex")
    labels = [popover.proto.popover.label for popover in app.get("popover")]
    assert labels.count("Download figure") == len(FIGURES[page]) == len(app.get("vega_lite_chart"))
    for key in FIGURES[page]:
        app = open_figure_menu(app, key)
    assert not app.exception
    assert buttons(app) == FIGURE_FILES * len(FIGURES[page])


def test_a_forest_plot_is_offered_in_two_columns_only():
    app = open_figure_menu(open_page("cox", compare="sex"), "forest_figure")
    (width,) = [one for one in app.button_group if one.key == "forest_figure_width"]
    assert list(width.options) == ["Two columns (178 mm)"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_files_of_a_figure_are_drawn_in_light_colours_and_say_who_is_in_it(monkeypatch, scheme):
    made = []
    monkeypatch.setattr(figure_downloads, "_draw_menu", lambda plate, *_: made.append(plate))
    monkeypatch.setattr(showing, "mode", lambda: scheme)
    open_figure_menu(open_page("survival", sex="male", p="nejm", compare="salvage"), "survival_figure")
    (plate,) = made
    assert plate.title == "Overall survival from the first antibody"
    assert "Patients: Sex: Male (" in plate.caption
    assert plate.caption.endswith(SYNTHETIC)
    drawn = json.dumps(plate.figure.with_values(), default=str)
    assert THEMES["light"].ink in drawn
    assert THEMES["dark"].ink not in drawn
    assert "P=0." in drawn
