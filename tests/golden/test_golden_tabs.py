"""R's numbers reach the tabs: the same cases read as a workbook with days, compared as a view asks for it."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from core.analyses.chosen_test import test_of
from core.analyses.compared import Compared, compare_groups
from core.analyses.comparisons import compare_arms
from core.analyses.follow_up import follow_up_of
from core.analyses.restricted_mean import restricted_mean_of
from core.clock import DAYS_PER_MONTH
from core.view import TestName, View
from tests.golden.cases import cases, event, number, rows
from tests.making import endpoint, extra, selected, sheet_cohort

WEIGHTED = [case for name in TestName.__args__ for case in cases(f"logrank.{name}") if name != "trend"]


def parameters(found: list[dict]) -> list:
    return [pytest.param(case, id=case["id"]) for case in found]


def compared(case: dict, view: View) -> Compared:
    """The rows of the case in days, its groups as arms in their order, its strata crossed into one column."""
    frame, inputs = rows(case), case["inputs"]
    names = [str(level) for level in inputs.get("group_levels", ["all"])]
    groups = frame[inputs["group"]].astype(str).tolist() if "group" in inputs else ["all"] * len(frame)
    arm = extra("Arm", "category", names)
    by_name = {level.value: level for level in arm.levels}
    arm = replace(arm, levels=tuple(by_name[name] for name in names))
    columns = {arm: [name if name in names else None for name in groups]}
    if inputs.get("strata"):
        strata = frame[inputs["strata"]].astype(str).agg(" | ".join, axis=1).tolist()
        columns[extra("Stratum", "category", sorted(set(strata)))] = strata
    cohort = sheet_cohort(frame[inputs["time"]].tolist(), event(case, frame).tolist(), columns, "days")
    return compare_groups(selected(cohort), endpoint("os", "sheet"), view.compare)


def asked(case: dict, **settings) -> View:
    inputs = case["inputs"]
    exponents = {name: inputs[name] for name in ("rho", "gamma") if inputs.get(name) is not None}
    strata = "x-stratum" if inputs.get("strata") else ""
    return View(compare="x-arm" if "group" in inputs else "", strata=strata, **exponents, **settings)


def test_no_case_is_lost():
    assert len(WEIGHTED) == 77
    assert {case["inputs"]["test"] for case in WEIGHTED} == {*TestName.__args__} - {"trend"}
    counts = {name: len(cases(name)) for name in ("logrank.trend", "logrank.pairwise", "rmst", "reverse_km")}
    assert counts == {"logrank.trend": 5, "logrank.pairwise": 4, "rmst": 21, "reverse_km": 13}


@pytest.mark.parametrize("case", parameters(WEIGHTED))
def test_the_chosen_test_is_that_of_r_and_stands_so_among_all_tests(case):
    view = asked(case, test=case["inputs"]["test"])
    found, expected = compare_arms(compared(case, view), view), case["expected"]
    chosen = found.chosen
    assert_allclose([chosen.chisq, chosen.df], [expected["chisq"], expected["df"]], rtol=1e-9)
    assert_allclose(chosen.p, expected["p"], rtol=1e-6, atol=1e-12)
    for name, column in (("n", chosen.n), ("n_events", chosen.n_events)):
        assert column.tolist() == [group[name] for group in expected["groups"]]
    for name in ("observed", "expected"):
        assert_allclose(getattr(chosen, name), [group[name] for group in expected["groups"]], rtol=1e-9)
    (row,) = found.tests[found.tests["chosen"]].itertuples(index=False)
    assert (row.test, row.chisq, row.p) == (case["inputs"]["test"], chosen.chisq, chosen.p)


@pytest.mark.parametrize("case", parameters(cases("logrank.trend")))
def test_the_test_for_trend_is_that_of_r(case):
    view = asked(case, test="trend")
    chosen = test_of(compared(case, view), view)
    assert_allclose([chosen.chisq, chosen.df], [case["expected"]["chisq"], 1], rtol=1e-9)
    assert_allclose(chosen.p, case["expected"]["p"], rtol=1e-6, atol=1e-12)
    assert list(chosen.scores) == case["inputs"]["scores"]


@pytest.mark.parametrize("adjust", ["holm", "bh", "bonferroni"])
@pytest.mark.parametrize("case", parameters(cases("logrank.pairwise")))
def test_pairs_are_those_of_r_with_the_adjustment_of_the_view(case, adjust):
    view = asked(case, adjust=adjust)
    pairs, expected = compare_arms(compared(case, view), view).pairs, pd.DataFrame(case["expected"]["pairs"])
    assert pairs["reference"].tolist() == expected["a"].astype(str).tolist()
    assert pairs["label"].tolist() == expected["b"].astype(str).tolist()
    assert_allclose(pairs["chisq"], expected["chisq"], rtol=1e-9)
    assert_allclose(pairs["p"], expected["p"], rtol=1e-6, atol=1e-12)
    assert_allclose(pairs["p_adjusted"], expected[f"p_{adjust}"], rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("case", parameters(cases("rmst")))
def test_restricted_means_are_those_of_r_in_months(case):
    view = asked(case, tau=case["inputs"]["tau"] / DAYS_PER_MONTH)
    found, expected = restricted_mean_of(compared(case, view), view), case["expected"]
    if case["id"] == "aml.rmst.overall.tau200":  # R carries the curve flat beyond the last follow-up
        assert found.means is None
        assert found.tau > found.largest
        return
    for ours, theirs in {"restricted_mean": "rmst", "lower": "lower", "upper": "upper", "time_lost": "rmtl"}.items():
        values = [group[theirs] / DAYS_PER_MONTH for group in expected["groups"]]
        assert_allclose(found.means.groups[ours], values, rtol=1e-9)
    differences = found.means.contrasts[found.means.contrasts["measure"] == "difference"]
    for one, contrast in zip(differences.itertuples(), expected.get("contrasts", []), strict=True):
        assert_allclose(one.estimate * DAYS_PER_MONTH, contrast["difference"]["estimate"], rtol=1e-9)
        assert_allclose(one.p, contrast["difference"]["p"], rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("interval", ["plain", "log", "log-log"])
@pytest.mark.parametrize("case", parameters(cases("reverse_km")))
def test_median_follow_up_is_that_of_r_by_both_rules_for_ties(case, interval):
    view = asked(case, interval=interval)
    arms = follow_up_of(compared(case, view), view).arms
    for rule, columns in (
        ("flipped", ["median_follow_up", "lower", "upper"]),
        ("events_first", ["median_events_first", "lower_events_first", "upper_events_first"]),
    ):
        medians = [group[rule][interval.replace("-", "_")]["first_crossing"]["q50"] for group in expected_groups(case)]
        values = [[number(one[name]) for name in ("time", "lower", "upper")] for one in medians]
        assert_allclose(arms[columns] * DAYS_PER_MONTH, np.array(values), rtol=1e-12)


def expected_groups(case: dict) -> list[dict]:
    """The groups R had rows of."""
    return [group for group in case["expected"]["groups"] if group["n"]]
