"""Who is under observation at which event time: what a partial likelihood needs before any covariate.

An *event cell* is a stratum and a time at which at least one event happened in it. A row is at risk in a run of
neighbouring cells, so a sum over the patients at risk is a sum per cell and a cumulative sum over cells.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from core.stats.intervals import Intervals
from core.stats.times import distinct_times


@dataclass(frozen=True, eq=False)
class RiskSets:
    """Rows that are at risk at one event time or more, sorted by the last one; every cell has an event.

    `rows`: (m,) where the covariates of each row stand in the caller's arrays. Row i is at risk in the event cells
    `first[i] <= cell < last[i]`; `first` is None where everybody is at risk from the first cell of the stratum.
    `weight`: (m,) or None for all 1. `events`: (e,) places among the m rows of those with an event, each in its last
    cell; `event_weight` and `deaths` (e,) are the weight and the number of events they carry. `strata` are the cells
    of each stratum that has events, `times` (cells,) when the events of each cell happen.
    """

    rows: np.ndarray
    first: np.ndarray | None
    last: np.ndarray
    weight: np.ndarray | None
    events: np.ndarray
    event_weight: np.ndarray
    deaths: np.ndarray
    strata: tuple[slice, ...]
    times: np.ndarray

    @property
    def n_cells(self) -> int:
        """How many event cells there are."""
        return self.strata[-1].stop if self.strata else 0

    @cached_property
    def last_cell(self) -> np.ndarray:
        """(m,) The last cell in which each row is at risk, ascending."""
        return self.last - 1

    @cached_property
    def event_cells(self) -> np.ndarray:
        """(e,) The cell of each row with an event, ascending."""
        return self.last_cell[self.events]

    @cached_property
    def starts(self) -> np.ndarray:
        """(cells,) The first of the rows that leave in each cell: none is empty, its events leave there."""
        return np.searchsorted(self.last_cell, np.arange(self.n_cells))

    @cached_property
    def event_starts(self) -> np.ndarray:
        """(cells,) The first of the rows with an event of each cell: each has one."""
        return np.searchsorted(self.event_cells, np.arange(self.n_cells))

    def sums_at_risk(self, values: np.ndarray) -> np.ndarray:
        """Sums of `values` (..., m) over the rows at risk in each cell: (..., cells)."""
        if self.first is None:
            return self._until_the_end(np.add.reduceat(values, self.starts, axis=-1))
        if values.ndim == 1:
            return self._intervals.sums_per_cell(values)
        return np.array([self._intervals.sums_per_cell(row) for row in values]).reshape(len(values), self.n_cells)

    def sums_until_last(self, increments: np.ndarray) -> np.ndarray:
        """Increments (cells,) summed over the cells in which each row is at risk: (m,)."""
        if self.first is not None:
            return self._intervals.sums_per_row(increments)
        total = np.empty_like(increments)
        for cells in self.strata:
            np.add.accumulate(increments[cells], out=total[cells])
        return total.take(self.last_cell)

    @cached_property
    def _intervals(self) -> Intervals:
        return Intervals(self.first, self.last, self.n_cells)

    def _until_the_end(self, values: np.ndarray) -> np.ndarray:
        """Sums over a cell (last axis) and all later ones of its stratum.

        Each stratum by itself: taking one off the other would cost digits where their hazards differ widely.
        """
        sums = np.empty_like(values)
        for cells in self.strata:
            np.add.accumulate(values[..., cells][..., ::-1], axis=-1, out=sums[..., cells][..., ::-1])
        return sums

    @cached_property
    def entry_cells(self) -> np.ndarray | None:
        """(m,) The first cell in which each row is at risk; None where that is cell 0 for everybody."""
        if self.first is not None or len(self.strata) < 2:
            return self.first
        starts = np.array([cells.start for cells in self.strata])
        return starts[np.searchsorted(starts, self.last_cell, side="right") - 1]

    def among(self, kept: np.ndarray) -> RiskSets:
        """The risk sets of the caller's rows marked in `kept` (N,) bool; `rows` then counts only these."""
        if kept.all():
            return self
        return self._recoded(kept[self.rows], np.cumsum(kept) - 1)

    def _recoded(self, mask: np.ndarray, places: np.ndarray) -> RiskSets:
        """Some of the rows, without the cells that lose their events and the rows that are then at risk in none."""
        has_event = np.zeros(self.n_cells, dtype=bool)
        has_event[self.event_cells[mask[self.events]]] = True
        before = np.concatenate([[0], np.cumsum(has_event)])
        last = before[self.last]
        first = before[0 if self.entry_cells is None else self.entry_cells]
        mask = mask & (last > first)
        with_event = mask[self.events]
        return replace(
            self,
            rows=places[self.rows[mask]],
            first=None if self.first is None else first[mask],
            last=last[mask],
            weight=None if self.weight is None else self.weight[mask],
            events=(np.cumsum(mask) - 1)[self.events[with_event]],
            event_weight=self.event_weight[with_event],
            deaths=self.deaths[with_event],
            strata=_not_empty(slice(int(before[c.start]), int(before[c.stop])) for c in self.strata),
            times=self.times[has_event],
        )

    def collapsed(self, pattern: np.ndarray, n_patterns: int) -> RiskSets:
        """One weighted row for all patients with the same covariates and the same last cell.

        `pattern`: (N,) int below `n_patterns`, equal where all covariates are equal. The `rows` of the result
        are patterns. The likelihood is unchanged. Only without entry times.
        """
        key = self.last * n_patterns + pattern[self.rows]
        weight = np.bincount(key, self.weight)
        used = np.flatnonzero(np.bincount(key))
        event_key = key[self.events]
        deaths = np.bincount(event_key, self.deaths, minlength=len(weight))[used]
        event_weight = np.bincount(event_key, self.event_weight, minlength=len(weight))[used]
        events = np.flatnonzero(deaths)
        return replace(
            self,
            rows=used % n_patterns,
            last=used // n_patterns,
            weight=weight[used].astype(float),
            events=events,
            event_weight=event_weight[events],
            deaths=deaths[events].astype(np.intp),
        )


