"""Conditional survival: how those still alive at a time go on to live."""

from dataclasses import replace

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from core.stats.event_table import EventTable
from core.stats.kaplan_meier import Interval, fit_kaplan_meier, milestones
from core.stats.times import SAME_TIME, place_at_or_before

_COLUMNS = pd.Index(
    ["group", "given", "time", "at_risk_given", "at_risk", "events", "survival", "std_err", "lower", "upper"]
)


def table_after(table: EventTable, given: float) -> EventTable:
    """What happens after a time, with the clock kept: only patients whose follow-up goes on beyond it.

    Patients are at risk from the time given on; `n` counts them and those who enter later. Its Kaplan-Meier
    curve is survival conditional on being alive at that time. The times are those of the table beyond it.
    """
    later = place_at_or_before(table.times, given) + 1
    ends = table.events[:, later:] + table.censored[:, later:]
    return replace(
        table,
        times=table.times[later:],
        at_risk=table.at_risk[:, later:],
        events=table.events[:, later:],
        censored=table.censored[:, later:],
        causes=table.causes[:, :, later:],
        n=ends.sum(axis=1),
    )


def conditional_survival(
    table: EventTable, given: float, times: ArrayLike, interval: Interval = "log-log", level: float = 0.95
) -> pd.DataFrame:
    """Survival to each time of those alive at the time given, S(time) / S(given): a row per group and time.

    Columns group, given, time (both on the clock of the table), at_risk_given (under observation just after the
    time given), at_risk (just before the time), events (between the two), survival, std_err (Greenwood over what
    happens between the two), lower, upper; as milestones() has them, survival carried flat past the last
    follow-up. Survival, error and limits are nan where nobody is at risk just after the time given. ValueError
    for a time before it, an unknown interval or a level outside (0, 1). Davis and others (2010), Zabor and
    others (2013); the Kaplan-Meier estimate with everybody entering at the time given.
    """
    asked = np.asarray(times, dtype=float).reshape(-1)
    if not (asked >= given - SAME_TIME * max(1.0, abs(given))).all():
        raise ValueError("Conditional survival looks ahead: ask for times at or after the time given.")
    later = table_after(table, given)
    at_risk = later.at_risk[:, 0] if len(later.times) else np.zeros(table.n_groups, dtype=np.int64)
    frames = []
    for group, curve in enumerate(fit_kaplan_meier(later, interval, level)):
        found = milestones(curve, asked).assign(group=group, given=float(given), at_risk_given=at_risk[group])
        if at_risk[group] == 0:
            found[["survival", "std_err", "lower", "upper"]] = np.nan
        frames.append(found[_COLUMNS])
    return pd.concat(frames, ignore_index=True)
