"""Numbers as clinicians write them: one meaning is read, two are asked, and what was changed is said."""

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from core.dictionary import dictionary
from core.workbook import Mapping, read_workbook
from core.workbook.cells import Cells
from core.workbook.numbers import read_numbers
from core.workbook.numerals import read_numeral
from core.workbook.typed import Request
from core.workbook.units import UNITS_IN_CELLS
from tests.workbook.making import column, issues, read_column, text

NAN = math.nan


def request(name: str, *cells: object, **answers: object) -> Request:
    return Request(dictionary()[name], dictionary()[name].label, Cells.of(cells), **answers)


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("12.5", 12.5), ("12,5", 12.5), ("1.234,5", 1234.5), ("1,234.5", 1234.5), ("1.234.567", 1234567),
        ("1 234,5", 1234.5), ("1\u202f234.5", 1234.5), ("1'234.5", 1234.5), ("1.2e-4", 0.00012), ("1,2e-4", 0.00012),
        ("10^-4", 0.0001), ("10⁻⁴", 0.0001), ("1.5x10^-4", 0.00015), ("1,5 × 10⁻⁴", 0.00015), ("2*10^3", 2000),
        ("<0.01", 0.01), ("> 100", 100), ("≤0,1", 0.1), (">=5", 5), ("~30", 30), ("ca. 30", 30), ("approx. 30", 30),
        ("+5", 5), ("-5", -5), ("−5", -5), (".5", 0.5), ("5.", 5),
    ],
)  # fmt: skip
def test_a_text_with_one_meaning_is_that_number(written, value):
    assert_allclose(read_numeral(written, {}).value, value, rtol=1e-15)


@pytest.mark.parametrize(
    "written",
    [
        "",
        "5-10",
        "3+",
        "++",
        "1,2,3",
        "1.2.3",
        "12,34,567",
        "10E-4",
        "100e-3",
        "five",
        "5 mg",
        "5 or 6",
        "1/2",
        "5?",
        "1 2",
    ],
)
def test_a_text_with_no_meaning_or_several_is_no_number(written):
    assert read_numeral(written, {}) is None


@pytest.mark.parametrize(
    ("field", "written", "value"),
    [
        ("age_years", "45 y", 45), ("age_years", "45yo", 45), ("age_years", "45 J.", 45), ("age_years", "45 ans", 45),
        ("age_years", "45,5 años", 45.5), ("cd22_pct", "30%", 30), ("cd22_pct", "30 %", 30), ("cd22_pct", "30 pct", 30),
        ("wbc", "4.1 x10^9/L", 4.1), ("wbc", "4.1x10^9/L", 4.1), ("wbc", "4,1 × 10⁹/L", 4.1), ("wbc", "4.1 G/l", 4.1),
        ("wbc", "4.1 K/µL", 4.1), ("wbc", "4.1 Gpt/L", 4.1), ("wbc", "4100/µL", 4.1), ("wbc", "4100 /mm3", 4.1),
        ("cr1_months", "6 mo", 6), ("cr1_months", "1.5 years", 18), ("cr1_months", "6 Monate", 6),
        ("mab1_cycles", "2 cycles", 2), ("prior_lines", "3 lines", 3), ("prior_lines", "II", 2),
        ("salvage_line", "S2", 2), ("salvage_line", "2nd line", 2), ("salvage_line", "III", 3),
        ("salvage_line", "Linie 2", 2), ("salvage_line", "2ème ligne", 2), ("salvage_line", "salvage 3", 3),
    ],
)  # fmt: skip
def test_the_units_of_a_field_may_stand_in_its_cells(field, written, value):
    assert_array_equal(read_numbers(request(field, written)).values, [value])


def test_a_unit_of_another_field_is_no_number():
    typed = read_numbers(request("age_years", "45 %", "45 kg", 50))
    assert_array_equal(typed.values, [NAN, NAN, 50])
    assert set(typed.problems) == {0, 1}


