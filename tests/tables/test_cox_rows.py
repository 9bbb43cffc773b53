"""Rows of a model: curves at chosen values, effects within levels, units in words, and what did not enter."""

from dataclasses import replace

import pytest

from core.analyses.cox import analyse_cox
from core.analyses.cox_terms import term_labels
from core.formats import format_p, format_ratio
from core.stats.contrasts import hazard_ratio_between
from core.stats.firth import fit_firth, penalized_ratio_by_term
from core.tables.cox_rows import hazard_rows, rows_of
from core.tables.cox_table import BELOW, COLUMNS, NOT_ENTERED, cox_table
from core.view import View
from tests.analyses.transplanted import seven
from tests.analyses.veterans import CELL, EVERYTHING, KARNO, TREATMENT, VETERAN, fitted, veterans
from tests.making import endpoint, selected


def field_of(result, name: str):
    return next(field for field in result.covariates if field.name == name)


def table_of(result) -> dict[str, tuple[str, ...]]:
    """Cells by the label of the row, the last where a label stands twice."""
    return {row.cells[0]: row.cells[1:] for row in cox_table(result, "").rows}


def notes_of(result) -> str:
    return " ".join(cox_table(result, "").notes)


def labels(result) -> list[str]:
    return [row.label for row in hazard_rows(result.multivariable, result.covariates, result.together_patients)]


@pytest.mark.parametrize(
    ("form", "label"),
    [
        ("per..1", "Age, per 1 year"),
        ("per..10", "Age, per 10 years"),
        ("per..0.5", "Age, per 0.5 years"),
        ("doubling", "Age, per doubling"),
    ],
)
def test_the_row_of_a_number_names_its_unit(form, label):
    assert labels(fitted(covariates=("age_years",), forms=(f"age_years..{form}",))) == [label]


def test_groups_stand_as_levels_under_the_number_and_its_unit():
    result = fitted(covariates=("age_years",), forms=("age_years..cut..50..65",))
    assert labels(result) == ["Age (years)", "< 50", "50 to < 65", "≥ 65"]
    assert "Trend" not in labels(result)
    assert labels(fitted(covariates=("x-stage",), forms=("x-stage..trend",))) == ["Stage, per level"]


def test_a_curve_is_told_at_quantiles_against_the_median_or_where_the_visitor_wants():
    result = fitted(covariates=("age_years", "x-trt"), forms=("age_years..spline",))
    rows = rows_of(result.multivariable, field_of(result, "age_years"))
    assert [row.label for row in rows] == [
        "Age, as a curve", "42 years", "51 years", "62 years", "66 years", "69 years",
    ]  # fmt: skip
    assert [row.reference for row in rows] == [False, False, False, True, False, False]
    at_51 = hazard_ratio_between(result.multivariable, {"age_years": 51}, {"age_years": 62})
    assert rows[2].estimate["hr"] == pytest.approx(at_51.hr)
    assert rows[2].n == 137
    chosen = fitted(covariates=("age_years", "x-trt"), forms=("age_years..spline..36..80",))
    found = {row.label: row.estimate for row in rows_of(chosen.multivariable, field_of(chosen, "age_years"))}
    # R: con(f, c(S(36) - S(62), 0)) and S(80), see tests/stats/test_contrasts.py
    assert found["36 years"]["hr"] == pytest.approx(1.83559222849971, rel=1e-6)
    assert found["80 years"]["hr"] == pytest.approx(2.33924653624143, rel=1e-6)
    assert "non-linearity by likelihood ratio: univariable P = " in notes_of(chosen)
    assert f"multivariable P = {format_p(0.0169777059345554)}" in notes_of(chosen)
    assert "knots at 38, 56.6, 64 and 70.2" in notes_of(chosen)


def test_an_interaction_stands_below_with_hazard_ratios_within_levels_and_its_p():
    result = fitted(covariates=("x-celltype", "x-trt"), interactions=("x-celltype..x-trt",))
    table = table_of(result)
    assert table["Celltype"][5:] == (BELOW, "", "")
    assert table["Trt"][5:] == (BELOW, "", "")
    assert table["Celltype within Trt"][-1] == format_p(0.0417480175157968)
    small = (6.23538157661913, 2.89323111908767, 13.4382570232762)
    cells = table["2: smallcell vs squamous"]
    assert cells[5:7] == (format_ratio(*small), format_p(2.9878318745239e-06))
    inside = VETERAN[(VETERAN["trt"] == 2) & (VETERAN["celltype"] == "smallcell")]
    assert cells[:2] == (str(len(inside)), str(inside["status"].sum()))


