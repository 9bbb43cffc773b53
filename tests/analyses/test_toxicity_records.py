"""The table of a toxicity sheet: worst grades of patients, denominators, what has no grade, what came before."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import binomtest, fisher_exact
from scipy.stats.contingency import odds_ratio
from statsmodels.stats.proportion import confint_proportions_2indep

from core.analyses.toxicity_records import ANY_EVENT, count_toxicity_records
from core.filters import Choice
from core.view import View
from tests.analyses.recorded import with_toxicities
from tests.making import cohort_of, days, extra, selected

INO = "inotuzumab"
ARM = extra("Arm", "category", ("A", "B"))


def counted(cohort, view: View | None = None):
    view = view or View()
    return count_toxicity_records(selected(cohort, view), view)


def lines(cohort, view: View | None = None) -> dict[str, tuple]:
    """Of all patients: any grade, the bands, those without a grade."""
    return {
        event.name: (event.groups[0].any_grade.k, *event.groups[0].bands, event.groups[0].ungraded)
        for event in counted(cohort, view).events
    }


FOUR = with_toxicities(
    [(0, "Fever", 1), (0, "fever ", 3), (1, "Fever", 2), (1, "Bleeding", 5), (2, "Nausea", None), (2, "Fever", 0)],
    mab1=[INO] * 4,
    mab1_start=days(0, 0, 0, 0),
)


def test_each_patient_counts_once_an_event_by_the_worst_grade_and_grade_0_is_no_event():
    assert lines(FOUR) == {
        ANY_EVENT: (3, 0, 1, 1, 1),
        "Fever": (2, 1, 1, 0, 0),
        "Bleeding": (1, 0, 0, 1, 0),
        "Nausea": (1, 0, 0, 0, 1),
    }


def test_a_patient_without_a_record_counts_as_without_the_event():
    fever = counted(FOUR).events[1].groups[0]
    assert (fever.any_grade.k, fever.any_grade.n) == (2, 4)
    exact = binomtest(2, 4).proportion_ci()
    assert [fever.any_grade.lower, fever.any_grade.upper] == pytest.approx([exact.low, exact.high])
    assert counted(FOUR).recorded == 3


def test_an_event_without_a_grade_is_in_no_band_and_not_in_the_denominator_of_the_severe():
    nausea = counted(FOUR).events[-1].groups[0]
    assert (nausea.severe.k, nausea.severe.n) == (0, 3)
    assert counted(FOUR).without_grade == 1


@pytest.mark.parametrize("grade", [2.5, 6, -1, None])
def test_what_is_no_grade_of_0_to_5_is_none(grade):
    cohort = with_toxicities([(0, "Fever", grade)], mab1=[INO])
    assert lines(cohort)["Fever"] == (1, 0, 0, 0, 1)


def test_events_dated_before_the_antibody_are_left_out_and_counted_and_undated_ones_stay():
    cohort = with_toxicities(
        [(0, "Fever", 1, 10), (0, "Rash", 2, 60), (0, "Cough", 2)],
        mab1=[INO], mab1_start=days(0), mab2=["blinatumomab"], mab2_start=days(50),
    )  # fmt: skip
    found = counted(cohort, View(antibody="mab2"))
    assert [event.name for event in found.events] == [ANY_EVENT, "Cough", "Rash"]
    assert found.before_start == 1
    assert counted(cohort).before_start == 0


def test_a_sheet_of_earlier_events_alone_leaves_none_and_says_so():
    cohort = with_toxicities([(0, "Fever", 3, -5)], mab1=[INO], mab1_start=days(0))
    found = counted(cohort)
    assert [(event.name, event.groups[0].any_grade.k) for event in found.events] == [(ANY_EVENT, 0)]
    assert (found.before_start, found.recorded) == (1, 0)


def test_only_the_selected_and_given_the_antibody_are_counted():
    cohort = with_toxicities(
        [(0, "Fever", 1), (1, "Fever", 1), (2, "Fever", 1)], mab1=[INO, None, INO], sex=["male", "male", "female"]
    )
    view = View(filters=(Choice(field="sex", levels=("male",)),))
    fever = counted(cohort, view).events[1].groups[0]
    assert (fever.any_grade.k, fever.any_grade.n) == (1, 1)


def simulated(n: int = 60):
    random = np.random.default_rng(5)
    arms = [("A", "B", None)[place] for place in random.choice(3, n, p=[0.5, 0.4, 0.1])]
    events = [(int(p), ("Fever", "Rash")[e], float(g)) for p, e, g in zip(random.integers(0, n, 150),
              random.integers(0, 2, 150), random.integers(0, 6, 150), strict=True)]  # fmt: skip
    cohort = with_toxicities(events, {ARM: arms}, mab1=[INO] * n)
    return cohort, pd.DataFrame(events, columns=["patient", "event", "grade"]), pd.Series(arms)


@pytest.mark.parametrize("event", ["Fever", "Rash"])
def test_groups_are_the_counts_of_pandas_and_compared_by_statsmodels_and_scipy(event):
    cohort, records, arms = simulated()
    found = next(one for one in counted(cohort, View(compare="x-arm")).events if one.name == event)
    worst = records[records["event"] == event].groupby("patient")["grade"].max()
    worst = worst.reindex(arms.index, fill_value=0)
    bands = pd.cut(worst, [-1, 0, 2, 4, 5], labels=["none", "1-2", "3-4", "5"])
    for label, group in zip(("A", "B"), found.groups[1:], strict=True):
        expected = bands[arms == label].value_counts()
        assert group.bands == tuple(expected[["1-2", "3-4", "5"]])
        assert group.any_grade.k == expected.drop("none").sum()
    severe = pd.crosstab(arms, worst >= 3).reindex(index=["A", "B"], columns=[True, False]).to_numpy()
    (versus,) = found.versus
    limits = confint_proportions_2indep(severe[1, 0], severe[1].sum(), severe[0, 0], severe[0].sum(), method="newcomb")
    assert [versus.difference.lower, versus.difference.upper] == pytest.approx(limits, rel=1e-9)
    assert versus.odds_ratio.estimate == pytest.approx(odds_ratio(severe[::-1], kind="conditional").statistic, rel=1e-6)
    if found.test.test == "Fisher":
        assert found.test.p == pytest.approx(fisher_exact(severe).pvalue, rel=1e-9)


def test_more_frequent_events_come_first_then_the_more_severe_then_the_alphabet():
    cohort = with_toxicities(
        [(0, "Cough", 1), (0, "Asthenia", 1), (0, "Bleeding", 3), (0, "Fever", 1), (1, "Fever", 1)], mab1=[INO] * 2
    )
    assert [event.name for event in counted(cohort).events[1:]] == ["Fever", "Bleeding", "Asthenia", "Cough"]


@pytest.mark.parametrize(
    "cohort",
    [
        cohort_of(mab1=[INO]),
        with_toxicities([], mab1=[INO]),
        with_toxicities([(0, "Fever", 0), (0, None, 3), (0, " ", 3)], mab1=[INO]),
        with_toxicities([(1, "Fever", 2)], mab1=[INO, None]),
    ],
)
def test_no_record_of_these_patients_makes_no_table(cohort):
    assert counted(cohort) is None
