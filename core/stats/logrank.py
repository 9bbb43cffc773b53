"""The log-rank family: are the groups' event rates the same?"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import chdtrc

from core.stats.event_table import EventTable
from core.stats.group_tests import as_strata, compare_pairs, quadratic_form

Weights = Literal[
    "logrank",
    "gehan",
    "tarone_ware",
    "peto_peto",
    "peto_peto_stilde",
    "peto_peto_modified",
    "fleming_harrington",
]

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class LogRank:
    """A comparison of all groups; chisq and p are nan and df is 0 where nothing can be compared."""

    chisq: float
    df: int
    p: float
    observed: Floats  # (G,) weighted numbers of events
    expected: Floats  # (G,) the same, had all groups the same event rates
    variance: Floats  # (G, G) of observed - expected


@dataclass(frozen=True)
class LogRankTrend:
    """A comparison for a trend over ordered groups; z > 0 where higher scores have more events."""

    statistic: float
    z: float
    chisq: float
    df: int
    p: float
    observed: Floats  # (G,)
    expected: Floats  # (G,)
    variance: Floats  # (G, G)


def compare_logrank(
    tables: EventTable | Sequence[EventTable],
    weights: Weights = "logrank",
    rho: float = 0.0,
    gamma: float = 0.0,
) -> LogRank:
    """Test whether all groups have the same event rates.

    One table, or one per stratum with the same groups: sums and variances are added over strata. Groups that
    are never at risk together with others drop out of the degrees of freedom. Not estimable (nan) without
    events, or with fewer than two comparable groups. `rho` and `gamma` are for the Fleming-Harrington weights
    S(t-)^rho (1 - S(t-))^gamma. ValueError for unknown weights or strata whose groups differ.
    Mantel (1966); "logrank" and "peto_peto" agree with R's survdiff, rho = 0 and rho = 1.
    """
    observed, expected, variance = _summed_over_strata(tables, weights, rho, gamma)
    chisq, df = quadratic_form(observed - expected, variance)
    return LogRank(chisq, df, float(chdtrc(df, chisq)) if df else np.nan, observed, expected, variance)


def compare_trend(
    tables: EventTable | Sequence[EventTable],
    scores: ArrayLike,
    weights: Weights = "logrank",
    rho: float = 0.0,
    gamma: float = 0.0,
) -> LogRankTrend:
    """Test for event rates that rise or fall with the scores of the groups, on one degree of freedom.

    scores (G,): one number per group. Tables, strata and weights as in compare_logrank; nan where the scores
    do not differ among comparable groups. ValueError where scores and groups differ in number.
    Tarone (1975); agrees with the sums and variance of R's survdiff.
    """
    observed, expected, variance = _summed_over_strata(tables, weights, rho, gamma)
    scores = np.asarray(scores, dtype=float)
    if scores.shape != observed.shape:
        raise ValueError(f"{len(observed)} groups need {len(observed)} scores, not {scores.size}.")
    centred = scores - scores.mean()  # the test does not depend on where the scores start
    statistic = float(centred @ (observed - expected))
    spread = float(centred @ variance @ centred)
    comparable = spread > 1e-12 * float(centred**2 @ np.diag(variance))
    z = statistic / np.sqrt(spread) if comparable else np.nan
    p = float(chdtrc(1, z * z)) if comparable else np.nan
    return LogRankTrend(statistic, z, z * z, int(comparable), p, observed, expected, variance)


def compare_pairwise(
    tables: EventTable | Sequence[EventTable],
    weights: Weights = "logrank",
    rho: float = 0.0,
    gamma: float = 0.0,
) -> pd.DataFrame:
    """Compare each pair of groups as if there were no others, with P adjusted for the number of pairs.

    Columns a, b (group codes), chisq, p, p_holm, p_bh, p_bonferroni. Pairs that cannot be compared have nan
    and do not count as comparisons. Agrees with R's survdiff on each pair and p.adjust.
    """

    def compare(pair: list[EventTable]) -> tuple[float, float]:
        test = compare_logrank(pair, weights, rho, gamma)
        return test.chisq, test.p

    return compare_pairs(tables, compare)


def _summed_over_strata(
    tables: EventTable | Sequence[EventTable], weights: Weights, rho: float, gamma: float
) -> tuple[Floats, Floats, Floats]:
    if weights not in WEIGHTS:
        raise ValueError(f"Unknown weights {weights!r}: use one of {', '.join(WEIGHTS)}.")
    parts = [_observed_and_expected(table, weights, rho, gamma) for table in as_strata(tables)]
    observed, expected, variance = (np.sum(part, axis=0) for part in zip(*parts, strict=True))
    return observed, expected, variance


def _observed_and_expected(
    table: EventTable, weights: Weights, rho: float, gamma: float
) -> tuple[Floats, Floats, Floats]:
    """Weighted observed (G,) and expected (G,) events of one stratum, and the variance (G, G)."""
    with_events = table.events.any(axis=0)
    at_risk = table.at_risk[:, with_events].astype(float)
    events = table.events[:, with_events].astype(float)
    n, d = at_risk.sum(axis=0), events.sum(axis=0)
    weight = WEIGHTS[weights](n, d, rho, gamma)
    share = at_risk / n
    # One patient at risk has nothing to compare with; n - d is 0 there too.
    scale = weight**2 * d * (n - d) / np.maximum(n - 1, 1)
    variance = -(share * scale) @ share.T
    # Written so, a group that is alone at risk at every event has a variance of exactly 0.
    np.fill_diagonal(variance, (share * (1 - share)) @ scale)
    return events @ weight, share @ (weight * d), variance


def _survival_before(n: Floats, d: Floats) -> Floats:
    """Kaplan-Meier survival of all groups together, just before each event time."""
    return np.concatenate([[1.0], np.cumprod((n - d) / n)])[: len(n)]


def _peto_survival(n: Floats, d: Floats) -> Floats:
    """Survival as Peto and Peto estimate it, at each event time: it never reaches 0."""
    return np.cumprod((n + 1 - d) / (n + 1))


def _fleming_harrington(n: Floats, d: Floats, rho: float, gamma: float) -> Floats:
    before = _survival_before(n, d)
    return before**rho * (1 - before) ** gamma


WEIGHTS: dict[str, Callable[[Floats, Floats, float, float], Floats]] = {
    "logrank": lambda n, d, rho, gamma: np.ones_like(n),
    "gehan": lambda n, d, rho, gamma: n,
    "tarone_ware": lambda n, d, rho, gamma: np.sqrt(n),
    "peto_peto": lambda n, d, rho, gamma: _survival_before(n, d),
    "peto_peto_stilde": lambda n, d, rho, gamma: _peto_survival(n, d),
    "peto_peto_modified": lambda n, d, rho, gamma: _peto_survival(n, d) * n / (n + 1),
    "fleming_harrington": _fleming_harrington,
}
