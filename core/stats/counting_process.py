"""The counting process: follow-up cut where the state changes, so that time counts in the state it was spent in.

The event table and the Cox model of these rows are the Simon-Makuch curves, the Mantel-Byar test and the model with
a time-dependent covariate (Mantel and Byar, JASA 1974; Simon and Makuch, Stat Med 1984).
"""

from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.stats.times import at_or_before, code_times


@dataclass(frozen=True, eq=False)
class StateRows:
    """Stretches of follow-up (start, stop] in one state, a patient's after one another, patients in their order.

    `patient` (m,) is the place in the caller's arrays, `state` (m,) the code, `event` (m,) whether the event happened
    at `stop`; `changes` (m,) marks rows that end because the state changes, which is no censoring.
    """

    patient: NDArray[np.int64]
    start: NDArray[np.float64]
    stop: NDArray[np.float64]
    event: NDArray[np.int64]
    state: NDArray[np.int64]
    changes: NDArray[np.bool_]

    @property
    def n_patients(self) -> int:
        """How many patients have a row."""
        return len(np.unique(self.patient))

    def since(self, landmark: float) -> "StateRows":
        """What of the follow-up lies after the landmark; the clock still starts at time zero."""
        rows = self.of(~at_or_before(self.stop, landmark))
        return replace(rows, start=np.maximum(rows.start, landmark))

    def of(self, chosen: NDArray) -> "StateRows":
        """Some of the rows, by a mask or places."""
        return StateRows(**{one.name: getattr(self, one.name)[chosen] for one in fields(self)})


def split_at_change(
    time: ArrayLike,
    event: ArrayLike,
    before: ArrayLike,
    after: ArrayLike,
    change: ArrayLike,
    *,
    entry: ArrayLike | None = None,
) -> StateRows:
    """Cut the follow-up of each patient at the time the state changes: one row or two.

    All (N,): `time` finite and at least 0, `event` 1 or 0, `before` and `after` state codes, `change` the time from
    which on the patient is in the second, nan for never; `entry`, at least 0, where patients enter late. Times that
    differ by rounding only are one.

    A change at or before the start of observation puts the patient in the later state from the start. One at or
    after the end never happens within it: an event on the day of the change counts in the state before, as a row
    that starts at t is not at risk at t. A patient without any follow-up, whose time is 0 or not after the entry, has
    no row. ValueError for lengths or times that do not fit. As R's survival::tmerge.
    """
    time, change = np.asarray(time, dtype=float), np.asarray(change, dtype=float)
    event, before, after = (np.asarray(values).astype(np.int64) for values in (event, before, after))
    start = np.zeros(len(time)) if entry is None else np.asarray(entry, dtype=float)
    if len({len(values) for values in (time, event, before, after, change, start)}) > 1:
        raise ValueError("time, event, before, after, change and entry must have one value per patient.")
    if len(time) and not (np.isfinite([time, start]).all() and min(time.min(), start.min()) >= 0):
        raise ValueError("A time is missing, infinite or negative: leave these patients out first.")
    changing = np.isfinite(change) & (before != after)
    moments, codes = code_times(np.concatenate([time, start, np.where(changing, np.maximum(change, 0), 0)]))
    stop_code, start_code, change_code = np.split(codes, 3)
    observed = stop_code > start_code
    within = observed & changing & (start_code < change_code) & (change_code < stop_code)
    started_after = changing & (change_code <= start_code)

    first, second = np.flatnonzero(observed), np.flatnonzero(within)
    cut = within[first]
    rows = StateRows(
        patient=np.concatenate([first, second]),
        start=moments[np.concatenate([start_code[first], change_code[second]])],
        stop=moments[np.concatenate([np.where(cut, change_code[first], stop_code[first]), stop_code[second]])],
        event=np.concatenate([np.where(cut, 0, event[first]), event[second]]),
        state=np.concatenate([np.where(started_after, after, before)[first], after[second]]),
        changes=np.concatenate([cut, np.zeros(len(second), dtype=bool)]),
    )
    return rows.of(np.argsort(rows.patient, kind="stable"))
