"""Printed figures computed from cohorts they were not printed for, and what is said where that is impossible."""

from dataclasses import replace

import numpy as np
import pytest

from core.address import address_of, view_at
from core.analyses.fact_pictures import picture_of
from core.analyses.fact_views import view_of
from core.analyses.selection import select
from core.analyses.study_counts import count_facts
from core.analyses.study_facts import recompute, recompute_all
from core.analyses.study_parts import AGREES, CANNOT, Part, half_a_unit, rounded
from core.analyses.study_terms import CannotComputeError, Terms
from core.bundled import read_bundled
from core.cohort import Cohort, Source
from core.filters import Choice, Range
from core.fitting import fit_view
from core.studies import studies
from tests.making import cohort_of, days, sheet_cohort

MSKCC, FAILURE = studies()["mskcc_both_mabs"], studies()["mdacc_ino_failure"]


def without(cohort: Cohort, *beginnings: str) -> Cohort:
    kept = [name for name in cohort.columns if not name.startswith(beginnings)]
    fields = {name: cohort.columns[name] for name in kept}
    return Cohort(cohort.patients[kept], fields, Source("theirs"))


def dateless() -> Cohort:
    cohort = read_bundled("mskcc").cohort
    dated = tuple(name for name, field in cohort.columns.items() if field.kind == "date" or name.endswith("_days"))
    return without(cohort, *dated)


def one_patient() -> Cohort:
    return cohort_of(
        age_years=[40], mab1=["blinatumomab"], mab1_start=days(0), mab1_response=["CR"], vital_status=["alive"],
        last_contact=days(400),
    )  # fmt: skip


def second_antibody_less() -> Cohort:
    return without(read_bundled("mskcc").cohort, "mab2", "mab_sequence", "mab1_to_mab2", "extra:")


def transplantless() -> Cohort:
    named = ("hsct", "mab1_to_hsct", "mab2_to_hsct", "relapse_after", "agvhd", "sos", "engraftment", "extra:", "gvhd")
    return without(read_bundled("mskcc").cohort, *named)


AWKWARD = {
    "no second antibody": second_antibody_less,
    "no transplant": transplantless,
    "no date": dateless,
    "one patient": one_patient,
    "times and statuses": lambda: sheet_cohort([1.0, 13.0, 20.0], [1, 0, 1]),
    "only an age": lambda: cohort_of(age_years=[30, 40]),
    "ages not known": lambda: cohort_of(age_years=[None, None], sex=[None, None]),
}


@pytest.mark.parametrize("study", studies())
@pytest.mark.parametrize("shape", AWKWARD)
def test_every_figure_has_a_number_or_a_reason_whatever_the_cohort_lacks(study, shape):
    read, cohort = studies()[study], AWKWARD[shape]()
    for filters in ((), (Range(field="age_years", low=200),)) if "age_years" in cohort else ((),):
        terms = Terms(read, cohort, filters)
        found = recompute_all(terms)
        assert set(found) == set(read.facts)
        for one in found.values():
            assert bool(one.refused) != bool(one.parts)
            assert (one.verdict == CANNOT) == bool(one.refused)
            picture = picture_of(terms, one.fact, "other")
            assert picture.opened or picture.refused


def test_what_the_cohort_lacks_is_named():
    found = recompute_all(Terms(MSKCC, second_antibody_less()))
    assert found["cr_mab2"].refused == "there is no column “Best response to second antibody”"
    assert found["age_blina_first"].refused == "there is no column “Antibody sequence”"
    assert [(part.name, part.group, part.found) for part in found["male"].parts] == [("k", "all", 17), ("n", "all", 29)]
    assert found["male"].remark == "not every group is there"
    assert found["age"].verdict == AGREES
    assert "Second antibody started" in recompute_all(Terms(MSKCC, dateless()))["os_mab2_12m"].refused


def test_no_second_antibody_is_no_missing_value():
    theirs = cohort_of(mab1=["inotuzumab"] * 4, mab2=["blinatumomab", None, None, None])
    found = recompute(Terms(FAILURE, theirs), FAILURE.facts["blina_after"])
    assert [part.found for part in found.parts] == [1, 4]


def test_nobody_followed_so_long_is_a_reason():
    cohort = cohort_of(mab1=["inotuzumab"] * 2, mab1_start=days(0, 0), mab1_progression=days(30, 30),
                       vital_status=["alive"] * 2, last_contact=days(60, 90))  # fmt: skip
    found = recompute_all(Terms(FAILURE, cohort))
    assert found["os_12m"].refused == "nobody it is about is followed for 12 months"
    assert found["os_median"].refused == "the median is not reached"


def test_survival_of_a_sheet_with_times_says_whose_time_zero_it_has():
    cohort = sheet_cohort([1.0, 2.0, 13.0, 20.0], [1, 1, 0, 0])
    found = recompute(Terms(FAILURE, cohort), FAILURE.facts["os_12m"])
    assert found.parts[0].found == pytest.approx(50)
    assert found.remark == "from the time zero of the sheet"


