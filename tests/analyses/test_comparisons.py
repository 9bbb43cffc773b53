"""Comparisons against lifelines and scipy, stratification by hand, and cohorts in which little can be compared."""

import numpy as np
import pytest
from lifelines import CoxPHFitter, KaplanMeierFitter
from lifelines.statistics import logrank_test, survival_difference_at_fixed_point_in_time_test
from numpy.testing import assert_allclose, assert_array_equal

from core.analyses.chosen_test import TWO_GROUPS, test_of
from core.analyses.compared import Compared, compare_groups
from core.analyses.comparisons import compare_arms, milestone_differences
from core.clock import DAYS_PER_MONTH
from core.endpoints import available
from core.filters import Choice
from core.view import TestName, View
from tests.making import cohort_of, days, extra, selected, sheet_cohort

ARM = extra("Arm", "category", ("A", "B", "C"))
SITE = extra("Site", "category", ("X", "Y", "Z"))
COMPARED = View(compare="x-arm")


def compared(cohort, view: View = COMPARED) -> Compared:
    return compare_groups(selected(cohort, view), available(cohort)[0], view.compare)


def simulated(n: int = 90, arms: str = "ABC"):
    random = np.random.default_rng(8)
    arm, site = random.choice(list(arms), n), random.choice(["X", "Y"], n)
    time = np.ceil(random.exponential(np.where(arm == "A", 300, 500)))
    event = (random.random(n) < 0.7).astype(int)
    return sheet_cohort(time, event, {ARM: arm, SITE: site}, "days"), time, event, arm, site


@pytest.mark.parametrize(
    ("test", "options"),
    [
        ("logrank", {}),
        ("gehan", {"weightings": "wilcoxon"}),
        ("tarone_ware", {"weightings": "tarone-ware"}),
        ("fleming_harrington", {"weightings": "fleming-harrington", "p": 0, "q": 1}),
    ],
)
def test_the_chosen_test_is_that_of_lifelines(test, options):
    cohort, time, event, arm, _ = simulated(arms="AB")
    sides = [column[arm == name] for column in (time, event) for name in "AB"]
    expected = logrank_test(*sides, **options)
    chosen = test_of(compared(cohort), COMPARED.change(test=test))
    assert_allclose([chosen.chisq, chosen.p], [expected.test_statistic, expected.p_value], rtol=1e-9)


def test_hazard_ratios_of_arms_and_pairs_are_those_of_lifelines():
    cohort, time, event, arm, site = simulated()
    view = COMPARED.change(strata="x-site")
    found = compare_arms(compared(cohort, view), view)
    frame = cohort.patients[[]].assign(t=time, e=event, b=arm == "B", c=arm == "C", site=site == "X").astype(float)
    fitted = CoxPHFitter().fit(frame, "t", "e", strata="site")
    assert_allclose([ratio.hr for ratio in found.ratios], np.exp(fitted.params_), rtol=1e-3)
    alone = CoxPHFitter().fit(frame[arm != "B"].drop(columns="b"), "t", "e", strata="site")
    pair = found.pairs.set_index(["label", "reference"]).loc[("C", "A")]
    assert_allclose(pair[["hr", "lower", "upper"]].astype(float).to_numpy(), _ratio(alone), rtol=1e-3)


def _ratio(fitted: CoxPHFitter) -> list[float]:
    return np.exp([fitted.params_.iloc[0], *fitted.confidence_intervals_.iloc[0]]).tolist()


def test_a_pair_is_compared_as_if_the_other_arms_were_filtered_away():
    cohort, *_ = simulated()
    pairs = compare_arms(compared(cohort), COMPARED).pairs
    for pair in pairs.itertuples():
        levels = tuple(level.slug for level in ARM.levels if level.label in (pair.label, pair.reference))
        view = COMPARED.with_filter("x-arm", Choice(field="x-arm", levels=levels))
        alone = compare_arms(compared(cohort, view), view)
        assert_allclose([pair.chisq, pair.p], [alone.chosen.chisq, alone.chosen.p], rtol=1e-12)
        assert_allclose(
            [pair.hr, pair.lower, pair.upper], [getattr(alone.ratios[0], x) for x in ("hr", "lower", "upper")]
        )


