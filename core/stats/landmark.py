"""The landmark: who is still followed without the event at a fixed time, in which state, and for how long after it.

Groups that form after time zero may be compared from a landmark on by what was known of each patient by then
(Anderson, Cain and Gelber, J Clin Oncol 1983).
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from core.stats.times import at_or_before

Mask = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Landmark:
    """Who of N patients is kept at the landmark, and the follow-up of those n after it.

    `kept`, `event_before` and `censored_before` (N,) part the patients in three; "before" includes the landmark
    itself unless it was told to keep those. `time`, `event` and `entry` (n,) are of the patients kept, counted from
    the landmark; `entry` is None where nobody enters late.
    """

    kept: Mask
    event_before: Mask
    censored_before: Mask
    time: NDArray[np.float64]
    event: NDArray
    entry: NDArray[np.float64] | None


def at_landmark(
    time: ArrayLike,
    event: ArrayLike,
    landmark: float,
    *,
    entry: ArrayLike | None = None,
    keep_ends_at_landmark: bool = False,
) -> Landmark:
    """Part the patients at the landmark and start the clock of the others anew there.

    time (N,) finite, `landmark` finite and at least 0, both in one unit; event (N,) 0 where censored. Kept is whose
    time is later than the landmark; with `keep_ends_at_landmark` also whose time is the landmark, with a time of 0
    after it. entry (N,): a patient who enters later than the landmark is kept and enters then, for somebody who is
    to be observed later is alive at the landmark. ValueError for a landmark or times that do not fit.
    """
    time, event = np.asarray(time, dtype=float), np.asarray(event)
    if not (np.isfinite(landmark) and landmark >= 0):
        raise ValueError("The landmark must be a time of at least 0.")
    if not np.isfinite(time).all():
        raise ValueError("A time is missing or infinite: leave these patients out first.")
    kept = at_or_before(landmark, time) if keep_ends_at_landmark else ~at_or_before(time, landmark)
    ended = event.astype(bool)
    return Landmark(
        kept=kept,
        event_before=~kept & ended,
        censored_before=~kept & ~ended,
        time=np.maximum(time[kept] - landmark, 0.0),
        event=event[kept],
        entry=None if entry is None else np.maximum(np.asarray(entry, dtype=float)[kept] - landmark, 0.0),
    )


def state_at(landmark: float, before: ArrayLike, after: ArrayLike, change: ArrayLike) -> NDArray:
    """The state of each patient at the landmark: (N,) codes.

    `before` and `after` are the codes before and from the change on; `change` (N,) its time in the unit of the
    landmark, nan for a patient who never changes. Who changes at the landmark has changed.
    """
    return np.where(at_or_before(change, landmark), after, before)


def changes_later(landmark: float, before: ArrayLike, after: ArrayLike, change: ArrayLike) -> Mask:
    """Which patients are in another state some time after the landmark; arguments as `state_at`."""
    change = np.asarray(change, dtype=float)
    return np.isfinite(change) & ~at_or_before(change, landmark) & (np.asarray(before) != np.asarray(after))
