"""The tables beside the figures of response: best responses, the flow, durations, antigens; and their sentences."""

import pytest

from core.analyses.antigen_response import responses_by_antigen
from core.analyses.best_response import best_responses, response_flow
from core.analyses.response_duration import duration_of_response
from core.bundled import read_bundled
from core.tables.antigen_table import COLUMNS, antigen_table
from core.tables.best_response_table import best_response_table, flow_table
from core.tables.response_duration_table import duration_table
from core.view import View
from core.words.response_figures import antigen_caption, bars_caption, duration_notes, flow_caption
from tests.making import cohort_of, days, selected

COHORT = cohort_of(
    mab1=["blinatumomab"] * 5 + [None],
    mab1_response=["CR", "CR", "CRh", "NR", None, None],
    mab2=["inotuzumab", None, "inotuzumab", "inotuzumab", None, None],
    mab2_response=["NR", None, "CRi", "CR", None, None],
    mab2_mrd=[None, None, "negative", "positive", None, None],
    sex=["male", "female", "male", "female", "male", "male"],
    cd19_at_relapse=["positive", None, "neg_dim", "positive", None, None],
    cd22_at_relapse=["positive", None, "positive", "neg_dim", None, None],
)


def cells(table) -> list[tuple[str, ...]]:
    return [row.cells for row in table.rows]


def test_best_responses_stand_with_their_share_of_the_group():
    view = View(compare="sex")
    found = best_responses(selected(COHORT, view), view)
    table = best_response_table(found)
    assert table.columns == ("Best response, first antibody", "Female (n = 2)", "Male (n = 3)")
    assert cells(table) == [
        ("CR", "1 (50.0)", "1 (33.3)"),
        ("CRh", "0 (0.0)", "1 (33.3)"),
        ("NR", "1 (50.0)", "0 (0.0)"),
        ("Not recorded", "0 (0.0)", "1 (33.3)"),
    ]
    assert "percent of all given the antibody" in bars_caption(found)


def test_the_flow_is_a_table_whose_rows_and_columns_add_up():
    found = response_flow(selected(COHORT))
    table = flow_table(found)
    assert table.columns == ("First antibody", "Second: CR", "Second: CRi", "Second: NR",
                             "Second: No second antibody", "All")  # fmt: skip
    assert cells(table)[0] == ("CR", "0 (0.0)", "0 (0.0)", "1 (50.0)", "1 (50.0)", "2 (40.0)")
    assert cells(table)[-1] == ("All", "1 (20.0)", "1 (20.0)", "1 (20.0)", "2 (40.0)", "5 (100.0)")
    assert table.notes[-1] == "Left out, not given the first antibody: 1."
    assert "the 5 patients given the first antibody" in flow_caption(found)


def test_each_antigen_has_its_block_and_both_together_theirs_with_contrasts_before_p():
    view = View()
    table = antigen_table(responses_by_antigen(selected(COHORT, view), view), antigen_caption("wilson"))
    headings = [row.cells[0] for row in table.rows if row.heading]
    assert headings == [
        f"{status} at relapse, of {denominator}"
        for status in ("CD19", "CD22", "CD19 and CD22")
        for denominator in ("all given the antibody", "those tested for MRD")
    ]
    assert all(len(row.cells) in (1, len(COLUMNS)) for row in table.rows)
    overall = [row.cells for row in table.rows if row.cells[0].endswith("Overall response")]
    assert overall[0] == ("Positive: Overall response", "1 of 2 (50.0 %); 1.3–98.7", "reference", "1", "> .99 F")
    # statsmodels confint_proportions_2indep(1, 1, 1, 2, method="newcomb"): -0.3910, 0.9055
    assert overall[1][2] == "50.0 (−39.1 to 90.5)"
    assert [one[0] for one in overall[4:]] == [
        "CD19 positive, CD22 positive: Overall response",
        "CD19 positive, CD22 negative or dim: Overall response",
        "CD19 negative or dim, CD22 positive: Overall response",
    ]
    assert not any("CRp" in row.cells[0] for row in table.rows)


def test_both_antigens_at_once_list_the_overall_response_and_mrd_alone():
    view = View()
    table = antigen_table(responses_by_antigen(selected(COHORT, view), view), "")
    both = [row.cells[0] for row in table.rows if row.cells[0].startswith("CD19 positive, CD22 positive")]
    assert {label.rpartition(": ")[2] for label in both} == {"Overall response", "MRD-negative"}


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
