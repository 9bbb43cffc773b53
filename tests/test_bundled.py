"""The bundled cohort as Ballad itself reads and counts it, against what the study printed."""

import json

import numpy as np
import pytest

from core.analyses.selection import select
from core.analyses.survival import analyse_survival
from core.bundled import BUNDLED, read_bundled
from core.cohort import Cohort
from core.dictionary import DATA
from core.endpoints import available
from core.view import View

FACTS = json.loads((DATA / "published" / "mskcc_both_mabs.json").read_text(encoding="utf-8"))["facts"]


@pytest.fixture(scope="module")
def cohort() -> Cohort:
    return read_bundled("mskcc").cohort


def is_known(fact: dict) -> bool:
    fields = {fact.get("field"), *fact.get("where", {}), *([fact["by"]] if "by" in fact else [])} - {None}
    return fields <= set(read_bundled("mskcc").cohort.columns)


def where(cohort: Cohort, conditions: dict) -> np.ndarray:
    kept = np.ones(len(cohort), dtype=bool)
    for field, level in conditions.items():
        levels = level if isinstance(level, list) else [level]
        kept &= cohort.patients[field].isin(levels).to_numpy()
    return kept


COUNTS = [fact for fact in FACTS if fact["kind"] == "count" and is_known(fact)]


@pytest.mark.parametrize("fact", COUNTS, ids=lambda fact: fact["id"])
def test_a_printed_count_is_what_ballad_counts(cohort, fact):
    values = cohort.patients[fact["field"]]
    has = (values.isna() if fact["level"] is None else values == fact["level"]).to_numpy()
    among = where(cohort, fact.get("where", {}))
    printed = fact["k"] if "by" in fact else {"all": fact["k"]}
    for level, k in printed.items():
        group = among if level == "all" else among & where(cohort, {fact["by"]: level})
        assert int((has & group).sum()) == k


SURVIVAL = [fact for fact in FACTS if fact["kind"] == "survival" and is_known(fact)]


@pytest.mark.parametrize("fact", SURVIVAL, ids=lambda fact: fact["id"])
def test_a_printed_survival_is_what_ballad_draws(cohort, fact):
    kept = Cohort(cohort.patients[where(cohort, fact.get("where", {}))], cohort.columns, cohort.source)
    (endpoint,) = [one for one in available(kept) if (one.short, one.origin) == (fact["endpoint"], fact["origin"])]
    view = View(interval="log")
    (arm,) = analyse_survival(select(kept, view), endpoint, view).groups
    at = arm.milestones.set_index("time").loc[fact["at_months"]]
    assert 100 * at["survival"] == pytest.approx(fact["percent"], abs=0.051)


def test_enough_of_the_study_is_checked():
    assert len(COUNTS) >= 35
    assert len(SURVIVAL) >= 9


@pytest.mark.parametrize("key", BUNDLED)
def test_a_bundled_cohort_is_read_as_it_was_meant_without_a_question_and_says_that_it_is_synthetic(key):
    reading = read_bundled(key)
    # A study treated a child of four; in another blinatumomab follows inotuzumab by plan, not after a relapse.
    expected = {"ino_failure": {"unusual-age_years"}, "mini_hcvd": {"first-relapse-after-second-antibody"}}
    found = {issue.rule or issue.what for issue in reading.cohort.issues if issue.severity != "note" or issue.rule}
    assert found == expected.get(key, set())
    assert not [column.heading for column in reading.columns if column.question]
    assert reading.cohort.source.synthetic
