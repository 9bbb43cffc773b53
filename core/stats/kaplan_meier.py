"""Kaplan-Meier curves with their limits, quantiles, milestones and numbers at risk."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from core.stats.beta_product import beta_product_limits
from core.stats.event_table import EventTable
from core.stats.times import SAME_TIME, place_at_or_after, place_at_or_before

Interval = Literal["log-log", "log", "plain", "beta-product"]
FollowUpTies = Literal["flipped", "events_first"]

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Curve:
    """One group's survival, with a row for every time at which somebody's follow-up ends.

    Survival and its limits are proportions in [0, 1]. The standard error is Greenwood's, of the survival
    itself; error and limits are nan once survival is 0, and log-log limits are nan while it is 1. Beta product
    limits are nan nowhere.
    """

    n: int
    time: Floats
    at_risk: Counts  # just before the time
    events: Counts
    censored: Counts
    survival: Floats
    std_err: Floats
    lower: Floats
    upper: Floats
    cumulative_hazard: Floats  # Nelson-Aalen
    std_err_cumulative_hazard: Floats
    interval: Interval
    level: float

    @property
    def n_events(self) -> int:
        """How many had the event."""
        return int(self.events.sum())

    @property
    def n_censored(self) -> int:
        """How many were censored."""
        return int(self.censored.sum())


def fit_kaplan_meier(table: EventTable, interval: Interval = "log-log", level: float = 0.95) -> tuple[Curve, ...]:
    """One Kaplan-Meier curve per group, in the order of the groups.

    An event of any cause counts. At tied times events come before censorings. A group without patients gives
    a curve of length 0. "beta-product" limits hold for small groups, where the others are too narrow, and are
    made for patients who all enter at 0. ValueError for an unknown interval, a level outside (0, 1), or beta
    product limits with late entry. Kaplan and Meier (1958) with Greenwood's variance; agrees with R's
    survfit(conf.type = interval) and bpcp.
    """
    if interval == "beta-product":
        _refuse_late_entry(table)
    return _fit_all(table, interval, level)


def fit_reverse_kaplan_meier(
    table: EventTable,
    ties: FollowUpTies = "flipped",
    interval: Interval = "log-log",
    level: float = 0.95,
) -> tuple[Curve, ...]:
    """Follow-up per group: the curve of staying under observation, had nobody had the event.

    Its `events` are the censorings and the reverse. When an event and a censoring share a time, "flipped"
    keeps the patient with the event at risk of that censoring (Schemper and Smith 1996; R's survfit with the
    indicator turned round), "events_first" has removed that patient before (prodlim with reverse = TRUE).
    """
    if ties not in ("flipped", "events_first"):
        raise ValueError(f"Unknown tie rule {ties!r}: use 'flipped' or 'events_first'.")
    if interval == "beta-product":
        _refuse_late_entry(table)
    left = table.events if ties == "events_first" else 0
    followed = replace(
        table,
        at_risk=table.at_risk - left,
        events=table.censored,
        censored=table.events,
        causes=table.censored[:, None, :],
    )
    return _fit_all(followed, interval, level)


_QUANTILE_COLUMNS = pd.Index(["probability", "time", "lower", "upper"])


def quantiles(curve: Curve, probabilities: Sequence[float] = (0.25, 0.5, 0.75)) -> pd.DataFrame:
    """When the given share of patients has had the event, with limits.

    Columns probability, time, lower, upper; times in the unit of the curve, nan where not reached. The time
    at which survival falls to 1 - probability or below; where survival stays exactly there (tolerance 1.5e-8),
    the middle of the flat stretch, up to the next event or the end of follow-up. Limits are the same
    crossings of the limit curves (Brookmeyer and Crowley 1982). ValueError for a probability outside (0, 1).
    Agrees with R's quantile.survfit, save where a limit curve is not monotone: there the first crossing is
    given, as print.survfit does.
    """
    shares = np.asarray(probabilities, dtype=float)
    if not ((shares > 0) & (shares < 1)).all():
        raise ValueError("Probabilities must lie between 0 and 1.")
    time, heights = curve.time, (curve.survival, curve.lower, curve.upper)
    if curve.interval == "beta-product":
        # The lower limit of a small group may be below the height from time 0 on.
        starts = (1.0, *_limits_at_the_start(curve))
        time, heights = np.append(0.0, time), tuple(map(np.append, starts, heights))
    rows = [(share, *(_first_crossing(time, height, 1 - share) for height in heights)) for share in shares]
    return pd.DataFrame(np.array(rows, dtype=float).reshape(-1, 4), columns=_QUANTILE_COLUMNS)


def milestones(curve: Curve, times: ArrayLike) -> pd.DataFrame:
    """Survival at fixed times, with limits.

    Columns time, at_risk (just before the time), events (up to and including it), survival, std_err, lower,
    upper. Past the last time of the curve survival is carried flat and nobody is at risk. Agrees with R's
    summary(survfit, times, extend = TRUE), also where patients enter late: at_risk is then the count at the
    next end of follow-up, and numbers_at_risk() has the exact one.
    """
    asked = np.asarray(times, dtype=float).reshape(-1)
    # An extra first row holds what is so before the first time, an extra last one that nobody is left.
    step = place_at_or_before(curve.time, asked) + 1
    lower, upper = _limits_at_the_start(curve)
    columns = {
        "events": (0, np.cumsum(curve.events)),
        "survival": (1.0, curve.survival),
        "std_err": (0.0, curve.std_err),
        "lower": (lower, curve.lower),
        "upper": (upper, curve.upper),
    }
    at_risk = np.append(curve.at_risk, 0)[place_at_or_after(curve.time, asked)]
    stepped = {name: np.concatenate([[first], rest])[step] for name, (first, rest) in columns.items()}
    return pd.DataFrame({"time": asked, "at_risk": at_risk} | stepped)


def numbers_at_risk(table: EventTable, times: ArrayLike) -> Counts:
    """How many of each group (rows) are under observation just before each of the times (columns).

    Agrees with the n.risk of R's summary(survfit, times, extend = TRUE); where patients enter late R looks
    ahead to the next end of follow-up and counts too many, this does not.
    """
    none_left = np.zeros((table.n_groups, 1), dtype=table.at_risk.dtype)
    asked = np.asarray(times, dtype=float).reshape(-1)
    return np.hstack([table.at_risk, none_left])[:, place_at_or_after(table.times, asked)]


def _fit_all(table: EventTable, interval: Interval, level: float) -> tuple[Curve, ...]:
    return tuple(_fit_one(table.group(group), interval, level) for group in range(table.n_groups))


def _refuse_late_entry(table: EventTable) -> None:
    still_to_end = np.cumsum((table.events + table.censored)[:, ::-1], axis=1)[:, ::-1]
    if (table.at_risk != still_to_end).any():
        raise ValueError("Beta product limits need patients who all enter at time 0: choose log-log limits.")


def _fit_one(table: EventTable, interval: Interval, level: float) -> Curve:
    at_risk, events = table.at_risk[0], table.events[0]
    died = events > 0
    n = np.where(died, at_risk, 1)
    survival = np.cumprod((n - events) / n)
    gone = survival == 0
    survivors = np.where(n > events, n - events, 1)
    relative_error = np.sqrt(np.cumsum(events / (n * survivors.astype(float))))
    std_err = np.where(gone, np.nan, survival * relative_error)
    if interval == "beta-product":
        lower, upper = (limit[1:] for limit in beta_product_limits(at_risk, events, _under_observation(table), level))
    else:
        lower, upper = survival_limits(survival, relative_error, interval, level)
    return Curve(
        n=int(table.n[0]),
        time=table.times,
        at_risk=at_risk,
        events=events,
        censored=table.censored[0],
        survival=survival,
        std_err=std_err,
        lower=lower,
        upper=upper,
        cumulative_hazard=np.cumsum(events / n),
        std_err_cumulative_hazard=np.sqrt(np.cumsum(events / n.astype(float) ** 2)),
        interval=interval,
        level=level,
    )


def _under_observation(table: EventTable) -> Counts:
    """How many of the only group start, and are left just after each time, (T + 1,); everybody enters at 0."""
    return table.n[0] - np.append(0, np.cumsum((table.events + table.censored)[0]))


def _limits_at_the_start(curve: Curve) -> tuple[float, float]:
    """The limits before the first time of the curve, where survival is 1."""
    if curve.interval == "beta-product":
        nobody_yet = np.empty(0, dtype=np.int64)
        limits = beta_product_limits(nobody_yet, nobody_yet, np.array([curve.n]), curve.level)
    else:
        limits = survival_limits(np.ones(1), np.zeros(1), curve.interval, curve.level)
    return float(limits[0][0]), float(limits[1][0])


def survival_limits(
    survival: Floats, relative_error: Floats, interval: Interval, level: float
) -> tuple[Floats, Floats]:
    """Pointwise limits in [0, 1], from survival and its standard error as a share of it; nan at survival 0.

    Log-log limits are nan at survival 1 too. Any shape. ValueError for an unknown interval or level.
    """
    if not 0 < level < 1:
        raise ValueError("The level of the limits must lie between 0 and 1.")
    z = ndtri((1 + level) / 2)
    inside = survival > 0
    s = np.where(inside, survival, 0.5)
    if interval == "plain":
        lower, upper = s - z * s * relative_error, s + z * s * relative_error
    elif interval == "log":
        lower, upper = s * np.exp(-z * relative_error), s * np.exp(z * relative_error)
    elif interval == "log-log":
        inside &= survival < 1
        s = np.where(inside, s, 0.5)
        spread = np.exp(z * relative_error / -np.log(s))
        lower, upper = s**spread, s ** (1 / spread)
    else:
        raise ValueError(f"Unknown interval {interval!r}: use 'log-log', 'log', 'plain' or 'beta-product'.")
    return tuple(np.where(inside, np.clip(limit, 0.0, 1.0), np.nan) for limit in (lower, upper))


def _first_crossing(time: Floats, values: Floats, height: float) -> float:
    """The first time a step curve is at or below a height; nan where it never is.

    On a stretch exactly at the height, its middle.
    """
    known = ~np.isnan(values)
    t, y = time[known], values[known]
    reached = y <= height + SAME_TIME
    first = reached.argmax() if len(y) else 0
    if not len(y) or not reached[first]:
        return np.nan
    if y[first] < height - SAME_TIME:
        return float(t[first])
    below = np.flatnonzero(y[first:] < height - SAME_TIME)
    end = t[first + below[0]] if len(below) else time[-1]
    return float((t[first] + end) / 2)
