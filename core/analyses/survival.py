"""Survival: Kaplan-Meier by group, medians, milestones, follow-up and the log-rank test. Times in months."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from core.analyses.chosen_test import ChosenTest, test_of
from core.analyses.compared import FEWEST_EVENTS, Compared, compare_groups
from core.analyses.immortal_time import LateKnowledge, late_knowledge
from core.analyses.selection import Selection
from core.endpoints import Endpoint
from core.stats.event_table import EventTable
from core.stats.kaplan_meier import (
    Curve,
    Interval,
    fit_kaplan_meier,
    fit_reverse_kaplan_meier,
    milestones,
    numbers_at_risk,
    quantiles,
)
from core.stats.times import place_at_or_before
from core.view import View

MILESTONE_MONTHS = (6, 12, 24, 36, 60, 120)
AT_RISK, CENSORED_SO_FAR, EVENTS_SO_FAR = "Number at risk", "Censored so far", "Events so far"
LARGE_SAMPLE_INTERVALS: tuple[Interval, ...] = ("log-log", "log", "plain")
BETA_PRODUCT: Interval = "beta-product"
FEW_PATIENTS = 30
"""Below this many patients in a group limits by the beta product are offered (Fay and others 2013)."""


@dataclass(frozen=True)
class GroupSurvival:
    """One arm: its curve, quartiles and milestones (columns as in core.stats.kaplan_meier), median follow-up.

    Times are months. `follow_up` is the reverse Kaplan-Meier median.
    """

    label: str
    n: int
    n_events: int
    curve: Curve
    quantiles: pd.DataFrame
    milestones: pd.DataFrame
    follow_up: pd.Series

    @property
    def median(self) -> pd.Series:
        """The row of the median: time, lower, upper."""
        return self.quantiles.set_index("probability").loc[0.5]


@dataclass(frozen=True)
class Survival:
    """What the Survival page shows, computed once.

    `counts` are what stands under the axis, by heading, each with a row an arm and a column a tick.

    `left_out` names the selected patients who are not in the curves, by reason; with `n` they add up to
    `selected`. `empty_arms` are those nobody of whom has a time. `at_risk` has a row an arm and a column for each
    of `ticks`, in months.
    """

    endpoint: Endpoint
    selected: int
    left_out: tuple[tuple[str, int], ...]
    title: str
    empty_arms: tuple[str, ...]
    groups: tuple[GroupSurvival, ...]
    ticks: np.ndarray
    at_risk: np.ndarray
    test: ChosenTest
    late: LateKnowledge | None
    counts: dict[str, np.ndarray]

    @property
    def n(self) -> int:
        """The patients in the curves."""
        return sum(arm.n for arm in self.groups)

    @property
    def n_events(self) -> int:
        """The events in the curves."""
        return sum(arm.n_events for arm in self.groups)

    @property
    def arms_with_few_events(self) -> tuple[str, ...]:
        """The arms whose events are too few for the test to be trusted."""
        return with_few_events(self.groups)


def with_few_events(groups: tuple[GroupSurvival, ...]) -> tuple[str, ...]:
    """The labels of the arms with fewer than `FEWEST_EVENTS` events."""
    return tuple(arm.label for arm in groups if arm.n_events < FEWEST_EVENTS)


def analyse_survival(selection: Selection, endpoint: Endpoint, view: View) -> Survival:
    """Survival of the selected patients for this endpoint, compared as the view asks."""
    return survival_of(compare_groups(selection, endpoint, view.compare), view)


def intervals_offered(compared: Compared) -> tuple[Interval, ...]:
    """The interval types for these patients: beta product where a group has fewer than 30 and nobody enters late."""
    return LARGE_SAMPLE_INTERVALS if compared.enters_late else intervals_for(compared.table.n)


def intervals_for(n: np.ndarray) -> tuple[Interval, ...]:
    """The interval types for groups of these sizes, all of whom enter at time zero."""
    small = (n[n > 0] < FEW_PATIENTS).any()
    return (*LARGE_SAMPLE_INTERVALS, *([BETA_PRODUCT] if small else []))


def survival_of(compared: Compared, view: View) -> Survival:
    """The same of patients already on the clock."""
    table, labels = compared.table, compared.labels
    ticks, at_risk = ticks_with_numbers(table, compared.per_month)
    return Survival(
        endpoint=compared.clock.endpoint,
        selected=compared.selection.n,
        left_out=compared.left_out,
        title=compared.arms.title,
        empty_arms=compared.empty_arms,
        groups=group_survivals(table, labels, compared.per_month, compared.interval(view.interval)),
        ticks=ticks,
        at_risk=at_risk,
        test=test_of(compared, view),
        late=late_knowledge(compared.selection, compared.clock, view.compare),
        counts=_counts(table, ticks * compared.per_month, at_risk, view),
    )


def _counts(table: EventTable, ticks: np.ndarray, at_risk: np.ndarray, view: View) -> dict[str, np.ndarray]:
    """The numbers at risk, and where asked for the censored and the events up to each tick."""
    counts = {AT_RISK: at_risk}
    further = (("censored", CENSORED_SO_FAR, table.censored), ("events", EVENTS_SO_FAR, table.events))
    for row, heading, happened in further:
        if row in view.extra_rows:
            total = np.concatenate([np.zeros((len(at_risk), 1), dtype=int), np.cumsum(happened, axis=1)], axis=1)
            counts[heading] = total[:, place_at_or_before(table.times, ticks) + 1]
    return counts


def group_survivals(
    table: EventTable, labels: tuple[str, ...], per_month: float, interval: Interval, moved: np.ndarray | int = 0
) -> tuple[GroupSurvival, ...]:
    """The arms of an event table in months, a label a group; `per_month` units of its times make a month.

    Where patients enter late, those at risk at a milestone are those under observation just before it. `moved`
    (groups, times) says how many of those the table has as censored went over to another arm: they bear no mark of
    censoring, and follow-up does not end for them.
    """
    curves = fit_kaplan_meier(table, interval=interval)
    stayed = replace(table, censored=table.censored - moved)
    follow_ups = fit_reverse_kaplan_meier(stayed, interval=interval)
    arms = []
    for place, label in enumerate(labels):
        own = (table.events[place] + table.censored[place]) > 0
        curve = replace(curves[place], censored=stayed.censored[place, own])
        arms.append(_one_group(label, curve, follow_ups[place], table.select([place]), per_month))
    return tuple(arms)


def ticks_with_numbers(table: EventTable, per_month: float) -> tuple[np.ndarray, np.ndarray]:
    """The marks of the time axis in months, and the number at risk of each group (rows) at each of them."""
    ticks = tick_months(float(table.times[-1]) / per_month if len(table.times) else 0.0)
    return ticks, numbers_at_risk(table, ticks * per_month)


def tick_months(longest: float) -> np.ndarray:
    """Marks of the time axis in months: by 1, 3, 6, 12 or a multiple of 12, the last at or after the end.

    At most nine, unless somebody is observed for more than 80 years.
    """
    step = next((step for step in (1, 3, 6, 12, 24, 36, 60, 120) if longest <= 8 * step), 120)
    return step * np.arange(max(1, np.ceil(longest / step)) + 1)


def _one_group(label: str, curve: Curve, follow_up: Curve, table: EventTable, per_month: float) -> GroupSurvival:
    in_months, followed = (replace(one, time=one.time / per_month) for one in (curve, follow_up))
    longest = in_months.time[-1] if len(in_months.time) else 0.0
    months = np.array([month for month in MILESTONE_MONTHS if month <= longest])
    at_risk = numbers_at_risk(table, months * per_month)[0]
    return GroupSurvival(
        label=label,
        n=curve.n,
        n_events=curve.n_events,
        curve=in_months,
        quantiles=quantiles(in_months),
        milestones=milestones(in_months, months).assign(at_risk=at_risk),
        follow_up=quantiles(followed, (0.5,)).iloc[0],
    )
