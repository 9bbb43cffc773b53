"""Several sheets: which holds the patients, which are records, which are more columns, which are not used."""

import datetime

import pandas as pd

from core.records import PATIENT
from core.workbook import Mapping, Reading, read_workbook
from core.workbook.joined import JOIN, NOT_USED
from core.workbook.lines import FROM_COURSES
from tests.workbook.making import column, issues, xlsx

DAY = datetime.date
PATIENTS = (
    ("ID", "Age", "mAb1", "mAb1 start", "Last FU", "Vital"),
    ("P1", 40, "ino", DAY(2020, 1, 1), DAY(2021, 1, 1), "alive"),
    ("P2", 45, "ino", DAY(2020, 1, 1), DAY(2021, 1, 1), "dead"),
    ("P3", 45, "blina", DAY(2020, 1, 1), DAY(2021, 1, 1), "dead"),
)
LABS = (
    ("Labs of the cohort",), (), ("Patient ID", "Test", "Sample date", "Result", "Unit", "Comment"),
    ("P1", "ALT", DAY(2020, 1, 3), "45", "U/L", "x"), ("p2 ", "ALT", DAY(2020, 1, 3), "high", "U/L", "x"),
    ("P7", "ALT", DAY(2020, 1, 3), 5, "U/L", "x"), ("P1", "AST", DAY(2020, 1, 9), 3, "U/L"),
)  # fmt: skip
TOXICITIES = (("pt", "AE", "Grade", "Onset"), ("P1", "SOS", 3, "03/04/2020"), ("P3", "CRS", 4, "05/04/2020"))
TRANSPLANTS = (
    ("UPN", "HSCT date", "Donor", "Graft", "Age"), ("P3", "soon", "MUD", "PB", 46),
    ("P1", DAY(2020, 6, 1), "MUD", "PB", 41), ("P9", DAY(2020, 6, 1), "MUD", "PB", 60),
)  # fmt: skip
CODES = (("Code", "Meaning"), ("CR", "complete"))


def workbook(mapping: Mapping | None = None, **sheets) -> Reading:
    return read_workbook(xlsx(*sheets.values(), names=list(sheets)), "x.xlsx", mapping=mapping or Mapping())


def test_the_sheet_of_the_patients_is_found_wherever_it_stands():
    reading = workbook(Codes=CODES, Labs=LABS, Patients=PATIENTS, Transplants=TRANSPLANTS)
    assert reading.sheet == "Patients"
    assert len(reading.cohort) == 3


def test_laboratory_values_and_toxicities_become_records_of_their_patients():
    records = workbook(Labs=LABS, Patients=PATIENTS, Tox=TOXICITIES).cohort.records
    labs = records["labs"]
    assert labs[PATIENT].tolist() == [0, 0, 1]
    assert labs["test"].tolist() == ["ALT", "AST", "ALT"]
    assert labs["value"].tolist()[:2] == [45.0, 3.0]
    assert pd.isna(labs["value"][2])
    assert labs["date"].dtype == "datetime64[ns]"
    assert records["toxicities"]["grade"].tolist() == [3.0, 4.0]


def test_what_is_wrong_in_records_is_an_issue_at_its_cell():
    found = issues(workbook(Labs=LABS, Patients=PATIENTS))
    assert "Labs!D5" in {issue.where for issue in found if "'high'" in issue.what}
    [strangers] = [issue for issue in found if "belong to no patient" in issue.what]
    assert (strangers.where, strangers.severity) == ("Labs!A", "warning")
    assert strangers.what.startswith("1 rows belong to no patient, such as 'P7'")
    assert any("3 rows are labs of 2 patients" in issue.what and "'Comment'" in issue.done for issue in found)


def test_a_question_about_a_column_of_records_names_its_sheet_and_is_answered_by_that_name():
    asked = column(workbook(Patients=PATIENTS, Tox=TOXICITIES), "Tox: Onset")
    assert asked.question.kind == "date order"
    mapping = Mapping().answered(asked.question, "day first")
    reading = workbook(mapping, Patients=PATIENTS, Tox=TOXICITIES)
    assert [str(day)[:10] for day in reading.cohort.records["toxicities"]["date"]] == ["2020-04-03", "2020-04-05"]
    assert not [issue for issue in issues(reading) if "answers" in issue.what]


def test_a_sheet_with_a_row_per_patient_is_joined_only_when_it_is_said():
    asked = workbook(Patients=PATIENTS, Transplants=TRANSPLANTS)
    assert "hsct_date" not in asked.cohort
    [question] = asked.questions
    assert (question.heading, question.options) == ("sheets: Transplants", (JOIN, NOT_USED))
    said = workbook(Mapping(layout={question.heading: JOIN}), Patients=PATIENTS, Transplants=TRANSPLANTS)
    assert said.questions == ()
    assert said.cohort.patients["hsct_donor"].tolist()[0] == "matched unrelated"
    assert said.cohort.patients["hsct"].tolist() == ["yes", "no", "no"]


