"""Two views side by side: each curve is that of its view alone, whoever is in both is counted, nothing is tested."""

import numpy as np
import pytest

from core.analyses.compared import compare_groups
from core.analyses.incidence import incidence_of
from core.analyses.selection import select
from core.analyses.survival import survival_of
from core.analyses.two_views import incidence_of_two, set_side_by_side, survival_of_two
from core.bundled import read_bundled
from core.filters import Choice, Range
from core.view import View
from core.words.two_views import overlap_sentence
from tests.making import endpoint

COHORT = read_bundled("mskcc").cohort
MEN = View(filters=(Choice(field="sex", levels=("male",)),), compare="salvage")
WOMEN = View(filters=(Choice(field="sex", levels=("female",)),))
OLDER = View(filters=(Range(field="age_years", low=40),))
OS = endpoint("os", "mab1_start")


def side_by_side(first: View, second: View, asked=OS):
    return set_side_by_side(COHORT, (first, second), asked, ("One", "Other"))


def alone(view: View, asked=OS):
    return compare_groups(select(COHORT, view), asked, "")


def test_each_curve_is_that_of_its_view_alone():
    result = survival_of_two(side_by_side(MEN, OLDER), MEN)
    assert [arm.label for arm in result.groups] == ["One", "Other"]
    for arm, view in zip(result.groups, (MEN, OLDER), strict=True):
        (own,) = survival_of(alone(view), view).groups
        assert np.array_equal(arm.curve.survival, own.curve.survival)
        assert arm.median.equals(own.median)
        assert arm.milestones.equals(own.milestones)


def test_numbers_at_risk_are_counted_by_hand_at_every_tick():
    two = side_by_side(MEN, OLDER)
    result = survival_of_two(two, MEN)
    for one, row in zip(two.compared, result.at_risk, strict=True):
        months = one.time / one.per_month
        assert list(row) == [int((months >= tick).sum()) for tick in result.ticks]
    assert result.ticks[-1] >= max((one.time / one.per_month).max() for one in two.compared)


def test_who_is_in_both_is_counted():
    male = COHORT.is_level("sex", "male")
    older = COHORT.numbers("age_years") >= 40
    two = side_by_side(MEN, OLDER)
    assert two.in_both == int((male & older).sum()) > 0
    assert f"{two.in_both} patients of {male.sum()} and {older.sum()} are in both views" in overlap_sentence(two)
    assert side_by_side(MEN, WOMEN).in_both == 0
    assert "No patient is in both" in overlap_sentence(side_by_side(MEN, WOMEN))
    assert "same patients" in overlap_sentence(side_by_side(MEN, MEN))


@pytest.mark.parametrize("second", [OLDER, WOMEN, MEN])
def test_nothing_is_tested(second):
    result = survival_of_two(side_by_side(MEN, second), MEN)
    assert result.test.refused
    assert np.isnan(result.test.p)
    assert incidence_of_two(side_by_side(MEN, second, endpoint("cir", "mab1_response")), MEN).gray == ()


def test_incidences_of_each_view_are_those_of_it_alone():
    cir = endpoint("cir", "mab1_response")
    result = incidence_of_two(side_by_side(MEN, OLDER, cir), MEN)
    for arm, view in zip(result.groups, (MEN, OLDER), strict=True):
        (own,) = incidence_of(alone(view, cir), view).groups
        assert np.array_equal(arm.curves[0].incidence, own.curves[0].incidence)
        assert arm.n_competing == own.n_competing


def test_a_selection_by_what_became_known_later_is_said():
    transplanted = View(filters=(Choice(field="transplant", levels=("yes",)),))
    assert [late.field.name for late in side_by_side(View(), transplanted).late] == ["hsct"]
    assert side_by_side(transplanted, transplanted).late == ()
    assert side_by_side(MEN, OLDER).late == ()
