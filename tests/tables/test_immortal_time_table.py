"""Naive, landmark and time-dependent side by side: each number in its own row."""

from core.analyses.bias_panel import compare_methods
from core.analyses.landmark import analyse_landmark
from core.formats import DASH, format_p, format_p_equation, format_ratio
from core.tables.immortal_time_table import panel_table, ratios_table
from tests.analyses.transplanted import followed, question, without_effect


def panel(months: float = 6.0, cohort=None):
    return compare_methods(*question(without_effect() if cohort is None else cohort), "transplant", months)


def test_each_method_has_its_patients_and_test_and_below_it_each_group_its_own():
    found = panel()
    table = panel_table(found)
    assert {len(row.cells) for row in table.rows} == {len(table.columns)}
    assert [(row.inset, row.muted) for row in table.rows] == [
        (i, m) for m in (True, False, False) for i in (False, True)
    ]
    for place, estimate in enumerate(found.estimates):
        method, group = table.rows[2 * place : 2 * place + 2]
        (ratio,) = estimate.ratios
        assert method.cells[1:5] == (str(estimate.n), f"{estimate.n_events}", "", "")
        assert method.cells[5].endswith(format_p_equation(estimate.test.p))
        numbers = format_ratio(ratio.hr, ratio.lower, ratio.upper), format_p(ratio.p)
        assert group.cells == ("Yes", str(ratio.n), str(ratio.n_events), *numbers, "")


def test_the_landmark_is_named_as_it_was_asked_for():
    rows = panel_table(panel(2.25)).rows
    assert rows[2].cells[0] == "From 2.25 months, by what was known then"


def test_a_method_with_one_group_says_so():
    rows = panel_table(panel(1.0, followed([60, 90, None], [200, 300, 250], [True] * 3))).rows
    assert rows[2].cells == ("From 1 month, by what was known then", "3", "3", "one group only", "", DASH)


def test_a_group_compared_with_another_than_the_column_says_with_which():
    donors = ["unrelated", "related", "related", "unrelated"]
    cohort = followed([30, 200, 210, 40], [300, 350, 400, 250], [True] * 4, hsct_donor=donors)
    table = panel_table(compare_methods(*question(cohort), "hsct_donor", 3.0))
    assert table.columns[3] == "HR against Related (95 % CI)"
    groups = [row.cells[0] for row in table.rows if row.inset]
    assert groups[:2] == ["Unrelated", "Unrelated, against Not yet: allogeneic transplant"]


def test_ratios_stand_with_their_reference_in_the_heading():
    result = analyse_landmark(*question(without_effect()), "transplant", 6.0)
    table = ratios_table(result.ratios, "Note.")
    (ratio,) = result.ratios
    assert table.columns[3] == "HR against No (95 % CI)"
    assert table.rows[0].cells[:3] == ("Yes", str(ratio.n), str(ratio.n_events))
    assert ratios_table((), "Note.").rows == ()
