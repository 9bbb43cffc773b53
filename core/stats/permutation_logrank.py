"""The log-rank family without large-sample theory: the patients keep their times and change their groups."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from core.stats.event_table import EventTable
from core.stats.labelings import Stratum, listed_sums, random_sums, share_at_least
from core.stats.logrank import WEIGHTS, LogRank, Weights, compare_logrank
from core.stats.proportions import proportion_interval

Floats = NDArray[np.float64]

# With fewer events in the smallest group the chi-squared distribution of the log-rank test is not to be relied on.
FEW_EVENTS = 20

# At most so many ways to label one half of the patients, or all of them with more than two groups: about a second.
MOST_WAYS = 1_000_000

PERMUTATIONS = 100_000
SEED = 1

# The level of the limits that say how far a P of random labelings is from the exact one.
LEVEL = 0.99

# Distances from expectation closer than this, in standard deviations, are equal: sums are rounded.
SAME_DISTANCE = 1e-9

# Below this P of the censoring, equal censoring of the groups is in doubt.
CENSORING_DIFFERS = 0.05


@dataclass(frozen=True)
class PermutationLogRank:
    """A comparison of all groups by permutation; P and its limits are nan where nothing can be compared.

    `statistic` is the quadratic form of observed - expected in its variance over all labelings: with two groups
    ((O - E) / its standard deviation) squared. `permutations` is 0 when the labelings were listed, and less than
    asked for when the test was stopped.
    """

    p: float
    method: Literal["exact", "Monte Carlo"]
    permutations: int
    std_err: float  # of P, by chance of the permutations drawn: 0 when exact
    lower: float  # limits of the exact P, at `level`; P itself when exact
    upper: float
    level: float
    statistic: float
    observed: Floats  # (G,) weighted numbers of events
    expected: Floats  # (G,) the same, had all groups the same event rates
    stopped: bool
    censoring_p: float  # the log-rank P of the censorings; nan where there is nothing to compare

    @property
    def censoring_differs(self) -> bool:
        """Whether the groups' censoring looks different; the test assumes that it is the same."""
        return bool(self.censoring_p < CENSORING_DIFFERS)


def has_few_events(tables: EventTable | Sequence[EventTable]) -> bool:
    """Whether some group with patients has fewer than FEW_EVENTS events, over all strata."""
    strata = _strata(tables)
    n, events = sum(table.n for table in strata), sum(table.events.sum(axis=1) for table in strata)
    return bool((events[n > 0] < FEW_EVENTS).any())


def compare_by_permutation(
    tables: EventTable | Sequence[EventTable],
    weights: Weights = "logrank",
    rho: float = 0.0,
    gamma: float = 0.0,
    *,
    permutations: int = PERMUTATIONS,
    seed: int = SEED,
    progress: Callable[[float], bool] | None = None,
    most_ways: int = MOST_WAYS,
) -> PermutationLogRank:
    """Test whether all groups have the same event rates, by handing their labels out again among the patients.

    Tables, strata and weights as in compare_logrank; labels change hands within a stratum only. Times and
    statuses stay, so the weights do, and O - E of a group is a sum of its patients' scores: the weight of the
    own event less the weighted Nelson-Aalen hazard lived through. P is two-sided: the share of labelings with
    |O - E| at least as large as observed; with more than two groups, with a quadratic form at least as large.

    Exact where all labelings can be listed in `most_ways` (two groups: of half the patients), else from
    `permutations` random ones drawn with `seed`: P = (as extreme + 1) / (drawn + 1), never 0, with its standard
    error and 99 % Clopper-Pearson limits. `progress` is then called with the share done after each chunk; when it
    returns False the test stops and P is that of the labelings drawn until then.

    The labels are exchangeable only if the groups also have the same censoring: see `censoring_differs`.
    ValueError as compare_logrank, and for patients who enter late, whose times cannot change groups.
    Peto and Peto (1972); Heimann and Neuhaus (1998); P as Phipson and Smyth (2010); exact P agrees with R's
    coin::logrank_test(distribution = "exact").
    """
    if permutations < 1:
        raise ValueError("At least one permutation is needed.")
    strata = _strata(tables)
    test = compare_logrank(strata, weights, rho, gamma)
    blocks = _blocks(strata, WEIGHTS[weights], rho, gamma)
    statistic, p, done = np.nan, np.nan, None
    if test.df:
        distance = _distance(blocks)
        observed = distance(sum(block.sums for block in blocks)[None, :-1])[0]
        statistic = observed**2
        p = _exact(blocks, distance, observed, most_ways)
        if p is None:
            random = np.random.default_rng(seed)
            extreme, done = _count_extreme(blocks, distance, observed, permutations, random, progress)
            p = (extreme + 1) / (done + 1)
    lower, upper = (p, p) if done is None else proportion_interval(extreme, done, level=LEVEL)
    return PermutationLogRank(
        p=float(p),
        method="exact" if done is None else "Monte Carlo",
        permutations=done or 0,
        std_err=float(np.sqrt(p * (1 - p) / done)) if done else p - p,  # 0, and nan where P is
        lower=float(lower),
        upper=float(upper),
        level=LEVEL,
        statistic=float(statistic),
        observed=test.observed,
        expected=test.expected,
        stopped=done is not None and done < permutations,
        censoring_p=_compare_censoring(strata).p,
    )


