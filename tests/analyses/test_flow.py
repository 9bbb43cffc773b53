"""The flow of patients: every step adds up, each reason is counted as pandas counts it, nobody is lost."""

import numpy as np
import pandas as pd
import pytest

from core.address import view_at
from core.analyses.compared import compare_groups
from core.analyses.flow import MOST_REASONS, NOT_RECORDED, OTHER, WHOLE, flow_of
from core.analyses.selection import select
from core.bundled import read_bundled
from core.endpoints import available
from core.view import View
from tests.making import cohort_of, days, endpoint, extra, sheet_cohort

MSKCC = read_bundled("mskcc").cohort
QUESTIONS = (
    {},
    {"salvage": "1~2"},
    {"age_years": "20..60", "salvage": "1~2", "compare": "sex"},
    {"salvage": "2", "sequence": "blina-ino", "transplant": "no", "compare": "salvage"},
    {"mab1_bm_blasts_pct": "50..", "cd19_at_relapse": "positive", "compare": "cd22_at_relapse"},
    {"cd22_at_relapse": "missing"},
    {"age_years": "110..120"},
)


def flow(cohort, view: View, asked=None):
    compared = compare_groups(select(cohort, view), asked, view.compare) if asked else None
    return flow_of(cohort, view, compared)


@pytest.mark.parametrize("question", QUESTIONS, ids=str)
@pytest.mark.parametrize("asked", available(MSKCC), ids=lambda one: one.title)
def test_who_stays_and_who_leaves_are_together_who_was_there(asked, question):
    view, problems = view_at(question)
    assert not problems
    found = flow(MSKCC, view, asked)
    assert found.steps[0].n == len(MSKCC) == 29
    for before, after in zip(found.steps, found.steps[1:], strict=False):
        assert before.n == after.n + after.n_left
        assert all(n > 0 for _, n in after.left)
    if view.compare:
        assert sum(n for _, n in found.groups) == found.steps[-1].n
    else:
        assert found.groups == ()


def test_steps_are_the_filters_in_their_order_with_their_sentences_and_then_the_endpoint():
    view, _ = view_at({"age_years": "20..60", "salvage": "1~2", "compare": "sex"})
    found = flow(MSKCC, view, endpoint("os", "mab2_response"))
    assert [step.label for step in found.steps] == [
        WHOLE,
        "Age 20 to 60 years",
        "Salvage status: Salvage 1 or Salvage 2",
        "Overall survival from response to the second antibody",
    ]


def test_the_numbers_are_those_pandas_counts():
    patients = MSKCC.patients
    view, _ = view_at({"salvage": "1~2", "age_years": "20..60", "compare": "sex"})
    found = flow(MSKCC, view, endpoint("os", "mab2_response"))
    first = patients[patients["salvage_line"] <= 2]
    second = first[first["age_years"].between(20, 60)]
    last = second[second["mab2_response_date"].notna()]
    assert [step.n for step in found.steps] == [29, len(first), len(second), len(last)]
    assert found.steps[1].left == (("Salvage 3+", int((patients["salvage_line"] > 2).sum())),)
    assert found.steps[2].left == (
        ("below 20 years", int((first["age_years"] < 20).sum())),
        ("above 60 years", int((first["age_years"] > 60).sum())),
    )
    assert found.steps[3].left == (("no date of response to the second antibody", len(second) - len(last)),)
    sexes = last["sex"].value_counts()
    assert found.groups == (("Female", sexes["female"]), ("Male", sexes["male"]))
    assert found.title == "Sex"


def test_a_missing_value_is_a_reason_of_its_own_for_a_level_and_for_a_range():
    cohort = cohort_of(sex=["male", None, "female", None], age_years=[30, 40, None, 50])
    view, _ = view_at({"sex": "male~missing", "age_years": "35..45"})
    _, by_sex, by_age = flow(cohort, view).steps
    assert by_sex.left == (("Female", 1),)
    assert by_age.left == (("below 35 years", 1), ("above 45 years", 1))
    _, by_age = flow(cohort, view_at({"age_years": "..45"})[0]).steps
    assert by_age.left == (("above 45 years", 1), (NOT_RECORDED, 1))


def test_many_reasons_are_the_largest_in_their_order_and_the_sum_of_the_others():
    values = [*"A", *"B" * 5, *"C", *"D" * 4, *"E" * 3, *"F" * 2, *"G"]
    centre = extra("Centre", "category", tuple("ABCDEFG"))
    found = flow(cohort_of({centre: values}), view_at({centre.slug: "a"})[0])
    assert found.steps[1].left == (("B", 5), ("D", 4), ("E", 3), ("F", 2), (OTHER, 2))
    assert len(found.steps[1].left) == MOST_REASONS


def test_patients_without_a_value_of_what_is_compared_leave_at_the_last_step():
    cohort = sheet_cohort([1, 2, 3, None], [1, 0, None, 1], sex=["male", None, "female", "male"])
    found = flow(cohort, View(compare="sex"), available(cohort)[0])
    assert found.steps[-1].left == (("no time", 1), ("no status", 1), ("no value of Sex", 1))
    assert found.groups == (("Male", 1),)


def test_without_an_endpoint_the_flow_ends_with_the_filters():
    cohort = cohort_of(age_years=[30, 50])
    found = flow(cohort, view_at({"age_years": "40.."})[0])
    assert not found.has_endpoint
    assert [step.n for step in found.steps] == [2, 1]


@pytest.mark.parametrize("kept", [0, 1])
def test_nobody_and_one_patient_flow_too(kept):
    cohort = cohort_of(
        age_years=[30.0 + kept], mab1_start=days(0), vital_status=["dead"], last_contact=days(20), sex=["male"]
    )
    found = flow(cohort, view_at({"age_years": "31..", "compare": "sex"})[0], endpoint("os", "mab1_start"))
    assert [step.n for step in found.steps] == [1, kept, kept]
    assert found.groups == ((("Male", 1),) if kept else ())


def test_order_of_rows_changes_nothing():
    order = np.random.default_rng(3).permutation(29)
    mixed = type(MSKCC)(MSKCC.patients.iloc[order], MSKCC.columns, MSKCC.source)
    view, _ = view_at({"age_years": "20..60", "salvage": "1~2", "compare": "sex"})
    asked = endpoint("os", "mab2_response")
    assert flow(mixed, view, asked) == flow(MSKCC, view, asked)
    assert isinstance(mixed.patients, pd.DataFrame)
