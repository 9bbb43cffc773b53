"""Duration of response against lifelines, and who is on its clock."""

import numpy as np
import pytest
from lifelines import KaplanMeierFitter
from lifelines.statistics import logrank_test

from core.analyses.response_duration import duration_of_response
from core.bundled import read_bundled
from core.clock import DAYS_PER_MONTH
from core.view import View
from tests.making import cohort_of, days, selected


def simulated(n: int = 60):
    random = np.random.default_rng(2)
    response = random.integers(20, 60, n)
    relapse = response + np.ceil(random.exponential(200, n)).astype(int)
    end = response + random.integers(50, 900, n)
    relapsed = relapse <= end
    dead = random.random(n) < 0.5
    sex = np.where(random.random(n) < 0.5, "male", "female")
    cohort = cohort_of(
        mab1=["blinatumomab"] * n,
        mab1_start=days(*[0] * n),
        mab1_response=["CR"] * n,
        mab1_response_date=days(*response.tolist()),
        mab1_progression=days(*[int(day) if seen else None for day, seen in zip(relapse, relapsed, strict=True)]),
        vital_status=["dead" if one else "alive" for one in dead],
        last_contact=days(*end.tolist()),
        sex=sex.tolist(),
    )
    time = np.where(relapsed, relapse, end) - response
    return cohort, time / DAYS_PER_MONTH, relapsed | dead, sex


def of(cohort, **settings):
    view = View(**settings)
    return duration_of_response(selected(cohort, view), view)


def test_medians_and_survival_by_group_are_those_of_lifelines():
    cohort, time, event, sex = simulated()
    found = of(cohort, compare="sex")
    for arm, label in zip(found.survival.groups, ("female", "male"), strict=True):
        own = sex == label
        fitted = KaplanMeierFitter().fit(time[own], event[own])
        assert (arm.n, arm.n_events) == (own.sum(), event[own].sum())
        assert arm.median["time"] == pytest.approx(fitted.median_survival_time_, abs=1e-9)
        at = arm.milestones.set_index("time").loc[12]
        assert at["survival"] == pytest.approx(float(fitted.predict(12)), rel=1e-9)
    female = sex == "female"
    p = logrank_test(time[female], time[~female], event[female], event[~female]).p_value
    assert found.survival.test.p == pytest.approx(p, rel=1e-6)


def test_only_responders_are_on_the_clock_and_a_date_without_a_response_is_counted():
    cohort = cohort_of(
        mab1_response=["CR", "CRh", "NR", "CR", None],
        mab1_response_date=days(10, 20, 30, None, 15),
        mab1_progression=days(40, None, 50, 60, None),
        vital_status=["alive"] * 5,
        last_contact=days(*[100] * 5),
    )
    found = of(cohort)
    assert (found.responders, found.others, found.survival.n) == (3, 2, 2)
    assert [n for _, n in found.survival.left_out] == [1]


def test_a_comparison_known_only_after_the_response_is_not_made():
    cohort = read_bundled("mskcc").cohort
    found = of(cohort, compare="transplant")
    assert found.late.field.name == "hsct"
    assert [arm.label for arm in found.survival.groups] == ["All patients"]
    assert of(cohort, compare="sex").late is None


def test_limits_that_are_not_offered_give_way_to_those_that_are():
    cohort = simulated(200)[0]
    assert of(cohort, interval="beta-product").interval == "log-log"
    assert of(read_bundled("mskcc").cohort, interval="beta-product").interval == "beta-product"


def test_without_dates_of_response_and_of_relapse_there_is_none():
    assert of(cohort_of(mab1_response=["CR"])) is None


def test_nobody_with_a_response_has_no_duration():
    cohort = cohort_of(
        mab1_response=["NR", "NR"], mab1_response_date=days(5, None), mab1_progression=days(9, 9),
        vital_status=["alive"] * 2, last_contact=days(50, 50),
    )  # fmt: skip
    found = of(cohort)
    assert (found.survival.n, found.responders, found.others) == (0, 0, 1)
