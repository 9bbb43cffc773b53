"""Pooled tables give the numbers of the pooled patients with times in whole months, and hostile files a sentence."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from core.proof import pooling
from core.proof.pooling import centre_table, pool_files, why_not_exported
from core.stats.kaplan_meier import fit_kaplan_meier
from core.view import View
from tests.proof.asked import SITE, compared, made_up

SEX = View(compare="sex")


def asked(seed: int, n: int, view: View = SEX):
    return compared(made_up(seed, n), view, competing=False)


def written(seed: int, centre: str, n: int = 60, view: View = SEX) -> bytes:
    return centre_table(asked(seed, n, view), centre).model_dump_json().encode()


@settings(max_examples=15, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(20, 60)), min_size=2, max_size=3))
def test_pooled_numbers_are_those_of_the_pooled_patients_in_whole_months(centres):
    patients = [asked(*one) for one in centres]
    pooled = pool_files([written(seed, f"c{place}", n) for place, (seed, n) in enumerate(centres)])
    assert pooled.refused == ""
    months = np.concatenate([np.round(one.time / one.per_month) for one in patients])
    event = np.concatenate([one.event for one in patients]).astype(int)
    codes = np.concatenate([one.codes for one in patients])
    centre = np.repeat(np.arange(len(patients)), [len(one.time) for one in patients])
    for place, curve in enumerate(fit_kaplan_meier(pooled.together)):
        own = codes == place
        expected = SurvfuncRight(months[own], event[own])
        heights = dict(zip(curve.time.tolist(), curve.survival.tolist(), strict=True))
        assert [heights[time] for time in expected.surv_times] == pytest.approx(expected.surv_prob, abs=1e-12)
    chisq, p = survdiff(months, event, codes, strata=centre)
    assert (pooled.test.chisq, pooled.test.p) == (pytest.approx(chisq, rel=1e-9), pytest.approx(p, rel=1e-9))


def test_the_file_has_counts_and_nobody_in_it():
    content = json.loads(written(1, "North"))
    assert set(content) == {"ballad", "version", "centre", "endpoint", "compared_by", "groups"}
    assert {key for group in content["groups"] for key in group} == {"label", "months", "at_risk", "events", "censored"}
    assert all(isinstance(month, int) for group in content["groups"] for month in group["months"])


def changed(**changes) -> bytes:
    return json.dumps(json.loads(written(2, "South")) | changes).encode()


def test_tables_that_do_not_fit_are_refused():
    north, south = written(1, "North"), written(2, "South")
    assert pool_files([north]).refused == pooling.ONE_ALONE
    assert pool_files([north, changed(centre="North")]).refused == pooling.SAME_CENTRE
    assert pool_files([north, changed(endpoint="Other")]).refused == pooling.OTHER_ENDPOINT
    assert pool_files([north, written(2, "South", view=View(compare=SITE.slug))]).refused == pooling.OTHER_GROUPS
    assert pool_files([north, changed(version=2)]).refused == pooling.NEWER
    assert pool_files([north, south]).refused == ""


GROUP = {"label": "a", "months": [1, 2], "at_risk": [3, 1], "events": [2, 0], "censored": [0, 1]}


@pytest.mark.parametrize(
    "change",
    [
        {"at_risk": [9, 1]},
        {"months": [2, 1]},
        {"months": [1, 1e9]},
        {"months": [1]},
        {"events": [-2, 0]},
        {"events": [10**9, 0]},
        {"events": ["2", 0]},
        {"label": "a" * 300},
        {"extra": 1},
    ],
)
def test_a_hostile_group_is_refused(change):
    assert pool_files([changed(groups=[GROUP]), changed(groups=[GROUP], centre="x")]).refused == ""
    assert pool_files([changed(groups=[GROUP | change]), written(1, "North")]).refused == pooling.NOT_A_TABLE


@pytest.mark.parametrize("data", [b"", b"\xff\xfe", b"[" * 100_000, b"{}" * 5, b"null", written(1, "a")[:-20]])
def test_a_file_that_is_no_table_is_refused(data):
    assert pool_files([data, written(1, "North")]).refused == pooling.NOT_A_TABLE


def test_a_large_file_is_refused_before_it_is_read():
    assert pool_files([b" " * (pooling.LARGEST_FILE + 1)]).refused == pooling.TOO_LARGE


def test_late_entry_is_not_exported():
    assert why_not_exported(asked(1, 60)) == ""
    assert why_not_exported(asked(1, 60, View(compare=SITE.slug, entry="mab2_start"))) == pooling.LATE


def test_a_group_with_a_name_too_long_for_a_table_is_not_exported():
    one = asked(1, 60)
    long = replace(one, arms=replace(one.arms, labels=("a" * 201, "b")))
    assert why_not_exported(long) == pooling.BEYOND
