"""What leaves the hospital: nobody's id, date, free text or great age, no formula, and a warning of small cells."""

import csv
import io

import numpy as np
import openpyxl
import pandas as pd
import pytest

from core.analyses.compared import compare_groups
from core.analyses.selection import select
from core.tables.export.data_files import write_data_csv, write_data_excel
from core.tables.export.leaving import Leaving, analysis_leaving, cohort_leaving
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
    assert list(leaving.frame) == ["Patient", "Endpoint", "Time, days", "Status", "Group", "Age (years)"]
    assert sorted(leaving.frame["Time, days"]) == sorted(compared.time)
    assert leaving.frame["Group"].value_counts().to_dict() == {FORMULA: 3, "other": 10}
    assert leaving.notes[:2] == (f"Patients: all {N} of the cohort.", f"Patients with a time: {N}.")
    assert leaving.few == (f"Group × status: 3 in {FORMULA}, event",)


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
