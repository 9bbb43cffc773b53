"""Medians and milestones: the cells are the formatted numbers of the result."""

import numpy as np

from core.analyses.survival import analyse_survival
from core.formats import DASH, format_median, format_percent_interval
from core.tables.survival_table import medians_table, milestones_table
from core.view import View
from tests.making import endpoint, extra, selected, sheet_cohort

ARM = extra("Arm", "category", ("A", "B"))
VIEW = View(compare="x-arm")


def analysed(time, event, arm=None, view=VIEW):
    cohort = sheet_cohort(time, event, {ARM: arm or ["A"] * len(time)})
    return analyse_survival(selected(cohort, view), endpoint("os", "sheet"), view)


def simulated():
    random = np.random.default_rng(4)
    return analysed(random.exponential(20, 80), random.integers(0, 2, 80), ["A", "B"] * 40)


def test_a_row_of_medians_holds_the_formatted_numbers_of_its_arm():
    result = simulated()
    for arm, row in zip(result.groups, medians_table(result).rows, strict=True):
        quartiles = {q.probability: format_median(q.time, q.lower, q.upper) for q in arm.quantiles.itertuples()}
        follow_up = format_median(*arm.follow_up[["time", "lower", "upper"]])
        expected = (
            arm.label,
            str(arm.n),
            str(arm.n_events),
            quartiles[0.5],
            quartiles[0.25],
            quartiles[0.75],
            follow_up,
        )
        assert row.cells == expected


def test_every_row_has_a_cell_for_every_column():
    for table in (medians_table(simulated()), milestones_table(simulated())):
        assert {len(row.cells) for row in table.rows} == {len(table.columns)}


def test_medians_that_were_not_reached_say_nr():
    (row,) = medians_table(analysed([5, 6, 7], [0, 0, 0])).rows
    assert row.cells[:4] == ("A", "3", "0", "NR (–)")


def test_the_columns_name_what_is_compared_and_what_is_counted():
    result = simulated()
    assert medians_table(result).columns[0] == "Arm"
    assert medians_table(analysed([5, 6], [1, 1], view=View())).columns[0] == "Group"
    assert "75 % alive at, months (95 % CI)" in medians_table(result).columns
    efs = sheet_cohort([5, 6], [1, 1], {ARM: ["A", "B"]}, efs_time=[4, 5], efs_status=["yes", "no"])
    event_free = analyse_survival(selected(efs), endpoint("os", "sheet"), View())
    assert not any("event-free" in column for column in medians_table(event_free).columns)


def test_a_milestone_holds_survival_its_limits_and_the_number_at_risk():
    result = simulated()
    table = milestones_table(result)
    for arm, row in zip(result.groups, table.rows, strict=True):
        cells = dict(zip(table.columns, row.cells, strict=True))
        for at in arm.milestones.itertuples():
            said = format_percent_interval(at.survival, at.lower, at.upper)
            assert cells[f"{int(at.time)} months"] == f"{said}; {at.at_risk}"


def test_a_milestone_past_the_last_observation_of_an_arm_is_a_dash():
    table = milestones_table(analysed([4, 7, 5, 40], [1, 0, 1, 1], ["A", "A", "B", "B"]))
    assert table.columns == ("Arm", "6 months", "12 months", "24 months", "36 months")
    assert table.rows[0].cells[2:] == (DASH,) * 3
    assert table.rows[1].cells[1] == "50.0 (0.6–91.0); 1"


def test_without_any_milestone_the_arms_still_have_their_rows():
    table = milestones_table(analysed([1, 2], [1, 0]))
    assert (table.columns, [row.cells for row in table.rows]) == (("Arm",), [("A",)])
