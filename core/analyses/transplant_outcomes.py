"""What followed transplant: engraftment, graft-versus-host disease, SOS, relapse, each among those transplanted."""

import numpy as np

from core.analyses.sections import Columns, Section, exact_only, graded_section
from core.cohort import Cohort
from core.dictionary import dictionary

TRANSPLANTED = "those transplanted"
ROMAN = {"0": "0", "1": "I", "2": "II", "3": "III", "4": "IV"}


def what_followed(columns: Columns, after: np.ndarray, cohort: Cohort) -> tuple[Section, ...]:
    """The sections of what is counted among those transplanted after the antibody."""
    return (
        *_engraftment(columns, after, cohort),
        *_acute_gvhd(columns, after, cohort),
        *_chronic_gvhd(columns, after, cohort),
        *_sos(columns, after, cohort),
        *_relapse(columns, after, cohort),
    )


def _engraftment(columns: Columns, after: np.ndarray, cohort: Cohort) -> tuple[Section, ...]:
    name = "hsct_to_engraftment_days"
    if name not in cohort:
        return ()
    engrafted = cohort.known("engraftment_date") & ~(cohort.days("engraftment_date") < cohort.days("hsct_date"))
    rows = (
        columns.count("Date recorded", engrafted, after, tested=True),
        columns.measure("Days from transplant", cohort.numbers(name), after),
    )
    return (Section(dictionary()["engraftment_date"].label, TRANSPLANTED, rows),)


def _acute_gvhd(columns: Columns, after: np.ndarray, cohort: Cohort) -> tuple[Section, ...]:
    sums = {"Grade I–IV": "1234", "Grade II–IV": "234", "Grade III–IV": "34"}
    labels = {level: f"Grade {roman}" for level, roman in ROMAN.items()}
    return graded_section(columns, cohort, "agvhd_grade", after, (TRANSPLANTED, "assessed"), labels, sums)


def _chronic_gvhd(columns: Columns, after: np.ndarray, cohort: Cohort) -> tuple[Section, ...]:
    labels = {level: level.capitalize() for level in ("none", "mild", "moderate", "severe")}
    sums = {"Any": ("mild", "moderate", "severe"), "Moderate or severe": ("moderate", "severe")}
    return graded_section(columns, cohort, "cgvhd", after, (TRANSPLANTED, "assessed"), labels, sums)


def sos_of(cohort: Cohort) -> tuple[np.ndarray, np.ndarray] | None:
    """Who had SOS and of whom it is known, as masks; None where the cohort does not say. A date or grade is SOS.

    Only its own yes/no column can say that there was none.
    """
    if "sos" not in cohort:
        return None
    had = cohort.is_level("sos", "yes")
    for sign in ("sos_date", "sos_grade"):
        if sign in cohort:
            had = had | cohort.known(sign)
    return had, had | cohort.known("sos")


def _sos(columns: Columns, after: np.ndarray, cohort: Cohort) -> tuple[Section, ...]:
    """SOS on the day of transplant or later; one that came before it is none after it."""
    found = sos_of(cohort)
    if found is None or not (found[1] & after & columns.everybody).any():
        return ()
    had, known = found[0], found[1] & after
    if "sos_date" in cohort and "hsct_date" in cohort:
        had = had & ~(cohort.days("sos_date") < cohort.days("hsct_date"))
    row = exact_only(columns.count("SOS after transplant", had, known, tested=True), columns, had, known)
    rows = (row, *columns.apart("Not recorded", ~known, after))
    return (Section(dictionary()["sos"].label, f"{TRANSPLANTED}, recorded", rows),)


def _relapse(columns: Columns, after: np.ndarray, cohort: Cohort) -> tuple[Section, ...]:
    if "relapse_after_hsct" not in cohort:
        return ()
    row = columns.count("Relapse recorded", cohort.known("relapse_after_hsct"), after, tested=True)
    return (Section(dictionary()["relapse_after_hsct"].label, TRANSPLANTED, (row,)),)
