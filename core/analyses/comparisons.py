"""The arms compared: the test the view asks for, what the other tests say, pairs of arms, and fixed times."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.analyses.compared import Compared
from core.analyses.hazard_ratios import HazardRatio, ratios_of
from core.analyses.immortal_time import LateKnowledge, late_knowledge
from core.analyses.survival import FEWEST_EVENTS, MILESTONE_MONTHS
from core.stats.cox import fit_cox
from core.stats.design import Factor
from core.stats.event_table import EventTable, event_table
from core.stats.logrank import LogRank, LogRankTrend, compare_logrank, compare_pairwise, compare_trend
from core.stats.milestone_contrasts import compare_milestones
from core.view import View

TWO_GROUPS = "A comparison needs two groups."
LATE_WEIGHTS, MIDDLE_WEIGHTS = (0.0, 1.0), (1.0, 1.0)
WEIGHTS_SHOWN = (
    *((test, 0.0, 0.0) for test in ("logrank", "gehan", "tarone_ware", "peto_peto", "peto_peto_modified")),
    *(("fleming_harrington", *exponents) for exponents in (LATE_WEIGHTS, MIDDLE_WEIGHTS)),
)
"""The tests shown side by side: name, rho, gamma."""

TEST_COLUMNS = ("test", "rho", "gamma", "chosen", "chisq", "df", "p")
PAIR_COLUMNS = ("label", "reference", "hr", "lower", "upper", "chisq", "p", "p_adjusted")


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


@dataclass(frozen=True, eq=False)
class Comparisons:
    """What the tab of comparisons shows.

    `ratios` are hazard ratios of the arms against the first by a Cox model stratified as the test. `tests` has a row
    a test (`TEST_COLUMNS`), one for trend over `scores` where the arms are ordered or it is the chosen one. `pairs` has
    a row a pair of arms (`PAIR_COLUMNS`), P by the weights of the chosen test and adjusted by `adjust`, empty for two
    arms. `milestones` is survival at fixed times in months against the first arm
    (columns of `core.stats.milestone_contrasts`, with label). Frames and ratios are empty where the test is refused.
    """

    title: str
    chosen: ChosenTest
    ratios: tuple[HazardRatio, ...]
    tests: pd.DataFrame
    scores: tuple[int, ...]
    pairs: pd.DataFrame
    adjust: str
    milestones: pd.DataFrame


def test_of(compared: Compared, view: View) -> ChosenTest:
    """The test the view asks for, stratified as it asks: fast, for it is named in the figure at every click."""
    return _test(compared, view, _strata(compared, view.strata))


test_of.__test__ = False  # not a test case, whatever pytest makes of its name


def compare_arms(compared: Compared, view: View) -> Comparisons:
    """The chosen test with hazard ratios, all tests, all pairs, and survival at fixed times."""
    strata = _strata(compared, view.strata)
    chosen = _test(compared, view, strata)
    estimated = not chosen.refused
    scores = _scores(compared, view.compare) if chosen.test == "trend" or _are_ordered(compared, view.compare) else ()
    return Comparisons(
        title=compared.arms.title,
        chosen=chosen,
        ratios=_ratios(compared, strata, range(len(compared.labels)), view.ties) if estimated else (),
        tests=_all_tests(chosen, scores) if estimated else pd.DataFrame(columns=list(TEST_COLUMNS)),
        scores=scores,
        pairs=_pairs(compared, chosen, view) if estimated else pd.DataFrame(columns=list(PAIR_COLUMNS)),
        adjust=view.adjust,
        milestones=milestone_differences(compared, view.alive_at),
    )


def milestone_differences(compared: Compared, also: float | None = None) -> pd.DataFrame:
    """Survival of each arm against the first at the milestones some arm is compared at, and at one more month."""
    labels = compared.labels
    months = sorted({*MILESTONE_MONTHS, *([] if also is None else [also])})
    found = compare_milestones(compared.table_in_months, months)
    kept = found["difference"].notna() | (found["time"] == also)
    places = found["group"].astype(int)
    named = found.assign(label=[labels[place] for place in places], reference_label=labels[0] if labels else "")
    return named[kept].reset_index(drop=True)


def _strata(compared: Compared, slug: str) -> Strata:
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


def _test(compared: Compared, view: View, strata: Strata) -> ChosenTest:
    # The permutation test has its place here: until it is built its view gets the log-rank test, under that name.
    name = "logrank" if view.test == "permutation" else view.test
    rho, gamma = (view.rho, view.gamma) if name == "fleming_harrington" else (0.0, 0.0)
    scores = _scores(compared, view.compare) if name == "trend" else ()
    nothing, none = np.empty(0), np.empty(0, dtype=int)
    asked = (name, rho, gamma, compared.labels, scores, strata)
    if len(compared.labels) < 2:
        return ChosenTest(*asked, none, none, nothing, nothing, np.nan, 0, np.nan, TWO_GROUPS)
    if not strata.comparing:
        refused = f"No two groups have patients with the same value of {strata.title}: there is nothing to compare."
        return ChosenTest(*asked, none, none, nothing, nothing, np.nan, 0, np.nan, refused)
    found = _run(strata.tables, name, rho, gamma, scores)
    n = np.sum([table.n for table in strata.tables], axis=0)
    n_events = np.sum([table.events.sum(axis=1) for table in strata.tables], axis=0)
    return ChosenTest(*asked, n, n_events, found.observed, found.expected, found.chisq, found.df, found.p)


def _run(
    tables: Sequence[EventTable], name: str, rho: float, gamma: float, scores: Sequence[int]
) -> LogRank | LogRankTrend:
    if name == "trend":
        return compare_trend(tables, scores)
    return compare_logrank(tables, name, rho, gamma)


def _scores(compared: Compared, slug: str) -> tuple[int, ...]:
    """The place of each arm among all levels of its field, from 1: a level that nobody has leaves a gap."""
    field = compared.selection.cohort.by_slug(slug)
    levels = [level.label for level in field.levels] if field else list(compared.labels)
    return tuple(levels.index(label) + 1 for label in compared.labels)


def _are_ordered(compared: Compared, slug: str) -> bool:
    """Whether the arms are levels in an order, and enough of them for a trend to differ from a difference."""
    field = compared.selection.cohort.by_slug(slug)
    return field is not None and field.kind == "ordinal" and len(compared.labels) > 2


def _all_tests(chosen: ChosenTest, scores: Sequence[int]) -> pd.DataFrame:
    """Every test on the same patients, that for trend where there are scores."""
    mine = (chosen.test, chosen.rho, chosen.gamma)
    trend = [("trend", 0.0, 0.0)] if scores else []
    rows = []
    for name, rho, gamma in dict.fromkeys([*WEIGHTS_SHOWN, *trend, mine]):
        found = _run(chosen.strata.tables, name, rho, gamma, scores)
        rows.append((name, rho, gamma, (name, rho, gamma) == mine, found.chisq, found.df, found.p))
    return pd.DataFrame(rows, columns=list(TEST_COLUMNS))


def _pairs(compared: Compared, chosen: ChosenTest, view: View) -> pd.DataFrame:
    labels = compared.labels
    if len(labels) < 3:
        return pd.DataFrame(columns=list(PAIR_COLUMNS))
    weights = "logrank" if chosen.test == "trend" else chosen.test
    found = compare_pairwise(chosen.strata.tables, weights, chosen.rho, chosen.gamma)
    rows = []
    for pair in found.itertuples(index=False):
        ratios = _ratios(compared, chosen.strata, (pair.a, pair.b), view.ties)
        limits = next(((one.hr, one.lower, one.upper) for one in ratios), (np.nan,) * 3)
        adjusted = getattr(pair, f"p_{view.adjust}")
        rows.append((labels[pair.b], labels[pair.a], *limits, pair.chisq, pair.p, adjusted))
    return pd.DataFrame(rows, columns=list(PAIR_COLUMNS))


def _ratios(compared: Compared, strata: Strata, arms: Sequence[int], ties: str) -> tuple[HazardRatio, ...]:
    """These arms against the first of them, by a Cox model of nobody else; empty where fewer than two have patients."""
    place = np.full(len(compared.labels), -1)
    place[list(arms)] = np.arange(len(arms))
    used = (place[compared.codes] >= 0) & (strata.codes >= 0)
    if len(np.unique(compared.codes[used])) < 2:
        return ()
    factor = Factor("group", place[compared.codes[used]], tuple(compared.labels[arm] for arm in arms))
    entry = None if compared.entry is None else compared.entry[used]
    columns = (compared.time[used], compared.event[used], [factor])
    return ratios_of(fit_cox(*columns, entry=entry, strata=strata.codes[used], ties=ties))
