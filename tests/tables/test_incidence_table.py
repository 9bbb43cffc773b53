"""The tables of the Relapse page: their cells are the formatted numbers of the results."""

import numpy as np
import pytest

from core.analyses.after_transplant import count_after_transplant
from core.analyses.competing_models import LATE_ENTRY, fit_competing_models
from core.analyses.incidence import gray_pairwise, incidence_of
from core.formats import DASH, format_number, format_p, format_percent_interval, format_ratio
from core.tables.incidence_table import after_transplant_table, gray_table, incidence_table, models_table
from core.view import View
from core.words.incidence import SCALE_PHRASES
from tests.analyses.competing import ARM, BY_ARM, analysed, compared, dated, simulated
from tests.analyses.test_after_transplant import five
from tests.making import days, endpoint, extra, selected

CIR = endpoint("cir", "hsct")


def patients(arms: int = 3, **columns):
    time, status, arm = simulated(arms=arms)
    return dated(time, status, {ARM: arm}, **columns)


def assert_rectangular(table) -> None:
    assert {len(row.cells) for row in table.rows} <= {len(table.columns)}


def test_each_arm_has_its_numbers_at_risk_and_below_them_the_incidence_of_both_causes():
    result = analysed(patients())
    table = incidence_table(result, "log-log")
    assert_rectangular(table)
    assert table.columns[:3] == ("Arm", "n, events", "6 months")
    for place, arm in enumerate(result.groups):
        heading, *causes = table.rows[3 * place : 3 * place + 3]
        assert (heading.heading, heading.cells[:2]) == (True, (arm.label, str(arm.n)))
        assert heading.cells[2] == f"{arm.milestones[0]['at_risk'][0]} at risk"
        for row, frame, name, n in zip(
            causes, arm.milestones, CIR.causes, (arm.n_events, arm.n_competing), strict=True
        ):
            shown = [format_percent_interval(*at) for at in frame[["incidence", "lower", "upper"]].to_numpy()]
            missing = [DASH] * (len(table.columns) - 2 - len(shown))
            assert row.cells == (name, str(n), *shown, *missing)


def test_the_note_names_the_scale_of_the_limits():
    result = analysed(patients())
    for scale, phrase in SCALE_PHRASES.items():
        assert phrase in incidence_table(result, scale).notes[0]


def test_a_table_without_any_milestone_still_has_its_arms_and_events():
    table = incidence_table(analysed(dated([3, 4], [1, 2], {ARM: ["A", "B"]})), "plain")
    assert table.columns == ("Arm", "n, events")
    assert [row.cells for row in table.rows][:3] == [("A", "1"), ("Relapse", "1"), ("Death without relapse", "0")]


@pytest.mark.parametrize("adjust", ["holm", "bh", "bonferroni"])
def test_grays_tests_of_all_and_of_pairs_stand_with_their_adjusted_p(adjust):
    three = compared(patients())
    result, pairs = incidence_of(three, BY_ARM), gray_pairwise(three)
    table = gray_table(result, pairs, adjust)
    assert_rectangular(table)
    assert [row.cells[1] for row in table.rows] == ["all", "A / B", "A / C", "B / C"] * 2
    for which, (test, frame) in enumerate(zip(result.gray, pairs, strict=True)):
        everybody, *each = table.rows[4 * which : 4 * which + 4]
        assert everybody.cells[2:5] == (format_number(test.chisq, 2), "2", format_p(test.p))
        assert [row.cells[5] for row in each] == [format_p(p) for p in frame[f"p_{adjust}"]]


def test_two_groups_have_no_column_of_adjusted_p():
    two = compared(patients(2))
    table = gray_table(incidence_of(two, BY_ARM), gray_pairwise(two), "holm")
    assert table.columns == ("Event", "Groups", "χ²", "df", "P")
    assert len(table.rows) == 2


def test_a_test_that_cannot_be_made_has_neither_chi_squared_nor_degrees_of_freedom():
    none = compared(dated([30, 40, 50], [0, 0, 1], {ARM: list("ABB")}))
    table = gray_table(incidence_of(none, BY_ARM), gray_pairwise(none), "holm")
    assert table.rows[1].cells == ("Death without relapse", "all", DASH, DASH, "not estimable")


def test_three_models_stand_beside_each_other_row_by_row():
    cohort = patients(age_years=list(np.linspace(20, 70, 150)))
    view = View(covariates=("x-arm", "age_years"))
    models = fit_competing_models(compared(cohort, view), view)
    table = models_table(models, CIR, "Efron")
    assert_rectangular(table)
    assert [row.cells[0] for row in table.rows] == ["Arm", "A", "B", "C", "Age, per 1 year"]
    assert table.rows[1].cells[2:] == ("1 (reference)", "") * 3
    for place, level in ((2, 0), (3, 1), (4, 2)):
        fits = (models.fine_gray, models.event, models.competing)
        for which, model in enumerate(fits):
            found = model.coefficients.iloc[level]
            expected = (format_ratio(found["hr"], found["lower"], found["upper"]), format_p(found["p"]))
            assert table.rows[place].cells[2 + 2 * which : 4 + 2 * which] == expected
    counted = (
        f"150 patients; events: relapse {models.event.n_events}, death without relapse {models.competing.n_events}."
    )
    assert counted in table.notes


def test_a_level_called_as_its_covariate_keeps_its_row():
    time, status, arm = simulated(arms=2)
    named = {"A": "Arm", "B": "B"}

    cohort = dated(time, status, {extra("Arm", "category", ("Arm", "B")): [named[one] for one in arm]})
    view = View(covariates=("x-arm",))
    table = models_table(fit_competing_models(compared(cohort, view), view), CIR, "Efron")
    assert [(row.cells[0], row.heading) for row in table.rows] == [("Arm", True), ("Arm", False), ("B", False)]


def test_without_a_fine_gray_model_the_others_stand_and_the_reason_is_said():
    time, status, arm = simulated()

    cohort = dated(time + 90, status, {ARM: arm}, mab2_start=days(*[30] * 150))
    view = View(covariates=("x-arm",), entry="mab2_start")
    table = models_table(fit_competing_models(compared(cohort, view), view), CIR, "Breslow")
    assert LATE_ENTRY in table.notes
    assert table.rows[1].cells[2:4] == (DASH, DASH)
    assert table.rows[1].cells[4] == "1 (reference)"
    assert any("Breslow's method" in note for note in table.notes)


def test_days_after_transplant_are_columns_and_an_endpoint_is_named_once():
    found = count_after_transplant(selected(five()), View(compare="hsct_donor"))
    table = after_transplant_table(found, "log-log")
    assert_rectangular(table)
    assert table.columns == (
        "After transplant",
        "Donor",
        "n",
        "Events",
        *["Day 30", "Day 100", "Day 180", "1 year", "2 years"],
    )
    assert [row.cells[0] for row in table.rows[:4]] == [
        "Cumulative incidence of relapse",
        "",
        "Non-relapse mortality",
        "",
    ]
    assert table.rows[0].cells[1:5] == ("Related", "2", "1", "50.0 (0.6–91.0)")
    assert table.rows[0].cells[-1] == DASH
    assert "for non-relapse mortality relapse alone" in table.notes[0]
