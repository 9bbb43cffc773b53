"""From headings to fields: what is matched, what is asked, what is kept, what is dropped."""

import datetime

import pytest

from core.workbook import WorkbookError, read_workbook
from core.workbook.headings import fields_for, heading_unit
from core.workbook.identifying import names_the_patient
from tests.workbook.making import column, issues, read, read_column

DAY = datetime.date


@pytest.mark.parametrize(
    ("heading", "field"),
    [
        ("age_years", "age_years"), ("AGE", "age_years"), ("Age (years)", "age_years"), ("Age [y]", "age_years"),
        ("First antibody", "mab1"), ("mAb1 start", "mab1_start"), ("mAb1 start (dd/mm/yyyy)", "mab1_start"),
        ("OS", "os_time"), ("OS (months)", "os_time"), ("OS_days", "os_time"), ("osMonths", "os_time"),
        ("OS_MONTHS", "os_time"), ("EFS years", "efs_time"), ("Death (0/1)", "vital_status"), ("SOS (Y/N)", "sos"),
        ("Last InO", "inotuzumab_last_dose"), ("Inotuzumab last dose", "inotuzumab_last_dose"),
        ("WBC (x10^9/L)", "wbc"), ("CD22 %", "cd22_pct"), ("No. prior tx", "prior_lines"), ("Ph+", "ph_status"),
    ],
)  # fmt: skip
def test_a_heading_means_its_field_however_it_is_written(heading, field):
    assert [known.name for known in fields_for(heading)] == [field]


@pytest.mark.parametrize(
    "heading", ["", "days", "WBC (/µL)", "CR1 duration (days)", "Age (months)", "OS (weeks)", "aged"]
)
def test_a_heading_with_another_unit_or_other_words_means_nothing(heading):
    assert fields_for(heading) == ()


def test_a_heading_may_mean_several_fields():
    assert [known.name for known in fields_for("# cycles")] == ["mab1_cycles", "mab2_cycles"]


@pytest.mark.parametrize(
    ("heading", "unit"),
    [("OS (mo)", "months"), ("os_d", "days"), ("efs yrs", "years"), ("OS_MONTHS", "months"), ("OS", None),
     ("days or months", None), ("modified", None), ("rfstime", None)],
)  # fmt: skip
def test_the_unit_of_a_time_is_a_whole_word_of_its_heading(heading, unit):
    assert heading_unit(heading) == unit


@pytest.mark.parametrize(
    "heading",
    ["Name", "Patient Name", "PatientName", "patient_name", "Surname", "First name", "MRN", "Pt MRN",
     "Medical record no.", "Record number", "Hospital number", "DOB", "patient_DOB", "Birth date",
     "Birthdate", "Date of birth", "Address", "Home address", "Street", "ZIP", "Zip code", "Postal code",
     "Phone", "Mobile", "Telephone (home)", "E-mail", "email", "SSN", "Insurance number", "NHS number",
     "Donor name"],
)  # fmt: skip
def test_a_column_that_names_the_patient_is_dropped_and_named(heading):
    assert names_the_patient(heading)
    reading = read_column(heading, ["Mary Miller"])
    found = column(reading, heading)
    assert (found.status, found.field, found.samples) == ("dropped", "", ())
    assert any(heading in issue.what for issue in issues(reading))
    assert not any("Mary" in str(value) for value in reading.cohort.patients.to_numpy().ravel())


@pytest.mark.parametrize(
    "heading",
    ["rownames", "Drug name", "study_name", "Regimen name", "phenotype", "rezip", "Birth weight", "record_id", "Donor",
     "Insurance type", "Mobile marrow cells", "Telomere", "Patient no.", "UPN", "Nameless marker", "emailed"],
)  # fmt: skip
def test_a_column_that_only_sounds_like_it_is_kept(heading):
    assert not names_the_patient(heading)


def test_no_answer_keeps_a_column_that_names_the_patient():
    reading = read_column("MRN", ["123"], fields={"MRN": "patient_id"})
    assert column(reading, "MRN").status == "dropped"


def test_a_known_heading_over_values_that_do_not_fit_becomes_an_extra_column_to_check():
    rows = [("ID", "age", "mAb1"), ("1", ">40", "blina"), ("2", "20-40", "blina"), ("3", 30, "ino")]
    reading = read(rows)
    age = column(reading, "age")
    assert (age.status, age.field) == ("check", "extra:age")
    assert "'>40'" in age.reason
    assert "age_years" not in reading.cohort
    assert list(reading.cohort.patients["extra:age"]) == [">40", "20-40", "30"]
    assert issues(reading, "extra:age", "warning")[0].where == "Sheet1!B"


def test_half_of_the_values_are_enough_to_fit():
    reading = read([("ID", "Age"), ("1", 40), ("2", "old")])
    assert column(reading, "Age").status == "matched"


def test_a_heading_of_two_fields_that_both_fit_is_to_check_until_it_is_answered():
    rows = [("ID", "Age", "# cycles"), ("1", 40, 2), ("2", 50, 3)]
    assert column(read(rows), "# cycles").status == "check"
    assert "Cycles of first antibody or Cycles of second antibody" in column(read(rows), "# cycles").reason
    said = read(rows, fields={"# cycles": "mab2_cycles"})
    assert column(said, "# cycles").field == "mab2_cycles"


