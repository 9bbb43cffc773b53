"""The list of the patients behind a curve."""

import numpy as np

from core.analyses.compared import compare_groups
from core.tables.patients_frame import patients_frame
from core.view import View
from tests.making import cohort_of, days, endpoint, selected

COHORT = cohort_of(
    patient_id=["P1", "P2", "P3", "P4"],
    sex=["male", "female", "male", None],
    age_years=[40, None, 60, 70],
    mab1_start=days(0, 0, 0, 0),
    mab2_start=days(5, None, 20, 10),
    mab1_response_date=days(3, 3, 3, 3),
    mab1_progression=days(30, None, None, None),
    vital_status=["dead", "alive", "dead", "dead"],
    last_contact=days(61, 122, 30, 20),
)


def listed(name: str, origin: str, compare: str = "", arm: int = 0):
    return patients_frame(compare_groups(selected(COHORT, View()), endpoint(name, origin), compare), arm)


def test_everybody_behind_a_curve_is_listed_with_time_and_end_the_shortest_first():
    frame = listed("os", "mab1_start")
    assert frame["Patient"].tolist() == ["P4", "P3", "P1", "P2"]
    assert frame["Months"].tolist() == [0.66, 0.99, 2.0, 4.01]
    assert frame["Ended with"].tolist() == ["event", "event", "event", "censored"]
    assert frame["Sex"].tolist() == ["", "Male", "Male", "Female"]
    assert np.isnan(frame["Age"][3])


def test_only_the_patients_of_the_arm_are_listed():
    assert listed("os", "mab1_start", "sex", 1)["Patient"].tolist() == ["P3", "P1"]
    assert listed("os", "mab1_start", "sex", 0)["Patient"].tolist() == ["P2"]


def test_what_competes_is_named():
    frame = listed("cir", "mab1_response").set_index("Patient")["Ended with"]
    died = "Death without relapse"
    assert frame.to_dict() == {"P1": "Relapse", "P2": "censored", "P3": died, "P4": died}


def test_a_cohort_without_study_numbers_names_the_row():
    cohort = cohort_of(mab1_start=days(0), vital_status=["dead"], last_contact=days(9))
    frame = patients_frame(compare_groups(selected(cohort, View()), endpoint("os", "mab1_start"), ""), 0)
    assert frame["Patient"].tolist() == ["row 1"]
