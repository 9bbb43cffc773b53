"""Cells read as numbers, levels and free text: what is sure is read, the rest is an issue with an address."""

import math

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from core.workbook import read_workbook
from tests.workbook.making import column, issues, read, read_column, text

NAN = math.nan


@pytest.mark.parametrize(
    ("cells", "read_as"),
    [
        ([12, 12.5, 0], [12, 12.5, 0]),
        (["12.5", "7", " 8 ", "\xa09"], [12.5, 7, 8, 9]),
        (["12,5", "1,25", 3], [12.5, 1.25, 3]),
        (["0,125", "1,234", "7"], [0.125, 1.234, 7]),
        (["1,234", "2,500", 3, 4], [NAN, NAN, 3, 4]),
        (["1,234", "12,5", "12.5", 3], [NAN, 12.5, 12.5, 3]),
        (["1.234", "12,5", 3], [NAN, 12.5, 3]),
        (["1e3", "+5", "\u22122"], [1000, 5, NAN]),
        (["<0.01", ">100", "5-10", "~3", "4 K/uL", 5, 6, 7, 8, 9], [0.01, 100, NAN, 3, 4, 5, 6, 7, 8, 9]),
        (["NA", "n/a", "ND", "unknown", "?", ".", "-99", -99, 5], [NAN] * 8 + [5]),
        ([True, 3, 4], [NAN, 3, 4]),
        ([99999, 4, 5], [NAN, 4, 5]),
    ],
)
def test_white_cells_are_read_where_there_is_one_way_to_read_them(cells, read_as):
    assert_array_equal(read_column("WBC", cells).cohort.numbers("wbc"), read_as)


def test_a_number_that_is_not_read_is_an_issue_at_its_cell():
    found = issues(read_column("WBC", [5, "5-10", 7]), "wbc")
    assert [(issue.severity, issue.where) for issue in found] == [("warning", "Sheet1!C3")]
    assert "'5-10'" in found[0].what


def test_numbers_stored_as_text_are_one_note_per_column_and_none_in_a_text_file():
    rows = [("ID", "WBC"), ("1", "12.5"), ("2", "13.5")]
    assert [issue.where for issue in issues(read(rows), "wbc")] == ["Sheet1!B"]
    assert issues(read_workbook(text(rows), "x.csv"), "wbc") == []


def test_codes_for_missing_values_are_one_note_with_their_counts():
    found = issues(read_column("WBC", ["NA", 5, "NA", -99]), "wbc")
    assert len(found) == 1
    assert "'NA' (2), '-99' (1)" in found[0].what


@pytest.mark.parametrize(("cells", "read_as"), [([-99, -5, 3], [-99, -5, 3]), ([-99, 5, 3], [NAN, 5, 3])])
def test_minus_99_is_missing_only_where_nothing_else_is_negative(cells, read_as):
    assert_array_equal(read_column("OS_MONTHS", cells).cohort.numbers("os_time"), read_as)


def test_999_is_missing_only_where_it_is_no_possible_value():
    reading = read([("ID", "Age", "WBC"), ("1", 999, 999), ("2", 40, 5)])
    assert_array_equal(reading.cohort.numbers("age_years"), [NAN, 40])
    assert_array_equal(reading.cohort.numbers("wbc"), [999, 5])
    assert [issue.severity for issue in issues(reading)] == ["note"]


@pytest.mark.parametrize(
    ("heading", "field", "cell"),
    [
        ("Age", "age_years", -1),
        ("Age", "age_years", 111),
        ("CD22", "cd22_pct", 101),
        ("Prior lines", "prior_lines", 2.5),
    ],
)
def test_an_impossible_number_is_an_error_and_missing(heading, field, cell):
    reading = read([("ID", "Sex", heading), ("1", "f", cell), ("2", "m", 50), ("3", "m", 40)])
    found = issues(reading, field)
    assert [(issue.severity, issue.where) for issue in found] == [("error", "Sheet1!C2")]
    assert math.isnan(reading.cohort.numbers(field)[0])


