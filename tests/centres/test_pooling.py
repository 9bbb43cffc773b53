"""Files of centres are pooled as their patients would be; what cannot be used is set aside with a sentence."""

import json
import re

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statsmodels.duration.survfunc import SurvfuncRight, survdiff

from core.analyses.pooled_survival import Curves, pool_survival
from core.analyses.selection import EVERYBODY
from core.centres import pooling
from core.centres.pooling import pool_files
from core.view import View
from core.words import centre_files as words
from tests.centres.centres import changed, file_of, patients_of
from tests.proof.asked import SITE

NORTH, SOUTH, WEST = file_of(1, "North"), file_of(2, "South"), file_of(3, "West")
GROUP = {"label": "a", "months": [1, 2], "at_risk": [3, 1], "events": [2, 0], "censored": [0, 1]}


@settings(max_examples=10, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 10_000), st.integers(20, 60)), min_size=2, max_size=3, unique=True))
def test_pooled_numbers_are_those_of_the_pooled_patients_in_whole_months(centres):
    patients = [patients_of(*one) for one in centres]
    pooled = pool_files([file_of(seed, f"c{place}", n) for place, (seed, n) in enumerate(centres)])
    assert pooled.set_aside == ()
    months = np.concatenate([np.round(one.time / one.per_month) for one in patients])
    event = np.concatenate([one.event for one in patients]).astype(int)
    codes = np.concatenate([one.codes for one in patients])
    centre = np.repeat(np.arange(len(patients)), [len(one.time) for one in patients])
    by_group = pool_survival(pooled.centres, Curves("group"), "log-log").survival
    by_centre = pool_survival(pooled.centres, Curves("centre"), "log-log").survival
    for survival, of in ((by_group, codes), (by_centre, centre)):
        for place, arm in enumerate(survival.groups):
            expected = SurvfuncRight(months[of == place], event[of == place])
            heights = dict(zip(arm.curve.time.tolist(), arm.curve.survival.tolist(), strict=True))
            assert [heights[time] for time in expected.surv_times] == pytest.approx(expected.surv_prob, abs=1e-12)
    chisq, p = survdiff(months, event, codes, strata=centre)
    assert (by_group.test.chisq, by_group.test.p) == (pytest.approx(chisq, rel=1e-9), pytest.approx(p, rel=1e-9))
    chisq, p = survdiff(months, event, centre)
    assert (by_centre.test.chisq, by_centre.test.p) == (pytest.approx(chisq, rel=1e-9), pytest.approx(p, rel=1e-9))


def test_one_centre_alone_is_not_pooled():
    assert pool_files([NORTH]).set_aside == (words.ONE_ALONE,)
    assert pool_files([]).centres is None


def test_the_same_file_twice_counts_once_whatever_it_and_its_centre_are_called():
    once = pool_files([NORTH, SOUTH])
    for again in (NORTH, ("copy.json", NORTH[1]), changed(("copy.json", NORTH[1]), centre="East")):
        pooled = pool_files([NORTH, SOUTH, again])
        assert pooled.set_aside == (words.copied(again[0], "North.json"),)
        assert pooled.centres.names == ("North", "South")
        assert (pooled.centres.counts == once.centres.counts).all()
    assert pool_files([NORTH, NORTH]).set_aside[-1] == words.ONE_ALONE


def test_two_different_tables_of_one_name_are_both_set_aside_and_the_others_stay():
    pooled = pool_files([NORTH, ("b.json", changed(WEST, centre=" north")[1]), SOUTH, file_of(4, "East")])
    assert pooled.centres.names == ("South", "East")
    assert pooled.set_aside == (words.namesakes("North", ["North.json", "b.json"]),)


@pytest.mark.parametrize(
    ("changes", "title"),
    [
        ({"origin": "mab2_start"}, "Overall survival from the second antibody"),
        ({"endpoint": "efs", "label": "Event-free survival"}, "Event-free survival from the first antibody"),
    ],
)
def test_a_centre_of_another_endpoint_or_time_zero_is_set_aside_and_both_are_named(changes, title):
    pooled = pool_files([changed(WEST, **changes), NORTH, SOUTH])
    assert pooled.set_aside == (words.other_endpoint("West", title, "Overall survival from the first antibody"),)
    assert pooled.centres.names == ("North", "South")
    assert "set aside" in pooled.set_aside[0]


def test_centres_that_compare_by_something_else_are_compared_whole_and_that_is_said():
    by_site = file_of(2, "South", view=View(compare=SITE.slug))
    pooled = pool_files([NORTH, by_site])
    assert pooled.centres.labels == (EVERYBODY,)
    assert pooled.centres.n.tolist() == [
        len(patients_of(1).time),
        len(patients_of(2, view=View(compare=SITE.slug)).time),
    ]
    assert "“North” by Sex (Female, Male); “South” by Site" in pooled.centres.differences[0]
    assert pooled.centres.differences[0].endswith("Only centres are compared, the groups of each as one.")


