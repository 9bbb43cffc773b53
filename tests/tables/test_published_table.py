"""Published figures and tests against them: the cells are the formatted numbers of the result."""

import numpy as np

from core.analyses.compared import compare_groups
from core.analyses.published_comparison import compare_with_published
from core.analyses.survival import survival_of
from core.formats import DASH, format_number, format_p, format_percent_interval, format_ratio
from core.tables.published_table import against_table, figures_table
from core.view import View
from tests.making import endpoint, extra, selected, sheet_cohort

ARM = extra("Arm", "category", ("A", "B"))
OS = endpoint("os", "sheet")
HCVD = "mdacc_mini_hcvd_ino"
SLUGS = (f"{HCVD}-os_median", f"{HCVD}-os_36m", "mskcc_both_mabs-os_mab2_12m", f"{HCVD}-os_36m_s1")


def published(slugs=SLUGS, arm=("A", "B"), followed=(60, 60)):
    random = np.random.default_rng(7)
    time, end = random.exponential(20, 60), np.tile(followed, 30)
    view = View(compare="x-arm", published=slugs)
    event = (time <= end).astype(int)
    cohort = sheet_cohort(np.minimum(time, end), event, {ARM: list(arm) * 30})
    found = compare_groups(selected(cohort, view), OS, view.compare)
    return compare_with_published(found, survival_of(found, view), view)


def test_figures_stand_under_their_study_with_their_number_and_as_printed():
    rows = figures_table(published()).rows
    assert [row.cells[0] for row in rows if row.heading] == [
        "MD Anderson 2012-2021: mini-hyper-CVD + inotuzumab, with or without blinatumomab (n = 110)",
        "MSKCC 2012-2019: both antibodies (n = 29)",
        "MD Anderson 2012-2021: mini-hyper-CVD + inotuzumab, with or without blinatumomab (n = 110)",
    ]
    assert [row.cells[:3] for row in rows if not row.heading] == [
        ("1  all patients, from the first antibody", "median", "17 months"),
        ("2  all patients, from the first antibody", "at 36 months", "40 (30–49) %"),
        ("3  all patients, from the second antibody", "at 12 months", "33.1 (19.4–36.4) %"),
        ("4  Salvage status Salvage 1, from the first antibody", "at 36 months", "49 (37–60) %"),
    ]


def test_each_arm_has_its_own_figure_with_limits_and_the_number_at_risk():
    result = published()
    rows = [row for row in figures_table(result).rows if not row.heading]
    for own, cell in zip(result.figures[1].own, rows[1].cells[3:], strict=True):
        assert cell == f"{format_percent_interval(own.value, own.lower, own.upper)}; {own.at_risk}"
    assert figures_table(result).columns[3:] == ("A (95 % CI)", "B (95 % CI)")


def test_a_misprint_is_shown_as_printed_and_said():
    notes = figures_table(published()).notes
    assert any(note.startswith("3: shown as printed. 33.1% (19.4-36.4)") for note in notes)
    assert not any(note.startswith(("1:", "2:", "4:")) for note in notes)


def test_tests_have_a_row_an_arm_and_name_the_curve_once():
    result = published()
    table = against_table(result)
    assert [row.cells[0] for row in table.rows] == [
        "1, 2: 50 % at 17 months, 40 % at 36 months",
        "",
        "3: 33.1 % at 12 months",
        "",
        "4: 49 % at 36 months",
        "",
    ]
    for row, arm in zip(table.rows, [arm for curve in result.curves for arm in curve.arms], strict=True):
        test = arm.test
        assert row.cells[1:3] == (arm.label, str(test.n))
        assert row.cells[4:] == (
            str(test.observed),
            format_number(test.expected),
            format_ratio(test.ratio, test.lower, test.upper),
            format_p(test.p),
            format_p(test.p_exact),
        )
    assert "One-sample log-rank test" in table.notes[0]


def test_an_arm_that_was_not_tested_is_grey_and_the_reason_said_once_for_all_its_curves():
    table = against_table(published(followed=(60, 30)))
    grey = [row.cells for row in table.rows if row.muted]
    assert [(cells[1], set(cells[2:])) for cells in grey] == [("B", {DASH})] * 2
    assert [note for note in table.notes if "not tested" in note] == [
        "B not tested against 1, 2, 4: the published figure at 36 months lies past the last follow-up here. "
        "Choose an earlier one."
    ]
    figures = [row for row in figures_table(published(followed=(60, 30))).rows if not row.heading]
    assert figures[1].cells[4] == DASH


def test_every_row_has_a_cell_for_every_column_or_is_a_heading():
    for table in (figures_table(published()), against_table(published())):
        assert {len(row.cells) for row in table.rows if not row.heading} == {len(table.columns)}


def test_a_constant_hazard_is_known_to_the_end():
    (row, _) = against_table(published((f"{HCVD}-os_median",))).rows
    assert row.cells[0] == "1: constant hazard, 50 % at 17 months"
    assert row.cells[3] == "end"