def test_without_strata_to_tell_apart_stratifying_changes_nothing():
    _, time, event, arm, _ = simulated()
    one_site = sheet_cohort(time, event, {ARM: arm, SITE: ["X"] * len(time)}, "days")
    for test in TestName.__args__:
        view = COMPARED.change(test=test)
        plain, stratified = (test_of(compared(one_site), view.change(strata=slug)) for slug in ("", "x-site"))
        assert (plain.chisq, plain.df, plain.p) == (stratified.chisq, stratified.df, stratified.p)


def test_patients_without_a_stratum_are_left_out_of_the_test_and_counted():
    _, time, event, arm, site = simulated()
    gaps = sheet_cohort(time, event, {ARM: arm, SITE: [None, None, None, *site[3:]]}, "days")
    without = sheet_cohort(time[3:], event[3:], {ARM: arm[3:], SITE: site[3:]}, "days")
    view = COMPARED.change(strata="x-site")
    found, expected = test_of(compared(gaps), view), test_of(compared(without), view)
    assert found.strata.left_out == 3
    assert (found.n.sum(), found.n_events.sum()) == (len(time) - 3, event[3:].sum())
    assert (found.chisq, found.p) == (expected.chisq, expected.p)
    pairs = [compare_arms(compared(one), view).pairs for one in (gaps, without)]
    assert_array_equal(pairs[0], pairs[1])


def test_a_stratum_with_one_arm_says_nothing_and_is_told_apart():
    cohort = sheet_cohort([1, 2, 3, 4, 5], [1] * 5, {ARM: list("ABABA"), SITE: list("XXXXY")})
    view = COMPARED.change(strata="x-site")
    chosen = test_of(compared(cohort), view)
    assert (len(chosen.strata.tables), chosen.strata.comparing) == (2, 1)
    without = sheet_cohort([1, 2, 3, 4], [1] * 4, {ARM: list("ABAB"), SITE: list("XXXX")})
    assert_allclose(chosen.chisq, test_of(compared(without), COMPARED).chisq, rtol=1e-12)


def test_strata_that_part_the_arms_leave_nothing_to_compare():
    cohort = sheet_cohort([1, 2, 3, 4], [1] * 4, {ARM: list("AABB"), SITE: list("XXYY")})
    for slug in ("x-site", "x-arm"):
        view = COMPARED.change(strata=slug)
        found = compare_arms(compared(cohort), view)
        assert found.chosen.refused.startswith("No two groups have patients with the same value of ")
        assert np.isnan(found.chosen.p)
        assert (len(found.tests), len(found.pairs), found.ratios) == (0, 0, ())
    nobody = sheet_cohort([1, 2], [1, 1], {ARM: list("AB"), SITE: [None, None]})
    assert test_of(compared(nobody), COMPARED.change(strata="x-site")).strata.left_out == 2


def test_an_arm_that_nobody_has_a_stratum_in_stays_without_a_ratio():
    sites = ["X", "Y", None] * 4
    cohort = sheet_cohort(range(1, 13), [1] * 12, {ARM: list("ABC") * 4, SITE: ["X", "X", None] * 4})
    view = COMPARED.change(strata="x-site")
    found = compare_arms(compared(cohort), view)
    assert sites.count(None) == found.chosen.strata.left_out
    assert found.chosen.n.tolist() == [4, 4, 0]
    assert [ratio.label for ratio in found.ratios] == ["B"]
    assert found.pairs["hr"].isna().tolist() == [False, True, True]


def test_strata_known_only_later_come_with_their_warning():
    cohort = cohort_of(
        {ARM: list("ABAB")},
        mab1_start=days(0, 0, 0, 0),
        hsct_date=days(9, None, 9, None),
        vital_status=["dead"] * 4,
        last_contact=days(50, 60, 70, 80),
    )
    chosen = test_of(compared(cohort), COMPARED.change(strata="transplant"))
    assert chosen.strata.late.patients == 2
    assert test_of(compared(cohort), COMPARED).strata.late is None


