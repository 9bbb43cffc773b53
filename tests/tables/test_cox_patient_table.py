"""Predicted survival as a table: what was chosen, the median and the milestones, as the curves have them."""

import pytest

from core.analyses.cox_patient import asked_covariates, predict_patients
from core.formats import format_median, format_percent_interval
from core.tables.cox_patient_table import cox_patient_table
from tests.analyses.cox_results import ordinary, without_event_in

PATIENTS = [{"age_years": 41.5, "extra:Arm": "A"}, {"age_years": 60.0, "extra:Arm": "B"}]


def table_of(made, patients=PATIENTS):
    result, chosen = made
    found = predict_patients(result, chosen, patients, "log-log")
    return found, cox_patient_table(found, asked_covariates(result))


def test_each_patient_is_a_column_headed_by_what_was_chosen():
    _, table = table_of(ordinary())
    assert table.columns == ("", "Patient 1", "Patient 2")
    assert [row.cells for row in table.rows[:3]] == [
        ("Covariates",),
        ("Age", "41.5 years", "60 years"),
        ("Arm", "A", "B"),
    ]


def test_medians_and_milestones_are_those_of_the_curves():
    found, table = table_of(ordinary())
    cells = {row.cells[0]: row.cells[1:] for row in table.rows}
    medians = (one.median for one in found.patients)
    assert cells["Median, months (95 % CI)"] == tuple(
        format_median(median["time"], median["lower"], median["upper"]) for median in medians
    )
    at_year = (one.milestones.query("time == 12").iloc[0] for one in found.patients)
    assert cells["At 12 months, % (95 % CI)"] == tuple(
        format_percent_interval(at["survival"], at["lower"], at["upper"]) for at in at_year
    )


def test_the_note_says_model_limits_and_that_it_is_no_advice():
    _, table = table_of(ordinary())
    (note,) = table.notes
    assert "multivariable Cox model; 95 % confidence intervals on the log-log scale" in note
    assert "not for decisions about a patient" in note


@pytest.mark.parametrize("row", ["Median, months (95 % CI)", "At 6 months, % (95 % CI)"])
def test_a_patient_without_a_prediction_is_not_estimable(row):
    _, table = table_of(without_event_in("B"))
    cells = {one.cells[0]: one.cells[1:] for one in table.rows}
    assert cells[row][0] != "not estimable"
    assert cells[row][1] == "not estimable"