def _strata(tables: EventTable | Sequence[EventTable]) -> list[EventTable]:
    return [tables] if isinstance(tables, EventTable) else list(tables)


def _blocks(strata: list[EventTable], weigh: Callable, rho: float, gamma: float) -> list[Stratum]:
    """The strata with events, without empty groups; the smallest group first, whatever the groups are called."""
    sizes = np.array([table.n for table in strata])
    used = np.flatnonzero(sizes.any(axis=0))
    order = used[np.lexsort(sizes[::-1, used])]
    return [_block(table.select(order), weigh, rho, gamma) for table in strata if table.events.any()]


def _block(table: EventTable, weigh: Callable, rho: float, gamma: float) -> Stratum:
    """The scores of one stratum's patients: one for the events of each time, one for the censorings before the next."""
    ends = table.events + table.censored
    if not np.array_equal(table.at_risk, np.cumsum(ends[:, ::-1], axis=1)[:, ::-1]):
        raise ValueError("Patients who enter late cannot change groups: use the log-rank test as it is.")
    with_events = table.events.any(axis=0)
    events = table.events[:, with_events]
    n, d = table.at_risk[:, with_events].sum(axis=0).astype(float), events.sum(axis=0).astype(float)
    weight = weigh(n, d, rho, gamma)
    hazard = np.cumsum(weight * d / n)
    intervals = np.cumsum(with_events)
    censored = np.array([np.bincount(intervals, row, len(d) + 1) for row in table.censored]).astype(np.int64)
    scores = np.concatenate([weight - hazard, [0.0], -hazard])
    counts = np.hstack([events, censored])
    held = counts.any(axis=0)
    return Stratum(scores[held], counts[:, held].sum(axis=0), table.n, counts[:, held] @ scores[held])


def _distance(blocks: list[Stratum]) -> Callable[[Floats], Floats]:
    """How far sums of scores (W, G - 1) are from 0, (W,): the root of the quadratic form."""
    variance = sum(block.variance for block in blocks)[:-1, :-1]
    inverse = np.linalg.pinv(variance, rcond=1e-9, hermitian=True)
    return lambda sums: np.sqrt(np.maximum(((sums @ inverse) * sums).sum(axis=1), 0.0))


def _exact(blocks: list[Stratum], distance: Callable, observed: float, most: int) -> float | None:
    """P from all labelings; None if there are too many ways to list."""
    if observed <= SAME_DISTANCE:
        return 1.0
    if len(blocks[0].sizes) == 2:
        spread = np.sqrt(sum(block.variance[0, 0] for block in blocks))
        return share_at_least(blocks, (observed - SAME_DISTANCE) * spread, most)
    listed = listed_sums(blocks, most)
    if listed is None:
        return None
    sums, weight = listed
    return float(weight @ (distance(sums) >= observed - SAME_DISTANCE) / weight.sum())


def _count_extreme(
    blocks: list[Stratum],
    distance: Callable[[Floats], Floats],
    observed: float,
    permutations: int,
    random: np.random.Generator,
    progress: Callable[[float], bool] | None,
) -> tuple[int, int]:
    """How many random labelings are at least as far from expectation, and of how many: fewer when stopped."""
    extreme = done = 0
    for sums in random_sums(blocks, permutations, random):
        extreme += int((distance(sums[:, :-1]) >= observed - SAME_DISTANCE).sum())
        done += len(sums)
        if progress is not None and not progress(done / permutations):
            break
    return extreme, done


def _compare_censoring(strata: list[EventTable]) -> LogRank:
    """The log-rank test of the censorings; at tied times the events have gone before."""
    flipped = [
        replace(
            table,
            at_risk=table.at_risk - table.events,
            events=table.censored,
            censored=table.events,
            causes=table.censored[:, None, :],
        )
        for table in strata
    ]
    return compare_logrank(flipped)
