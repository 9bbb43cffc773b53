"""Competing risks as sentences: what a caption names, and what it warns of."""

from dataclasses import replace
from datetime import date
from typing import get_args

import pytest

from core.analyses.after_transplant import count_after_transplant
from core.analyses.competing_models import fit_competing_models
from core.analyses.incidence import incidence_of
from core.analyses.landmark import compare_from_landmark
from core.endpoints import PRESETS, FollowUp, build_endpoint
from core.view import IncidenceInterval, View
from core.words.incidence import (
    NO_GRAY,
    ONE_GROUP,
    SCALE_NAMES,
    SCALE_PHRASES,
    after_transplant_sentence,
    causes_in_sentence,
    covariates_sentence,
    gray_corner,
    in_sentence,
    incidence_caption,
    no_gray_sentence,
)
from core.words.observation import observation_sentence
from tests.analyses.competing import ARM, BY_ARM, analysed, at_time_zero, compared, dated, responders, simulated
from tests.analyses.test_after_transplant import five
from tests.making import days, endpoint, extra, selected

CIR = endpoint("cir", "hsct")


def result(arms: int = 3, view: View = BY_ARM):
    time, status, arm = simulated(arms=arms)
    return analysed(dated(time, status, {ARM: arm}), view)


def test_every_scale_has_its_words():
    assert set(SCALE_NAMES) == set(SCALE_PHRASES) == set(get_args(IncidenceInterval))


@pytest.mark.parametrize(
    ("label", "said"),
    [
        ("Relapse", "relapse"),
        ("Acute GVHD grade II–IV", "acute GVHD grade II–IV"),
        ("CAR T cells", "CAR T cells"),
        ("GVHD", "GVHD"),
        ("", ""),
    ],
)
def test_a_label_inside_a_sentence_keeps_its_abbreviations(label, said):
    assert in_sentence(label) == said


@pytest.mark.parametrize("one", [one for one in PRESETS if one.competing], ids=lambda one: f"{one.id}-{one.origin}")
def test_the_events_of_every_endpoint_keep_their_abbreviations_in_a_sentence(one):
    for cause, said in zip(one.causes, causes_in_sentence(one), strict=True):
        assert said[1:] == cause[1:]
    assert "gvhd" not in "".join(causes_in_sentence(one))


def test_the_caption_names_the_method_what_competes_the_limits_and_both_tests():
    caption = incidence_caption(result(), "cloglog", stacked=False)
    assert caption.startswith(
        "Cumulative incidence of relapse from transplant: cumulative incidence by the Aalen-Johansen estimator; "
        "competing event: death without relapse. 95 % confidence intervals on the complementary log-log scale"
    )
    assert "Solid, relapse; dashed, death without relapse." in caption
    assert "1 month = 30.4375 days." in caption
    assert "Gray's test of the groups: relapse P" in caption
    assert "; death without relapse P" in caption
    assert "rough guide" not in caption


def test_one_group_has_no_word_of_tests_or_dashes():
    caption = incidence_caption(result(view=View()), "plain", stacked=False)
    assert "Gray" not in caption
    assert "dashed" not in caption


def test_a_stack_is_explained_without_a_colour_of_the_paper():
    caption = incidence_caption(result(), "plain", stacked=True)
    assert "what is left above is free of both" in caption
    assert "white" not in caption
    assert "dashed" not in caption


def test_with_more_than_three_groups_the_caption_says_that_only_the_event_is_drawn():
    field = extra("Arm", "category", ("A", "B", "C", "D"))
    time, status, _ = simulated(80)
    four = analysed(dated(time, status, {field: list("ABCD" * 20)}), View(compare="x-arm"))
    caption = incidence_caption(four, "plain", stacked=False)
    assert "Only relapse is drawn; death without relapse is in the table." in caption
    assert "dashed" not in caption


def test_few_events_are_said_of_the_cause_and_the_arm_that_has_them():
    few = analysed(dated(range(10, 26), [1] * 10 + [2] * 6, {ARM: list("AB" * 5 + "BBBBBA")}), BY_ARM)
    assert "Fewer than 5 events of death without relapse in A: P is only a rough guide." in incidence_caption(
        few, "plain", stacked=False
    )


def test_a_landmark_is_said_with_its_month_and_replaces_the_word_of_immortal_time():
    naive = at_time_zero(responders())
    late = incidence_of(naive, View(compare="transplant"))
    assert "Immortal time: Transplant after the first antibody was known" in incidence_caption(late, "plain", False)
    there = incidence_of(compare_from_landmark(naive, "transplant", 2.5), View(compare="transplant"))
    caption = incidence_caption(there, "plain", stacked=False)
    assert "Landmark analysis at 2.5 months: the clock starts there" in caption
    assert "Immortal time" not in caption


def test_arms_nobody_is_in_are_named():
    cohort = dated([10, 20], [1, 2], {ARM: ["A", "B"]}, hsct_date=days(0, None))
    alone = analysed(cohort)
    assert "No patient with a time in: B." in incidence_caption(alone, "plain", False)
    assert no_gray_sentence(alone) == ONE_GROUP


def test_why_there_is_no_test_is_said():
    assert no_gray_sentence(result(view=View())) == f"{ONE_GROUP} Choose what to compare by."
    refused = replace(result(), gray=(), refused="late")
    assert no_gray_sentence(refused) == NO_GRAY
    assert NO_GRAY in incidence_caption(refused, "plain", False)
    assert gray_corner(refused) == ""


def test_the_bounds_of_observation_travel_with_the_figure():
    bounds = FollowUp("mab2_start", ("hsct", "car_t"), date(2019, 5, 1), 24.0)
    said = observation_sentence(endpoint("cir", "mab1_response").observed(bounds))
    assert said == (
        "Patients under observation from the second antibody on (late entry); censored at transplant or CAR T cells; "
        "data cut-off 2019-05-01; follow-up ended at 24 months."
    )
    assert observation_sentence(endpoint("cir", "sheet").observed(bounds)) == "Follow-up ended at 24 months."
    assert observation_sentence(CIR) == ""
    bounded = result(view=BY_ARM.change(horizon=12))
    assert "Follow-up ended at 12 months." in incidence_caption(bounded, "plain", False)


def test_covariates_taken_as_at_the_landmark_are_named():
    there = compare_from_landmark(at_time_zero(responders()), "transplant", 2.0)
    models = fit_competing_models(there, View(covariates=("transplant",)))
    assert covariates_sentence(models) == "As known at the landmark: Transplant after the first antibody."
    now = fit_competing_models(
        compared(dated(*simulated()[:2], age_years=[50] * 150), View()), View(covariates=("age_years",))
    )
    assert covariates_sentence(now) == ""


def test_groups_that_cannot_be_compared_after_transplant_are_said():
    found = count_after_transplant(selected(five()), View(compare="agvhd_grade", horizon=12))
    said = after_transplant_sentence(found)
    assert said.startswith("Follow-up ended at 12 months. Not by Acute GVHD, highest grade:")
    assert after_transplant_sentence(count_after_transplant(selected(five()), View())) == ""


def test_an_own_endpoint_is_named_by_its_events():
    own = build_endpoint("hsct", ("sos", "agvhd_3_4"), ())
    assert causes_in_sentence(own) == ("acute GVHD grade III–IV or sinusoidal obstruction syndrome", "death first")
