"""Patients as a list: who they are, what they were given, how they responded, how long they lived; then the rest.

Dates are in it only where they were asked for.
"""

import numpy as np
import pandas as pd

from core.clock import read_clock
from core.cohort import Cohort
from core.endpoints import SHEET, available
from core.formats import format_plain
from core.tables.display import DisplayTable, Row
from core.tables.patients_frame import patient_names, shown_values
from core.words.patients_behind import HANDLE, distinct

FIRST = (
    "mab_sequence", "mab1", "mab2", "salvage_status", "mab1_response", "mab1_mrd", "mab2_response", "mab2_mrd", "hsct",
)  # fmt: skip
"""What matters first; the antibodies themselves stand behind where their sequence says them."""
AFTER_FOLLOW_UP = ("vital_status", "cause_of_death", "age_years", "sex", "disease_status", "prior_hsct")
PATIENT = "Patient"


def patients_list(cohort: Cohort, patients: np.ndarray, dates: bool = False) -> pd.DataFrame:
    """A row a patient of the mask, in the order of the sheet; headings are labels, no two of them the same.

    Follow-up is in months, rounded to two decimals, from where overall survival is counted.
    """
    places = np.flatnonzero(patients)
    first = [name for name in FIRST if cohort.has(name)]
    if "mab_sequence" in first:
        first = [name for name in first if name not in ("mab1", "mab2")]
    after = [name for name in AFTER_FOLLOW_UP if cohort.has(name)]
    others = [name for name in cohort.columns if name not in (*first, *after, "patient_id") and cohort.has(name)]
    if not dates:
        others = [name for name in others if cohort.columns[name].kind != "date"]
    columns = [(PATIENT, patient_names(cohort, places))]
    columns += [(_heading(cohort, name), shown_values(cohort, name, places)) for name in first]
    columns += _follow_up(cohort, places)
    columns += [(_heading(cohort, name), shown_values(cohort, name, places)) for name in (*after, *others)]
    headings = distinct(heading for heading, _ in columns)
    return pd.DataFrame(dict(zip(headings, (values for _, values in columns), strict=True)))


def list_table(frame: pd.DataFrame, sentence: str) -> DisplayTable:
    """The list as a table for files, every value as text, with the note of what such a file is."""
    rows = tuple(Row(tuple(map(_text, row))) for row in frame.itertuples(index=False, name=None))
    return DisplayTable(sentence, tuple(map(str, frame.columns)), rows, (HANDLE,))


def _heading(cohort: Cohort, name: str) -> str:
    return cohort.columns[name].label_with_unit


def _follow_up(cohort: Cohort, places: np.ndarray) -> list[tuple[str, list[float]]]:
    """Months from the first time zero of overall survival the cohort offers; no column where it offers none."""
    endpoint = next((one for one in available(cohort) if one.id == "os"), None)
    if endpoint is None:
        return []
    clock = read_clock(endpoint, cohort)
    where = "" if endpoint.origin == SHEET else endpoint.title.removeprefix(endpoint.label)
    return [(f"Follow-up{where}, months", (clock.time[places] / clock.per_month).round(2).tolist())]


def _text(value: object) -> str:
    if value is None or value is pd.NaT or (isinstance(value, float) and np.isnan(value)):
        return ""
    return format_plain(value) if isinstance(value, float) else str(value)
