"""Proportional hazards of the page's model. The numbers of test and curve: tests/golden (cox.zph, plot.cox.zph)."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from core.analyses.cox_check import FEW_EVENTS, NO_MODEL, ONE_TIME, check_hazards
from core.stats.event_table import event_table
from core.stats.kaplan_meier import fit_kaplan_meier, milestones
from core.stats.proportional_hazards import compare_hazards_over_time
from tests.analyses.cox_results import BAD_INPUTS, changing_effect, ordinary


def test_the_test_is_that_of_the_multivariable_model():
    result, chosen = ordinary()
    check = check_hazards(result, chosen)
    expected = compare_hazards_over_time(result.multivariable)
    assert check.tested.overall == expected.overall
    assert [(one.term, one.level) for one in check.movements] == [
        ("age_years", None),
        ("extra:Arm", "B"),
        ("extra:Arm", "C"),
    ]
    assert [one.p for one in check.movements] == expected.coefficients["p"].tolist()


def test_an_effect_that_turns_round_is_suspected_and_its_curve_crosses_one():
    check = check_hazards(*changing_effect())
    assert "extra:Arm" in check.suspects
    assert check.worst == "extra:Arm"
    (arm,) = check.of("extra:Arm")
    first, last = arm.smooth.ends
    assert first > 2
    assert last < 1


def test_months_stand_where_the_kaplan_meier_curve_has_fallen_before_them():
    result, chosen = ordinary()
    check = check_hazards(result, chosen)
    outcomes = result.multivariable.outcomes
    table = event_table(outcomes.time, outcomes.event, np.zeros(len(outcomes.time), dtype=int), groups=1)
    curve = fit_kaplan_meier(table)[0]
    expected = 1 - milestones(curve, check.months - 1e-6)["survival"].to_numpy()
    assert check.months[0] == 0
    assert_allclose(check.places, expected, rtol=1e-12, atol=1e-12)


REFUSED = {
    "no covariate": NO_MODEL,
    "nobody on the clock": NO_MODEL,
    "more coefficients than patients": NO_MODEL,
    "no events": FEW_EVENTS,
    "one event": FEW_EVENTS,
    "one patient": NO_MODEL,
    "all times tied": ONE_TIME,
}


@pytest.mark.parametrize("case", BAD_INPUTS)
def test_bad_input_is_refused_with_a_reason_or_tested(case):
    check = check_hazards(*BAD_INPUTS[case]())
    if case in REFUSED:
        assert (check.refused, check.tested, check.suspects) == (REFUSED[case], None, ())
    elif not check.refused:
        assert check.worst in set(check.tested.terms["term"])
        assert all(np.isfinite(one.coef) for one in check.movements)


def test_nine_events_are_too_few_and_ten_are_not():
    few, enough = ordinary(18), ordinary(24)
    assert few[0].multivariable.n_events < 10 <= enough[0].multivariable.n_events
    assert check_hazards(*few).refused == FEW_EVENTS
    assert check_hazards(*enough).refused == ""
