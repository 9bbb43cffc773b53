"""A patient's course as sheets of courses, laboratory values and toxicities tell it."""

import re

import numpy as np
import pandas as pd

from core.analyses.course_things import OTHER, Event, Labs, Treatment, antibody_in
from core.cohort import Cohort
from core.formats import format_plain
from core.records import RecordKind

_TRANSPLANT = re.compile(r"transplant|\b(allo)?-?(hsct|sct|bmt|hct)\b", re.IGNORECASE)
_CAR_T = re.compile(r"\bcar[ -]?t\b|tisagenlecleucel|brexucabtagene|obecabtagene", re.IGNORECASE)
_MRD = re.compile(r"\bmrd\b|minimal residual|measurable residual", re.IGNORECASE)
MRD_LIMIT_PERCENT = 0.01
"""MRD below this percentage counts as negative; in another unit only zero does, and other values have no mark."""


def records_of(cohort: Cohort, kind: RecordKind, patient: int) -> pd.DataFrame:
    """The records of this kind of one patient."""
    return cohort.records_of(kind, np.arange(len(cohort)) == patient)


def treatments_of(cohort: Cohort, patient: int) -> tuple[tuple[Treatment, ...], tuple[Event, ...]]:
    """Treatments from the sheet of courses, and the transplants and CAR T cells among them as events."""
    treatments, events = [], []
    courses = records_of(cohort, "courses", patient)
    rows = zip(
        _texts(courses, "treatment"), _days(courses, "start"), _days(courses, "end"), _texts(courses, "response"),
        strict=True,
    )  # fmt: skip
    for told, start, end, response in rows:
        if np.isnan(start):
            continue
        name = told[:1].upper() + told[1:] if told else "Treatment without a name"
        kind = antibody_in(name)
        if _TRANSPLANT.search(name) and kind == OTHER:
            events.append(Event("transplant", name, start, response))
        elif _CAR_T.search(name) and kind == OTHER:
            events.append(Event("car_t", name, start, response))
        else:
            treatments.append(Treatment(kind, name, start, end if end >= start else float("nan"), response))
    return tuple(treatments), tuple(events)


def labs_of(cohort: Cohort, patient: int) -> tuple[Labs, ...]:
    """The laboratory values of one patient with a date, by test and unit, the test with most values first."""
    labs = records_of(cohort, "labs", patient)
    frame = pd.DataFrame(
        {"test": _texts(labs, "test"), "unit": _texts(labs, "unit"), "day": _days(labs, "date"),
         "value": labs["value"].to_numpy(dtype=float)}
    )  # fmt: skip
    frame = frame[np.isfinite(frame["day"]) & np.isfinite(frame["value"]) & (frame["test"] != "")]
    found = [
        Labs(test, unit, rows["day"].to_numpy(), rows["value"].to_numpy())
        for (test, unit), rows in frame.sort_values("day", kind="stable").groupby(["test", "unit"], sort=True)
    ]
    return tuple(sorted(found, key=lambda one: -len(one.days)))


def mrd_events(labs: tuple[Labs, ...]) -> tuple[Event, ...]:
    """MRD as measured: negative or positive on its day, where the unit lets it be told."""
    events = []
    for one in labs:
        if not _MRD.search(one.test):
            continue
        for day, value in zip(one.days.tolist(), one.values.tolist(), strict=True):
            negative = value == 0 or (one.unit == "%" and value < MRD_LIMIT_PERCENT)
            said = f"{format_plain(value)} {one.unit}".strip()
            if negative:
                events.append(Event("mrd_negative", "MRD-negative", day, f"{one.test}: {said}"))
            elif one.unit == "%":
                events.append(Event("mrd_positive", "MRD-positive", day, f"{one.test}: {said}", said))
    return tuple(events)


def toxicities_of(cohort: Cohort, patient: int) -> tuple[Event, ...]:
    """Toxicities from their sheet that have a date."""
    rows = records_of(cohort, "toxicities", patient)
    told = zip(_texts(rows, "event"), rows["grade"].to_numpy(dtype=float), _days(rows, "date"), strict=True)
    return tuple(
        Event("toxicity", name or "Toxicity", day, f"grade {format_plain(grade)}" if np.isfinite(grade) else "", name)
        for name, grade, day in told
        if np.isfinite(day)
    )


def _texts(frame: pd.DataFrame, name: str) -> list[str]:
    return [" ".join(str(text).split()) if pd.notna(text) else "" for text in frame[name]]


def _days(frame: pd.DataFrame, name: str) -> list[float]:
    days = frame[name].to_numpy(dtype="datetime64[D]")
    return np.where(np.isnat(days), np.nan, days.astype(np.int64).astype(float)).tolist()
