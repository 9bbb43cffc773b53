"""The log-rank family as R gives it: survdiff where it has the weights, its formulas written out elsewhere."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose, assert_array_equal

from core.stats.event_table import EventTable, event_table
from core.stats.logrank import WEIGHTS, compare_logrank, compare_pairwise, compare_trend
from tests.golden.cases import cases, event, group_codes, rows


def parameters(*types: str) -> list:
    return [pytest.param(case, id=case["id"]) for case in cases(*types)]


def strata_of(case: dict) -> dict[str, EventTable]:
    """One table per stratum, by the label R gives it; all rows as one stratum where there are none."""
    frame = rows(case)
    columns = case["inputs"].get("strata") or []
    labels = frame[columns].astype(str).agg(" | ".join, axis=1) if columns else pd.Series("", frame.index)
    time, status = frame[case["inputs"]["time"]].to_numpy(), event(case, frame)
    codes, groups = group_codes(case, frame), len(case["inputs"]["group_levels"])
    return {
        label: event_table(time[chosen], status[chosen], codes[chosen], groups=groups)
        for label, chosen in labels.groupby(labels).indices.items()
    }


def assert_sums_agree(test, tables: dict[str, EventTable], expected: dict) -> None:
    groups = expected["groups"]
    assert_array_equal(sum(table.n for table in tables.values()), [group["n"] for group in groups])
    events = sum(table.events.sum(axis=1) for table in tables.values())
    assert_array_equal(events, [group["n_events"] for group in groups])
    assert_allclose(test.observed, [group["observed"] for group in groups], rtol=1e-9, atol=1e-12)
    assert_allclose(test.expected, [group["expected"] for group in groups], rtol=1e-9, atol=1e-12)
    assert_allclose(test.variance, expected["variance"], rtol=1e-9, atol=1e-12)


def assert_test_agrees(test, expected: dict) -> None:
    assert_allclose(test.chisq, expected["chisq"], rtol=1e-9, atol=1e-12)
    assert test.df == expected["df"]
    assert_allclose(test.p, expected["p"], rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("case", parameters(*(f"logrank.{weights}" for weights in WEIGHTS)))
def test_the_test_of_all_groups_is_that_of_r(case):
    inputs, expected, tables = case["inputs"], case["expected"], strata_of(case)
    extra = {"rho": inputs.get("rho") or 0, "gamma": inputs.get("gamma") or 0}
    test = compare_logrank(list(tables.values()), inputs["test"], **extra)
    assert_test_agrees(test, expected)
    assert_sums_agree(test, tables, expected)
    for stratum in expected.get("by_stratum", []):
        alone = compare_logrank(tables[stratum["stratum"]], inputs["test"], **extra)
        assert_allclose(alone.observed, stratum["observed"], rtol=1e-9, atol=1e-12)
        assert_allclose(alone.expected, stratum["expected"], rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("case", parameters("logrank.trend"))
def test_the_trend_is_that_of_r(case):
    expected, tables = case["expected"], strata_of(case)
    test = compare_trend(list(tables.values()), case["inputs"]["scores"])
    assert_allclose(test.statistic, expected["statistic"], rtol=1e-9)
    assert_allclose(test.z, expected["z"], rtol=1e-9)
    assert_test_agrees(test, expected)
    assert_sums_agree(test, tables, expected)


@pytest.mark.parametrize("case", parameters("logrank.pairwise"))
def test_pairs_and_their_adjusted_p_are_those_of_r(case):
    levels = case["inputs"]["group_levels"]
    expected = pd.DataFrame(case["expected"]["pairs"])
    pairs = compare_pairwise(list(strata_of(case).values()))
    assert [levels[code] for code in pairs["a"]] == expected["a"].tolist()
    assert [levels[code] for code in pairs["b"]] == expected["b"].tolist()
    assert_allclose(pairs["chisq"], expected["chisq"], rtol=1e-9, atol=1e-12)
    for column in ("p", "p_holm", "p_bh", "p_bonferroni"):
        assert_allclose(pairs[column], expected[column], rtol=1e-6, atol=1e-12)


def test_every_kind_of_weight_has_golden_cases():
    covered = {case["inputs"]["test"] for case in cases(*(f"logrank.{weights}" for weights in WEIGHTS))}
    assert_array_equal(np.sort(list(covered)), np.sort(list(WEIGHTS)))
