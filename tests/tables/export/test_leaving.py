"""What leaves the hospital: nobody's id, date, free text or great age, no formula, and a warning of small cells."""

import csv
import io
from datetime import date

import numpy as np
import openpyxl
import pandas as pd
import pytest

from core.analyses.compared import compare_groups
from core.analyses.selection import select
from core.tables.export.data_files import write_data_csv, write_data_excel
from core.tables.export.leaving import PRIVACY, Leaving, _renumbered, analysis_leaving, cohort_leaving
from core.view import View
from core.words.leaving import few_sentence
from tests.making import cohort_of, day, days, endpoint, extra

FORMULA = "=cmd()"
SITE = extra("Site", "category", (FORMULA, "other"))
REMARK = extra("Remark", "text")
BORN = extra("Date of birth", "date")
MANY = extra("Diary", "category", tuple(f"word {place}" for place in range(13)))
OS = endpoint("os", "mab1_start")
N = 13


def cohort():
    return cohort_of(
        {
            SITE: [FORMULA] * 3 + ["other"] * (N - 3),
            REMARK: ["secret remark"] * N,
            BORN: days(*[-20_000] * N),
            MANY: list(MANY.values),
        },
        patient_id=[f"MRN{place}" for place in range(N)],
        age_years=[89.9, 90, 97, *[40 + place for place in range(N - 3)]],
        mab1_start=days(*[10] * N),
        death_date=days(*[12 + 30 * place for place in range(N)]),
        last_contact=days(*[12 + 30 * place for place in range(N)]),
        vital_status=["dead"] * N,
        mab2_start=days(*[8] * N),
    )


def left(**asked) -> Leaving:
    return cohort_leaving(select(cohort(), View()), OS, **asked)


@pytest.mark.parametrize("dates", [False, True])
def test_no_id_free_text_birth_or_great_age_leaves(dates):
    text = write_data_csv(left(dates=dates)).decode("utf-8-sig")
    for secret in ("MRN", "secret", "birth", "97", "word 3"):
        assert secret not in text
    frame = left(dates=dates).frame
    assert frame["Patient"].tolist() == list(range(1, N + 1))
    assert frame["Age (years)"].tolist().count("90+") == 2
    assert 89.9 in frame["Age (years)"].tolist()


def test_dates_are_days_from_time_zero_unless_asked_for():
    frame = left().frame
    assert "2020" not in write_data_csv(left()).decode()
    deaths = next(frame[name] for name in frame if "eath" in name and name.endswith("days from the first antibody"))
    assert sorted(deaths) == [2 + 30 * place for place in range(N)]
    assert day(8).isoformat() in write_data_csv(left(dates=True)).decode()


def test_dates_are_left_out_where_no_time_zero_has_one():
    leaving = cohort_leaving(select(cohort(), View()), None)
    assert not [name for name in leaving.frame if "days from" in name]
    assert "Dates are left out: the endpoint has no date of time zero." in leaving.notes


def test_the_order_of_the_workbook_is_not_kept():
    ages = [value for value in left().frame["Age (years)"] if value != "90+"]
    assert ages != [89.9, *[40 + place for place in range(N - 3)]]


def test_the_analysis_table_has_time_status_group_and_covariates_of_those_on_the_clock():
    view = View(compare=SITE.slug, covariates=("age_years",))
    patients = cohort()
    compared = compare_groups(select(patients, view), OS, view.compare)
    leaving = analysis_leaving(compared, (patients.by_slug("age_years"),))
    assert list(leaving.frame) == ["Patient", "Endpoint", "Time, days", "Status", "Site", "Age (years)"]
    assert sorted(leaving.frame["Time, days"]) == sorted(compared.time)
    assert leaving.frame["Site"].value_counts().to_dict() == {FORMULA: 3, "other": 10}
    title = "Overall survival from the first antibody"
    assert leaving.notes[:2] == (f"{title}, by Site.", f"Patients: all {N} of the cohort.")
    assert leaving.few == (f"Site × status: 3 in {FORMULA}, event",)
    alone = analysis_leaving(compare_groups(select(patients, view), OS, ""), ())
    assert list(alone.frame) == ["Patient", "Endpoint", "Time, days", "Status"]
    assert alone.notes[0] == f"{title}."


