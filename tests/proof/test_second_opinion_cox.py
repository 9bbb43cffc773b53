"""The second opinion on Cox models is that of lifelines, and would notice a wrong hazard ratio."""

from dataclasses import replace

import numpy as np
import pytest

from core.bundled import read_bundled
from core.proof.opinions.cox import BRESLOW, UNBOUNDED, second_opinion_on_cox
from core.view import View
from tests.proof.asked import SITE, made_up
from tests.proof.test_r_cox import asked

VIEWS = [
    ("mskcc", View(covariates=("age_years", "salvage"))),
    ("mskcc", View(covariates=("age_years", "transplant"), origin="mab2_start")),
    ("mskcc", View(covariates=("age_years",), model_strata=("cd19_at_relapse",))),
    ("ino_failure", View(covariates=("wbc", "ecog"))),
    ("made up", View(covariates=(SITE.slug, "sex"), entry="mab2_start")),
]


@pytest.mark.parametrize(("cohort", "view"), VIEWS)
def test_lifelines_says_the_same_of_hazard_ratios(cohort, view):
    result, _ = asked(made_up() if cohort == "made up" else read_bundled(cohort).cohort, view)
    opinions, unsaid = second_opinion_on_cox(result)
    assert unsaid == ()
    assert len([one for one in opinions if one.name.endswith("HR")]) >= 2
    assert [one for one in opinions if not one.agrees] == []


def test_a_wrong_hazard_ratio_is_noticed():
    result, _ = asked(made_up(), View(covariates=(SITE.slug, "sex")))
    model = result.multivariable
    wrong = replace(model, beta=model.beta + np.array([1e-3, 0.0, 0.0]))
    opinions, _ = second_opinion_on_cox(replace(result, multivariable=wrong))
    noticed = {one.name for one in opinions if not one.agrees}
    expected = {f"multivariable, covariate 1, level 2, {what}" for what in ("HR", "HR, lower", "HR, upper", "P")}
    assert noticed == expected


@pytest.mark.parametrize("entry", ["", "mab2_start"])
def test_statsmodels_says_the_same_with_breslows_method(entry):
    view = View(covariates=("sex", SITE.slug), model_strata=() if entry else ("sex",), ties="breslow", entry=entry)
    result, _ = asked(made_up(), view)
    opinions, unsaid = second_opinion_on_cox(result)
    assert unsaid == (BRESLOW,)
    assert len(opinions) >= 10
    assert {(one.library, one.agrees) for one in opinions} == {("statsmodels", True)}


def test_what_no_library_can_fit_is_said():
    result, _ = asked(made_up(), View(covariates=("sex", SITE.slug)))
    first, second = result.univariable
    unbounded = replace(first, estimable=np.array([False]))
    opinions, unsaid = second_opinion_on_cox(replace(result, univariable=(unbounded, second)))
    assert unsaid == (UNBOUNDED,)
    assert not [one for one in opinions if one.name.startswith("univariable, covariate 1")]
    assert [one for one in opinions if one.name.startswith("univariable, covariate 2")]
