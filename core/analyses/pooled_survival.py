"""Survival of several centres that share counts by whole months: groups of all centres, or the centres side by side."""

from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from core.analyses.chosen_test import Strata, compare_in_strata
from core.analyses.compared import FEWEST_AT_RISK, SMALLEST_SHARE
from core.analyses.survival import (
    AT_RISK,
    GroupSurvival,
    Survival,
    group_survivals,
    intervals_for,
    ticks_with_numbers,
)
from core.endpoints import Endpoint
from core.stats.event_table import EventTable, table_of_counts
from core.stats.kaplan_meier import Interval, fit_kaplan_meier

CENTRE = "centre"
MOST_SIDE_BY_SIDE = 8


@dataclass(frozen=True, eq=False)
class Centres:
    """What the centres counted, the same groups in all of them.

    `counts` (centres, groups, 2, months) are how many were censored and how many had the event in each month from 0
    on. `title` says what the groups are, empty where there is one of all patients. `left_out` names for each centre the
    patients who are in no group, by reason. `synthetic` are the centres whose patients are made up, `differences` say
    in what the centres are not alike.
    """

    endpoint: Endpoint
    title: str
    labels: tuple[str, ...]
    names: tuple[str, ...]
    counts: np.ndarray
    left_out: tuple[tuple[tuple[str, int], ...], ...] = ()
    synthetic: tuple[str, ...] = ()
    differences: tuple[str, ...] = ()

    @property
    def n(self) -> np.ndarray:
        """The patients of each centre."""
        return self.counts.sum(axis=(1, 2, 3))

    def table(self, counts: np.ndarray) -> EventTable:
        """The event table, in months, of some of the counts (groups, 2, months)."""
        return table_of_counts(np.arange(counts.shape[-1]), counts)


@dataclass(frozen=True)
class Curves:
    """Which curves are drawn: one a group over all centres, or one a centre, of all its patients or of one group."""

    by: Literal["group", "centre"] = "group"
    group: int | None = None


@dataclass(frozen=True, eq=False)
class PooledSurvival:
    """The curves asked for, as a survival result, and how much whole months may raise them.

    `too_high` is the most by which a curve may lie above that of the exact times at the end of a month, as a
    proportion, while enough patients remain to trust it: within a month censorings are counted after events.
    """

    centres: Centres
    curves: Curves
    survival: Survival
    too_high: float


@dataclass(frozen=True, eq=False)
class CentreNumbers:
    """For each centre, and last for all together without a name: its patients as one, and its groups.

    Nobody need be in a group. `too_high` is as in `PooledSurvival`, of all of them.
    """

    rows: tuple[tuple[GroupSurvival, tuple[GroupSurvival, ...]], ...]
    too_high: float


def curves_offered(centres: Centres) -> tuple[Curves, ...]:
    """The curves that can be drawn: groups, centres, and centres within each group that two of them have.

    Of more centres than `MOST_SIDE_BY_SIDE` only groups: colours and dashes repeat past these.
    """
    if len(centres.names) > MOST_SIDE_BY_SIDE:
        return (Curves("group"),)
    within = [Curves("centre", group) for group in range(len(centres.labels)) if len(_whose(centres, group)) > 1]
    return (Curves("group"), Curves("centre"), *(within if len(centres.labels) > 1 else []))


def pooled_intervals(centres: Centres, curves: Curves) -> tuple[Interval, ...]:
    """The interval types for these curves."""
    return intervals_for(_counts_of(centres, curves)[1].sum(axis=(1, 2)))


def pool_survival(centres: Centres, curves: Curves, interval: Interval) -> PooledSurvival:
    """Kaplan-Meier of these curves; the log-rank test of groups is stratified by centre, that of centres is not."""
    labels, counts = _counts_of(centres, curves)
    table = centres.table(counts)
    ticks, at_risk = ticks_with_numbers(table, 1.0)
    strata = tuple(map(centres.table, centres.counts)) if curves.by == "group" else (table,)
    survival = Survival(
        endpoint=centres.endpoint,
        selected=int(table.n.sum()),
        left_out=(),
        title=centres.title if curves.by == "group" else CENTRE.capitalize(),
        empty_arms=(),
        groups=group_survivals(table, labels, 1.0, interval),
        ticks=ticks,
        at_risk=at_risk,
        test=compare_in_strata(labels, _strata(strata, CENTRE if curves.by == "group" else "")),
        late=None,
        counts={AT_RISK: at_risk},
    )
    return PooledSurvival(centres, curves, survival, _too_high(table))


def centre_numbers(centres: Centres, interval: Interval) -> CentreNumbers:
    """Every centre and all of them together, each as a whole and by group."""
    found, too_high = [], 0.0
    for name, counts in zip((*centres.names, ""), (*centres.counts, centres.counts.sum(axis=0)), strict=True):
        whole, groups = centres.table(counts.sum(axis=0)[None]), centres.table(counts)
        (together,) = group_survivals(whole, (name,), 1.0, interval)
        found.append((together, group_survivals(groups, centres.labels, 1.0, interval)))
        too_high = max(too_high, _too_high(whole), _too_high(groups))
    return CentreNumbers(tuple(found), too_high)


def _counts_of(centres: Centres, curves: Curves) -> tuple[tuple[str, ...], np.ndarray]:
    """The labels of the curves and their counts (curves, 2, months); nobody is in none of them."""
    if curves.by == "group":
        return centres.labels, centres.counts.sum(axis=0)
    whose = _whose(centres, curves.group)
    counts = centres.counts.sum(axis=1) if curves.group is None else centres.counts[:, curves.group]
    return tuple(centres.names[place] for place in whose), counts[whose]


def _whose(centres: Centres, group: int | None) -> np.ndarray:
    """The places of the centres that have somebody in this group."""
    counts = centres.counts if group is None else centres.counts[:, [group]]
    return np.flatnonzero(counts.any(axis=(1, 2, 3)))


def _strata(tables: tuple[EventTable, ...], title: str) -> Strata:
    comparing = sum(int((table.n > 0).sum() > 1) for table in tables)
    nobody = np.empty(0, dtype=int)
    return Strata(title, tables, nobody, 0, comparing, None)


def _too_high(table: EventTable) -> float:
    """Survival had every censoring come before the events of its month is the least that the exact times can give."""
    most = fit_kaplan_meier(table)
    least = fit_kaplan_meier(replace(table, at_risk=table.at_risk - table.censored))
    found = [0.0]
    for high, low in zip(most, least, strict=True):
        left = high.at_risk - high.events - high.censored
        trusted = left >= max(FEWEST_AT_RISK, SMALLEST_SHARE * high.n)
        found.append(float(np.max((high.survival - low.survival)[trusted], initial=0.0)))
    return max(found)
