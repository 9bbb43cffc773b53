"""Key figures: each is the number of the page that has it in full, and the one pandas or lifelines gives."""

import numpy as np
import pytest
from lifelines import KaplanMeierFitter
from statsmodels.stats.proportion import proportion_confint

from core.address import view_at
from core.analyses.compared import compare_groups
from core.analyses.follow_up import follow_up_of
from core.analyses.overview import YEAR, key_figures
from core.analyses.response import MRD_NEGATIVE, OVERALL, TESTED_FOR_MRD, analyse_response
from core.analyses.survival import analyse_survival
from core.analyses.swimmer import survival_endpoint
from core.analyses.transplant import count_transplants
from core.bundled import read_bundled
from core.clock import DAYS_PER_MONTH
from tests.making import cohort_of, days, endpoint, selected, sheet_cohort

MSKCC = read_bundled("mskcc").cohort
QUESTIONS = ({}, {"salvage": "1~2"}, {"sex": "male", "compare": "salvage", "interval": "plain"})


def figures(cohort, query: dict | None = None, origin: str = "mab1_start"):
    view, problems = view_at(query or {})
    assert not problems
    selection = selected(cohort, view)
    return selection, view, key_figures(selection, view, survival_endpoint(selection, origin))


@pytest.mark.parametrize("query", QUESTIONS, ids=str)
def test_counts_and_age_are_those_of_pandas(query):
    selection, _, found = figures(MSKCC, query)
    patients = MSKCC.patients[selection.patients]
    assert (found.n, found.of) == (len(patients), 29)
    assert found.age.n == len(patients)
    assert found.age.median == patients["age_years"].median()
    assert found.age.range == (patients["age_years"].min(), patients["age_years"].max())
    levels = patients["salvage_status"].value_counts()
    assert {line.label: line.columns[0].k for line in found.salvage} == {one: n for one, n in levels.items() if n}
    assert (found.transplanted.k, found.transplanted.n) == ((patients["hsct"] == "yes").sum(), len(patients))
    for mab, one in zip(("mab1", "mab2"), found.responses, strict=True):
        responded = patients[f"{mab}_response"].isin(["CR", "CRp", "CRh", "CRi"])
        mrd = patients[f"{mab}_mrd"]
        assert (one.overall.k, one.overall.n) == (responded.sum(), len(patients))
        assert (one.negative.k, one.negative.n) == ((mrd == "negative").sum(), mrd.isin(["negative", "positive"]).sum())
        limits = proportion_confint(one.overall.k, one.overall.n, method="beta")
        assert (one.overall.lower, one.overall.upper) == pytest.approx(limits)


@pytest.mark.parametrize("query", QUESTIONS, ids=str)
def test_responses_and_transplants_are_those_of_their_pages(query):
    selection, view, found = figures(MSKCC, query)
    for antibody, one in zip(("mab1", "mab2"), found.responses, strict=True):
        rungs = analyse_response(selection, view.change(antibody=antibody, compare="")).rungs
        assert one.overall == next(rung.arms[0] for rung in rungs if rung.label == OVERALL)
        tested = next(rung for rung in rungs if (rung.label, rung.denominator) == (MRD_NEGATIVE, TESTED_FOR_MRD))
        assert one.negative == tested.arms[0]
    assert found.transplanted == count_transplants(selection, view.change(compare="")).before[0].rows[0].columns[0]


@pytest.mark.parametrize("origin", ["mab1_start", "mab2_start", "hsct"])
@pytest.mark.parametrize("query", QUESTIONS, ids=str)
def test_survival_is_that_of_the_survival_page_and_of_lifelines(query, origin):
    selection, view, found = figures(MSKCC, query, origin)
    asked = endpoint("os", origin)
    group, alone = found.survival.group, view.change(compare="")
    page = analyse_survival(selection, asked, alone).groups[0]
    assert (group.n, group.n_events) == (page.n, page.n_events)
    np.testing.assert_array_equal(group.median, page.median)
    np.testing.assert_array_equal(group.milestones, page.milestones)
    maturity = follow_up_of(compare_groups(selection, asked, ""), alone).arms.iloc[0]
    np.testing.assert_array_equal(
        group.follow_up[["time", "lower", "upper"]].astype(float),
        maturity[["median_follow_up", "lower", "upper"]].astype(float),
    )
    patients = MSKCC.patients[selection.patients]
    start = patients[{"mab1_start": "mab1_start", "mab2_start": "mab2_start", "hsct": "hsct_date"}[origin]]
    months = ((patients["death_date"].fillna(patients["last_contact"]) - start).dt.days / DAYS_PER_MONTH).dropna()
    dead = (patients["vital_status"] == "dead")[months.index]
    fitter = KaplanMeierFitter().fit(months, dead)
    assert group.n_events == dead.sum()
    at_year = group.milestones.set_index("time").loc[YEAR]
    assert at_year["survival"] == pytest.approx(float(fitter.predict(YEAR)))
    if view.interval == "log-log":
        limits = fitter.confidence_interval_.loc[:YEAR].iloc[-1]
        assert (at_year["lower"], at_year["upper"]) == pytest.approx(tuple(limits), abs=1e-9)


def test_an_interval_these_patients_are_not_offered_is_replaced_as_on_the_survival_page():
    cohort = sheet_cohort(list(range(1, 41)), [1] * 40)
    assert figures(cohort, {"interval": "beta-product"})[2].survival.interval == "log-log"
    assert figures(MSKCC, {"interval": "beta-product"})[2].survival.interval == "beta-product"


def test_what_is_not_recorded_is_none_or_empty():
    _, _, found = figures(cohort_of(sex=["male", "female"]))
    assert (found.n, found.age, found.salvage, found.responses) == (2, None, (), ())
    assert found.transplanted is found.survival is None


def test_patients_without_a_time_are_counted_and_without_any_there_is_no_survival():
    cohort = cohort_of(
        mab1_start=days(0, None), vital_status=["dead", "dead"], last_contact=days(90, 90), age_years=[None, None]
    )
    _, _, found = figures(cohort)
    assert found.survival.left_out == (("no date of the first antibody", 1),)
    assert found.age is None
    cohort = cohort_of(
        sex=["male", "female"], mab1_start=days(0, None), vital_status=["dead", "dead"], last_contact=days(90, 90)
    )
    assert figures(cohort, {"sex": "female"})[2].survival is None


def test_salvage_that_is_missing_is_a_line_of_its_own():
    _, _, found = figures(cohort_of(salvage_line=[1, 1, 3, None]))
    lines = [(line.label, line.columns[0].k, line.columns[0].n, line.muted) for line in found.salvage]
    assert lines == [("Salvage 1", 2, 3, False), ("Salvage 3+", 1, 3, False), ("Not recorded", 1, 4, True)]
