"""The baseline table as text: cells, missing values, letters and notes."""

from typing import get_args

import pytest

from core.analyses.baseline import analyse_baseline
from core.analyses.baseline_tests import CountsTestName, NumbersTestName
from core.stats.ordinal import OrderedTestName
from core.tables.baseline_table import baseline_table
from core.view import NumberSummary, PercentBy, TablePreset, View
from core.words.baseline import LETTERS, PERCENT_NAMES, PERCENT_NOTES, PRESET_NAMES, SUMMARY_NAMES, TEST_PHRASES
from tests.making import cohort_of, days, extra, selected

ARM = extra("Arm", "category", ("A <b>", "B"))
COHORT = cohort_of(
    {ARM: ["A <b>", "A <b>", "A <b>", "A <b>", "B", "B", "B", "B", None]},
    age_years=[20.5, 30, 40, 50, 60, 70, None, 80, 33],
    prior_lines=[1, 2, 2, 3, 1, 1, 4, None, 1],
    cd19_pct=[0.1, 0.25, None, 0.5, 0.75, 0.9, 0.2, 0.3, 0.4],
    sex=["male", "male", "female", None, "male", "female", "female", "female", "male"],
    cns_disease=["no", "yes", "no", None, "no", "no", "no", "no", "yes"],
    hsct_date=days(9, None, None, None, 8, None, None, None, 7),
    hsct_donor=["related", None, None, None, None, None, None, None, "related"],
)
PLAIN, LEVEL, APART = (False, False), (True, False), (True, True)
ROWS = ("age_years.iqr", "prior_lines", "cd19_pct.mean", "sex", "cns_disease", "hsct_donor")


def made(compare: str = "x-arm", rows: tuple[str, ...] = ROWS, **settings):
    view = View(compare=compare, table="mine", table_rows=rows, **settings)
    return baseline_table(analyse_baseline(selected(COHORT, view), view))


def cells(table) -> dict[str, tuple[str, ...]]:
    return {row.cells[0]: row.cells[1:] for row in table.rows}


def test_a_journal_prints_it_so():
    table = made()
    assert table.title == "Patients by arm"
    assert table.columns == ("Characteristic", "All (n = 8)", "A <b> (n = 4)", "B (n = 4)", "P")
    assert [(*row.cells, row.inset, row.muted) for row in table.rows] == [
        ("Age (years), median (IQR)", "50.0 (35.0–65.0)", "35.0 (27.6–42.5)", "70.0 (65.0–75.0)", ".057ᵃ", *PLAIN),
        ("Missing, n", "1", "0", "1", "", *APART),
        ("Prior lines of therapy, median (range)", "2 (1–4)", "2 (1–3)", "1 (1–4)", ".85ᵇ", *PLAIN),
        ("Missing, n", "1", "0", "1", "", *APART),
        ("CD19 on blasts (%), mean (SD)", "0.429 (0.300)", "0.283 (0.202)", "0.537 (0.340)", ".27ᶜ", *PLAIN),
        ("Missing, n", "1", "1", "0", "", *APART),
        ("Sex, n (%)", "of 7", "of 3", "of 4", ".49ᵈ", *PLAIN),
        ("Female", "4 (57.1)", "1 (33.3)", "3 (75.0)", "", *LEVEL),
        ("Male", "3 (42.9)", "2 (66.7)", "1 (25.0)", "", *LEVEL),
        ("Missing, n", "1", "1", "0", "", *APART),
        ("CNS disease, n (%)", "1 (14.3)", "1 (33.3)", "0 (0.0)", ".43ᵈ", *PLAIN),
        ("Missing, n", "1", "1", "0", "", *APART),
        ("Donor, n (%)", "of 1", "of 1", "of 0", "not estimable", *PLAIN),
        ("Related", "1 (100.0)", "1 (100.0)", "0", "", *LEVEL),
        ("No allogeneic transplant, n", "6", "3", "3", "", *APART),
        ("Missing, n", "1", "0", "1", "", *APART),
    ]  # fmt: skip


