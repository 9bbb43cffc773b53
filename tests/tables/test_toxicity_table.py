"""The table of a toxicity sheet and the sentences under it."""

from core.analyses.toxicity_records import count_toxicity_records
from core.tables.toxicity_table import toxicity_table
from core.view import View
from core.words.transplant import records_notes
from tests.analyses.recorded import with_toxicities
from tests.making import days, extra, selected

ARM = extra("Arm", "category", ("A", "B"))
COHORT = with_toxicities(
    [(0, "Fever", 1, 3), (0, "Fever", 4, 5), (1, "Fever", 2), (2, "<b>Rash</b>", None), (3, "Fever", 3, -2)],
    {ARM: ["A", "A", "B", "B"]},
    mab1=["inotuzumab"] * 4,
    mab1_start=days(0, 0, 0, 0),
)


def made(view: View):
    found = count_toxicity_records(selected(COHORT, view), view)
    return toxicity_table(found, records_notes(found, view.limits))


def test_a_row_an_event_says_any_grade_the_bands_and_those_without_a_grade():
    table = made(View())
    assert table.columns == (
        "Event, by worst grade (n = 4)", "Any grade; 95 % CI", "Grade 1–2", "Grade 3–4", "Grade 5", "Not graded",
        "Grade ≥ 3",
    )  # fmt: skip
    assert [row.cells for row in table.rows][1:] == [
        ("Fever", "2 (50.0); 6.8–93.2", "1 (25.0)", "1 (25.0)", "0 (0.0)", "0", "1 of 4 (25.0 %)"),
        ("<b>Rash</b>", "1 (25.0); 0.6–80.6", "0 (0.0)", "0 (0.0)", "0 (0.0)", "1", "0 of 3 (0.0 %)"),
    ]
    assert "<b>" not in table.to_html()


def test_groups_stand_below_the_event_with_difference_and_odds_ratio_before_p():
    table = made(View(compare="x-arm"))
    assert all(len(row.cells) == len(table.columns) for row in table.rows)
    fever, first, second = table.rows[3:6]
    assert fever.cells[-1] == "> .99 F"
    assert first.cells[-3:] == ("reference", "1", "")
    # statsmodels confint_proportions_2indep(0, 2, 1, 2, method="newcomb"): -0.9055, 0.2726
    assert second.cells[0] == "B (n = 2)"
    assert second.cells[-3:] == ("−50.0 (−90.5 to 27.3)", "0 (0–39.00)", "")


def test_notes_say_what_has_no_grade_what_came_before_and_who_counts_as_without():
    notes = " ".join(made(View(compare="x-arm")).notes)
    assert "3 of 4 patients have a record" in notes
    assert "No grade of 1 to 5 in 1 record:" in notes
    assert "those dated from the first antibody on, whatever followed it." in notes
    assert "dated before the first antibody: 1." in notes
    assert "each group minus A" in notes
    assert "not adjusted for the number of events" in notes
    assert "minus" not in " ".join(made(View()).notes)
