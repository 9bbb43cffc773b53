"""The patients behind a curve, as a list: who they are by study number, how long they were followed, what happened."""

import numpy as np
import pandas as pd

from core.analyses.compared import Compared
from core.clock import CENSORED, COMPETING, EVENT
from core.cohort import Cohort

SHOWN_FIRST = ("age_years", "sex", "mab_sequence", "salvage_status", "mab1_response", "hsct", "cause_of_death")


def patients_frame(compared: Compared, arm: int) -> pd.DataFrame:
    """A row a patient of this arm, the shortest time first: patient, months, how it ended, and what matters first.

    Months are rounded to two decimals; a choice is shown by its label.
    """
    own = np.flatnonzero(compared.codes == arm)
    own = own[np.argsort(compared.time[own], kind="stable")]
    places = compared.used[own]
    cohort, endpoint = compared.selection.cohort, compared.clock.endpoint
    ended = {EVENT: endpoint.causes[0] if endpoint.competing else "event", CENSORED: "censored"}
    ended[COMPETING] = endpoint.causes[1] if endpoint.competing else ""
    columns = {"Patient": patient_names(cohort, places)}
    if compared.entry is not None:
        columns["Entered at, months"] = (compared.entry[own] / compared.per_month).round(2)
    columns["Months"] = (compared.time[own] / compared.per_month).round(2)
    columns["Ended with"] = [ended[status] for status in compared.status[own].tolist()]
    for name in SHOWN_FIRST:
        if cohort.has(name):
            columns[cohort.columns[name].label] = shown_values(cohort, name, places)
    return pd.DataFrame(columns)


def patient_names(cohort: Cohort, places: np.ndarray) -> list[str]:
    """Study numbers, or the row of the sheet where it has none."""
    if "patient_id" not in cohort:
        return [f"row {place + 1}" for place in places]
    names = cohort.patients["patient_id"].iloc[places]
    return [f"row {place + 1}" if pd.isna(name) else str(name) for place, name in zip(places, names, strict=True)]


def shown_values(cohort: Cohort, name: str, places: np.ndarray) -> list:
    """The values of a column as a list shows them: numbers, labels of choices, dates, texts."""
    field = cohort.columns[name]
    if field.kind == "date":
        return [None if pd.isna(one) else one.date() for one in cohort.patients[name].iloc[places]]
    if field.kind == "text":
        return ["" if pd.isna(one) else str(one) for one in cohort.patients[name].iloc[places]]
    if field.is_number:
        return cohort.numbers(name)[places].tolist()
    labels = np.array([*(level.label for level in field.levels), ""], dtype=object)
    return labels[cohort.codes(name)[places]].tolist()
