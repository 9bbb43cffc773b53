"""A made-up sheet as hospitals keep it, with dates: antibody, response, relapse, transplant, last contact."""

import numpy as np
import pandas as pd

from benchmarks.patients import Patients
from core.cohort import Cohort, Source
from core.dictionary import dictionary

FIRST_START = np.datetime64("2005-01-01", "D")
YEARS_OF_STARTS = 8
COURSES = np.array(["short", "medium", "long"])


def dated_sheet(patients: Patients, seed: int = 2) -> pd.DataFrame:
    """A row a patient under the usual headings; whoever relapses or is transplanted does so while followed.

    `Course` is a column of the sheet nobody knows: the group of the patient in words.
    """
    draw = np.random.default_rng(seed)
    n, end = len(patients), patients.time
    start = draw.integers(0, 365 * YEARS_OF_STARTS, n)
    response = np.where(draw.random(n) < 0.7, draw.integers(20, 60, n), end)
    relapse = response + np.ceil(draw.exponential(600, n))

    def date(days: np.ndarray, happened: np.ndarray | bool = True) -> np.ndarray:
        return np.where(happened, FIRST_START + (start + days).astype("timedelta64[D]"), np.datetime64("NaT"))

    responded, changed = response < end, ~np.isnan(patients.change)
    columns = {
        "patient_id": [f"P{number:06d}" for number in range(n)],
        "age_years": patients.covariates["age"].clip(18, 90),
        "sex": _levels("sex", patients.covariates["sex"]),
        "ecog": _levels("ecog", patients.covariates["ecog"]),
        "ph_status": _levels("ph_status", patients.covariates["ph"]),
        "cytogenetic_risk": _levels("cytogenetic_risk", patients.covariates["risk"]),
        "extramedullary": _levels("extramedullary", patients.covariates["extramedullary"]),
        "wbc": patients.covariates["white_cells"],
        "pb_blasts_pct": patients.covariates["blasts"],
        "salvage_line": patients.covariates["salvage"] + 1,
        "prior_hsct": _levels("prior_hsct", patients.covariates["prior_transplant"]),
        "mab1": _levels("mab1", draw.integers(0, 2, n)),
        "mab1_start": date(np.zeros(n)),
        "mab1_response": np.where(responded, _levels("mab1_response", draw.integers(0, 3, n)), "NR"),
        "mab1_response_date": date(response, responded),
        "mab1_mrd": _levels("mab1_mrd", draw.integers(0, 3, n)),
        "mab1_progression": date(relapse, responded & (relapse < end)),
        "hsct": _levels("hsct", changed),
        "hsct_date": date(np.nan_to_num(patients.change), changed),
        "vital_status": _levels("vital_status", patients.event),
        "last_contact": date(end),
    }
    sheet = pd.DataFrame({dictionary()[name].label: values for name, values in columns.items()})
    return sheet.assign(Course=COURSES[patients.group])


def followed_cohort(patients: Patients) -> Cohort:
    """The patients as a cohort with the dates of first antibody, transplant and last contact, without a workbook."""
    start = np.full(len(patients), FIRST_START)
    dates = {"mab1_start": 0 * patients.time, "hsct_date": patients.change, "last_contact": patients.time}
    levels = {"hsct": ~np.isnan(patients.change), "vital_status": patients.event}
    fields = {name: dictionary()[name] for name in (*dates, *levels)}
    columns = {
        name: np.where(np.isnan(days), np.datetime64("NaT"), start + np.nan_to_num(days).astype("timedelta64[D]"))
        for name, days in dates.items()
    }
    columns |= {name: pd.Categorical(_levels(name, codes), fields[name].values) for name, codes in levels.items()}
    return Cohort(pd.DataFrame(columns), fields, Source("made-up patients"))


def _levels(name: str, codes: np.ndarray) -> np.ndarray:
    return np.array(dictionary()[name].values)[np.asarray(codes).astype(int)]
