"""The Cox page: what is known only later counts from its date, and what it shows around its models."""

import pytest

from pages.parts.cox_tabs import KEY
from tests.app.pages import go_to, open_page, shown, table_with, tables, upload
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


def rows(app) -> list[str]:
    """The first cells of the table of the models."""
    return [cells[0] for cells in models(app)]


def models(app) -> list[list[str]]:
    return table_with(app, "Univariable HR (95 % CI)")


def test_a_number_is_taken_per_unit_in_groups_or_as_a_curve_by_its_controls():
    app = open_page("cox", covariates="age_years~sex")
    app.number_input(key="per_age_years").set_value(10.0).run()
    assert "Age, per 10 years" in rows(app)
    app.selectbox(key="form_age_years").select("cut").run()
    app.text_input(key="cuts_age_years").set_value("60; 30").run()
    assert rows(app)[1:5] == ["Age (years)", "< 30", "30 to < 60", "≥ 60"]
    app.selectbox(key="reference_age_years").select("3").run()
    assert rows(app)[2] == "≥ 60"
    app.selectbox(key="form_age_years").select("spline").run()
    assert rows(app)[1] == "Age, as a curve"
    app.text_input(key="shown_age_years").set_value("30, 70").run()
    assert rows(app)[2:5] == ["30 years", "45.3 years", "70 years"]
    assert not app.exception


def test_cut_points_that_are_no_numbers_leave_those_before_and_say_how_to_write_them():
    app = open_page("cox", covariates="age_years~sex", forms="age_years..cut..30..60")
    app.text_input(key="cuts_age_years").set_value("thirty").run()
    assert app.text_input(key="cuts_age_years").value == "30, 60"
    assert "30 to < 60" in rows(app)
    assert "parted by commas" in app.toast[0].value


def test_the_reference_strata_interactions_and_the_r_syntax_follow_the_choices():
    app = open_page("cox", covariates="age_years~sex~extramedullary")
    app.selectbox(key="reference_sex").select("male").run()
    assert rows(app)[2:5] == ["Sex", "Male", "Female"]
    app.multiselect(key="model_strata").select("salvage").run()
    app.multiselect(key="interactions").select("age_years..sex").run()
    assert "Age within Sex" in rows(app)
    code = app.code[0].value
    for part in ('relevel(sex, ref = "Male")', "strata(salvage)", 'age_years:relevel(sex, ref = "Male")'):
        assert part in code
    assert not app.exception


def test_covariates_enter_by_p_or_by_hand_and_the_table_says_who_did():
    app = open_page("cox", covariates="age_years~sex~salvage", enter="p", below="0.2")
    assert "Entered for a univariable likelihood-ratio P below .2: Salvage status" in shown(app)
    assert models(app)[1][6] == "not entered"
    app.number_input(key="enter_below").set_value(0.001).run()
    assert "No covariate enters the multivariable model" in shown(app)
    app.segmented_control(key="setting_enter").select("hand").run()
    app.multiselect(key="entered").select("age_years").run()
    assert "Entered by hand: Age; not entered: Sex, Salvage status." in shown(app)
    assert not app.exception


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({"forms": "age_years..cut..500"}, "these groups leave all patients in one"),
        ({"forms": "sex..spline"}, "these columns cannot take them: sex..spline"),
        ({"stratify": "transplant"}, "Not stratified by Transplant after the first antibody"),
        ({"stratify": "age_years"}, "Strata left out, not in this cohort: age_years."),
        ({"interactions": "age_years..ph_status"}, "both must be in the multivariable model"),
        ({"enter": "hand"}, "No covariate enters the multivariable model"),
    ],
)
def test_what_an_address_asks_and_the_models_cannot_do_is_said_and_the_table_stays(query, said):
    app = open_page("cox", covariates="age_years~sex", **query)
    assert not app.exception
    assert said in shown(app)
    assert "Sex" in rows(app)


def test_a_workbook_of_awkward_columns_has_a_sentence_for_each_and_keeps_its_page():
    app = upload(open_page("cox"), "awkward.csv", awkward())
    app = go_to(app, "cox")
    assert not app.exception
    assert "Dose: most of its cells are numbers but some are text" in shown(app)
    app.multiselect(key="covariates").set_value(SLUGS).run()
    assert not app.exception
    for sentence in (
        "Age months follows from the covariates before it (collinear)",
        "Same is the same in every patient of the model",
        "Died tells exactly who had the event",
    ):
        assert sentence in shown(app)


SLUGS = ["age_years", "x-age-months", "x-same", "x-died"]


def awkward() -> bytes:
    """Forty patients: a column that follows from another, a constant, the outcome again, a text among numbers."""
    lines = ["Age;Age months;Same;Died;Dose;OS_MONTHS;OS_STATUS"]
    for i in range(40):
        died, status = ("yes", "1:DECEASED") if i % 3 == 0 else ("no", "0:LIVING")
        age, dose = 30 + (i * 7) % 40, "n.d. yet" if i == 7 else f"{i + 0.5}"
        lines.append(f"{age};{age * 12};4.5;{died};{dose};{1 + (i * 13) % 47};{status}")
    return "\n".join(lines).encode()
