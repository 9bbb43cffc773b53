"""What a Cox model cannot do is said with its remedy, a sentence each."""

import numpy as np
import pytest

from core.analyses import cox_choice, cox_question, cox_terms
from core.stats import cox_model
from core.stats.firth import CURED_BY_FIRTH
from core.words.cox_firth import offer_sentence
from core.words.cox_problems import (
    NOT_DONE,
    NOT_TAKEN,
    WHERE_NOT_ESTIMATED,
    WHY_NO_COVARIATE,
    no_covariate_sentence,
    problem_sentences,
    refused_sentence,
)
from tests.analyses.veterans import EVERYTHING, VETERAN, fitted, veterans
from tests.making import extra, sheet_cohort


def said(result) -> str:
    return " ".join(problem_sentences(result))


def test_every_reason_has_its_words():
    assert set(WHY_NO_COVARIATE) == {
        cox_choice.OUTCOME, cox_choice.NO_VALUE, cox_choice.ONE_LEVEL, cox_choice.MANY_LEVELS,
        cox_choice.NUMBERS_AS_TEXT, cox_choice.FREE_TEXT, cox_choice.DATE,
    }  # fmt: skip
    assert set(NOT_TAKEN) == {cox_terms.ONE_GROUP, cox_terms.NO_LOGARITHM, cox_terms.NO_CURVE, cox_terms.CHANGES}
    assert set(NOT_DONE) == {
        cox_question.KNOWN_LATER, cox_question.IS_STRATUM, cox_question.NOT_TOGETHER, cox_question.IN_ANOTHER,
    }  # fmt: skip
    reasons = {
        value
        for name, value in vars(cox_model).items()
        if name.isupper() and isinstance(value, str) and not name.endswith("COLUMNS")
    }
    assert set(WHERE_NOT_ESTIMATED) == reasons - {cox_model.NO_EVENTS, *CURED_BY_FIRTH}


def test_a_model_without_trouble_has_nothing_said():
    assert problem_sentences(fitted(covariates=EVERYTHING)) == ()
    assert no_covariate_sentence(()) == ""


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ([7.0] * 137, "Dose is the same in every patient of the model: widen the filters or take it out."),
        ((VETERAN["age"] * 2.0).tolist(), "Dose follows from the covariates before it (collinear)"),
        (VETERAN["time"].astype(float).tolist(), "Dose tells exactly who had the event, or when"),
    ],
)
def test_a_number_that_cannot_be_estimated_is_named_with_the_remedy(values, sentence):
    cohort = veterans(extras={extra("Dose", "number"): values})
    result = fitted(cohort, covariates=("age_years", "x-dose"))
    assert sentence in said(result)
    assert result.multivariable.estimable[0]


def test_perfect_separation_and_a_level_without_events_say_what_to_do():
    arm = extra("Arm", "category", ("A", "B"))
    times, events = [*range(1, 9), *range(20, 28)], [1] * 8 + [0] * 8
    marker = extra("Marker", "number")
    cohort = sheet_cohort(times, events, {arm: ["A"] * 8 + ["B"] * 8, marker: [float(t) ** 2 for t in times]})
    reference = fitted(cohort, covariates=("x-arm",), forms=("x-arm..ref..b",))
    assert "Arm: nobody with “B”, the reference, had the event" in offer_sentence(reference)
    assert "Marker: the estimate runs away, as the covariate tells patients with" in offer_sentence(
        fitted(cohort, covariates=("x-marker",))
    )


def test_forms_strata_and_interactions_that_cannot_be_are_named():
    result = fitted(
        covariates=("age_years", "x-trt"),
        forms=("age_years..cut..500",),
        model_strata=("x-trt",),
        interactions=("age_years..x-trt",),
    )
    text = said(result)
    assert "Age is taken per unit: these groups leave all patients in one; choose other cut points." in text
    assert "Trt parts the patients into strata and has no hazard ratio" in text
    assert "Interaction of Age and Trt left out" in text


def test_no_complete_case_names_the_covariate_to_take_out():
    left, right = extra("Left", "number"), extra("Right", "number")
    values = np.arange(137.0)
    halves = {left: np.where(values % 2, values, np.nan), right: np.where(values < 9, values, np.nan)}
    halves[right] = np.where(values % 2, np.nan, halves[right])
    result = fitted(veterans(extras=halves), covariates=("x-left", "x-right"))
    assert "132 patients of 137 have none of Right: take it out first." in refused_sentence(result)
    assert refused_sentence(fitted(covariates=())) == "Choose at least one covariate."


def test_columns_that_cannot_be_covariates_are_told_in_one_sentence():
    dose = extra("Dose", "text")
    assert no_covariate_sentence(((dose, cox_choice.NUMBERS_AS_TEXT),)) == (
        "Not covariates: Dose: most of its cells are numbers but some are text; correct these in the workbook."
    )
