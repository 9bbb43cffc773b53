"""The log-rank test by permutation, for arms with too few events for the chi-squared distribution."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.analyses.chosen_test import strata_of
from core.analyses.compared import Compared
from core.stats.event_table import EventTable
from core.stats.logrank import compare_logrank
from core.stats.permutation_logrank import PERMUTATIONS, PermutationLogRank, compare_by_permutation, has_few_events
from core.view import View

LATE_ENTRY = "late entry"


@dataclass(frozen=True, eq=False)
class PermutationOffer:
    """Whether the test is of use for these arms, and what it would be of: a table a stratum.

    Not `needed` with one arm, where no event can be compared, or with enough events in every arm. `refused` says why
    it cannot be had. `fewest` are the events of `arm`, which has the fewest; `strata` is the title of the field
    stratified by, empty without, and `left_out` counts the patients without a value of it.
    """

    needed: bool
    refused: str
    arm: str
    fewest: int
    strata: str
    left_out: int
    tables: tuple[EventTable, ...]


@dataclass(frozen=True, eq=False)
class PermutationTest:
    """The test, the offer it came from, and the P of the chi-squared distribution beside it."""

    offer: PermutationOffer
    found: PermutationLogRank
    p_chi_squared: float


def offer_permutation(compared: Compared, view: View) -> PermutationOffer:
    """Whether the view's arms, in its strata, have few events and may change their labels; quick to say."""
    strata = strata_of(compared, view.strata)
    tables = strata.tables
    few = len(compared.labels) > 1 and bool(tables) and has_few_events(tables)
    needed = few and compare_logrank(tables).df > 0
    arm, fewest = _fewest(compared.labels, tables) if needed else ("", 0)
    return PermutationOffer(
        needed=needed,
        refused=LATE_ENTRY if needed and compared.enters_late else "",
        arm=arm,
        fewest=fewest,
        strata=strata.title,
        left_out=strata.left_out,
        tables=tables,
    )


def permute_arms(
    offer: PermutationOffer, progress: Callable[[float], bool] | None = None, permutations: int = PERMUTATIONS
) -> PermutationTest:
    """The test of an offer that is needed and not refused: exact where possible, else by random labels.

    `progress` is told the share of the random labels drawn, and stops the test by returning False.
    """
    found = compare_by_permutation(offer.tables, progress=progress, permutations=permutations)
    return PermutationTest(offer, found, compare_logrank(offer.tables).p)


def _fewest(labels: tuple[str, ...], tables: tuple[EventTable, ...]) -> tuple[str, int]:
    """The arm with the fewest events among those with patients, and how many it has."""
    n, events = sum(table.n for table in tables), sum(table.events.sum(axis=1) for table in tables)
    place = min(np.flatnonzero(n), key=lambda arm: events[arm])
    return labels[place], int(events[place])