def prepare_risk_sets(
    time: np.ndarray,
    event: np.ndarray,
    *,
    entry: np.ndarray | None = None,
    strata: np.ndarray | None = None,
    weights: np.ndarray | None = None,
) -> RiskSets:
    """Code the times once, for any number of models on these patients.

    `time`: (N,) finite, at least 0; `event`: (N,) 0 or 1; `entry`: (N,), the row is at risk in (entry, time];
    `strata`: (N,) int codes, patients are compared within their stratum; `weights`: (N,) at least 0. Times equal
    but for rounding are one time, as in R (`aeqSurv`). Rows never at risk at an event are left out, which changes
    no sum. ValueError: lengths that differ, times not finite or negative, events other than 0 and 1, a row that
    ends at or before its entry.
    """
    time, event = np.asarray(time, dtype=float), _as_indicator(event)
    _check_lengths(len(time), event=event, entry=entry, strata=strata, weights=weights)
    if not np.isfinite(time).all() or (time < 0).any():
        raise ValueError("A time is missing, infinite or negative: leave these rows out first.")
    times, last_key, first_key, stratum_keys = _stratum_and_time(time, entry, strata)

    order = np.argsort(last_key)
    is_event = event[order]
    last_key, first_key = last_key[order], first_key[order]
    event_key = last_key[is_event]
    cells = event_key[np.diff(event_key, prepend=-1) > 0]
    last = np.searchsorted(cells, last_key, side="right")
    first = np.searchsorted(cells, first_key, side="right")
    bounds = np.searchsorted(cells, stratum_keys).tolist()
    at_risk = last > first
    events = np.flatnonzero(is_event[at_risk])
    weight = None if weights is None else np.asarray(weights, dtype=float)[order][at_risk]
    return RiskSets(
        rows=order[at_risk],
        first=None if entry is None else first[at_risk],
        last=last[at_risk],
        weight=weight,
        events=events,
        event_weight=np.ones(len(events)) if weight is None else weight[events],
        deaths=np.ones(len(events), dtype=np.intp),
        strata=_not_empty(map(slice, bounds[:-1], bounds[1:])),
        times=times[cells] if strata is None else times[cells % len(times)],
    )


def _not_empty(strata: Iterable[slice]) -> tuple[slice, ...]:
    return tuple(cells for cells in strata if cells.stop > cells.start)


def _as_indicator(event: np.ndarray) -> np.ndarray:
    event = np.asarray(event)
    if event.dtype != bool and not ((event == 0) | (event == 1)).all():
        raise ValueError("An event must be coded 1 (happened) or 0 (censored).")
    return event.astype(bool)


def _check_lengths(n_rows: int, **arrays: np.ndarray | None) -> None:
    for name, values in arrays.items():
        if values is not None and len(values) != n_rows:
            raise ValueError(f"There are {n_rows} times but {len(values)} values of {name}.")


def _stratum_and_time(
    time: np.ndarray, entry: np.ndarray | None, strata: np.ndarray | None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """Distinct times; integers ordered by stratum, then time: of each row's end, its entry, and where strata start.

    Without entry times, rows enter one before the first time of their stratum.
    """
    if entry is None:
        times, last_key = distinct_times(time)
        first_key = np.full(len(time), -1)
    else:
        times, last_key, first_key = distinct_times(time, np.asarray(entry, dtype=float))
        if (first_key >= last_key).any():
            raise ValueError("A row ends at or before its entry: leave these rows out first.")
    if strata is None:
        return times, last_key, first_key, np.array([0, len(times)])
    names, stratum = np.unique(strata, return_inverse=True)
    offset = stratum * len(times)
    return times, last_key + offset, first_key + offset, np.arange(len(names) + 1) * len(times)
