"""Competing risks: cumulative incidence of an event and of what competes with it, by group. Times in months."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from core.analyses.compared import Compared
from core.analyses.immortal_time import LateKnowledge, late_knowledge
from core.analyses.survival import AT_RISK, FEWEST_EVENTS, MILESTONE_MONTHS, ticks_with_numbers, with_few_events
from core.clock import COMPETING, EVENT
from core.endpoints import Endpoint
from core.stats.cumulative_incidence import Incidence, fit_cumulative_incidence, incidence_at
from core.stats.event_table import EventTable
from core.stats.gray import GrayTest, compare_gray, compare_gray_pairwise
from core.stats.kaplan_meier import numbers_at_risk
from core.stats.times import place_at_or_before
from core.view import View

CAUSES = (EVENT, COMPETING)
SCALES = {"log-log": "log-log", "cloglog": "complementary log-log", "plain": "plain"}
EVENTS_SO_FAR, COMPETING_SO_FAR, CENSORED_SO_FAR = "Events so far", "Competing so far", "Censored so far"


@dataclass(frozen=True)
class GroupIncidence:
    """One arm: its two cumulative incidences, of the event and of what competes, and each at milestones.

    `milestones` has the columns of `core.stats.cumulative_incidence.incidence_at`, a frame for each cause, up to the
    last observation of the group; where everybody left had an event then, as far as any group is observed.
    """

    label: str
    n: int
    curves: tuple[Incidence, Incidence]
    milestones: tuple[pd.DataFrame, pd.DataFrame]

    @property
    def n_events(self) -> int:
        """How many had the event."""
        return self.curves[0].n_events

    @property
    def n_competing(self) -> int:
        """How many had what competes with it."""
        return self.curves[0].n_competing


@dataclass(frozen=True)
class CompetingRisks:
    """What the Relapse and NRM page shows, computed once; fields as in `core.analyses.survival.Survival`.

    `gray` has Gray's test of the event and of what competes with it, empty with fewer than two groups or where
    `refused` says why there is none. `landmark` is set, in months, where the clock starts at a landmark.
    """

    endpoint: Endpoint
    selected: int
    left_out: tuple[tuple[str, int], ...]
    title: str
    empty_arms: tuple[str, ...]
    groups: tuple[GroupIncidence, ...]
    ticks: np.ndarray
    counts: dict[str, np.ndarray]
    gray: tuple[GrayTest, ...]
    refused: str
    late: LateKnowledge | None
    axis_title: str
    landmark: float | None

    @property
    def n(self) -> int:
        """The patients in the curves."""
        return sum(arm.n for arm in self.groups)

    @property
    def arms_with_few_events(self) -> tuple[str, ...]:
        """The arms whose events are too few for the test to be trusted."""
        return with_few_events(self.groups)

    @property
    def arms_with_few_competing(self) -> tuple[str, ...]:
        """The same for what competes with the event."""
        return tuple(arm.label for arm in self.groups if arm.n_competing < FEWEST_EVENTS)


def incidence_of(compared: Compared, view: View) -> CompetingRisks:
    """Cumulative incidence of patients on the clock of an endpoint with competing events."""
    table = compared.causes_table
    ticks, at_risk = ticks_with_numbers(table, compared.per_month)
    gray, refused = _gray(table)
    return CompetingRisks(
        endpoint=compared.clock.endpoint,
        selected=compared.selection.n,
        left_out=compared.left_out,
        title=compared.arms.title,
        empty_arms=compared.empty_arms,
        groups=_groups(compared, view),
        ticks=ticks,
        counts={AT_RISK: at_risk} | _further_counts(table, ticks * compared.per_month, view),
        gray=gray,
        refused=refused,
        late=late_knowledge(compared.selection, compared.clock, view.compare),
        axis_title=compared.axis_title,
        landmark=compared.landmark,
    )


def gray_pairwise(compared: Compared) -> tuple[pd.DataFrame, ...]:
    """Gray's test of each pair of groups, for the event and for what competes; nothing where it is refused."""
    if compared.entry is not None:
        return ()
    return tuple(compare_gray_pairwise(compared.causes_table, cause) for cause in CAUSES)


def _gray(table: EventTable) -> tuple[tuple[GrayTest, ...], str]:
    if table.n_groups < 2:
        return (), ""
    try:
        return tuple(compare_gray(table, cause) for cause in CAUSES), ""
    except ValueError as refusal:
        return (), str(refusal)


def _groups(compared: Compared, view: View) -> tuple[GroupIncidence, ...]:
    per_month, table = compared.per_month, compared.causes_table
    by_cause = [fit_cumulative_incidence(table, cause, SCALES[view.incidence_interval]) for cause in CAUSES]
    return tuple(
        _one_group(label, curves, table.select([place]), per_month)
        for place, (label, *curves) in enumerate(zip(compared.labels, *by_cause, strict=True))
    )


def ends_with_events(curve: Incidence) -> bool:
    """Whether everybody at risk at the end of the curve had an event: the incidence is known ever after."""
    return len(curve.time) > 0 and bool(curve.at_risk[-1] == curve.events[-1] + curve.competing[-1])


def _one_group(label: str, curves: list[Incidence], table: EventTable, per_month: float) -> GroupIncidence:
    """The curves of one group of the table of all, and milestones as long as any group is observed."""
    in_months = tuple(replace(curve, time=curve.time / per_month) for curve in curves)
    known = table.times if ends_with_events(curves[0]) else curves[0].time
    longest = known.max(initial=0.0) / per_month
    months = np.array([month for month in MILESTONE_MONTHS if month <= longest])
    at_risk = numbers_at_risk(table, months * per_month)[0]
    milestones = tuple(incidence_at(curve, months).assign(at_risk=at_risk) for curve in in_months)
    return GroupIncidence(label, in_months[0].n, in_months, milestones)


def _further_counts(table: EventTable, ticks: np.ndarray, view: View) -> dict[str, np.ndarray]:
    """Where asked for, events, competing events and the censored up to each tick."""
    rows = {}
    if "events" in view.extra_rows:
        rows = {EVENTS_SO_FAR: table.causes[:, 0], COMPETING_SO_FAR: table.causes[:, 1]}
    if "censored" in view.extra_rows:
        rows[CENSORED_SO_FAR] = table.censored
    place = place_at_or_before(table.times, ticks) + 1
    return {heading: np.pad(np.cumsum(one, axis=1), ((0, 0), (1, 0)))[:, place] for heading, one in rows.items()}
