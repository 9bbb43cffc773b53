"""Forms, references, strata, interactions and who enters, against R 4.2.2 with survival 3.5-3 on the veteran data.

The R figures are of this session, `d` being the golden data with celltype and trt as factors; eps = 1e-11 throughout:

    q <- quantile(d$age, c(1/3, 2/3))                                  # 55, 64
    coxph(Surv(time, status) ~ cut(age, c(-Inf, q, Inf), right = FALSE), d)
    coxph(Surv(time, status) ~ cut(age, c(-Inf, median(age), Inf), right = FALSE), d)
    coxph(Surv(time, status) ~ relevel(cut(age, c(-Inf, 50, 65, Inf), right = FALSE), ref = 2) + trt, d)
    m <- coxph(Surv(time, status) ~ relevel(celltype, ref = "large") + karno, d); drop1(m, test = "Chisq")
    coxph(Surv(time, status) ~ as.integer(factor(karno_grp)), d)
    coxph(Surv(time, status) ~ karno + age + strata(celltype, trt), d)
    for (f in c("age", "karno", "diagtime", "celltype", "trt"))       # univariable likelihood-ratio P
      1 - pchisq(2 * diff(coxph(as.formula(paste("Surv(time, status) ~", f)), d)$loglik), df)
    coxph(Surv(time, status) ~ trt, d[-(1:5), ])
"""

import numpy as np
import pytest

from core.analyses.cox import analyse_cox
from core.analyses.cox_choice import (
    MANY_LEVELS,
    NUMBERS_AS_TEXT,
    ONE_LEVEL,
    OUTCOME,
    columns_not_offered,
    covariates_offered,
)
from core.analyses.cox_question import IN_ANOTHER, IS_STRATUM, KNOWN_LATER, NOT_TOGETHER
from core.analyses.cox_terms import NO_CURVE, NO_LOGARITHM, ONE_GROUP, observed_quantiles
from core.filters import Range
from core.stats.cox_model import COLLINEAR
from core.view import View
from tests.analyses.transplanted import seven
from tests.analyses.veterans import EVERYTHING, VETERAN, fitted, veterans
from tests.making import endpoint, extra, selected, sheet_cohort


def hazard_ratios(model) -> list[float]:
    return model.coefficients["hr"].tolist()


@pytest.mark.parametrize(
    ("form", "expected", "n"),
    [
        ("age_years..tertiles", [1.30262632647972, 1.27083285498865], [44, 42, 51]),
        ("age_years..median", [1.20321381908783], [64, 73]),
    ],
)
def test_groups_at_quantiles_are_those_of_r(form, expected, n):
    model = fitted(covariates=("age_years",), forms=(form,)).multivariable
    assert hazard_ratios(model) == pytest.approx(expected, rel=1e-6)
    assert [*model.references["n"], *model.coefficients["n"]] == n


def test_groups_at_cut_points_take_the_reference_chosen():
    forms = ("age_years..cut..50..65", "age_years..ref..2")
    model = fitted(covariates=("age_years", "x-trt"), forms=forms).multivariable
    assert hazard_ratios(model) == pytest.approx([1.55813234437687, 1.62101743777688, 1.14320878264228], rel=1e-6)
    assert model.references["level"].tolist() == ["50 to < 65", "1"]
    assert model.coefficients["level"].tolist() == ["< 50", "≥ 65", "2"]


def test_another_reference_gives_the_hazard_ratios_against_it():
    result = fitted(covariates=("x-celltype", "x-karno"), forms=("x-celltype..ref..large",))
    expected = [0.72206154475372, 1.47652226356720, 2.29811303146788, 0.96942067155142]
    assert sorted(hazard_ratios(result.multivariable)) == pytest.approx(sorted(expected), rel=1e-6)
    tests = result.together_tests
    assert tests["extra:Celltype"].chisq == pytest.approx(17.34046991153, rel=1e-6)
    assert (tests["extra:Karno"].chisq, tests["extra:Karno"].df) == (pytest.approx(34.52302898699, rel=1e-6), 1)
    assert result.multivariable.concordance.c == pytest.approx(0.7341549295774648, rel=1e-9)


def test_a_unit_raises_the_hazard_ratio_to_its_power_and_leaves_p():
    one, ten = (
        fitted(covariates=("x-karno",), forms=forms).multivariable.coefficients.iloc[0]
        for forms in ((), ("x-karno..per..10",))
    )
    assert ten["hr"] == pytest.approx(one["hr"] ** 10)
    assert (ten["lower"], ten["p"]) == (pytest.approx(one["lower"] ** 10), pytest.approx(one["p"]))


def test_an_ordinal_trend_is_per_level():
    model = fitted(covariates=("x-stage",), forms=("x-stage..trend",)).multivariable
    assert hazard_ratios(model) == pytest.approx([0.464672830503949], rel=1e-6)


