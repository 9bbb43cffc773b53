"""Proportions and tables of counts as R gives them, also in what Ballad does not show."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from core.stats.association import chi_squared, compare_counts, count_trend
from core.stats.fisher import fisher_exact, one_sided_probabilities
from core.stats.odds_ratio import conditional_odds_ratio
from core.stats.ordinal import linear_by_linear
from core.stats.proportions import proportion_interval, proportion_p
from core.stats.two_by_two import odds_ratio, risk_difference, risk_ratio
from tests.golden.cases import cases, number

METHODS = {"clopper_pearson": "clopper-pearson", "wilson": "wilson", "wilson_cc": "wilson-corrected", "wald": "wald"}

BINOMIAL = [pytest.param(case, id=case["id"]) for case in cases("binomial")]


def tables(field: str) -> list:
    """The contingency cases that have this field."""
    return [pytest.param(case, id=case["id"]) for case in cases("contingency") if field in case["expected"]]


def has_empty_margin(case: dict) -> bool:
    return 0 in case["expected"]["row_totals"] + case["expected"]["col_totals"]


def assert_limits_agree(limits, expected: dict) -> None:
    assert_allclose(limits, [number(expected["lower"]), number(expected["upper"])], rtol=1e-9, atol=1e-12)


def assert_test_agrees(test, expected: dict) -> None:
    assert_allclose(test.statistic, number(expected["statistic"]), rtol=1e-9, atol=1e-12)
    assert_allclose(test.p, number(expected["p"]), rtol=1e-6, atol=1e-12)
    assert test.df == (expected["df"] if expected["p"] is not None else 0)


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("case", BINOMIAL)
def test_limits_of_a_proportion_are_those_of_r(case, method):
    k, n = case["inputs"]["x"], case["inputs"]["n"]
    assert_limits_agree(proportion_interval(k, n, METHODS[method]), case["expected"][method])


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("case", tables("row_proportions"))
def test_limits_of_the_share_of_every_row_are_those_of_r(case, method):
    counts = np.array(case["inputs"]["table"])
    limits = proportion_interval(counts[:, 0], counts.sum(axis=1), METHODS[method])
    for row, expected in enumerate(case["expected"]["row_proportions"]):
        assert_limits_agree((limits[0][row], limits[1][row]), expected[method])


def test_every_case_is_compared():
    assert (len(BINOMIAL), len(tables("chisq")), len(tables("risk_ratio")), len(tables("trend"))) == (9, 26, 16, 5)


@pytest.mark.parametrize("case", BINOMIAL)
def test_p_of_a_proportion_against_one_half_is_that_of_r(case):
    found = proportion_p(case["inputs"]["x"], case["inputs"]["n"])
    assert_allclose(found, case["expected"]["p_vs_half"], rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("case", tables("odds_ratio_woolf"))
def test_one_sided_fisher_p_are_those_of_r(case):
    expected = case["expected"]["fisher"]
    found = one_sided_probabilities(case["inputs"]["table"])
    assert_allclose(found, [expected["p_less"], expected["p_greater"]], rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize(("added", "name"), [(0.0, "odds_ratio_woolf"), (0.5, "odds_ratio_haldane")])
@pytest.mark.parametrize("case", tables("odds_ratio_woolf"))
def test_the_plain_odds_ratio_and_that_with_half_a_patient_added_are_those_of_r(case, added, name):
    ratio, expected = odds_ratio(case["inputs"]["table"], added=added), case["expected"][name]
    assert_allclose(ratio.estimate, number(expected["estimate"]), rtol=1e-9, atol=1e-12)
    if ratio.estimate > 0 and np.isfinite(ratio.estimate):
        assert_limits_agree((ratio.lower, ratio.upper), expected)
    else:
        # R's formula gives 0 to nothing or nothing to infinity here; neither is an interval.
        assert np.isnan([ratio.lower, ratio.upper]).all()


@pytest.mark.parametrize("case", tables("risk_difference"))
def test_risk_difference_with_wald_limits_is_that_of_r(case):
    difference = risk_difference(case["inputs"]["table"], method="wald")
    expected = case["expected"]["risk_difference"]
    found = [difference.estimate, difference.lower, difference.upper]
    wanted = [expected[name] for name in ("estimate", "wald_lower", "wald_upper")]
    assert_allclose(found, wanted, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("case", tables("chisq"))
def test_chi_squared_is_that_of_r(case):
    test = chi_squared(case["inputs"]["table"])
    assert_test_agrees(test, case["expected"]["chisq"])
    if not has_empty_margin(case):
        assert_allclose(test.expected, case["expected"]["chisq"]["expected"], rtol=1e-9)


@pytest.mark.parametrize("case", tables("chisq_yates"))
def test_chi_squared_with_yates_correction_is_that_of_r(case):
    assert_test_agrees(chi_squared(case["inputs"]["table"], yates=True), case["expected"]["chisq_yates"])


@pytest.mark.parametrize("case", tables("fisher"))
def test_fisher_p_is_that_of_r(case):
    # R writes P = 1 where a column is empty; there is nothing to test, and Ballad says so.
    expected = np.nan if has_empty_margin(case) else case["expected"]["fisher"]["p"]
    test = fisher_exact(case["inputs"]["table"])
    assert_allclose(test.p, expected, rtol=1e-6, atol=0)
    assert not test.too_large


@pytest.mark.parametrize("case", tables("odds_ratio_woolf"))
def test_conditional_odds_ratio_and_its_exact_limits_are_those_of_r(case):
    test, expected = fisher_exact(case["inputs"]["table"]), case["expected"]["fisher"]
    alone = conditional_odds_ratio(case["inputs"]["table"])
    # `precise` is R's equation solved to the last digit: fisher.test itself stops up to 1e-3 short of it.
    expected = expected["precise"]
    names = ("odds_ratio_cmle", "or_lower", "or_upper")
    wanted = [number(expected[name]) for name in names]
    assert_allclose([test.odds_ratio, test.lower, test.upper], wanted, rtol=1e-8)
    if not has_empty_margin(case):  # limits of 0 to infinity are none
        assert_allclose([alone.estimate, alone.lower, alone.upper], wanted, rtol=1e-8)


@pytest.mark.parametrize("case", tables("risk_difference"))
def test_risk_difference_with_newcombe_limits_is_that_of_r(case):
    difference, expected = risk_difference(case["inputs"]["table"]), case["expected"]["risk_difference"]
    assert_allclose(difference.estimate, expected["estimate"], rtol=1e-9, atol=1e-12)
    assert_allclose(difference.lower, expected["newcombe_lower"], rtol=1e-9, atol=1e-12)
    assert_allclose(difference.upper, expected["newcombe_upper"], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("case", tables("risk_ratio"))
def test_risk_ratio_is_that_of_r(case):
    ratio, expected = risk_ratio(case["inputs"]["table"]), case["expected"]["risk_ratio"]
    assert_allclose(ratio.estimate, number(expected["estimate"]), rtol=1e-9, atol=1e-12)
    if ratio.estimate > 0 and np.isfinite(ratio.estimate):
        assert_limits_agree((ratio.lower, ratio.upper), expected)
    else:
        # R's formula gives 0 to 0, 0 to infinity or nothing here; none of them is an interval.
        assert np.isnan([ratio.lower, ratio.upper]).all()


@pytest.mark.parametrize("case", tables("trend"))
def test_trend_of_a_proportion_is_that_of_r(case):
    test, expected = count_trend(case["inputs"]["table"], case["inputs"]["scores"]), case["expected"]["trend"]
    assert_allclose(test.statistic, expected["statistic"], rtol=1e-9)
    assert_allclose(abs(test.z), expected["z_abs"], rtol=1e-9)
    assert_allclose(test.p, expected["p"], rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("case", tables("trend"))
def test_the_linear_by_linear_statistic_is_the_trend_of_r_times_n_less_one_over_n(case):
    test = linear_by_linear(case["inputs"]["table"], case["inputs"]["scores"])
    assert_allclose(test.statistic, case["expected"]["trend"]["statistic_n_minus_1"], rtol=1e-9)


@pytest.mark.parametrize("case", tables("chisq"))
def test_the_house_rule_gives_the_p_of_the_test_it_names(case):
    test, expected = compare_counts(case["inputs"]["table"]), case["expected"]
    if has_empty_margin(case):
        assert np.isnan(test.p)
        return
    small = np.min(expected["chisq"]["expected"]) < 5 or sum(expected["row_totals"]) < 40
    assert test.test == ("Fisher" if small else "chi-squared")
    assert_allclose(test.p, expected["fisher" if small else "chisq"]["p"], rtol=1e-6, atol=1e-12)
