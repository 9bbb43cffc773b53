"""Who is looked at, and in which groups."""

import numpy as np
import pytest

from core.analyses.selection import EVERYBODY, group, select
from core.filters import Choice, Range
from core.view import View
from tests.making import plain_cohort, selected

COHORT = plain_cohort(sex=["male", "female", None, "male"], ecog=["2", "0", "2", None], age_years=[30, 40, 50, None])


def test_a_selection_is_the_patients_the_filters_keep_with_the_filters_in_words():
    view = View(filters=(Range(field="age_years", low=40),))
    selection = select(COHORT, view)
    assert (selection.n, selection.patients.tolist()) == (2, [False, True, True, False])
    assert selection.sentence == "Age at least 40 years"


def test_without_a_comparison_all_selected_patients_are_one_group():
    arms = group(selected(COHORT, View(filters=(Choice(field="sex", levels=("male",)),))), "")
    assert (arms.labels, arms.codes.tolist(), arms.missing) == ((EVERYBODY,), [0, -1, -1, 0], 0)


def test_levels_no_selected_patient_has_are_no_groups_and_the_others_keep_their_order():
    arms = group(selected(COHORT), "ecog")
    assert (arms.title, arms.labels) == ("ECOG performance status", ("0", "2"))
    assert arms.codes.tolist() == [1, 0, 1, -1]
    fewer = group(selected(COHORT, View(filters=(Choice(field="ecog", levels=("2",)),))), "ecog")
    assert (fewer.labels, fewer.codes.tolist()) == (("2",), [0, -1, 0, -1])


def test_selected_patients_without_a_value_are_counted():
    assert group(selected(COHORT), "sex").missing == 1
    kept = selected(COHORT, View(filters=(Choice(field="sex", levels=("male",)),)))
    assert group(kept, "sex").missing == 0


def test_a_group_that_loses_its_last_patient_stays_with_nobody_in_it():
    arms = group(selected(COHORT), "sex").of(np.array([True, False, True, True]))
    assert (arms.labels, arms.codes.tolist()) == (("Female", "Male"), [1, -1, -1, 1])


@pytest.mark.parametrize("compare", ["sex", "ecog"])
def test_nobody_selected_makes_no_groups(compare):
    arms = group(selected(COHORT, View(filters=(Range(field="age_years", low=99),))), compare)
    assert (len(arms), arms.missing) == (0, 0)
    assert set(arms.codes) == {-1}


def test_groups_and_missing_add_up_to_the_selected():
    for compare in ("sex", "ecog"):
        selection = selected(COHORT)
        arms = group(selection, compare)
        assert (arms.codes >= 0).sum() + arms.missing == selection.n
