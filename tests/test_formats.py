"""Numbers as text."""

import math
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.formats import (
    format_count,
    format_group,
    format_interval,
    format_mean,
    format_median,
    format_number,
    format_odds_ratio,
    format_p,
    format_p_equation,
    format_p_limits,
    format_percent,
    format_percent_interval,
    format_plain,
    format_range,
    format_ratio,
    format_share,
    format_spread,
    write_p_as,
)

NAN, INF = math.nan, math.inf


@pytest.mark.parametrize(
    ("p", "text"),
    [
        (0.48, ".48"),
        (0.0123, ".012"),
        (0.05, ".050"),
        (0.0499, ".050"),
        (0.001, ".001"),
        (0.00099999, "< .001"),
        (1e-271, "< .001"),
        (0.0, "< .001"),
        (0.0994, ".099"),
        (0.0995, ".10"),
        (0.1, ".10"),
        (0.99, ".99"),
        (0.9901, "> .99"),
        (1.0, "> .99"),
        (NAN, "not estimable"),
    ],
)
def test_a_p_value_in_the_style_of_the_field(p, text):
    assert format_p(p) == text


@pytest.mark.parametrize(
    ("p", "blood", "ama", "nejm"),
    [
        (0.48, ".48", ".48", "0.48"),
        (0.1, ".10", ".10", "0.10"),
        (0.074, ".074", ".07", "0.07"),
        (0.0501, ".050", ".05", "0.05"),
        (0.046, ".046", ".046", "0.05"),
        (0.0449, ".045", ".04", "0.04"),
        (0.0123, ".012", ".01", "0.01"),
        (0.01, ".010", ".01", "0.01"),
        (0.0083, ".008", ".008", "0.008"),
        (0.001, ".001", ".001", "0.001"),
        (0.0009, "< .001", "< .001", "<0.001"),
        (0.997, "> .99", "> .99", ">0.99"),
        (NAN, "not estimable", "not estimable", "not estimable"),
    ],
)
def test_a_p_value_in_the_style_of_each_journal(p, blood, ama, nejm):
    assert (format_p(p, "blood"), format_p(p, "ama"), format_p(p, "nejm")) == (blood, ama, nejm)


def test_a_p_value_in_a_sentence_has_the_spaces_of_its_journal():
    assert format_p_equation(0.0123, "ama") == "P = .01"
    assert format_p_equation(0.0123, "nejm") == "P=0.01"
    assert format_p_equation(0.0001, "nejm") == "P<0.001"
    assert format_p_equation(NAN, "nejm") == "P not estimable"


def test_the_reader_s_style_holds_until_another_is_asked_for_and_for_this_thread_alone():
    with ThreadPoolExecutor(1) as elsewhere:
        assert elsewhere.submit(lambda: (write_p_as("nejm"), format_p(0.03))[1]).result() == "0.03"
        assert format_p(0.03) == ".030"
        assert elsewhere.submit(format_p, 0.03).result() == "0.03"
        assert elsewhere.submit(lambda: (write_p_as("blood"), format_p(0.03))[1]).result() == ".030"


@given(st.floats(0, 1))
def test_a_p_value_never_stands_with_a_leading_zero_or_as_nought(p):
    text = format_p(p)
    assert not text.startswith("0")
    assert text.strip(".0") or p == 0


@pytest.mark.parametrize(
    ("p", "text"),
    [(0.48, "P = .48"), (0.0001, "P < .001"), (0.999, "P > .99"), (NAN, "P not estimable")],
)
def test_a_p_value_in_a_sentence(p, text):
    assert format_p_equation(p) == text


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (-1.25, 1, "−1.2"),
        (-0.04, 1, "0.0"),
        (0.0, 1, "0.0"),
        (1234567.89, 1, "1,234,567.9"),
        (-1234.5, 0, "−1,234"),
        (3, 2, "3.00"),
        (NAN, 1, "–"),
        (INF, 1, "–"),
    ],
)
def test_a_number_has_its_decimals_a_true_minus_and_no_minus_nought(value, decimals, text):
    assert format_number(value, decimals) == text


@given(st.floats(-1e6, 1e6), st.integers(0, 3))
def test_no_number_bears_a_hyphen(value, decimals):
    assert "-" not in format_number(value, decimals)


@pytest.mark.parametrize(
    ("value", "text"), [(40.0, "40"), (0.5, "0.5"), (1200, "1200"), (-3, "−3"), (30.4375, "30.4375")]
)
def test_a_plain_number_has_the_digits_it_needs(value, text):
    assert format_plain(value) == text


def test_a_proportion_is_shown_in_percent():
    assert format_percent(0.331) == "33.1"
    assert format_percent(0.4567, 0) == "46"


@pytest.mark.parametrize(
    ("k", "n", "text"), [(11, 25, "11 of 25 (44.0 %)"), (0, 3, "0 of 3 (0.0 %)"), (0, 0, "0 of 0")]
)
def test_a_count_bears_its_denominator(k, n, text):
    assert format_count(k, n) == text


