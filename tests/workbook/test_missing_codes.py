"""Codes for a missing value: told apart by their reason, counted, and a level where the field has one."""

import datetime
import pickle

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from core.dictionary import read_rows
from core.workbook.missing import REASONS, did_not_happen, reason_of
from tests.workbook.making import column, issues, read, read_column

DAY = datetime.date
CODES = [(row["reason"], code.strip()) for row in read_rows("missing.csv") for code in row["codes"].split(";")]


@pytest.mark.parametrize(("reason", "code"), [pair for pair in CODES if pair[0] in REASONS])
def test_every_code_has_its_reason_in_any_case_and_spacing(reason, code):
    assert reason_of(code) == reason_of(code.upper()) == reason_of(code.replace(" ", "  ")) == reason


def test_no_code_stands_for_two_reasons():
    codes = [code.casefold() for _, code in CODES]
    assert len(set(codes)) == len(codes)


@pytest.mark.parametrize("text", ["no", "none", "0", "negative", "x", "12", "Nadir", "CR"])
def test_a_value_is_no_code_for_a_missing_one(text):
    assert reason_of(text) == ""


@pytest.mark.parametrize("text", ["no", "None", "nie", "aucun", "nessuno", "nunca"])
def test_a_word_in_place_of_a_date_may_say_that_there_was_none(text):
    assert did_not_happen(text)
    dates = read_column("Relapse date", [DAY(2020, 1, 1), text]).cohort.patients["mab1_progression"]
    assert list(dates.isna()) == [False, True]


def test_the_missing_cells_of_a_column_are_counted_by_their_reason():
    reading = read_column("WBC", ["not done", "ND", "unk", "?", "NA", -99, "n.a.", "s.o.", None, 5, 6])
    assert dict(column(reading, "WBC").missing) == {
        "not tested": 2, "unknown": 2, "not stated": 3, "not applicable": 1, "empty cell": 1,
    }  # fmt: skip
    note = issues(reading, "wbc", "note")[0].what
    assert "not tested: 'not done' (1), 'ND' (1); unknown: 'unk' (1), '?' (1)" in note


def test_what_the_user_called_missing_is_counted_as_that():
    reading = read_column("Sex", ["f", "m", "x", "x"], codes={"Sex": {"x": ""}})
    assert dict(column(reading, "Sex").missing) == {"missing as you said": 2}


def test_a_date_that_never_was_is_counted_as_that():
    reading = read_column("Relapse date", [DAY(2020, 1, 1), "never", "NA"])
    assert dict(column(reading, "Relapse date").missing) == {"did not happen": 1, "not stated": 1}


def test_a_code_that_means_a_level_of_the_field_is_that_level_and_said():
    reading = read_column("MRD", ["neg", "nicht durchgeführt", "not tested", "unk"])
    assert list(reading.cohort.patients["mab1_mrd"].astype(object)[:3]) == ["negative", "not assessed", "not assessed"]
    assert dict(column(reading, "MRD").missing) == {"unknown": 1}
    assert any("read as not assessed" in issue.done for issue in issues(reading, "mab1_mrd", "note"))
    causes = read_column("COD", ["infection", "unk", "?", "unbekannt", "NA"]).cohort.patients["cause_of_death"]
    assert list(causes.astype(object)[:4]) == ["infection", "unknown", "unknown", "unknown"]
    assert causes.isna()[4]


@pytest.mark.parametrize(
    ("heading", "field", "code", "missing"),
    [
        ("Age", "age_years", 999, True), ("Age", "age_years", 9999, True), ("Age", "age_years", 99, False),
        ("Prior lines", "prior_lines", 99, True), ("CD22", "cd22_pct", 99, False), ("CD22", "cd22_pct", 999, True),
        ("WBC", "wbc", 999, False), ("WBC", "wbc", 9999, True), ("Age", "age_years", "-99", True),
    ],
)  # fmt: skip
def test_nines_are_missing_only_where_no_patient_can_have_that_value(heading, field, code, missing):
    reading = read_column(heading, [50, code]) if heading != "Age" else read([("ID", "Age"), ("1", 50), ("2", code)])
    assert_array_equal(np.isnan(reading.cohort.numbers(field)), [False, missing])
    assert [issue.severity for issue in issues(reading, field) if not issue.rule] == ["note"] * missing


def test_a_column_without_a_value_whose_field_has_a_level_for_untested_is_read():
    cohort = read([("ID", "Age", "mab1_mrd"), ("1", 40, None)]).cohort
    assert not cohort.has("mab1_mrd")


def test_a_reading_with_missing_codes_and_unread_columns_passes_between_processes():
    reading = read(
        [("ID", "Age", "Sex", "Ph", "Name"), ("1", 40, "n.a.", "maybe", "Smith, Ann"), ("2", "?", "f", "", "")]
    )
    again = pickle.loads(pickle.dumps(reading))
    assert again.columns == reading.columns
    assert again.cohort.fingerprint == reading.cohort.fingerprint
