"""Cumulative incidence of an event with others competing: Aalen-Johansen estimates, errors, limits and milestones."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtri

from core.stats.event_table import EventTable
from core.stats.times import place_at_or_after, place_at_or_before

IncidenceInterval = Literal["log-log", "complementary log-log", "log", "plain"]
IncidenceVariance = Literal["delta", "gray"]
PastTheEnd = Literal["flat", "missing"]

Floats = NDArray[np.float64]
Counts = NDArray[np.int64]


@dataclass(frozen=True)
class Incidence:
    """One group's cumulative incidence of one cause, with a row for every time at which follow-up ends for somebody.

    Incidence and its limits are proportions in [0, 1]; limits are nan while the incidence is 0, or once it is 1.
    """

    cause: int  # the status that marks the event, 1 or more
    n: int
    time: Floats
    at_risk: Counts  # just before the time
    events: Counts  # of the cause
    competing: Counts  # events of all other causes
    censored: Counts
    incidence: Floats
    std_err: Floats
    lower: Floats
    upper: Floats
    interval: IncidenceInterval
    level: float
    variance: IncidenceVariance

    @property
    def n_events(self) -> int:
        """How many had the event."""
        return int(self.events.sum())

    @property
    def n_competing(self) -> int:
        """How many had another event, after which this one could not be seen."""
        return int(self.competing.sum())

    @property
    def n_censored(self) -> int:
        """How many were censored."""
        return int(self.censored.sum())


def fit_cumulative_incidence(
    table: EventTable,
    cause: int,
    interval: IncidenceInterval = "log-log",
    variance: IncidenceVariance = "delta",
    level: float = 0.95,
) -> tuple[Incidence, ...]:
    """One cumulative incidence per group, in the order of the groups.

    `cause` is the status of the event, 1 to the number of causes of the table; every other cause competes. Tied
    events are exact: all of one time leave the same patients at risk. `variance` "delta" is that of R's survfit
    for several states (Marubini and Valsecchi 1995), "gray" that of cmprsk::cuminc (Gray 1988); the latter is the
    larger one where few are left. Limits are symmetric in F ("plain"), log F ("log"), log(-log F) ("log-log": as
    survfit and SAS) or log(-log(1 - F)) ("complementary log-log"). A group without patients gives a curve of length
    0. ValueError for a cause the table does not have, an unknown interval or variance, a level outside (0, 1).
    """
    check_cause(table, cause)
    if variance not in JUMPS:
        raise ValueError(f"Unknown variance {variance!r}: use 'delta' or 'gray'.")
    groups = (table.group(group) for group in range(table.n_groups))
    return tuple(_fit_one(group, cause, interval, variance, level) for group in groups)


def incidence_at(curve: Incidence, times: ArrayLike, past_the_end: PastTheEnd = "flat") -> pd.DataFrame:
    """Cumulative incidence at fixed times, with limits.

    Columns time, at_risk (just before the time), events and competing (up to and including it), incidence, std_err,
    lower, upper. Past the last time of the curve nobody is at risk, and programs differ: "flat" carries the incidence
    on, as R's summary(survfit, times, extend = TRUE) and `milestones` do, "missing" gives nan, as cmprsk::timepoints.
    ValueError for another `past_the_end`.
    """
    if past_the_end not in ("flat", "missing"):
        raise ValueError(f"Past the last time an incidence is 'flat' or 'missing', not {past_the_end!r}.")
    asked = np.asarray(times, dtype=float).reshape(-1)
    step = place_at_or_before(curve.time, asked) + 1
    after = place_at_or_after(curve.time, asked)
    columns = {
        "events": (0, np.cumsum(curve.events)),
        "competing": (0, np.cumsum(curve.competing)),
        "incidence": (0.0, curve.incidence),
        "std_err": (0.0, curve.std_err),
        "lower": (np.nan, curve.lower),
        "upper": (np.nan, curve.upper),
    }
    stepped = {name: np.concatenate([[first], rest])[step] for name, (first, rest) in columns.items()}
    if past_the_end == "missing":
        estimates = ("incidence", "std_err", "lower", "upper")
        stepped |= {name: np.where(after == len(curve.time), np.nan, stepped[name]) for name in estimates}
    return pd.DataFrame({"time": asked, "at_risk": np.append(curve.at_risk, 0)[after]} | stepped)


def event_free_and_incidences(table: EventTable) -> tuple[pd.DataFrame, ...]:
    """Per group, the share of patients in every state at every time at which somebody's follow-up ends.

    Columns time, at_risk, event_free (Kaplan-Meier survival without any event), incidence_1 to incidence_K, one for
    each cause; the shares add up to 1 at every time.
    """
    return tuple(_states(table.group(group)) for group in range(table.n_groups))


def check_cause(table: EventTable, cause: int) -> None:
    """ValueError where the table has no such cause."""
    n_causes = table.causes.shape[1]
    if cause not in range(1, n_causes + 1):
        raise ValueError(f"The table has causes 1 to {n_causes}, not {cause!r}: give the status of the event.")


def event_free_before(at_risk: NDArray, events: NDArray) -> Floats:
    """Kaplan-Meier survival without any event, just before each time (last axis)."""
    n = np.maximum(at_risk, 1)
    return _until_before(np.cumprod((n - events) / n, axis=-1), 1.0)


def _states(table: EventTable) -> pd.DataFrame:
    at_risk, events = table.at_risk[0], table.events[0]
    before = event_free_before(at_risk, events)
    n = np.maximum(at_risk, 1)
    shares = {"event_free": before * (n - events) / n}
    for place, caused in enumerate(table.causes[0], start=1):
        shares[f"incidence_{place}"] = np.cumsum(before * caused / n)
    return pd.DataFrame({"time": table.times, "at_risk": at_risk} | shares)


def _fit_one(
    table: EventTable, cause: int, interval: IncidenceInterval, variance: IncidenceVariance, level: float
) -> Incidence:
    at_risk, any_event, events = table.at_risk[0], table.events[0], table.causes[0, cause - 1]
    before = event_free_before(at_risk, any_event)
    n = np.maximum(at_risk, 1).astype(float)
    jumps = before * events / n
    incidence = np.cumsum(jumps)
    std_err = np.sqrt(_accumulated(jumps, *JUMPS[variance](n, any_event, events, before)))
    lower, upper = _limits(incidence, std_err, interval, level)
    return Incidence(
        cause=cause,
        n=int(table.n[0]),
        time=table.times,
        at_risk=at_risk,
        events=events,
        competing=any_event - events,
        censored=table.censored[0],
        incidence=incidence,
        std_err=std_err,
        lower=lower,
        upper=upper,
        interval=interval,
        level=level,
        variance=variance,
    )


def _accumulated(jumps: Floats, squared: Floats, crossed: Floats, own: Floats) -> Floats:
    """At each time, the sum over the times up to it of squared q^2 - 2 crossed q + own, the variance of the incidence.

    q is the rise of the incidence since the earlier time. Written as sums of what each jump adds, all of them
    positive: powers of differences of large sums would cost digits where few patients are left.
    """
    squared_before = _until_before(np.cumsum(squared), 0.0)
    rise = np.cumsum(jumps * squared_before)
    quadratic = np.cumsum(jumps * (2 * _until_before(rise, 0.0) + jumps * squared_before))
    linear = np.cumsum(jumps * _until_before(np.cumsum(crossed), 0.0))
    return np.maximum(quadratic - 2 * linear + np.cumsum(own), 0.0)


def _until_before(values: Floats, at_first: float) -> Floats:
    """Each value one place later along the last axis, and `at_first` at the first."""
    later = np.concatenate([np.full((*values.shape[:-1], 1), at_first), values], axis=-1)
    return later[..., : values.shape[-1]]


def _delta(n: Floats, any_event: Counts, events: Counts, before: Floats) -> tuple[Floats, Floats, Floats]:
    survivors = np.where(n > any_event, n - any_event, np.inf)
    return any_event / n / survivors, before * events / n**2, before**2 * events * (n - events) / n**3


def _gray(n: Floats, any_event: Counts, events: Counts, before: Floats) -> tuple[Floats, Floats, Floats]:
    """The recursion of Gray (1988) as cmprsk has it, the ties of each cause corrected by themselves."""
    survivors = np.where(n > any_event, n - any_event, np.inf)
    tied, tied_competing = (
        d * np.where(d > 1, (n - d) / np.maximum(n - 1, 1), 1.0) for d in (events, any_event - events)
    )
    return (tied + tied_competing) / survivors**2, before * tied / (n * survivors), before**2 * tied / n**2


JUMPS = {"delta": _delta, "gray": _gray}


def _limits(incidence: Floats, std_err: Floats, interval: IncidenceInterval, level: float) -> tuple[Floats, Floats]:
    """Pointwise limits in [0, 1]; nan where the incidence is 0 or 1."""
    if not 0 < level < 1:
        raise ValueError("The level of the limits must lie between 0 and 1.")
    spread = ndtri((1 + level) / 2) * std_err
    inside = (incidence > 0) & (incidence < 1)
    f = np.where(inside, incidence, 0.5)
    with np.errstate(over="ignore"):  # exp() of a huge spread is infinite and its limit 0 or 1
        if interval == "plain":
            lower, upper = f - spread, f + spread
        elif interval == "log":
            lower, upper = f * np.exp(-spread / f), f * np.exp(spread / f)
        elif interval == "log-log":
            power = np.exp(-spread / (f * np.log(f)))
            lower, upper = f**power, f ** (1 / power)
        elif interval == "complementary log-log":
            power = np.exp(-spread / ((1 - f) * np.log1p(-f)))
            lower, upper = 1 - (1 - f) ** (1 / power), 1 - (1 - f) ** power
        else:
            raise ValueError(
                f"Unknown interval {interval!r}: use 'log-log', 'complementary log-log', 'log' or 'plain'."
            )
    return tuple(np.where(inside, np.clip(limit, 0.0, 1.0), np.nan) for limit in (lower, upper))
