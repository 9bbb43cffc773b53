"""Curves and interactions in a Cox model against R 4.2.2, survival 3.5-3, splines::ns with the outer knots as boundary.

The figures are of this session, `d` being the veteran data of the golden cases:

    d$celltype <- factor(d$celltype, levels = c("squamous", "smallcell", "adeno", "large")); d$trt <- factor(d$trt)
    kn <- quantile(d$age, c(.05, .35, .65, .95))             # 38.0 56.6 64.0 70.2
    S <- function(x) ns(x, knots = kn[2:3], Boundary.knots = kn[c(1, 4)])
    f <- coxph(Surv(time, status) ~ S(age) + trt, d, eps = 1e-11)
    anova(coxph(Surv(time, status) ~ age + trt, d, eps = 1e-11), f)
    con <- function(m, cc) { est <- sum(cc * coef(m)); se <- sqrt(drop(t(cc) %*% vcov(m) %*% cc))
      c(exp(est), exp(est - qnorm(.975) * se), exp(est + qnorm(.975) * se), 2 * pnorm(-abs(est / se))) }
    con(f, c(S(36) - S(62), 0))                              # and 51, 80
    summary(survfit(f, data.frame(age = 50, trt = factor("2", levels = c("1", "2")))), times = c(60, 180))
    i <- coxph(Surv(time, status) ~ karno * celltype + age, d, eps = 1e-11); cox.zph(i)
    con(i, c(1,0,0,0,0,0,0,0)); con(i, c(1,0,0,0,0,0,1,0)); con(i, c(0,0,1,0,0,0,80,0)); con(i, c(0,-1,1,0,0,-40,40,0))
    j <- coxph(Surv(time, status) ~ celltype * trt, d, eps = 1e-11)
    con(j, c(1,0,0,0,1,0,0)); con(j, c(0,0,0,1,0,1,0))
"""

import numpy as np
import pytest

from core.stats.contrasts import NOBODY, hazard_ratio_between
from core.stats.cox import fit_cox
from core.stats.cox_model import COLLINEAR, NO_EVENT_IN_LEVEL, CoxModel
from core.stats.cox_prediction import predict_survival
from core.stats.likelihood_ratio import (
    depends_on,
    likelihood_ratio_by_term,
    likelihood_ratio_without,
    nonlinearity_test,
)
from core.stats.proportional_hazards import compare_hazards_over_time
from core.stats.shapes import PerDoubling, PerUnit, RestrictedCubicSpline, knots_of
from core.stats.terms import Factor, Interaction, Numeric, Shaped, Term
from tests.golden.cases import data_set

VETERAN = data_set("veteran")
CELLS = ("squamous", "smallcell", "adeno", "large")
AGE = VETERAN["age"].to_numpy(dtype=float)
KARNO = Numeric("karno", VETERAN["karno"].to_numpy(dtype=float))
CELL = Factor("celltype", np.array([CELLS.index(one) for one in VETERAN["celltype"]]), CELLS)
TREATMENT = Factor("trt", VETERAN["trt"].to_numpy() - 1, ("1", "2"))
SPLINE = Shaped("age", AGE, RestrictedCubicSpline(knots_of(AGE)))


def fitted(*terms: Term, strata=None) -> CoxModel:
    return fit_cox(VETERAN["time"].to_numpy(), VETERAN["status"].to_numpy(), terms, strata=strata)


CURVED = fitted(SPLINE, TREATMENT)
SLOPES = fitted(KARNO, CELL, Numeric("age", AGE), Interaction(KARNO, CELL))
CROSSED = fitted(CELL, TREATMENT, Interaction(CELL, TREATMENT))


def assert_ratio(found, expected) -> None:
    assert found.estimable
    assert (found.hr, found.lower, found.upper, found.p) == pytest.approx(expected, rel=1e-6)


def assert_test(found, chisq: float, df: int, p: float) -> None:
    assert (found.chisq, found.df, found.p) == (pytest.approx(chisq, rel=1e-6), df, pytest.approx(p, rel=1e-6))


def test_a_spline_has_the_likelihood_of_r():
    assert SPLINE.shape.knots == pytest.approx((38.0, 56.6, 64.0, 70.2))
    assert CURVED.loglik == pytest.approx(-501.060293639853, rel=1e-9)
    assert CURVED.likelihood_ratio.df == 4


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (36, (1.83559222849971, 0.939454235560327, 3.58654919184954, 0.0755334404963168)),
        (51, (0.724133162199431, 0.469389423563451, 1.11712963751103, 0.144502552792196)),
        (80, (2.33924653624143, 0.731784292739049, 7.47771496547939, 0.151772513883014)),
    ],
)
def test_a_spline_has_hazard_ratios_between_two_values(age, expected):
    assert_ratio(hazard_ratio_between(CURVED, {"age": age}, {"age": 62}), expected)


def test_a_spline_is_tested_against_a_straight_line():
    assert_test(nonlinearity_test(CURVED, "age"), 8.15170842239661, 2, 0.0169777059345554)


def test_a_spline_predicts_survival():
    found = predict_survival(CURVED, [{"age": 50, "trt": "2"}], [60, 180])
    assert found.survival[0].tolist() == pytest.approx([0.656555470617047, 0.345243919713758], rel=1e-6)
    assert found.std_err[0].tolist() == pytest.approx([0.0673766911720805, 0.0855062621771303], rel=1e-6)