@pytest.mark.parametrize(
    ("lower", "upper", "text"),
    [(4.1, 16.8, "4.1–16.8"), (-1.0, 2.0, "−1.0 to 2.0"), (NAN, NAN, "–"), (INF, NAN, "–")],
)
def test_an_interval_is_joined_by_a_dash_unless_a_limit_is_negative(lower, upper, text):
    assert format_interval(lower, upper) == text


@pytest.mark.parametrize(
    ("time", "lower", "upper", "text"),
    [
        (6.4, 4.1, 16.8, "6.4 (4.1–16.8)"),
        (6.4, 4.1, NAN, "6.4 (4.1–NR)"),
        (NAN, 4.1, NAN, "NR (4.1–NR)"),
        (NAN, NAN, NAN, "NR (–)"),
        (6.4, NAN, NAN, "6.4 (–)"),
    ],
)
def test_a_median_that_was_not_reached_says_so(time, lower, upper, text):
    assert format_median(time, lower, upper) == text


@pytest.mark.parametrize(
    ("survival", "lower", "upper", "text"),
    [
        (0.331, 0.194, 0.564, "33.1 (19.4–56.4)"),
        (1, NAN, NAN, "100.0 (–)"),
        (0, NAN, NAN, "0.0 (–)"),
        (NAN, NAN, NAN, "–"),
    ],
)
def test_a_proportion_with_its_limits_in_percent(survival, lower, upper, text):
    assert format_percent_interval(survival, lower, upper) == text


@pytest.mark.parametrize(
    ("ratio", "lower", "upper", "text"),
    [
        (0.42, 0.18, 0.97, "0.42 (0.18–0.97)"),
        (1234.5, 2, 99999, "> 999 (2.00 to > 999)"),
        (0.0042, 0.0001, 0.3, "0.004 (< 0.001 to 0.30)"),
        (NAN, NAN, NAN, "not estimable"),
    ],
)
def test_a_ratio_has_two_decimals_and_no_more_digits_than_a_reader_can_use(ratio, lower, upper, text):
    assert format_ratio(ratio, lower, upper) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (40, 60, "40 to 60 years"),
        (40, None, "at least 40 years"),
        (None, 60, "at most 60 years"),
        (0, 0, "0 to 0 years"),
        (None, None, "any"),
    ],
)
def test_a_range_in_words(low, high, text):
    assert format_range(low, high, "years") == text


def test_a_range_without_a_unit():
    assert format_range(0.5, 2) == "0.5 to 2"


@pytest.mark.parametrize(
    ("limits", "said"),
    [((0.185, 0.1924), ".185 to .192"), ((0.0, 0.0021), "< .001 to .002"), ((0.97, 1.0), ".970 to > .99")],
)
def test_limits_of_a_simulated_p_have_three_decimals(limits, said):
    assert format_p_limits(*limits) == said


@pytest.mark.parametrize(
    ("count", "of", "text"), [(11, 25, "11 (44.0)"), (0, 4, "0 (0.0)"), (0, 0, "0"), (1500, 2000, "1,500 (75.0)")]
)
def test_a_count_with_its_percentage_in_a_cell(count, of, text):
    assert format_share(count, of) == text


@pytest.mark.parametrize(
    ("values", "whole", "text"),
    [
        ((45.34, 25, 62.6, 80), False, "45.3 (25.0–62.6)"),
        ((1, 1, 5, 5), True, "1 (1–5)"),
        ((1.5, 1, 2.25, 5), True, "1.5 (1–2.2)"),
        ((0.0312, 0.001, 0.5, 0.5), False, "0.031 (0.001–0.500)"),
        ((-1, -3, 2, 3), True, "−1 (−3 to 2)"),
        ((float("nan"),) * 4, False, "–"),
    ],
)
def test_a_median_with_its_range_or_quartiles(values, whole, text):
    assert format_spread(*values, whole) == text


def test_a_mean_with_its_standard_deviation():
    assert format_mean(44.12, 19.55, 80) == "44.1 (19.6)"
    assert format_mean(0.4286, 0.2998, 0.9) == "0.429 (0.300)"
    assert format_mean(50, float("nan"), 50) == "50.0 (–)"
    assert format_mean(float("nan"), float("nan"), float("nan")) == "–"


@pytest.mark.parametrize(
    ("numbers", "text"),
    [
        ((1.4585, 0.2014, 12.549), "1.46 (0.20–12.55)"),
        ((0.0, 0.0, 39.0), "0 (0–39.00)"),
        ((math.inf, 0.926, math.inf), "∞ (0.93 to ∞)"),
        ((math.nan, math.nan, math.nan), "not estimable"),
    ],
)
def test_an_odds_ratio_keeps_its_exact_limits_where_it_is_zero_or_infinite(numbers, text):
    assert format_odds_ratio(*numbers) == text


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(None, 40, "< 40"), (40, 60.5, "40 to < 60.5"), (60.5, None, "≥ 60.5"), (None, None, "all"), (-5, 0, "−5 to < 0")],
)
def test_a_group_of_numbers_says_which_end_belongs_to_it(low, high, text):
    assert format_group(low, high) == text
