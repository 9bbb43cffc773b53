"""The tables under the curves: their cells are the formatted numbers of the analyses, their notes name the methods."""

import numpy as np

from core.analyses.compared import compare_groups
from core.analyses.comparisons import compare_arms
from core.analyses.conditional_survival import conditional_survival_of
from core.analyses.follow_up import follow_up_of
from core.analyses.restricted_mean import restricted_mean_of
from core.endpoints import available
from core.formats import DASH, format_number, format_p, format_percent, format_percent_interval, format_ratio
from core.tables.comparison_table import all_tests_table, differences_table, observed_table, pairs_table
from core.tables.conditional_table import conditional_table
from core.tables.follow_up_table import hazards_table, informative_table, maturity_table
from core.tables.restricted_mean_table import contrasts_table, means_table
from core.view import View
from tests.making import extra, selected, sheet_cohort

ARM = extra("Arm", "category", ("A", "B", "C"))
SITE = extra("Site", "category", ("X", "Y"))
VIEW = View(compare="x-arm")


def compared(time, event, arms, view=VIEW, sites=None):
    columns = {ARM: list(arms), SITE: list(sites or "X" * len(time))}
    cohort = sheet_cohort(time, event, columns)
    return compare_groups(selected(cohort, view), available(cohort)[0], view.compare)


def simulated(view=VIEW):
    random = np.random.default_rng(4)
    return compared(random.exponential(20, 90), random.integers(0, 2, 90), "ABC" * 30, view, "XY" * 45)


def every_table(view=VIEW):
    patients = simulated(view)
    comparisons, means = compare_arms(patients, view), restricted_mean_of(patients, view)
    follow_up, conditional = follow_up_of(patients, view), conditional_survival_of(patients, view)
    return (
        observed_table(comparisons),
        all_tests_table(comparisons),
        pairs_table(comparisons),
        differences_table(comparisons.title, comparisons.milestones),
        means_table(means),
        contrasts_table(means),
        maturity_table(follow_up),
        informative_table(follow_up),
        hazards_table(follow_up),
        conditional_table(conditional),
    )


def test_every_row_has_a_cell_for_every_column_or_is_a_heading():
    for table in every_table():
        assert table.rows
        assert {len(row.cells) for row in table.rows} <= {len(table.columns), 1}
        assert all(row.heading for row in table.rows if len(row.cells) == 1)
        assert any(table.notes)


def test_the_chosen_test_stands_first_with_its_sums_and_hazard_ratios():
    found = compare_arms(simulated(), VIEW)
    table = observed_table(found)
    assert table.title == "Log-rank: observed and expected events"
    assert table.columns == ("Arm", "n", "Events", "Observed", "Expected", "Hazard ratio (95 % CI)")
    for place, row in enumerate(table.rows):
        sums = [format_number(column[place], 2) for column in (found.chosen.observed, found.chosen.expected)]
        one = found.ratios[place - 1]
        ratio = format_ratio(one.hr, one.lower, one.upper) if place else "1 (reference)"
        assert row.cells == (found.chosen.labels[place], "30", str(found.chosen.n_events[place]), *sums, ratio)


def test_weighted_sums_are_not_called_events():
    found = compare_arms(simulated(), VIEW.change(test="gehan"))
    assert observed_table(found).columns[3:5] == ("Weighted observed", "Weighted expected")


def test_all_tests_stand_side_by_side_and_the_chosen_one_says_so():
    view = VIEW.change(test="fleming_harrington", rho=0.5, gamma=0.5, strata="x-site")
    table = all_tests_table(compare_arms(simulated(view), view))
    assert [row.cells[0] for row in table.rows] == [
        "Stratified log-rank",
        "Stratified Gehan-Breslow-Wilcoxon",
        "Stratified Tarone-Ware",
        "Stratified Peto-Peto",
        "Stratified Peto-Peto, modified",
        "Stratified Fleming-Harrington (ρ = 0, γ = 1)",
        "Stratified Fleming-Harrington (ρ = 1, γ = 1)",
        "Stratified Fleming-Harrington (ρ = 0.5, γ = 0.5), chosen",
    ]
    assert [row.heading for row in table.rows] == [False] * 7 + [True]
    plain = all_tests_table(compare_arms(simulated(), VIEW))
    assert [row.cells[0] for row in plain.rows if row.heading] == ["Log-rank, chosen"]


def test_a_trend_stands_among_the_tests_where_it_is_asked_for():
    view = VIEW.change(test="trend")
    found = compare_arms(simulated(view), view)
    *_, last = all_tests_table(found).rows
    assert last.cells[0] == "Log-rank test for trend, chosen"
    assert last.cells[3] == "1"
    assert "Trend over A (1), B (2), C (3)" in " ".join(all_tests_table(found).notes)
    assert (
        pairs_table(found).notes[0].startswith("Log-rank test and Cox model of the two groups alone; adjusted for 3 ")
    )


