"""After transplant: the cumulative incidence of relapse, GVHD, SOS and death without relapse at fixed times."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.analyses.compared import compare_groups
from core.analyses.immortal_time import LateKnowledge, late_knowledge
from core.analyses.incidence import SCALES, ends_with_events
from core.analyses.selection import Selection
from core.clock import DAYS_PER_MONTH, EVENT, read_clock
from core.endpoints import Endpoint, available
from core.fitting import bounded
from core.stats.cumulative_incidence import fit_cumulative_incidence, incidence_at
from core.view import View

DAYS = (30, 100, 180, 365, 730)
"""The days transplant papers report."""


@dataclass(frozen=True)
class IncidenceAtDays:
    """One endpoint after transplant in one group: patients, events, and the incidence at each of `DAYS`.

    `at_days` has the columns of `incidence_at`; a day past the last observation of the group is nan, unless nobody was
    censored last: then the incidence is known ever after.
    """

    endpoint: Endpoint
    label: str
    n: int
    n_events: int
    at_days: pd.DataFrame


@dataclass(frozen=True)
class AfterTransplant:
    """The overview after transplant; `late` is set where the comparison is by something known only after it.

    Then all patients are one group, for only those who live long enough get there.
    """

    rows: tuple[IncidenceAtDays, ...]
    title: str
    late: LateKnowledge | None


def count_after_transplant(selection: Selection, view: View) -> AfterTransplant:
    """Every endpoint from transplant with competing events that the cohort can answer, by group."""
    offered = [one for one in available(selection.cohort) if one.origin == "hsct" and one.competing]
    known_later = (late_knowledge(selection, read_clock(one, selection.cohort), view.compare) for one in offered)
    late = next((one for one in known_later if one is not None), None)
    compare = "" if late else view.compare
    rows = tuple(row for endpoint in offered for row in _rows(selection, bounded(endpoint, view), compare, view))
    field = selection.cohort.by_slug(compare) if compare else None
    return AfterTransplant(rows, field.label if field else "", late)


def _rows(selection: Selection, endpoint: Endpoint, compare: str, view: View) -> list[IncidenceAtDays]:
    compared = compare_groups(selection, endpoint, compare)
    curves = fit_cumulative_incidence(compared.causes_table, EVENT, SCALES[view.incidence_interval])
    days = np.array(DAYS) / DAYS_PER_MONTH * compared.per_month
    found = []
    for label, curve in zip(compared.labels, curves, strict=True):
        past_the_end = "flat" if ends_with_events(curve) else "missing"
        found.append(IncidenceAtDays(endpoint, label, curve.n, curve.n_events, incidence_at(curve, days, past_the_end)))
    return found
