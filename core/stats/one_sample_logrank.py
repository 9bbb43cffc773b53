"""The one-sample log-rank test: a cohort against a published curve, known by milestones or by its median."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc, gammaincinv
from scipy.stats import poisson

from core.stats.event_table import EventTable
from core.stats.times import place_at_or_after, place_at_or_before

Floats = NDArray[np.float64]

# Counts as probable as the one observed count as at least as extreme: the figure of R's poisson.test.
EQUALLY_LIKELY = 1e-7


@dataclass(frozen=True)
class Reference:
    """A published curve as a hazard that is constant from each start to the next, and from the last one to the end."""

    starts: Floats  # (M,) ascending from 0, in the unit of the cohort's times
    rates: Floats  # (M,) events per unit of time
    end: float  # the time up to which the curve is known; infinite for an exponential curve

    def hazard_until(self, times: ArrayLike) -> Floats:
        """The cumulative hazard at each of the times, or at the end of the curve where that comes first."""
        known = np.minimum(np.asarray(times, dtype=float), self.end)
        piece = np.searchsorted(self.starts, known, side="right") - 1
        before = np.concatenate([[0.0], np.cumsum(self.rates[:-1] * np.diff(self.starts))])
        return before[piece] + self.rates[piece] * (known - self.starts[piece])


@dataclass(frozen=True)
class OneSampleLogRank:
    """Events observed in a cohort and expected, had it the survival of the published curve.

    Without expected events everything but the counts is nan. `p` is of the chi-squared test on one degree of
    freedom, `p_exact` of the Poisson distribution; the limits of the ratio are exact.
    """

    n: int
    observed: int
    expected: float
    ratio: float  # standardised mortality ratio: above 1 where the cohort does worse
    lower: float
    upper: float
    level: float
    z: float
    chisq: float
    p: float
    p_exact: float
    until: float  # patients were censored at this time, the end of the curve; infinite if it has none


def reference_from_milestones(times: ArrayLike, survival: ArrayLike) -> Reference:
    """A published curve read off at some times; its cumulative hazard is straight between them.

    times (M,): ascending, above 0, in the unit of the cohort's times. survival (M,): proportions in (0, 1].
    ValueError for anything else, and for survival that rises.
    """
    times, survival = np.atleast_1d(np.asarray(times, dtype=float)), np.atleast_1d(np.asarray(survival, dtype=float))
    if times.ndim != 1 or times.shape != survival.shape or not len(times):
        raise ValueError("Give at least one milestone, and one survival for each time.")
    if not (np.isfinite(times).all() and (np.diff(times, prepend=0.0) > 0).all()):
        raise ValueError("The times of the milestones must be above 0 and ascending: sort them, without repeats.")
    if not ((survival > 0) & (survival <= 1)).all():
        raise ValueError(
            "Survival at a milestone must be a proportion above 0 and at most 1: divide percentages by 100,"
            " and leave out milestones at which nobody is alive, where no hazard is defined."
        )
    if (np.diff(survival) > 0).any():
        raise ValueError("Survival rises from one milestone to the next: check the published figures.")
    hazard = -np.log(survival) + 0.0
    return Reference(
        starts=np.concatenate([[0.0], times[:-1]]),
        rates=np.diff(hazard, prepend=0.0) / np.diff(times, prepend=0.0),
        end=float(times[-1]),
    )


def reference_from_median(median: float) -> Reference:
    """The exponential curve with this median, in the unit of the cohort's times; ValueError if it is not above 0."""
    if not 0 < median < np.inf:
        raise ValueError("The published median must be a time above 0; where it was not reached, use milestones.")
    return Reference(starts=np.zeros(1), rates=np.array([np.log(2) / median]), end=np.inf)


def compare_one_sample(table: EventTable, reference: Reference, level: float = 0.95) -> OneSampleLogRank:
    """Test whether a cohort has the survival of a published curve.

    Everybody in the table is one cohort; for one of its groups give table.select([group]), which keeps the entry
    times that table.group() forgets. Patients are censored at the end of the curve. Expected is the sum of the
    reference's cumulative hazard over each patient's time under observation, from entry to exit. The curve counts
    as known without error, so P is too small where it comes from few patients; the chi-squared test is
    conservative in small cohorts (Wu 2014). The limits put half of 1 - level in each tail, the exact P adds up
    all counts at most as probable as the one observed: near the level they may disagree.

    ValueError for a curve that goes on after the last patient's follow-up, or a level outside (0, 1).
    Breslow (1975), Finkelstein, Muzikansky and Schoenfeld (2003); agrees with R's survdiff(Surv ~ offset(S)) and,
    for the exact P and the limits, poisson.test(observed, expected).
    """
    if not 0 < level < 1:
        raise ValueError("The level of the limits must lie between 0 and 1.")
    at_risk, events = table.at_risk.sum(axis=0), table.events.sum(axis=0)
    _check_reach(reference, table)
    observed = int(events[: place_at_or_before(table.times, reference.end) + 1].sum())
    expected = float(at_risk @ np.diff(reference.hazard_until(table.times), prepend=0.0))
    compared = expected > 0
    z = float((observed - expected) / np.sqrt(expected)) if compared else np.nan
    lower, upper = _ratio_limits(observed, expected, level) if compared else (np.nan, np.nan)
    return OneSampleLogRank(
        n=int(table.n.sum()),
        observed=observed,
        expected=expected,
        ratio=observed / expected if compared else np.nan,
        lower=lower,
        upper=upper,
        level=level,
        z=z,
        chisq=z * z,
        p=float(chdtrc(1, z * z)) if compared else np.nan,
        p_exact=_exact_p(observed, expected) if compared else np.nan,
        until=reference.end,
    )


def _check_reach(reference: Reference, table: EventTable) -> None:
    if np.isinf(reference.end) or not len(table.times):
        return
    if place_at_or_after(table.times, reference.end) == len(table.times):
        raise ValueError(
            f"The published curve goes on to {reference.end:g}, and nobody here was followed beyond"
            f" {table.times[-1]:g}: leave out the milestones after that."
        )


def _ratio_limits(observed: int, expected: float, level: float) -> tuple[float, float]:
    tail = (1 - level) / 2
    lower = gammaincinv(observed, tail) if observed else 0.0
    return float(lower / expected), float(gammaincinv(observed + 1, 1 - tail) / expected)


def _exact_p(observed: int, expected: float) -> float:
    """The Poisson probability of all counts at most as probable as the one observed."""
    most = poisson.pmf(observed, expected) * (1 + EQUALLY_LIKELY)
    if observed == expected:
        return 1.0
    if observed > expected:
        below = np.arange(np.floor(expected) + 1)
        as_rare = int((poisson.pmf(below, expected) <= most).sum())
        return float(poisson.cdf(as_rare - 1, expected) + poisson.sf(observed - 1, expected))
    furthest = np.ceil(2 * expected - observed)
    while poisson.pmf(furthest, expected) > most:
        furthest *= 2
    above = np.arange(np.ceil(expected), furthest + 1)
    as_rare = int((poisson.pmf(above, expected) <= most).sum())
    return float(poisson.cdf(observed, expected) + poisson.sf(furthest - as_rare, expected))