def test_whole_numbers_stored_as_decimals_are_whole():
    reading = read_column("Prior lines", [2.0, "2.0"])
    assert_array_equal(reading.cohort.numbers("prior_lines"), [2, 2])


def test_percent_signs_are_read_in_percentages_and_fractions_are_suspected():
    assert_array_equal(read_column("CD22", ["85%", "85 %"]).cohort.numbers("cd22_pct"), [85, 85])
    found = issues(read_column("CD22", [0.5, 0.9, 1, 0.2, 0.85]), "cd22_pct", "warning")
    assert "fractions" in found[0].why


def test_salvage_lines_may_be_written_with_their_s():
    cells = ["S1", "salvage 2", 3, "S3+"]
    assert_array_equal(read_column("Salvage", cells).cohort.numbers("salvage_line"), [1, 2, 3, NAN])


@pytest.mark.parametrize(
    ("heading", "field", "cells", "levels"),
    [
        ("ECOG", "ecog", [0, "1", 2.0, "3.0"], ["0", "1", "2", "3"]),
        ("ECOG", "ecog", [1, 1, 1, -1, 1.5, ">2", "≥2", "1-2", "2?", 1, 1, 1], ["1"] * 3 + [None] * 6 + ["1"] * 3),
        ("Response", "mab1_response", ["CR", "cr ", "C.R.", "complete  remission"], ["CR"] * 4),
        ("Response", "mab1_response", ["CRh", "CRi", "crp", "CR"], ["CRh", "CRi", "CRp", "CR"]),
        ("MRD", "mab1_mrd", ["neg", "MRD-", "-", "Not done", "ND"], ["negative"] * 2 + [None] + ["not assessed"] * 2),
        ("COD", "cause_of_death", ["unknown", "GVHD", "NA"], ["unknown", "GVHD", None]),
        ("SOS", "sos", ["y", "No", "TRUE", False], ["yes", "no", "yes", "no"]),
        ("SOS", "sos", [0, 1, "1", None], ["no", "yes", "yes", None]),
        ("aGVHD", "agvhd_grade", [0, "II", "Grade 3", "gr 4"], ["0", "2", "3", "4"]),
        ("Sex", "sex", ["F", "m", "Woman", "unk"], ["female", "male", "female", None]),
    ],
)
def test_codes_are_read_by_value_label_or_spelling_and_never_by_resemblance(heading, field, cells, levels):
    answers = {"fields": {heading: field}}
    values = read_column(heading, cells, **answers).cohort.patients[field].astype(object)
    assert [None if value != value else value for value in values] == levels


def test_unknown_levels_are_an_issue_each_and_one_question():
    reading = read_column("Sex", ["f", "m", "diverse", "diverse", "x", "f"])
    found = column(reading, "Sex")
    assert (found.status, found.question.kind) == ("check", "unknown levels")
    assert found.question.values == (("diverse", 2), ("x", 1))
    assert found.question.options == ("female", "male")
    assert [issue.where for issue in issues(reading, "sex", "warning")] == ["Sheet1!C4", "Sheet1!C5", "Sheet1!C6"]


def test_an_answered_coding_is_read_and_asks_no_more():
    answers = {"codes": {"Sex": {"1": "male", "2": "female", "3": "", "4": "no such level"}}}
    reading = read_column("Sex", [1, 2, 3, 1, 4], **answers)
    values = reading.cohort.patients["sex"].astype(object)
    assert list(values[[0, 1, 3]]) == ["male", "female", "male"]
    assert values[[2, 4]].isna().all()
    assert column(reading, "Sex").question.values == (("4", 1),)


def test_a_coding_nobody_knows_is_kept_as_an_extra_column_with_its_question():
    reading = read_column("Sex", [1, 2, 1])
    found = column(reading, "Sex")
    assert (found.status, found.field) == ("check", "extra:Sex")
    assert found.question.values == (("1", 2), ("2", 1))
    assert "sex" not in reading.cohort