def test_an_interaction_of_a_number_and_a_factor_has_the_coefficients_of_r():
    expected = [
        -0.04275706343939152, -0.50660077125445757, 0.46992946117794276, 0.20772990237019687, -0.00364960805993278,
        0.02228782386001110, 0.01226710050583492, 0.00291265498620581,
    ]  # fmt: skip
    errors = [
        0.01068859874469709, 0.83633795325329585, 0.83297425458193797, 1.08871604618005668, 0.00944449859657611,
        0.01444058248974982, 0.01370411920749187, 0.01706045549648054,
    ]  # fmt: skip
    assert SLOPES.coefficients["coef"].tolist() == pytest.approx(expected, rel=1e-6)
    assert SLOPES.coefficients["se"].tolist() == pytest.approx(errors, rel=1e-6)
    assert SLOPES.coefficients["level"].tolist()[-3:] == ["smallcell", "adeno", "large"]


@pytest.mark.parametrize(
    ("values", "reference", "expected"),
    [
        ((1, "squamous"), (0, "squamous"), (0.95814413003488, 0.938280502011382, 0.978428275928472, 6.32756942890e-05)),
        ((1, "adeno"), (0, "adeno"), (0.969970167673373, 0.95320511092392, 0.98703008974047, 0.000609159810008652)),
        ((80, "adeno"), (80, "squamous"), (4.26864950331554, 1.83273886197583, 9.9421521309981, 0.000767307596410)),
        ((40, "adeno"), (40, "smallcell"), (1.77837726258555, 0.950470788197689, 3.32743070839489, 0.0716956237852)),
    ],
)
def test_hazard_ratios_within_a_level_or_at_a_number_are_those_of_r(values, reference, expected):
    profiles = [dict(zip(("karno", "celltype"), one, strict=True)) for one in (values, reference)]
    assert_ratio(hazard_ratio_between(SLOPES, *profiles), expected)


def test_an_interaction_of_two_factors_has_hazard_ratios_within_levels():
    small = [{"celltype": cell, "trt": "2"} for cell in ("smallcell", "squamous")]
    assert_ratio(
        hazard_ratio_between(CROSSED, *small), (6.23538157661913, 2.89323111908767, 13.4382570232762, 2.9878318745e-06)
    )
    adeno = [{"celltype": "adeno", "trt": trt} for trt in ("2", "1")]
    assert_ratio(
        hazard_ratio_between(CROSSED, *adeno), (1.1533145756176, 0.511510362116198, 2.60040579594327, 0.730949995369114)
    )


def test_interactions_are_tested_and_a_term_is_left_out_with_its_interactions():
    by_term = likelihood_ratio_by_term(CROSSED).set_index("term").loc
    assert_test(by_term["celltype:trt"], 8.21622904065646, 3, 0.0417480175157968)
    assert_test(by_term["celltype"], 34.0640315194931, 6, 6.53855393575463e-06)
    assert_test(
        likelihood_ratio_without(SLOPES, lambda term: isinstance(term, Interaction)),
        2.72856475326898, 3, 0.435394819565595,
    )  # fmt: skip
    assert depends_on(Interaction(CELL, TREATMENT), "trt")
    assert not depends_on(KARNO, "trt")


def test_proportional_hazards_of_an_interaction_are_tested_as_in_r():
    found = compare_hazards_over_time(SLOPES)
    assert found.terms["chisq"].tolist() == pytest.approx(
        [21.6837916004, 16.3339802761, 2.3055846941, 18.9684135519], rel=1e-5
    )
    assert (found.overall.chisq, found.overall.df) == (pytest.approx(39.6707262461, rel=1e-5), 8)


def test_per_unit_and_per_doubling_within_strata_are_those_of_r():
    # summary(coxph(Surv(time, status) ~ log2(diagtime) + strata(celltype), d)); the same of I(karno / 10)
    doubling = Shaped("diagtime", VETERAN["diagtime"].to_numpy(dtype=float), PerDoubling())
    found = fitted(doubling, strata=CELL.codes).coefficients.iloc[0]
    assert (found["hr"], found["se"]) == pytest.approx((1.06941201196068, 0.0748080989978282), rel=1e-6)
    per_ten = fitted(Shaped("karno", KARNO.values, PerUnit(10)), strata=CELL.codes)
    assert per_ten.coefficients["hr"][0] == pytest.approx(0.700369703373351, rel=1e-6)
    assert per_ten.coefficients["se"][0] == pytest.approx(0.0553964162775878, rel=1e-6)
    assert per_ten.loglik == pytest.approx(-318.250315926652, rel=1e-9)
    raw = hazard_ratio_between(per_ten, {"karno": 70}, {"karno": 60})
    assert raw.hr == pytest.approx(per_ten.coefficients["hr"][0], rel=1e-9)


def test_a_contrast_that_needs_what_cannot_be_estimated_says_why():
    empty = Factor("empty", np.where(CELL.codes == 0, 0, TREATMENT.codes), ("no", "yes"))
    model = fitted(CELL, empty, Interaction(CELL, empty))
    none = hazard_ratio_between(
        model, {"celltype": "squamous", "empty": "yes"}, {"celltype": "squamous", "empty": "no"}
    )
    assert COLLINEAR in model.reasons
    assert (none.estimable, none.reason) == (False, NOBODY)
    without_event = Factor("late", (VETERAN["status"] == 0).to_numpy().astype(int), ("no", "yes"))
    model = fitted(without_event)
    found = hazard_ratio_between(model, {"late": "yes"}, {"late": "no"})
    assert (found.estimable, found.reason) == (False, NO_EVENT_IN_LEVEL)
    assert np.isnan([found.hr, found.lower, found.upper, found.p]).all()