def test_the_effect_of_a_number_is_told_within_the_levels_of_a_factor_whichever_is_named_first():
    expected = {
        "squamous: per 1": (0.95814413003488, 0.938280502011382, 0.978428275928472),
        "adeno: per 1": (0.969970167673373, 0.95320511092392, 0.98703008974047),
    }
    for pair in ("x-karno..x-celltype", "x-celltype..x-karno"):
        result = fitted(covariates=("x-karno", "x-celltype", "age_years"), interactions=(pair,))
        table = table_of(result)
        for label, figures in expected.items():
            assert table[label][5] == format_ratio(*figures)
        assert table["Karno within Celltype"][-1] == format_p(0.435394819565595)


def test_two_numbers_interact_at_the_quartiles_of_the_second():
    result = fitted(covariates=("x-karno", "age_years"), interactions=("x-karno..age_years",))
    within = [label for label in labels(result) if ": per 1" in label]
    assert within == ["51: per 1", "62: per 1", "66: per 1"]
    model = result.multivariable
    at_62 = hazard_ratio_between(model, {KARNO.name: 1, "age_years": 62}, {KARNO.name: 0, "age_years": 62})
    assert table_of(result)["62: per 1"][5] == format_ratio(at_62.hr, at_62.lower, at_62.upper)


def test_the_rows_of_an_interaction_belong_to_the_covariate_whose_effect_they_tell():
    result = fitted(covariates=("x-celltype", "x-trt"), interactions=("x-celltype..x-trt",))
    assert rows_of(result.multivariable, TREATMENT) == []
    assert rows_of(result.multivariable, CELL)[0].label == "Celltype within Trt"
    assert list(term_labels(result.multivariable).values()) == ["Celltype", "Trt", "Celltype × Trt"]


def test_who_did_not_enter_is_in_the_table_and_the_reason_in_its_notes():
    result = fitted(covariates=EVERYTHING, enter="p")
    table = table_of(result)
    assert table["Age, per 1 year"][5:] == (NOT_ENTERED, "", "")
    assert "Entered for a univariable likelihood-ratio P below .05: Karno (< .001), Celltype (< .001)" in notes_of(
        result
    )
    assert "not entered: Age (.43)" in notes_of(result)
    assert rows_of(result.multivariable, TREATMENT) == []


def test_notes_say_missing_values_by_covariate_strata_and_events_per_coefficient():
    result = fitted(veterans(missing=5), covariates=("x-karno", "x-trt"), model_strata=("x-celltype",))
    assert "5 left out for a missing covariate (Karno 5)" in notes_of(result)
    assert "Stratified by Celltype" in notes_of(result)
    assert f"{result.multivariable.n_events / 2:.1f} per coefficient" in notes_of(result)


def test_every_row_has_a_cell_for_every_column():
    result = fitted(
        covariates=EVERYTHING,
        forms=("age_years..spline", "x-karno..tertiles", "x-diagtime..doubling"),
        interactions=("x-celltype..x-trt", "age_years..x-karno"),
    )
    assert {len(row.cells) for row in cox_table(result, "").rows} == {len(COLUMNS)}
    assert all(isinstance(cell, str) for row in cox_table(result, "").rows for cell in row.cells)


def test_within_levels_of_a_changing_covariate_patients_are_counted_and_not_their_rows():
    sexes = ["male", "female", "male", "female", "male", "female", "female"]
    cohort, view = seven(sex=sexes), View(covariates=("sex", "transplant"), interactions=("sex..transplant",))
    result = analyse_cox(selected(cohort, view), endpoint("os", "mab1_start"), view)
    rows = rows_of(result.multivariable, field_of(result, "sex"), result.together_patients)
    # Three men: transplanted on day 60 (dead on day 200) and on day 100 (alive), the third never (dead).
    found = {row.label: (row.n, row.n_events) for row in rows[1:]}
    assert found == {"No: Male vs Female": (3, 1), "Yes: Male vs Female": (2, 1)}


def test_curves_and_interactions_of_a_firth_model_are_said_to_have_wald_limits():
    asked = {"covariates": ("age_years", "x-trt"), "forms": ("age_years..spline",)}
    result = fitted(**asked)
    terms = [columns.term for columns in result.multivariable.design.terms]
    penalised = fit_firth(VETERAN["time"].to_numpy(), VETERAN["status"].to_numpy(), terms)
    firth = replace(result, multivariable=penalised)
    assert "have Wald limits" in notes_of(firth)
    assert "have Wald limits" not in notes_of(result)
    assert firth.nonlinearity[field_of(result, "age_years")][1] is None
    left_out = penalized_ratio_by_term(penalised).set_index("term")["p"]
    assert table_of(firth)["Age, as a curve"][-1] == format_p(left_out["age_years"])