def test_strata_have_baseline_hazards_of_their_own_in_all_models():
    result = fitted(covariates=("x-karno", "age_years"), model_strata=("x-celltype", "x-trt"))
    assert sorted(hazard_ratios(result.multivariable)) == pytest.approx(
        [0.965266775180443, 0.991062277225491], rel=1e-6
    )
    assert result.multivariable.loglik == pytest.approx(-243.245524345936, rel=1e-9)
    assert all(model.outcomes.strata is not None for model in result.univariable)
    assert result.stratum_labels[:3] == ("squamous, 1", "squamous, 2", "smallcell, 1")


def test_who_has_no_stratum_is_left_out_and_counted():
    site = extra("Site", "category", ("a", "b"))
    cohort = veterans(extras={site: [None] * 4 + ["a", "b"] * 66 + ["a"]})
    result = fitted(cohort, covariates=("age_years",), model_strata=("x-site",))
    assert result.left_out == (("no value of Site", 4),)
    assert result.n == result.multivariable.n == 133


def test_what_becomes_known_later_is_no_stratum_and_a_stratum_is_no_covariate():
    result = fitted(covariates=("x-trt", "age_years"), model_strata=("x-trt",))
    assert [one.reason for one in result.not_done] == [IS_STRATUM]
    assert [field.name for field in result.covariates] == ["age_years"]
    view = View(covariates=("age_years",), model_strata=("transplant",))
    cohort = seven(age_years=[50, 61, 43, 70, 55, 66, 39])
    later = analyse_cox(selected(cohort, view), endpoint("os", "mab1_start"), view)
    assert [(one.reason, one.fields[0].name) for one in later.not_done] == [(KNOWN_LATER, "hsct")]
    assert later.multivariable.n == 7


def test_interactions_are_terms_of_the_model_where_both_covariates_are():
    pair = ("x-celltype..x-trt",)
    result = fitted(covariates=("x-celltype", "x-trt"), interactions=pair)
    assert result.together_tests["extra:Celltype:extra:Trt"].chisq == pytest.approx(8.21622904065646, rel=1e-6)
    apart = fitted(covariates=("x-celltype", "age_years"), interactions=pair)
    assert [one.reason for one in apart.not_done] == [NOT_TOGETHER]
    both = (*pair, "age_years..x-trt")
    twice = fitted(covariates=("x-celltype", "x-trt", "age_years"), interactions=both)
    assert ([one.reason for one in twice.not_done], len(twice.interactions)) == ([IN_ANOTHER], 1)


def test_covariates_enter_by_the_univariable_likelihood_ratio():
    result = fitted(covariates=EVERYTHING, enter="p")
    expected = {
        "age_years": 0.429042770589727,
        "extra:Karno": 8.98284779893288e-11,
        "extra:Diagtime": 0.339725265961497,
        "extra:Celltype": 1.66074818871431e-05,
        "extra:Trt": 0.921772922016018,
    }
    assert {one.field.name: one.p for one in result.entries} == pytest.approx(expected, rel=1e-5)
    assert {field.name for field in result.entered} == {"extra:Karno", "extra:Celltype"}
    wider = fitted(covariates=EVERYTHING, enter="p", enter_below=0.43)
    assert {field.name for field in wider.entered} == set(expected) - {"extra:Trt"}
    assert wider.multivariable.coefficients["term"].nunique() == 4


def test_covariates_enter_by_hand_and_where_none_does_that_is_said():
    result = fitted(covariates=EVERYTHING, enter="hand", entered=("x-trt",))
    assert result.multivariable.coefficients["term"].tolist() == ["extra:Trt"]
    nobody = fitted(covariates=EVERYTHING, enter="hand")
    assert nobody.multivariable is None
    assert "No covariate enters" in nobody.refused
    assert len(nobody.univariable) == 5


def test_the_same_patients_are_those_of_the_multivariable_model():
    cohort, asked = veterans(missing=5), {"covariates": ("x-karno", "x-trt")}
    own, same = fitted(cohort, **asked), fitted(cohort, same_patients=True, **asked)
    place = [field.name for field in same.covariates].index("extra:Trt")
    assert (own.univariable[place].n, same.univariable[place].n) == (137, 132)
    assert hazard_ratios(same.univariable[place]) == pytest.approx([0.979617159050874], rel=1e-6)
    assert same.together_patients.n_left_out == own.together_patients.n_left_out == 5
    assert dict(zip([f.name for f in own.covariates], own.without_value, strict=True))["extra:Karno"] == 5


