"""The mini-hyper-CVD cohort: courses a clinician could believe, and the same file from what its search found."""

import pandas as pd
import pytest

from core.bundled import read_bundled
from core.dictionary import DATA
from tests.data.scripts import assert_makes_again, in_order

ORDERS = [
    ("mab1_start", "mab1_response_date", "mab2_start", "hsct_date", "last_contact"),
    ("mab1_start", "mab1_response_date", "mab1_progression", "last_contact"),
    ("mab1_response_date", "sos_date", "last_contact"),
    ("hsct_date", "relapse_after_hsct", "last_contact"),
]


@pytest.fixture(scope="module")
def everybody() -> pd.DataFrame:
    return read_bundled("mini_hcvd").cohort.patients


@pytest.fixture(scope="module")
def patients(everybody) -> pd.DataFrame:
    """The 110 of the study."""
    return everybody[everybody["regimen"] != "inotuzumab alone"]


@pytest.mark.parametrize("order", ORDERS, ids="-".join)
def test_dates_are_in_order(order, everybody):
    assert in_order(everybody, order)


def test_patients_are_consecutive_and_the_first_67_had_the_original_regimen(patients):
    in_time = patients.sort_values("mab1_start")
    assert in_time["regimen"].tolist() == ["original"] * 67 + ["modified"] * 43
    assert in_time["mab1_start"].iloc[[0, -1]].tolist() == [pd.Timestamp("2012-11-12"), pd.Timestamp("2021-07-23")]


def test_responders_have_a_date_and_nobody_else_is_transplanted_or_mrd_negative(patients):
    responded = patients["mab1_response"].isin(["CR", "CRp", "CRi"])
    assert (responded == patients["mab1_response_date"].notna()).all()
    assert responded[patients["hsct_date"].notna() | (patients["mab1_mrd"] == "negative")].all()


def test_early_deaths_are_within_four_weeks(patients):
    early = patients[patients["mab1_response"] == "early death"]
    assert (early["last_contact"] - early["mab1_start"]).dt.days.max() < 28
    assert (early["vital_status"] == "dead").all()


def test_who_is_negative_at_response_is_negative_at_best(patients):
    negative = patients["extra:MRD at response"] == "negative"
    assert (patients.loc[negative, "mab1_mrd"] == "negative").all()


def test_sos_follows_a_transplant_or_inotuzumab_by_weeks(patients):
    assert ((patients["sos"] == "yes") == patients["sos_date"].notna()).all()
    after_transplant = (patients["sos_date"] - patients["hsct_date"]).dt.days.dropna()
    assert after_transplant.between(1, 30).all()
    without = patients[patients["sos_date"].notna() & patients["hsct_date"].isna()]
    assert (without["sos_date"] - without["mab1_start"]).dt.days.between(1, 200).all()


def test_who_died_in_remission_did_not_relapse_and_has_another_cause(patients):
    in_remission = patients["extra:Died in CR"] == "yes"
    assert patients.loc[in_remission, "mab1_progression"].isna().all()
    assert (patients.loc[in_remission, "cause_of_death"] != "progression").all()
    relapsed = patients["mab1_progression"].notna() & (patients["vital_status"] == "dead")
    assert (patients.loc[relapsed, "cause_of_death"] == "progression").all()


def test_karyotypes_of_high_risk_are_of_high_risk(patients):
    high = patients["karyotype"].isin(["low hypodiploidy/near triploidy", "KMT2A rearranged"])
    assert (high == (patients["cytogenetic_risk"] == "high")).all()
    assert (high == (patients["extra:High-risk cytogenetics"] == "yes")).all()
    assert ((patients["tp53"] == "mutated") == (patients["extra:TP53 mutation found"] == "yes")).all()


def test_the_other_89_had_inotuzumab_alone(everybody):
    others = everybody[everybody["regimen"] == "inotuzumab alone"]
    assert len(others) == 89
    assert (others["mab1"] == "inotuzumab").all()
    assert others["mab2"].isna().all()


def test_nobody_is_seen_after_the_end_of_the_study(everybody):
    assert everybody["last_contact"].max() <= pd.Timestamp("2022-06-30")


def test_script_makes_the_same_workbook_again(monkeypatch):
    assert_makes_again(monkeypatch, "make_mini_hcvd", DATA / "mini_hcvd.xlsx")
