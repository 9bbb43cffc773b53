"""Follow-up and hazards: counts by hand, limits by scipy, patients who enter late."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import chi2

from core.analyses.compared import compare_groups
from core.analyses.follow_up import MOST_YEARS, Maturity, follow_up_of
from core.endpoints import FollowUp, available
from core.view import View
from tests.making import cohort_of, days, endpoint, extra, selected, sheet_cohort

ARM = extra("Arm", "category", ("A", "B"))


def followed(time, event, arms=None, unit="months", **settings) -> Maturity:
    view = View(compare="x-arm" if arms else "", **settings)
    cohort = sheet_cohort(time, event, {ARM: list(arms or "A" * len(time))}, unit)
    return follow_up_of(compare_groups(selected(cohort, view), available(cohort)[0], view.compare), view)


def entered_late(entry: list[int], time: list[int], dead: list[bool], **settings) -> Maturity:
    cohort = cohort_of(
        mab1_start=days(*[0] * len(time)),
        mab2=["inotuzumab"] * len(time),
        mab2_start=days(*entry),
        vital_status=["dead" if died else "alive" for died in dead],
        last_contact=days(*time),
    )
    observed = endpoint("os", "mab1_start").observed(FollowUp(entry="mab2_start"))
    return follow_up_of(compare_groups(selected(cohort), observed, ""), View(**settings))


def test_hazards_are_events_per_100_patient_years_with_limits_of_scipy():
    found = followed([3, 9, 15, 30, 30], [1, 1, 1, 0, 1]).hazards
    assert found["events"].tolist() == [2, 1, 1]
    assert found["at_risk"].tolist() == [5, 3, 2]
    assert_allclose(found["patient_years"], [(3 + 9 + 36) / 12, (3 + 24) / 12, 12 / 12])
    assert_allclose(found["hazard"], 100 * found["events"] / found["patient_years"])
    lower, upper = chi2.ppf(0.025, 2 * found["events"]) / 2, chi2.ppf(0.975, 2 * (found["events"] + 1)) / 2
    assert_allclose(found["lower"], 100 * lower / found["patient_years"])
    assert_allclose(found["upper"], 100 * upper / found["patient_years"])


def test_a_year_in_days_is_a_year_in_months_and_in_years():
    time = np.array([3, 9, 12, 15, 24, 30.0])
    event = [1, 1, 1, 1, 0, 1]
    in_months = followed(time, event).hazards
    for unit, per_month in (("days", 30.4375), ("years", 1 / 12)):
        other = followed(time * per_month, event, unit=unit).hazards
        assert other["events"].tolist() == in_months["events"].tolist() == [3, 1, 1]
        assert_allclose(other["hazard"], in_months["hazard"], rtol=1e-12)


def test_maturity_counts_events_and_how_far_a_tenth_is_followed():
    found = followed(range(1, 21), [1] * 5 + [0] * 15)
    (arm,) = found.arms.itertuples()
    assert (arm.label, arm.n, arm.events, arm.event_share) == ("All patients", 20, 5, 0.25)
    assert (arm.last_time, arm.last_time_10_percent) == (20, 19)
    assert found.milestones == (6, 12)
    # one was censored before 6 months, none of the first five
    assert found.informative["informative"].tolist() == [20, 14]


def test_the_rules_for_ties_are_both_given_where_they_differ_only():
    assert not followed([1, 2, 3, 4], [1, 0, 1, 0]).tie_rules_differ
    both = followed([2, 2, 2, 5, 5, 6], [1, 1, 0, 1, 0, 0])
    assert both.tie_rules_differ
    assert both.arms[["median_follow_up", "median_events_first"]].to_numpy().tolist() == [[6, 5]]


def test_person_time_of_patients_who_enter_late_begins_at_entry():
    found = entered_late([0, 100, 200], [365, 300, 400], [True, True, True])
    assert found.enters_late
    assert_allclose(found.hazards["person_time"].sum() * 30.4375, 365 + 200 + 200)
    assert not found.refilled


def test_a_risk_set_that_empties_and_fills_again_is_told():
    found = entered_late([0, 200, 200], [100, 300, 400], [True, True, False])
    assert list(found.refilled) == ["All patients"]
    assert_allclose(found.refilled["All patients"], [100 / 30.4375])


def test_beta_product_limits_are_not_asked_of_patients_who_enter_late():
    assert entered_late([0, 100, 200], [365, 300, 400], [True] * 3, interval="beta-product").interval == "log-log"
    assert followed([3, 9], [1, 0], interval="beta-product").interval == "beta-product"


def test_very_long_follow_up_shows_ten_years_and_counts_the_rest():
    found = followed([1, 200], [1, 0])
    assert (found.hazards["end"].max(), found.years_left_out) == (12 * MOST_YEARS, 7)
    assert followed([1, 120], [1, 0]).years_left_out == 0


@pytest.mark.parametrize(
    ("time", "event", "arms"),
    [([5], [1], None), ([5], [0], None), ([0, 0], [1, 0], None), ([5, 6], [0, 0], "AB"), ([0, 7], [1, 1], "AB")],
)
def test_awkward_cohorts_have_follow_up_too(time, event, arms):
    found = followed(time, event, arms)
    assert found.arms["events"].sum() == sum(event)
    assert len(found.hazards) == len(found.labels)
    assert (found.hazards["hazard"].isna() == (found.hazards["person_time"] == 0)).all()
