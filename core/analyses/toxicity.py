"""Toxicity: CRS, ICANS and SOS by grade, causes of death, and deaths in the first weeks."""

import re
from dataclasses import dataclass

import numpy as np

from core.analyses.immortal_time import late_knowledge
from core.analyses.sections import Columns, Count, Section, columns_of, exact_only, graded_section, levels_section
from core.analyses.selection import Selection
from core.analyses.transplant import antibody_in_words, extra_column, given_antibody, read_transplanted
from core.analyses.transplant_outcomes import TRANSPLANTED, sos_of
from core.clock import DAYS_PER_MONTH, Clock, read_clock
from core.cohort import Cohort
from core.dictionary import dictionary
from core.endpoints import available
from core.happenings import vital_status
from core.view import View

EARLY_DAYS = (30, 60, 100)
RELAPSE, UNKNOWN = "progression", "unknown"
LIVER = re.compile(r"hepato", re.IGNORECASE)


@dataclass(frozen=True)
class ToxicityTable:
    """Sections about the same patients: the heading and the number of each column, and who is in no group."""

    title: str
    origin: str
    labels: tuple[str, ...]
    n: tuple[int, ...]
    sections: tuple[Section, ...]
    ungrouped: int


@dataclass(frozen=True)
class EarlyDeaths:
    """Deaths by each of `EARLY_DAYS` from one time zero.

    `left_out` are those without a time, by reason. `late` names the comparison that was known only after time zero
    and is therefore not made; empty where it is made.
    """

    origin: str
    title: str
    labels: tuple[str, ...]
    n: tuple[int, ...]
    section: Section
    left_out: tuple[tuple[str, int], ...]
    late: str


def count_toxicity(selection: Selection, view: View) -> ToxicityTable:
    """CRS, ICANS, SOS and hepatotoxicity among the selected patients given the antibody of the view."""
    cohort = selection.cohort
    given = given_antibody(cohort, view.antibody)
    columns = columns_of(selection, given, view)
    base = f"all given {antibody_in_words(cohort, view.antibody)}" if not given_to_all(cohort, view) else "all patients"
    sections = (
        *(one for name in ("crs_grade", "icans_grade") for one in _graded(columns, cohort, name, given, base)),
        *_sos(columns, cohort, given, base),
        *levels_section(columns, cohort, extra_column(cohort, LIVER), given, base),
    )
    return _table(columns, cohort, given, sections, view)


def count_deaths(selection: Selection, view: View) -> ToxicityTable:
    """Who died, of relapse or without it, and of what: all given the antibody, and those transplanted after it."""
    cohort = selection.cohort
    given = given_antibody(cohort, view.antibody)
    columns = columns_of(selection, given, view)
    after = read_transplanted(cohort, view.antibody).after
    base = f"all given {antibody_in_words(cohort, view.antibody)}" if not given_to_all(cohort, view) else "all patients"
    sections = (
        *_deaths(columns, cohort, given, base, "Death"),
        *_deaths(columns, cohort, after, TRANSPLANTED, "Death after transplant"),
        *_causes(columns, cohort, given),
    )
    return _table(columns, cohort, given, sections, view)


def count_early_deaths(selection: Selection, view: View) -> tuple[EarlyDeaths, ...]:
    """Deaths by the day from the antibody of the view and from transplant, where the cohort has these dates."""
    cohort = selection.cohort
    given = given_antibody(cohort, view.antibody)
    after = read_transplanted(cohort, view.antibody).after
    origins = {f"{view.antibody}_start": given, "hsct": after}
    survival = {one.origin: one for one in available(cohort) if one.id == "os"}
    found = []
    for origin, patients in origins.items():
        if origin in survival and (patients & selection.patients).any():
            clock = read_clock(survival[origin], cohort)
            found.append(_early_deaths(selection, clock, patients, view))
    return tuple(found)


def given_to_all(cohort: Cohort, view: View) -> bool:
    """Whether the cohort records no antibody, so that everybody counts."""
    return not antibody_in_words(cohort, view.antibody)


def _table(
    columns: Columns, cohort: Cohort, given: np.ndarray, sections: tuple[Section, ...], view: View
) -> ToxicityTable:
    return ToxicityTable(
        title=columns.arms.title,
        origin=antibody_in_words(cohort, view.antibody),
        labels=columns.labels,
        n=columns.numbers(given),
        sections=sections,
        ungrouped=columns.arms.missing if view.compare else 0,
    )


