"""Transplant tables on cohorts made by hand: who counts, among whom, and what the dates tell."""

import numpy as np
import pytest
from scipy.stats import fisher_exact
from scipy.stats.contingency import odds_ratio
from statsmodels.stats.proportion import confint_proportions_2indep

from core.analyses.sections import Count, Measure
from core.analyses.transplant import antibodies_given, count_transplants, read_transplanted
from core.cohort import Cohort
from core.view import View
from tests.making import cohort_of, days, extra, selected

ARM = extra("Arm", "category", ("A", "B"))
COMPARED = View(compare="x-arm")


def sections(cohort: Cohort, view: View | None = None) -> dict[str, dict[str, Count | Measure]]:
    """The lines of every section by the name of the section and of the line."""
    found = count_transplants(selected(cohort, view), view or View())
    return {one.title: {row.label: row for row in one.rows} for one in (*found.before, *found.after)}


def counts(row: Count) -> list[tuple[int, int]]:
    return [(one.k, one.n) for one in row.columns]


BOTH = cohort_of(
    {ARM: ["A", "A", "A", "B", "B", None]},
    mab1=["blinatumomab"] * 6,
    mab1_start=days(*[0] * 6),
    mab2=["inotuzumab"] * 4 + [None, "inotuzumab"],
    mab2_start=days(50, 50, 50, 50, None, 50),
    hsct=["yes", "yes", "no", "yes", "yes", None],
    hsct_date=days(20, 50, None, None, 70, 90),
)


def test_transplant_after_the_first_antibody_needs_no_date_and_a_date_makes_a_transplant():
    who = read_transplanted(BOTH, "mab1")
    assert who.after.tolist() == [True, True, False, True, True, True]
    assert not who.unknown.any()


def test_transplant_after_the_second_antibody_needs_a_date_on_its_day_or_later():
    who = read_transplanted(BOTH, "mab2")
    assert who.given.tolist() == [True, True, True, True, False, True]
    assert who.after.tolist() == [False, True, False, False, False, True]
    assert who.before.tolist() == [True] + [False] * 5
    assert who.unknown.tolist() == [False, False, False, True, False, False]


def test_who_is_in_no_group_is_in_the_column_of_all_patients_and_said():
    view = COMPARED.change(antibody="mab2")
    found = count_transplants(selected(BOTH, view), view)
    rows = {row.label: row for row in found.before[0].rows}
    assert found.labels == ("All patients", "A", "B")
    assert found.n == (5, 3, 1)
    assert found.ungrouped == 1
    assert counts(rows["Transplanted"]) == [(2, 4), (1, 3), (0, 0)]
    assert counts(rows["Not known whether transplanted, or when"]) == [(1, 5), (0, 3), (1, 1)]


def test_a_cohort_without_antibodies_counts_everybody():
    cohort = cohort_of(hsct=["yes", "no", None])
    assert antibodies_given(cohort) == {}
    section = count_transplants(selected(cohort), View()).before[0]
    assert section.title == "Transplant"
    assert counts(section.rows[0]) == [(1, 2)]


FATES = cohort_of(
    mab1=["inotuzumab"] * 6,
    mab1_progression=days(10, None, None, 10, None, 5),
    vital_status=["dead", "dead", "alive", None, None, "dead"],
    last_contact=days(*[100] * 6),
    hsct=["no"] * 5 + ["yes"],
)


def test_without_a_column_of_reasons_the_dates_put_each_patient_in_one_line():
    rows = sections(FATES)["Without a transplant, by the dates"]
    assert {label: counts(row) for label, row in rows.items()} == {
        "Relapse or progression": [(2, 4)],
        "Died, none recorded before": [(1, 4)],
        "Alive, none recorded": [(1, 4)],
        "Neither recorded": [(1, 5)],
    }


def test_a_column_of_reasons_is_taken_before_the_dates():
    reasons = extra("Reason for no transplant", "category", ("active disease", "choice"))
    values = ["choice", "active disease", "active disease", None, None, "choice"]
    cohort = cohort_of({reasons: values}, mab1=["inotuzumab"] * 6, hsct=["no"] * 5 + ["yes"])
    rows = sections(cohort)["Reason for no transplant"]
    assert counts(rows["active disease"]) == [(2, 3)]
    assert counts(rows["choice"]) == [(1, 3)]
    assert counts(rows["Not recorded"]) == [(2, 5)]


