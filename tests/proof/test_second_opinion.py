"""The second opinion is computed by other libraries: it agrees, or says why not, and would notice a wrong number."""

from dataclasses import replace

import pytest

from core.analyses.incidence import incidence_of
from core.analyses.survival import survival_of
from core.bundled import read_bundled
from core.proof.opinions.curves import FLAT, TIES, second_opinion_on_incidence, second_opinion_on_survival
from core.proof.tables.times import time_table
from core.view import View
from tests.proof.asked import MADE_UP_VIEWS, SITE, SURVIVAL_VIEWS, compared, made_up


@pytest.mark.parametrize(
    ("cohort", "view"), [("mskcc", view) for view in SURVIVAL_VIEWS] + [("made up", view) for view in MADE_UP_VIEWS]
)
def test_lifelines_and_statsmodels_say_the_same_of_survival_or_it_is_explained(cohort, view):
    patients = read_bundled("mskcc").cohort if cohort == "mskcc" else made_up()
    asked = compared(patients, view, competing=False)
    result = survival_of(asked, view)
    opinions, _ = second_opinion_on_survival(time_table(asked, view), result, view.interval)
    assert len(opinions) >= 8
    assert {one.explanation for one in opinions if not one.agrees} <= {FLAT}
    assert not [one for one in opinions if one.agrees and one.explanation]
    tests = [one for one in opinions if one.name.startswith("test")]
    assert all(one.agrees for one in tests)
    assert len(tests) == (2 if view.compare and view.test in ("logrank", "gehan", "tarone_ware") else 0)


def test_a_difference_is_explained_by_a_run_at_that_height_only_where_there_is_one():
    view = View(compare="sex")
    asked = compared(read_bundled("mskcc").cohort, view, competing=False)
    result = survival_of(asked, view)
    opinions, _ = second_opinion_on_survival(time_table(asked, view), result, "log-log")
    differing = [one for one in opinions if not one.agrees]
    assert [one.name for one in differing] == ["group 1, 75 % alive at", "group 1, median"]
    heights = result.groups[0].curve.survival
    assert min(abs(heights - 0.5)) < 1e-9
    assert min(abs(heights - 0.75)) < 1e-9


def test_a_wrong_number_on_the_screen_is_noticed():
    view = View()
    asked = compared(made_up(), view, competing=False)
    result = survival_of(asked, view)
    (arm,) = result.groups
    wrong = replace(arm, milestones=arm.milestones.assign(survival=arm.milestones["survival"] + 1e-4))
    opinions, _ = second_opinion_on_survival(time_table(asked, view), replace(result, groups=(wrong,)), view.interval)
    noticed = {one.name for one in opinions if not one.agrees}
    assert noticed == {f"group 1, alive at {month:g} months" for month in arm.milestones["time"]}


@pytest.mark.parametrize(
    ("cohort", "view"),
    [
        ("mskcc", View(endpoint="cir", compare="salvage")),
        ("mskcc", View(endpoint="nrm", compare="sex")),
        ("made up", View(endpoint="cir", compare=SITE.slug)),
    ],
)
def test_statsmodels_says_the_same_of_incidences_and_lifelines_but_for_ties(cohort, view):
    patients = read_bundled("mskcc").cohort if cohort == "mskcc" else made_up()
    asked = compared(patients, view, competing=True)
    opinions = second_opinion_on_incidence(time_table(asked, view), incidence_of(asked, view))
    assert len(opinions) >= 4
    differing = [one for one in opinions if not one.agrees]
    assert {(one.library, one.explanation) for one in differing} <= {("lifelines", TIES)}
    assert len([one for one in opinions if one.library == "statsmodels"]) == len(opinions) / 2
    assert max(abs(one.difference) for one in opinions) < 0.02


def test_there_is_no_second_opinion_on_incidences_with_late_entry():
    view = View(endpoint="cir", entry="mab2_start")
    asked = compared(made_up(), view, competing=True)
    assert second_opinion_on_incidence(time_table(asked, view), incidence_of(asked, view)) == ()


def test_there_is_no_second_opinion_on_a_stratified_test_with_late_entry_as_statsmodels_stops_on_it():
    view = View(compare=SITE.slug, entry="mab2_start", strata="sex")
    asked = compared(made_up(), view, competing=False)
    opinions, _ = second_opinion_on_survival(time_table(asked, view), survival_of(asked, view), view.interval)
    assert len(opinions) > 8
    assert not [one for one in opinions if one.name.startswith("test")]
