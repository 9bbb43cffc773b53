"""Published figures, models and the permutation test as a visitor meets them, on a page of nothing else."""

import pytest
from streamlit.testing.v1 import AppTest

from core.analyses import models
from pages.parts import permutation_part
from tests.app.pages import shown

HCVD = "mdacc_mini_hcvd_ino"


def page() -> None:
    """The parts under a curve and what they give to the figure; imports stand here as the script runs alone."""
    import streamlit as st  # noqa: PLC0415

    from core.analyses.compared import compare_groups  # noqa: PLC0415
    from core.analyses.survival import survival_of  # noqa: PLC0415
    from core.fitting import asked_endpoint, offered_endpoints  # noqa: PLC0415
    from pages.parts.models_tab import draw_models, model_of  # noqa: PLC0415
    from pages.parts.opening import cohort_and_view, selected_patients  # noqa: PLC0415
    from pages.parts.permutation_part import draw_permutation  # noqa: PLC0415
    from pages.parts.published_tab import draw_published, points_of  # noqa: PLC0415
    from pages.parts.session import follow_address, write_address  # noqa: PLC0415

    follow_address()
    write_address()
    cohort, view = cohort_and_view()
    endpoint = asked_endpoint(view, offered_endpoints(view, cohort, False))
    compared = compare_groups(selected_patients(cohort, view), endpoint, view.compare)
    result = survival_of(compared, view)
    (points, said), (curves, also_said) = points_of(compared, result, view), model_of(compared, result, view)
    st.text(f"[{len(points)} diamonds] {said}")
    st.text(f"[{len(curves)} vertices] {also_said}")
    draw_permutation(compared, view)
    draw_published(compared, result, view)
    draw_models(compared, result, view)


def opened(**query: str) -> AppTest:
    app = AppTest.from_function(page, default_timeout=60)
    app.query_params.update({"endpoint": "os", "from": "mab1_start"} | query)
    app.run()
    assert not app.exception
    return app


def test_nothing_is_laid_over_the_figure_before_it_is_chosen():
    app = opened()
    assert "[0 diamonds]" in shown(app)
    assert "[0 vertices]" in shown(app)
    assert "Choose figures of the five studies" in shown(app)
    assert "One-sample log-rank test" not in shown(app)


def test_figures_chosen_are_drawn_compared_tested_and_stand_in_the_address():
    app = opened()
    app.multiselect(key="setting_published").set_value([f"{HCVD}-os_36m", f"{HCVD}-os_median"]).run().run()
    assert not app.exception
    assert app.query_params["published"] == f"{HCVD}-os_36m~{HCVD}-os_median"
    said = shown(app)
    assert "[2 diamonds] Diamonds are published figures" in said
    assert "40 (30–49) %" in said
    assert "2, 1: 50 % at 17 months, 40 % at 36 months" in said


def test_figures_of_another_endpoint_in_a_link_are_said():
    app = opened(published=f"{HCVD}-os_36m~mdacc_ino_mrd-rfs_24m~no-such-figure")
    assert "2 figures that were chosen are not of this endpoint and time zero, and not shown." in shown(app)
    assert "[1 diamonds]" in shown(app)


def test_an_endpoint_no_study_printed_says_so():
    app = opened(endpoint="dor", **{"from": "mab1_response"})
    assert "None of the five studies printed" in shown(app)
    assert not app.multiselect


def test_the_model_chosen_is_drawn_and_stands_in_the_address():
    app = opened(compare="salvage")
    assert "Kaplan-Meier (observed)" in shown(app)
    app.selectbox(key="setting_model").set_value("weibull").run().run()
    assert app.query_params["model"] == "weibull"
    assert "Dotted: Weibull model" in shown(app)
    assert "No cure model for Salvage 1" in shown(app)


def test_models_that_take_long_wait_for_the_reader_and_stay(monkeypatch):
    monkeypatch.setattr(models, "MANY_TIMES", 5)
    app = opened(model="weibull")
    assert "fitting the models takes seconds to a minute" in shown(app)
    assert "[0 vertices] The parametric model is drawn once the models have been fitted" in shown(app)
    assert "Kaplan-Meier (observed)" not in shown(app)
    app.button(key="models_start").click().run()
    assert not app.exception
    for asked in (app, app.run(), app.selectbox(key="setting_model").set_value("lognormal").run()):
        assert "Kaplan-Meier (observed)" in shown(asked)
        assert "[0 vertices]" not in shown(asked)
    assert "Kaplan-Meier (observed)" not in shown(opened(model="weibull"))


def test_the_permutation_test_runs_on_request_and_stays_until_another_question(monkeypatch):
    app = opened(compare="salvage")
    assert "4 events in Salvage 3+: with fewer than 20" in shown(app)
    assert "permutation log-rank test:" not in shown(app)
    monkeypatch.setattr(permutation_part, "PATIENCE_SECONDS", 0.0)
    app.button(key="permutation_start").click().run()
    assert not app.exception
    for asked in (app, app.run(), app.selectbox(key="setting_model").set_value("weibull").run()):
        assert "Monte Carlo permutation log-rank test: P = .19 (99 % limits by simulation" in shown(asked)
        assert "It assumes that the groups were censored alike" in shown(asked)
    app.query_params.update({"compare": "sex"})
    assert "permutation log-rank test:" not in shown(app.run())


@pytest.mark.parametrize(
    ("query", "said"),
    [({"entry": "mab2_start", "compare": "salvage"}, "no permutation test with late entry"), ({}, "")],
)
def test_where_the_permutation_test_cannot_be_had_there_is_no_button(query, said):
    app = opened(**query)
    assert said in shown(app)
    assert not [button for button in app.button if button.key == "permutation_start"]
