"""The landmark analysis: by hand on seven patients, against R on the bundled cohort, and everybody accounted for."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import CoxPHFitter
from numpy.testing import assert_allclose, assert_array_equal

from core.analyses.immortal_time import NO_TIME_ZERO
from core.analyses.landmark import (
    CENSORED_BY_LANDMARK,
    EVENT_BY_LANDMARK,
    RANGE_COLUMNS,
    analyse_landmark,
    landmark_range,
)
from core.analyses.survival import analyse_survival
from core.bundled import read_bundled
from core.clock import DAYS_PER_MONTH
from core.view import View
from tests.analyses.transplanted import followed, question, seven, without_effect
from tests.making import clock_of, days, endpoint, extra, selected, sheet_cohort

R_COXPH = (0.570138171262733, 0.204018144507847, 1.5932775739871, 0.283896749511559)
R_SURVDIFF = 1.17611130875713
"""HR, limits and P of coxph (eps = 1e-11), chi-squared of survdiff in R 4.2.2, survival 3.5-3, on the bundled cohort:
those with time > L by tx <= L, from L = 3 * 30.4375 days on."""

ARM = extra("Arm", "category", ("A", "B"))


def at(months: float, cohort=None, compare: str = "transplant", entry=None, **settings):
    chosen, clock = question(seven() if cohort is None else cohort)
    return analyse_landmark(chosen, replace(clock, entry=entry), compare, months, **settings)


def test_seven_patients_by_hand():
    result = at(3)
    assert result.excluded == ((EVENT_BY_LANDMARK, 1), (CENSORED_BY_LANDMARK, 1))
    assert [(arm.label, arm.n, arm.n_events) for arm in result.groups] == [("No", 3, 2), ("Yes", 2, 2)]
    assert (result.n, result.n_events, result.changing_later, result.left_out) == (5, 4, 2, ())
    no, yes = (arm.curve for arm in result.groups)
    assert_allclose(no.time * DAYS_PER_MONTH, [150 - 91.3125, 400 - 91.3125])
    assert_allclose(no.survival, [1 / 3, 1 / 3])
    assert_allclose(yes.time * DAYS_PER_MONTH, [200 - 91.3125, 300 - 91.3125])
    assert_allclose(yes.survival, [1 / 2, 0])
    # Two of five die on day 150, then one of three, then one of two.
    assert_allclose(result.logrank.expected, [2 * 3 / 5 + 1 / 3 + 1 / 2, 2 * 2 / 5 + 2 / 3 + 1 / 2])
    assert result.at_risk[:, 0].tolist() == [3, 2]


def test_an_event_on_the_day_of_the_landmark_is_before_it_and_a_transplant_on_that_day_has_happened():
    cohort = followed([60, 30, None, 31], [60, 90, 61, 90], [True] * 4)
    result = at(60 / DAYS_PER_MONTH, cohort)
    assert result.excluded == ((EVENT_BY_LANDMARK, 1),)
    assert [(arm.label, arm.n) for arm in result.groups] == [("No", 1), ("Yes", 2)]
    result = at(30 / DAYS_PER_MONTH, cohort)
    assert [(arm.label, arm.n) for arm in result.groups] == [("No", 3), ("Yes", 1)]


def test_the_transplants_of_the_bundled_cohort_are_those_of_r():
    result = at(3, read_bundled("mskcc").cohort)
    (ratio,) = result.ratios
    assert (result.n, result.n_events, ratio.label, ratio.reference) == (28, 20, "Yes", "No")
    found = [ratio.hr, ratio.lower, ratio.upper, ratio.p]
    assert_allclose(found, R_COXPH, rtol=1e-6)
    assert_allclose(result.logrank.chisq, R_SURVDIFF, rtol=1e-9)


def test_the_hazard_ratio_is_that_of_lifelines():
    cohort = without_effect()
    result = at(6, cohort)
    clock = question(cohort)[1]
    landmark, transplant = 6 * DAYS_PER_MONTH, cohort.days("hsct_date") - cohort.days("mab1_start")
    kept = clock.time > landmark
    frame = cohort.patients.loc[kept, []].assign(
        time=clock.time[kept] - landmark, event=clock.event[kept], yes=(transplant <= landmark)[kept].astype(float)
    )
    fitted = CoxPHFitter().fit(frame, "time", "event")
    assert_allclose(result.ratios[0].hr, fitted.hazard_ratios_["yes"], rtol=4e-5)
    assert_allclose(result.ratios[0].p, fitted.summary.loc["yes", "p"], rtol=1e-3)


def test_from_time_zero_what_is_known_at_zero_gives_the_curves_of_the_survival_page():
    time, event = np.arange(1, 13), [1, 0] * 6
    cohort = sheet_cohort(time, event, {ARM: ["A", "B", "B"] * 4})
    found = analyse_landmark(selected(cohort), clock_of(cohort, "os", "sheet"), "x-arm", 0)
    expected = analyse_survival(selected(cohort), endpoint("os", "sheet"), View(compare="x-arm"))
    for one, other in zip(found.groups, expected.groups, strict=True):
        assert_array_equal(one.curve.survival, other.curve.survival)
        assert_array_equal(one.curve.time, other.curve.time)
        assert one.milestones.equals(other.milestones)
    assert_array_equal(found.at_risk, expected.at_risk)
    assert found.logrank.chisq == expected.test.chisq


@pytest.mark.parametrize(("unit", "per_month"), [("days", DAYS_PER_MONTH), ("months", 1), ("years", 1 / 12)])
def test_the_landmark_is_in_months_whatever_the_unit_of_the_sheet(unit, per_month):
    cohort = sheet_cohort(np.array([3, 6, 9, 12]) * per_month, [1, 1, 0, 1], {ARM: list("ABAB")}, unit)
    result = analyse_landmark(selected(cohort), clock_of(cohort, "os", "sheet"), "x-arm", 6)
    assert result.excluded == ((EVENT_BY_LANDMARK, 2),)
    assert_allclose([arm.curve.time[0] for arm in result.groups], [3, 6], rtol=1e-12)


def test_an_endpoint_without_dates_is_refused_with_its_reason():
    cohort = sheet_cohort([5, 9], [1, 0], hsct_date=days(3, None))
    result = analyse_landmark(selected(cohort), clock_of(cohort, "os", "sheet"), "transplant", 1)
    assert (result.refused, result.groups, result.n, result.logrank, result.ratios) == (NO_TIME_ZERO, (), 0, None, ())
    ranged = landmark_range(selected(cohort), clock_of(cohort, "os", "sheet"), "transplant")
    assert (len(ranged), tuple(ranged.columns)) == (0, RANGE_COLUMNS)


@pytest.mark.parametrize("months", [0, 100])
def test_a_landmark_before_any_transplant_or_after_everybody_compares_nothing(months):
    result = at(months, followed([60, None], [90, 90], [True, True]))
    assert (result.logrank, result.ratios) == (None, ())
    assert result.empty_arms == (("Yes",) if months == 0 else ("No", "Yes"))


def test_without_events_after_the_landmark_nothing_is_estimated_and_the_reason_is_given():
    (ratio,) = at(3, followed([60, None, 30], [200, 200, 300], [False] * 3)).ratios
    assert (ratio.estimable, ratio.reason, np.isnan(ratio.hr)) == (False, "no events", True)


def test_who_enters_late_is_at_risk_from_then_on():
    entry = np.array([0, 0, 120, 0, 0, 0, 0], dtype=float)
    result = at(3, entry=entry)
    assert result.n == 5
    assert result.groups[0].curve.at_risk.tolist() == [3, 1]
    assert result.at_risk[:, 0].tolist() == [2, 2]


months = st.integers(0, 14)
cohorts = st.lists(
    st.tuples(st.one_of(st.none(), st.integers(0, 400)), st.integers(0, 400), st.booleans()), min_size=1, max_size=20
)


@settings(max_examples=30)
@given(cohorts, months)
def test_everybody_selected_is_in_an_arm_or_left_out_for_one_reason(patients, landmark):
    result = at(landmark, followed(*zip(*patients, strict=True)))
    counted = result.n + sum(n for _, n in (*result.left_out, *result.excluded))
    assert counted == result.selected == len(patients)
    assert result.changing_later <= result.n


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_each_row_of_the_range_is_the_landmark_analysis_of_its_month(ties):
    cohort = without_effect(150)
    ranged = landmark_range(*question(cohort), "transplant", ties=ties)
    assert ranged["landmark"].tolist() == list(range(len(ranged)))
    for row in ranged[ranged["hr"].notna()].iloc[::3].itertuples():
        result = at(row.landmark, cohort, ties=ties)
        (ratio,) = result.ratios
        assert (row.n, row.n_exposed, row.label) == (result.n, result.groups[1].n, "Yes")
        assert_allclose([row.hr, row.lower, row.upper, row.p], [ratio.hr, ratio.lower, ratio.upper, ratio.p], rtol=1e-9)


def test_the_range_ends_with_the_last_month_at_which_two_states_have_patients():
    cohort = followed([40, 300, None, None], [400, 320, 350, 200], [True] * 4)
    ranged = landmark_range(*question(cohort), "transplant")
    assert ranged["landmark"].iloc[-1] == int(350 / DAYS_PER_MONTH)
    assert ranged.loc[0, "n_exposed"] == 0
    assert np.isnan(ranged.loc[0, "hr"])


def test_a_range_with_three_states_has_a_row_for_each_but_the_first():
    cohort = followed(
        [40, 50, 70, None, None, 45],
        [400, 320, 350, 200, 120, 500],
        [True] * 6,
        hsct_donor=["related", "unrelated", "related", None, None, "unrelated"],
    )
    ranged = landmark_range(*question(cohort), "hsct_donor", [2, 3])
    assert ranged[["landmark", "label", "n", "n_exposed"]].to_numpy().tolist() == [
        [2, "Related", 6, 1],
        [2, "Unrelated", 6, 2],
        [3, "Related", 6, 2],
        [3, "Unrelated", 6, 2],
    ]
    for row, ratio in zip(ranged.iloc[2:].itertuples(), at(3, cohort, "hsct_donor").ratios, strict=True):
        assert_allclose(row.hr, ratio.hr, rtol=1e-9)


def test_a_range_gives_no_ratio_where_nobody_is_left_in_the_first_state():
    donors = ["related", "unrelated", "related", "unrelated"]
    cohort = followed([10, 20, 30, 40], [400, 320, 300, 350], [True] * 4, hsct_donor=donors)
    ranged = landmark_range(*question(cohort), "hsct_donor", [3])
    assert ranged["n_exposed"].tolist() == [2, 2]
    assert ranged["hr"].isna().all()


def test_a_range_of_one_state_or_of_nobody_is_empty():
    for cohort, compare in ((seven(), ""), (followed([None], [30], [True]), "transplant")):
        assert len(landmark_range(*question(cohort), compare)) == 0
