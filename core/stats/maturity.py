"""Data maturity: how much of what a group will show has been seen by now."""

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray

from core.stats.event_table import EventTable
from core.stats.kaplan_meier import FollowUpTies, fit_reverse_kaplan_meier, quantiles
from core.stats.times import place_at_or_after

Floats = NDArray[np.float64]

_COLUMNS = pd.Index(
    [
        "group",
        "n",
        "events",
        "event_share",
        "median_follow_up",
        "lower",
        "upper",
        "last_time",
        "last_time_10_percent",
        "last_time_5_percent",
    ]
)


def data_maturity(table: EventTable, ties: FollowUpTies = "flipped", level: float = 0.95) -> pd.DataFrame:
    """Events and follow-up of each group: a row per group.

    Columns group (code), n, events, event_share (in [0, 1]), median_follow_up with lower and upper log-log limits
    (reverse Kaplan-Meier, `ties` as in fit_reverse_kaplan_meier), last_time (the longest follow-up),
    last_time_10_percent and last_time_5_percent (see last_time_at_risk). Times in the unit of the table, nan
    where there is none; all nan but the counts for a group of nobody.
    """
    medians = [
        quantiles(curve, [0.5]).loc[0, ["time", "lower", "upper"]]
        for curve in fit_reverse_kaplan_meier(table, ties, level=level)
    ]
    events = table.events.sum(axis=1)
    groups = pd.DataFrame(np.array(medians, dtype=float), columns=["median_follow_up", "lower", "upper"]).assign(
        group=np.arange(table.n_groups),
        n=table.n,
        events=events,
        event_share=_share(events, table.n),
        last_time=last_time_at_risk(table, 0),
        last_time_10_percent=last_time_at_risk(table, 0.10),
        last_time_5_percent=last_time_at_risk(table, 0.05),
    )
    return groups[_COLUMNS]


def informative_patients(table: EventTable, times: ArrayLike) -> pd.DataFrame:
    """How many patients have told, by each time, whether they have the event by then: a row per group and time.

    Columns group (code), time, n, informative (those with the event before or at the time, or followed up to it),
    share (the information fraction, in [0, 1]; nan for a group of nobody). A patient censored at the time is
    followed up to it; one censored before is not.
    """
    asked = np.asarray(times, dtype=float).reshape(-1)
    none_yet = np.zeros((table.n_groups, 1), dtype=np.int64)
    lost = np.hstack([none_yet, np.cumsum(table.censored, axis=1)])[:, place_at_or_after(table.times, asked)]
    n = np.broadcast_to(table.n[:, None], lost.shape)
    columns = {
        "group": np.repeat(np.arange(table.n_groups), len(asked)),
        "time": np.tile(asked, table.n_groups),
        "n": n.ravel(),
        "informative": (n - lost).ravel(),
        "share": _share(n - lost, n).ravel(),
    }
    return pd.DataFrame(columns)


def last_time_at_risk(table: EventTable, share: float) -> Floats:
    """The last time up to which at least this share of a group's patients is under observation, (G,).

    share in [0, 1] of all patients of the group; 0 asks for at least one patient, so gives the longest follow-up.
    nan where it never is, as in a group of nobody. ValueError for a share outside [0, 1].
    """
    if not 0 <= share <= 1:
        raise ValueError("The share of patients must lie between 0 and 1.")
    enough = np.maximum(share * table.n[:, None] - 1e-9, 0.5)
    times = np.where(table.at_risk >= enough, table.times, -1.0)
    last = times.max(axis=1, initial=-1.0)
    return np.where(last >= 0, last, np.nan)


def _share(count: NDArray[np.int64], n: NDArray[np.int64]) -> Floats:
    return np.where(n > 0, count / np.maximum(n, 1), np.nan)
