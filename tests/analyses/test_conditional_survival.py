"""Conditional survival: the curve of those still at risk, by lifelines and as a ratio of the whole curve."""

import numpy as np
import pytest
from lifelines import KaplanMeierFitter
from numpy.testing import assert_allclose

from core.analyses.compared import compare_groups
from core.analyses.conditional_survival import ConditionalSurvival, conditional_survival_of
from core.analyses.survival import survival_of
from core.endpoints import available
from core.view import IntervalType, View
from core.words.conditional_survival import nobody_later_sentence
from tests.making import extra, selected, sheet_cohort

ARM = extra("Arm", "category", ("A", "B"))


def compared(time, event, arms, view: View):
    cohort = sheet_cohort(time, event, {ARM: list(arms or "A" * len(time))})
    return compare_groups(selected(cohort, view), available(cohort)[0], view.compare)


def conditional(time, event, arms=None, **settings) -> ConditionalSurvival:
    view = View(compare="x-arm" if arms else "", **settings)
    return conditional_survival_of(compared(time, event, arms, view), view)


def simulated():
    random = np.random.default_rng(9)
    return np.ceil(random.exponential(25, 80)), random.integers(0, 2, 80), "AB" * 40


def test_it_is_the_curve_of_lifelines_of_those_whose_follow_up_goes_on():
    time, event, arms = simulated()
    found = conditional(time, event, arms, alive_at=10).rows
    arm = np.array(list(arms))
    for label, own in found.groupby("label"):
        later = (arm == label) & (time > 10)
        fitted = KaplanMeierFitter().fit(time[later], event[later])
        assert (own["at_risk_given"] == later.sum()).all()
        inside = own[own["time"] <= time[later].max()]
        assert_allclose(inside["survival"], fitted.survival_function_at_times(inside["time"]), rtol=1e-10)
        assert inside["at_risk"].tolist()[1:] == [(time[later] >= month).sum() for month in inside["time"][1:]]


def test_it_is_survival_then_over_survival_at_the_month_given():
    time, event, arms = simulated()
    view = View(compare="x-arm")
    whole = survival_of(compared(time, event, arms, view), view)
    found = conditional(time, event, arms).rows.set_index(["label", "given", "time"])["survival"]
    for arm in whole.groups:
        at = arm.milestones.set_index("time")["survival"]
        assert_allclose(found[(arm.label, 12.0, 24.0)], at[24] / at[12], rtol=1e-12)
        assert_allclose(found[(arm.label, 6.0, 12.0)], at[12] / at[6], rtol=1e-12)


def test_without_a_month_of_the_view_it_is_given_at_6_12_and_24_months():
    assert conditional([30, 40], [1, 0]).given == (6, 12, 24)
    assert conditional([10, 13], [1, 0]).given == (6, 12)
    assert conditional([30, 40], [1, 0]).months == (12, 24, 36)


def test_a_month_of_the_view_comes_with_the_milestones_after_it_and_a_year_further():
    found = conditional([30, 40], [1, 0], alive_at=9.5)
    assert (found.given, found.months) == ((9.5,), (12, 21.5, 24, 36))
    assert conditional([30, 40], [1, 0], alive_at=24).months == (36,)
    assert conditional([30, 40], [1, 0], alive_at=35).months == (36,)


def test_past_the_last_observation_of_an_arm_nothing_is_known():
    found = conditional([7, 20, 8, 40], [1, 0, 1, 0], "AABB", alive_at=6).rows
    known = found.set_index(["label", "time"])["survival"].notna()
    assert known[("A", 12)]
    assert not known[("A", 24)]
    assert known[("B", 36)]


@pytest.mark.parametrize("alive_at", [40, 41, 600])
def test_nobody_observed_beyond_the_month_is_said(alive_at):
    found = conditional([30, 40], [1, 0], alive_at=alive_at)
    assert (found.given, len(found.rows)) == ((), 0)
    assert nobody_later_sentence(found).startswith("Follow-up ends after 40.0 months")
    assert nobody_later_sentence(conditional([30, 40], [1, 0])) == ""


@pytest.mark.parametrize("interval", IntervalType.__args__)
@pytest.mark.parametrize(("time", "event", "arms"), [([5], [1], None), ([8], [0], None), ([0, 0], [1, 0], "AB")])
def test_awkward_cohorts_have_an_answer_with_every_interval(time, event, arms, interval):
    found = conditional(time, event, arms, interval=interval)
    assert found.interval == interval
    assert bool(found.given) == (max(time) > 6)