def test_the_analysis_table_says_who_has_no_group_instead_of_taking_them_for_patients_without_a_time():
    field = extra("Status", "category", ("a", "b"))
    patients = cohort_of(
        {field: ["a"] * 6 + ["b"] * 5 + [None] * 2},
        mab1_start=days(*[0] * N),
        death_date=days(*range(1, N + 1)),
        last_contact=days(*range(1, N + 1)),
        vital_status=["dead"] * N,
    )
    view = View(compare=field.slug)
    leaving = analysis_leaving(compare_groups(select(patients, view), OS, view.compare), ())
    assert f"{N - 2} patients included; left out: 2 no value of Status." in leaving.notes
    assert set(leaving.frame["Status"]) == {"event"}
    assert set(leaving.frame["Status (group)"]) == {"a", "b"}


def test_rows_stand_in_the_order_of_their_values_numbers_as_numbers_and_what_is_missing_last():
    ages = left().frame["Age (years)"].tolist()
    site = left().frame["Site"].tolist()
    assert ages == sorted(ages, key=lambda age: (isinstance(age, str), age))
    assert len(set(site)) == 2
    columns = {"Time": np.array([100.0, 9.0, np.nan, 20.0]), "Date": [None, date(2020, 1, 2), None, date(2020, 1, 1)]}
    assert _renumbered(columns)["Time"].tolist()[:3] == [9.0, 20.0, 100.0]
    assert _renumbered({"Date": columns["Date"]})["Date"].tolist()[:2] == [date(2020, 1, 1), date(2020, 1, 2)]


def test_columns_with_small_levels_can_be_left_out_and_are_named():
    leaving = left(small=False)
    assert "Site" in left().frame
    assert "Site" not in leaving.frame
    assert leaving.few == ()
    assert any(note.startswith("Left out, as a level has fewer than 5 patients: ") and "Site" in note
               for note in leaving.notes)  # fmt: skip
    assert not any(note.startswith("Left out") for note in left().notes)


@pytest.mark.parametrize("asked", [{}, {"dates": True}, {"small": False}])
def test_every_file_of_rows_says_that_rows_are_patients(asked):
    assert PRIVACY[-1] in left(**asked).notes


def test_headings_of_the_excel_file_are_not_cut():
    sheet, notes = openpyxl.load_workbook(io.BytesIO(write_data_excel(left()))).worksheets
    for cell in sheet[1]:
        width = sheet.column_dimensions[cell.column_letter].width
        assert cell.alignment.wrap_text
        assert sheet.row_dimensions[1].height >= 15 * len(str(cell.value)) / width
        assert width > max(map(len, str(cell.value).split()))
        values = [str(one.value) for one in sheet[cell.column_letter][1:] if one.value is not None]
        assert width > max(map(len, values), default=0)
    assert notes["A1"].alignment.wrap_text


def test_whole_numbers_are_written_whole():
    leaving = Leaving("x", pd.DataFrame({"a": np.array([10.0, 17.6, None], dtype=object)}), (), ())
    assert write_data_csv(leaving).decode("utf-8-sig").splitlines() == ["a", "10", "17.6", '""']


def test_small_levels_are_counted_and_said():
    few = left().few
    assert f"Site: 3 in {FORMULA}" in few
    assert not [cell for cell in few if "in other" in cell]
    assert few_sentence(0) == ""
    assert few_sentence(1).startswith("1 cell has fewer than 5")
    assert few_sentence(3).startswith("3 cells have fewer than 5")


def test_no_text_is_a_formula_and_numbers_are_numbers_in_both_files():
    leaving = left(dates=True)
    rows = list(csv.reader(io.StringIO(write_data_csv(leaving).decode("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if cell.startswith("=")]
    assert len(rows) == N + 1
    book = openpyxl.load_workbook(io.BytesIO(write_data_excel(leaving)))
    sheet, notes = book.worksheets
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert [cell for cell in cells if cell.value == FORMULA and cell.quotePrefix]
    assert sheet.max_row == N + 1
    assert notes["A1"].value == few_sentence(len(leaving.few))


def test_a_negative_number_stays_a_number():
    leaving = Leaving("x", pd.DataFrame({"a": np.array([-2.5, None], dtype=object)}), (), ())
    assert write_data_csv(leaving).decode("utf-8-sig").splitlines() == ["a", "-2.5", '""']
    sheet = openpyxl.load_workbook(io.BytesIO(write_data_excel(leaving))).worksheets[0]
    assert (sheet["A2"].value, sheet["A3"].value) == (-2.5, None)
