"""The clock: an endpoint read off a cohort. A time and an event for each patient, or the reason why there is none."""

from dataclasses import dataclass

import numpy as np

from core.cohort import Cohort
from core.endpoints import ORIGINS, SHEET, Endpoint, status_field

DAYS_PER_MONTH = 30.4375
PER_MONTH = {"days": DAYS_PER_MONTH, "months": 1.0, "years": 1 / 12}
"""How many of a unit make a month."""


@dataclass(frozen=True)
class Clock:
    """An endpoint read off a cohort, a value for each patient.

    `time` is in `unit` from the origin, nan for a patient without one; `event` is 1 where the endpoint happened
    and 0 where the patient was last seen without it; `left_out` is 0 for a patient on the clock, else the place
    of the reason in `reasons` plus one.
    """

    endpoint: Endpoint
    unit: str
    time: np.ndarray
    event: np.ndarray
    left_out: np.ndarray
    reasons: tuple[str, ...]

    @property
    def included(self) -> np.ndarray:
        """The patients who have a time and an event, as a mask."""
        return self.left_out == 0

    @property
    def per_month(self) -> float:
        """How many units of time make a month."""
        return PER_MONTH[self.unit]

    def why_left_out(self, patients: np.ndarray) -> tuple[tuple[str, int], ...]:
        """The reasons for which some of these patients are left out, each with their number."""
        counts = np.bincount(self.left_out[patients], minlength=len(self.reasons) + 1)[1:]
        return tuple((reason, int(n)) for reason, n in zip(self.reasons, counts, strict=True) if n)


def read_clock(endpoint: Endpoint, cohort: Cohort) -> Clock:
    """Time and event of every patient for an endpoint the cohort can answer.

    A patient who died and one who was last seen alive at time zero have time 0 and stay. A time below zero is an
    error of the data: the patient is left out and counted.
    """
    if endpoint.origin == SHEET:
        return _read_sheet(endpoint, cohort)
    return _read_dates(endpoint, cohort)


def _read_sheet(endpoint: Endpoint, cohort: Cohort) -> Clock:
    time = cohort.numbers(f"{endpoint.id}_time")
    status = cohort.codes(status_field(endpoint, cohort))
    rules = (
        ("no time", ~np.isfinite(time)),
        ("no status", status < 0),
        ("time below zero", time < 0),
    )
    return _clock(endpoint, cohort.columns[f"{endpoint.id}_time"].unit, time, status == 1, rules)


def _read_dates(endpoint: Endpoint, cohort: Cohort) -> Clock:
    origin = ORIGINS[endpoint.origin]
    start = origin.days(cohort)
    seen = cohort.days("last_contact")
    dead, alive, died = _deaths(cohort, seen)
    other = np.fmin.reduce([cohort.days(name) for name in endpoint.events], axis=0, initial=np.inf)
    first = np.fmin(np.where(dead, died, np.inf), np.where(np.isnan(other), np.inf, other))
    happened = np.isfinite(first)
    time = np.where(happened, first, seen) - start
    rules = (
        (f"no date of {origin.label}", np.isnan(start)),
        ("vital status unknown", ~(dead | alive) & ~happened),
        ("no date of death or last contact", np.isnan(np.where(happened, first, seen))),
        (f"event or last contact before {origin.label}", time < 0),
    )
    return _clock(endpoint, "days", time, happened, rules)


def _deaths(cohort: Cohort, seen: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Who is dead, who is alive, and the day of death; a date of death wins over the last contact."""
    died = cohort.days("death_date") if "death_date" in cohort else np.full(len(cohort), np.nan)
    if "vital_status" not in cohort:
        return ~np.isnan(died), np.isnan(died), died
    dead, alive = cohort.is_level("vital_status", "dead"), cohort.is_level("vital_status", "alive")
    return dead, alive, np.where(np.isnan(died), seen, died)


def _clock(endpoint: Endpoint, unit: str, time: np.ndarray, event: np.ndarray, rules: tuple) -> Clock:
    """The first rule that applies to a patient is the reason for leaving the patient out."""
    left_out = np.select([applies for _, applies in rules], range(1, len(rules) + 1), 0).astype(np.int8)
    kept = left_out == 0
    return Clock(
        endpoint=endpoint,
        unit=unit,
        time=np.where(kept, time, np.nan),
        event=np.where(kept, event, 0).astype(np.int8),
        left_out=left_out,
        reasons=tuple(reason for reason, _ in rules),
    )
