"""Results as sentences."""

from dataclasses import replace

import numpy as np
import pytest

from core.analyses.cox import analyse_cox
from core.analyses.immortal_time import late_knowledge
from core.analyses.response import analyse_response
from core.analyses.survival import analyse_survival
from core.cohort import Issue, Source
from core.view import IntervalType, ProportionInterval, Ties, View
from core.words.comparison import corner_sentence, doubt_sentence
from core.words.cox import TIES_NAMES, cox_caption, overfitting_sentence
from core.words.immortal_time import late_sentence
from core.words.patients import cohort_sentence, issues_sentence, left_out_sentence, nobody_sentence, patients
from core.words.response import LIMIT_NAMES, response_caption
from core.words.survival import (
    INTERVAL_NAMES,
    INTERVAL_PHRASES,
    medians_sentence,
    survival_caption,
)
from tests.making import clock_of, cohort_of, days, endpoint, extra, selected, sheet_cohort

ARM = extra("Arm", "category", ("A", "B"))
COMPARED = View(compare="x-arm")


def survival(time, event, arm=None, view=COMPARED):
    cohort = sheet_cohort(time, event, {ARM: arm or ["A"] * len(time)})
    return analyse_survival(selected(cohort, view), endpoint("os", "sheet"), view)


@pytest.mark.parametrize(
    ("n", "said"), [(0, "0 patients"), (1, "1 patient"), (29, "29 patients"), (2204, "2,204 patients")]
)
def test_patients_are_counted_in_words(n, said):
    assert patients(n) == said


def test_a_cohort_says_its_size_its_sheet_and_its_fingerprint():
    cohort = cohort_of({ARM: ["A", "B"]}, age_years=[50, 60], salvage_line=[1, 2])
    assert cohort_sentence(cohort) == f"2 patients. Fingerprint {cohort.fingerprint}."
    sheeted = replace(cohort, frame=cohort.patients, source=Source("x.xlsx", sheet="Data"))
    assert cohort_sentence(sheeted).startswith("2 patients from sheet Data. ")


@pytest.mark.parametrize(
    ("severities", "said"),
    [
        ([], "No issues were found."),
        (["note"], "Found in the workbook: 1 note."),
        (["note", "error", "error", "warning"], "Found in the workbook: 2 errors, 1 warning, 1 note."),
    ],
)
def test_issues_are_counted_by_severity(severities, said):
    plain = cohort_of(age_years=[5])
    cohort = replace(plain, frame=plain.patients, issues=tuple(Issue(one, "A1", "a", "b", "c") for one in severities))
    assert issues_sentence(cohort) == said


def test_the_log_rank_test_is_named_with_its_p():
    assert corner_sentence(survival([1, 2], [1, 1]).test) == ""
    assert corner_sentence(survival([1, 2, 3, 4], [0] * 4, ["A", "B"] * 2).test) == "Log-rank P not estimable"
    assert corner_sentence(survival(range(1, 9), [1] * 8, ["A", "B"] * 4).test) == "Log-rank P = .52"
    far = survival([*range(1, 21), *range(100, 120)], [1] * 40, ["A"] * 20 + ["B"] * 20)
    assert corner_sentence(far.test) == "Log-rank P < .001"


def test_nobody_left_is_said_with_the_filter():
    assert nobody_sentence("Age at least 99 years").startswith("No patients match: Age at least 99 years. ")


@pytest.mark.parametrize(
    ("n", "left_out", "said"),
    [
        (29, (), "All 29 patients are included."),
        (1, (), "The 1 patient is included."),
        (1, (("no time", 2), ("no status", 1)), "1 patient included; left out: 2 no time; 1 no status."),
        (0, (("no time", 2),), "0 patients included; left out: 2 no time."),
    ],
)
def test_who_is_left_out_is_said_with_the_reason(n, left_out, said):
    assert left_out_sentence(n, left_out) == said


def test_medians_are_said_with_their_limits_and_their_arm():
    both = survival([2, 4, 6, 9, 9, 9], [1, 1, 1, 0, 0, 0], ["A"] * 3 + ["B"] * 3)
    assert medians_sentence(both) == (
        "Median overall survival, with 95 % CI: 4.0 (2.0–NR) months (A); NR (–) months (B)."
    )
    one = survival([2, 4, 6], [1, 1, 1], view=View())
    assert medians_sentence(one) == "Median overall survival, with 95 % CI: 4.0 (2.0–NR) months."


