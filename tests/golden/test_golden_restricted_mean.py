"""Restricted means and their contrasts as R's survfit and survRM2's formulas give them."""

import pytest
from numpy.testing import assert_allclose, assert_array_equal

from core.stats.event_table import EventTable, event_table
from core.stats.restricted_mean import RestrictedMeans, fit_restricted_means, largest_tau
from tests.golden.cases import cases, event, group_codes, rows

CASES = [pytest.param(case, id=case["id"]) for case in cases("rmst")]
GROUP_COLUMNS = {
    "n": "n",
    "n_events": "events",
    "max_time": "last_time",
    "rmst": "restricted_mean",
    "se": "std_err",
    "lower": "lower",
    "upper": "upper",
    "rmtl": "time_lost",
}
MEASURES = {"difference": "difference", "ratio": "ratio", "rmtl_ratio": "time_lost_ratio"}


def table_of(case: dict) -> EventTable:
    frame = rows(case)
    group = group_codes(case, frame) if "group" in case["inputs"] else None
    return event_table(frame[case["inputs"]["time"]], event(case, frame), group, groups=len(case["expected"]["groups"]))


def fitted(case: dict) -> RestrictedMeans:
    return fit_restricted_means(table_of(case), case["inputs"]["tau"], carry_flat=True)


def test_no_case_is_lost():
    assert len(CASES) == 21
    assert sum("contrasts" in case["expected"] for case in cases("rmst")) == 18


@pytest.mark.parametrize("case", CASES)
def test_restricted_means_are_those_of_survfit(case):
    groups = fitted(case).groups
    for theirs, ours in GROUP_COLUMNS.items():
        expected = [group[theirs] for group in case["expected"]["groups"]]
        assert_allclose(groups[ours], expected, rtol=1e-9, atol=1e-12, err_msg=theirs)
    assert_array_equal(groups["n"], [group["n"] for group in case["expected"]["groups"]])


@pytest.mark.parametrize("case", [case for case in CASES if "contrasts" in case.values[0]["expected"]])
def test_contrasts_with_the_first_group_are_those_of_r(case):
    contrasts = fitted(case).contrasts.set_index(["group", "measure"])
    levels = case["inputs"]["group_levels"]
    assert len(contrasts) == 3 * len(case["expected"]["contrasts"]) == 3 * (len(levels) - 1)
    for expected in case["expected"]["contrasts"]:
        group = [str(level) for level in levels].index(str(expected["b"]))
        for theirs, ours in MEASURES.items():
            found, values = contrasts.loc[(group, ours)], expected[theirs]
            std_err = values["se" if theirs == "difference" else "log_se"]
            given = [values["estimate"], std_err, values["lower"], values["upper"], values["z"]]
            columns = ["estimate", "std_err", "lower", "upper", "z"]
            assert_allclose(found[columns].to_numpy(dtype=float), given, rtol=1e-9, atol=1e-12)
            assert_allclose(found["p"], values["p"], rtol=1e-6, atol=1e-12)


@pytest.mark.parametrize("case", CASES)
def test_a_tau_beyond_the_last_follow_up_is_refused_and_any_other_needs_no_carrying_flat(case):
    table, tau = table_of(case), case["inputs"]["tau"]
    if tau > largest_tau(table):
        with pytest.raises(ValueError, match=f"at most {largest_tau(table):g}"):
            fit_restricted_means(table, tau)
    else:
        assert_array_equal(fit_restricted_means(table, tau).groups, fitted(case).groups)


def test_one_case_carries_flat():
    beyond = [case["id"] for case in cases("rmst") if case["inputs"]["tau"] > largest_tau(table_of(case))]
    assert beyond == ["aml.rmst.overall.tau200"]
