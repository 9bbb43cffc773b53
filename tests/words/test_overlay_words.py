"""Published figures, models and the permutation test in words."""

from dataclasses import replace

import numpy as np
import pytest

from core.analyses.compared import compare_groups
from core.analyses.models import fit_models, fit_one_model
from core.analyses.permutation import offer_permutation, permute_arms
from core.analyses.published_comparison import chosen_points
from core.analyses.survival import survival_of
from core.published import published_points
from core.stats.cox_model import NO_EVENTS
from core.stats.cure import NO_PLATEAU
from core.stats.parametric import ALL_AT_ONCE, EVENT_AT_ZERO, NOT_CONVERGED, NOTHING_CURED
from core.view import ParametricModel, View
from core.words.models import (
    MODEL_NAMES,
    REASONS,
    hazard_sentence,
    not_cured_sentence,
    overlay_caption,
)
from core.words.permutation import assumption_sentence, found_sentence, offer_sentence, strata_sentence
from core.words.published import option_label, points_caption, printed_figure, time_zero_sentence
from tests.making import endpoint, extra, selected, sheet_cohort

ARM = extra("Arm", "category", ("A", "B"))
OS = endpoint("os", "mab1_start")
POINTS = {point.slug: point for point in published_points()}


def compared(time, event, arm=None, view=None, **columns):
    view = view or View(compare="x-arm")
    cohort = sheet_cohort(time, event, {ARM: arm or ["A"] * len(time)}, **columns)
    found = compare_groups(selected(cohort, view), endpoint("os", "sheet"), view.compare)
    return found, survival_of(found, view)


@pytest.mark.parametrize(
    ("slug", "said"),
    [
        ("mskcc_both_mabs-os_mab2_12m", "33.1 (19.4–36.4) %"),
        ("mskcc_both_mabs-nohsct_median_os", "203 (140–NR) days"),
        ("mdacc_mini_hcvd_ino-os_median", "17 months"),
        ("mdacc_mini_hcvd_ino-os_36m_mrdpos", "11 (0.8–35) %"),
        ("mdacc_ino_mrd-os_24m", "60 %"),
    ],
)
def test_a_figure_is_said_as_it_was_printed(slug, said):
    assert printed_figure(POINTS[slug]) == said


def test_an_option_says_what_of_whom_and_where():
    assert option_label(POINTS["mdacc_ino_failure-os_median_s1"], OS) == (
        "Median 9 months, Salvage status Salvage 1 – MD Anderson 2009-2015: after inotuzumab failure (n = 67)"
    )


def test_options_of_one_endpoint_are_all_different_whatever_its_time_zero():
    for asked in (OS, endpoint("os", "sheet"), endpoint("efs", "sheet"), endpoint("rfs", "sheet")):
        labels = [option_label(point, asked) for point in POINTS.values() if point.endpoint == asked.id]
        assert len(labels) == len(set(labels))


def test_a_sheet_that_knows_its_time_zero_alone_is_no_sure_comparison():
    assert "only if that is the study's time zero" in time_zero_sentence(endpoint("os", "sheet"))
    assert time_zero_sentence(OS) == ""


def test_the_caption_numbers_the_diamonds_and_says_which_lie_past_the_axis():
    chosen = chosen_points(OS, View(published=("mdacc_ino_mrd-os_24m", "mdacc_mini_hcvd_ino-os_36m")))
    caption = points_caption(chosen, OS, 24)
    assert "MD Anderson: inotuzumab for MRD in remission (n = 26): 1, all patients, at 24 months 60 %." in caption
    assert "(n = 110): 2, all patients, at 36 months 40 (30–49) %." in caption
    assert "Past the end of the axis, not drawn: 2." in caption
    assert "not drawn" not in points_caption(chosen, OS, 36)
    assert points_caption((), OS, 36) == ""


def simulated(shape: float, n: int = 400, seed: int = 2):
    random = np.random.default_rng(seed)
    time = 20 * random.weibull(shape, n)
    return np.minimum(time, 60), (time <= 60).astype(int)


@pytest.mark.parametrize(
    ("shape", "course"), [(2.0, "rises with time"), (0.5, "falls with time"), (1.0, "neither clearly rises nor falls")]
)
def test_the_shape_of_a_weibull_is_said_as_far_as_its_limits_tell(shape, course):
    (one,) = fit_one_model(*compared(*simulated(shape)), "weibull")
    assert hazard_sentence(one).startswith(f"Hazard {course}. Shape ")
    assert "months, when 63 % have had the event." in hazard_sentence(one)


def test_a_constant_hazard_is_said_per_100_patient_months():
    (one,) = fit_one_model(*compared([10.0] * 10, [1] * 5 + [0] * 5), "exponential")
    assert hazard_sentence(one) == "Hazard constant: 5.0 (2.1–12.0) events per 100 patient-months."


