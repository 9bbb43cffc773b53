"""The cohort after inotuzumab failure: courses a clinician could believe, and the same file from its seed."""

import pandas as pd
import pytest

from core.bundled import read_bundled
from core.dictionary import DATA
from tests.data.scripts import assert_makes_again, in_order

WORKBOOK = DATA / "ino_failure.xlsx"
ORDERS = [
    ("mab1_start", "mab1_response_date", "mab1_progression"),
    ("mab1_start", "inotuzumab_last_dose", "mab1_progression", "mab2_start", "mab2_response_date", "last_contact"),
    ("mab2_start", "mab2_progression", "last_contact"),
    ("mab1_progression", "hsct_date", "last_contact"),
]


@pytest.fixture(scope="module")
def patients() -> pd.DataFrame:
    return read_bundled("ino_failure").cohort.patients


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_dates_are_in_order(order, patients):
    assert in_order(patients, order)


def test_everybody_failed_and_only_responders_relapse(patients):
    assert patients["mab1_progression"].notna().all()
    responded = patients["mab1_response"].isin(["CR", "CRp", "CRi"])
    assert (responded == (patients["failure_type"] == "relapsed")).all()
    assert (responded == patients["mab1_response_date"].notna()).all()


def test_cycles_fit_between_start_and_failure(patients):
    assert (patients["mab1_to_progression_days"] >= 21 * (patients["mab1_cycles"] - 1)).all()


def test_duration_of_response_is_that_of_the_dates(patients):
    days = (patients["mab1_progression"] - patients["mab1_response_date"]).dt.days
    assert (days / 30.4375).round(1).equals(patients["extra:Duration of response (mo)"])


def test_the_dead_have_a_date_and_a_cause_and_the_study_ends_in_2015(patients):
    dead = patients["vital_status"] == "dead"
    for name in ("death_date", "cause_of_death"):
        assert (patients[name].notna() == dead).all()
    assert (patients["death_date"][dead] == patients["last_contact"][dead]).all()
    assert patients["mab1_start"].dt.year.between(2009, 2015).all()
    assert patients["last_contact"].max() <= pd.Timestamp("2015-12-31")


def test_follow_up_of_everybody_lies_in_the_printed_range(patients):
    months = (patients["last_contact"] - patients["mab1_progression"]).dt.days / 30.4375
    assert months.between(0.5, 54.5).all()


def test_script_makes_the_same_workbook_again(monkeypatch):
    assert_makes_again(monkeypatch, "make_ino_failure", WORKBOOK)
