"""The sequence of treatment: every patient in every stage once, as pandas counts them; what is absent falls away."""

import numpy as np
import pandas as pd
import pytest

from core.address import view_at
from core.analyses.best_response import NOT_RECORDED
from core.analyses.sequence import ALIVE, BOTH, CAR_T, DEAD, NEITHER, NO_SECOND, STAGES, TRANSPLANT, sequence_of
from core.bundled import read_bundled
from tests.making import cohort_of, days, selected

MSKCC = read_bundled("mskcc").cohort
NAMES = [name for name, _, _ in STAGES]
TWO = cohort_of(
    mab1=["blinatumomab", "inotuzumab", None, "blinatumomab"],
    mab1_start=days(0, 0, 0, 0),
    mab1_response=["CR", "NR", "CRi", None],
    interim_therapy=["yes", None, "no", None],
    mab2=["inotuzumab", None, "blinatumomab", None],
    mab2_start=days(50, None, 60, 70),
    mab2_response=["NR", None, None, "CR"],
    hsct_date=days(20, None, 100, None),
    car_t_date=days(80, None, None, 40),
    vital_status=["dead", "alive", None, "alive"],
)


def levels_of(cohort, stage: str) -> dict[str, int]:
    found = sequence_of(selected(cohort))
    place = [one.name for one in found.stages].index(stage)
    return dict(zip(found.stages[place].levels, found.counts(place, place).diagonal().tolist(), strict=True))


def test_the_bundled_cohort_goes_through_all_seven_stages_as_pandas_counts_them():
    found, patients = sequence_of(selected(MSKCC)), MSKCC.patients
    assert [stage.name for stage in found.stages] == NAMES
    assert found.lacking == ()
    assert found.n == len(patients) == 29
    columns = {0: "mab1", 1: "mab1_response", 2: "interim_therapy", 3: "mab2", 4: "mab2_response", 6: "vital_status"}
    for place, column in columns.items():
        for other, second in columns.items():
            ours = found.counts(place, other)
            theirs = pd.crosstab(patients[column].astype(str).str.lower(), patients[second].astype(str).str.lower())
            rows, across = ([level.lower() for level in found.stages[one].levels] for one in (place, other))
            np.testing.assert_array_equal(ours, theirs.loc[rows, across])


@pytest.mark.parametrize(
    ("stage", "expected"),
    [
        ("First antibody", {"Blinatumomab": 2, "Inotuzumab": 1, NOT_RECORDED: 1}),
        ("Response to the first antibody", {"CR": 1, "CRi": 1, "NR": 1, NOT_RECORDED: 1}),
        ("Therapy between the antibodies", {"Yes": 1, "No": 1, NOT_RECORDED: 1, NO_SECOND: 1}),
        ("Second antibody", {"Blinatumomab": 1, "Inotuzumab": 1, NOT_RECORDED: 1, NO_SECOND: 1}),
        ("Response to the second antibody", {"CR": 1, "NR": 1, NOT_RECORDED: 1, NO_SECOND: 1}),
        ("Transplant or CAR T cells", {BOTH: 1, TRANSPLANT: 1, CAR_T: 1, NEITHER: 1}),
        ("Outcome", {ALIVE: 2, DEAD: 1, NOT_RECORDED: 1}),
    ],
)
def test_who_has_no_second_antibody_is_not_one_whose_antibody_is_not_recorded(stage, expected):
    assert levels_of(TWO, stage) == expected


def test_one_antibody_alone_leaves_out_all_that_belongs_to_the_second():
    cohort = cohort_of(mab1=["blinatumomab"] * 2, mab1_response=["CR", "NR"], vital_status=["alive", "dead"])
    found = sequence_of(selected(cohort))
    assert [stage.name for stage in found.stages] == ["First antibody", "Response to the first antibody", "Outcome"]
    assert found.lacking == (*NAMES[2:5], NAMES[5])


def test_a_stage_nobody_selected_has_a_value_in_falls_away():
    view, _ = view_at({"mab1_response": "nr"})
    found = sequence_of(selected(TWO, view))
    assert [stage.name for stage in found.stages] == [NAMES[0], NAMES[1], NAMES[5], NAMES[6]]
    assert found.lacking == tuple(NAMES[2:5])
    assert found.n == 1


def test_a_transplant_or_cells_before_the_first_antibody_are_no_stage_after_it():
    cohort = cohort_of(
        mab1=["blinatumomab"] * 2,
        mab1_start=days(50, 50),
        hsct=["yes", "no"],
        hsct_date=days(20, None),
        car_t_date=days(None, 10),
    )
    assert levels_of(cohort, "Transplant or CAR T cells") == {NEITHER: 2}


def test_a_transplant_that_may_or_may_not_have_been_is_not_recorded():
    cohort = cohort_of(mab1=["blinatumomab"] * 3, hsct=["yes", "no", None])
    assert levels_of(cohort, "Transplant or CAR T cells") == {TRANSPLANT: 1, NEITHER: 1, NOT_RECORDED: 1}


@pytest.mark.parametrize("query", [{}, {"mab1_response": "nr"}, {"age_years": "110.."}])
def test_every_selected_patient_goes_one_way(query):
    view, _ = view_at(query)
    selection = selected(MSKCC, view)
    found = sequence_of(selection)
    assert found.n == (selection.n if found.stages else 0)
    assert len(np.unique(found.paths, axis=0)) == len(found.paths)


def test_times_and_statuses_alone_have_no_stage():
    cohort = cohort_of(units={"os_time": "days"}, os_time=[3, 5], os_status=["yes", "no"])
    assert sequence_of(selected(cohort)).stages == ()
