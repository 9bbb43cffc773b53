"""Restricted means: which horizon is taken, which is refused, and areas by hand and by lifelines."""

import numpy as np
import pytest
from lifelines import KaplanMeierFitter
from lifelines.utils import restricted_mean_survival_time
from numpy.testing import assert_allclose

from core.analyses.compared import compare_groups
from core.analyses.restricted_mean import RestrictedMean, restricted_mean_of
from core.clock import DAYS_PER_MONTH
from core.endpoints import available
from core.view import View
from core.words.restricted_mean import horizon_sentence, refusal_sentence
from tests.making import extra, selected, sheet_cohort

ARM = extra("Arm", "category", ("A", "B"))


def restricted(time, event, arms=None, unit="months", **settings) -> RestrictedMean:
    view = View(compare="x-arm" if arms else "", **settings)
    cohort = sheet_cohort(time, event, {ARM: list(arms or "A" * len(time))}, unit)
    return restricted_mean_of(compare_groups(selected(cohort, view), available(cohort)[0], view.compare), view)


def test_the_horizon_is_the_largest_whole_month_up_to_which_every_arm_is_known():
    found = restricted([3, 20.7, 5, 31.2], [1, 0, 1, 0], "AABB")
    assert (found.tau, found.largest, found.limiting) == (20, 20.7, ("A",))
    assert horizon_sentence(found).startswith(
        "τ = 20 months, the largest possible in whole months; the curves are known"
    )
    assert horizon_sentence(found).endswith("up to 20.7 months, the end of the follow-up of A.")


def test_an_arm_whose_curve_has_reached_0_does_not_bound_the_horizon():
    found = restricted([3, 5, 5, 31.2], [1, 1, 1, 0], "AABB")
    assert (found.tau, found.limiting) == (31, ("B",))


def test_less_than_a_month_of_follow_up_is_taken_as_it_is():
    assert restricted([0.2, 0.7], [1, 0]).tau == 0.7


def test_areas_are_those_of_lifelines_whatever_the_unit():
    random = np.random.default_rng(6)
    time, event = np.ceil(random.exponential(400, 60)), random.integers(0, 2, 60)
    expected = restricted_mean_survival_time(KaplanMeierFitter().fit(time, event), t=12 * DAYS_PER_MONTH)
    found = restricted(time, event, unit="days", tau=12).means.groups
    assert_allclose(found["restricted_mean"] * DAYS_PER_MONTH, expected, rtol=1e-9)
    assert_allclose(found["time_lost"], 12 - found["restricted_mean"], rtol=1e-9)


def test_by_hand_half_the_patients_lose_half_the_time():
    found = restricted([6, 12, 6, 12], [1, 0, 1, 0], tau=12).means.groups
    assert found[["restricted_mean", "time_lost"]].to_numpy().tolist() == [[9, 3]]


@pytest.mark.parametrize(("tau", "refused"), [(20.7, False), (20.71, True), (600, True), (0, True)])
def test_a_horizon_beyond_the_follow_up_of_an_arm_is_refused(tau, refused):
    found = restricted([3, 20.7, 5, 31.2], [1, 0, 1, 0], "AABB", tau=tau)
    assert (found.means is None) is refused
    assert bool(refusal_sentence(found)) is refused


def test_the_refusal_names_the_largest_horizon_rounded_so_that_it_is_accepted():
    found = restricted([3, 20.78, 5, 31.2], [1, 0, 1, 0], "AABB", tau=24)
    assert refusal_sentence(found) == (
        "τ = 24 months lies beyond the follow-up of A: choose a τ of at most 20.7 months."
    )
    assert restricted([3, 20.78], [1, 0], tau=20.7).means is not None
    alone = restricted([3, 20.78], [1, 0], tau=24)
    assert refusal_sentence(alone) == "τ = 24 months lies beyond follow-up: choose a τ of at most 20.7 months."


@pytest.mark.parametrize("event", [0, 1])
@pytest.mark.parametrize("arms", ["AAAA", "AABB", "AAAB"])
def test_nobody_followed_beyond_time_zero_is_said(event, arms):
    found = restricted([0, 0, 0, 0], [event] * 4, arms)
    assert found.means is None
    assert refusal_sentence(found) == "Nobody was followed beyond time zero: there is no restricted mean."


@pytest.mark.parametrize(("time", "event"), [([5], [1]), ([5], [0]), ([5, 6, 7], [0, 0, 0])])
def test_one_patient_or_no_event_gives_a_mean_without_limits(time, event):
    groups = restricted(time, event).means.groups
    assert groups["restricted_mean"].notna().all()
    assert groups[["lower", "upper"]].isna().to_numpy().all()