@pytest.mark.parametrize("interval", IntervalType.__args__)
def test_the_caption_names_the_interval(interval):
    caption = survival_caption(survival([2, 4], [1, 1]), interval)
    assert caption.startswith("Overall survival, Kaplan-Meier.")
    assert f"95 % confidence intervals {INTERVAL_PHRASES[interval]}." in caption
    assert interval.replace("-product", " product") in INTERVAL_PHRASES[interval]
    assert "1 month = 30.4375 days" in caption


def test_every_setting_has_its_words():
    assert set(INTERVAL_NAMES) == set(IntervalType.__args__)
    assert set(LIMIT_NAMES) == set(ProportionInterval.__args__)
    assert set(TIES_NAMES) == set(Ties.__args__)


def test_few_events_are_said_only_where_something_is_compared():
    assert doubt_sentence(survival([1, 2], [1, 1]).test) == ""
    few = survival(range(1, 10), [1] * 9, ["A"] * 5 + ["B"] * 4)
    assert doubt_sentence(few.test) == "Fewer than 5 events in B: the log-rank P is only a rough guide."
    assert doubt_sentence(survival(range(1, 11), [1] * 10, ["A", "B"] * 5).test) == ""


def test_immortal_time_is_explained():
    cohort = cohort_of(
        mab1_start=days(0, 0), hsct_date=days(9, None), vital_status=["dead", "dead"], last_contact=days(20, 30)
    )
    late = late_knowledge(selected(cohort), clock_of(cohort, "os", "mab1_start"), "transplant")
    said = late_sentence(late)
    assert said.startswith("Transplant after the first antibody was known only after the first antibody in 1 patient. ")
    assert "immortal time" in said


def test_immortal_time_is_explained_where_no_date_tells_when_something_became_known():
    cohort = cohort_of(
        mab1_start=days(0, 0), hsct=["yes", "no"], vital_status=["dead", "dead"], last_contact=days(20, 30)
    )
    said = late_sentence(late_knowledge(selected(cohort), clock_of(cohort, "os", "mab1_start"), "transplant"))
    assert said.startswith(
        "Transplant after the first antibody may have become known only after the first antibody, and"
    )
    assert "immortal time" in said


@pytest.mark.parametrize("limits", ProportionInterval.__args__)
def test_the_caption_of_responses_names_limits_tests_and_the_unrecorded(limits):
    cohort = cohort_of(mab1=["blinatumomab", "inotuzumab"], mab1_response=["CR", None])
    alone, compared = (analyse_response(selected(cohort), view) for view in (View(), View(compare="mab1")))
    caption = response_caption(alone, limits)
    assert LIMIT_NAMES[limits] in caption
    assert "Fisher" not in caption
    assert "1 patient without a recorded response" in caption
    assert "Fisher" in response_caption(compared, limits)


def cox(n: int, covariates: tuple[str, ...] = ("age_years",), ties: str = "efron"):
    random = np.random.default_rng(1)
    view = View(covariates=covariates, ties=ties)
    cohort = sheet_cohort(
        random.exponential(9, n), [1] * n, {ARM: ["A", "B"] * (n // 2)}, age_years=random.normal(50, 9, n)
    )
    return analyse_cox(selected(cohort, view), endpoint("os", "sheet"), view)


@pytest.mark.parametrize(("ties", "name"), [("efron", "Efron's method"), ("breslow", "Breslow's method")])
def test_the_caption_of_models_names_the_method_for_ties(ties, name):
    assert name in cox_caption(cox(10, ties=ties))


def test_too_few_events_for_the_coefficients_are_said_with_the_number():
    assert overfitting_sentence(cox(10)) == ""
    said = overfitting_sentence(cox(18, ("age_years", "x-arm")))
    assert said.startswith("18 events for 2 coefficients, 9.0 each; fewer than 10")
    assert overfitting_sentence(cox(10, ())) == ""
