"""A competing event turned into weighted rows, so that a Cox model of them is the Fine-Gray model of one cause."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.stats.times import distinct_times

MOST_ROWS = 5_000_000  # every competing event has one per later time of censoring


@dataclass(frozen=True, eq=False)
class FineGrayRows:
    """Rows (m,): the `patient` each is of, at risk in (entry, time], with `weight` above 0 and `event` 0 or 1.

    For `fit_cox(time, event, ..., entry=, weights=, cluster=patient)` with covariates taken by `patient`.
    """

    patient: np.ndarray
    entry: np.ndarray
    time: np.ndarray
    event: np.ndarray
    weight: np.ndarray


def fine_gray_rows(time: np.ndarray, status: np.ndarray, cause: int) -> FineGrayRows:
    """Rows in which patients with another event than `cause` stay at risk, by the chance of not being censored yet.

    `time`: (N,) finite, at least 0; `status`: (N,) int, 0 is censored, everything else an event. After another
    event at s a patient counts at t as G(t-) / G(s-), G the Kaplan-Meier curve of remaining uncensored in which at
    tied times events come before censorings. A row spans the times over which the weight is the same; stretches
    without an event of the cause are left out. The first N rows are the patients in their order. Fine & Gray, JASA
    1999; Geskus, Biometrics 2011; agrees with R's `survival::finegray`, and with cmprsk::crr but for its order of
    tied events and censorings. ValueError: times that are not finite or negative, statuses that are missing, negative
    or of another number, an impossible cause, or more than `MOST_ROWS` rows.
    """
    time, status = _checked(time, status, cause)
    if not len(time):
        return FineGrayRows(*(np.empty(0, dtype) for dtype in (int, float, float, int, float)))
    times, place = distinct_times(time)
    bounds, chance = _weight_steps(place, status != 0, len(times))
    has_event = np.zeros(len(bounds), dtype=bool)
    has_event[np.searchsorted(bounds, place[status == cause])] = True

    # Somebody with another event is at risk with weight 1 to the end of the step the event is in.
    competing = np.flatnonzero((status != 0) & (status != cause))
    own_step = np.searchsorted(bounds, place[competing])
    end = place.copy()
    end[competing] = bounds[own_step]
    which, step = _later_steps(own_step, has_event)
    patient = np.concatenate([np.arange(len(time)), competing[which]])
    before_all = 0.0 if times[0] > 0 else -1.0
    return FineGrayRows(
        patient=patient,
        entry=np.concatenate([np.full(len(time), before_all), times[bounds[step - 1]]]),
        time=times[np.concatenate([end, bounds[step]])],
        event=(status == cause).astype(int)[patient],
        weight=np.concatenate([np.ones(len(time)), chance[step] / chance[own_step[which]]]),
    )


def _checked(time: np.ndarray, status: np.ndarray, cause: int) -> tuple[np.ndarray, np.ndarray]:
    time, status = np.asarray(time, dtype=float), np.asarray(status)
    if len(status) != len(time):
        raise ValueError(f"There are {len(time)} times but {len(status)} values of status.")
    if not np.isfinite(time).all() or (time < 0).any():
        raise ValueError("A time is missing, infinite or negative: leave these rows out first.")
    if not (status >= 0).all():
        raise ValueError("A status is missing or negative: leave these rows out first.")
    if not cause > 0:
        raise ValueError("A cause is coded by a number above 0, which means censored.")
    return time, status


def _weight_steps(place: np.ndarray, event: np.ndarray, n_times: int) -> tuple[np.ndarray, np.ndarray]:
    """Where the chance of remaining uncensored falls, and the last time; the chance up to each of these times."""
    events = np.bincount(place, event, n_times)
    censored = np.bincount(place, ~event, n_times)
    leaving = events + censored
    at_risk = np.cumsum(leaving[::-1])[::-1] - events
    falls = np.flatnonzero(censored)
    after = np.cumprod(1 - censored[falls] / at_risk[falls])
    chance = np.concatenate([[1.0], after])
    if falls.size and falls[-1] == n_times - 1:
        return falls, chance[:-1]
    return np.append(falls, n_times - 1), chance


def _later_steps(own_step: np.ndarray, has_event: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of a competing event, as its place among them, and each later step in which the cause occurs."""
    steps = np.flatnonzero(has_event)
    first = np.searchsorted(steps, own_step, side="right")
    counts = len(steps) - first
    if counts.sum() > MOST_ROWS:
        raise ValueError(
            f"Competing events make {counts.sum():,} weighted rows: round the times, such as to whole days."
        )
    which = np.repeat(np.arange(len(own_step)), counts)
    offset = np.arange(len(which)) - np.repeat(np.cumsum(counts) - counts, counts)
    return which, steps[first[which] + offset]