def test_a_filter_of_the_visitor_holds_and_a_figure_takes_its_place_on_its_own_column():
    cohort = read_bundled("mskcc").cohort
    female = Choice(field="sex", levels=("female",))
    male, age = (recompute(Terms(MSKCC, cohort, (female,)), MSKCC.facts[name]) for name in ("male", "age"))
    assert [part.found for part in male.parts if part.name == "k" and part.group == "all"] == [0]
    ages = cohort.patients.loc[cohort.patients["sex"] == "female", "age_years"]
    assert age.parts[0].found == pytest.approx(ages.median())
    first = Choice(field="sequence", levels=("ino-blina",))
    by_sequence = Terms(MSKCC, cohort, (first,)).select({"mab_sequence": "blina_ino"})
    assert by_sequence.n == 25


def test_of_the_cohort_with_a_comparison_the_study_means_its_own_110():
    study = studies()["mdacc_mini_hcvd_ino"]
    cohort = read_bundled("mini_hcvd").cohort
    assert Terms(study, cohort).select({}).n == 110
    theirs = Cohort(cohort.patients, cohort.columns, Source("theirs"))
    assert Terms(study, theirs).select({}).n == len(cohort) == 199


VIEWS = [(study.name, fact) for study in studies().values() for fact in study.facts]
NO_VIEW = {"cohort", "blina_cycles", "ino_cycles", "nohsct_to_salvage"}


@pytest.mark.parametrize(("study", "name"), VIEWS)
def test_the_view_of_a_figure_has_its_patients_endpoint_and_interval_and_survives_its_address(study, name):
    read = studies()[study]
    cohort, fact = read_bundled(read.cohort).cohort, read.facts[name]
    terms = Terms(read, cohort)
    if name in NO_VIEW:
        with pytest.raises(CannotComputeError):
            view_of(terms, fact, read.cohort)
        return
    view = view_of(terms, fact, read.cohort).view
    assert view_at(address_of(view)) == (view, ())
    assert fit_view(view, cohort) == (view, ())
    assert view.interval == read.interval
    counted = "ranges" in read.fields.get(fact.get("field", ""), {})
    if not counted:
        chosen = select(cohort, view).patients
        assert np.array_equal(chosen, terms.select(fact.get("where", {}), outside=fact.get("compare", "")).patients)
    if "origin" in fact:
        assert (view.endpoint, view.origin) == (terms.endpoint(fact).id, fact["origin"])


@pytest.mark.parametrize(
    ("study", "name", "page"),
    [
        ("mskcc_both_mabs", "os_mab2_12m", "survival"),
        ("mskcc_both_mabs", "cr_mab2", "response"),
        ("mskcc_both_mabs", "age", "baseline"),
        ("mskcc_both_mabs", "died", "transplant"),
        ("mdacc_mini_hcvd_ino", "cox_tp53", "cox"),
    ],
)
def test_a_figure_opens_on_the_page_it_belongs_to(study, name, page):
    read = studies()[study]
    terms = Terms(read, read_bundled(read.cohort).cohort)
    assert view_of(terms, read.facts[name], read.cohort).page == page


CURVES = [(study.name, name) for study in studies().values() for name, fact in study.facts.items() if "origin" in fact]


@pytest.mark.parametrize(("study", "name"), CURVES)
def test_every_figure_of_survival_has_its_curve(study, name):
    read = studies()[study]
    fact = read.facts[name]
    picture = picture_of(Terms(read, read_bundled(read.cohort).cohort), fact, read.cohort)
    assert not picture.undrawn
    assert picture.curves.n > 0
    assert len(picture.points) == (fact["kind"] in ("survival", "median_survival"))


@pytest.mark.parametrize(
    ("printed", "found", "agrees"),
    [
        (13, 13.49, True),
        (13, 13.51, False),
        (33.1, 33.149, True),
        (33.1, 33.16, False),
        (None, np.nan, True),
        (None, 9, False),
    ],
)
def test_a_number_agrees_where_it_rounds_to_the_printed_one(printed, found, agrees):
    assert rounded("value", printed, found).agrees == agrees


def test_half_a_unit_is_that_of_the_last_printed_digit():
    assert half_a_unit(33.1) == pytest.approx(0.05, rel=1e-5)
    assert half_a_unit(33) == pytest.approx(0.5)
    assert half_a_unit(1.014) == pytest.approx(0.0005, rel=1e-5)


@pytest.mark.parametrize(("p", "verdict"), [(0.16, True), (0.189, True), (0.2, False), (0.13, True), (0.12, False)])
def test_a_p_above_5_percent_may_be_3_hundredths_away(p, verdict):
    part = Part("p", "", 0.16, p, 0.13, 0.19)
    assert part.agrees == verdict


def test_counting_tells_what_is_met_from_what_is_not():
    count = count_facts(MSKCC, read_bundled("mskcc").cohort)
    assert (count.facts, count.computable, count.reproduced, count.but_for_a_part) == (119, 119, 115, 3)
    assert {one.fact["id"] for one in count.exceptions} == set(MSKCC.not_met) | set(MSKCC.at_odds)


def test_a_wrong_print_is_said_to_differ():
    fact = {**MSKCC.facts["age"], "value": 45.4}
    assert recompute(Terms(MSKCC, read_bundled("mskcc").cohort), fact).verdict == "differs"
    other = replace(MSKCC, at_odds={"age": {"part": "value", "reason": "a digit"}})
    assert recompute(Terms(other, read_bundled("mskcc").cohort), fact).verdict == "agrees but for a part"
