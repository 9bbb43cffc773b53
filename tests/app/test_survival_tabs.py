"""The tabs under the curves: each opens on every cohort, only the open one is there, and its choices hold."""

import pytest

from pages.parts.survival_tabs import KEY, TABS
from tests.app.pages import go_to, open_page, shown, upload
from tests.app.test_pages import SHAPES

SEEN = {
    "Comparisons": "All tests side by side",
    "Restricted mean": "Overall survival: restricted mean",
    "Follow-up": "Data maturity",
    "Conditional survival": "S(t) / S(month given)",
    "Published figures": "Choose figures of the five studies",
    "Models": "AIC",
}


def open_tab(app, tab: str):
    app.session_state[KEY] = tab
    return app.run()


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_opens_on_the_bundled_cohort_and_only_it_is_computed(tab):
    app = open_tab(open_page(compare="salvage"), tab)
    assert not app.exception
    assert [name for name, text in SEEN.items() if text in shown(app)] == [tab]


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("shape", SHAPES)
def test_every_tab_opens_on_an_awkward_cohort(tab, shape):
    app = open_tab(go_to(upload(open_page(compare="salvage"), "export.xlsx", SHAPES[shape]), "survival"), tab)
    assert not app.exception
    assert not app.error


@pytest.mark.parametrize("tab", TABS)
def test_every_tab_opens_with_patients_who_enter_late_and_limits_for_few(tab):
    app = open_tab(open_page(compare="salvage", entry="mab2_start"), tab)
    assert not app.exception
    app = open_tab(open_page(interval="beta-product"), tab)
    assert not app.exception


def test_without_a_comparison_the_tab_of_comparisons_says_what_it_needs():
    app = open_page()
    assert "A comparison needs two groups." in shown(app)
    assert "All tests side by side" not in shown(app)


def test_another_test_is_chosen_and_named():
    app = open_page(compare="salvage")
    assert "Log-rank test: χ² 5.81 on 2 df, P = .055." in shown(app)
    app.selectbox(key="setting_test").set_value("fleming_harrington").run()
    assert "Fleming-Harrington (ρ = 0, γ = 1) test: χ² 2.69 on 2 df, P = .26." in shown(app)
    app.number_input(key="setting_rho").set_value(1.0).run()
    assert app.query_params["rho"] == "1"
    assert "Fleming-Harrington (ρ = 1, γ = 1), chosen" in shown(app)
    app.number_input(key="setting_rho").set_value(None).run()
    assert not app.exception
    assert "rho" not in app.query_params


def test_stratifying_names_the_strata_and_whom_it_leaves_out():
    app = open_page(compare="salvage")
    app.selectbox(key="setting_strata").set_value("cytogenetic_risk").run()
    assert "Stratified by Cytogenetic risk: 2 strata; 3 patients without a value left out of the test." in shown(app)
    app = open_page(compare="salvage", strata="salvage")
    assert not app.exception
    assert "there is nothing to compare" in shown(app)


def test_strata_known_only_later_are_warned_of():
    app = open_page(compare="salvage", strata="transplant", **{"from": "mab1_start"})
    assert "Strata: Transplant after the first antibody was known only after the first antibody" in shown(app)


def test_a_horizon_beyond_follow_up_is_refused_with_the_largest_one_and_can_be_taken_back():
    app = open_tab(open_page(compare="salvage", tau="60"), "Restricted mean")
    assert "choose a τ of at most 17.5 months" in shown(app)
    app.number_input(key="setting_tau").set_value(None).run()
    assert "Mean time up to 17 months" in shown(app)
    assert "tau" not in app.query_params


def test_the_month_patients_are_alive_at_is_a_number_of_the_view():
    app = open_tab(open_page(), "Conditional survival")
    assert "Alive at 24 months" in shown(app)
    app.number_input(key="setting_alive_at").set_value(9.5).run()
    assert app.query_params["alive_at"] == "9.5"
    assert "Alive at 9.5 months" in shown(app)
    assert "21.5 months" in shown(app)
    app.number_input(key="setting_alive_at").set_value(300.0).run()
    assert "Follow-up ends after 51.7 months" in shown(app)
