"""Printed figures checked: the misprints of the five studies, and limits against lifelines and statsmodels."""

import pandas as pd
import pytest
from lifelines import KaplanMeierFitter
from statsmodels.stats.proportion import proportion_confint

from core.analyses.figure_check import LimitsCheck, PercentCheck, SpreadCheck, TotalCheck, check_limits, check_percent
from core.analyses.printed_number import Printed, read_printed
from core.analyses.typed_figures import TOO_LITTLE, check_typed
from core.studies import studies

RATES = [
    (study.name, name)
    for study in studies().values()
    for name, fact in study.facts.items()
    if fact["kind"] == "survival" and "ci" in fact
]


def checks_about(study: str, about: str) -> tuple:
    return tuple(one for typed in studies()[study].arithmetic[about] for one in check_typed(typed).checks)


@pytest.mark.parametrize(
    ("about", "k", "n", "is_percent", "slip"),
    [
        ("cr_mab2_no_interim", 8, 12, "66.7", False),
        ("interim_table_ph", 1, 13, "7.7", True),
        ("sos_all", 4, 29, "13.8", True),
    ],
)
def test_misprinted_percentages_are_found_with_what_they_should_be(about, k, n, is_percent, slip):
    (check,) = checks_about("mskcc_both_mabs", about)
    assert not check.agrees
    assert (check.k, check.n, check.of_count, check.slip) == (k, n, is_percent, slip)
    assert check.possible == ()


def test_69_2_percent_is_9_of_13_and_13_3_percent_is_4_of_30():
    assert check_percent(Printed("69.2"), 12).others[0] == (9, 13)
    assert check_percent(Printed("13.3"), 29, 4).others[0] == (4, 30)


def test_the_misprinted_upper_limit_is_found_and_what_goes_with_the_lower_one():
    (check,) = checks_about("mskcc_both_mabs", "os_mab2_12m")
    on_log = {one.scale: one for one in check.of_scales}["log"]
    assert not any(one.symmetric for one in check.of_scales)
    assert on_log.upper[0] < 33.1**2 / 19.4 < on_log.upper[1]
    assert on_log.upper_slip
    assert not on_log.lower_slip


def test_the_median_age_at_transplant_lies_outside_its_quartiles():
    (check,) = checks_about("mskcc_both_mabs", "hsct_age")
    assert isinstance(check, SpreadCheck)
    assert not check.agrees


def test_the_longest_follow_up_lies_outside_the_printed_range():
    (check,) = checks_about("mdacc_ino_failure", "follow_up")
    assert not check.agrees


def test_a_realisation_rate_of_65_percent_is_no_count_of_19_transplantable():
    by_n = {one.n: one for one in checks_about("mskcc_both_mabs", "hsct_prior") if getattr(one, "k", 0) is None}
    assert by_n[19].possible == ()
    assert by_n[17].possible == (11,)


@pytest.mark.parametrize(
    ("study", "about", "totals"),
    [
        ("mskcc_both_mabs", "agvhd_any", [6, 3]),
        ("mskcc_both_mabs", "died", [21, 21]),
        ("mdacc_mini_hcvd_ino", "sos", [8]),
    ],
)
def test_parts_are_added_up(study, about, totals):
    found = [one for one in checks_about(study, about) if isinstance(one, TotalCheck)]
    assert [one.sum for one in found] == totals


def test_sos_of_the_two_regimens_is_one_more_than_the_printed_total():
    *shares, total = checks_about("mdacc_mini_hcvd_ino", "sos")
    assert all(one.agrees for one in shares)
    assert not total.agrees


@pytest.mark.parametrize("study", [name for name, one in studies().items() if one.contradictions])
def test_every_contradiction_is_named_and_its_arithmetic_can_be_typed(study):
    read = studies()[study]
    assert set(read.contradictions) <= set(read.facts) | set(read.titles)
    assert set(read.arithmetic) <= set(read.contradictions)
    for typed in (one for checks in read.arithmetic.values() for one in checks):
        assert check_typed(typed).checks
        assert not check_typed(typed).refused


@pytest.mark.parametrize(("study", "name"), RATES)
def test_limits_are_symmetric_on_the_scale_their_study_used_save_the_one_misprint(study, name):
    read = studies()[study]
    fact = read.facts[name]
    check = check_limits(*(Printed(f"{number}") for number in (fact["percent"], *fact["ci"])))
    on = {one.scale: one.symmetric for one in check.of_scales}
    assert on[read.interval] == (name != "os_mab2_12m")


@pytest.mark.parametrize("n", [1, 7, 12, 29, 110])
def test_counts_a_percentage_can_be_are_those_that_round_to_it(n):
    for tenth in range(0, 1001, 7):
        printed = Printed(f"{tenth / 10:.1f}")
        by_hand = tuple(k for k in range(n + 1) if abs(100 * k / n - tenth / 10) <= 0.05 + 1e-9)
        assert check_percent(printed, n).possible == by_hand


