"""Endpoints: which clock starts where, what stops it, what competes, and which of them a cohort can answer.

An endpoint built from dates has an origin (time zero), the happenings that are its events, and those that compete
with them; a patient has the one that comes first. An endpoint a sheet brings as a time and a status column has the
origin "sheet". `core.clock` reads them off a cohort.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from core.cohort import Cohort
from core.dictionary import dictionary
from core.happenings import DEATH, HAPPENINGS

SHEET = "sheet"
CUSTOM = "custom"
RELAPSE = "relapse"
"""The relapse of a sheet with times and statuses, which has no date of its own."""
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
        Origin(
            "mab2_progression",
            "progression after the second antibody",
            ("mab2_progression",),
            _date("mab2_progression"),
        ),
        Origin("hsct", "transplant", ("hsct_date",), _date("hsct_date")),
        Origin("inotuzumab_failure", "inotuzumab failure", ("mab1", "mab1_progression"), _inotuzumab_failure),
    )
}


@dataclass(frozen=True)
class FollowUp:
    """Between which bounds patients are observed; all of them are off when empty.

    `entry` is the origin at which a patient comes under observation where that is later than time zero (left
    truncation); `censored_at` are happenings at which observation ends without the event; `until` is the calendar
    day of the data cut-off; `months` ends observation so long after time zero.
    """

    entry: str = ""
    censored_at: tuple[str, ...] = ()
    until: date | None = None
    months: float | None = None

    @property
    def needs(self) -> tuple[str, ...]:
        """The fields these bounds are read from."""
        entry = ORIGINS[self.entry].needs if self.entry else ()
        return (*entry, *(name for slug in self.censored_at for name in HAPPENINGS[slug].needs))


@dataclass(frozen=True)
class Endpoint:
    """A name, a time zero, the happenings that are its events, and those that compete with them."""

    id: str
    label: str
    short: str
    origin: str
    events: tuple[str, ...] = ()
    competing: tuple[str, ...] = ()
    follow_up: FollowUp = field(default=FollowUp())

    @property
    def title(self) -> str:
        """The endpoint with its time zero: "Overall survival from the first antibody"."""
        return self.label if self.origin == SHEET else f"{self.label} from {ORIGINS[self.origin].label}"

    @property
    def axis_title(self) -> str:
        """The time axis: "Months from the first antibody", or "Months" where only the sheet knows time zero."""
        return "Months" if self.origin == SHEET else f"Months from {ORIGINS[self.origin].label}"

    @property
    def dates(self) -> tuple[str, ...]:
        """The date fields its events and competing events are read from, death aside."""
        slugs = (*self.events, *self.competing)
        return tuple(HAPPENINGS[slug].date for slug in slugs if slug in HAPPENINGS and slug != DEATH)

    @property
    def causes(self) -> tuple[str, str]:
        """The event and what competes with it, in words: "Relapse" and "Death without relapse"."""
        if self.id in _CAUSES:
            return _CAUSES[self.id]
        competing = " or ".join(HAPPENINGS[slug].label for slug in self.competing)
        return self.label, f"{competing[:1].upper()}{competing[1:]} first"

    def observed(self, follow_up: FollowUp) -> "Endpoint":
        """The same endpoint between these bounds of observation."""
        return replace(self, follow_up=follow_up)


NAMES = {
    "os": ("Overall survival", "OS"),
    "efs": ("Event-free survival", "EFS"),
    "rfs": ("Relapse-free survival", "RFS"),
    "dfs": ("Disease-free survival", "DFS"),
    "dor": ("Duration of response", "DOR"),
    "grfs": ("GVHD-free, relapse-free survival", "GRFS"),
    "cir": ("Cumulative incidence of relapse", "CIR"),
    "nrm": ("Non-relapse mortality", "NRM"),
    "transplant": ("Transplant", "Transplant"),
    "next_therapy": ("Next therapy", "Next therapy"),
    "agvhd_2_4": ("Acute GVHD grade II–IV", "aGVHD II–IV"),
    "agvhd_3_4": ("Acute GVHD grade III–IV", "aGVHD III–IV"),
    "cgvhd": ("Moderate or severe chronic GVHD", "cGVHD"),
    "sos": ("Sinusoidal obstruction syndrome", "SOS"),
    "engraftment": ("Neutrophil engraftment", "Engraftment"),
    CUSTOM: ("Own endpoint", "Own endpoint"),
}
"""Label and short name of every endpoint by its id; `CUSTOM` is the one a user builds."""

_CAUSES = {
    "cir": ("Relapse", "Death without relapse"),
    "nrm": ("Death without relapse", "Relapse"),
}

_RELAPSE = {"mab1": "mab1_progression", "mab2": "mab2_progression", "hsct": "relapse_after_hsct"}
_ONLY_DEATH = (DEATH,)

_OF_DATES = (
    *(("os", origin, _ONLY_DEATH, ()) for origin in ORIGINS),
    *(("efs", f"{mab}_start", (_RELAPSE[mab], DEATH), ()) for mab in ("mab1", "mab2")),
    ("efs", "hsct", ("relapse_after_hsct", DEATH), ()),
    *(("rfs", f"{mab}_response", (_RELAPSE[mab], DEATH), ()) for mab in ("mab1", "mab2")),
    ("dfs", "hsct", ("relapse_after_hsct", DEATH), ()),
    *(("dor", f"{mab}_response", (_RELAPSE[mab], DEATH), ()) for mab in ("mab1", "mab2")),
    ("grfs", "hsct", ("agvhd_3_4", "cgvhd", "relapse_after_hsct", DEATH), ()),
    *(("cir", f"{mab}_response", (_RELAPSE[mab],), _ONLY_DEATH) for mab in ("mab1", "mab2")),
    ("cir", "hsct", ("relapse_after_hsct",), _ONLY_DEATH),
    *(("nrm", f"{mab}_response", _ONLY_DEATH, (_RELAPSE[mab],)) for mab in ("mab1", "mab2")),
    ("nrm", "hsct", _ONLY_DEATH, ("relapse_after_hsct",)),
    *(("transplant", f"{mab}_start", ("hsct",), _ONLY_DEATH) for mab in ("mab1", "mab2")),
    *(("transplant", f"{mab}_response", ("hsct",), _ONLY_DEATH) for mab in ("mab1", "mab2")),
    ("next_therapy", "mab1_start", ("mab2_start", "car_t"), _ONLY_DEATH),
    ("next_therapy", "mab2_start", ("car_t",), _ONLY_DEATH),
    *((name, "hsct", (name,), ("relapse_after_hsct", DEATH)) for name in ("agvhd_2_4", "agvhd_3_4", "cgvhd")),
    *((name, "hsct", (name,), _ONLY_DEATH) for name in ("sos", "engraftment")),
)
_OF_SHEETS = (
    *((name, SHEET, (), ()) for name in ("os", "efs", "rfs")),
    ("cir", SHEET, (), _ONLY_DEATH),
    ("nrm", SHEET, (), (RELAPSE,)),
)

PRESETS = tuple(Endpoint(name, *NAMES[name], *parts) for name, *parts in (*_OF_SHEETS, *_OF_DATES))
"""Every endpoint Ballad offers ready-made, those of time and status columns first."""


def build_endpoint(origin: str, events: tuple[str, ...], competing: tuple[str, ...]) -> Endpoint:
    """An endpoint of these happenings; a happening that is both an event and competing is an event.

    Death always ends observation: where it is no event it competes, so that nobody is taken for censored who
    cannot have the event any more. ValueError without an event or with an unknown origin or happening.
    """
    if not events:
        raise ValueError("An endpoint needs at least one event: choose what is waited for.")
    unknown = [slug for slug in (*events, *competing) if slug not in HAPPENINGS]
    if unknown or origin not in ORIGINS:
        raise ValueError(f"Ballad knows no {(unknown or [origin])[0]!r}: choose among those offered.")
    named = tuple(slug for slug in HAPPENINGS if slug in events)
    others = tuple(slug for slug in HAPPENINGS if slug in (*competing, DEATH) and slug not in named)
    return Endpoint(CUSTOM, _built_label(named, others), NAMES[CUSTOM][1], origin, named, others)


def _built_label(events: tuple[str, ...], competing: tuple[str, ...]) -> str:
    """What the events are called: with death among them it is a survival without the others, unless some compete."""
    survival = DEATH in events and not competing
    words = " or ".join(HAPPENINGS[slug].label for slug in events if not (survival and slug == DEATH))
    if survival:
        return f"Survival without {words}" if words else NAMES["os"][0]
    return words[:1].upper() + words[1:]


def missing_for(endpoint: Endpoint, cohort: Cohort) -> tuple[str, ...]:
    """What this endpoint needs and the cohort has not, as labels; empty where it can be computed."""
    if endpoint.origin == SHEET:
        return _missing_in_sheet(endpoint, cohort)
    lacking = [dictionary()[name].label for name in ORIGINS[endpoint.origin].needs if not cohort.has(name)]
    happenings = (HAPPENINGS[slug] for slug in (*endpoint.events, *endpoint.competing))
    needed = dict.fromkeys(name for one in happenings for name in one.needs)
    lacking += [dictionary()[name].label for name in needed if name not in cohort]
    lacking += [dictionary()["vital_status"].label] * (not (cohort.has("vital_status") or cohort.has("death_date")))
    lacking += [dictionary()["last_contact"].label] * (not cohort.has("last_contact"))
    return tuple(dict.fromkeys(lacking))


def available(cohort: Cohort) -> tuple[Endpoint, ...]:
    """The ready-made endpoints this cohort can answer."""
    return tuple(endpoint for endpoint in PRESETS if not missing_for(endpoint, cohort))


def choose(offered: tuple[Endpoint, ...], endpoint: str, origin: str) -> Endpoint | None:
    """The offered endpoint that fits both wishes best: both, else the endpoint, else time zero, else the first."""
    both = [one for one in offered if one.id == endpoint and one.origin == origin]
    same = [one for one in offered if one.id == (endpoint or one.id) and one.origin == (origin or one.origin)]
    named = [one for one in offered if one.id == endpoint]
    since = [one for one in offered if one.origin == origin]
    return next(iter((*both, *same, *named, *since, *offered)), None)


def status_field(endpoint: Endpoint, cohort: Cohort) -> str:
    """The status column of an endpoint of a sheet; that of overall survival may be the vital status."""
    own = f"{endpoint.id}_status"
    vital = endpoint.id == "os" and own not in cohort and "vital_status" in cohort
    return "vital_status" if vital else own


def _missing_in_sheet(endpoint: Endpoint, cohort: Cohort) -> tuple[str, ...]:
    if endpoint.competing:
        parts = [one for one in PRESETS if one.origin == SHEET and one.id in ("rfs", "os")]
        lacking = [label for one in parts for label in _missing_in_sheet(one, cohort)]
        units = {cohort.columns[f"{one.id}_time"].unit for one in parts} if not lacking else set()
        return tuple(lacking) or (("one unit for both times",) if len(units) > 1 else ())
    time, status = f"{endpoint.id}_time", status_field(endpoint, cohort)
    lacking = [dictionary()[name].label for name in (time, status) if not cohort.has(name)]
    if time in cohort and cohort.columns[time].unit not in UNITS:
        lacking.append(f"the unit of {dictionary()[time].label}")
    return tuple(lacking)
