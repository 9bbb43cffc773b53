"""Kaplan-Meier curves, limits, quantiles, milestones and follow-up as R's survival 3.5-3 gives them."""

import numpy as np
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from core.stats.event_table import EventTable, event_table
from core.stats.kaplan_meier import (
    fit_kaplan_meier,
    fit_reverse_kaplan_meier,
    milestones,
    numbers_at_risk,
    quantiles,
)
from tests.golden.cases import cases, event, group_codes, number, rows

INTERVALS = {"plain": "plain", "log": "log", "log_log": "log-log"}

KAPLAN_MEIER = [pytest.param(case, id=case["id"]) for case in cases("kaplan_meier")]
WITH_CURVE = [
    pytest.param(case, id=case["id"]) for case in cases("kaplan_meier") if "curve" in case["expected"]["groups"][0]
]
REVERSE = [pytest.param(case, id=case["id"]) for case in cases("reverse_km")]


def table_of(case: dict) -> EventTable:
    frame = rows(case)
    grouped = "group" in case["inputs"]
    return event_table(
        frame[case["inputs"]["time"]],
        event(case, frame),
        group_codes(case, frame) if grouped else None,
        groups=len(case["expected"]["groups"]),
    )


def values(column: list) -> np.ndarray:
    return np.array([number(value) for value in column])


def assert_close(actual, expected: list) -> None:
    assert_allclose(actual, values(expected), rtol=1e-9, atol=1e-12)


def assert_limits_close(actual, expected: list, survival) -> None:
    """While survival is 1 R writes log-log limits as missing or as 1, by function: both mean the same."""
    known = np.where((survival == 1) & np.isnan(values(expected)), 1.0, values(expected))
    assert_allclose(np.where((survival == 1) & np.isnan(actual), 1.0, actual), known, rtol=1e-9, atol=1e-12)


def assert_quantiles_equal(curve, expected: dict) -> None:
    """R's quantile() may give a later crossing of a limit that is not monotone: there the first one counts."""
    found = quantiles(curve)
    assert_array_equal(found["probability"], [0.25, 0.5, 0.75])
    for row, quantile in enumerate(("q25", "q50", "q75")):
        for column in ("time", "lower", "upper"):
            first = number(expected["first_crossing"][quantile][column])
            assert_array_equal(found.loc[row, column], first, err_msg=f"{quantile} {column}")
    # The time itself has one meaning in R.
    assert_array_equal(found["time"], [number(expected[q]["time"]) for q in ("q25", "q50", "q75")])
    median = expected["print_table_median"]
    assert_array_equal(found.loc[1, "time":], [number(median[key]) for key in ("time", "lower", "upper")])


@pytest.mark.parametrize("case", KAPLAN_MEIER)
def test_patients_and_events_are_those_of_r(case):
    for curve, expected in zip(fit_kaplan_meier(table_of(case)), case["expected"]["groups"], strict=True):
        assert (curve.n, curve.n_events, curve.n_censored) == (
            expected["n"],
            expected["n_events"],
            expected["n_censored"],
        )


@pytest.mark.parametrize("interval", INTERVALS)
@pytest.mark.parametrize("case", WITH_CURVE)
def test_the_curve_is_that_of_survfit(case, interval):
    curves = fit_kaplan_meier(table_of(case), INTERVALS[interval])
    for curve, group in zip(curves, case["expected"]["groups"], strict=True):
        expected = group["curve"]
        assert_array_equal(curve.time, expected["time"])
        assert_array_equal(curve.at_risk, expected["n_risk"])
        assert_array_equal(curve.events, expected["n_event"])
        assert_array_equal(curve.censored, expected["n_censor"])
        assert_close(curve.survival, expected["surv"])
        assert_close(curve.std_err, expected["std_err"])
        assert_close(curve.cumulative_hazard, expected["cumhaz"])
        assert_close(curve.std_err_cumulative_hazard, expected["std_err_cumhaz"])
        assert_limits_close(curve.lower, expected[interval]["lower"], curve.survival)
        assert_limits_close(curve.upper, expected[interval]["upper"], curve.survival)


@pytest.mark.parametrize("interval", INTERVALS)
@pytest.mark.parametrize("case", KAPLAN_MEIER)
def test_quantiles_are_those_of_survfit(case, interval):
    curves = fit_kaplan_meier(table_of(case), INTERVALS[interval])
    for curve, group in zip(curves, case["expected"]["groups"], strict=True):
        assert_quantiles_equal(curve, group["quantiles"][interval])


@pytest.mark.parametrize("interval", INTERVALS)
@pytest.mark.parametrize("case", KAPLAN_MEIER)
def test_milestones_are_those_of_summary_survfit(case, interval):
    curves = fit_kaplan_meier(table_of(case), INTERVALS[interval])
    for curve, group in zip(curves, case["expected"]["groups"], strict=True):
        expected = group["at_times"]
        found = milestones(curve, expected["time"])
        assert_array_equal(found["time"], expected["time"])
        assert_array_equal(found["at_risk"], expected["n_risk"])
        assert_array_equal(found["events"], expected["n_event_cum"])
        assert_close(found["survival"], expected["surv"])
        assert_close(found["std_err"], expected["std_err"])
        for limit in ("lower", "upper"):
            assert_limits_close(found[limit], expected[interval][limit], found["survival"].to_numpy())


@pytest.mark.parametrize("case", KAPLAN_MEIER)
def test_numbers_at_risk_are_those_of_summary_survfit(case):
    expected = [group["at_times"]["n_risk"] for group in case["expected"]["groups"]]
    times = case["expected"]["groups"][0]["at_times"]["time"]
    assert_array_equal(numbers_at_risk(table_of(case), times), expected)


@pytest.mark.parametrize("interval", INTERVALS)
@pytest.mark.parametrize("ties", ["flipped", "events_first"])
@pytest.mark.parametrize("case", REVERSE)
def test_follow_up_is_that_of_survfit_with_the_event_turned_round(case, ties, interval):
    curves = fit_reverse_kaplan_meier(table_of(case), ties, INTERVALS[interval])
    for curve, group in zip(curves, case["expected"]["groups"], strict=True):
        assert (curve.n, curve.n_censored) == (group["n"], group["n_events"])
        assert_quantiles_equal(curve, group[ties][interval])
