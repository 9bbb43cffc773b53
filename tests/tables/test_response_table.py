"""The response ladder as a table: the cells are the formatted counts of the result."""

import pytest

from core.analyses.response import EVALUABLE, GIVEN, RESPONDERS, TESTED_FOR_MRD, analyse_by_line, analyse_response
from core.formats import format_count, format_interval, format_p
from core.tables.response_table import DIFFERENCE, ODDS_RATIO, antibodies_table, differences_table, response_table
from core.view import View
from tests.making import cohort_of, selected

COHORT = cohort_of(
    mab1=["blinatumomab"] * 5 + ["inotuzumab"] * 5,
    mab1_response=["CR", "CR", "CRi", "NR", None, "CRp", "NR", "NR", "not evaluable", "early death"],
    mab1_mrd=["negative", "positive", None, None, None, "not assessed", None, None, None, None],
)
COMPARED = View(compare="mab1")


def made(view: View):
    result = analyse_response(selected(COHORT, view), view)
    return result, response_table(result, "Caption.")


@pytest.mark.parametrize("view", [View(), COMPARED, COMPARED.change(denominator="evaluable", limits="wilson")])
def test_a_cell_holds_the_formatted_count_and_limits(view):
    result, table = made(view)
    rows = [row for row in table.rows if row.inset]
    for rung, row in zip(result.rungs, rows, strict=True):
        assert row.cells[0] == rung.label
        for arm, cell in zip(rung.arms, row.cells[1:], strict=False):
            limits = format_interval(100 * arm.lower, 100 * arm.upper)
            assert cell == (f"{format_count(arm.k, arm.n)}; {limits}" if arm.n else "–")
        if view.compare:
            assert row.cells[-1].startswith(format_p(rung.test.p))


def test_nobody_tested_in_an_arm_is_a_dash_and_no_p():
    row = made(COMPARED)[1].rows[-1]
    assert row.cells[1:] == ("1 of 2 (50.0 %); 1.3–98.7", "–", "–", "not estimable", "not estimable")


@pytest.mark.parametrize(("denominator", "named"), [("all", GIVEN), ("evaluable", EVALUABLE)])
def test_every_denominator_is_named_once_above_its_rungs(denominator, named):
    table = made(View(denominator=denominator))[1]
    headings = [row.cells[0] for row in table.rows if row.heading]
    assert headings == list(dict.fromkeys([f"Of {named}", f"Of {RESPONDERS}", f"Of {TESTED_FOR_MRD}"]))


def test_arms_stand_with_their_numbers_and_tests_with_their_letters():
    table = made(COMPARED)[1]
    assert table.columns == (
        "Best response, first antibody",
        "Blinatumomab (n = 5)",
        "Inotuzumab (n = 5)",
        DIFFERENCE,
        ODDS_RATIO,
        "P",
    )
    assert table.notes == ("Caption.", "F, Fisher's exact test; χ², chi-squared test.")
    assert table.rows[1].cells[-1].endswith(" F")


def test_one_arm_has_no_column_of_p_and_no_letters():
    table = made(View())[1]
    assert table.columns[-1] == "All patients (n = 10)"
    assert table.notes == ("Caption.", "")


def test_more_than_two_arms_have_their_differences_from_the_first_in_a_table_of_their_own():
    cohort = cohort_of(mab1_response=["CR", "NR", "CR", "CR", "NR", "NR"], salvage_line=[1, 1, 2, 2, 3, 3])
    view = View(compare="salvage")
    result = analyse_response(selected(cohort, view), view)
    assert "P" not in response_table(result, "").columns
    first, second, third = differences_table(result, "").rows[1:4]
    assert first.cells[:3] == ("CR: Salvage 1", "reference", "1")
    assert second.cells[0] == "CR: Salvage 2"
    assert second.cells[1].startswith("50.0 (")
    assert second.cells[2].startswith("∞ (")
    assert third.cells[2].startswith("0 (0–")


def test_both_antibodies_stand_side_by_side_by_salvage_line():
    cohort = cohort_of(mab1_response=["CR", "NR", "CR"], mab2_response=["NR", "CR", None], salvage_line=[1, 1, 2])
    table = antibodies_table(analyse_by_line(selected(cohort), View()), "")
    assert table.columns[1:] == ("First antibody", "Second antibody")
    assert [row.cells[0] for row in table.rows if row.heading] == ["Salvage 1", "Salvage 2"]
    assert [cell.split(";")[0] for cell in table.rows[1].cells] == ["CR", "1 of 2 (50.0 %)", "1 of 2 (50.0 %)"]
    assert table.rows[6].cells[2] == "–"