def _graded(columns: Columns, cohort: Cohort, name: str, given: np.ndarray, base: str) -> tuple[Section, ...]:
    labels = {grade: f"Grade {grade}" for grade in "012345"}
    sums = {"Any grade": "12345", "Grade 3 and more": "345"}
    return graded_section(columns, cohort, name, given, (base, "graded"), labels, sums)


def _sos(columns: Columns, cohort: Cohort, given: np.ndarray, base: str) -> tuple[Section, ...]:
    """SOS at any time by Fisher's test, and its grades among those who had it."""
    found = sos_of(cohort)
    if found is None or not (found[1] & given & columns.everybody).any():
        return ()
    had, known = found[0], found[1] & given
    row = exact_only(columns.count("SOS at any time", had, known, tested=True), columns, had, known)
    rows = (row, *columns.apart("Not recorded", ~known, given))
    sections = (Section(dictionary()["sos"].label, f"{base}, recorded", rows),)
    return (*sections, *levels_section(columns, cohort, "sos_grade", had & given, "those with SOS"))


def _deaths(columns: Columns, cohort: Cohort, among: np.ndarray, base: str, title: str) -> tuple[Section, ...]:
    """Deaths among those whose vital status is known; by cause among them without the deaths of unknown cause."""
    told = _vital_status(cohort)
    if told is None or not (among & columns.everybody).any():
        return ()
    dead, alive = told
    known = among & (dead | alive)
    rows: list[Count] = [columns.count("Died", dead, known, tested=True)]
    if "cause_of_death" in cohort:
        caused = dead & _cause_known(cohort)
        relapse = cohort.is_level("cause_of_death", RELAPSE)
        attributed = known & (alive | caused)
        rows.append(columns.count("of relapse or progression", caused & relapse, attributed, tested=True))
        rows.append(columns.count("without relapse", caused & ~relapse, attributed, tested=True))
        rows += columns.apart("Died of an unknown cause", dead & ~caused, known)
    rows += columns.apart("Vital status not recorded", ~known, among)
    return (Section(title, f"{base}, vital status known", tuple(rows)),)


def _causes(columns: Columns, cohort: Cohort, given: np.ndarray) -> tuple[Section, ...]:
    told = _vital_status(cohort)
    if told is None or "cause_of_death" not in cohort:
        return ()
    died, known = told[0] & given, told[0] & given & _cause_known(cohort)
    if not (known & columns.everybody).any():
        return ()
    levels = [level for level in cohort.columns["cause_of_death"].levels if level.value != UNKNOWN]
    found = [(level, known & cohort.is_level("cause_of_death", level.value)) for level in levels]
    found = [(level, mask) for level, mask in found if (mask & columns.everybody).any()]
    other = columns.by != "cause_of_death"
    rows = tuple(columns.count(level.label, mask, known, contrasted=other) for level, mask in found)
    test = columns.test([mask for _, mask in found]) if other else None
    missing = columns.apart("Cause not known", ~known, died)
    return (Section(dictionary()["cause_of_death"].label, "those who died, cause known", (*rows, *missing), test),)


def _vital_status(cohort: Cohort) -> tuple[np.ndarray, np.ndarray] | None:
    """Who is dead and who is alive; None where no column tells."""
    if "vital_status" in cohort or "death_date" in cohort:
        return vital_status(cohort)[:2]
    if "os_status" in cohort:
        return cohort.is_level("os_status", "yes"), cohort.is_level("os_status", "no")
    return None


def _cause_known(cohort: Cohort) -> np.ndarray:
    return cohort.known("cause_of_death") & ~cohort.is_level("cause_of_death", UNKNOWN)


def _early_deaths(selection: Selection, clock: Clock, patients: np.ndarray, view: View) -> EarlyDeaths:
    late = late_knowledge(selection, clock, view.compare)
    timed = patients & clock.included
    columns = columns_of(selection, timed, view, "" if late else view.compare)
    days = clock.time / clock.per_month * DAYS_PER_MONTH
    rows: list[Count] = []
    for day in EARLY_DAYS:
        died = (clock.event == 1) & (days <= day)
        followed = timed & (died | (days >= day))
        rows.append(columns.count(f"By day {day}", died, followed, tested=True))
        rows += columns.apart(f"Not followed to day {day}", ~followed, timed)
    title = "Transplant" if clock.endpoint.origin == "hsct" else dictionary()[view.antibody].label
    section = Section(
        f"Deaths from {title.lower()} on", "those who died by the day or were followed to it", tuple(rows)
    )
    return EarlyDeaths(
        origin=title,
        title=columns.arms.title,
        labels=columns.labels,
        n=columns.numbers(timed),
        section=section,
        left_out=clock.why_left_out(patients & selection.patients & ~timed),
        late=late.field.label if late else "",
    )
