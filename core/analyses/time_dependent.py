"""The time-dependent analysis: every patient counts in each state for as long as they are in it. Times in months."""

from dataclasses import dataclass

import numpy as np

from core.analyses.hazard_ratios import HazardRatio, hazard_ratios
from core.analyses.immortal_time import States, read_states
from core.analyses.selection import Selection
from core.analyses.survival import GroupSurvival, group_survivals, ticks_with_numbers, with_few_events
from core.clock import Clock
from core.endpoints import Endpoint
from core.stats.counting_process import StateRows, split_at_change
from core.stats.event_table import EventTable, event_table
from core.stats.kaplan_meier import Interval
from core.stats.logrank import LogRank, compare_logrank

NO_FOLLOW_UP = "no follow-up after time zero"
ENDED_BEFORE = "follow-up over before the curves begin"


@dataclass(frozen=True)
class TimeDependentSurvival:
    """Simon-Makuch curves of the states, the Mantel-Byar test and hazard ratios of a time-dependent covariate.

    `n` patients are compared; with `left_out` they add up to `selected`. `n_changing` change their state while they
    are followed, so that the `n` of the groups, who are ever in the state, add up to more. `at_risk` (groups, ticks)
    may rise. `emptied` names the groups in which nobody is left for a while before others enter: the curve says
    nothing about that time and stays where it was, at 0 for ever if it was there. `ratios` are against the first
    group. Where `refused` gives a reason nobody is compared.
    """

    endpoint: Endpoint
    selected: int
    left_out: tuple[tuple[str, int], ...]
    n: int
    n_events: int
    n_changing: int
    title: str
    groups: tuple[GroupSurvival, ...]
    ticks: np.ndarray
    at_risk: np.ndarray
    emptied: tuple[str, ...]
    mantel_byar: LogRank | None
    ratios: tuple[HazardRatio, ...]
    refused: str

    @property
    def arms_with_few_events(self) -> tuple[str, ...]:
        """The states whose events are too few for the test to be trusted."""
        return with_few_events(self.groups)


def analyse_time_dependent(
    selection: Selection,
    clock: Clock,
    compare: str,
    *,
    since: float = 0.0,
    interval: Interval = "log-log",
    ties: str = "efron",
) -> TimeDependentSurvival:
    """Survival by the states of the field with the slug `compare`, each patient in each while they are in it.

    An event on the day of a change counts in the state before. `since` in months leaves out follow-up before it, as
    Simon and Makuch did, so that the curves do not begin with the few who change first; the clock still starts at
    time zero.
    """
    states = read_states(selection, clock, compare)
    followed = follow_states(states, clock)
    rows = followed.since(since * clock.per_month) if since > 0 else followed
    taken, codes = np.unique(rows.state, return_inverse=True)
    labels = tuple(states.labels[place] for place in taken)
    table = event_table(rows.stop, rows.event, codes, groups=len(labels), entry=rows.start)
    ticks, at_risk = ticks_with_numbers(table, clock.per_month)
    n_compared, n_followed, n = int(states.compared.sum()), followed.n_patients, rows.n_patients
    unseen = ((NO_FOLLOW_UP, n_compared - n_followed), (ENDED_BEFORE, n_followed - n))
    return TimeDependentSurvival(
        endpoint=clock.endpoint,
        selected=selection.n,
        left_out=(*states.left_out, *((reason, count) for reason, count in unseen if count)),
        n=n,
        n_events=int(rows.event.sum()),
        n_changing=int(rows.changes.sum()),
        title=states.title,
        groups=group_survivals(table, labels, clock.per_month, interval, _moved(table, rows, codes)),
        ticks=ticks,
        at_risk=at_risk,
        emptied=tuple(label for label, n_at_risk in zip(labels, table.at_risk, strict=True) if _refills(n_at_risk)),
        mantel_byar=compare_logrank(table) if len(labels) > 1 else None,
        ratios=hazard_ratios(rows.stop, rows.event, codes, labels, entry=rows.start, ties=ties),
        refused=states.refused,
    )


def follow_states(states: States, clock: Clock) -> StateRows:
    """The follow-up of the patients compared, cut where their state changes; `patient` counts only these."""
    used = states.compared
    columns = (clock.time, clock.event, states.before, states.after, states.change)
    return split_at_change(*(column[used] for column in columns), entry=clock.entry_of(used))


def _moved(table: EventTable, rows: StateRows, codes: np.ndarray) -> np.ndarray:
    """How many leave each group for another at each time of the table: (groups, times)."""
    place = np.searchsorted(table.times, rows.stop[rows.changes])
    cells = codes[rows.changes] * len(table.times) + place
    return np.bincount(cells, minlength=table.at_risk.size).reshape(table.at_risk.shape)


def _refills(at_risk: np.ndarray) -> bool:
    """Whether nobody is at risk some time between two times at which somebody is."""
    somebody = np.flatnonzero(at_risk > 0)
    return len(somebody) > 0 and bool((np.diff(somebody) > 1).any())
