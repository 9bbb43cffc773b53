"""How mature the data are: follow-up of the arms, who has told by when, and the hazard year by year."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.analyses.compared import FEWEST_EVENTS, Compared
from core.analyses.survival import MILESTONE_MONTHS
from core.endpoints import Endpoint
from core.stats.event_table import EventTable, refills
from core.stats.hazards import equal_breaks, piecewise_hazards
from core.stats.kaplan_meier import FollowUpTies, Interval, fit_reverse_kaplan_meier, quantiles
from core.stats.maturity import data_maturity, informative_patients
from core.view import View

MONTHS_A_YEAR = 12
PATIENT_YEARS = 100
"""Hazards are events per so many patient-years."""
MOST_YEARS = 10
"""The hazard is given for so many years; what comes later is said, not shown."""


@dataclass(frozen=True, eq=False)
class Maturity:
    """Follow-up of the arms; times in months.

    `arms` has a row an arm: the columns of `core.stats.maturity.data_maturity` with label, and median_events_first,
    lower_events_first, upper_events_first, the median follow-up by the other tie rule. `informative` is that of
    `core.stats.maturity.informative_patients` at `milestones`, `hazards` that of `core.stats.hazards` by year, per
    `PATIENT_YEARS` patient-years, with patient_years; both with label. `years_left_out` counts the years beyond the
    last one shown. `refilled` are the times at which an arm was empty and others entered later, by label.
    """

    endpoint: Endpoint
    title: str
    labels: tuple[str, ...]
    interval: Interval
    arms: pd.DataFrame
    milestones: tuple[int, ...]
    informative: pd.DataFrame
    hazards: pd.DataFrame
    years_left_out: int
    refilled: dict[str, tuple[float, ...]]
    enters_late: bool

    @property
    def tie_rules_differ(self) -> bool:
        """Whether the two rules for an event and a censoring at one time give another median or limit somewhere."""
        flipped, first = (self.arms[list(names)].to_numpy() for names in (FLIPPED, EVENTS_FIRST))
        return not np.array_equal(flipped, first, equal_nan=True)

    @property
    def arms_with_few_events(self) -> tuple[str, ...]:
        """The arms whose hazards rest on too few events to be read year by year."""
        return tuple(self.arms["label"][self.arms["events"] < FEWEST_EVENTS])


FLIPPED = ("median_follow_up", "lower", "upper")
EVENTS_FIRST = ("median_events_first", "lower_events_first", "upper_events_first")


def follow_up_of(compared: Compared, view: View) -> Maturity:
    """How mature the data of these arms are, limits of follow-up by the interval of the view."""
    table, labels = compared.table_in_months, compared.labels
    interval = compared.interval(view.interval)
    arms = data_maturity(table).assign(label=list(labels))
    for columns, ties in ((FLIPPED, "flipped"), (EVENTS_FIRST, "events_first")):
        arms[list(columns)] = _median_follow_up(table, ties, interval)
    longest = float(table.times[-1]) if len(table.times) else 0.0
    milestones = tuple(month for month in MILESTONE_MONTHS if month <= longest)
    breaks = equal_breaks(table, MONTHS_A_YEAR)
    hazards = piecewise_hazards(table, breaks[: MOST_YEARS + 1], per=MONTHS_A_YEAR * PATIENT_YEARS)
    return Maturity(
        endpoint=compared.clock.endpoint,
        title=compared.arms.title,
        labels=labels,
        interval=interval,
        arms=arms,
        milestones=milestones,
        informative=_labelled(informative_patients(table, milestones), labels),
        hazards=_labelled(hazards, labels).assign(patient_years=hazards["person_time"] / MONTHS_A_YEAR),
        years_left_out=max(0, len(breaks) - 1 - MOST_YEARS),
        refilled=_refilled(table, labels),
        enters_late=compared.enters_late,
    )


def _median_follow_up(table: EventTable, ties: FollowUpTies, interval: Interval) -> np.ndarray:
    """The median and its limits of each arm (rows)."""
    curves = fit_reverse_kaplan_meier(table, ties, interval)
    return np.array([quantiles(curve, [0.5])[["time", "lower", "upper"]].iloc[0] for curve in curves])


def _labelled(frame: pd.DataFrame, labels: tuple[str, ...]) -> pd.DataFrame:
    return frame.assign(label=[labels[place] for place in frame["group"]])


def _refilled(table: EventTable, labels: tuple[str, ...]) -> dict[str, tuple[float, ...]]:
    found = {label: tuple(refills(table, place).tolist()) for place, label in enumerate(labels)}
    return {label: times for label, times in found.items() if times}