def test_pairs_with_few_events_are_grey():
    time, event = range(1, 31), ([1] * 9 + [0]) * 3
    found = compare_arms(compared(time, event, "A" * 12 + "B" * 15 + "C" * 3), VIEW)
    table = pairs_table(found)
    assert [(row.cells[0], row.muted) for row in table.rows] == [("B vs A", False), ("C vs A", True), ("C vs B", True)]
    assert "Grey: fewer than 5 events" in " ".join(table.notes)
    assert "Fewer than 5 events in C" in " ".join(observed_table(found).notes)


def test_what_is_not_estimable_has_its_reason():
    found = compare_arms(compared([1, 2, 3, 4], [1, 1, 0, 0], "AABB"), VIEW)
    assert observed_table(found).rows[1].cells[-1] == "not estimable: no event in this level"
    none = compare_arms(compared([1, 2, 3, 4], [0, 0, 0, 0], "AABB"), VIEW)
    assert {row.cells[-3:] for row in all_tests_table(none).rows} == {(DASH, DASH, "not estimable")}


def test_differences_are_percentage_points_with_limits_and_p():
    found = compare_arms(simulated(), VIEW.change(alive_at=9))
    table = differences_table(found.title, found.milestones)
    assert table.columns[3] == "A, %"
    assert ("9 months", "B") in {row.cells[:2] for row in table.rows}
    for at, row in zip(found.milestones.itertuples(), table.rows, strict=True):
        assert row.cells[2:5] == (
            format_percent(at.survival),
            format_percent(at.reference_survival),
            format_percent_interval(at.difference, at.lower, at.upper),
        )
        assert row.cells[5] == (format_p(at.p) if np.isfinite(at.p) else DASH)
    assert "hybrid method of Zou and Donner 2008" in table.notes[0]


def test_restricted_means_and_time_lost_add_up_to_the_horizon_in_their_heading():
    found = restricted_mean_of(simulated(), VIEW.change(tau=24))
    table = means_table(found)
    assert table.columns[3:] == ("Mean time up to 24 months (95 % CI)", "Time lost up to 24 months (95 % CI)")
    for arm, row in zip(found.means.groups.itertuples(), table.rows, strict=True):
        mean, lost = (float(cell.split(" (")[0]) for cell in row.cells[3:])
        assert abs(mean + lost - 24) < 0.11
        assert mean == round(arm.restricted_mean, 1)
    contrasts = contrasts_table(found)
    assert [row.cells[0] for row in contrasts.rows] == ["B", "C"]
    assert "P not adjusted" in contrasts.notes[0]


def test_the_other_rule_for_ties_has_a_column_where_it_differs():
    tied, plain = ([2, 2, 2, 5, 5, 6], [1, 1, 0, 1, 0, 0]), ([1, 2, 3, 4], [1, 0, 1, 0])
    for (time, event), columns in ((tied, 6), (plain, 5)):
        table = maturity_table(follow_up_of(compared(time, event, "A" * len(time)), VIEW))
        assert len(table.columns) == columns
        assert ("events first" in table.notes[0]) == (columns == 6)


def test_hazards_have_a_heading_for_each_arm_and_years_without_anybody_are_left_away():
    table = hazards_table(follow_up_of(compared([3, 8, 30, 30], [1, 1, 0, 1], "AABB"), VIEW))
    assert [row.cells[0] for row in table.rows] == [
        "A",
        "1 (0–12 months)",
        "B",
        "1 (0–12 months)",
        "2 (12–24 months)",
        "3 (24–36 months)",
    ]
    assert table.rows[1].cells[1:] == ("2", "2", "0.9", "218.2 (26.4–788.1)")
    alone = hazards_table(follow_up_of(compared([3, 8], [1, 1], "AA", View()), View()))
    assert [row.cells[0] for row in alone.rows] == ["1 (0–12 months)"]


def test_informative_patients_are_counted_of_all_of_their_arm():
    table = informative_table(follow_up_of(compared([3, 8, 30, 30], [0, 1, 0, 1], "AABB"), VIEW))
    assert table.rows[0].cells == ("A", "1 of 2 (50.0 %)", "1 of 2 (50.0 %)", "1 of 2 (50.0 %)")


def test_conditional_survival_begins_after_the_month_given():
    table = conditional_table(conditional_survival_of(compared([7, 20, 30, 40], [1, 1, 1, 0], "AABB"), VIEW))
    assert table.columns == ("Arm", "At risk then", "12 months", "24 months", "36 months")
    assert [row.cells[0] for row in table.rows if row.heading] == [f"Alive at {month} months" for month in (6, 12, 24)]
    assert table.rows[1].cells == ("A", "2", "50.0 (0.6–91.0); 1", DASH, DASH)
    assert table.rows[4].cells == ("A", "1", DASH, DASH, DASH)
    assert table.rows[5].cells == ("B", "2", DASH, "100.0 (–); 2", "50.0 (0.6–91.0); 1")
