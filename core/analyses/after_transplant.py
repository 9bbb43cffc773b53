"""After transplant: the cumulative incidence of relapse, GVHD, SOS and death without relapse at fixed times."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.analyses.compared import compare_groups
from core.analyses.selection import Selection
from core.clock import DAYS_PER_MONTH, EVENT
from core.endpoints import Endpoint, available
from core.stats.cumulative_incidence import fit_cumulative_incidence, incidence_at

DAYS = (30, 100, 180, 365, 730)
"""The days transplant papers report."""


@dataclass(frozen=True)
class AfterTransplant:
    """One endpoint after transplant in one group: patients, events, and the incidence at each of `DAYS`.

    `at_days` has the columns of `incidence_at`; a day past the last observation of the group is nan.
    """

    endpoint: Endpoint
    label: str
    n: int
    n_events: int
    at_days: pd.DataFrame


def count_after_transplant(selection: Selection, compare: str) -> tuple[AfterTransplant, ...]:
    """Every endpoint from transplant with competing events that the cohort can answer, by group."""
    offered = [one for one in available(selection.cohort) if one.origin == "hsct" and one.competing]
    return tuple(row for endpoint in offered for row in _rows(selection, endpoint, compare))


def _rows(selection: Selection, endpoint: Endpoint, compare: str) -> list[AfterTransplant]:
    compared = compare_groups(selection, endpoint, compare)
    curves = fit_cumulative_incidence(compared.causes_table, EVENT)
    days = np.array(DAYS) / DAYS_PER_MONTH * compared.per_month
    return [
        AfterTransplant(endpoint, label, curve.n, curve.n_events, incidence_at(curve, days, past_the_end="missing"))
        for label, curve in zip(compared.labels, curves, strict=True)
        if curve.n
    ]