@pytest.mark.parametrize(
    ("form", "values", "reason"),
    [
        ("cut..500", None, ONE_GROUP),
        ("median", [3.0] * 137, ONE_GROUP),
        ("doubling", [0.0, *[2.0] * 136], NO_LOGARITHM),
        ("spline", [1.0, 2.0, 3.0] * 45 + [1.0, 2.0], NO_CURVE),
    ],
)
def test_a_form_these_values_cannot_have_is_replaced_by_a_line_and_the_reason_given(form, values, reason):
    dose = extra("Dose", "number")
    cohort = veterans(extras={dose: values or VETERAN["age"].tolist()})
    result = fitted(cohort, covariates=("x-dose",), forms=(f"x-dose..{form}",))
    assert [one.refused for one in result.forms] == [reason]
    plain = fitted(cohort, covariates=("x-dose",))
    assert result.multivariable.loglik == pytest.approx(plain.multivariable.loglik)


def test_quantiles_are_values_somebody_has_and_part_patients_as_the_quantiles_do():
    values = np.array([1.0, 2, 3, 4, 10])
    assert observed_quantiles(values, (0.5, 0.9)) == (3, 10)
    assert observed_quantiles(np.zeros(0), (0.5,)) == ()
    random = np.random.default_rng(1)
    for n in range(2, 40):
        values = random.integers(0, 12, n).astype(float)
        (place,) = observed_quantiles(values, (1 / 3,))
        assert ((values >= place) == (values >= np.quantile(values, 1 / 3))).all()


def test_a_column_that_is_the_outcome_never_enters_and_one_that_is_not_does():
    died = extra("Died", "category", ("0", "1"))
    months = extra("Months", "number")
    extras = {died: VETERAN["status"].astype(str).tolist(), months: (VETERAN["time"] / 30.4375).round(1).tolist()}
    result = fitted(veterans(extras=extras), covariates=(*EVERYTHING, "x-died", "x-months"))
    assert {one.field.name for one in result.entries if one.is_outcome} == {"extra:Died", "extra:Months"}
    assert len(result.entered) == 5
    assert result.multivariable.estimable.all()


def test_columns_that_cannot_be_covariates_are_told_with_the_reason():
    numbers = extra("Dose", "text")
    few = extra("Ward", "category", ("one",))
    many = extra("Centre", "category", tuple("abcdefghijklmn"))
    cohort = sheet_cohort(
        range(1, 29),
        [1, 0] * 14,
        {numbers: ["n.d.", *map(str, range(27))], few: ["one"] * 28, many: list("abcdefghijklmn") * 2},
        age_years=range(28),
    )
    one = endpoint("os", "sheet")
    found = columns_not_offered(cohort, one, View(covariates=("os_time",)))
    assert {field.name: reason for field, reason in found} == {
        "extra:Dose": NUMBERS_AS_TEXT,
        "extra:Ward": ONE_LEVEL,
        "extra:Centre": MANY_LEVELS,
        "os_time": OUTCOME,
    }
    assert "age_years" in {field.name for field in covariates_offered(cohort, one)}


def test_forty_covariates_for_twenty_events_are_fitted_and_every_number_is_finite_or_has_a_reason():
    random = np.random.default_rng(4)
    extras = {extra(f"Gene {i}", "number"): random.normal(size=60) for i in range(40)}
    cohort = sheet_cohort(random.exponential(20, 60), [1] * 20 + [0] * 40, extras)
    result = fitted(cohort, covariates=tuple(field.slug for field in extras))
    coefficients = result.multivariable.coefficients
    assert len(coefficients) == 40
    assert (coefficients["estimable"] | coefficients["reason"].ne("")).all()
    assert result.events_per_variable == 0.5


def test_collinear_covariates_keep_the_first_and_name_the_other():
    twice = extra("Age in months", "number")
    result = fitted(
        veterans(extras={twice: (VETERAN["age"] * 12).tolist()}), covariates=("age_years", "x-age-in-months")
    )
    assert result.multivariable.reasons == ("", COLLINEAR)


def test_no_complete_case_leaves_the_univariable_models():
    left, right = extra("Left", "number"), extra("Right", "number")
    values = np.arange(137.0)
    halves = {left: np.where(values % 2, values, np.nan), right: np.where(values % 2, np.nan, values)}
    result = fitted(veterans(extras=halves), covariates=("x-left", "x-right"))
    assert result.multivariable is None
    assert "No patient has a value of all covariates" in result.refused
    assert [model.n for model in result.univariable] == [68, 69]


def test_a_filter_that_leaves_one_group_is_said():
    view = {"covariates": ("age_years",), "forms": ("age_years..cut..50",)}
    result = fitted(filters=(Range(field="age_years", low=60),), **view)
    assert [one.refused for one in result.forms] == [ONE_GROUP]


def test_a_covariate_named_twice_counts_once():
    assert [field.name for field in fitted(covariates=("age_years", "x-trt", "age_years")).covariates] == [
        "age_years",
        "extra:Trt",
    ]
