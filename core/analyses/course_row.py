"""A patient's course as the patient's own row tells it, and what the row knows without a date."""

import numpy as np

from core.analyses.course_things import OTHER, Event, Treatment, day_of, label_of
from core.analyses.response import ANTIBODIES, RESPONDED
from core.cohort import Cohort
from core.formats import format_plain, in_sentence
from core.happenings import vital_status

DEATH, ALIVE, LAST_CONTACT = "death", "alive", "last_contact"
TOXICITY = "toxicity"
NOTHING_HAPPENED = ("no", "none", "0", "not assessed")
DATED_BY = (
    ("mab1_response", "mab1_response_date"),
    ("mab2_response", "mab2_response_date"),
    ("mab1_mrd", "mab1_response_date"),
    ("mab2_mrd", "mab2_response_date"),
    ("hsct", "hsct_date"),
    ("agvhd_grade", "agvhd_date"),
    ("cgvhd", "cgvhd_date"),
    ("sos", "sos_date"),
    ("crs_grade", "crs_date"),
    ("icans_grade", "icans_date"),
)
"""What a row says of a patient and the date that puts it on an axis."""
GRADED = (
    ("acute_gvhd", "agvhd_grade", "agvhd_date", "0", "grade "),
    ("chronic_gvhd", "cgvhd", "cgvhd_date", "none", ""),
    ("sos", "sos", "sos_date", "no", ""),
    (TOXICITY, "crs_grade", "crs_date", "0", "grade "),
    (TOXICITY, "icans_grade", "icans_date", "0", "grade "),
)
"""A mark, the field of its grade, its date, the grade that is none of it, and what is said before the grade."""
PLAIN = (
    ("relapse", "mab1_progression"),
    ("relapse", "mab2_progression"),
    ("car_t", "car_t_date"),
    ("transplant", "hsct_date"),
    ("engraftment", "engraftment_date"),
    ("relapse", "relapse_after_hsct"),
)
"""What needs its date alone."""


def antibodies_of(cohort: Cohort, patient: int) -> tuple[Treatment, ...]:
    """The antibodies of the row that have a start; inotuzumab ends with its last dose, where that is known."""
    found = []
    for name in ANTIBODIES:
        start = day_of(cohort, f"{name}_start", patient)
        if np.isnan(start):
            continue
        code = int(cohort.codes(name)[patient]) if name in cohort else -1
        kind = cohort.columns[name].values[code] if code >= 0 else OTHER
        label = label_of(cohort, name, patient) or cohort.columns[f"{name}_start"].label.removesuffix(" started")
        found.append(Treatment(kind, label, start, float("nan"), _cycles(cohort, name, patient)))
    return tuple(_with_last_dose(one, found, day_of(cohort, "inotuzumab_last_dose", patient)) for one in found)


def happenings_of(cohort: Cohort, patient: int) -> tuple[Event, ...]:
    """Everything of the row that has a day: responses, MRD, relapses, transplant, GVHD, toxicities, the end."""
    events = [event for name in ANTIBODIES for event in _response(cohort, name, patient)]
    for kind, date in PLAIN:
        if np.isfinite(day := day_of(cohort, date, patient)):
            events.append(Event(kind, cohort.columns[date].label, day))
    for kind, grade, date, none, before in GRADED:
        day = day_of(cohort, date, patient)
        if np.isfinite(day) and not (grade in cohort and cohort.is_level(grade, none)[patient]):
            what, said = _what(cohort, grade, date), _graded(label_of(cohort, grade, patient), before)
            events.append(Event(kind, what, day, said, what if kind == TOXICITY else said))
    return (*events, *_end(cohort, patient))


def undated_of(cohort: Cohort, patient: int) -> tuple[tuple[str, str], ...]:
    """What the row says without the date that would put it on an axis: (what, value)."""
    found = []
    for name in ANTIBODIES:
        if np.isnan(day_of(cohort, f"{name}_start", patient)) and (level := label_of(cohort, name, patient)):
            found.append((cohort.columns[name].label, level))
    for name, date in DATED_BY:
        level = label_of(cohort, name, patient)
        nothing = any(cohort.is_level(name, value)[patient] for value in NOTHING_HAPPENED) if level else True
        if not nothing and np.isnan(day_of(cohort, date, patient)):
            found.append((cohort.columns[name].label, level))
    vital = label_of(cohort, "vital_status", patient)
    if vital and not _end(cohort, patient):
        found.append((cohort.columns["vital_status"].label, vital))
    return tuple(found)


def _cycles(cohort: Cohort, name: str, patient: int) -> str:
    column = f"{name}_cycles"
    cycles = float(cohort.numbers(column)[patient]) if column in cohort else float("nan")
    return f"{format_plain(cycles)} cycle{'' if cycles == 1 else 's'}" if np.isfinite(cycles) else ""


def _with_last_dose(one: Treatment, found: list[Treatment], last_dose: float) -> Treatment:
    """The last inotuzumab that began before the last dose ended with it."""
    begun = [other for other in found if other.kind == "inotuzumab" and other.start <= last_dose]
    ends = begun and one is max(begun, key=lambda other: other.start)
    return Treatment(one.kind, one.label, one.start, last_dose, one.detail) if ends else one


def _response(cohort: Cohort, name: str, patient: int) -> list[Event]:
    """The response and the MRD of one antibody, both on the day of the response."""
    day = day_of(cohort, f"{name}_response_date", patient)
    if np.isnan(day):
        return []
    level, what = label_of(cohort, f"{name}_response", patient), cohort.columns[f"{name}_response_date"].label
    events = [Event("response", what.removeprefix("Date of ").capitalize(), day, level, level)]
    if level and level not in RESPONDED:
        events = []
    mrd = f"{name}_mrd"
    for value in ("negative", "positive"):
        if mrd in cohort and cohort.is_level(mrd, value)[patient]:
            events.append(Event(f"mrd_{value}", f"MRD-{value}", day, "on the day of the response"))
    return events


def _what(cohort: Cohort, grade: str, date: str) -> str:
    if grade in cohort:
        return cohort.columns[grade].label.removesuffix(", highest grade")
    return cohort.columns[date].label.removesuffix(" onset")


def _graded(level: str, before: str) -> str:
    """The grade inside a sentence; a plain yes says nothing more."""
    return "" if level in ("", "Yes") else before + in_sentence(level)


def _end(cohort: Cohort, patient: int) -> tuple[Event, ...]:
    """The end of follow-up: death with its cause, or alive when last seen; last contact where neither is known."""
    if not {"vital_status", "death_date", "last_contact"} & set(cohort.columns):
        return ()
    dead, alive, died = vital_status(cohort)
    if dead[patient]:
        day, cause = float(died[patient]), label_of(cohort, "cause_of_death", patient)
        return (Event(DEATH, "Died", day, cause, cause),) if np.isfinite(day) else ()
    day = day_of(cohort, "last_contact", patient)
    if np.isnan(day):
        return ()
    said = "Alive at last contact" if alive[patient] else "Last contact, vital status not known"
    return (Event(ALIVE, said, day),) if alive[patient] else (Event(LAST_CONTACT, said, day),)
