"""The event table: who was at risk, had an event or was censored at every distinct time, by group.

Everything non-parametric (Kaplan-Meier, log-rank, cumulative incidence, restricted means) is a function of
this table, so that a curve costs the same for a hundred patients and for a million.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.stats.times import code_times


@dataclass(frozen=True)
class EventTable:
    """Counts by group and distinct time.

    G groups, K causes, T distinct times. A time is there when somebody's follow-up ends at it, or when
    somebody enters later than time zero. `at_risk` counts those under observation just before the time, so a
    patient who enters at t is not at risk at t, and one who dies or is censored at t is.
    """

    times: NDArray[np.float64]  # (T,) ascending, in the unit of the times given
    at_risk: NDArray[np.int64]  # (G, T)
    events: NDArray[np.int64]  # (G, T) of any cause
    censored: NDArray[np.int64]  # (G, T)
    causes: NDArray[np.int64]  # (G, K, T)
    n: NDArray[np.int64]  # (G,) rows: patients, or intervals where patients enter late

    @property
    def n_groups(self) -> int:
        """The number of groups, empty ones included."""
        return len(self.n)

    def select(self, groups: Sequence[int]) -> "EventTable":
        """These groups only, in this order, over the same times."""
        chosen = list(groups)
        return EventTable(
            times=self.times,
            at_risk=self.at_risk[chosen],
            events=self.events[chosen],
            censored=self.censored[chosen],
            causes=self.causes[chosen],
            n=self.n[chosen],
        )

    def group(self, group: int) -> "EventTable":
        """One group alone, at the times at which its own follow-up ends for somebody."""
        own = (self.events[group] + self.censored[group]) > 0
        return EventTable(
            times=self.times[own],
            at_risk=self.at_risk[[group]][:, own],
            events=self.events[[group]][:, own],
            censored=self.censored[[group]][:, own],
            causes=self.causes[[group]][:, :, own],
            n=self.n[[group]],
        )

    def pooled(self) -> "EventTable":
        """All groups as one."""
        return EventTable(
            times=self.times,
            at_risk=self.at_risk.sum(axis=0, keepdims=True),
            events=self.events.sum(axis=0, keepdims=True),
            censored=self.censored.sum(axis=0, keepdims=True),
            causes=self.causes.sum(axis=0, keepdims=True),
            n=self.n.sum(keepdims=True),
        )


def event_table(
    time: ArrayLike,
    status: ArrayLike,
    group: ArrayLike | None = None,
    *,
    groups: int | None = None,
    causes: int = 1,
    entry: ArrayLike | None = None,
) -> EventTable:
    """Count who is at risk, has an event and is censored at every distinct time.

    time (n,): end of follow-up, any unit, finite and >= 0. status (n,): 0 censored, 1..`causes` the event.
    group (n,): codes 0..`groups` - 1; a negative code is in no group and left out. entry (n,): start of
    observation (left truncation); the patient is at risk on (entry, time]. Times that differ by rounding only
    are one time. ValueError for times, statuses, groups or entries that do not fit. Agrees with the counts of
    R's survival::survfit after its timefix.
    """
    time, status = np.asarray(time), np.asarray(status)
    group = np.zeros(len(time), dtype=np.int64) if group is None else np.asarray(group)
    entry = None if entry is None else np.asarray(entry)
    lengths = {len(column) for column in (time, status, group, entry) if column is not None}
    if len(lengths) > 1:
        raise ValueError("time, status, group and entry must have one value per patient.")
    if len(group) and group.min() < 0:
        kept = group >= 0
        time, status, group = time[kept], status[kept], group[kept]
        entry = None if entry is None else entry[kept]
    groups = _number_of_groups(group, groups)
    _check_statuses(status, causes)
    _check_times(time, "Times")
    if entry is None:
        distinct, time_code = code_times(time)
        entered = None
    else:
        _check_times(entry, "Entry times")
        distinct, codes = code_times(np.concatenate([time, entry]))
        time_code, entry_code = np.split(codes, 2)
        if (entry_code >= time_code).any():
            raise ValueError("Entry must come before the end of follow-up: leave out the other rows first.")
        entered = _count(group, entry_code, (groups, len(distinct)))
    rows = group.astype(np.int64) * (causes + 1) + status.astype(np.int64)
    counts = _count(rows, time_code, (groups * (causes + 1), len(distinct)))
    return _from_counts(distinct, counts.reshape(groups, causes + 1, len(distinct)), entered)


def table_of_counts(times: ArrayLike, counts: ArrayLike) -> EventTable:
    """The table of patients who are counted already and all enter at time zero.

    times (T,): ascending, any unit, >= 0. counts (G, K + 1, T): how many of each group end follow-up at each time,
    censored first, then by cause. Times at which nobody's follow-up ends are left out.
    """
    return _from_counts(np.asarray(times, dtype=float), np.asarray(counts, dtype=np.int64), None)


def refills(table: EventTable, group: int = 0) -> NDArray[np.float64]:
    """The times at which everybody at risk in a group has left while others enter at that time or later.

    Only late entry gives such times: survival beyond them rests on the word that nothing happened in between.
    Kaplan-Meier survival stays where it is until patients have entered again; where the last patient had the
    event it has reached 0 and stays there, whoever enters, as in R. Curves are then better started later.
    """
    at_risk = table.at_risk[group]
    leaving = table.events[group] + table.censored[group]
    later = np.append(_at_or_after(leaving[None, :])[0, 1:], 0)
    return table.times[(at_risk > 0) & (leaving == at_risk) & (later > 0)]


def _from_counts(
    times: NDArray[np.float64], counts: NDArray[np.int64], entered: NDArray[np.int64] | None
) -> EventTable:
    """The table from ends of follow-up (group, status, time) and entries (group, time)."""
    ends = counts.sum(axis=1)
    at_risk = _at_or_after(ends)
    shown = ends.any(axis=0)
    if entered is not None:
        at_risk = at_risk - _at_or_after(entered)
        shown |= entered.any(axis=0) & (times > 0)
    return EventTable(
        times=times[shown],
        at_risk=at_risk[:, shown],
        events=counts[:, 1:].sum(axis=1)[:, shown],
        censored=counts[:, 0][:, shown],
        causes=counts[:, 1:][:, :, shown],
        n=ends.sum(axis=1),
    )


def _at_or_after(counts: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.cumsum(counts[:, ::-1], axis=1)[:, ::-1]


def _count(rows: NDArray, columns: NDArray, shape: tuple[int, int]) -> NDArray[np.int64]:
    """How often each (row, column) occurs."""
    cells = rows.astype(np.int64) * shape[1] + columns
    return np.bincount(cells, minlength=shape[0] * shape[1]).reshape(shape)


def _number_of_groups(group: NDArray, groups: int | None) -> int:
    found = int(group.max()) + 1 if len(group) else 0
    if groups is None:
        return max(found, 1)
    if found > groups:
        raise ValueError(f"A group code is {found - 1}, but there are {groups} groups (codes start at 0).")
    return groups


def _check_statuses(status: NDArray, causes: int) -> None:
    if len(status) == 0:
        return
    if status.dtype.kind == "f" and not np.array_equal(status, np.trunc(status)):
        raise ValueError("A status is missing or not a whole number: leave those rows out first.")
    if status.min() < 0 or status.max() > causes:
        raise ValueError(f"Statuses must be 0 (censored) to {causes}: recode them first.")


def _check_times(values: NDArray, what: str) -> None:
    if len(values) and not (values.min() >= 0 and values.max() < np.inf):
        raise ValueError(f"{what} must be finite and not negative: leave the other rows out first.")
