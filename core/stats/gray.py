"""Gray's test: do the groups have the same cumulative incidence of an event, with others competing?"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import chdtrc

from core.stats.cumulative_incidence import check_cause, event_free_before
from core.stats.event_table import EventTable
from core.stats.group_tests import as_strata, compare_pairs, quadratic_form

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class GrayTest:
    """A comparison of all groups for one cause; chisq and p are nan and df is 0 where nothing can be compared."""

    cause: int  # the status that marks the event, 1 or more
    chisq: float
    df: int
    p: float
    score: Floats  # (G,) weighted events of the cause, less those expected with equal cumulative incidences
    variance: Floats  # (G, G) of the score


def compare_gray(tables: EventTable | Sequence[EventTable], cause: int, rho: float = 0.0) -> GrayTest:
    """Test whether all groups have the same cumulative incidence of a cause.

    One table, or one per stratum with the same groups: scores and variances are added over strata. `cause` is the
    status of the event; `rho` weights the times by (1 - F(t-))^rho, F being the incidence had the groups the same.
    Groups never at risk together with others drop out of the degrees of freedom. Not estimable (nan) without events
    of the cause, or with fewer than two comparable groups. ValueError for a cause the tables do not have, strata
    whose groups differ, or patients who enter late. Gray (1988); agrees with the Tests of R's cmprsk::cuminc.
    """
    strata = as_strata(tables)
    parts = [_score_and_variance(table, cause, rho) for table in strata]
    score, variance = (np.sum(part, axis=0) for part in zip(*parts, strict=True))
    chisq, df = quadratic_form(score, variance) if np.isfinite(variance).all() else (np.nan, 0)
    return GrayTest(cause, chisq, df, float(chdtrc(df, chisq)) if df else np.nan, score, variance)


def compare_gray_pairwise(tables: EventTable | Sequence[EventTable], cause: int, rho: float = 0.0) -> pd.DataFrame:
    """Compare each pair of groups as if there were no others, with P adjusted for the number of pairs.

    Columns and pairs that cannot be compared as `compare_pairwise` of the log-rank family has them.
    """

    def compare(pair: list[EventTable]) -> tuple[float, float]:
        test = compare_gray(pair, cause, rho)
        return test.chisq, test.p

    return compare_pairs(tables, compare)


@dataclass(frozen=True)
class _Process:
    """What happens to the groups (G,) of one stratum at the times (T,) at which anything does.

    `size` (G, T) is h = R / S(t-): the patients at risk of a group over its event-free survival, so many as would be
    at risk had nobody been censored or had another event. `share` is that of all groups' sizes. `before` and `after`
    are the event-free survival around each time, `incidence_before` the group's own incidence of the cause.
    `incidence` (T,) of the cause is that of all, had all groups the same, and `rise` what each time adds to it.
    """

    at_risk: Floats
    caused: Floats
    competing: Floats
    before: Floats
    after: Floats
    incidence_before: Floats
    size: Floats
    share: Floats
    rise: Floats
    incidence: Floats


def _process(table: EventTable, cause: int) -> _Process:
    check_cause(table, cause)
    if len(table.times) and (table.at_risk[:, 0] != table.n).any():
        raise ValueError("Gray's test needs everybody under observation from time zero: leave late entries out first.")
    eventful = table.events.any(axis=0)
    at_risk, any_event, caused = (
        counts[:, eventful].astype(float) for counts in (table.at_risk, table.events, table.causes[:, cause - 1])
    )
    n = np.maximum(at_risk, 1)
    before = event_free_before(at_risk, any_event)
    jumps = before * caused / n
    size = at_risk / np.where(at_risk > 0, before, 1)
    total = size.sum(axis=0)
    rise = caused.sum(axis=0) / total
    return _Process(
        at_risk=at_risk,
        caused=caused,
        competing=any_event - caused,
        before=before,
        after=before * (n - any_event) / n,
        incidence_before=np.cumsum(jumps, axis=1) - jumps,
        size=size,
        share=size / total,
        rise=rise,
        incidence=np.cumsum(rise),
    )


def _score_and_variance(table: EventTable, cause: int, rho: float) -> tuple[Floats, Floats]:
    """Score (G,) of one stratum and its variance (G, G); nan where the common incidence reaches 1 too early."""
    process = _process(table, cause)
    groups = table.n_groups
    compared = process.share.max(axis=0, initial=0) < 1  # with one group left the rest says nothing
    left = np.where(compared, 1 - (process.incidence - process.rise), 1.0)
    with np.errstate(divide="ignore", invalid="ignore"):
        weight, rate = left**rho, process.rise / left
    if not (np.isfinite(weight).all() and np.isfinite(rate).all()):
        return np.full(groups, np.nan), np.full((groups, groups), np.nan)
    expected = process.size * (1 - process.incidence_before)
    expected *= process.caused.sum(axis=0) / expected.sum(axis=0)
    score = (process.caused - expected) @ weight
    variance = np.zeros((groups, groups))
    for group in range(groups):
        variance += _variance_from(process, group, weight, rate)
    return score, variance


def _variance_from(process: _Process, group: int, weight: Floats, rate: Floats) -> Floats:
    """What the events of one group add to the variance (G, G) of the scores of all.

    An event of the cause moves every score at once (`direct`) and, as a competing event does, later by changing the
    group's event-free survival (`later`). Tied events are corrected as draws without replacement.
    """
    own = np.arange(len(process.size))[:, np.newaxis] == group
    direct = weight * process.size[group] * (own - process.share)
    drift = direct * rate
    later = np.cumsum(drift[:, ::-1], axis=1)[:, ::-1] - drift
    at_risk, size = process.at_risk[group] > 0, np.maximum(process.size[group], 1)
    before, after = process.before[group], process.after[group]
    survivors = np.where(after > 0, after, np.inf)
    kept = (1 - process.incidence) / survivors
    moved = direct + np.where(after > 0, 1 - kept, 1) * later
    d = process.caused.sum(axis=0)
    n = process.size.sum(axis=0) * before
    by_cause = at_risk * process.rise / size * _untied(d, n)
    d, n = process.competing[group], process.at_risk[group]
    by_others = (before * kept / np.maximum(n, 1)) ** 2 * d * _untied(d, n)
    return (moved * by_cause) @ moved.T + (later * by_others) @ later.T


def _untied(events: Floats, at_risk: Floats) -> Floats:
    """(n - d) / (n - 1), and 1 where not more than one event ties."""
    tied = (events > 1) & (at_risk != 1)
    return np.where(tied, 1 - (events - 1) / np.where(tied, at_risk - 1, 1), 1)