METHODS = {"clopper-pearson": "beta", "wilson": "wilson", "wald": "normal"}


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize(("k", "n"), [(4, 25), (1, 11), (12, 19), (20, 29)])
def test_limits_for_a_count_are_those_of_statsmodels(method, k, n):
    check = check_limits(Printed(f"{100 * k / n:.1f}"), Printed("1"), Printed("99"), k, n)
    found = {one.method: one for one in check.of_counts}[method]
    expected = [min(max(100 * one, 0), 100) for one in proportion_confint(k, n, method=METHODS[method])]
    assert [found.lower, found.upper] == pytest.approx(expected)


@pytest.mark.parametrize(("k", "n"), [(4, 25), (1, 11), (12, 19)])
def test_log_log_limits_for_a_count_are_those_of_lifelines_with_nobody_censored(k, n):
    times = pd.Series([1.0] * (n - k) + [2.0] * k)
    limits = KaplanMeierFitter().fit(times, [1] * (n - k) + [0] * k).confidence_interval_.loc[1.0]
    found = {one.method: one for one in check_limits(Printed("50"), Printed("1"), Printed("99"), k, n).of_counts}
    assert [found["log-log"].lower, found["log-log"].upper] == pytest.approx((100 * limits).tolist())


@pytest.mark.parametrize(("k", "n", "lower", "upper"), [(4, 25, "6.5", "39.3"), (1, 11, "1.4", "58.9")])
def test_log_limits_printed_for_a_count_are_recognised(k, n, lower, upper):
    check = check_limits(Printed(f"{100 * k / n:.1f}"), Printed(lower), Printed(upper), k, n)
    assert [one.method for one in check.of_counts if one.agrees] == ["log"]


def test_the_number_of_patients_whose_limits_are_so_wide_is_found():
    check = check_limits(Printed("16.00"), Printed("6.517"), Printed("39.282"))
    assert {one.scale: one.patients for one in check.of_scales}["log"] == pytest.approx(25, abs=0.01)


def test_limits_that_do_not_hold_the_rate_are_out_of_order():
    assert not check_limits(Printed("50"), Printed("51"), Printed("60")).in_order
    assert not check_limits(Printed("50"), Printed("60"), Printed("40")).in_order


@pytest.mark.parametrize("rate", ["0", "100", "0.0"])
def test_a_rate_of_none_or_all_has_no_scale_and_is_checked_all_the_same(rate):
    check = check_limits(Printed(rate), Printed("0"), Printed("100"), 0, 5)
    assert check.of_scales == ()
    assert check.in_order
    assert {one.method for one in check.of_counts} >= {"clopper-pearson", "wilson"}


@pytest.mark.parametrize("ends", [("0", "90"), ("10", "100"), ("40", "40"), ("90", "10")])
def test_awkward_limits_are_checked_without_an_error(ends):
    check = check_limits(Printed("40"), *map(Printed, ends))
    assert len(check.of_scales) == 3


@pytest.mark.parametrize(
    ("text", "value", "decimals"),
    [("33.1", 33.1, 1), (" 13 % ", 13, 0), ("4,5", 4.5, 1), ("0·8", 0.8, 1), ("7.10", 7.1, 2)],
)
def test_a_number_is_read_with_its_decimals(text, value, decimals):
    read = read_printed(text)
    assert (read.value, read.decimals) == (value, decimals)


@pytest.mark.parametrize("text", ["", "abc", "-3", "1e5", "1.2.3", "nan", "12 of 29", "9" * 9, "²"])
def test_what_is_no_number_is_not_read(text):
    assert read_printed(text) is None


@pytest.mark.parametrize(
    ("typed", "word"),
    [
        ({"percent": "abc", "n": "29"}, "is no number"),
        ({"percent": "43", "n": "0"}, "between 1 and"),
        ({"percent": "43", "n": "29.5"}, "whole number"),
        ({"percent": "43", "n": "10", "k": "11"}, "more than n"),
        ({"percent": "143", "n": "29"}, "between 0 and 100"),
        ({"parts": "15 + x", "total": "21"}, "15 + 6"),
        ({"percent": "43", "n": "9999999"}, "between 1 and"),
        ({"percent": "43"}, TOO_LITTLE),
    ],
)
def test_what_cannot_be_checked_is_said_in_a_sentence(typed, word):
    checked = check_typed(typed)
    assert checked.checks == ()
    assert any(word in sentence for sentence in checked.refused)


def test_nothing_typed_is_nothing_to_say():
    checked = check_typed({"percent": "  ", "parts": ""})
    assert not checked.checks
    assert not checked.refused


def test_everything_typed_at_once_is_all_checked():
    typed = {"percent": "43", "n": "29", "lower": "26", "upper": "62", "median": "5", "from": "1", "to": "9"}
    kinds = [type(one) for one in check_typed(typed | {"parts": "1+2", "total": "3"}).checks]
    assert kinds == [PercentCheck, LimitsCheck, SpreadCheck, TotalCheck]