@pytest.mark.parametrize(
    ("cell", "severity", "done"),
    [
        ("<0.01", "warning", "read as 0.01, its bound"), (">100", "warning", "read as 100, its bound"),
        ("~3", "warning", "read as 3"), ("4100/µL", "note", "converted to 4.1 1e9/L"), ("5-10", "warning", "missing"),
        ("5000", "error", "missing"),
    ],
)  # fmt: skip
def test_what_became_of_a_cell_is_said_at_the_cell(cell, severity, done):
    found = [one for one in issues(read_column("WBC", [5, 6, cell, 7]), "wbc") if one.where == "Sheet1!C4"]
    assert [(one.severity, done in one.done) for one in found] == [(severity, True)]


def test_a_separator_that_may_part_thousands_waits_for_an_answer():
    cells = ["1,234", "12", 5]
    reading = read_column("WBC", cells)
    question = column(reading, "WBC").question
    assert (question.kind, question.options) == ("decimal mark", ("decimal comma", "decimal point"))
    assert "1.234 or 1234" in question.text
    assert_array_equal(reading.cohort.numbers("wbc"), [NAN, 12, 5])
    for answer, value in (("decimal comma", 1.234), ("decimal point", 1234)):
        said = read_column("WBC", cells, conventions={"WBC": {"decimal mark": answer}})
        assert_array_equal(said.cohort.numbers("wbc"), [value, 12, 5])
        assert column(said, "WBC").question is None


def test_a_file_with_decimal_commas_settles_its_commas():
    commas = read_numbers(request("wbc", "1,234", 5.0, decimal_comma=True))
    assert_array_equal(commas.values, [1.234, 5])


def test_answers_are_taken_for_a_column_and_kept_by_question():
    reading = read_column("WBC", ["1,234", 5])
    question = column(reading, "WBC").question
    mapping = Mapping().answered(question, "decimal comma")
    assert mapping.conventions == {"WBC": {"decimal mark": "decimal comma"}}
    assert mapping.headings == {"WBC"}


def test_an_answer_nobody_knows_is_passed_over_and_said():
    reading = read_column("WBC", [4, 5], conventions={"WBC": {"decimal mark": "semicolon"}})
    assert any("none Ballad knows" in issue.what for issue in issues(reading, severity="warning"))


def test_percentages_between_0_and_1_are_asked_and_wait():
    cells = [0.5, 0.29, 1, 0, None]
    reading = read_column("CD22", cells)
    question = column(reading, "CD22").question
    assert (question.kind, question.options) == ("percentages", ("fractions of 1", "percent"))
    assert not reading.cohort.has("cd22_pct")
    fractions = read_column("CD22", cells, conventions={"CD22": {"percentages": "fractions of 1"}})
    assert_array_equal(fractions.cohort.numbers("cd22_pct"), [50, 29, 100, 0, NAN])
    assert "multiplied by 100" in issues(fractions, "cd22_pct", "note")[0].done
    percent = read_column("CD22", cells, conventions={"CD22": {"percentages": "percent"}})
    assert_array_equal(percent.cohort.numbers("cd22_pct"), [0.5, 0.29, 1, 0, NAN])


@pytest.mark.parametrize("cells", [[0, 1, 1], [0.5, 2], ["0.5%", "0.3 %"], [90, 0.5]])
def test_percentages_that_can_only_be_percent_are_not_asked(cells):
    assert column(read_column("CD22", cells), "CD22").question is None


@pytest.mark.parametrize(
    ("cells", "doubted"),
    [([0.98, 0.9, 75, 60], True), ([0.98, 0.98, 75], True), ([0.5, 75, 60], False), ([0.5, 0.3, 4, 75], False)],
)
def test_fractions_among_percentages_are_read_as_they_stand_with_a_warning(cells, doubted):
    reading = read_column("CD22", cells)
    assert_array_equal(reading.cohort.numbers("cd22_pct"), cells)
    found = [issue.why for issue in issues(reading, "cd22_pct", "warning")]
    assert found == (["some may be fractions of 1 among percentages"] if doubted else [])


