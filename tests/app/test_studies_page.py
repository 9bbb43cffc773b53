"""The Studies page: figures beside the cohorts, a row opened as a view, contradictions, the checker."""

import pytest

from core.address import view_at
from core.studies import studies
from tests.app.pages import TITLES, go_to, open_page, shown, tables, upload
from tests.app.test_pages import SHAPES

SYNTHETIC = "Synthetic, reconstructed from published figures; not patient data."


def row_of(study: str, fact: str) -> int:
    return list(studies()[study].facts).index(fact)


def choose(app, study: str, fact: str):
    """The page with the row of this figure chosen."""
    app.session_state[f"facts_{study}"] = {"selection": {"rows": [row_of(study, fact)], "columns": [], "cells": []}}
    return app.run()


@pytest.mark.parametrize("study", studies())
def test_every_study_opens_with_a_row_a_figure_and_says_it_is_synthetic(study):
    app = open_page("studies", study=study)
    assert not app.exception
    assert len(app.dataframe[0].value) == len(studies()[study].facts)
    assert f"Bundled cohort: {SYNTHETIC}" in shown(app)


def test_without_a_wish_the_study_of_the_bundled_cohort_is_shown_and_its_own_column_is_not_repeated():
    app = open_page("studies", cohort="ino_failure")
    frame = app.dataframe[0].value
    assert len(frame) == 44
    assert "This cohort" not in frame
    assert "is the one of this study without a filter" in shown(app)


def test_another_cohort_stands_beside_with_its_verdict_and_reasons():
    app = open_page("studies", cohort="ino_failure", study="mskcc_both_mabs")
    frame = app.dataframe[0].value.set_index("Figure")
    assert set(frame["This: verdict"].str.partition(" (")[0]) == {"differs", "cannot be computed"}
    lacking = frame.loc["Cytogenetic risk: High, by antibody sequence"]
    assert lacking["This cohort"] == "– (there is no column “Cytogenetic risk”)"
    assert lacking["Bundled: verdict"] == "agrees"


def test_a_chosen_figure_of_survival_is_drawn_again_and_opens_as_its_view():
    app = choose(open_page("studies", study="mskcc_both_mabs"), "mskcc_both_mabs", "efs_mab1_12m")
    assert not app.exception
    assert len(app.get("vega_lite_chart")) + len(app.get("arrow_vega_lite_chart")) == 1
    assert tables(app)["The figure"][1:3] == [
        ["As printed", "16.0 % (6.5–39.2)", "", ""],
        [
            "Bundled cohort",
            "16.0 % (6.5–39.3)",
            "agrees but for the upper limit",
            "39.2 is printed; 4 of 25, which give the rate and the lower limit, give 39.28",
        ],
    ]
    app.button(key="open_0").click().run()
    assert not app.exception
    assert [title.value for title in app.title] == [TITLES["survival"]]
    assert "Event-free survival from the first antibody" in shown(app)
    view = app.session_state["ballad"].view
    wanted = {"sequence": "blina-ino", "endpoint": "efs", "from": "mab1_start", "interval": "log", "cohort": "mskcc"}
    assert view == view_at(wanted)[0]


@pytest.mark.parametrize(
    ("study", "fact", "page"),
    [
        ("mskcc_both_mabs", "male", "baseline"),
        ("mskcc_both_mabs", "cr_mab2", "response"),
        ("mdacc_mini_hcvd_ino", "landmark_hsct_yes", "survival"),
        ("mdacc_mini_hcvd_ino", "landmark_blina_p", "survival"),
        ("mdacc_mini_hcvd_ino", "cox_tp53", "cox"),
        ("ctt_case", "age", "baseline"),
    ],
)
def test_a_figure_of_every_kind_opens_on_its_page(study, fact, page):
    app = choose(open_page("studies", study=study), study, fact)
    app.button(key="open_0").click().run()
    assert not app.exception
    assert not app.error
    assert [title.value for title in app.title] == [TITLES[page]]
    assert not app.warning or "does not" not in app.warning[0].value


def test_a_figure_no_filter_can_say_is_not_opened_and_the_reason_is_given():
    app = choose(open_page("studies", study="mskcc_both_mabs"), "mskcc_both_mabs", "blina_cycles")
    assert not app.exception
    assert "Not to be shown in the bundled cohort" in shown(app)


@pytest.mark.parametrize("shape", SHAPES)
def test_an_awkward_cohort_stands_beside_every_study_and_every_kind_of_figure(shape):
    app = go_to(upload(open_page(), "export.xlsx", SHAPES[shape]), "studies")
    for study, fact in (("mskcc_both_mabs", "os_mab2_12m"), ("mdacc_mini_hcvd_ino", "cox_tp53")):
        app.selectbox(key="setting_study").set_value(study).run()
        choose(app, study, fact)
        assert not app.exception
        assert not app.error
        assert "This cohort" in app.dataframe[0].value


def test_contradictions_stand_with_their_arithmetic():
    app = open_page("studies", study="mskcc_both_mabs")
    rows = tables(app)["Contradictions"][1:]
    assert len(rows) == 11
    assert "8 of 12 is 66.7 %, not 69.2 %." in rows[5][2]
    assert "Nothing this study printed" in shown(open_page("studies", study="mdacc_ino_mrd"))


def fill(app, **typed: str):
    for name, text in typed.items():
        app.text_input(key=f"check_{name}").set_value(text)
    return next(one for one in app.button if one.label == "Check").click().run()


def test_what_is_typed_into_the_checker_is_checked():
    app = fill(open_page("studies"), percent="33.1", lower="19.4", upper="36.4")
    assert not app.exception
    assert "36.4 is one digit away from it" in shown(app)
    assert tables(app)["Limits and rate"][2][:2] == ["log", "56.2 to 56.8"]
    app = fill(app, k="4", n="25", percent="16.0", lower="6.5", upper="39.3")
    assert "For the count these limits are given by: log." in shown(app)


def test_what_cannot_be_checked_is_said_and_the_rest_of_the_page_stays():
    app = fill(open_page("studies"), percent="<b>many</b>", n="0")
    assert not app.exception
    assert "is no number" in shown(app)
    assert "Contradictions" in tables(app)
