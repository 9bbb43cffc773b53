"""Survival against lifelines on small cohorts, and everybody accounted for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines import KaplanMeierFitter
from lifelines.statistics import logrank_test
from numpy.testing import assert_allclose, assert_array_equal

from core.analyses.compared import compare_groups
from core.analyses.survival import BETA_PRODUCT, Survival, analyse_survival, intervals_offered, tick_months
from core.clock import DAYS_PER_MONTH, read_clock
from core.endpoints import FollowUp, available
from core.filters import Choice, Range
from core.view import View
from core.words.survival import arms_sentence
from tests.making import cohort_of, days, endpoint, extra, selected, sheet_cohort

ARM = extra("Arm", "category", ("A", "B", "C"))
COMPARED = View(compare="x-arm")


def analysed(cohort, view: View | None = None) -> Survival:
    view = view or View()
    return analyse_survival(selected(cohort, view), available(cohort)[0], view)


def simulated(n: int = 90, unit: str = "days"):
    random = np.random.default_rng(3)
    arm = random.choice(["A", "B"], n)
    time = np.ceil(random.exponential(np.where(arm == "A", 300, 500)))
    event = (random.random(n) < 0.7).astype(int)
    return sheet_cohort(time, event, {ARM: arm}, unit), time, event, arm


def in_days(months: np.ndarray) -> np.ndarray:
    """Whole days, as they were given."""
    return np.round(months * DAYS_PER_MONTH)


def test_survival_is_that_of_lifelines():
    cohort, time, event, arm = simulated()
    for found in analysed(cohort, COMPARED).groups:
        fitted = KaplanMeierFitter().fit(time[arm == found.label], event[arm == found.label])
        expected = fitted.survival_function_at_times(in_days(found.curve.time)).to_numpy()
        assert_allclose(found.curve.survival, expected, rtol=1e-10, atol=1e-12)
        assert (found.n, found.n_events) == ((arm == found.label).sum(), event[arm == found.label].sum())
        assert_allclose(found.median["time"] * DAYS_PER_MONTH, fitted.median_survival_time_, rtol=1e-10)


def test_limits_and_milestones_are_those_of_lifelines():
    cohort, time, event, _ = simulated()
    (found,) = analysed(cohort).groups
    fitted = KaplanMeierFitter().fit(time, event)
    limits = fitted.confidence_interval_survival_function_.loc[in_days(found.curve.time)].to_numpy()
    known = ~np.isnan(found.curve.lower)
    assert_allclose(np.column_stack([found.curve.lower, found.curve.upper])[known], limits[known], rtol=1e-9)
    expected = fitted.survival_function_at_times(found.milestones["time"] * DAYS_PER_MONTH)
    assert_allclose(found.milestones["survival"], expected, rtol=1e-10)


def test_the_log_rank_test_is_that_of_lifelines():
    cohort, time, event, arm = simulated()
    expected = logrank_test(time[arm == "A"], time[arm == "B"], event[arm == "A"], event[arm == "B"])
    test = analysed(cohort, COMPARED).test
    assert_allclose([test.chisq, test.p], [expected.test_statistic, expected.p_value], rtol=1e-9)


@pytest.mark.parametrize("interval", ["log-log", "log", "plain"])
def test_the_interval_of_the_view_is_used_throughout(interval):
    (found,) = analysed(simulated()[0], View(interval=interval)).groups
    assert found.curve.interval == interval


@pytest.mark.parametrize(("unit", "per_month"), [("days", DAYS_PER_MONTH), ("months", 1), ("years", 1 / 12)])
def test_all_times_are_months_whatever_the_unit_of_the_sheet(unit, per_month):
    time = np.array([1.0, 2, 3, 4, 5]) * 6 * per_month
    result = analysed(sheet_cohort(time, [1, 1, 0, 1, 0], unit=unit))
    (found,) = result.groups
    assert_allclose(found.curve.time, [6, 12, 18, 24, 30], rtol=1e-12)
    assert_allclose(found.median["time"], 24, rtol=1e-12)
    assert found.milestones["time"].tolist() == [6, 12, 24]
    assert found.milestones["at_risk"].tolist() == [5, 4, 2]
    assert_allclose(found.milestones["survival"], [0.8, 0.6, 0.3], rtol=1e-12)
    assert_allclose(found.follow_up["time"], 30, rtol=1e-12)
    assert result.at_risk.tolist() == [[5, 5, 4, 3, 2, 1][: len(result.ticks)]]


def test_numbers_at_risk_are_the_patients_whose_time_reaches_the_tick():
    cohort, time, _, arm = simulated()
    result = analysed(cohort, COMPARED)
    for found, row in zip(result.groups, result.at_risk, strict=True):
        own = time[arm == found.label]
        assert row.tolist() == [int((own >= tick * DAYS_PER_MONTH).sum()) for tick in result.ticks]


def test_one_group_is_not_compared():
    cohort = sheet_cohort([1, 2, 3], [1, 0, 1], {ARM: ["A", "A", "A"]})
    assert analysed(cohort).test.refused
    assert analysed(cohort, COMPARED).test.refused


def test_a_level_nobody_has_is_no_group_and_a_missing_group_is_left_out_and_counted():
    result = analysed(sheet_cohort([1, 2, 3, 4], [1, 0, 1, 1], {ARM: ["C", None, "A", None]}), COMPARED)
    assert [(arm.label, arm.n) for arm in result.groups] == [("A", 1), ("C", 1)]
    assert result.left_out == (("no value of Arm", 2),)
    assert result.n + 2 == result.selected


def test_a_group_whose_patients_are_all_off_the_clock_is_not_drawn_but_named():
    result = analysed(sheet_cohort([1, 2, None], [1, 0, 1], {ARM: ["A", "A", "B"]}), COMPARED)
    assert [(arm.label, arm.n) for arm in result.groups] == [("A", 2)]
    assert result.empty_arms == ("B",)
    assert result.left_out == (("no time", 1),)
    assert result.test.refused
    assert arms_sentence(result) == "No patient with a time in: B. A comparison needs two groups."


def test_nobody_left_is_a_result_with_nobody_in_it():
    cohort = sheet_cohort([1, 2], [1, 0], {ARM: ["A", "B"]}, age_years=[30, 40])
    view = COMPARED.with_filter("age_years", Range(field="age_years", low=90))
    assert (analysed(cohort, view).n, analysed(cohort, view).groups) == (0, ())
    alone = analysed(cohort, view.change(compare=""))
    assert (alone.n, alone.n_events, alone.selected, alone.left_out) == (0, 0, 0, ())


@pytest.mark.parametrize(("event", "survival", "median"), [(1, 0.0, 5.0), (0, 1.0, np.nan)])
def test_one_patient_is_a_curve(event, survival, median):
    (found,) = analysed(sheet_cohort([5], [event])).groups
    assert found.curve.survival.tolist() == [survival]
    assert_array_equal(found.median["time"], median)
    assert_array_equal([found.median["lower"], found.median["upper"]], [np.nan, np.nan])


def test_without_events_the_curve_is_flat_and_no_p_is_given():
    result = analysed(sheet_cohort([5, 6, 7, 8], [0, 0, 0, 0], {ARM: ["A", "B", "A", "B"]}), COMPARED)
    assert all((arm.curve.survival == 1).all() for arm in result.groups)
    assert np.isnan(result.test.p)
    assert result.arms_with_few_events == ("A", "B")


def test_a_group_with_fewer_than_five_events_is_named():
    cohort = sheet_cohort(range(1, 12), [1] * 9 + [0] * 2, {ARM: ["A"] * 5 + ["B"] * 6})
    assert analysed(cohort, COMPARED).arms_with_few_events == ("B",)


def test_a_late_grouping_comes_with_its_warning():
    cohort = cohort_of(
        mab1_start=days(0, 0, 0),
        hsct_date=days(10, None, None),
        vital_status=["dead"] * 3,
        last_contact=days(50, 60, 70),
    )
    result = analysed(cohort, View(compare="transplant"))
    assert result.late.patients == 1
    assert analysed(cohort).late is None


optional = st.one_of(st.none(), st.integers(-3, 30))
rows = st.lists(
    st.tuples(
        optional,
        st.sampled_from([None, 0, 1]),
        st.sampled_from([None, "A", "B", "C"]),
        st.sampled_from([None, "male", "female"]),
    ),
    max_size=25,
)


@given(rows, st.booleans(), st.booleans())
def test_curves_and_reasons_add_up_to_the_selected(rows, compared, filtered):
    time, event, arm, sex = zip(*rows, (5, 1, "A", "male"), strict=True)
    cohort = sheet_cohort(time, event, {ARM: arm}, sex=list(sex))
    filters = (Choice(field="sex", levels=("male", "missing")),) if filtered else ()
    view = View(compare="x-arm" if compared else "", filters=filters)
    result = analysed(cohort, view)
    assert result.n + sum(n for _, n in result.left_out) == result.selected == selected(cohort, view).n
    assert all(n > 0 for _, n in result.left_out)
    clock = read_clock(result.endpoint, cohort)
    assert result.n_events <= clock.event.sum()


@given(st.floats(0, 960))
def test_the_axis_has_at_most_nine_marks_and_reaches_the_end(longest):
    ticks = tick_months(longest)
    step = ticks[1]
    assert 2 <= len(ticks) <= 9
    assert ticks[0] == 0
    assert ticks[-1] >= longest
    assert ticks[-2] < max(longest, step)
    assert step in (1, 3, 6) or step % 12 == 0
    assert_array_equal(np.diff(ticks), step)


@pytest.mark.parametrize(("n", "offered"), [(29, True), (30, False)])
def test_limits_by_the_beta_product_are_offered_for_fewer_than_thirty_patients(n, offered):
    cohort = sheet_cohort(list(range(1, n + 1)), [1] * n)
    compared = compare_groups(selected(cohort), available(cohort)[0], "")
    assert (BETA_PRODUCT in intervals_offered(compared)) is offered


def test_limits_by_the_beta_product_are_not_offered_with_late_entry():
    cohort = cohort_of(
        mab1_start=days(0, 0), mab2_start=days(5, 9), vital_status=["dead", "dead"], last_contact=days(20, 30)
    )
    chosen = endpoint("os", "mab1_start").observed(FollowUp(entry="mab2_start"))
    assert BETA_PRODUCT not in intervals_offered(compare_groups(selected(cohort), chosen, ""))


def test_censored_and_events_so_far_stand_under_the_axis_on_request():
    cohort = sheet_cohort([3, 6, 6, 9, 12], [1, 0, 1, 0, 1])
    view = View(extra_rows=("censored", "events"))
    result = analyse_survival(selected(cohort, view), available(cohort)[0], view)
    assert list(result.counts) == ["Number at risk", "Censored so far", "Events so far"]
    place = {int(month): tick for tick, month in enumerate(result.ticks)}
    assert [int(result.counts["Censored so far"][0, place[month]]) for month in (0, 3, 6, 12)] == [0, 0, 1, 2]
    assert [int(result.counts["Events so far"][0, place[month]]) for month in (0, 3, 6, 12)] == [0, 1, 2, 3]


def test_patients_who_enter_late_are_not_at_risk_before():
    cohort = cohort_of(
        mab1_start=days(0, 0, 0), mab2_start=days(0, 40, 90), vital_status=["dead"] * 3, last_contact=days(30, 100, 200)
    )
    chosen = endpoint("os", "mab1_start").observed(FollowUp(entry="mab2_start"))
    (arm,) = analyse_survival(selected(cohort), chosen, View()).groups
    assert arm.curve.at_risk.tolist() == [1, 2, 1]