def test_the_first_of_two_columns_of_one_field_wins():
    rows = [("ID", "Age", "age at dx"), ("1", 40, 38)]
    reading = read(rows)
    assert [one.status for one in reading.columns] == ["matched", "matched", "check"]
    assert "'Age' already is Age" in column(reading, "age at dx").reason
    assert "extra:age at dx" in reading.cohort


def test_a_column_without_values_does_not_take_a_field_from_one_with_values():
    reading = read([("ID", "Age", "age at dx"), ("1", None, 38)])
    assert column(reading, "age at dx").field == "age_years"


def test_an_answer_goes_before_every_other_column():
    rows = [("ID", "Age", "age at dx"), ("1", 40, 38)]
    reading = read(rows, fields={"age at dx": "age_years"})
    assert column(reading, "age at dx").status == "matched"
    assert column(reading, "Age").status == "check"
    assert reading.cohort.numbers("age_years") == [38]


def test_two_answers_for_one_field_leave_the_second_to_check():
    rows = [("ID", "one", "two"), ("1", 40, 38)]
    reading = read(rows, fields={"one": "age_years", "two": "age_years"})
    assert [one.status for one in reading.columns] == ["matched", "matched", "check"]


def test_answers_may_keep_a_known_column_apart_or_leave_it_out():
    rows = [("ID", "Age", "ECOG", "Sex"), ("1", 40, 1, "f")]
    reading = read(rows, fields={"ECOG": "extra", "Sex": "drop"})
    assert column(reading, "ECOG").field == "extra:ECOG"
    assert column(reading, "Sex").status == "dropped"
    assert "sex" not in reading.cohort


def test_a_heading_that_is_not_known_can_be_said_to_be_a_field():
    reading = read([("who", "how old"), ("1", 40)], fields={"how old": "age_years", "who": "patient_id"})
    assert reading.cohort.numbers("age_years") == [40]


@pytest.mark.parametrize(
    "answers",
    [{"fields": {"Age": "shoe_size"}}, {"fields": {"Age": "age_group"}}, {"units": {"OS": "weeks"}},
     {"date_orders": {"OS": "week first"}}, {"fields": {"Weight": "age_years"}}, {"codes": {"Weight": {"1": "yes"}}}],
)  # fmt: skip
def test_answers_that_do_not_fit_the_sheet_are_passed_over_and_said(answers):
    reading = read([("ID", "Age", "OS"), ("1", 40, 3)], **answers)
    assert reading.cohort.numbers("age_years") == [40]
    assert any("answers" in issue.what for issue in issues(reading, severity="warning"))


def test_a_repeated_heading_gets_a_number_and_is_to_check_unless_it_is_answered():
    rows = [("ID", "Age", "Age", "note", "note"), ("1", 40, 38, "a", "b")]
    reading = read(rows)
    assert [one.heading for one in reading.columns] == ["ID", "Age", "Age (2)", "note", "note (2)"]
    assert [one.status for one in reading.columns] == ["matched", "matched", "check", "extra", "check"]
    said = read(rows, fields={"Age (2)": "age_years"})
    assert said.cohort.numbers("age_years") == [38]


def test_a_column_without_a_heading_is_kept_under_its_letters():
    reading = read([("ID", "Age", None, "Sex", None), ("1", 40, "x", "f", None)])
    assert [one.heading for one in reading.columns] == ["ID", "Age", "Column C", "Sex"]
    assert "extra:Column C" in reading.cohort


def test_an_unknown_column_without_values_is_not_used():
    reading = read([("ID", "Age", "planned"), ("1", 40, None)])
    assert column(reading, "planned").status == "not used"
    assert "extra:planned" not in reading.cohort


def test_patients_without_an_id_column_are_numbered_and_that_is_noted():
    reading = read([("Age", "Sex"), (40, "f"), (50, "m")])
    assert list(reading.cohort.patients["patient_id"]) == ["1", "2"]
    assert [issue.severity for issue in issues(reading, "patient_id")] == ["note"]


def test_an_empty_id_is_replaced_by_the_row_and_a_repeated_one_is_an_error():
    reading = read([("ID", "Age"), (7, 40), (None, 50), (7.0, 60)])
    assert list(reading.cohort.patients["patient_id"]) == ["7", "row 3", "7"]
    assert [(issue.severity, issue.where) for issue in issues(reading, "patient_id")] == [
        ("warning", "Sheet1!A3"),
        ("error", "Sheet1!A4"),
    ]


def test_an_id_alone_is_no_cohort():
    with pytest.raises(WorkbookError, match="no column that Ballad knows"):
        read([("ID", "colour"), ("1", "red")])


def test_values_under_no_heading_in_a_row_of_text_are_not_read_from_the_wrong_columns():
    reading = read_workbook(b"ID,Age,Sex\n1,40,f\n2,61,5,m\n3,50,m,,\n", "x.csv")
    assert len(reading.cohort) == 3
    assert list(reading.cohort.patients["patient_id"]) == ["1", "row 3", "3"]
    assert list(reading.cohort.patients["age_years"].isna()) == [False, True, False]
    assert [issue.where for issue in issues(reading, severity="error")] == ["row 3"]
