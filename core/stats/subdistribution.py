"""Risk sets in which a patient stays after a competing event, with the weight of those not yet censored.

The hazard of the subdistribution (Fine & Gray, JASA 1999) is that of a patient without the event so far, whether or
not another event came first. How long such a patient would have been followed is not known, so at time t the patient
counts as G(t-) / G(T-), T being the time of the competing event and G the probability of not being censored yet.
G is the Kaplan-Meier curve with the indicator turned round: patients with an event at a time are at risk of the
censorings at it, as in R's cmprsk::crr. A weight is a product of a number of the patient's and one of the time's, so
that sums over risk sets are two cumulative sums.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from core.stats.event_table import EventTable, event_table
from core.stats.risk_sets import RiskSets
from core.stats.times import distinct_times


@dataclass(frozen=True, eq=False)
class Censoring:
    """When patients are censored, by censoring group (C,) and distinct time (T,) of anybody's end of follow-up.

    `time` and `group` (N,) are each patient's places. `at_risk` and `censored` (C, T) are counts, `uncensored` (C, T)
    the probability of not being censored before the time. As in crr it is 0 after the last patient of a group, and at
    time zero those censored there are off already.
    """

    time: np.ndarray
    group: np.ndarray
    at_risk: np.ndarray
    censored: np.ndarray
    uncensored: np.ndarray


@dataclass(frozen=True, eq=False)
class Staying:
    """Patients of one censoring group who stay in the risk sets after a competing event.

    `places` (s,) are their rows in the risk sets, ascending, `weight` (s,) the number of each that goes with the
    patient, 1 / G(T-), and `falling` (cells,) the one that goes with the time, G(t-).
    """

    places: np.ndarray
    weight: np.ndarray
    falling: np.ndarray


@dataclass(frozen=True, eq=False)
class SubdistributionRiskSets(RiskSets):
    """Risk sets of one cause; unlike others these keep rows at risk at no event time.

    At an event cell a row counts fully until its own follow-up ends, and if that was a competing event it counts in
    all later cells of its group's `staying` by the product of both weights.
    """

    staying: tuple[Staying, ...]

    def sums_at_risk(self, values: np.ndarray) -> np.ndarray:
        """Weighted sums of `values` (..., m) over the rows at risk in each cell: (..., cells)."""
        sums = super().sums_at_risk(values)
        for group, joined in zip(self.staying, self._joined, strict=True):
            running = from_zero(values.take(group.places, axis=-1) * group.weight)
            sums = sums + running.take(joined, axis=-1) * group.falling
        return sums

    def sums_until_last(self, increments: np.ndarray) -> np.ndarray:
        """Increments (..., cells) summed over the cells in which each row is at risk, weighted: (..., m)."""
        sums = from_zero(increments).take(self.last, axis=-1)
        for group in self.staying:
            later = to_zero(increments * group.falling).take(self.last[group.places], axis=-1)
            sums[..., group.places] += group.weight * later
        return sums

    def among(self, kept: np.ndarray) -> SubdistributionRiskSets:
        """The risk sets of the caller's rows marked in `kept` (N,) bool; none of the others may have the event.

        Weights stay as they are. `rows` then counts only the rows kept.
        """
        if kept.all():
            return self
        mask = kept[self.rows]
        places = np.cumsum(mask) - 1
        return replace(
            self,
            rows=(np.cumsum(kept) - 1)[self.rows[mask]],
            last=self.last[mask],
            events=places[self.events],
            staying=tuple(
                replace(group, places=places[group.places[chosen]], weight=group.weight[chosen])
                for group in self.staying
                for chosen in [mask[group.places]]
            ),
        )

    def collapsed(self, pattern: np.ndarray, n_patterns: int) -> SubdistributionRiskSets:
        """One weighted row for all patients with the same covariates and the same last cell, as in `RiskSets`."""
        fewer = super().collapsed(pattern, n_patterns)
        key = self.last * n_patterns + pattern[self.rows]
        new_place = np.searchsorted(fewer.last * n_patterns + fewer.rows, key)
        staying = []
        for group in self.staying:
            weight = np.bincount(new_place[group.places], group.weight, minlength=len(fewer.rows)) / fewer.weight
            places = np.flatnonzero(weight)
            staying.append(Staying(places, weight[places], group.falling))
        return replace(fewer, staying=tuple(staying))

    @cached_property
    def _joined(self) -> list[np.ndarray]:
        """(cells,) per group, how many have stayed by each cell: their own follow-up ended before its time."""
        cells = np.arange(self.n_cells)
        return [np.searchsorted(self.last[group.places], cells, side="right") for group in self.staying]


def prepare_subdistribution(
    time: np.ndarray, status: np.ndarray, cause: int, censoring_group: np.ndarray | None = None
) -> tuple[SubdistributionRiskSets, Censoring]:
    """Code the times and weights of one cause.

    `time` (N,) finite, at least 0; `status` (N,) 0 censored, `cause` the event, any other a competing event;
    `censoring_group` (N,) labels: patients are censored alike within a group. ValueError: lengths that differ, times
    not finite or negative, statuses that are no whole numbers from 0.
    """
    time, status = np.asarray(time, dtype=float), np.asarray(status)
    group = np.zeros(len(time), dtype=np.intp)
    if censoring_group is not None:
        group = np.unique(censoring_group, return_inverse=True)[1]
    table = event_table(time, status, group, causes=max(int(status.max(initial=0)), 1))
    censoring = _censoring(table, distinct_times(time)[1], group)
    order = np.argsort(censoring.time, kind="stable")
    place, status = censoring.time[order], status[order]
    events = np.flatnonzero(status == cause)
    cells = np.flatnonzero(np.bincount(place[events], minlength=len(table.times)))
    risk = SubdistributionRiskSets(
        rows=order,
        first=None,
        last=np.searchsorted(cells, place, side="right"),
        weight=None,
        events=events,
        event_weight=np.ones(len(events)),
        deaths=np.ones(len(events), dtype=np.intp),
        strata=(slice(0, len(cells)),) if len(cells) else (),
        times=table.times[cells],
        staying=_staying(censoring, order, (status > 0) & (status != cause), cells),
    )
    return risk, censoring


def _censoring(table: EventTable, time: np.ndarray, group: np.ndarray) -> Censoring:
    at_risk, censored = table.at_risk, table.censored
    after = np.cumprod((at_risk - censored) / np.maximum(at_risk, 1), axis=1)
    before = np.concatenate([np.ones((len(after), 1)), after], axis=1)[:, : after.shape[1]]
    before = np.where(table.times > 0, before, after)
    return Censoring(time, group, at_risk, censored, np.where(at_risk > 0, before, 0.0))


def _staying(censoring: Censoring, order: np.ndarray, competing: np.ndarray, cells: np.ndarray) -> tuple[Staying, ...]:
    """Per censoring group those with a competing event; `order` sorts rows by time, `cells` are places of times."""
    groups = []
    for group, uncensored in enumerate(censoring.uncensored):
        places = np.flatnonzero(competing & (censoring.group[order] == group))
        groups.append(Staying(places, 1 / uncensored[censoring.time[order[places]]], uncensored[cells]))
    return tuple(groups)


def from_zero(values: np.ndarray) -> np.ndarray:
    """Sums of the first 0, 1, 2, ... values along the last axis."""
    sums = np.zeros((*values.shape[:-1], values.shape[-1] + 1))
    np.cumsum(values, axis=-1, out=sums[..., 1:])
    return sums


def to_zero(values: np.ndarray) -> np.ndarray:
    """Sums of all values but the first 0, 1, 2, ... along the last axis."""
    return from_zero(values[..., ::-1])[..., ::-1]