@pytest.mark.parametrize("model", ParametricModel.__args__)
def test_every_model_has_a_name(model):
    assert MODEL_NAMES[model]


def test_every_reason_has_its_words():
    assert set(REASONS) == {NO_EVENTS, EVENT_AT_ZERO, ALL_AT_ONCE, NOT_CONVERGED, NOTHING_CURED}


def not_cured(time, event) -> str:
    (arm,) = fit_models(*compared(time, event)).arms
    return not_cured_sentence(arm)


def test_why_there_is_no_cure_model_is_said_with_the_numbers():
    assert not_cured([5, 6, 7], [0, 0, 0]) == "No cure model for A: no events."
    assert not_cured([5, 6, 7], [1, 1, 1]) == f"No cure model for A: {NO_PLATEAU}."
    said = not_cured([*range(1, 21), 20.5, 21], [1] * 20 + [0, 0])
    assert "the plateau is 1.0 of 21.0 months of follow-up, less than a fifth" in said
    assert "2 patients followed beyond the last event, fewer than 5" in said
    assert "(Maller and Zhou's probability 0.36, not below 0.05)" in said
    assert not_cured([*range(1, 21), *range(50, 70)], [1] * 20 + [0] * 20) == ""


def test_the_caption_of_a_model_says_for_whom_there_is_none():
    arms = ["A"] * 3 + ["B"] * 3
    fitted = fit_one_model(*compared([5, 6, 7, 8, 9, 10], [1, 1, 1, 0, 0, 0], arms), "weibull")
    assert overlay_caption(fitted, ("A", "B"), "weibull") == (
        "Dotted: Weibull model, paler beyond the last follow-up, where it is extrapolated. Not drawn for B (no events)."
    )
    nothing = fit_one_model(*compared([5, 6, 7], [1, 1, 1]), "cure")
    assert overlay_caption(nothing, ("A",), "cure") == (
        "Mixture cure (Weibull) model: not drawn for A (no plateau to fit a cure model to)."
    )


TIME, EVENT, GROUP = [3, 5, 6, 8, 9, 12, 14, 20], [1, 1, 0, 1, 1, 0, 1, 1], ["A", "A", "B", "A", "B", "B", "A", "B"]


def test_the_permutation_test_is_offered_with_the_number_of_events():
    found, _ = compared(TIME, EVENT, GROUP)
    said = offer_sentence(offer_permutation(found, View(compare="x-arm")))
    assert said.startswith("2 events in B: with fewer than 20 in a group")
    late = replace(found, clock=replace(found.clock, entry=np.ones(8)))
    assert "no permutation test with late entry" in offer_sentence(offer_permutation(late, View(compare="x-arm")))
    enough, _ = compared(range(1, 61), [1] * 60, ["A", "B"] * 30)
    assert offer_sentence(offer_permutation(enough, View(compare="x-arm"))) == ""


def test_the_exact_p_is_said_with_its_method_and_the_usual_p_beside_it():
    found, _ = compared(TIME, EVENT, GROUP)
    test = permute_arms(offer_permutation(found, View(compare="x-arm")))
    assert found_sentence(test) == (
        "Exact permutation log-rank test: P = .057, of all ways to hand the groups out. "
        "The log-rank test by the chi-squared distribution: P = .076."
    )
    assert strata_sentence(test) == ""


def test_a_simulated_p_is_said_with_its_limits_and_the_number_of_labelings():
    found, _ = compared(TIME, EVENT, GROUP)
    test = permute_arms(offer_permutation(found, View(compare="x-arm")))
    simulated_p = replace(test.found, method="Monte Carlo", permutations=100_000, lower=0.0284, upper=0.0312, p=0.0298)
    said = found_sentence(replace(test, found=simulated_p))
    assert "P = .030 (99 % limits by simulation .028 to .031), of 100,000 random ways" in said


@pytest.mark.parametrize(
    ("p", "said"),
    [
        (np.nan, "nothing here speaks against it"),
        (0.4, "censored alike (log-rank test of the censorings P = .40)."),
        (0.01, "which is in doubt here (log-rank test of the censorings P = .010)"),
    ],
)
def test_the_assumption_of_equal_censoring_is_said(p, said):
    found, _ = compared(TIME, EVENT, GROUP)
    test = permute_arms(offer_permutation(found, View(compare="x-arm")))
    assert said in assumption_sentence(replace(test, found=replace(test.found, censoring_p=p)))


def test_strata_are_said_with_who_has_none():
    view = View(compare="x-arm", strata="sex")
    sex = ["male", "male", "male", "male", "female", "female", None, "female"]
    found, _ = compared(TIME, EVENT, GROUP, view, sex=sex)
    test = permute_arms(offer_permutation(found, view))
    assert strata_sentence(test) == (
        "Groups change hands only among patients with the same Sex. Left out: 1 patient without a value of it."
    )
    assert "stratified log-rank test" in found_sentence(test)
