"""The Cox page: what is known only later counts from its date unless the visitor says otherwise."""

import pytest

from tests.app.pages import go_to, open_page, shown, table_with, upload


def test_transplant_counts_from_its_date_until_the_naive_model_is_chosen():
    app = open_page("cox", covariates="age_years~transplant")
    assert not app.exception
    assert "of whom change while followed" in shown(app)
    assert "immortal time" not in shown(app)
    naive = open_page("cox", covariates="age_years~transplant", timing="naive")
    assert not naive.exception
    assert "immortal time" in shown(naive)
    assert "of whom change while followed" not in shown(naive)


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
