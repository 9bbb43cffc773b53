"""Rows that are no patients are left out and listed; a row in doubt is a patient."""

import pytest

from core.workbook import read_workbook
from tests.workbook.making import issues, read, xlsx

HEAD = ("ID", "Age", "Sex", "WBC")
TWO = (("P1", 40, "f", 3), ("P2", 50, "m", 4))


def left_out(reading) -> list[str]:
    return [issue.where for issue in issues(reading) if issue.what == "this row is no patient"]


@pytest.mark.parametrize(
    "row",
    [("Total", 90, None, 7), ("Mean", 45, None, 3.5), ("median (range)", 45), ("n = 2",), ("Mittelwert", 45),
     (None, "Mean", None, 3.5), ("Average:", 45), HEAD],
)  # fmt: skip
@pytest.mark.parametrize("gap", [0, 1])
def test_a_row_that_sums_up_or_repeats_the_headings_is_left_out_and_listed(row, gap):
    reading = read([HEAD, *TWO, *[()] * gap, row])
    assert list(reading.cohort.patients["patient_id"]) == ["P1", "P2"]
    assert left_out(reading) == [f"Sheet1, row {4 + gap}"]


def test_headings_repeated_between_the_patients_are_left_out():
    reading = read([HEAD, TWO[0], HEAD, TWO[1]])
    assert len(reading.cohort) == 2
    assert [issue.why for issue in issues(reading)] == ["it repeats the headings"]


def test_a_block_of_summaries_is_left_out_as_a_whole():
    rows = [HEAD, *TWO, ("Max", 50), ("Mean", 45), ("Min", 40), ("SD", 7)]
    assert left_out(read(rows)) == [f"Sheet1, row {row}" for row in (4, 5, 6, 7)]


@pytest.mark.parametrize(
    "legend",
    [
        [("Legend",), ("CR", "complete remission"), ("blue", "ongoing")],
        [("CR = complete remission; NR = no response",)],
        [("* by flow cytometry",), ("† after transplant",)],
        [("All dates are day/month/year",)],
        [("Abbreviations: MRD, measurable residual disease",)],
        [("1 = alive",), ("2 = dead",)],
    ],
)
def test_a_legend_below_a_blank_row_is_left_out_and_listed(legend):
    reading = read([HEAD, *TWO, (), *legend])
    assert list(reading.cohort.patients["patient_id"]) == ["P1", "P2"]
    assert left_out(reading) == [f"Sheet1, row {5 + number}" for number in range(len(legend))]


@pytest.mark.parametrize(
    "row",
    [("Max", 40, "f"), ("Range", 60), ("P3",), ("P3", 44), ("SD", 40, "m", 3), (None, 60, "m", 2), ("A:1", 40),
     ("mean-7", 40)],
)  # fmt: skip
@pytest.mark.parametrize("gap", [0, 1])
def test_a_row_in_doubt_is_a_patient(row, gap):
    reading = read([HEAD, *TWO, *[()] * gap, row])
    assert len(reading.cohort) == 3
    assert left_out(reading) == []


def test_a_word_that_looks_like_the_other_ids_is_an_id():
    rows = [HEAD, ("Anna", 40), ("Max", 50), ("Total", 90)]
    assert list(read(rows).cohort.patients["patient_id"]) == ["Anna", "Max"]


def test_a_title_merged_across_the_table_is_no_patient():
    rows = [HEAD, TWO[0], ("Patients of the second centre",), TWO[1]]
    data = xlsx(rows, change=lambda book: book.active.merge_cells("A3:D3"))
    assert left_out(read_workbook(data, "x.xlsx")) == ["Sheet1, row 3"]