def test_the_notes_name_denominators_quartiles_tests_the_late_the_few_and_the_left_out():
    assert made().notes == (
        "Percentages are of the patients of the column whose value is known. IQR: first to third quartile, "
        "interpolated between values (type 7). Missing values count in no percentage and no test. Nor do patients "
        "who cannot have a value; they stand apart.",
        "P, two-sided: ᵃ Wilcoxon rank-sum test, exact; ᵇ Wilcoxon rank-sum test, normal approximation with "
        "continuity correction; ᶜ Welch's t test; ᵈ Fisher's exact test. Fisher's test is used where an expected "
        "count is below 5 or n is below 40, else chi-squared. P values are not adjusted for the number of rows.",
        "Known only later than the start of the first antibody: Donor.",
        "Fewer than 5 patients in: A <b>; B.",
        "8 patients included; left out: 1 no value of Arm.",
    )


def test_nothing_compared_has_one_column_no_p_and_the_others_with_it():
    table = made("")
    assert table.title == ""
    assert table.columns == ("Characteristic", "All patients (n = 9)")
    assert cells(table)["Male"] == ("4 (50.0)",)
    assert not any("P, two-sided" in note for note in table.notes)
    assert cells(made("", percent_by="row")) == cells(table)


def test_percentages_by_row_are_of_everybody_with_that_value():
    table = made(percent_by="row")
    assert cells(table)["Female"] == ("4", "1 (25.0)", "3 (75.0)", "")
    assert cells(table)["CNS disease, n (%)"][:3] == ("1", "1 (100.0)", "0 (0.0)")
    assert PERCENT_NOTES["row"] in table.notes[0]


def test_columns_come_and_go_with_their_settings():
    assert made(overall=False).columns == ("Characteristic", "A <b> (n = 4)", "B (n = 4)", "P")
    table = made(standardised=True)
    assert table.columns[-2:] == ("SMD", "P")
    assert cells(table)["Sex, n (%)"][-2:] == ("0.92", ".49ᵈ")
    assert cells(table)["Donor, n (%)"][-2:] == ("–", "not estimable")
    assert any("SMD, standardised difference" in note for note in table.notes)
    assert len({len(row.cells) for one in (table, made(overall=False)) for row in one.rows}) == 2


def test_standardised_differences_of_more_than_two_groups_are_refused_in_a_note():
    cohort = cohort_of(ecog=["0", "1", "2"], sex=["male", "female", "male"])
    view = View(compare="ecog", standardised=True, table="mine", table_rows=("sex",))
    table = baseline_table(analyse_baseline(selected(cohort, view), view))
    assert "SMD" not in table.columns
    assert "No standardised differences: they are between two groups." in table.notes
    assert table.title == "Patients by ECOG performance status"


def test_groups_that_were_known_only_later_are_said_to_be():
    cohort = cohort_of(hsct=["yes", "no"], sex=["male", "female"])
    view = View(compare="transplant", table="mine", table_rows=("sex",))
    table = baseline_table(analyse_baseline(selected(cohort, view), view))
    assert any(note.startswith("The groups (Transplant after the first antibody) became known") for note in table.notes)


def test_texts_of_the_workbook_are_escaped():
    html = made().to_html()
    assert "A <b>" not in html
    assert "A &lt;b&gt; (n = 4)" in html


@pytest.mark.parametrize(
    ("words", "choices"),
    [
        (SUMMARY_NAMES, NumberSummary),
        (PERCENT_NAMES, PercentBy),
        (PERCENT_NOTES, PercentBy),
        (PRESET_NAMES, TablePreset),
    ],
)
def test_every_setting_has_its_words(words, choices):
    assert set(words) == set(get_args(choices))


def test_every_test_has_its_words_and_a_letter():
    names = {*get_args(NumbersTestName), *get_args(CountsTestName), *get_args(OrderedTestName)}
    assert set(TEST_PHRASES) == names
    assert len(set(LETTERS)) == len(LETTERS) >= len(names)
