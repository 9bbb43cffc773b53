"""Hazard ratios side by side: the cells are the formatted numbers of the models."""

import numpy as np
import pytest

from core.analyses.cox import analyse_cox
from core.filters import Choice
from core.formats import format_number, format_p, format_ratio
from core.stats import cox_model
from core.stats.contrasts import NOBODY
from core.stats.fine_gray import NO_INFLUENCE
from core.stats.likelihood_ratio import likelihood_ratio_by_term
from core.tables.cox_table import REASONS, cox_table, hazard_rows
from core.view import View
from tests.making import endpoint, extra, selected, sheet_cohort

ARM = extra("Arm", "category", ("A", "B", "C"))
VIEW = View(covariates=("age_years", "x-arm"))


def fitted(time, event, arm, age, view=VIEW):
    cohort = sheet_cohort(time, event, {ARM: arm}, age_years=age)
    return analyse_cox(selected(cohort, view), endpoint("os", "sheet"), view)


def simulated():
    random = np.random.default_rng(6)
    age = random.normal(50, 10, 90)
    age[:4] = np.nan
    return fitted(random.exponential(20, 90), random.integers(0, 2, 90), ["A", "B"] * 45, age)


def cells_of(row) -> tuple[str, str]:
    return format_ratio(row["hr"], row["lower"], row["upper"]), format_p(row["p"])


def notes_of(result) -> list[str]:
    return [note for note in cox_table(result, "").notes if note]


def test_each_coefficient_stands_with_its_numbers_of_both_models():
    result = simulated()
    age, name, reference, level = cox_table(result, "Caption.").rows
    left_out = likelihood_ratio_by_term(result.multivariable).set_index("term")["p"]
    single, together = [model.coefficients for model in result.univariable], result.multivariable.coefficients
    assert age.cells == (
        "Age, per 1 year",
        "86",
        str(single[0]["n_events"][0]),
        *cells_of(single[0].loc[0]),
        format_p(result.univariable[0].likelihood_ratio.p),
        *cells_of(together.loc[0]),
        format_p(left_out["age_years"]),
    )
    ratios = (format_p(result.univariable[1].likelihood_ratio.p), "", "", format_p(left_out["extra:Arm"]))
    assert (name.cells, name.heading) == (("Arm", "", "", "", "", *ratios), True)
    assert reference.cells[0] == "A"
    assert reference.cells[3:] == ("1 (reference)", "", "", "1 (reference)", "", "")
    assert level.cells[0] == "B"
    assert level.cells[3:] == (*cells_of(single[1].loc[0]), "", *cells_of(together.loc[1]), "")
    assert reference.inset
    assert level.inset


def test_counts_of_the_levels_add_up_to_the_model():
    result = simulated()
    _, _, reference, level = cox_table(result, "").rows
    assert int(reference.cells[1]) + int(level.cells[1]) == result.univariable[1].n == 90
    assert int(reference.cells[2]) + int(level.cells[2]) == result.univariable[1].n_events


def test_the_note_says_who_is_in_the_multivariable_model_and_how_good_it_is():
    result = simulated()
    model, note = result.multivariable, cox_table(result, "Caption.").notes[1]
    per_coefficient = format_number(model.n_events / 2)
    assert f"{model.n} patients, {model.n_events} events, {per_coefficient} per coefficient" in note
    assert "; 4 left out for a missing covariate (Age 4)." in note
    assert f"Likelihood ratio χ² {format_number(model.likelihood_ratio.chisq, 2)} on 2 df, P" in note
    assert f"Concordance {format_number(model.concordance.c, 3)}" in note
    assert cox_table(result, "Caption.").notes[0] == "Caption."


def test_a_level_without_patients_is_named():
    assert "Levels without a patient here: Arm: C." in cox_table(simulated(), "").notes


def test_what_cannot_be_estimated_says_why():
    result = fitted([1, 2, 3, 4, 5, 6], [1, 1, 1, 1, 0, 0], ["A", "A", "A", "A", "B", "B"], [50] * 6)
    age, _, _, level = cox_table(result, "").rows
    assert age.cells[3:5] == ("not estimable: the same in every patient", "–")
    assert level.cells[3:5] == ("not estimable: no event in this level", "–")


def test_a_factor_a_filter_reduces_to_one_level_is_said():
    random = np.random.default_rng(7)
    view = VIEW.with_filter("x-arm", Choice(field="x-arm", levels=("a",)))
    result = fitted(random.exponential(9, 40), [1] * 40, ["A", "B"] * 20, random.normal(50, 9, 40), view)
    table = cox_table(result, "")
    assert [row.cells[0] for row in table.rows][:2] == ["Age, per 1 year", "Arm"]
    assert all(isinstance(cell, str) for row in table.rows for cell in row.cells)
    assert "only one level left" in table.to_html()
    assert all(isinstance(row.label, str) for row in hazard_rows(result.multivariable, result.covariates))


def test_nobody_on_the_clock_has_a_table_that_says_so():
    result = fitted([None, None], [1, 0], ["A", "B"], [50, 60])
    assert notes_of(result) == ["No patient has a time for this endpoint."]


def test_a_model_without_covariates_has_no_rows_and_says_why():
    refused = fitted([1, 2], [1, 1], ["A", "B"], [50, 60], View())
    assert cox_table(refused, "").rows == ()
    assert notes_of(refused) == ["Choose at least one covariate."]


def test_a_refused_multivariable_model_leaves_its_columns_empty_and_says_why():
    result = fitted(
        [1, 2, 3], [1, 1, 1], ["A", "B", "C"], [50, 70, 60], View(covariates=("x-arm", "age_years", "age_group"))
    )
    assert result.multivariable is None
    table = cox_table(result, "")
    assert {row.cells[6:8] for row in table.rows if not row.heading} == {("–", "–")}
    assert notes_of(result) == [result.refused]


def test_every_reason_of_the_model_has_its_words():
    known = {
        value
        for name, value in vars(cox_model).items()
        if name.isupper() and isinstance(value, str) and not name.endswith("COLUMNS")
    }
    assert known | {NO_INFLUENCE, NOBODY} == set(REASONS)


@pytest.mark.parametrize("mode", ["univariable", "multivariable"])
def test_the_rows_of_a_forest_follow_the_covariates(mode):
    result = simulated()
    model = result.multivariable if mode == "multivariable" else result.univariable[1]
    fields = result.covariates if mode == "multivariable" else result.covariates[1:]
    labels = [row.label for row in hazard_rows(model, fields)]
    assert labels == (["Age, per 1 year"] if mode == "multivariable" else []) + ["Arm", "A", "B"]
