"""Competing risks of a view: shares that add up, the same numbers from dates and from sheets, everybody counted."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lifelines import AalenJohansenFitter
from numpy.testing import assert_allclose, assert_array_equal

from core.analyses.incidence import (
    CENSORED_SO_FAR,
    COMPETING_SO_FAR,
    EVENTS_SO_FAR,
    ends_with_events,
    gray_pairwise,
)
from core.analyses.survival import AT_RISK, analyse_survival
from core.clock import DAYS_PER_MONTH
from core.view import View
from tests.analyses.competing import ARM, BY_ARM, analysed, assert_same, compared, dated, in_a_sheet, simulated
from tests.making import days, endpoint, selected

few_patients = st.lists(
    st.tuples(st.integers(0, 9), st.integers(0, 2), st.sampled_from("ABC")), min_size=1, max_size=25
)


def by_arm(time, status, arm, **settings):
    return analysed(dated(time, status, {ARM: arm}), BY_ARM.change(**settings))


@given(few_patients)
@settings(max_examples=40)
def test_relapse_death_without_it_and_neither_add_up_to_one(patients):
    cohort = dated(
        *(list(column) for column in zip(*[p[:2] for p in patients], strict=True)), {ARM: [p[2] for p in patients]}
    )
    relapse, nrm = (analysed(cohort, name=name) for name in ("cir", "nrm"))
    free = analyse_survival(selected(cohort, BY_ARM), endpoint("dfs", "hsct"), BY_ARM)
    for one, other, survival in zip(relapse.groups, nrm.groups, free.groups, strict=True):
        assert_array_equal(one.curves[0].incidence, other.curves[1].incidence)
        assert_array_equal(one.curves[1].incidence, other.curves[0].incidence)
        assert_array_equal(one.curves[0].time, survival.curve.time)
        assert_allclose(one.curves[0].incidence + other.curves[0].incidence + survival.curve.survival, 1, atol=1e-12)
        assert one.n == one.n_events + one.n_competing + one.curves[0].n_censored == survival.n


def test_the_numbers_are_those_of_lifelines_where_no_times_are_tied():
    random = np.random.default_rng(8)
    time, status = random.permutation(np.arange(1, 91)), random.integers(0, 3, 90)
    (group,) = analysed(dated(time, status), View()).groups
    for cause, curve in zip((1, 2), group.curves, strict=True):
        other = AalenJohansenFitter(calculate_variance=False).fit(time, status, event_of_interest=cause)
        theirs = other.cumulative_density_.iloc[1:, 0]
        assert_allclose(curve.incidence, theirs.to_numpy(), atol=1e-9)


@pytest.mark.parametrize("name", ["cir", "nrm"])
def test_dates_and_the_times_and_statuses_of_a_sheet_give_the_same(name):
    time, status, arm = simulated()
    of_dates = analysed(dated(time, status, {ARM: arm}), name=name)
    assert of_dates.n == 150
    assert_same(of_dates, analysed(in_a_sheet(time, status, {ARM: arm}), name=name, origin="sheet"))


@pytest.mark.parametrize(("unit", "per_day"), [("months", 1 / DAYS_PER_MONTH), ("years", 1 / DAYS_PER_MONTH / 12)])
def test_the_unit_of_the_sheet_does_not_matter(unit, per_day):
    time, status, arm = simulated()
    in_days = analysed(in_a_sheet(time, status, {ARM: arm}), origin="sheet")
    other = analysed(in_a_sheet(time * per_day, status, {ARM: arm}, unit), origin="sheet")
    assert_same(in_days, other, rtol=1e-9)
    assert_array_equal(in_days.counts[AT_RISK], other.counts[AT_RISK])


def test_the_order_of_the_rows_does_not_matter():
    time, status, arm = simulated()
    turned = np.random.default_rng(1).permutation(len(time))
    assert_same(by_arm(time, status, arm), by_arm(time[turned], status[turned], [arm[place] for place in turned]))


@pytest.mark.parametrize("scale", ["log-log", "cloglog", "plain"])
def test_incidences_rise_within_their_limits_on_every_scale(scale):
    for group in by_arm(*simulated(), incidence_interval=scale).groups:
        for curve in group.curves:
            assert (np.diff(curve.incidence) >= 0).all()
            known = np.isfinite(curve.lower)
            assert known.sum() > 10
            assert ((curve.lower <= curve.incidence) & (curve.incidence <= curve.upper))[known].all()


def test_a_pair_of_groups_is_tested_as_if_there_were_no_others():
    time, status, arm = simulated()
    patients = compared(dated(time, status, {ARM: arm}))
    for which, pairs in enumerate(gray_pairwise(patients)):
        for pair in pairs.itertuples():
            both = [place for place, one in enumerate(arm) if one in ("ABC"[int(pair.a)], "ABC"[int(pair.b)])]
            alone = by_arm(time[both], status[both], [arm[place] for place in both])
            assert pair.p == pytest.approx(alone.gray[which].p)


def test_counts_under_the_axis_are_of_patients():
    result = by_arm(
        [10, 40, 40, 70, 100], [1, 2, 0, 1, 0], ["A", "A", "B", "B", "B"], extra_rows=("events", "censored")
    )
    assert result.ticks.tolist() == [0, 1, 2, 3, 4]
    assert {heading: rows.tolist() for heading, rows in result.counts.items()} == {
        AT_RISK: [[2, 1, 0, 0, 0], [3, 3, 2, 1, 0]],
        EVENTS_SO_FAR: [[0, 1, 1, 1, 1], [0, 0, 0, 1, 1]],
        COMPETING_SO_FAR: [[0, 0, 1, 1, 1], [0, 0, 0, 0, 0]],
        CENSORED_SO_FAR: [[0, 0, 0, 0, 0], [0, 0, 1, 1, 2]],
    }
    assert list(by_arm([10, 40], [1, 0], ["A", "B"]).counts) == [AT_RISK]


def test_milestones_end_with_the_group_unless_everybody_left_had_an_event():
    months = 30.4375
    time = np.ceil(np.array([2, 13, 2, 13, 30]) * months).astype(int)
    result = by_arm(time, [1, 0, 1, 2, 0], ["A", "A", "B", "B", "C"])
    at = {group.label: group.milestones[0].set_index("time") for group in result.groups}
    assert {label: frame.index.tolist() for label, frame in at.items()} == {
        "A": [6, 12],
        "B": [6, 12, 24],
        "C": [6, 12, 24],
    }
    assert at["B"].loc[24, ["incidence", "at_risk"]].tolist() == [0.5, 0]
    assert [ends_with_events(group.curves[0]) for group in result.groups] == [False, True, False]


def test_everybody_selected_is_in_a_group_or_left_out_for_a_reason():
    cohort = dated([10, 20, 30], [1, 2, 0], {ARM: ["A", None, "B"]}, hsct_date=days(0, 0, None))
    result = analysed(cohort)
    assert result.left_out == (("no date of transplant", 1), ("no value of Arm", 1))
    assert result.n + sum(n for _, n in result.left_out) == result.selected == 3
    assert result.empty_arms == ("B",)