def test_a_group_that_one_centre_does_not_have_stays_and_that_is_said():
    content = json.loads(SOUTH[1])
    pooled = pool_files([changed(SOUTH, groups=content["groups"][1:]), NORTH])
    assert pooled.centres.labels == ("Female", "Male")
    assert pooled.centres.counts[0, 0].sum() == 0
    assert pooled.centres.differences == (words.missing_groups({"Female": ["South"]}),)
    assert "Pooled nevertheless" in pooled.centres.differences[0]


def test_groups_are_the_same_in_any_order():
    content = json.loads(SOUTH[1])
    pooled = pool_files([NORTH, changed(SOUTH, groups=content["groups"][::-1])])
    assert pooled.centres.differences == ()
    assert (pooled.centres.counts == pool_files([NORTH, SOUTH]).centres.counts).all()


def test_other_filters_bounds_and_the_same_workbook_are_told_and_pooled_nevertheless():
    cohort = json.loads(NORTH[1])["cohort"]
    pooled = pool_files([NORTH, changed(SOUTH, patients="Salvage 1", horizon=24, cohort=cohort)])
    assert pooled.centres.names == ("North", "South")
    assert pooled.centres.differences == (
        words.other_patients({"North": "All patients", "South": "Salvage 1"}),
        words.other_observation({"North": "", "South": "Follow-up ended at 24 months."}),
        words.same_cohort(["North", "South"]),
    )
    assert pooled.centres.endpoint.follow_up.months is None


def test_the_same_counts_of_another_workbook_are_told():
    pooled = pool_files([NORTH, changed(("South.json", NORTH[1]), centre="South", cohort="0123456789")])
    assert pooled.centres.differences == (words.same_counts(["North", "South"]),)


@pytest.mark.parametrize(
    "change",
    [
        {"at_risk": [9, 1]},
        {"months": [2, 1]},
        {"months": [-1, 1]},
        {"months": [1, 1e9]},
        {"months": [1]},
        {"events": [-2, 0]},
        {"events": [10**12, 0]},
        {"at_risk": [10**12 + 1, 1], "events": [10**12, 0]},
        {"events": [1e12, 0]},
        {"events": ["2", 0]},
        {"events": [10**400, 0]},
        {"label": "a" * 300},
        {"label": ""},
        {"extra": 1},
    ],
)
def test_a_group_that_cannot_be_is_refused_in_one_sentence_and_the_others_stay(change):
    bad = changed(("bad.json", WEST[1]), groups=[GROUP | change])
    pooled = pool_files([NORTH, bad, SOUTH])
    assert pooled.set_aside == (words.impossible("bad.json"),)
    assert pooled.centres.names == ("North", "South")
    assert pool_files([changed(WEST, groups=[GROUP]), NORTH]).centres is not None


@pytest.mark.parametrize(
    "data",
    [b"", b"\xff\xfe", b"[" * 100_000, b"{}" * 5, b"null", b"NaN", NORTH[1][:-20], b'{"ballad": "view"}', b"\x00" * 99],
    ids=["empty", "bytes", "deep", "twice", "null", "nan", "truncated", "another", "zeros"],
)
def test_a_file_that_is_no_table_is_refused_in_one_sentence_and_the_others_stay(data):
    pooled = pool_files([NORTH, ("bad.json", data), SOUTH])
    assert pooled.set_aside == (words.damaged("bad.json"),)
    assert pooled.centres.names == ("North", "South")


@pytest.mark.parametrize("version", [1, 3, 10**30, "2", None])
def test_a_file_of_another_version_is_refused_as_such_and_the_others_stay(version):
    pooled = pool_files([NORTH, changed(WEST, version=version, new="key"), SOUTH])
    assert pooled.set_aside == (words.other_version("West.json"),)
    assert pooled.centres.names == ("North", "South")


def test_a_large_file_is_refused_before_it_is_read():
    pooled = pool_files([NORTH, ("large.json", b" " * (pooling.LARGEST_FILE + 1)), SOUTH])
    assert pooled.set_aside == (words.too_large("large.json", pooling.LARGEST_FILE),)
    assert pooled.centres.names == ("North", "South")


def test_files_beyond_those_pooled_at_a_time_are_named():
    content = json.loads(NORTH[1])
    groups = [content["groups"][0] | {"months": [place + month for month in content["groups"][0]["months"]]}
              for place in range(pooling.MOST_CENTRES + 1)]  # fmt: skip
    files = [
        changed((f"{place}.json", NORTH[1]), centre=str(place), cohort=f"{place:010x}", groups=[group])
        for place, group in enumerate(groups)
    ]
    pooled = pool_files(files)
    assert len(pooled.centres.names) == pooling.MOST_CENTRES
    assert pooled.set_aside == (words.too_many([f"{pooling.MOST_CENTRES}.json"], pooling.MOST_CENTRES),)


def test_no_sentence_quotes_more_of_a_name_than_fits():
    assert len(words.damaged("x" * 5_000)) < 250
    said = pool_files([changed(WEST, endpoint="<script>" * 500), NORTH, SOUTH]).set_aside
    assert said == (words.damaged("West.json"),)
    assert not re.search("script", said[0])