@pytest.mark.parametrize(
    ("ages", "cells", "asked"),
    [
        (("41,5", "50,5"), ("1.150", "300"), True),
        (("41.5", "50.5"), ("1,150", "300"), True),
        (("41", "50"), ("1,150", "300"), True),
        (("41,5", "50,5"), ("0,125", "1,150"), False),
        (("41.5", "50.5"), ("1.150", "3.5"), False),
    ],
)
def test_a_part_of_three_digits_in_a_text_file_is_asked_unless_it_has_one_meaning(ages, cells, asked):
    rows = [("ID", "Age", "WBC"), ("1", ages[0], cells[0]), ("2", ages[1], cells[1])]
    found = column(read_workbook(text(rows, ";"), "x.csv"), "WBC")
    assert bool(found.question) is asked
    assert not asked or found.question.kind == "decimal mark"


def test_percentages_as_excel_shows_them_are_multiplied_and_texts_are_not():
    typed = read_numbers(request("cd22_pct", 0.29, 0.07, 1.0, "30%", "12", is_percent=True))
    assert_array_equal(typed.values, [29, 7, 100, 30, 12])
    assert typed.question is None
    assert any("3 percentages stored as fractions" in note.what for note in typed.notes)


def test_an_extra_column_with_few_bounds_is_a_column_of_numbers():
    field = read_column("ferritin", [512, "1,5", ">2000", 30, 40, 50, 60]).cohort
    assert field.columns["extra:ferritin"].kind == "number"
    assert_array_equal(field.numbers("extra:ferritin"), [512, 1.5, 2000, 30, 40, 50, 60])


def test_a_unit_in_the_cells_of_a_time_is_the_one_of_its_column():
    reading = read_column("OS (months)", ["12 mo", "3 Monate", "400 days"])
    assert_array_equal(reading.cohort.numbers("os_time"), [12, 3, NAN])


def test_the_only_unit_that_cells_bear_is_the_one_of_a_time_whose_heading_names_none():
    reading = read_column("OS", ["12 mo", "3 Monate", 5])
    assert reading.cohort.columns["os_time"].unit == "months"
    assert_array_equal(reading.cohort.numbers("os_time"), [12, 3, 5])
    assert any("the cells bear the unit months" in issue.what for issue in issues(reading, "os_time", "note"))
    assert column(read_column("OS", ["12 mo", "400 days", 5, 6]), "OS").question.kind == "unit"


@pytest.mark.parametrize("unit", sorted(UNITS_IN_CELLS["1e9/L"]))
def test_every_unit_of_white_cells_gives_the_same_count(unit):
    factor = UNITS_IN_CELLS["1e9/L"][unit]
    assert_allclose(read_numeral(f"{4.5 / float(factor):g} {unit}", UNITS_IN_CELLS["1e9/L"]).value, 4.5, rtol=1e-15)


def grouped(digits: str, separator: str) -> str:
    parts = [digits[max(0, end - 3) : end] for end in range(len(digits), 0, -3)]
    return separator.join(reversed(parts))


WRITINGS = {
    "point": lambda whole, part: f"{whole}.{part}",
    "comma": lambda whole, part: f"{whole},{part}",
    "German thousands": lambda whole, part: f"{grouped(whole, '.')},{part}",
    "English thousands": lambda whole, part: f"{grouped(whole, ',')}.{part}",
    "thin spaces": lambda whole, part: f"{grouped(whole, chr(0x202F))},{part}",
    "Swiss": lambda whole, part: f"{grouped(whole, chr(39))}.{part}",
    "scientific": lambda whole, part: f"{whole}.{part}e0",
    "power": lambda whole, part: f"{whole}.{part}x10^0",
    "bound": lambda whole, part: f"< {whole}.{part}",
    "about": lambda whole, part: f"ca. {whole},{part}",
}


@given(st.integers(0, 10**7), st.integers(0, 99), st.sampled_from(sorted(WRITINGS)))
def test_a_number_written_in_any_way_reads_back_equal(whole, cents, writing):
    written = WRITINGS[writing](str(whole), f"{cents:02}")
    assert read_numeral(written, {}).value == float(f"{whole}.{cents:02}")


@settings(max_examples=25)
@given(st.lists(st.integers(0, 1999).map(lambda n: n / 10), min_size=1, max_size=8), st.sampled_from([".", ","]))
def test_a_column_of_texts_reads_back_equal_with_points_and_with_commas(numbers, mark):
    cells = [f"{number:.1f}".replace(".", mark) for number in numbers]
    assert_array_equal(read_column("WBC", cells).cohort.numbers("wbc"), numbers)