def test_a_trend_is_among_the_tests_where_three_arms_or_more_are_in_an_order():
    cohort = sheet_cohort(range(1, 13), [1] * 12, {ARM: list("ABC") * 4}, ecog=["0", "1", "2"] * 4)
    for slug, shown in (("x-arm", False), ("ecog", True)):
        view = View(compare=slug)
        found = compare_arms(compared(cohort, view), view)
        assert ("trend" in set(found.tests["test"])) is shown
        assert found.scores == ((1, 2, 3) if shown else ())
    expected = test_of(compared(cohort, view), view.change(test="trend"))
    assert found.tests.set_index("test").loc["trend", "p"] == expected.p


def test_a_level_nobody_has_leaves_a_gap_in_the_scores_of_a_trend():
    cohort = sheet_cohort(range(1, 13), [1] * 12, {ARM: list("AC") * 6})
    chosen = test_of(compared(cohort), COMPARED.change(test="trend"))
    assert chosen.scores == (1, 3)
    assert_allclose(chosen.chisq, test_of(compared(cohort), COMPARED).chisq, rtol=1e-12)


@pytest.mark.parametrize("test", TestName.__args__)
def test_one_arm_is_compared_with_nobody(test):
    for cohort, view in (
        (sheet_cohort([5], [1], {ARM: ["A"]}), COMPARED),
        (sheet_cohort([5, 6], [1, 0], {ARM: ["A", "B"]}), View()),
    ):
        found = compare_arms(compared(cohort, view), view.change(test=test, alive_at=5))
        assert found.chosen.refused == TWO_GROUPS
        assert (len(found.tests), len(found.pairs), len(found.milestones)) == (0, 0, 0)


@pytest.mark.parametrize("test", TestName.__args__)
@pytest.mark.parametrize(
    ("time", "event", "arms"),
    [
        ([3, 6, 9, 12], [0, 0, 0, 0], "ABAB"),
        ([0, 0, 0], [0, 0, 0], "ABC"),
        ([3, 5], [1, 0], "AB"),
        ([5, 5, 5, 5], [1, 1, 1, 1], "ABAB"),
    ],
)
def test_what_cannot_be_tested_is_not_estimable_and_never_an_error(time, event, arms, test):
    view = COMPARED.change(test=test, alive_at=4)
    found = compare_arms(compared(sheet_cohort(time, event, {ARM: list(arms)}), view), view)
    assert np.isnan(found.chosen.p) or 0 <= found.chosen.p <= 1
    assert np.isnan(found.chosen.p) == (found.chosen.df == 0)
    if not any(event):
        assert found.chosen.df == 0
        assert found.tests["p"].isna().all()


def test_survival_at_a_fixed_time_is_compared_as_lifelines_does_it():
    random = np.random.default_rng(2)
    arm, event = np.repeat(["A", "B"], 40), (random.random(80) < 0.8).astype(int)
    time = 50 * np.ceil(random.exponential(np.where(arm == "A", 5, 9)))
    found = milestone_differences(compared(sheet_cohort(time, event, {ARM: arm}, "days")), 200 / DAYS_PER_MONTH)
    (row,) = found[found["time"] == 200 / DAYS_PER_MONTH].itertuples()
    fitted = [KaplanMeierFitter().fit(time[arm == name], event[arm == name]) for name in "AB"]
    first, other = (one.predict(200) for one in fitted)
    assert_allclose([row.reference_survival, row.survival, row.difference], [first, other, other - first], rtol=1e-10)
    expected = survival_difference_at_fixed_point_in_time_test(200, *fitted)
    assert_allclose(row.p, expected.p_value, rtol=1e-6)
    assert (row.label, row.reference_label) == ("B", "A")


def test_the_time_asked_for_is_shown_even_where_it_cannot_be_compared():
    cohort = sheet_cohort([3, 9, 4, 20], [1, 0, 1, 0], {ARM: list("AABB")})
    found = milestone_differences(compared(cohort), 15)
    assert found["time"].tolist() == [6, 15]
    assert found["difference"].isna().tolist() == [False, True]
