"""The sentences of the tabs under the curves."""

import pytest

from core.analyses.chosen_test import ChosenTest, test_of
from core.analyses.compared import compare_groups
from core.analyses.follow_up import follow_up_of
from core.endpoints import FollowUp, available
from core.formats import format_at_most
from core.view import Adjustment, TestName, View
from core.words.comparison import (
    ADJUSTMENT_NAMES,
    TEST_NAMES,
    chosen_caption,
    chosen_sentence,
    corner_sentence,
    doubt_sentence,
    late_strata_sentence,
    name_of_test,
    strata_sentence,
    weights_phrase,
)
from core.words.follow_up import hazard_note, refills_sentence
from tests.making import cohort_of, days, endpoint, extra, selected, sheet_cohort

ARM = extra("Arm", "category", ("A", "B", "C"))
SITE = extra("Site", "category", ("X", "Y"))
VIEW = View(compare="x-arm")


def chosen(time, event, arms, view=VIEW, sites=None) -> ChosenTest:
    cohort = sheet_cohort(time, event, {ARM: list(arms), SITE: list(sites or "X" * len(time))})
    return test_of(compare_groups(selected(cohort, view), available(cohort)[0], view.compare), view)


@pytest.mark.parametrize(
    ("asked", "name"),
    [
        (("logrank",), "Log-rank"),
        (("gehan",), "Gehan-Breslow-Wilcoxon"),
        (("tarone_ware",), "Tarone-Ware"),
        (("peto_peto",), "Peto-Peto"),
        (("peto_peto_modified",), "Peto-Peto, modified"),
        (("fleming_harrington", 0.0, 1.0), "Fleming-Harrington (ρ = 0, γ = 1)"),
        (("fleming_harrington", 0.5, 0.0), "Fleming-Harrington (ρ = 0.5, γ = 0)"),
        (("trend",), "Log-rank test for trend"),
        (("logrank", 0.0, 0.0, True), "Stratified log-rank"),
        (("peto_peto", 0.0, 0.0, True), "Stratified Peto-Peto"),
        (("trend", 0.0, 0.0, True), "Stratified log-rank test for trend"),
    ],
)
def test_a_test_has_the_name_a_reader_writes(asked, name):
    assert name_of_test(*asked) == name


def test_every_test_but_the_one_being_built_has_its_name_and_what_it_weighs():
    assert set(TEST_NAMES) == set(TestName.__args__)
    assert set(ADJUSTMENT_NAMES) == set(Adjustment.__args__)
    assert all(weights_phrase(name, 0.0, 1.0) for name in TEST_NAMES)
    phrases = [weights_phrase("fleming_harrington", *one).split()[0] for one in ((0, 0), (1, 0), (0, 1), (1, 1))]
    assert phrases == ["every", "early", "late", "events"]


def test_the_corner_names_the_test_with_its_p_and_is_empty_without_a_comparison():
    eight = (range(1, 9), [1] * 8, "AB" * 4)
    assert corner_sentence(chosen(*eight)) == "Log-rank P = .52"
    late = VIEW.change(test="fleming_harrington", gamma=1)
    assert corner_sentence(chosen(*eight, late)).startswith("Fleming-Harrington (ρ = 0, γ = 1) P = ")
    assert corner_sentence(chosen(*eight, VIEW.change(strata="x-site"))) == "Stratified log-rank P = .52"
    assert corner_sentence(chosen([1, 2], [0, 0], "AB")) == "Log-rank P not estimable"
    assert corner_sentence(chosen([1, 2], [1, 1], "AA")) == ""


def test_the_test_is_said_with_its_chi_square():
    assert chosen_sentence(chosen(range(1, 9), [1] * 8, "AB" * 4)) == "Log-rank test: χ² 0.41 on 1 df, P = .52."
    trend = chosen(range(1, 10), [1] * 9, "ABC" * 3, VIEW.change(test="trend"))
    assert chosen_sentence(trend).startswith("Log-rank test for trend: χ² ")
    assert chosen_sentence(chosen([1, 2], [0, 0], "AB")) == (
        "Log-rank test: P not estimable, as no event happened while two groups were at risk."
    )
    assert chosen_sentence(chosen([1, 2], [0, 0], "AA")) == "A comparison needs two groups."


def test_the_caption_says_what_was_stratified_by_and_who_was_left_out():
    view = VIEW.change(strata="x-site")
    sites = ["X"] * 4 + ["Y"] * 3 + [None]
    found = chosen(range(1, 9), [1] * 8, "ABABAAAB", view, sites)
    assert strata_sentence(found) == (
        "Stratified by Site: 2 strata, 1 of them with patients of two groups or more; "
        "1 patient without a value left out of the test."
    )
    assert chosen_caption(found) == f"P by the stratified log-rank test. {strata_sentence(found)}"
    assert chosen_caption(chosen([1, 2], [1, 1], "AB")) == "P by the log-rank test."
    assert chosen_caption(chosen([1, 2], [1, 1], "AA")) == ""
    trend = chosen(range(1, 10), [1] * 9, "ABC" * 3, VIEW.change(test="trend"))
    assert chosen_caption(trend) == (
        "P by the log-rank test for trend. "
        "Trend over A (1), B (2), C (3): it means something only where that is an order."
    )


def test_few_events_make_any_test_a_rough_guide():
    few = (range(1, 10), [1] * 9, "AAAAABBBB")
    assert doubt_sentence(chosen(*few)) == "Fewer than 5 events in B: the log-rank P is only a rough guide."
    assert "the Tarone-Ware P" in doubt_sentence(chosen(*few, VIEW.change(test="tarone_ware")))
    assert doubt_sentence(chosen(range(1, 11), [1] * 10, "AB" * 5)) == ""
    assert doubt_sentence(chosen([1, 2], [1, 1], "AA")) == ""


def test_strata_known_only_later_are_immortal_time_too():
    cohort = cohort_of(
        {ARM: list("AB")},
        mab1_start=days(0, 0),
        hsct_date=days(9, None),
        vital_status=["dead"] * 2,
        last_contact=days(50, 60),
    )
    patients = compare_groups(selected(cohort), available(cohort)[0], "x-arm")
    said = late_strata_sentence(test_of(patients, VIEW.change(strata="transplant")))
    assert said.startswith("Strata: Transplant after the first antibody was known only after")
    assert late_strata_sentence(test_of(patients, VIEW)) == ""


def test_a_gap_in_the_risk_set_is_said_with_its_months():
    cohort = cohort_of(
        mab1_start=days(0, 0, 0),
        mab2=["inotuzumab"] * 3,
        mab2_start=days(0, 200, 200),
        vital_status=["dead"] * 3,
        last_contact=days(100, 300, 400),
    )
    observed = endpoint("os", "mab1_start").observed(FollowUp(entry="mab2_start"))
    found = follow_up_of(compare_groups(selected(cohort), observed, ""), View())
    assert refills_sentence(found).startswith(
        "Nobody was under observation for a while in All patients after 3.3 months: patients entered late"
    )
    assert "counts from entry on" in hazard_note(found)


@pytest.mark.parametrize(("value", "text"), [(20.78, "20.7"), (20.7, "20.7"), (0.07, "0.0"), (float("nan"), "–")])
def test_a_number_at_most_is_rounded_down(value, text):
    assert format_at_most(value) == text
