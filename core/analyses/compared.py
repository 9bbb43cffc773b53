"""The selected patients on the clock of an endpoint, in the arms compared: what every analysis of time starts from."""

from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from core.analyses.selection import Groups, Selection, group
from core.clock import Clock, read_clock
from core.endpoints import Endpoint
from core.stats.event_table import EventTable, event_table
from core.stats.kaplan_meier import Interval

FEWEST_EVENTS = 5
"""A group with fewer events than this gives a P that is shown with a caution."""
FEWEST_AT_RISK, SMALLEST_SHARE = 5, 0.10
"""A curve is to be trusted while so many patients, and this share of its group, remain."""


@dataclass(frozen=True, eq=False)
class Compared:
    """Patients with a time, an event and an arm; `used` are their places in the cohort.

    `left_out` names the other selected patients, by reason: with the patients used they add up to `selected`.
    `empty_arms` are arms of selected patients none of whom has a time. `landmark` is set, in months, where the clock
    starts at a landmark.
    """

    selection: Selection
    clock: Clock
    arms: Groups
    empty_arms: tuple[str, ...]
    left_out: tuple[tuple[str, int], ...]
    used: np.ndarray
    landmark: float | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of the arms."""
        return self.arms.labels

    @property
    def per_month(self) -> float:
        """How many units of time make a month."""
        return self.clock.per_month

    @property
    def axis_title(self) -> str:
        """The time axis: from where the clock starts."""
        return "Months from the landmark" if self.landmark is not None else self.clock.endpoint.axis_title

    @cached_property
    def time(self) -> np.ndarray:
        """The end of follow-up of each patient used, in the unit of the clock."""
        return self.clock.time[self.used]

    @cached_property
    def status(self) -> np.ndarray:
        """0 censored, 1 the event, 2 what competes with it."""
        return self.clock.status[self.used]

    @cached_property
    def event(self) -> np.ndarray:
        """1 the event, 0 the end of follow-up without it."""
        return self.clock.event[self.used]

    @cached_property
    def codes(self) -> np.ndarray:
        """The place of each patient's arm."""
        return self.arms.codes[self.used]

    @cached_property
    def entry(self) -> np.ndarray | None:
        """When each patient came under observation, None where that is time zero for all."""
        entry = self.clock.entry_of(self.used)
        return entry if entry is not None and entry.any() else None

    @cached_property
    def table(self) -> EventTable:
        """Events of interest by arm; what competes with them ends follow-up."""
        return event_table(self.time, self.event, self.codes, groups=len(self.arms), entry=self.entry)

    @cached_property
    def table_in_months(self) -> EventTable:
        """The same, its times in months."""
        return replace(self.table, times=self.table.times / self.per_month)

    @property
    def enters_late(self) -> bool:
        """Whether somebody came under observation after time zero."""
        return self.entry is not None and bool((self.entry > 0).any())

    def interval(self, asked: Interval) -> Interval:
        """The limits asked for; log-log ones instead of beta product limits where patients enter late."""
        return "log-log" if asked == "beta-product" and self.enters_late else asked

    @cached_property
    def causes_table(self) -> EventTable:
        """Both causes by arm: the event of interest and what competes with it."""
        return event_table(self.time, self.status, self.codes, groups=len(self.arms), causes=2, entry=self.entry)


def compare_groups(selection: Selection, endpoint: Endpoint, compare: str) -> Compared:
    """The selected patients of an endpoint by the levels of the field with this slug, all in one arm without."""
    clock = read_clock(endpoint, selection.cohort)
    arms = group(selection, compare)
    on_clock = arms.of(clock.included).occupied()
    ungrouped = int((selection.patients & clock.included & (arms.codes < 0)).sum())
    without = ((f"no value of {arms.title}", ungrouped),) if ungrouped else ()
    return Compared(
        selection=selection,
        clock=clock,
        arms=on_clock,
        empty_arms=tuple(label for label in arms.labels if label not in on_clock.labels),
        left_out=(*clock.why_left_out(selection.patients), *without),
        used=np.flatnonzero(on_clock.codes >= 0),
    )


def table_of_arm(compared: Compared, place: int) -> EventTable:
    """One arm alone, its times in months, up to its own last follow-up; entry times stay as they are."""
    table = compared.table_in_months.select([place])
    kept = np.arange(len(table.times)) <= np.flatnonzero((table.events + table.censored)[0])[-1]
    return EventTable(
        times=table.times[kept],
        at_risk=table.at_risk[:, kept],
        events=table.events[:, kept],
        censored=table.censored[:, kept],
        causes=table.causes[:, :, kept],
        n=table.n,
    )
