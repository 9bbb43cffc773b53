"""The landmark analysis: patients compared from a fixed time on, by what was known of each by then. Times in months."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from core.analyses.compared import Compared
from core.analyses.hazard_ratios import HazardRatio, hazard_ratios, ratios_of
from core.analyses.immortal_time import States, read_states
from core.analyses.selection import Selection
from core.analyses.survival import GroupSurvival, group_survivals, ticks_with_numbers, with_few_events
from core.clock import EVENT, Clock
from core.endpoints import Endpoint
from core.stats.cox import univariable
from core.stats.design import Factor
from core.stats.event_table import event_table
from core.stats.kaplan_meier import Interval
from core.stats.landmark import Landmark, at_landmark
from core.stats.logrank import LogRank, compare_logrank
from core.stats.times import at_or_before
from core.view import View

EVENT_BY_LANDMARK, CENSORED_BY_LANDMARK = "event by the landmark", "censored by the landmark"

RANGE_COLUMNS = ("landmark", "label", "n", "n_exposed", "hr", "lower", "upper", "p")
MOST_LANDMARKS = 120
STEPS_MONTHS = (1, 2, 3, 6, 12)


@dataclass(frozen=True)
class LandmarkSurvival:
    """Survival from the landmark of those who reach it; all times are months after it.

    `left_out` are the selected patients who cannot be compared, `excluded` those who do not reach the landmark, by
    reason; with `n` they add up to `selected`. `changing_later` are kept and change their state after the landmark:
    they count as what they were by then. `empty_arms` are states nobody is in at the landmark. `ratios` are against
    the first arm. Where `refused` gives a reason nobody is compared.
    """

    endpoint: Endpoint
    landmark: float
    selected: int
    left_out: tuple[tuple[str, int], ...]
    excluded: tuple[tuple[str, int], ...]
    changing_later: int
    title: str
    empty_arms: tuple[str, ...]
    groups: tuple[GroupSurvival, ...]
    ticks: np.ndarray
    at_risk: np.ndarray
    logrank: LogRank | None
    ratios: tuple[HazardRatio, ...]
    refused: str

    @property
    def n(self) -> int:
        """The patients who reach the landmark."""
        return sum(arm.n for arm in self.groups)

    @property
    def n_events(self) -> int:
        """The events after the landmark."""
        return sum(arm.n_events for arm in self.groups)

    @property
    def arms_with_few_events(self) -> tuple[str, ...]:
        """The arms whose events are too few for the test to be trusted."""
        return with_few_events(self.groups)


def analyse_landmark(
    selection: Selection,
    clock: Clock,
    compare: str,
    landmark: float,
    *,
    interval: Interval = "log-log",
    ties: str = "efron",
) -> LandmarkSurvival:
    """Survival from a landmark in months, by the states of the field with the slug `compare` at the landmark.

    Kept are those whose follow-up is longer than the landmark: an event on its day is before it. An empty slug
    compares nothing.
    """
    states = read_states(selection, clock, compare)
    found, kept = reach_landmark(states, clock, landmark)
    moment = landmark * clock.per_month
    arms = states.at(moment).of(kept).occupied()
    codes, event = arms.codes[kept], (found.event == EVENT).astype(int)
    table = event_table(found.time, event, codes, groups=len(arms), entry=found.entry)
    ticks, at_risk = ticks_with_numbers(table, clock.per_month)
    return LandmarkSurvival(
        endpoint=clock.endpoint,
        landmark=float(landmark),
        selected=selection.n,
        left_out=states.left_out,
        excluded=_excluded(found),
        changing_later=int(states.change_after(moment)[kept].sum()),
        title=states.title,
        empty_arms=tuple(label for label in states.labels if label not in arms.labels),
        groups=group_survivals(table, arms.labels, clock.per_month, interval),
        ticks=ticks,
        at_risk=at_risk,
        logrank=compare_logrank(table) if len(arms) > 1 else None,
        ratios=hazard_ratios(found.time, event, codes, arms.labels, entry=found.entry, ties=ties),
        refused=states.refused,
    )


def reach_landmark(states: States, clock: Clock, landmark: float) -> tuple[Landmark, np.ndarray]:
    """The patients compared at the landmark, given in months, and a mask of the cohort of those who reach it.

    The `event` of the patients is their status: 2 where what competes with the event came first.
    """
    used = states.compared
    found = at_landmark(clock.time[used], clock.status[used], landmark * clock.per_month, entry=clock.entry_of(used))
    kept = np.zeros(len(used), dtype=bool)
    kept[used] = found.kept
    return found, kept


def compare_from_landmark(compared: Compared, compare: str, landmark: float) -> Compared:
    """The patients who reach a landmark in months, on a clock that starts there, by their states at the landmark.

    What is then computed of them is a landmark analysis; those who do not reach it are left out by reason. The field
    with the slug `compare` must have dated states (`read_states(...).refused` is empty).
    """
    clock = compared.clock
    states = read_states(compared.selection, clock, compare)
    found, kept = reach_landmark(states, clock, landmark)
    arms = states.at(landmark * clock.per_month).of(kept).occupied()
    time, status = np.full(len(kept), np.nan), np.zeros(len(kept), dtype=np.int8)
    time[kept], status[kept] = found.time, found.event
    entry = None
    if found.entry is not None:
        entry = np.full(len(kept), np.nan)
        entry[kept] = found.entry
    return replace(
        compared,
        clock=replace(clock, time=time, status=status, entry=entry),
        arms=arms,
        empty_arms=tuple(label for label in states.labels if label not in arms.labels),
        left_out=(*states.left_out, *_excluded(found)),
        used=np.flatnonzero(kept),
        landmark=float(landmark),
    )


def first_landmark(selection: Selection, clock: Clock, compare: str) -> float:
    """Where a landmark may begin, in whole months: when half of those who change their state have changed it.

    0 where nobody changes while followed.
    """
    states = read_states(selection, clock, compare)
    changing = states.compared & (states.change > 0) & (states.change < np.nan_to_num(clock.time))
    return float(np.ceil(np.median(states.change[changing]) / clock.per_month)) if changing.any() else 0.0


def last_landmark(selection: Selection, clock: Clock, compare: str) -> float:
    """The last landmark in months, of those of `landmark_range`, at which two states have patients; 0 without."""
    months, _ = _landmarks(read_states(selection, clock, compare), clock)
    return float(months[-1]) if len(months) else 0.0


def landmark_of(compared: Compared, view: View) -> tuple[float, float]:
    """The landmark of the view, or where it may begin, and the last one there is; both in months."""
    asked = (compared.selection, compared.clock, view.compare)
    last = last_landmark(*asked)
    return min(first_landmark(*asked) if view.landmark is None else view.landmark, last), last


def landmark_range(
    selection: Selection,
    clock: Clock,
    compare: str,
    landmarks: np.ndarray | None = None,
    *,
    ties: str = "efron",
) -> pd.DataFrame:
    """How the hazard ratio depends on the landmark: a row for each landmark and state but the first.

    Columns `RANGE_COLUMNS`: landmark in months, label of the state, n at the landmark, n_exposed of them in the
    state, hr against the first state with Wald limits and P, nan where it cannot be estimated. Without `landmarks`,
    every month, or so many that there are at most `MOST_LANDMARKS`, up to the last at which two states have patients.
    The times are sorted once: after a landmark only their order matters.
    """
    states = read_states(selection, clock, compare)
    used = states.compared
    if len(states.labels) < 2:
        return pd.DataFrame([], columns=list(RANGE_COLUMNS))
    grid, codes = _landmarks(states, clock, landmarks)
    terms = [Factor("group", here, states.labels) for here in codes]
    models = univariable(clock.time[used], clock.event[used], terms, entry=clock.entry_of(used), ties=ties)
    rows = []
    for month, here, model in zip(grid, codes, models, strict=True):
        counts = np.bincount(here[here >= 0], minlength=len(states.labels))
        ratios = {one.label: one for one in ratios_of(model)} if (counts > 0).sum() > 1 and counts[0] else {}
        for label, n_exposed in zip(states.labels[1:], counts[1:], strict=True):
            one = ratios.get(label)
            numbers = (one.hr, one.lower, one.upper, one.p) if one else (np.nan,) * 4
            rows.append((float(month), label, int(counts.sum()), int(n_exposed), *numbers))
    return pd.DataFrame(rows, columns=list(RANGE_COLUMNS))


def _excluded(found: Landmark) -> tuple[tuple[str, int], ...]:
    """Who does not reach the landmark, by reason."""
    reasons = ((EVENT_BY_LANDMARK, found.event_before), (CENSORED_BY_LANDMARK, found.censored_before))
    return tuple((reason, int(mask.sum())) for reason, mask in reasons if mask.any())


def _every_month(time: np.ndarray, per_month: float) -> np.ndarray:
    longest = time.max(initial=0.0) / per_month
    step = next((step for step in STEPS_MONTHS if longest < step * MOST_LANDMARKS), STEPS_MONTHS[-1])
    return np.arange(0.0, longest, step)


def _landmarks(states: States, clock: Clock, asked: np.ndarray | None = None) -> tuple[np.ndarray, list[np.ndarray]]:
    """Landmarks in months, with the states at each: those asked for, else all up to the last with two states."""
    used = states.compared
    time = clock.time[used]
    grid = _every_month(time, clock.per_month) if asked is None else np.asarray(asked, dtype=float)
    codes = [_codes_at(states, used, time, moment) for moment in grid * clock.per_month]
    if asked is None:
        two = [len(np.unique(here[here >= 0])) > 1 for here in codes]
        last = 1 + max(np.flatnonzero(two), default=-1)
        return grid[:last], codes[:last]
    return grid, codes


def _codes_at(states: States, used: np.ndarray, time: np.ndarray, moment: float) -> np.ndarray:
    """The state at the landmark of each patient compared, -1 for one who does not reach it."""
    return np.where(at_or_before(time, moment), -1, states.at(moment).codes[used]).astype(np.int8)
