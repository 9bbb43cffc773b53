"""The time-dependent analysis: by hand on seven patients, against R and lifelines, and its side by side with others."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import CoxTimeVaryingFitter
from lifelines.utils import add_covariate_to_timeline, to_long_format
from numpy.testing import assert_allclose, assert_array_equal

from core.analyses.bias_panel import compare_methods
from core.analyses.immortal_time import NO_TIME_ZERO
from core.analyses.survival import analyse_survival
from core.analyses.time_dependent import ENDED_BEFORE, NO_FOLLOW_UP, analyse_time_dependent
from core.bundled import read_bundled
from core.clock import DAYS_PER_MONTH
from core.view import View
from tests.analyses.transplanted import PATIENTS, followed, question, seven, without_effect
from tests.making import clock_of, days, endpoint, extra, selected, sheet_cohort

R_NAIVE = (0.474547094795269, 0.192963904358404, 1.16703145040205, 0.104476106490189)
R_TIME_DEPENDENT = (0.897163509093886, 0.352191763109674, 2.28540938874543, 0.820065713143424)
R_MANTEL_BYAR = 0.051774344316147976
"""HR, limits and P of coxph in R 4.2.2, survival 3.5-3 (eps = 1e-11), on the bundled cohort: of ever transplanted; of
tdc(transplant) after tmerge; and the score test of the latter with ties = "exact"."""

ARM = extra("Arm", "category", ("A", "B"))


def analysed(cohort=None, compare: str = "transplant", entry=None, **settings):
    chosen, clock = question(seven() if cohort is None else cohort)
    return analyse_time_dependent(chosen, replace(clock, entry=entry), compare, **settings)


def panel(cohort, landmark: float, compare: str = "transplant"):
    return compare_methods(*question(cohort), compare, landmark)


def test_seven_patients_by_hand():
    result = analysed()
    assert (result.n, result.n_events, result.n_changing, result.left_out) == (7, 5, 2, ())
    # The death on the day of a transplant counts before it.
    assert [(arm.label, arm.n, arm.n_events) for arm in result.groups] == [("No", 6, 3), ("Yes", 3, 2)]
    no, yes = (arm.curve for arm in result.groups)
    assert_allclose(no.time * DAYS_PER_MONTH, [30, 50, 60, 100, 150])
    assert no.at_risk.tolist() == [6, 5, 4, 3, 2]
    assert_allclose(no.survival, [5 / 6] * 4 + [0])
    assert yes.at_risk.tolist() == [3, 2, 1]
    assert_allclose(yes.survival, [2 / 3, 1 / 3, 1 / 3])
    assert result.ticks.tolist() == [0, 3, 6, 9, 12, 15]
    assert result.at_risk.tolist() == [[6, 3, 0, 0, 0, 0], [1, 2, 3, 2, 1, 0]]
    assert_allclose(result.mantel_byar.observed, [3, 2])
    assert_allclose(result.mantel_byar.expected[0], 6 / 7 + 2 * 2 / 5)


def test_a_change_of_state_is_no_censoring_and_ends_no_follow_up():
    no, yes = analysed().groups
    assert no.curve.censored.tolist() == [0, 1, 0, 0, 0]
    assert yes.curve.censored.tolist() == [0, 0, 1]
    # One of five is censored in the state before: follow-up never comes down to one half there.
    assert np.isnan(no.follow_up["time"])


def test_milestones_count_those_under_observation_just_before():
    milestones = analysed().groups[1].milestones
    assert milestones["time"].tolist() == [6, 12]
    assert milestones["at_risk"].tolist() == [3, 1]


def test_the_transplants_of_the_bundled_cohort_are_those_of_r():
    result = analysed(read_bundled("mskcc").cohort)
    (ratio,) = result.ratios
    assert [(arm.n, arm.n_events) for arm in result.groups] == [(29, 9), (18, 12)]
    assert_allclose([ratio.hr, ratio.lower, ratio.upper, ratio.p], R_TIME_DEPENDENT, rtol=1e-6)
    assert_allclose(result.mantel_byar.chisq, R_MANTEL_BYAR, rtol=1e-9)


def test_the_hazard_ratio_is_that_of_lifelines():
    cohort = without_effect(200)
    _, clock = question(cohort)
    base = pd.DataFrame({"id": range(len(cohort)), "duration": clock.time, "event": clock.event, "yes": 0.0})
    transplant = pd.DataFrame({"id": range(len(cohort)), "day": cohort.days("hsct_date") - cohort.days("mab1_start")})
    transplant = transplant.dropna().assign(yes=1.0)
    long = to_long_format(base, "duration")
    rows = add_covariate_to_timeline(long, transplant, "id", "day", "event").fillna(0.0)
    fitted = CoxTimeVaryingFitter().fit(rows, id_col="id", event_col="event", start_col="start", stop_col="stop")
    (ratio,) = analysed(cohort).ratios
    assert_allclose(ratio.hr, fitted.hazard_ratios_["yes"], rtol=4e-5)


def test_what_never_changes_gives_the_curves_of_the_survival_page():
    cohort = sheet_cohort(np.arange(1, 13), [1, 0] * 6, {ARM: ["A", "B", "B"] * 4})
    found = analyse_time_dependent(selected(cohort), clock_of(cohort, "os", "sheet"), "x-arm")
    expected = analyse_survival(selected(cohort), endpoint("os", "sheet"), View(compare="x-arm"))
    for one, other in zip(found.groups, expected.groups, strict=True):
        assert_array_equal(one.curve.survival, other.curve.survival)
        assert_array_equal(one.curve.censored, other.curve.censored)
        assert one.milestones.equals(other.milestones)
        assert one.follow_up.equals(other.follow_up)
    assert_array_equal(found.at_risk, expected.at_risk)
    assert_allclose(found.mantel_byar.chisq, expected.test.chisq, rtol=1e-12)


def test_since_leaves_out_what_was_before_and_keeps_the_clock():
    result = analysed(since=3)
    assert (result.n, result.n_events) == (5, 4)
    assert [(arm.label, arm.n) for arm in result.groups] == [("No", 3), ("Yes", 3)]
    assert result.groups[0].curve.time[-1] * DAYS_PER_MONTH == pytest.approx(150)
    assert result.left_out == ((ENDED_BEFORE, 2),)


def test_a_state_that_empties_before_others_enter_is_named():
    result = analysed(followed([10, 60, None], [30, 90, 100], [True] * 3))
    assert result.emptied == ("Yes",)
    assert result.groups[1].curve.survival.tolist() == [0, 0]
    assert analysed().emptied == ()


def test_a_patient_without_follow_up_is_left_out_and_counted():
    result = analysed(followed([None, 5], [0, 20], [True, True]))
    assert (result.n, result.left_out) == (1, ((NO_FOLLOW_UP, 1),))


def test_an_endpoint_without_dates_is_refused_with_its_reason():
    cohort = sheet_cohort([5, 9], [1, 0], hsct_date=days(3, None))
    sheet = selected(cohort), clock_of(cohort, "os", "sheet")
    result = analyse_time_dependent(*sheet, "transplant")
    assert (result.refused, result.groups, result.n, result.mantel_byar) == (NO_TIME_ZERO, (), 0, None)
    both = compare_methods(*sheet, "transplant", 3)
    assert (both.refused, both.reference, both.labels) == (NO_TIME_ZERO, "", ())
    assert [(one.n, one.ratios, one.test) for one in both.estimates] == [(0, (), None)] * 3


def test_who_enters_late_is_not_at_risk_before():
    result = analysed(entry=np.array([0, 0, 120, 0, 0, 0, 30], dtype=float))
    assert (result.n, result.n_changing) == (7, 1)
    assert result.groups[0].curve.at_risk[0] == 5
    assert result.at_risk[:, 0].tolist() == [5, 0]


def test_where_transplant_does_nothing_only_the_naive_comparison_finds_an_effect():
    naive, landmark, timed = panel(without_effect(), 6).estimates
    assert (naive.method, landmark.method, timed.method) == ("naive", "landmark", "time-dependent")
    assert naive.ratios[0].upper < 0.7
    assert naive.test.p < 1e-6
    for fair in (landmark, timed):
        assert fair.ratios[0].lower < 1 < fair.ratios[0].upper
        assert 0.8 < fair.ratios[0].hr < 1.25
        assert fair.test.p > 0.05


def test_the_panel_has_the_numbers_of_the_analyses_it_stands_beside():
    cohort = read_bundled("mskcc").cohort
    naive, landmark, timed = panel(cohort, 3).estimates
    assert (naive.n, naive.n_events, landmark.n, timed.n, timed.n_events) == (29, 21, 28, 29, 21)
    assert_allclose([getattr(naive.ratios[0], name) for name in ("hr", "lower", "upper", "p")], R_NAIVE, rtol=1e-6)
    assert timed.ratios == analysed(cohort).ratios
    assert timed.test.chisq == analysed(cohort).mantel_byar.chisq
    expected = analyse_survival(selected(cohort), endpoint("os", "mab1_start"), View(compare="transplant"))
    assert naive.test.chisq == expected.test.chisq


def test_with_more_levels_each_is_against_the_first_in_which_anybody_ends():
    cohort = read_bundled("mskcc").cohort
    donors = panel(cohort, 3, "hsct_donor")
    assert donors.reference == "Not yet: allogeneic transplant"
    assert [ratio.label for ratio in donors.estimates[0].ratios] == ["Related", "Unrelated"]
    # Everybody was given a second antibody, so that nobody ends in the state before it.
    sequences = panel(cohort, 3, "sequence")
    assert sequences.reference == "Blinatumomab then inotuzumab"
    assert [one.ratios[-1].reference for one in sequences.estimates] == [sequences.reference] * 3


def test_one_group_has_no_ratios():
    both = panel(seven(), 3, "")
    assert [(one.n, one.ratios, one.test) for one in both.estimates] == [(7, (), None), (5, (), None), (7, (), None)]


cohorts = st.lists(
    st.tuples(st.one_of(st.none(), st.integers(-20, 400)), st.integers(0, 400), st.booleans()),
    min_size=1,
    max_size=20,
)


@settings(max_examples=30)
@given(cohorts)
def test_everybody_selected_is_compared_or_left_out_for_one_reason(patients):
    result = analysed(followed(*zip(*patients, strict=True)))
    assert result.n + sum(n for _, n in result.left_out) == result.selected == len(patients)
    assert sum(arm.n for arm in result.groups) == result.n + result.n_changing
    assert sum(arm.n_events for arm in result.groups) == result.n_events
    censored = sum(int(arm.curve.censored.sum()) for arm in result.groups)
    assert censored == result.n - result.n_events


@settings(max_examples=10)
@given(st.permutations(range(7)))
def test_the_order_of_patients_does_not_matter(order):
    transplant, end, dead = ([column[place] for place in order] for column in zip(*PATIENTS, strict=True))
    found, expected = analysed(followed(transplant, end, dead)), analysed()
    assert found.mantel_byar.chisq == pytest.approx(expected.mantel_byar.chisq, rel=1e-12)
    assert found.at_risk.tolist() == expected.at_risk.tolist()
