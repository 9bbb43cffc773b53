"""Sections as a table, and the sentences under it."""

import pytest

from core.analyses.toxicity import count_deaths, count_early_deaths, count_toxicity
from core.analyses.transplant import count_transplants
from core.tables.response_table import DIFFERENCE, ODDS_RATIO
from core.tables.sections_table import section_differences_table, sections_table
from core.view import View
from core.words.response import LIMIT_NAMES
from core.words.transplant import (
    TESTS,
    after_notes,
    counted_sentence,
    death_notes,
    early_death_notes,
    toxicity_notes,
    transplant_notes,
)
from tests.making import cohort_of, days, extra, selected

ARM = extra("Arm", "category", ("A", "B"))
COHORT = cohort_of(
    {ARM: ["A", "A", "B", "B", None]},
    mab1=["inotuzumab"] * 5,
    mab1_start=days(*[0] * 5),
    mab1_progression=days(None, None, None, 9, None),
    hsct_date=days(30, 40, 50, None, None),
    hsct_graft=["bone marrow", "peripheral blood", "bone marrow", None, None],
    sos=["yes", "no", None, "no", "no"],
    vital_status=["dead", "alive", "alive", "dead", "alive"],
    last_contact=days(90, 99, 120, 20, 50),
    cause_of_death=["infection", None, None, "unknown", None],
)
COMPARED = View(compare="x-arm")


def made(view: View):
    found = count_transplants(selected(COHORT, view), view)
    return found, sections_table("", found.labels, found.n, found.before, transplant_notes(found, view.limits))


def row(table, label: str):
    return next(one for one in table.rows if one.cells[0] == label)


def test_a_heading_names_whom_its_lines_count_among():
    headings = [one.cells[0] for one in made(View())[1].rows if one.heading]
    assert headings == [
        "Transplant after the first antibody, of all given the first antibody, transplant known",
        "Without a transplant, by the dates, of those not transplanted, known",
        "Graft, of those transplanted, recorded",
        "Days to transplant, of those transplanted, both dates known",
    ]


def test_a_cell_holds_the_count_with_its_limits_and_a_line_its_contrasts_and_test():
    # statsmodels confint_proportions_2indep(1, 2, 2, 2, method="newcomb"): -0.9055, 0.2726; R fisher.test: 0 (0-39.00).
    table = made(COMPARED)[1]
    groups = ("All patients (n = 5)", "A (n = 2)", "B (n = 2)")
    assert table.columns == ("Of those named", *groups, DIFFERENCE, ODDS_RATIO, "P")
    assert row(table, "Transplanted").cells[1:] == (
        "3 of 5 (60.0 %); 14.7–94.7",
        "2 of 2 (100.0 %); 15.8–100.0",
        "1 of 2 (50.0 %); 1.3–98.7",
        "−50.0 (−90.5 to 27.3)",
        "0 (0–39.00)",
        "> .99 F",
    )


def test_the_test_of_all_lines_stands_beside_their_heading_and_nowhere_else():
    table = made(COMPARED)[1]
    assert row(table, "Graft, of those transplanted, recorded").cells == (
        "Graft, of those transplanted, recorded",
        *[""] * 5,
        "> .99 F",
    )
    assert row(table, "Bone marrow").cells[-1] == ""


def test_three_groups_have_their_differences_from_the_first_in_a_table_of_their_own():
    cohort = cohort_of(
        {extra("Arm", "category", ("A", "B", "C")): ["A", "A", "B", "B", "C", "C"]},
        mab1=["inotuzumab"] * 6,
        hsct=["yes"] * 6,
        sos=["yes", "no", "yes", "yes", "no", "no"],
    )
    found = count_transplants(selected(cohort, COMPARED), COMPARED)
    table = sections_table("", found.labels_after, found.n_after, found.after, ())
    assert table.columns[-2:] == ("C (n = 2)", "P")
    differences = section_differences_table("Differences", found.labels_after, found.after, ())
    heading, first, *others = differences.rows
    assert heading.cells == ("Sinusoidal obstruction syndrome, of those transplanted, recorded",)
    assert first.cells == ("SOS after transplant: A", "reference", "1", ".60 F")
    assert [(one.cells[0], one.cells[1][:6], one.cells[3]) for one in others] == [
        ("SOS after transplant: B", "50.0 (", ""),
        ("SOS after transplant: C", "−50.0 ", ""),
    ]
    assert section_differences_table("", ("All patients", "A", "B"), found.after, ()) is None


def test_groups_made_of_a_field_are_not_compared_by_it():
    cohort = cohort_of(hsct=["yes"] * 4, hsct_graft=["bone marrow", "bone marrow", "cord blood", "cord blood"])
    view = View(compare="hsct_graft")
    found = count_transplants(selected(cohort, view), view)
    (graft,) = [one for one in found.before if one.title == "Graft"]
    assert graft.test is None
    assert all(not one.versus for one in graft.rows)


def test_medians_come_with_quartiles_range_and_number_and_a_single_value_alone():
    cells = row(made(COMPARED)[1], "First antibody to transplant, median (quartiles; range)").cells
    assert cells[1:] == (
        "40.0 (35.0–45.0; 30.0–50.0), n = 3",
        "35.0 (32.5–37.5; 30.0–40.0), n = 2",
        "50.0, n = 1",
        "",
        "",
        "",
    )


def test_one_group_has_no_column_of_p():
    table = made(View())[1]
    assert table.columns == ("Of those named", "All patients (n = 5)")
    assert TESTS not in " ".join(table.notes)


def test_every_row_fills_the_table_or_is_a_heading():
    for view in (View(), COMPARED):
        table = made(view)[1]
        assert all(len(one.cells) in ((1, len(table.columns)) if one.heading else (len(table.columns),))
                   for one in table.rows)  # fmt: skip


@pytest.mark.parametrize("limits", LIMIT_NAMES)
def test_notes_name_limits_and_tests(limits):
    alone, compared = counted_sentence(limits, ()), counted_sentence(limits, ("A", "B"), always_fisher=True)
    assert LIMIT_NAMES[limits] in alone
    assert "Fisher" not in alone
    assert "Not recorded is not “no”" in alone
    assert TESTS in compared
    assert "each group minus A, with Newcombe's limits" in compared
    assert "Newcombe" not in alone
    assert "SOS always by Fisher's exact test" in compared


def test_notes_say_who_is_in_no_group_and_that_reasons_are_inferred():
    notes = " ".join(made(COMPARED)[1].notes)
    assert "1 patient without a value of Arm in the column of all patients alone." in notes
    assert "tell what the dates of relapse, progression and death tell" in notes


def test_notes_of_what_followed_of_toxicity_and_of_deaths_say_how_each_was_counted():
    selection = selected(COHORT)
    assert "highest grade" in " ".join(after_notes(count_transplants(selection, View()), "wilson"))
    assert "worst grade" in " ".join(toxicity_notes(count_toxicity(selection, View()), "wilson"))
    assert "any cause but progression" in " ".join(death_notes(count_deaths(selection, View()), "wilson"))


def test_notes_of_early_deaths_say_who_has_no_time_and_why_groups_are_not_compared():
    view = View(compare="transplant")
    antibody = count_early_deaths(selected(COHORT, view), view)[0]
    notes = " ".join(early_death_notes(antibody, "wilson"))
    assert "not followed to the day are in no denominator" in notes
    assert "Not by Transplant after the first antibody" in notes
    assert "Left out" not in notes
