"""Where Firth's method is offered, and which models get it. Its numbers: tests/golden/test_golden_cox_page.py."""

import numpy as np
import pytest

from core.analyses.cox_firth import RunsAway, firth_models, is_beyond_firth, running_away, with_firth
from core.stats.cox_model import NO_EVENT_IN_LEVEL, NO_EVENT_IN_REFERENCE, SEPARATION
from core.stats.firth import FirthModel
from tests.analyses.cox_results import BAD_INPUTS, ordinary, separated, without_event_in

BOTH = ("univariable", "multivariable")


def test_a_model_with_all_its_estimates_needs_no_penalty():
    result, _ = ordinary()
    assert running_away(result) == ()
    assert firth_models(with_firth(result, "needed")) == ((), False)


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        (lambda: without_event_in("B"), RunsAway("extra:Arm", ("B",), NO_EVENT_IN_LEVEL, BOTH)),
        (lambda: without_event_in("A"), RunsAway("extra:Arm", ("A",), NO_EVENT_IN_REFERENCE, BOTH)),
        (separated, RunsAway("extra:Dose", (), SEPARATION, BOTH)),
    ],
)
def test_what_runs_away_is_named_once_with_its_reason_and_its_models(made, expected):
    assert running_away(made()[0]) == (expected,)


def test_only_the_models_that_need_it_are_penalised_unless_all_are_asked_for():
    result, _ = without_event_in("B")
    assert with_firth(result, "off") is result
    assert firth_models(with_firth(result, "needed")) == (("extra:Arm",), True)
    assert firth_models(with_firth(result, "all")) == (("age_years", "extra:Arm"), True)


def test_firths_estimate_of_a_level_without_events_is_finite_with_its_profile_limits():
    result, _ = without_event_in("B")
    model = with_firth(result, "needed").multivariable
    row = model.coefficients.query("level == 'B'").iloc[0]
    assert row["estimable"]
    assert 0 < row["lower"] < row["hr"] < row["upper"] < 1
    wald = model.wald_coefficients.query("level == 'B'").iloc[0]
    assert abs(np.log(row["lower"] / wald["lower"])) > 0.1


def test_the_ordinary_result_is_left_as_it_was():
    result, _ = separated()
    with_firth(result, "all")
    assert not any(isinstance(model, FirthModel) for model in (*result.univariable, result.multivariable))


def test_without_events_there_is_nothing_to_penalise():
    result, _ = BAD_INPUTS["no events"]()
    assert running_away(result) == ()
    assert firth_models(with_firth(result, "all")) == ((), False)


def test_more_coefficients_than_events_are_beyond_firths_method_too():
    result, _ = BAD_INPUTS["forty covariates for twenty events"]()
    assert is_beyond_firth(result.multivariable)
    assert not is_beyond_firth(with_firth(without_event_in("B")[0], "off").multivariable)
    single, together = firth_models(with_firth(result, "all"))
    assert (len(single), together) == (40, False)


@pytest.mark.parametrize("case", BAD_INPUTS)
def test_firth_everywhere_on_bad_input_gives_a_result(case):
    result, _ = BAD_INPUTS[case]()
    penalised = with_firth(result, "all")
    assert len(penalised.univariable) == len(result.univariable)
    assert (penalised.multivariable is None) == (result.multivariable is None)
