"""The clock: an endpoint read off a cohort. A time and a status for each patient, or the reason why there is none."""

from dataclasses import dataclass

import numpy as np

from core.cohort import Cohort
from core.endpoints import ORIGINS, SHEET, Endpoint, FollowUp, status_field
from core.happenings import DEATH, first_of, vital_status

DAYS_PER_MONTH = 30.4375
PER_MONTH = {"days": DAYS_PER_MONTH, "months": 1.0, "years": 1 / 12}
"""How many of a unit make a month."""

CENSORED, EVENT, COMPETING = 0, 1, 2
EPOCH = np.datetime64("1970-01-01", "D")


@dataclass(frozen=True)
class Clock:
    """An endpoint read off a cohort, a value for each patient.

    `time` is in `unit` from the origin, nan for a patient without one. `status` is 1 where the endpoint happened, 2
    where what competes with it came first, 0 where the patient was last seen without either. `entry` is when the
    patient came under observation, in `unit` from the origin; None where that is time zero for everybody.
    `left_out` is 0 for a patient on the clock, else the place of the reason in `reasons` plus one.
    """

    endpoint: Endpoint
    unit: str
    time: np.ndarray
    status: np.ndarray
    left_out: np.ndarray
    reasons: tuple[str, ...]
    entry: np.ndarray | None = None

    @property
    def event(self) -> np.ndarray:
        """1 where the endpoint happened; what competes with it counts as the end of observation."""
        return (self.status == EVENT).astype(np.int8)

    @property
    def included(self) -> np.ndarray:
        """The patients who have a time and a status, as a mask."""
        return self.left_out == 0

    @property
    def per_month(self) -> float:
        """How many units of time make a month."""
        return PER_MONTH[self.unit]

    def entry_of(self, patients: np.ndarray) -> np.ndarray | None:
        """When some of the patients came under observation; None where that is time zero for everybody."""
        return None if self.entry is None else self.entry[patients]

    def why_left_out(self, patients: np.ndarray) -> tuple[tuple[str, int], ...]:
        """The reasons for which some of these patients are left out, each with their number."""
        counts = np.bincount(self.left_out[patients], minlength=len(self.reasons) + 1)[1:]
        return tuple((reason, int(n)) for reason, n in zip(self.reasons, counts, strict=True) if n)


def read_clock(endpoint: Endpoint, cohort: Cohort) -> Clock:
    """Time and status of every patient for an endpoint the cohort can answer.

    A patient who died and one who was last seen alive at time zero have time 0 and stay. A time below zero is an
    error of the data: the patient is left out and counted. Of two happenings on one day death is the later one, and
    an event comes before the end of observation.
    """
    if endpoint.origin == SHEET:
        return _read_sheet(endpoint, cohort)
    return _read_dates(endpoint, cohort)


def _read_sheet(endpoint: Endpoint, cohort: Cohort) -> Clock:
    read = _read_causes if endpoint.competing else _read_time_and_status
    unit, time, status, rules = read(endpoint, cohort)
    months = endpoint.follow_up.months
    if months is not None:
        cut_off = months * PER_MONTH[unit]
        status, time = np.where(time > cut_off, CENSORED, status), np.minimum(time, cut_off)
    return _clock(endpoint, unit, time, status, rules)


def _read_time_and_status(endpoint: Endpoint, cohort: Cohort) -> tuple[str, np.ndarray, np.ndarray, tuple]:
    name = f"{endpoint.id}_time"
    time, status = cohort.numbers(name), cohort.codes(status_field(endpoint, cohort))
    rules = (("no time", ~np.isfinite(time)), ("no status", status < 0), ("time below zero", time < 0))
    return cohort.columns[name].unit, time, status == 1, rules


def _read_causes(endpoint: Endpoint, cohort: Cohort) -> tuple[str, np.ndarray, np.ndarray, tuple]:
    """Relapse and death without it, from relapse-free and overall survival.

    Whoever relapsed or died, and is dead at the very time relapse-free survival ends, died without relapse.
    """
    ended, died = cohort.numbers("rfs_time"), cohort.numbers("os_time")
    failed = cohort.codes("rfs_status")
    dead = cohort.codes("vital_status" if "os_status" not in cohort else "os_status")
    without_relapse = (failed == 1) & (dead == 1) & np.isclose(ended, died, rtol=1e-9)
    death, relapse = (EVENT, COMPETING) if endpoint.id == "nrm" else (COMPETING, EVENT)
    status = np.select([without_relapse, failed == 1], [death, relapse], CENSORED)
    rules = (
        ("no time", ~(np.isfinite(ended) & np.isfinite(died))),
        ("no status", (failed < 0) | (dead < 0)),
        ("time below zero", ended < 0),
        ("relapse-free longer than alive", ended > died * (1 + 1e-9)),
    )
    return cohort.columns["rfs_time"].unit, ended, status, rules


