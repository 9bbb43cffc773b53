"""A view and a cohort: what the cohort cannot answer is said, and the rest holds."""

import pytest

from core.filters import Choice, Range
from core.fitting import fit_view
from core.view import View
from tests.making import cohort_of, extra, plain_cohort


def test_a_view_that_fits_its_cohort_is_left_as_it_is():
    sites = {extra("Site", "category", ("a", "b")): ["a", "b"]}
    cohort = cohort_of(sites, age_years=[40, 50], sex=["male", "female"])
    view = View(
        filters=(Choice(field="sex", levels=("male", "missing")), Range(field="age_years", low=1)),
        compare="x-site",
        covariates=("age_years", "x-site"),
    )
    assert fit_view(view, cohort) == (view, ())


def test_what_a_cohort_cannot_answer_is_reported_and_the_rest_kept():
    cohort = plain_cohort(age_years=[40], sex=["male"])
    view = View(
        filters=(
            Choice(field="salvage", levels=("1",)),
            Choice(field="sex", levels=("male",)),
            Range(field="sex", low=1),
            Choice(field="x-site", levels=("a",)),
        ),
        compare="sequence",
        covariates=("age_years", "x-site", "ecog"),
        interval="plain",
    )
    fitted, problems = fit_view(view, cohort)
    kept = View(filters=(Choice(field="sex", levels=("male",)),), covariates=("age_years",), interval="plain")
    assert fitted == kept
    assert problems == (
        "Filter not applied: Salvage status is not a column of this cohort.",
        "Filter not applied: Sex cannot be filtered this way in this cohort.",
        "Filter not applied: “site” is not a column of this cohort.",
        "Comparison not drawn: this cohort has no groups called “sequence”.",
        "Covariates left out, not in this cohort: x-site, ecog.",
    )


def test_what_a_model_asks_of_columns_the_cohort_has_not_is_reported_and_the_rest_kept():
    cohort = plain_cohort(age_years=[40, 50], sex=["male", "female"], ecog=["0", "1"])
    fitting = ("age_years..per..10", "age_years..ref..2", "sex..ref..male", "ecog..trend")
    asked = View(
        forms=(*fitting, "sex..trend", "x-site..spline", "wbc..doubling", "ecog..ref..9"),
        model_strata=("sex", "age_years", "x-site"),
        interactions=("age_years..sex", "age_years..x-site"),
        entered=("age_years", "x-site"),
    )
    fitted, problems = fit_view(asked, cohort)
    assert fitted == View(
        forms=fitting, model_strata=("sex",), interactions=("age_years..sex",), entered=("age_years",)
    )
    assert problems == (
        "Forms of covariates not used, as these columns cannot take them: sex..trend, x-site..spline, "
        "wbc..doubling, ecog..ref..9.",
        "Strata left out, not in this cohort: age_years, x-site.",
        "Interactions left out, not in this cohort: age_years..x-site.",
        "Covariates not entered, not in this cohort: x-site.",
    )
    assert fit_view(fitted, cohort) == (fitted, ())


def test_of_a_filter_by_several_levels_those_the_cohort_has_still_hold():
    cohort = cohort_of({extra("Site", "category", ("a", "b")): ["a", "b"]})
    filters = (Choice(field="x-site", levels=("a", "q", "r", "missing")),)
    fitted, problems = fit_view(View(filters=filters), cohort)
    assert fitted.filters == (Choice(field="x-site", levels=("a", "missing")),)
    assert problems == ("Filter applied without a level: Site has no level “q”, “r” in this cohort.",)
    fitted, problems = fit_view(View(filters=(Choice(field="x-site", levels=("q",)),)), cohort)
    assert fitted.filters == ()
    assert problems == ("Filter not applied: Site has no level “q” in this cohort.",)


def test_of_a_view_beside_what_the_cohort_has_not_is_said_in_one_sentence_and_the_rest_holds():
    men, elsewhere = Choice(field="sex", levels=("male",)), Choice(field="x-nowhere", levels=("a",))
    asked = View(beside=(men, elsewhere, Choice(field="x-gone", levels=("b",))))
    view, problems = fit_view(asked, plain_cohort(sex=["male", "female"]))
    assert (view.filters, view.beside) == ((), (men,))
    (problem,) = problems
    assert problem.startswith("In the view beside this one: Filter not applied: “nowhere” is not a column")
    assert "“gone”" in problem


def test_a_number_cannot_be_compared_by():
    fitted, problems = fit_view(View(compare="age_years"), plain_cohort(age_years=[40]))
    assert fitted.compare == ""
    assert len(problems) == 1


def test_rows_a_table_cannot_have_are_reported_and_the_others_keep_their_order():
    cohort = cohort_of(age_years=[40, 60], sex=["male", None], ecog=[None, None], vital_status=["dead", "alive"])
    asked = ("sex", "age_years.iqr", "age_years.mean", "ecog", "vital_status", "sex.mean", "x-site")
    fitted, (problem,) = fit_view(View(table="mine", table_rows=asked), cohort)
    assert fitted.table_rows == ("sex", "age_years.iqr")
    assert problem.endswith(": age_years.mean, ecog, vital_status, sex.mean, x-site.")
    assert fit_view(fitted, cohort) == (fitted, ())


@pytest.mark.parametrize(
    "view", [View(endpoint="efs"), View(origin="hsct"), View(origin="nowhere"), View(antibody="mab2")]
)
def test_an_endpoint_origin_or_antibody_the_cohort_has_not_is_reported(view):
    cohort = cohort_of(mab1_start=[None], mab1_response=["CR"], vital_status=["dead"], last_contact=[None])
    assert fit_view(view, cohort)[1]
