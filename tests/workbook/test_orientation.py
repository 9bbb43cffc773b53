"""A sheet whose patients stand in columns is recognised, and turned only when the user says so."""

import datetime

import pytest

from core.workbook import Mapping, WorkbookError, read_workbook
from core.workbook.orientation import IN_COLUMNS, IN_ROWS
from tests.workbook.making import issues, read, xlsx

DAY = datetime.date
TURNED = (
    ("ID", "A1", "A2", "A3"), ("Age", 40, "old", 50), ("Sex", "f", "m", "f"), ("mAb1", "ino", "blina", "ino"),
    ("mAb1 start", DAY(2020, 1, 1), DAY(2020, 2, 1), DAY(2020, 3, 1)),
)  # fmt: skip


def refused(rows, **layout: str) -> WorkbookError:
    with pytest.raises(WorkbookError) as caught:
        read(rows, layout=layout)
    return caught.value


def test_a_turned_sheet_that_cannot_be_read_otherwise_is_refused_with_the_question():
    refusal = refused(TURNED)
    assert "stand in columns" in str(refusal)
    assert [(one.heading, one.kind, one.options) for one in refusal.questions] == [
        ("orientation", "layout", (IN_ROWS, IN_COLUMNS))
    ]


def test_said_to_hold_patients_in_columns_it_is_read_so_and_no_longer_asks():
    reading = read(TURNED, layout={"orientation": IN_COLUMNS})
    assert list(reading.cohort.patients["patient_id"]) == ["A1", "A2", "A3"]
    assert [one.letter for one in reading.columns] == [f"row {row}" for row in range(1, 6)]
    assert [issue.where for issue in issues(reading, "age_years")] == ["Sheet1!C2"]
    assert reading.questions == ()


def test_a_turned_sheet_that_can_be_read_by_rows_is_read_so_and_asks():
    rows = [(*row, extra) for row, extra in zip(TURNED, ("Age", 41, 42, 43, 44), strict=True)]
    reading = read(rows)
    assert len(reading.cohort) == 4
    assert [one.heading for one in reading.questions] == ["orientation"]


def test_titles_and_an_offset_do_not_hide_a_turned_sheet():
    rows = [(), ("", "Our cohort"), (), *(("", *row) for row in TURNED)]
    reading = read(rows, layout={"orientation": IN_COLUMNS})
    assert [issue.where for issue in issues(reading, "age_years")] == ["Sheet1!D5"]


def test_faults_of_a_turned_sheet_keep_their_address():
    rows = [[*TURNED[0]], ["Age", 40, "#N/A", 50], *TURNED[2:]]
    reading = read_workbook(xlsx(rows), "x.xlsx", mapping=Mapping(layout={"orientation": IN_COLUMNS}))
    assert [(issue.where, issue.field) for issue in issues(reading, severity="warning")] == [("Sheet1!C2", "age_years")]


def test_a_patient_without_an_id_is_named_by_its_column():
    rows = [("ID", "A1", None), ("Age", 40, 50), ("Sex", "f", "m"), ("mAb1", "ino", "ino")]
    reading = read(rows, layout={"orientation": IN_COLUMNS})
    assert list(reading.cohort.patients["patient_id"]) == ["A1", "column C"]


@pytest.mark.parametrize("said", [IN_ROWS, IN_COLUMNS, "sideways"])
def test_an_answer_to_a_sheet_that_is_not_turned_is_passed_over_and_said(said):
    reading = read([("ID", "Age", "Sex"), ("1", 40, "f")], layout={"orientation": said})
    assert len(reading.cohort) == 1
    assert "'orientation'" in issues(reading)[0].what