def test_a_joined_cell_keeps_the_address_on_its_own_sheet():
    said = workbook(Mapping(layout={"sheets: Transplants": JOIN}), Patients=PATIENTS, Transplants=TRANSPLANTS)
    assert [issue.where for issue in issues(said, "hsct_date", "warning")] == ["Transplants!B2"]
    assert column(said, "HSCT date").letter == "B"


def test_a_heading_both_sheets_have_stays_an_extra_column_with_the_name_of_its_sheet():
    said = workbook(Mapping(layout={"sheets: Transplants": JOIN}), Patients=PATIENTS, Transplants=TRANSPLANTS)
    assert column(said, "Age [Transplants]").field == "extra:Age [Transplants]"
    assert said.cohort.numbers("age_years").tolist() == [40, 45, 45]


def test_joined_rows_of_nobody_are_counted():
    said = workbook(Mapping(layout={"sheets: Transplants": JOIN}), Patients=PATIENTS, Transplants=TRANSPLANTS)
    assert any(issue.what == "1 rows belong to no patient, such as 'P9'" for issue in issues(said))


def test_sheets_that_are_not_used_are_listed_but_for_a_text_of_one_cell_a_row():
    about = (("About this cohort",), ("kept since 2015",))
    reading = workbook(Patients=PATIENTS, Codes=CODES, Plan=(("to do", "by"), ("call", "May")), About=about)
    assert [issue.what for issue in issues(reading)] == ["sheets that are not used: 'Codes', 'Plan'"]


def test_a_sheet_said_to_be_of_no_use_is_not_asked_about_again():
    reading = workbook(Mapping(layout={"sheets: Transplants": NOT_USED}), Patients=PATIENTS, Transplants=TRANSPLANTS)
    assert reading.questions == ()
    assert "hsct_date" not in reading.cohort


def test_antibodies_that_stand_only_among_the_courses_are_offered_as_first_and_second():
    bare = [row[:2] + row[4:] for row in PATIENTS]
    courses = [("ID", "Drug", "Start date", "Response"), ("P1", "blina", DAY(2020, 5, 1), "NR"),
               ("P1", "ino", DAY(2020, 1, 1), "CR"), ("P2", "chemo", DAY(2020, 1, 1), "NR")]  # fmt: skip
    asked = workbook(Patients=bare, Courses=courses)
    assert "mab1" not in asked.cohort
    assert [one.heading for one in asked.questions] == ["antibodies"]
    said = workbook(Mapping(layout={"antibodies": FROM_COURSES}), Patients=bare, Courses=courses).cohort
    assert said.patients["mab1"].tolist()[0] == "inotuzumab"
    assert said.patients["mab2"].tolist()[0] == "blinatumomab"
    assert len(said.records["courses"]) == 3


WIDE = (
    ("ID", "Sample date", "Na", "ALT", "Comment"), ("P1", DAY(2020, 1, 3), 140, 45, "x"),
    ("P1", DAY(2020, 2, 3), 138, None, "x"), ("P2", DAY(2020, 1, 3), None, "high", "x"),
    ("P3", DAY(2020, 1, 3), 141, 30, "x"),
)  # fmt: skip


def test_laboratory_values_in_a_column_per_test_become_a_row_per_value():
    reading = workbook(Patients=PATIENTS, Labs=WIDE)
    labs = reading.cohort.records["labs"]
    told = list(zip(labs[PATIENT], labs["test"], labs["value"], strict=True))
    assert told[:3] == [(0, "Na", 140.0), (0, "Na", 138.0), (0, "ALT", 45.0)]
    assert told[4:] == [(2, "Na", 141.0), (2, "ALT", 30.0)]
    assert [str(day)[:10] for day in labs["date"]][:3] == ["2020-01-03", "2020-02-03", "2020-01-03"]
    assert [issue.where for issue in issues(reading) if "'high'" in issue.what] == ["Labs!D4"]


def test_a_sheet_of_dated_numbers_under_another_name_is_asked_about():
    reading = workbook(Patients=PATIENTS, Visits=WIDE)
    assert reading.cohort.records == {}
    assert [(one.heading, one.options) for one in reading.questions] == [("sheets: Visits", ("labs", NOT_USED))]
    said = workbook(Mapping(layout={"sheets: Visits": "labs"}), Patients=PATIENTS, Visits=WIDE)
    assert len(said.cohort.records["labs"]) == 6
