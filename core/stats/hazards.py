"""Hazards by interval: events per person-time, year by year or in any other intervals."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaincinv

from core.stats.event_table import EventTable
from core.stats.times import place_at_or_before

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]

_COLUMNS = pd.Index(["group", "start", "end", "at_risk", "events", "person_time", "hazard", "lower", "upper"])


def equal_breaks(table: EventTable, width: float) -> Floats:
    """Breaks 0, width, 2 width, … up to the first at or after the last follow-up of any group; at least one interval.

    ValueError for a width that is not positive.
    """
    if not 0 < width < np.inf:
        raise ValueError("The width of the intervals must be a positive time.")
    last = table.times[-1] if len(table.times) else 0.0
    return width * np.arange(max(1, int(np.ceil(last / width - 1e-9))) + 1)


def piecewise_hazards(table: EventTable, breaks: ArrayLike, *, per: float = 1.0, level: float = 0.95) -> pd.DataFrame:
    """Events per person-time in each interval between breaks, with exact limits: a row per group and interval.

    Columns group, start, end, at_risk (under observation just after the start), events, person_time (in the unit
    of the times, from entry where patients enter late), hazard, lower, upper: events per `per` units of
    person-time, so that times in months and per = 12 give yearly hazards. An interval has the events after its
    start up to and including its end; one that starts at 0 has those at 0 and counts everybody at risk of them.
    Events of any cause. Limits are of a Poisson count (Garwood 1936): the lower is 0 without events. nan without
    person-time. ValueError for breaks that do not ascend from 0 or later, or a level outside (0, 1). Agrees with
    R's pyears and poisson.test.
    """
    edges = np.asarray(breaks, dtype=float).reshape(-1)
    if not (len(edges) > 1 and edges[0] >= 0 and edges[-1] < np.inf and (np.diff(edges) > 0).all()):
        raise ValueError("Give at least two breaks that ascend from 0 or later.")
    if not 0 < level < 1:
        raise ValueError("The level of the limits must lie between 0 and 1.")
    events = np.diff(_events_up_to(table, edges), axis=1)
    person_time = np.diff(_person_time_up_to(table, edges), axis=1)
    lower, upper = _poisson_limits(events, level)
    exposure = np.where(person_time > 0, person_time, np.nan) / per
    columns = {
        "group": np.repeat(np.arange(table.n_groups), len(edges) - 1),
        "start": np.tile(edges[:-1], table.n_groups),
        "end": np.tile(edges[1:], table.n_groups),
        "at_risk": _at_risk_after(table, edges[:-1]).ravel(),
        "events": events.ravel(),
        "person_time": person_time.ravel(),
        "hazard": (events / exposure).ravel(),
        "lower": (lower / exposure).ravel(),
        "upper": (upper / exposure).ravel(),
    }
    return pd.DataFrame(columns, columns=_COLUMNS)


def _events_up_to(table: EventTable, times: Floats) -> Counts:
    """Events at or before each time, (G, len(times)); none before time 0, which counts as after itself."""
    none_yet = np.zeros((table.n_groups, 1), dtype=np.int64)
    counted = np.hstack([none_yet, np.cumsum(table.events, axis=1)])
    return np.where(times > 0, counted[:, place_at_or_before(table.times, times) + 1], 0)


def _person_time_up_to(table: EventTable, times: Floats) -> Floats:
    """Time under observation up to each time, summed over patients, (G, len(times))."""
    edges = np.append(0.0, table.times)
    counted = np.cumsum(table.at_risk * np.diff(edges), axis=1)
    return np.stack([np.interp(times, edges, np.append(0.0, row)) for row in counted])


def _at_risk_after(table: EventTable, times: Floats) -> Counts:
    """Patients under observation just after each time, at 0 also those whose follow-up ends there, (G, len(times))."""
    none_left = np.zeros((table.n_groups, 1), dtype=table.at_risk.dtype)
    places = np.where(times > 0, place_at_or_before(table.times, times) + 1, 0)
    return np.hstack([table.at_risk, none_left])[:, places]


def _poisson_limits(events: Counts, level: float) -> tuple[Floats, Floats]:
    tail = (1 - level) / 2
    lower = np.where(events > 0, gammaincinv(np.maximum(events, 1), tail), 0.0)
    return lower, gammaincinv(events + 1, 1 - tail)
