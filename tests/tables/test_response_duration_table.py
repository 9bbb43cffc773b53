"""Durations of response as a table, and its notes."""

import pytest

from core.analyses.response_duration import duration_of_response
from core.bundled import read_bundled
from core.tables.response_duration_table import duration_table
from core.view import View
from core.words.response_figures import duration_notes
from tests.making import cohort_of, days, selected


def test_durations_stand_with_responders_events_median_and_what_is_left_at_fixed_months():
    cohort, view = read_bundled("mskcc").cohort, View(antibody="mab2", compare="sequence")
    found = duration_of_response(selected(cohort, view), view)
    table = duration_table(found, duration_notes(found))
    assert table.columns[0] == "Antibody sequence"
    assert [row.cells[:3] for row in table.rows] == [
        ("Blinatumomab then inotuzumab", "17", "15"),
        ("Inotuzumab then blinatumomab", "2", "0"),
    ]
    assert table.rows[0].cells[3].startswith("2.5 (")
    assert table.rows[1].cells[3:5] == ("NR (–)", "100.0 (–)")


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({}, "A transplant does not end a response, nor is it censored there."),
        ({"censor": ("hsct",)}, "Censored at transplant."),
        ({"compare": "transplant"}, "Not by Transplant after the first antibody"),
    ],
)
def test_the_notes_of_durations_say_what_bounds_them_and_what_is_not_compared(settings, said):
    cohort, view = read_bundled("mskcc").cohort, View(**settings)
    notes = duration_notes(duration_of_response(selected(cohort, view), view))
    assert said in " ".join(notes)
    assert "Patients with a response only. All 16 patients are included." in notes


def test_a_date_of_response_without_a_response_is_said():
    cohort = cohort_of(
        mab1_response=["NR", "CR"], mab1_response_date=days(5, 6), mab1_progression=days(9, None),
        vital_status=["alive"] * 2, last_contact=days(50, 50),
    )  # fmt: skip
    notes = duration_notes(duration_of_response(selected(cohort), View()))
    assert "1 patient with a date of response and no response left out." in notes
