"""Endpoints: which clock starts where, what stops it, and which of them a cohort can answer.

An endpoint built from dates has an origin (time zero) and events; death always ends it. An endpoint a sheet
brings as a time and a status column has the origin "sheet". `core.clock` reads them off a cohort.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from core.cohort import Cohort
from core.dictionary import dictionary

SHEET = "sheet"
UNITS = ("days", "months", "years")


@dataclass(frozen=True)
class Origin:
    """Time zero: the slug of the address, the words of the screen, the date fields it needs."""

    slug: str
    label: str
    needs: tuple[str, ...]
    days: Callable[[Cohort], np.ndarray]


def _date(name: str) -> Callable[[Cohort], np.ndarray]:
    return lambda cohort: cohort.days(name)


def _inotuzumab_failure(cohort: Cohort) -> np.ndarray:
    """The progression after whichever antibody was inotuzumab."""
    days = np.full(len(cohort), np.nan)
    for antibody in ("mab2", "mab1"):
        if antibody in cohort and f"{antibody}_progression" in cohort:
            given = cohort.is_level(antibody, "inotuzumab")
            progression = cohort.days(f"{antibody}_progression")
            days = np.where(given & ~np.isnan(progression), progression, days)
    return days


ORIGINS = {
    origin.slug: origin
    for origin in (
        Origin("mab1_start", "the first antibody", ("mab1_start",), _date("mab1_start")),
        Origin("mab1_response", "response to the first antibody", ("mab1_response_date",), _date("mab1_response_date")),
        Origin(
            "mab1_progression", "progression after the first antibody", ("mab1_progression",), _date("mab1_progression")
        ),
        Origin("mab2_start", "the second antibody", ("mab2_start",), _date("mab2_start")),
        Origin(
            "mab2_response", "response to the second antibody", ("mab2_response_date",), _date("mab2_response_date")
        ),
        Origin("hsct", "transplant", ("hsct_date",), _date("hsct_date")),
        Origin("inotuzumab_failure", "inotuzumab failure", ("mab1", "mab1_progression"), _inotuzumab_failure),
    )
}


@dataclass(frozen=True)
class Endpoint:
    """A name, a time zero and the date fields of the events that end it besides death."""

    id: str
    label: str
    short: str
    origin: str
    events: tuple[str, ...] = ()

    @property
    def title(self) -> str:
        """The endpoint with its time zero: "Overall survival from the first antibody"."""
        return self.label if self.origin == SHEET else f"{self.label} from {ORIGINS[self.origin].label}"

    @property
    def axis_title(self) -> str:
        """The time axis: "Months from the first antibody", or "Months" where only the sheet knows time zero."""
        return "Months" if self.origin == SHEET else f"Months from {ORIGINS[self.origin].label}"


NAMES = {
    "os": ("Overall survival", "OS"),
    "efs": ("Event-free survival", "EFS"),
    "rfs": ("Relapse-free survival", "RFS"),
}

_OF_DATES = (
    *(("os", origin, ()) for origin in ORIGINS),
    ("efs", "mab1_start", ("mab1_progression",)),
    ("efs", "mab2_start", ("mab2_progression",)),
    ("efs", "hsct", ("relapse_after_hsct",)),
    ("rfs", "mab1_response", ("mab1_progression",)),
    ("rfs", "mab2_response", ("mab2_progression",)),
)
_OF_SHEETS = tuple((name, SHEET, ()) for name in NAMES)

PRESETS = tuple(Endpoint(name, *NAMES[name], origin, events) for name, origin, events in (*_OF_SHEETS, *_OF_DATES))
"""Every endpoint Ballad offers, those of time and status columns first."""


def missing_for(endpoint: Endpoint, cohort: Cohort) -> tuple[str, ...]:
    """What this endpoint needs and the cohort has not, as labels; empty where it can be computed."""
    if endpoint.origin == SHEET:
        return _missing_in_sheet(endpoint, cohort)
    lacking = [dictionary()[name].label for name in ORIGINS[endpoint.origin].needs if not cohort.has(name)]
    lacking += [dictionary()[name].label for name in endpoint.events if name not in cohort]
    lacking += [dictionary()["vital_status"].label] * (not (cohort.has("vital_status") or cohort.has("death_date")))
    lacking += [dictionary()["last_contact"].label] * (not cohort.has("last_contact"))
    return tuple(lacking)


def available(cohort: Cohort) -> tuple[Endpoint, ...]:
    """The endpoints this cohort can answer."""
    return tuple(endpoint for endpoint in PRESETS if not missing_for(endpoint, cohort))


def choose(offered: tuple[Endpoint, ...], endpoint: str, origin: str) -> Endpoint | None:
    """The offered endpoint that fits both wishes best: both, else the endpoint, else the first; None of none."""
    both = [one for one in offered if one.id == endpoint and one.origin == origin]
    same = [one for one in offered if one.id == (endpoint or one.id) and one.origin == (origin or one.origin)]
    named = [one for one in offered if one.id == endpoint]
    return next(iter((*both, *same, *named, *offered)), None)


def status_field(endpoint: Endpoint, cohort: Cohort) -> str:
    """The status column of an endpoint of a sheet; that of overall survival may be the vital status."""
    own = f"{endpoint.id}_status"
    vital = endpoint.id == "os" and own not in cohort and "vital_status" in cohort
    return "vital_status" if vital else own


def _missing_in_sheet(endpoint: Endpoint, cohort: Cohort) -> tuple[str, ...]:
    time, status = f"{endpoint.id}_time", status_field(endpoint, cohort)
    lacking = [dictionary()[name].label for name in (time, status) if not cohort.has(name)]
    if time in cohort and cohort.columns[time].unit not in UNITS:
        lacking.append(f"the unit of {dictionary()[time].label}")
    return tuple(lacking)
