"""The Cox page: what is known only later counts from its date, and what it shows around its models."""

import pytest

from pages.parts.cox_tabs import KEY
from tests.app.pages import go_to, open_page, shown, tables, upload
from tests.app.test_pages import SHAPES, workbook


def test_transplant_counts_from_its_date_until_the_naive_model_is_chosen():
    app = open_page("cox", covariates="age_years~transplant")
    assert not app.exception
    assert "of whom change while followed" in shown(app)
    assert "immortal time" not in shown(app)
    naive = open_page("cox", covariates="age_years~transplant", timing="naive")
    assert not naive.exception
    assert "immortal time" in shown(naive)
    assert "of whom change while followed" not in shown(naive)


def open_tab(app, tab: str):
    app.session_state[KEY] = tab
    return app.run()


def test_firths_method_is_offered_with_a_button_and_stands_in_the_address_and_the_footnote():
    app = open_page("cox", covariates="age_years~crs_grade", timing="naive")
    assert "nobody with “3” had the event" in shown(app)
    app.button(key="firth_offer").click().run()
    assert not app.exception
    assert app.query_params["firth"] == "needed"
    assert "penalised likelihood was used in the univariable model of Cytokine release syndrome" in shown(app)
    assert "nobody with “3” had the event" not in shown(app)
    assert not [button for button in app.button if button.key == "firth_offer"]


def test_firths_method_is_chosen_by_hand_where_nothing_runs_away():
    app = open_page("cox", covariates="age_years~salvage")
    assert not [button for button in app.button if button.key == "firth_offer"]
    app.button_group(key="setting_firth").set_value("all").run()
    assert not app.exception
    assert "Firth’s penalised likelihood was used in every univariable model and the multivariable model" in shown(app)


def test_the_forest_plot_is_of_the_models_asked_for():
    app = open_page("cox", forest="both")
    assert "Univariable models and the multivariable one" in shown(app)
    app.button_group(key="setting_forest").set_value("univariable").run()
    assert not app.exception
    assert app.query_params["forest"] == "univariable"


def test_survival_is_predicted_for_the_patient_chosen_and_nothing_of_it_enters_the_address():
    app = open_tab(open_page("cox", covariates="age_years~salvage"), "Predicted survival")
    assert "predicted by the multivariable Cox model" in shown(app)
    before = tables(app)["Predicted survival"]
    address = dict(app.query_params)
    app.number_input(key="cox_patient_0_0").set_value(71.0).run()
    app.selectbox(key="cox_patient_0_1").set_value("Salvage 2").run()
    assert not app.exception
    after = tables(app)["Predicted survival"]
    assert ["Age", "71 years"] in after
    assert ["Salvage status", "Salvage 2"] in after
    assert after[-1] != before[-1]
    assert dict(app.query_params) == address
    app.button_group(key="cox_n_patients").set_value(3).run()
    assert not app.exception
    wide = tables(app)["Predicted survival"]
    assert wide[0][1:] == ["Patient 1", "Patient 2", "Patient 3"]
    assert [row[:2] for row in wide] == [row[:2] for row in after]


def test_values_stay_while_another_tab_is_looked_at_and_an_unlikely_one_is_warned_of():
    app = open_tab(open_page("cox", covariates="age_years~salvage"), "Predicted survival")
    app.number_input(key="cox_patient_0_0").set_value(120.0).run()
    assert "Outside what the model has seen" in shown(app)
    app = open_tab(open_tab(app, "Proportional hazards"), "Predicted survival")
    assert ["Age", "120 years"] in tables(app)["Predicted survival"]


def test_nothing_is_predicted_with_a_transplant_that_comes_later():
    app = open_tab(open_page("cox", covariates="age_years~transplant"), "Predicted survival")
    assert not app.exception
    assert "Survival is not predicted with covariates known only after time zero" in shown(app)


@pytest.mark.parametrize("tab", ["Proportional hazards", "Predicted survival"])
@pytest.mark.parametrize("shape", SHAPES)
def test_every_tab_opens_on_an_awkward_cohort(tab, shape):
    app = open_tab(go_to(upload(open_page(), "export.xlsx", SHAPES[shape]), "cox"), tab)
    assert not app.exception
    assert not app.error


def test_a_hazard_ratio_that_moves_leads_to_restricted_means():
    rows = [(f"P{i}", t, int(i > 0), arm) for i, (t, arm) in enumerate(crossing())]
    book = workbook(*rows, headings=("Pt ID", "OS (mo)", "OS_STATUS", "Trial arm"))
    app = go_to(upload(open_page(), "export.xlsx", book), "cox")
    assert "Trial arm: one hazard ratio does not seem to hold" in shown(app)
    app.button(key="cox_restricted_mean_x-trial-arm").click().run()
    assert not app.exception
    assert app.title[0].value == "Survival"
    assert app.query_params["compare"] == "x-trial-arm"


def crossing() -> list[tuple[float, str]]:
    """Arm B dies early, arm A late."""
    early = [(1.0 + i / 7, "B") for i in range(30)] + [(40.0 + i, "B") for i in range(20)]
    return early + [(10.0 + i / 3, "A") for i in range(50)]
