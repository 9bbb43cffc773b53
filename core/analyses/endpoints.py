"""Which endpoints a cohort can answer, for how many of its patients, and why not for the rest."""

from dataclasses import dataclass

import numpy as np

from core.clock import CENSORED, COMPETING, EVENT, read_clock
from core.cohort import Cohort
from core.endpoints import PRESETS, Endpoint, missing_for


@dataclass(frozen=True)
class EndpointCount:
    """One endpoint in a cohort: what it lacks, else the patients who have it, by how it ended, and those left out."""

    endpoint: Endpoint
    lacking: tuple[str, ...]
    n: int = 0
    n_events: int = 0
    n_competing: int = 0
    n_censored: int = 0
    left_out: tuple[tuple[str, int], ...] = ()


def count_endpoints(cohort: Cohort) -> tuple[EndpointCount, ...]:
    """Every ready-made endpoint in its order, counted where this cohort can answer it."""
    return tuple(_count(endpoint, cohort) for endpoint in PRESETS)


def _count(endpoint: Endpoint, cohort: Cohort) -> EndpointCount:
    lacking = missing_for(endpoint, cohort)
    if lacking:
        return EndpointCount(endpoint, lacking)
    clock = read_clock(endpoint, cohort)
    ended = clock.status[clock.included]
    n_events, n_competing, n_censored = (int((ended == how).sum()) for how in (EVENT, COMPETING, CENSORED))
    everybody = np.ones(len(cohort), dtype=bool)
    return EndpointCount(endpoint, (), len(ended), n_events, n_competing, n_censored, clock.why_left_out(everybody))
