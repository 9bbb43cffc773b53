"""The cohort given inotuzumab for MRD: courses a clinician could believe, and the same file from its seed."""

import pandas as pd
import pytest

from core.bundled import read_bundled
from core.dictionary import DATA
from tests.data.scripts import assert_makes_again, in_order

ORDERS = [
    ("mab1_start", "mab1_response_date", "mab1_progression", "last_contact"),
    ("mab1_start", "inotuzumab_last_dose", "mab1_progression"),
    ("inotuzumab_last_dose", "sos_date", "last_contact"),
]


@pytest.fixture(scope="module")
def patients() -> pd.DataFrame:
    return read_bundled("ino_mrd").cohort.patients


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_dates_are_in_order(order, patients):
    assert in_order(patients, order)


def test_only_mrd_negative_patients_have_a_date_of_response(patients):
    assert ((patients["mab1_mrd"] == "negative") == patients["mab1_response_date"].notna()).all()


def test_nobody_has_more_cycles_than_there_was_time_for_before_relapse_or_the_end(patients):
    ended = patients[["mab1_progression", "last_contact"]].min(axis=1)
    assert ((ended - patients["mab1_start"]).dt.days > 28 * (patients["mab1_cycles"] - 1)).all()


def test_sos_has_a_date_and_follows_inotuzumab_by_weeks(patients):
    assert ((patients["sos"] == "yes") == patients["sos_date"].notna()).all()
    assert (patients["sos_date"] - patients["inotuzumab_last_dose"]).dropna().dt.days.between(1, 60).all()


def test_who_died_of_progression_relapsed_and_nobody_else_who_died_did(patients):
    dead = patients["vital_status"] == "dead"
    relapsed = patients["mab1_progression"].notna()
    assert (relapsed[dead] == (patients["cause_of_death"][dead] == "progression")).all()
    assert (patients["death_date"].notna() == dead).all()


def test_script_makes_the_same_workbook_again(monkeypatch):
    assert_makes_again(monkeypatch, "make_ino_mrd", DATA / "ino_mrd.xlsx")