def test_an_answer_goes_before_a_spelling():
    reading = read_column(
        "Response", ["CR", "PD"], fields={"Response": "mab1_response"}, codes={"Response": {"PD": ""}}
    )
    assert list(reading.cohort.patients["mab1_response"].isna()) == [False, True]


def test_other_numbers_beside_0_and_1_are_not_taken_for_no_and_yes():
    reading = read_column("SOS", [0, 1, 2], fields={"SOS": "sos"})
    assert reading.cohort.patients["sos"].isna().all()
    assert [text for text, _ in column(reading, "SOS").question.values] == ["0", "1", "2"]


def test_fields_with_free_levels_take_theirs_from_the_sheet():
    field = read_column("Arm", ["modified", "original", "NA", "Modified "]).cohort.columns["regimen"]
    assert field.values == ("Modified", "modified", "original")


def test_more_than_500_issues_of_a_column_end_in_one_that_counts_the_rest():
    rows = [
        ("ID", "Age", "WBC"),
        *((str(i), 40, 5.0) for i in range(600)),
        *((str(i), 40, "<1") for i in range(600, 1150)),
    ]
    found = issues(read(rows), "wbc")
    assert len(found) == 501
    assert found[-1].what.startswith("50 more cells")


def test_missing_values_are_missing_in_every_kind_of_column():
    rows = [("ID", "Age", "Sex", "mAb1 start", "SOS", "OS", "Death", "note"), ("1", *["NA"] * 7), ("2", *["."] * 7)]
    reading = read([*rows, ("3", 50, "f", None, "y", 5, 1, "x")])
    assert reading.cohort.patients.drop(columns="patient_id").iloc[:2].isna().to_numpy().all()


@pytest.mark.parametrize(
    ("cells", "kind", "levels"),
    [
        ([1.5, 2, 3], "number", ()),
        (["1.5", "2", "NA"], "number", ()),
        (["007", "008"], "category", ("007", "008")),
        ([0, 1, 1, 0], "category", ("0", "1")),
        (["10", "9", "2"], "category", ("2", "9", "10")),
        ([1, 2, 3, 4, 5, 6, 7], "number", ()),
        (["b", "a", "C", "unknown"], "category", ("a", "b", "C")),
        ([1, "a"], "category", ("1", "a")),
        ([f"t{i}" for i in range(21)], "text", ()),
        ([f"t{i % 30:02}" for i in range(60)], "category", tuple(f"t{i:02}" for i in range(30))),
        ([f"t{i % 51}" for i in range(110)], "text", ()),
        (["2020-01-31", "13/02/2020"], "date", ()),
        (["01/02/2020", "13/02/2020"], "date", ()),
        (["01/02/20", "13/02/20"], "category", ("01/02/20", "13/02/20")),
    ],
)
def test_an_extra_column_is_typed_by_its_own_values(cells, kind, levels):
    cohort = read_column("marker", cells).cohort
    field = cohort.columns["extra:marker"]
    assert (field.kind, field.values, field.origin, field.label) == (kind, levels, "extra", "marker")
    assert cohort.patients["extra:marker"].notna().sum() == sum(cell not in {"NA", "unknown"} for cell in cells)


def test_extra_columns_have_addresses_of_their_own():
    reading = read([("ID", "Age", "CD 19?", "CD-19", "§"), ("1", 40, "a", "b", "c")])
    slugs = [field.slug for field in reading.cohort.columns.values() if field.origin == "extra"]
    assert slugs == ["x-cd-19", "x-cd-19-2", "x-column"]


def test_reading_twice_gives_the_same_cohort():
    rows = [("ID", "Age", "marker"), ("1", 40, "b"), ("2", "old", "a")]
    one, other = read(rows), read(rows)
    assert one.cohort.fingerprint == other.cohort.fingerprint
    assert one.cohort.issues == other.cohort.issues
    assert np.array_equal(one.cohort.codes("extra:marker"), other.cohort.codes("extra:marker"))
