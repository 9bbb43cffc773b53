"""The key figures as a table: every line has its denominator, every limit its method."""

from core.address import view_at
from core.analyses.overview import key_figures
from core.analyses.survival import analyse_survival
from core.analyses.swimmer import survival_endpoint
from core.bundled import read_bundled
from core.fitting import bounded
from core.formats import format_median
from core.tables.overview_table import key_figures_table
from core.view import View
from tests.making import cohort_of, endpoint, selected, sheet_cohort

MSKCC = read_bundled("mskcc").cohort


def table(cohort, **query: str):
    view, problems = view_at(query)
    assert not problems
    selection = selected(cohort, view)
    asked = survival_endpoint(selection, "")
    return key_figures_table(key_figures(selection, view, asked and bounded(asked, view)))


def cells(found) -> dict[str, tuple[str, ...]]:
    return {row.cells[0]: row.cells[1:] for row in found.rows}


def test_the_bundled_cohort_is_introduced_with_its_printed_figures():
    found = cells(table(MSKCC))
    assert found["Patients"] == ("29 of 29 (100.0 %)", "")
    assert found["Salvage 1"][0] == "19 of 29 (65.5 %)"
    assert found["Response to the first antibody"] == ("16 of 29 (55.2 %)", "35.7–73.6 %")
    assert found["Response to the second antibody"] == ("19 of 29 (65.5 %)", "45.7–82.1 %")
    assert found["Deaths"] == ("21 of 29 (72.4 %)", "")


def test_survival_is_written_as_on_its_page():
    group = analyse_survival(selected(MSKCC), endpoint("os", "mab1_start"), View()).groups[0]
    found = cells(table(MSKCC))
    median, limits = found["Overall survival, median, months"]
    assert f"{median} ({limits})" == format_median(*group.median[["time", "lower", "upper"]])
    at = group.milestones.set_index("time").loc[12]
    assert found["Overall survival at 12 months"] == (
        f"{100 * at['survival']:.1f} %",
        f"{100 * at['lower']:.1f}–{100 * at['upper']:.1f} %",
    )


def test_what_was_not_reached_or_not_followed_so_long_is_said():
    found = cells(table(sheet_cohort([5, 6], [0, 0])))
    assert found["Overall survival, median, months"] == ("NR", "–")
    assert found["Overall survival at 12 months"] == ("–", "–")


def test_notes_name_denominators_methods_and_who_has_no_time():
    notes = " ".join(table(sheet_cohort([5, None], [1, 1]), interval="plain").notes)
    assert "the times of the sheet, limits on the plain scale" in notes
    assert "1 patient included; left out: 1 no time." in notes
    notes = " ".join(table(MSKCC, horizon="6", limits="wilson").notes)
    assert "MRD-negative of those tested. Limits of percentages Wilson score." in notes
    assert "Follow-up ended at 6" in notes


def test_without_survival_its_lines_are_missing_and_why_is_said():
    found = table(cohort_of(age_years=[40, 50], salvage_line=[1, None]))
    assert list(cells(found)) == ["Patients", "Age, median (range), years", "Salvage 1", "Salvage line not recorded"]
    assert cells(found)["Age, median (range), years"] == ("45 (40–50)", "")
    assert found.notes[-1].startswith("No survival: it needs a date of time zero")


def test_a_sheet_with_relapse_free_survival_alone_is_introduced_with_that():
    cohort = cohort_of(units={"rfs_time": "months"}, rfs_time=[20, 30], rfs_status=["no", "yes"])
    found = cells(table(cohort))
    assert found["Relapse-free survival, events"] == ("1 of 2 (50.0 %)", "")
    assert found["Relapse-free survival at 12 months"][0] == "100.0 %"
    assert "Deaths" not in found
