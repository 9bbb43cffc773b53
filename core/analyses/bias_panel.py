"""The same comparison three ways: from time zero as if all were known, from a landmark, and as time passes."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np

from core.analyses.hazard_ratios import HazardRatio, hazard_ratios
from core.analyses.immortal_time import read_states
from core.analyses.landmark import reach_landmark
from core.analyses.selection import Selection
from core.analyses.time_dependent import follow_states
from core.clock import EVENT, Clock
from core.endpoints import Endpoint
from core.stats.event_table import event_table
from core.stats.logrank import LogRank, compare_logrank

Method = Literal["naive", "landmark", "time-dependent"]


@dataclass(frozen=True)
class MethodEstimate:
    """What one method gives: patients, events, a hazard ratio of each group against the reference, a test of all.

    `ratios` has the groups that have patients; their own `reference` differs from that of the panel where nobody is
    in it by the landmark. `test` is the log-rank or the Mantel-Byar test, None with fewer than two groups.
    """

    method: Method
    n: int
    n_events: int
    ratios: tuple[HazardRatio, ...]
    test: LogRank | None


@dataclass(frozen=True)
class BiasPanel:
    """Naive, landmark and time-dependent estimates of one comparison, side by side.

    The patients who can be compared are the same for all three, and `left_out` of `selected` are in none; the
    landmark analysis further loses those who do not reach it, the time-dependent one those without follow-up.
    `labels` are the groups, `reference` the one the others are compared with. Where `refused` gives a reason nobody
    is compared.
    """

    endpoint: Endpoint
    title: str
    landmark: float
    selected: int
    left_out: tuple[tuple[str, int], ...]
    reference: str
    labels: tuple[str, ...]
    estimates: tuple[MethodEstimate, ...]
    refused: str


class _Stretches(NamedTuple):
    """Follow-up as rows: time, event, state, and where it starts late, entry."""

    time: np.ndarray
    event: np.ndarray
    codes: np.ndarray
    entry: np.ndarray | None


def compare_methods(
    selection: Selection,
    clock: Clock,
    compare: str,
    landmark: float,
    *,
    ties: str = "efron",
) -> BiasPanel:
    """Compare by the field with the slug `compare` from time zero, from a landmark in months, and time-dependently.

    The naive estimate takes every patient for what they become, as if it were known from the start. The reference
    is the first state in which anybody ends, the same for all three.
    """
    states = read_states(selection, clock, compare)
    used = states.compared
    final = states.finally_known().codes
    after, kept = reach_landmark(states, clock, landmark)
    rows = follow_states(states, clock)
    reference = int(final[used].min(initial=len(states.labels)))
    late = clock.entry_of(used)
    moment, event_after = landmark * clock.per_month, (after.event == EVENT).astype(int)
    stretches = {
        "naive": _Stretches(clock.time[used], clock.event[used], final[used], late),
        "landmark": _Stretches(after.time, event_after, states.at(moment).codes[kept], after.entry),
        "time-dependent": _Stretches(rows.stop, rows.event, rows.state, rows.start),
    }
    patients = {"naive": int(used.sum()), "landmark": int(kept.sum()), "time-dependent": rows.n_patients}
    return BiasPanel(
        endpoint=clock.endpoint,
        title=states.title,
        landmark=float(landmark),
        selected=selection.n,
        left_out=states.left_out,
        reference=states.labels[reference] if used.any() else "",
        labels=states.labels,
        estimates=tuple(
            _estimate(method, patients[method], columns, states.labels, reference, ties)
            for method, columns in stretches.items()
        ),
        refused=states.refused,
    )


def _estimate(
    method: Method, n: int, stretches: _Stretches, labels: tuple[str, ...], reference: int, ties: str
) -> MethodEstimate:
    """One line of the panel."""
    time, event, codes, entry = stretches
    several = len(np.unique(codes)) > 1
    table = event_table(time, event, codes, groups=max(len(labels), 1), entry=entry)
    return MethodEstimate(
        method=method,
        n=n,
        n_events=int(np.sum(event)),
        ratios=hazard_ratios(time, event, codes, labels, entry=entry, ties=ties, reference=reference),
        test=compare_logrank(table) if several else None,
    )
