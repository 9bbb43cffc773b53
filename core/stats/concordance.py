"""Harrell's C: in how many comparable pairs the patient with the higher predicted hazard has the event first."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.stats.rank_counts import RankCounts
from core.stats.risk_sets import RiskSets, prepare_risk_sets

SAME_SCORE = 1e-10  # share of the range of all scores within which two scores are one


@dataclass(frozen=True)
class Concordance:
    """C in [0, 1], its standard error, and the pairs it comes from; nan where no pair is comparable.

    `tied_x` pairs have the same score, `tied_y` pairs the event at the same time, `tied_xy` both. Only
    concordant, discordant and `tied_x` pairs are comparable; a tied score counts one half.
    """

    c: float
    se: float
    concordant: int
    discordant: int
    tied_x: int
    tied_y: int
    tied_xy: int


def harrell_concordance(
    time: np.ndarray,
    event: np.ndarray,
    score: np.ndarray,
    *,
    entry: np.ndarray | None = None,
    strata: np.ndarray | None = None,
    cluster: np.ndarray | None = None,
) -> Concordance:
    """Concordance of `score` (N,), higher meaning earlier events, with right-censored or (entry, time] rows.

    Somebody with an event is compared with everybody at risk at that time in the same stratum, those censored
    then included. Scores that differ by rounding only are tied. The standard error is the infinitesimal
    jackknife, summed within `cluster` (N,) where rows belong together. Agrees with R's `survival::concordance`
    (reverse = TRUE). Errors as `prepare_risk_sets`.
    """
    risk = prepare_risk_sets(time, event, entry=entry, strata=strata)
    return concordance_in(risk, score, cluster)


def concordance_in(risk: RiskSets, score: np.ndarray, cluster: np.ndarray | None = None) -> Concordance:
    """The same in prepared risk sets without weights; `score` and `cluster` are in the rows of the caller."""
    rank = ranks_of(np.asarray(score, dtype=float)[risk.rows])
    own, tied_y, tied_xy = _pairs_of_events(risk, rank)
    concordant, discordant, tied_x = own.sum(axis=1)
    comparable = concordant + discordant + tied_x
    counts = (int(concordant), int(discordant), int(tied_x), tied_y, tied_xy)
    if comparable == 0:
        return Concordance(np.nan, np.nan, *counts)

    taking_part = _pairs_of_others(risk, rank)
    taking_part[:, risk.events] += own
    somers_d = (concordant - discordant) / comparable
    influence = (taking_part[0] - taking_part[1] - somers_d * taking_part.sum(axis=0)) / comparable
    if cluster is not None:
        codes = np.unique(np.asarray(cluster)[risk.rows], return_inverse=True)[1]
        influence = np.bincount(codes, influence)
    return Concordance((somers_d + 1) / 2, float(np.sqrt(influence @ influence)) / 2, *counts)


def ranks_of(score: np.ndarray) -> np.ndarray:
    """(n,) ranks from 0, ties sharing one; neighbours closer than rounding are ties. Infinite scores may occur."""
    order = np.argsort(score)
    ascending = score[order]
    finite = ascending[np.isfinite(ascending)]
    tolerance = SAME_SCORE * (finite[-1] - finite[0]) if len(finite) else 0.0
    same = ascending[1:] == ascending[:-1]
    same |= ascending[1:] <= ascending[:-1] + tolerance
    ranks = np.empty(len(score), dtype=np.intp)
    ranks[order] = np.concatenate([np.zeros(min(len(score), 1), dtype=np.intp), np.cumsum(~same)])
    return ranks


def _pairs_of_events(risk: RiskSets, rank: np.ndarray) -> tuple[np.ndarray, int, int]:
    """Concordant, discordant and tied pairs (3, e) each event has with those who outlast it, and tied times."""
    cell, own_rank = risk.event_cells, rank[risk.events]
    lower, equal, everybody = _at_risk_by_rank(risk, rank, cell, own_rank)

    # Those with the event at the same time are at risk too, but no pair with them is comparable.
    n_ranks = int(rank.max(initial=0)) + 1
    keys = np.sort(cell * n_ranks + own_rank)
    block_start = np.searchsorted(keys, cell * n_ranks)
    lowest_equal = np.searchsorted(keys, cell * n_ranks + own_rank)
    after_equal = np.searchsorted(keys, cell * n_ranks + own_rank, side="right")
    block_end = np.searchsorted(keys, (cell + 1) * n_ranks)
    tied_lower, tied_equal = lowest_equal - block_start, after_equal - lowest_equal
    tied_all = block_end - block_start

    tied_xy = int((tied_equal - 1).sum()) // 2
    tied_y = int((tied_all - 1).sum()) // 2 - tied_xy
    concordant, tied_x = lower - tied_lower, equal - tied_equal
    discordant = everybody - tied_all - concordant - tied_x
    return np.stack([concordant, discordant, tied_x]), tied_y, tied_xy


def _at_risk_by_rank(
    risk: RiskSets, rank: np.ndarray, cell: np.ndarray, own_rank: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """At each cell, how many at risk have a lower rank, the same rank, any rank."""
    lower, equal, everybody = _after(rank, risk.last, cell, own_rank)
    if risk.entry_cells is None:
        return lower, equal, everybody
    # Those who leave later, without those who enter later.
    order = np.argsort(risk.entry_cells, kind="stable")
    later = _after(rank[order], risk.entry_cells[order], cell, own_rank)
    return lower - later[0], equal - later[1], everybody - later[2]


def _after(
    rank: np.ndarray, ascending: np.ndarray, cell: np.ndarray, own_rank: np.ndarray
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Among the rows whose `ascending` value is above each cell: those of lower, of the same and of any rank."""
    since = np.searchsorted(ascending, cell, side="right")
    lower, equal = _lower_and_equal(RankCounts(rank), since, np.full(len(cell), len(rank)), own_rank)
    return lower, equal, len(rank) - since


def _pairs_of_others(risk: RiskSets, rank: np.ndarray) -> np.ndarray:
    """Concordant, discordant and tied pairs (3, m) each row has with the events it outlasts."""
    outlasted = risk.last.copy()
    outlasted[risk.events] -= 1
    until = np.searchsorted(risk.event_cells, outlasted)
    since = np.zeros_like(until) if risk.entry_cells is None else np.searchsorted(risk.event_cells, risk.entry_cells)
    lower, equal = _lower_and_equal(RankCounts(rank[risk.events]), since, until, rank)
    return np.stack([until - since - lower - equal, lower, equal])


def _lower_and_equal(
    counts: RankCounts, since: np.ndarray, until: np.ndarray, rank: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    lower, up_to_equal = counts.below(since, until, np.stack([rank, rank + 1]))
    return lower, up_to_equal - lower
