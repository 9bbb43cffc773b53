"""A clean sheet reads to exactly the cohort it describes, from Excel and from text."""

import datetime

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal

from core.cohort import Cohort, Source
from core.dictionary import dictionary
from core.workbook import Reading, WorkbookError, list_sheets, read_workbook
from core.workbook.mapping import Mapping, Question
from tests.workbook.making import column, issues, read, text, xlsx

DAY = datetime.date
HEADINGS = (
    "Pt ID", "Age", "Sex", "ECOG", "mAb1", "mAb1 start", "mAb1 response", "HSCT date", "SCT Y/N",
    "Vital", "Last FU", "WBC (10^9/L)", "CD22 (%)", "Prior lines", "Arm", "Centre", "Ferritin",
)  # fmt: skip
PATIENTS = (
    ("A1", 34, "F", 1, "blina", DAY(2019, 3, 5), "CR", DAY(2019, 8, 1), "Y", "alive", DAY(2022, 1, 31), 4.5, 88, 2,
     "original", "Basel", 512.5),
    ("A2", 61.5, "male", 0, "InO", DAY(2020, 11, 30), "NR", None, "N", "dead", DAY(2021, 2, 14), 0.8, 95.5, 1,
     "modified", "Bern", None),
    ("A3", 47, "woman", 2, "Besponsa", DAY(2018, 1, 2), "cri", None, "no", "Deceased", DAY(2018, 9, 9), None, None, 4,
     "original", None, 88),
)  # fmt: skip
SHEET = (HEADINGS, *PATIENTS)
NAMES = (
    "patient_id", "age_years", "sex", "ecog", "mab1", "mab1_start", "mab1_response", "hsct_date", "hsct",
    "vital_status", "last_contact", "wbc", "cd22_pct", "prior_lines", "regimen", "extra:Centre", "extra:Ferritin",
)  # fmt: skip


def choice(name: str, *values: str) -> pd.Series:
    field = dictionary()[name]
    return pd.Series(pd.Categorical(values, categories=list(field.values), ordered=field.kind == "ordinal"))


def dates(*days: str | None) -> pd.Series:
    return pd.Series(np.array(days, dtype="datetime64[ns]"))


def expected() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "patient_id": pd.Series(["A1", "A2", "A3"], dtype=object),
            "age_years": [34.0, 61.5, 47.0],
            "sex": choice("sex", "female", "male", "female"),
            "ecog": choice("ecog", "1", "0", "2"),
            "mab1": choice("mab1", "blinatumomab", "inotuzumab", "inotuzumab"),
            "mab1_start": dates("2019-03-05", "2020-11-30", "2018-01-02"),
            "mab1_response": choice("mab1_response", "CR", "NR", "CRi"),
            "hsct_date": dates("2019-08-01", None, None),
            "hsct": choice("hsct", "yes", "no", "no"),
            "vital_status": choice("vital_status", "alive", "dead", "dead"),
            "last_contact": dates("2022-01-31", "2021-02-14", "2018-09-09"),
            "wbc": [4.5, 0.8, np.nan],
            "cd22_pct": [88, 95.5, np.nan],
            "prior_lines": [2.0, 1.0, 4.0],
            "regimen": pd.Categorical(["original", "modified", "original"], categories=["modified", "original"]),
            "extra:Centre": pd.Categorical(["Basel", "Bern", None], categories=["Basel", "Bern"]),
            "extra:Ferritin": [512.5, np.nan, 88.0],
        }
    )


def sheet_columns(cohort: Cohort) -> pd.DataFrame:
    return cohort.patients[[name for name, field in cohort.columns.items() if field.origin != "derived"]]


@pytest.fixture(params=["xlsx", "comma", "semicolon", "tab", "utf-8-sig", "utf-16", "cp1252"])
def reading(request: pytest.FixtureRequest) -> Reading:
    data = {
        "xlsx": lambda: xlsx(SHEET),
        "comma": lambda: text(SHEET),
        "semicolon": lambda: text(SHEET, ";"),
        "tab": lambda: text(SHEET, "\t"),
        "utf-8-sig": lambda: text(SHEET, encoding="utf-8-sig"),
        "utf-16": lambda: text(SHEET, "\t", encoding="utf-16"),
        "cp1252": lambda: text(SHEET, ";", encoding="cp1252"),
    }[request.param]()
    return read_workbook(data, "cohort.xlsx")


def test_a_clean_sheet_gives_exactly_the_expected_table(reading):
    pd.testing.assert_frame_equal(sheet_columns(reading.cohort), expected(), check_exact=True)


def test_a_clean_sheet_has_no_issue_and_every_column_is_matched_or_extra(reading):
    assert issues(reading) == []
    assert [one.field for one in reading.columns] == list(NAMES)
    assert [one.status for one in reading.columns] == ["matched"] * 15 + ["extra"] * 2
    assert not any(one.question for one in reading.columns)


