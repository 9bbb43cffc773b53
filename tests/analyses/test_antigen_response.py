"""CD19 and CD22 at relapse against the response to the second antibody."""

import json

import numpy as np
import pandas as pd
import pytest

from core.analyses.antigen_response import BOTH, responses_by_antigen
from core.bundled import read_bundled
from core.dictionary import DATA
from core.filters import Choice
from core.view import View
from tests.making import cohort_of, selected

FACTS = {
    fact["id"]: fact
    for fact in json.loads((DATA / "published" / "mskcc_both_mabs.json").read_text(encoding="utf-8"))["facts"]
}
BLINA_FIRST = View(filters=(Choice(field="sequence", levels=("blina-ino",)),))


def by_title(cohort, view: View | None = None) -> dict:
    view = view or View()
    return {one.title: one for one in responses_by_antigen(selected(cohort, view), view)}


def counts(result, label: str, denominator: str = "all given the antibody") -> dict[str, tuple[int, int]]:
    rung = next(one for one in result.rungs if (one.label, one.denominator) == (label, denominator))
    return dict(zip(result.labels, ((arm.k, arm.n) for arm in rung.arms), strict=True))


@pytest.mark.parametrize(
    ("label", "status", "fact"),
    [
        ("CR", "Positive", "cr_mab2_cd19pos"),
        ("CR", "Negative or dim", "cr_mab2_cd19neg"),
        ("MRD-negative", "Positive", "mrdneg_cd19pos"),
        ("MRD-negative", "Negative or dim", "mrdneg_cd19neg"),
    ],
)
def test_the_counts_the_study_printed_by_cd19_are_in_the_table(label, status, fact):
    found = by_title(read_bundled("mskcc").cohort, BLINA_FIRST)["CD19 at relapse"]
    assert counts(found, label)[status] == (FACTS[fact]["k"], FACTS[fact]["n"])


def simulated(n: int = 90):
    random = np.random.default_rng(4)
    columns = {
        name: [values[place] for place in random.integers(0, len(values), n)]
        for name, values in {
            "cd19_at_relapse": ("positive", "neg_dim", None),
            "cd22_at_relapse": ("positive", "neg_dim", None),
            "mab2_response": ("CR", "CRi", "NR", None),
        }.items()
    }
    return cohort_of(mab2=["inotuzumab"] * n, **columns), pd.DataFrame(columns, dtype=object)


def test_each_antigen_and_both_together_are_the_counts_of_pandas():
    cohort, patients = simulated()
    found = by_title(cohort)
    words = {"positive": "positive", "neg_dim": "negative or dim"}
    responded = patients["mab2_response"].isin(["CR", "CRi"])
    assert list(found) == ["CD19 at relapse", "CD22 at relapse", BOTH]
    for name, title in (("cd19_at_relapse", "CD19 at relapse"), ("cd22_at_relapse", "CD22 at relapse")):
        expected = responded.groupby(patients[name].map(words).str.capitalize()).agg(["sum", "count"])
        assert counts(found[title], "Overall response") == {
            status: tuple(row) for status, row in zip(expected.index, expected.to_numpy().tolist(), strict=True)
        }
    together = "CD19 " + patients["cd19_at_relapse"].map(words) + ", CD22 " + patients["cd22_at_relapse"].map(words)
    expected = responded.groupby(together).agg(["sum", "count"])
    assert counts(found[BOTH], "Overall response") == {
        status: tuple(row) for status, row in zip(expected.index, expected.to_numpy().tolist(), strict=True)
    }
    assert dict(found[BOTH].left_out)[f"no value of {BOTH}"] == together.isna().sum()


def test_an_antigen_alone_stands_alone_and_without_a_second_antibody_there_is_none():
    one = cohort_of(mab2_response=["CR", "NR"], cd22_at_relapse=["positive", "neg_dim"])
    assert list(by_title(one)) == ["CD22 at relapse"]
    assert by_title(cohort_of(mab1_response=["CR"], cd19_at_relapse=["positive"])) == {}
    assert by_title(cohort_of(mab2_response=["CR"])) == {}


def test_the_antibody_and_the_comparison_of_the_view_change_nothing():
    cohort = simulated()[0]
    plain, other = by_title(cohort), by_title(cohort, View(antibody="mab1", compare="cd19_at_relapse"))
    assert counts(plain[BOTH], "CR") == counts(other[BOTH], "CR")