def _read_dates(endpoint: Endpoint, cohort: Cohort) -> Clock:
    origin, bounds = ORIGINS[endpoint.origin], endpoint.follow_up
    start = origin.days(cohort)
    seen = cohort.days("last_contact")
    dead, alive, _ = vital_status(cohort)
    first, status = _first_happening(endpoint, cohort)
    happened = status != CENSORED
    end = np.where(happened, first, seen)
    rules = [
        (f"no date of {origin.label}", np.isnan(start)),
        ("vital status unknown", ~(dead | alive) & ~happened),
        ("no date of death or last contact", np.isnan(end)),
        (f"event or last contact before {origin.label}", end < start),
    ]
    last_day = _last_day(bounds, start, cohort)
    rules.append((f"{origin.label} after the cut-off", last_day < start))
    status = np.where(end > last_day, CENSORED, status)
    time = np.fmin(end, last_day) - start
    entry, late_rules = _entry(bounds, start, time, cohort)
    return _clock(endpoint, "days", time, status, (*rules, *late_rules), entry)


def _first_happening(endpoint: Endpoint, cohort: Cohort) -> tuple[np.ndarray, np.ndarray]:
    """The day of the first event or competing event (infinite without) and which of the two it was.

    On one day death is the later one, and otherwise the event of interest the earlier.
    """
    sides = ((EVENT, endpoint.events), (COMPETING, endpoint.competing))
    before_death = [(status, tuple(slug for slug in slugs if slug != DEATH)) for status, slugs in sides]
    deaths = [(status, (DEATH,)) for status, slugs in sides if DEATH in slugs]
    in_order = [(status, first_of(slugs, cohort)) for status, slugs in (*before_death, *deaths)]
    first = np.minimum.reduce([days for _, days in in_order])
    came_first = [np.isfinite(days) & (days == first) for _, days in in_order]
    return first, np.select(came_first, [status for status, _ in in_order], CENSORED)


def _last_day(bounds: FollowUp, start: np.ndarray, cohort: Cohort) -> np.ndarray:
    """The day observation ends by rule: cut-off, so long after time zero, or a happening that censors after it."""
    last = np.full(len(cohort), np.inf)
    for slug in bounds.censored_at:
        days = first_of((slug,), cohort)
        last = np.where(days >= start, np.minimum(last, days), last)
    if bounds.until is not None:
        last = np.minimum(last, float((np.datetime64(bounds.until, "D") - EPOCH).astype(int)))
    return last if bounds.months is None else np.fmin(last, start + bounds.months * DAYS_PER_MONTH)


def _entry(
    bounds: FollowUp, start: np.ndarray, time: np.ndarray, cohort: Cohort
) -> tuple[np.ndarray | None, tuple[tuple[str, np.ndarray], ...]]:
    """When patients came under observation, at least 0, and who never did."""
    if not bounds.entry:
        return None, ()
    origin = ORIGINS[bounds.entry]
    entry = np.maximum(origin.days(cohort) - start, 0.0)
    rules = (
        (f"never under observation: no date of {origin.label}", np.isnan(entry)),
        (f"event or last contact on or before the day of {origin.label}", entry >= time),
    )
    return entry, rules


def _clock(
    endpoint: Endpoint,
    unit: str,
    time: np.ndarray,
    status: np.ndarray,
    rules: tuple,
    entry: np.ndarray | None = None,
) -> Clock:
    """The first rule that applies to a patient is the reason for leaving the patient out."""
    left_out = np.select([applies for _, applies in rules], range(1, len(rules) + 1), 0).astype(np.int8)
    kept = left_out == 0
    return Clock(
        endpoint=endpoint,
        unit=unit,
        time=np.where(kept, time, np.nan),
        status=np.where(kept, status, CENSORED).astype(np.int8),
        left_out=left_out,
        reasons=tuple(reason for reason, _ in rules),
        entry=None if entry is None else np.where(kept, entry, np.nan),
    )