TRANSPLANTED = cohort_of(
    {ARM: ["A"] * 4 + ["B"] * 4},
    mab1=["inotuzumab"] * 8,
    mab1_start=days(*[0] * 8),
    inotuzumab_last_dose=days(10, 20, 30, None, 300, 40, None, None),
    hsct_date=days(100, 100, 100, 100, 100, 100, 100, None),
    engraftment_date=days(110, 112, None, 121, 114, 90, None, None),
    agvhd_grade=["0", "1", "2", "3", "4", None, None, "2"],
    cgvhd=["none", "mild", "moderate", "severe", None, None, None, None],
    sos=["yes", "no", "yes", None, "no", "no", None, "yes"],
    sos_date=days(105, None, 50, None, None, None, 108, 20),
)


def test_gvhd_is_counted_among_those_assessed_and_the_others_apart():
    rows = sections(TRANSPLANTED)["Acute GVHD, highest grade"]
    expected = {"Grade 0": 1, "Grade I": 1, "Grade I–IV": 4, "Grade II–IV": 3, "Grade III–IV": 2}
    assert {label: counts(rows[label]) for label in expected} == {label: [(k, 5)] for label, k in expected.items()}
    assert counts(rows["Not assessed"]) == [(2, 7)]
    assert rows["Not assessed"].muted
    chronic = sections(TRANSPLANTED)["Chronic GVHD"]
    assert counts(chronic["Any"]) == [(3, 4)]
    assert counts(chronic["Moderate or severe"]) == [(2, 4)]
    assert counts(chronic["Not assessed"]) == [(3, 7)]


def test_sos_before_transplant_is_none_after_it_and_untested_is_not_negative():
    rows = sections(TRANSPLANTED)["Sinusoidal obstruction syndrome"]
    assert counts(rows["SOS after transplant"]) == [(2, 6)]
    assert counts(rows["Not recorded"]) == [(1, 7)]


def test_sos_of_groups_is_compared_by_fishers_test_however_large_the_groups():
    n = 100
    arms, had = ["A", "B"] * n, ["yes" if i % 3 else "no" for i in range(2 * n)]
    cohort = cohort_of({ARM: arms}, hsct=["yes"] * 2 * n, sos=had)
    row = sections(cohort, COMPARED)["Sinusoidal obstruction syndrome"]["SOS after transplant"]
    table = [[one.k, one.n - one.k] for one in row.columns[1:]]
    assert row.test.test == "Fisher"
    assert row.test.p == pytest.approx(fisher_exact(table).pvalue, rel=1e-9)


def test_sos_of_groups_has_its_difference_and_odds_ratio_beside_the_test():
    cohort = cohort_of({ARM: ["A"] * 20 + ["B"] * 20}, hsct=["yes"] * 40, sos=["yes"] * 3 + ["no"] * 25 + ["yes"] * 12)
    row = sections(cohort, COMPARED)["Sinusoidal obstruction syndrome"]["SOS after transplant"]
    (versus,) = row.versus
    limits = confint_proportions_2indep(12, 20, 3, 20, method="newcomb", compare="diff")
    found = versus.difference
    assert [found.estimate, found.lower, found.upper] == pytest.approx([9 / 20, *limits], rel=1e-9)
    exact = odds_ratio([[12, 8], [3, 17]], kind="conditional")
    expected = [exact.statistic, *exact.confidence_interval()]
    found = versus.odds_ratio
    assert [found.estimate, found.lower, found.upper] == pytest.approx(expected, rel=1e-6)


def test_engraftment_before_transplant_is_none_and_the_days_are_those_of_numpy():
    rows = sections(TRANSPLANTED, COMPARED)["Neutrophil engraftment"]
    assert counts(rows["Date recorded"]) == [(4, 7), (3, 4), (1, 3)]
    everybody, arm = rows["Days from transplant"].columns[:2]
    assert (everybody.n, everybody.median, everybody.range) == (4, 13.0, (10.0, 21.0))
    assert arm.quartiles == tuple(np.quantile([10, 12, 21], (0.25, 0.75)))


def test_days_from_the_last_inotuzumab_dose_leave_out_a_dose_after_transplant():
    row = sections(TRANSPLANTED)["Days to transplant"]["Last inotuzumab dose to transplant"]
    assert (row.columns[0].n, row.columns[0].range) == (4, (60.0, 90.0))


def test_groups_made_by_the_transplant_itself_are_not_tested_for_it():
    view = View(compare="transplant")
    row = sections(FATES, view)["Transplant after the first antibody"]["Transplanted"]
    assert counts(row) == [(1, 6), (0, 5), (1, 1)]
    assert row.test is None


@pytest.mark.parametrize("cohort", [cohort_of(age_years=[40]), cohort_of(mab1=["inotuzumab"], hsct=["no"])])
def test_nobody_transplanted_leaves_nothing_to_follow(cohort):
    found = count_transplants(selected(cohort), View())
    assert found.after == ()
    assert found.n_after == (0,)
