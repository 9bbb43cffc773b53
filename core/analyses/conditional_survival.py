"""Conditional survival: how those still at risk some months after time zero go on, by arm."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.analyses.compared import Compared
from core.analyses.survival import MILESTONE_MONTHS
from core.endpoints import Endpoint
from core.stats.conditional_survival import conditional_survival
from core.stats.event_table import EventTable
from core.stats.kaplan_meier import Interval
from core.stats.maturity import last_time_at_risk
from core.view import View

GIVEN_MONTHS = (6.0, 12.0, 24.0)
FURTHER_MONTHS = 12.0


@dataclass(frozen=True, eq=False)
class ConditionalSurvival:
    """Survival to `months` after time zero of those at risk at each month of `given`.

    `rows` has a row for each month given, arm and later month: label and the columns of
    `core.stats.conditional_survival`, times in months; survival and limits are nan past the last observation of an
    arm. `given` is empty where nobody is observed beyond the months asked for; `longest` is the last observation.
    """

    endpoint: Endpoint
    title: str
    labels: tuple[str, ...]
    interval: Interval
    given: tuple[float, ...]
    months: tuple[float, ...]
    longest: float
    rows: pd.DataFrame


def conditional_survival_of(compared: Compared, view: View) -> ConditionalSurvival:
    """Given the month of the view, to the milestones after it and a year further; else given a few usual months."""
    table = compared.table_in_months
    interval = compared.interval(view.interval)
    longest = float(table.times[-1]) if len(table.times) else 0.0
    asked = GIVEN_MONTHS if view.alive_at is None else (view.alive_at,)
    further = [] if view.alive_at is None else [view.alive_at + FURTHER_MONTHS]
    given = tuple(month for month in asked if month < longest)
    months = sorted({month for month in (*MILESTONE_MONTHS, *further) if month <= longest})
    months = tuple(float(month) for month in months if given and month > given[0])
    frames = [_after(table, month, [later for later in months if later > month], interval) for month in given]
    rows = pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=["group"])
    return ConditionalSurvival(
        endpoint=compared.clock.endpoint,
        title=compared.arms.title,
        labels=compared.labels,
        interval=interval,
        given=given,
        months=months,
        longest=longest,
        rows=rows.assign(label=[compared.labels[place] for place in rows["group"]]),
    )


def _after(table: EventTable, given: float, months: list[float], interval: Interval) -> pd.DataFrame:
    """The rows of one month given; the month itself is among them, so that an arm always has one."""
    found = conditional_survival(table, given, [given, *months], interval)
    past = found["time"].to_numpy() > last_time_at_risk(table, 0)[found["group"]]
    found.loc[past, ["survival", "std_err", "lower", "upper"]] = np.nan
    return found
