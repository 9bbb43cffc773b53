"""The test the view asks for: which weights, in which strata, over which arms."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from core.analyses.compared import FEWEST_EVENTS, Compared
from core.analyses.immortal_time import LateKnowledge, late_knowledge
from core.stats.event_table import EventTable, event_table
from core.stats.logrank import LogRank, LogRankTrend, compare_logrank, compare_trend
from core.view import View

TWO_GROUPS = "A comparison needs two groups."


@dataclass(frozen=True, eq=False)
class Strata:
    """The patients of a test by the levels of the field stratified by; one stratum and no title without.

    `codes` is the stratum of each patient used, -1 for the `left_out` who have no value. `comparing` counts the
    strata in which at least two arms have patients: the others say nothing. `late` tells where the strata were not
    known at time zero.
    """

    title: str
    tables: tuple[EventTable, ...]
    codes: np.ndarray
    left_out: int
    comparing: int
    late: LateKnowledge | None


@dataclass(frozen=True, eq=False)
class ChosenTest:
    """The test the view asks for, over all arms; chisq and p are nan, df 0 where it is not estimable.

    `rho` and `gamma` are the exponents of Fleming-Harrington weights, `scores` the places of the arms in a test for
    trend, empty otherwise. `n` and `n_events` count the patients in the test by arm, `observed` and `expected` are
    the weighted sums behind the chi-square. Where `refused` says why there is no test, they are empty.
    """

    test: str
    rho: float
    gamma: float
    labels: tuple[str, ...]
    scores: tuple[int, ...]
    strata: Strata
    n: np.ndarray
    n_events: np.ndarray
    observed: np.ndarray
    expected: np.ndarray
    chisq: float
    df: int
    p: float
    refused: str = ""

    @property
    def arms_with_few_events(self) -> tuple[str, ...]:
        """The arms whose events are too few for the test to be trusted."""
        return tuple(label for label, n in zip(self.labels, self.n_events, strict=False) if n < FEWEST_EVENTS)


def test_of(compared: Compared, view: View) -> ChosenTest:
    """The test the view asks for, stratified as it asks: fast, for it is named in the figure at every click."""
    return test_in(compared, view, strata_of(compared, view.strata))


def strata_of(compared: Compared, slug: str) -> Strata:
    """The patients by the levels of the field with this slug, all in one stratum without."""
    everybody = np.zeros(len(compared.used), dtype=int)
    if not slug:
        occupied = int((compared.table.n > 0).sum() > 1)
        return Strata("", (compared.table,), everybody, 0, occupied, None)
    selection, clock = compared.selection, compared.clock
    field = selection.cohort.by_slug(slug)
    codes = selection.cohort.codes(field.name).astype(int)[compared.used]
    tables = tuple(_stratum(compared, codes == level) for level in np.unique(codes[codes >= 0]))
    comparing = sum((table.n > 0).sum() > 1 for table in tables)
    return Strata(
        field.label, tables, codes, int((codes < 0).sum()), int(comparing), late_knowledge(selection, clock, slug)
    )


def _stratum(compared: Compared, inside: np.ndarray) -> EventTable:
    entry = None if compared.entry is None else compared.entry[inside]
    columns = (compared.time[inside], compared.event[inside], compared.codes[inside])
    return event_table(*columns, groups=len(compared.arms), entry=entry)


def test_in(compared: Compared, view: View, strata: Strata) -> ChosenTest:
    """The test the view asks for in these strata."""
    name = view.test
    rho, gamma = (view.rho, view.gamma) if name == "fleming_harrington" else (0.0, 0.0)
    scores = scores_of(compared, view.compare) if name == "trend" else ()
    return compare_in_strata(compared.labels, strata, name, rho, gamma, scores)


def compare_in_strata(
    labels: tuple[str, ...],
    strata: Strata,
    name: str = "logrank",
    rho: float = 0.0,
    gamma: float = 0.0,
    scores: tuple[int, ...] = (),
) -> ChosenTest:
    """A test between the arms of these labels in these strata, or why there is none."""
    nothing, none = np.empty(0), np.empty(0, dtype=int)
    asked = (name, rho, gamma, labels, scores, strata)
    if len(labels) < 2:
        return ChosenTest(*asked, none, none, nothing, nothing, np.nan, 0, np.nan, TWO_GROUPS)
    if not strata.comparing:
        refused = f"No two groups have patients with the same value of {strata.title}: there is nothing to compare."
        return ChosenTest(*asked, none, none, nothing, nothing, np.nan, 0, np.nan, refused)
    found = run_test(strata.tables, name, rho, gamma, scores)
    n = np.sum([table.n for table in strata.tables], axis=0)
    n_events = np.sum([table.events.sum(axis=1) for table in strata.tables], axis=0)
    return ChosenTest(*asked, n, n_events, found.observed, found.expected, found.chisq, found.df, found.p)


def run_test(
    tables: Sequence[EventTable], name: str, rho: float, gamma: float, scores: Sequence[int]
) -> LogRank | LogRankTrend:
    """One test of the log-rank family by its name."""
    if name == "trend":
        return compare_trend(tables, scores)
    return compare_logrank(tables, name, rho, gamma)


def scores_of(compared: Compared, slug: str) -> tuple[int, ...]:
    """The place of each arm among all levels of its field, from 1: a level that nobody has leaves a gap."""
    field = compared.selection.cohort.by_slug(slug)
    levels = [level.label for level in field.levels] if field else list(compared.labels)
    return tuple(levels.index(label) + 1 for label in compared.labels)


test_of.__test__ = test_in.__test__ = False  # not a test case, whatever pytest makes of its name
