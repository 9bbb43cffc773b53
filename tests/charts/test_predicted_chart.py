"""The figure of predicted survival: a curve a patient in its colour, numbers at risk of the model below."""

import json

import pytest
import vl_convert

from core.analyses.cox_firth import with_firth
from core.analyses.cox_patient import asked_covariates, first_values, predict_patients, why_not_predicted
from core.charts.predicted_chart import predicted_chart
from tests.analyses.cox_results import BAD_INPUTS, ordinary, without_event_in


def predicted(made, n: int = 1, penalised: bool = False):
    result, chosen = made
    result = with_firth(result, "needed") if penalised else result
    asked = asked_covariates(result)
    return predict_patients(result, chosen, [first_values(asked, place) for place in range(n)], "log-log")


@pytest.mark.parametrize("n", [1, 2, 3])
@pytest.mark.parametrize("mode", ["light", "dark"])
def test_each_patient_has_a_labelled_curve_and_three_have_no_bands(mode, n):
    figure = predicted_chart(predicted(ordinary(), n), mode)
    assert figure.data["ends"]["label"].tolist() == [f"Patient {place + 1}" for place in range(n)]
    assert figure.data["steps"]["arm"].unique().tolist() == [str(place) for place in range(n)]
    assert ("bands" in figure.data) == (n <= 2)
    values = figure.with_values()
    json.dumps(values, allow_nan=False)
    assert vl_convert.vegalite_to_png(values).startswith(b"\x89PNG")


def test_a_patient_without_a_prediction_keeps_the_others_their_colours():
    found = predicted(without_event_in("B"), 1)
    patients = [found.patients[0].values | {"extra:Arm": level} for level in ("B", "A")]
    both = predict_patients(*without_event_in("B"), patients, "log")
    figure = predicted_chart(both, "light")
    assert figure.data["ends"][["label", "arm"]].to_numpy().tolist() == [["Patient 2", "1"]]
    assert vl_convert.vegalite_to_png(figure.with_values()).startswith(b"\x89PNG")


@pytest.mark.parametrize("penalised", [False, True])
@pytest.mark.parametrize("case", BAD_INPUTS)
def test_bad_input_that_can_be_predicted_renders(case, penalised):
    result, chosen = BAD_INPUTS[case]()
    if why_not_predicted(result):
        return
    found = predicted((result, chosen), 1, penalised)
    if not found.patients[0].unknown:
        assert vl_convert.vegalite_to_svg(predicted_chart(found, "light").with_values())