def test_derived_fields_follow_from_the_sheet(reading):
    assert_array_equal(reading.cohort.patients["age_group"], ["under 40", "60 and over", "40 to 59"])
    assert_array_equal(reading.cohort.numbers("mab1_to_hsct_days"), [149, np.nan, np.nan])


def test_excel_and_text_of_one_sheet_have_one_fingerprint():
    kinds = [xlsx(SHEET), text(SHEET), text(SHEET, ";")]
    assert len({read_workbook(data, "x").cohort.fingerprint for data in kinds}) == 1


def test_columns_tell_their_letter_and_three_samples():
    sex = column(read(SHEET), "Sex")
    assert (sex.letter, sex.samples) == ("C", ("F", "male", "woman"))


def test_the_source_names_the_file_and_the_sheet_unless_one_is_given():
    assert read_workbook(xlsx(SHEET), "export.xlsx").cohort.source == Source("export.xlsx", "Sheet1")
    given = Source("Demonstration", bundled="demo", synthetic=True)
    told = read_workbook(text(SHEET), "demo.csv", source=given).cohort.source
    assert told == given


def test_one_patient_is_a_cohort():
    assert len(read(SHEET[:2]).cohort) == 1


def test_text_with_accents_in_windows_encoding_keeps_them():
    data = text([("ID", "Age", "Centre"), ("1", "40", "Zürich")], ";", "cp1252")
    assert list(read_workbook(data, "x.csv").cohort.patients["extra:Centre"]) == ["Zürich"]


def test_quoted_cells_may_hold_delimiters_and_line_ends():
    data = b'ID,Age,"OS, months"\r\n"a,\r\nb",40,3\r\nc,50,bad\r\n'
    reading = read_workbook(data, "x.csv")
    assert list(reading.cohort.patients["patient_id"]) == ["a,\r\nb", "c"]
    assert [issue.where for issue in reading.cohort.issues if issue.field == "os_time"] == [
        "row 4, column 'OS, months'",
    ]


def test_a_first_line_that_announces_the_delimiter_is_no_heading():
    assert len(read_workbook(b"sep=;\nID;Age\n1;40\n", "x.csv").cohort) == 1


def test_the_first_sheet_with_a_known_heading_is_read():
    data = xlsx([["Notes"], ["made by hand"]], SHEET, [], names=("About", "Patients", "Empty"))
    reading = read_workbook(data, "x.xlsx")
    assert (reading.sheets, reading.sheet) == (("About", "Patients"), "Patients")
    assert list_sheets(data, "x.xlsx") == ("About", "Patients")


def test_the_named_sheet_is_read():
    data = xlsx(SHEET, SHEET[:2], names=("All", "One"))
    assert len(read_workbook(data, "x.xlsx", "One").cohort) == 1
    with pytest.raises(WorkbookError, match="no sheet of that name"):
        read_workbook(data, "x.xlsx", "Two")


def test_title_rows_above_the_headings_are_passed_over_and_said():
    reading = read([["Cohort 2024"], [], ["status: final", "x"], *SHEET])
    assert len(reading.cohort) == 3
    assert reading.cohort.issues[0].where == "Sheet1, row 4"
    assert "2 rows above" in reading.cohort.issues[0].done


def test_blank_rows_are_no_patients_and_addresses_still_count_them():
    reading = read([HEADINGS, PATIENTS[0], [], ["  "], ["A9", "old"]])
    assert len(reading.cohort) == 2
    assert [issue.where for issue in reading.cohort.issues] == ["Sheet1!B5"]


def test_a_table_that_starts_away_from_the_corner_keeps_its_addresses():
    rows = [[], [], [None, None, "ID", "Age"], [None, None, "1", "old"], [None, None, "2", 50], [None, None, "3", 50]]
    reading = read(rows)
    assert [one.letter for one in reading.columns] == ["C", "D"]
    assert [issue.where for issue in reading.cohort.issues] == ["Sheet1!D4"]


def test_a_sheet_formatted_far_beyond_its_values_reads_like_one_that_is_not():
    def format_far(book):
        book.active.cell(row=1_000_000, column=500).number_format = "0.00"

    reading = read_workbook(xlsx(SHEET, change=format_far), "x.xlsx")
    pd.testing.assert_frame_equal(sheet_columns(reading.cohort), expected())


def test_a_hundred_and_fifty_extra_columns_are_kept_without_a_warning():
    heads = [f"marker {number}" for number in range(150)]
    reading = read([["ID", "Age", "mAb1 start", *heads], ["1", 40, DAY(2020, 1, 1), *["pos"] * 150]])
    assert sum(field.origin == "extra" for field in reading.cohort.columns.values()) == 150


def test_a_first_antibody_nobody_has_gives_no_sequence():
    assert not read([("ID", "Age", "mAb1"), ("1", 40, None)]).cohort.has("mab_sequence")


def test_an_answer_about_the_layout_is_kept_apart_from_those_about_columns():
    question = Question("orientation", "layout", "Are the patients in columns?", ("columns", "rows"))
    said = Mapping().answered(question, "columns")
    assert dict(said.layout) == {"orientation": "columns"}
    assert not said.headings
