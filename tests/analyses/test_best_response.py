"""Best responses by group and from the first antibody to the second, against the cross tables of pandas."""

import numpy as np
import pandas as pd
import pytest

from core.analyses.best_response import NO_SECOND, NOT_RECORDED, best_responses, response_flow
from core.bundled import read_bundled
from core.filters import Choice
from core.view import View
from tests.making import cohort_of, selected

BLINA, INO = "blinatumomab", "inotuzumab"
VALUES = ("CR", "CRp", "CRh", "CRi", "NR", "early death", "not evaluable", None)
LABELS = dict(zip(VALUES, ("CR", "CRp", "CRh", "CRi", "NR", "Early death", "Not evaluable", NOT_RECORDED), strict=True))


def simulated(n: int = 80):
    random = np.random.default_rng(11)
    second = random.random(n) < 0.6
    columns = {
        "mab1": [BLINA] * n,
        "mab1_response": [VALUES[place] for place in random.integers(0, len(VALUES), n)],
        "mab2": [INO if given else None for given in second],
        "mab2_response": [VALUES[place] if given else None for place, given in
                          zip(random.integers(0, len(VALUES), n), second, strict=True)],
        "sex": [("male", "female", None)[place] for place in random.choice(3, n, p=[0.5, 0.4, 0.1])],
    }  # fmt: skip
    frame = pd.DataFrame(columns, dtype=object)
    for name in ("mab1_response", "mab2_response"):
        frame[name] = frame[name].map(LABELS, na_action="ignore").fillna(NOT_RECORDED)
    return cohort_of(**columns), frame


@pytest.mark.parametrize("antibody", ["mab1", "mab2"])
def test_levels_by_group_are_the_cross_table_of_pandas(antibody):
    cohort, patients = simulated()
    view = View(antibody=antibody, compare="sex")
    found = best_responses(selected(cohort, view), view)
    given = patients[patients[antibody].notna()]
    expected = pd.crosstab(given["sex"], given[f"{antibody}_response"]).loc[["female", "male"], list(found.levels)]
    np.testing.assert_array_equal(found.counts, expected)
    assert found.n == tuple(expected.sum(axis=1))
    assert found.levels == tuple(label for label in LABELS.values() if (expected.get(label, pd.Series([0])) > 0).any())


def test_the_denominator_decides_who_is_in_the_bars():
    cohort = simulated()[0]
    view = View(denominator="evaluable")
    found = best_responses(selected(cohort, view), view)
    assert not {NOT_RECORDED, "Not evaluable"} & set(found.levels)
    assert set(best_responses(selected(cohort), View(denominator="responders")).levels) == {"CR", "CRp", "CRh", "CRi"}


def test_the_flow_is_the_cross_table_of_both_responses_and_keeps_those_without_a_second_antibody():
    cohort, patients = simulated()
    found = response_flow(selected(cohort))
    second = patients["mab2_response"].where(patients["mab2"].notna(), NO_SECOND)
    expected = pd.crosstab(patients["mab1_response"], second).loc[list(found.first), list(found.second)]
    np.testing.assert_array_equal(found.counts, expected)
    assert found.n == len(patients)
    assert found.second[-1] == NO_SECOND


def test_who_was_not_given_the_first_antibody_does_not_flow_and_is_counted():
    cohort = cohort_of(
        mab1=[BLINA, None], mab1_response=["CR", None], mab2=[INO, INO], mab2_response=["NR", "CR"]
    )  # fmt: skip
    found = response_flow(selected(cohort))
    assert (found.n, found.not_given) == (1, 1)
    assert (found.first, found.second) == (("CR",), ("NR",))


def test_one_antibody_does_not_flow():
    assert response_flow(selected(cohort_of(mab1_response=["CR"]))) is None


def test_the_flow_of_the_bundled_cohort_adds_up_to_the_responses_the_study_printed():
    found = response_flow(selected(read_bundled("mskcc").cohort))
    assert dict(zip(found.first, found.counts.sum(axis=1).tolist(), strict=True)) == {"CR": 16, "NR": 13}
    assert dict(zip(found.second, found.counts.sum(axis=0).tolist(), strict=True)) == {"CR": 19, "NR": 10}


def test_filters_keep_their_patients_alone():
    cohort, patients = simulated()
    view = View(filters=(Choice(field="sex", levels=("male",)),))
    assert response_flow(selected(cohort, view)).n == (patients["sex"] == "male").sum()
