"""Sheets with times and statuses: the unit and the coding are known, shown, or asked."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from core.endpoints import available
from core.workbook import read_workbook
from tests.workbook.making import column, issues, read, read_column, text


def events(reading, field: str) -> list:
    values = reading.cohort.patients[field].astype(object)
    return [None if value != value else value for value in values]


@pytest.mark.parametrize(
    ("heading", "unit"),
    [("OS_MONTHS", "months"), ("OS (d)", "days"), ("os years", "years"), ("OS (yr)", "years"), ("OS days", "days")],
)
def test_the_heading_gives_the_unit_of_a_time(heading, unit):
    reading = read_column(heading, [3, 12.5])
    assert reading.cohort.columns["os_time"].unit == unit
    assert_array_equal(reading.cohort.numbers("os_time"), [3, 12.5])
    assert column(reading, heading).question is None


def test_a_time_beyond_60_years_of_months_is_in_days_and_the_evidence_is_told():
    reading = read_column("OS", [30, 721])
    assert reading.cohort.columns["os_time"].unit == "days"
    assert "721" in issues(reading, "os_time", "note")[0].what


def test_a_unit_nothing_shows_is_asked_and_the_endpoint_waits():
    rows = [("ID", "OS", "OS event"), ("1", 30, 1), ("2", 720, 0)]
    reading = read(rows)
    assert reading.cohort.columns["os_time"].unit == "days, months or years"
    question = column(reading, "OS").question
    assert (question.kind, question.options) == ("unit", ("days", "months", "years"))
    assert "720" in question.text
    assert available(reading.cohort) == ()
    answered = read(rows, units={"OS": "years"})
    assert answered.cohort.columns["os_time"].unit == "years"
    assert [one.id for one in available(answered.cohort)] == ["os"]


def test_months_beyond_60_years_are_read_as_said_and_doubted():
    reading = read_column("OS_MONTHS", [30, 900])
    assert reading.cohort.columns["os_time"].unit == "months"
    assert "unit may be days" in issues(reading, "os_time", "warning")[0].why


def test_negative_times_are_kept_each_with_an_issue():
    reading = read_column("OS_MONTHS", [3, -1, -2])
    assert_array_equal(reading.cohort.numbers("os_time"), [3, -1, -2])
    assert [issue.where for issue in issues(reading, "os_time", "error")] == ["Sheet1!C3", "Sheet1!C4"]


@pytest.mark.parametrize(
    ("heading", "field", "cells", "values"),
    [
        ("OS_STATUS", "os_status", [0, 1], ["no", "yes"]),
        ("OS_STATUS", "os_status", [0, 0], ["no", "no"]),
        ("OS_STATUS", "os_status", ["0:LIVING", "1:DECEASED"], ["no", "yes"]),
        ("OS_STATUS", "os_status", ["alive", "Dead", "censored", "event"], ["no", "yes", "no", "yes"]),
        ("EFS_STATUS", "efs_status", ["0:DiseaseFree", "1:Recurred/Progressed"], ["no", "yes"]),
        ("RFS_STATUS", "rfs_status", ["relapse", "died", "No"], ["yes", "yes", "no"]),
        ("OS event", "os_status", ["yes", "no", "TRUE"], ["yes", "no", "yes"]),
        ("Status", "vital_status", ["alive", "D", "living", "died"], ["alive", "dead", "alive", "dead"]),
        ("Death (0/1)", "vital_status", [0, 1, "NA"], ["alive", "dead", None]),
        ("Dead", "vital_status", ["yes", "no"], ["dead", "alive"]),
        ("Alive/Dead", "vital_status", ["alive", "dead"], ["alive", "dead"]),
    ],
)
def test_what_says_event_is_read(heading, field, cells, values):
    reading = read_column(heading, cells)
    assert events(reading, field) == values
    assert column(reading, heading).status == "matched"


def test_zero_and_one_are_read_with_a_note_that_says_how():
    found = issues(read_column("OS_STATUS", [0, 1]), "os_status")
    assert [(issue.severity, issue.where, issue.done) for issue in found] == [
        ("note", "Sheet1!C", "1 read as yes, 0 as no"),
    ]


@pytest.mark.parametrize(
    ("heading", "cells"),
    [
        ("OS_STATUS", [1, 2, 1]),
        ("OS_STATUS", [1, 1, 1]),
        ("OS_STATUS", [0, 1, 2]),
        ("OS_STATUS", ["1", "2"]),
        ("OS_STATUS", [0, 1, 9]),
        ("Status", [1, 2]),
        ("Status", ["yes", "no"]),
        ("Alive/Dead", [0, 1]),
        ("Status", [0, 1]),
        ("Vital status", ["1", "0"]),
        ("Alive/Dead", ["yes", "no"]),
    ],
)
def test_an_event_that_could_be_either_is_asked_and_stays_missing(heading, cells):
    reading = read_column(heading, cells)
    found = column(reading, heading)
    assert (found.status, found.question.kind) == ("check", "event coding")
    assert sum(count for _, count in found.question.values) == len(cells)
    assert reading.cohort.patients[found.field].isna().all()
    assert "wait" in issues(reading, found.field, "error")[0].done


@pytest.mark.parametrize("heading", ["censored", "OS_CENS", "still alive"])
def test_a_heading_about_censoring_or_being_alive_turns_0_and_1_into_a_question(heading):
    reading = read_column(heading, [0, 1], fields={heading: "os_status"})
    assert column(reading, heading).question.kind == "event coding"
    assert reading.cohort.patients["os_status"].isna().all()


def test_the_answered_coding_is_read():
    answers = {"codes": {"OS_STATUS": {"1": "no", "2": "yes", "3": ""}}}
    reading = read_column("OS_STATUS", [1, 2, 3], **answers)
    assert events(reading, "os_status") == ["no", "yes", None]
    assert column(reading, "OS_STATUS").question is None
    assert issues(reading, "os_status", "error") == []


@pytest.mark.parametrize("cells", [["0:DECEASED", "1:LIVING", "dead", "alive"], ["relapse", "alive", "dead"]])
def test_words_that_contradict_their_number_or_are_no_death_are_unknown_levels(cells):
    reading = read_column("OS_STATUS", cells)
    assert column(reading, "OS_STATUS").question.kind == "unknown levels"
    assert events(reading, "os_status")[0] is None


def test_a_sheet_of_times_and_statuses_gives_its_endpoints_from_excel_and_text():
    rows = [
        ("PATIENT_ID", "OS_MONTHS", "OS_STATUS", "EFS_MONTHS", "EFS_STATUS"),
        ("p1", 12.5, "1:DECEASED", 3, "1:Recurred/Progressed"),
        ("p2", 40, "0:LIVING", 40, "0:DiseaseFree"),
    ]
    for reading in (read(rows), read_workbook(text(rows, "\t"), "data_clinical_patient.txt")):
        assert issues(reading) == []
        assert [one.id for one in available(reading.cohort)] == ["os", "efs"]
        assert reading.cohort.columns["efs_time"].unit == "months"
        assert_array_equal(reading.cohort.codes("os_status"), np.array([1, 0]))
