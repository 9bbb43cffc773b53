"""The permutation test of a view: when it is of use, that it is the test of the statistics, and what it leaves out."""

from dataclasses import replace
from itertools import combinations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from core.analyses.compared import compare_groups
from core.analyses.permutation import LATE_ENTRY, offer_permutation, permute_arms
from core.stats.event_table import event_table
from core.stats.logrank import compare_logrank
from core.view import View
from tests.making import endpoint, extra, selected, sheet_cohort

ARM = extra("Arm", "category", ("A", "B", "C"))
VIEW = View(compare="x-arm")


def compared(time, event, arm, view=VIEW, **columns):
    cohort = sheet_cohort(time, event, {ARM: arm}, **columns)
    return compare_groups(selected(cohort, view), endpoint("os", "sheet"), view.compare)


TIME, EVENT, GROUP = [3, 5, 6, 8, 9, 12, 14, 20], [1, 1, 0, 1, 1, 0, 1, 1], ["A", "A", "B", "A", "B", "B", "A", "B"]


def test_the_exact_p_is_the_share_of_all_labelings():
    test = permute_arms(offer_permutation(compared(TIME, EVENT, GROUP), VIEW))

    def distance(members) -> float:
        found = compare_logrank(event_table(TIME, EVENT, [int(place in members) for place in range(8)]))
        return abs(found.observed[0] - found.expected[0])

    own = distance([place for place, arm in enumerate(GROUP) if arm == "B"])
    every = [distance(members) for members in combinations(range(8), 4)]
    assert test.found.method == "exact"
    assert_allclose(test.found.p, np.mean(np.array(every) >= own - 1e-9), rtol=1e-12)
    codes = [int(arm == "B") for arm in GROUP]
    assert_allclose(test.p_chi_squared, compare_logrank(event_table(TIME, EVENT, codes)).p)


def test_the_arm_with_the_fewest_events_is_named():
    offer = offer_permutation(compared(TIME, EVENT, GROUP), VIEW)
    assert (offer.needed, offer.refused, offer.arm, offer.fewest) == (True, "", "B", 2)


@pytest.mark.parametrize(
    ("time", "event", "arm"),
    [
        ([5], [1], ["A"]),
        ([5, 6, 7], [1, 1, 1], ["A"] * 3),
        ([5, 6, 7, 8], [0] * 4, ["A", "B"] * 2),
        ([4, 4, 4, 4], [1] * 4, ["A", "B"] * 2),
        (range(1, 61), [1] * 60, ["A", "B"] * 30),
    ],
    ids=["one patient", "one arm", "no events", "all at once", "enough events"],
)
def test_it_is_not_offered_where_it_is_of_no_use(time, event, arm):
    offer = offer_permutation(compared(list(time), event, arm), VIEW)
    assert (offer.needed, offer.arm, offer.fewest) == (False, "", 0)


def test_late_entry_is_refused_and_entry_at_time_zero_is_not():
    found = compared(TIME, EVENT, GROUP)
    late, at_zero = (replace(found, clock=replace(found.clock, entry=np.full(8, entry))) for entry in (1.0, 0.0))
    assert offer_permutation(late, VIEW).refused == LATE_ENTRY
    assert offer_permutation(at_zero, VIEW).refused == ""


def test_labels_change_hands_within_the_strata_and_who_has_none_is_left_out():
    view = View(compare="x-arm", strata="sex")
    sex = ["male", "male", "male", "male", "female", "female", None, "female"]
    offer = offer_permutation(compared(TIME, EVENT, GROUP, view, sex=sex), view)
    assert (offer.strata, offer.left_out, len(offer.tables)) == ("Sex", 1, 2)
    assert sum(int(table.n.sum()) for table in offer.tables) == 7
    test = permute_arms(offer)
    codes, inside = np.array([int(arm == "B") for arm in GROUP]), np.array([one == "male" for one in sex])
    other = np.array([one == "female" for one in sex])
    tables = [event_table(np.array(TIME)[who], np.array(EVENT)[who], codes[who], groups=2) for who in (inside, other)]
    assert_allclose(test.p_chi_squared, compare_logrank(tables).p)


def test_random_labels_can_be_counted_and_stopped():
    random = np.random.default_rng(1)
    n = 3_000
    arm = np.where(np.arange(n) < 40, "A", np.where(np.arange(n) < 1_500, "B", "C"))
    found = compared(random.exponential(9, n), (random.random(n) < 0.3).astype(int), list(arm))
    offer, told = offer_permutation(found, VIEW), []
    test = permute_arms(offer, lambda share: told.append(share) or True, permutations=1_000)
    assert (test.found.method, test.found.permutations, told[-1]) == ("Monte Carlo", 1_000, 1.0)
    assert test.found.lower <= test.found.p <= test.found.upper
    stopped = permute_arms(offer, lambda _: False, permutations=1_000)
    assert stopped.found.stopped
    assert stopped.found.permutations < 1_000
