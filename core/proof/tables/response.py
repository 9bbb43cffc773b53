"""The table behind the Response page: what is recorded of both antibodies, a row a selected patient."""

import numpy as np

from core.analyses.antigen_response import ANTIGENS
from core.analyses.compared import Compared
from core.analyses.response import ANTIBODIES, LINE, antibodies_with_responses, read_answers
from core.analyses.selection import Selection, group
from core.cohort import Cohort
from core.proof.tables.patients import PatientTable, from_one, marked, patient_table
from core.view import View

CHOICES = ("response", "mrd", "disease_burden")
"""What of an antibody is a choice: fields of the dictionary, whose levels are its words and not a workbook's."""


def response_analysis_table(selection: Selection, view: View, lasted: Compared | None) -> PatientTable:
    """Columns `group`, `salvage`, `cd19_at_relapse`, `cd22_at_relapse`, and of each antibody what is recorded of it.

    These are whether it was given, response, MRD, disease burden at its start, and the days from start to response.
    The columns `lasted_...` are time, status, group and entry of responders on the clock of their duration.
    """
    cohort, arms = selection.cohort, group(selection, view.compare)
    columns: dict[str, object] = {"group": from_one(arms.codes)}
    columns["salvage"] = from_one(_codes(cohort, cohort.by_slug(LINE).name if cohort.by_slug(LINE) else ""))
    columns |= {name: from_one(_codes(cohort, name)) for name in ANTIGENS}
    for antibody in ANTIBODIES:
        columns |= _of_antibody(cohort, antibody)
    if lasted is not None:
        columns |= _of_duration(cohort, lasted)
    return patient_table(selection, columns, arms.labels)


def _of_antibody(cohort: Cohort, antibody: str) -> dict[str, object]:
    recorded = antibody in antibodies_with_responses(cohort)
    given = read_answers(cohort, antibody).given if recorded else np.zeros(len(cohort), dtype=bool)
    choices = {f"{antibody}_{what}": from_one(_codes(cohort, f"{antibody}_{what}")) for what in CHOICES}
    start, response = (f"{antibody}_{what}" for what in ("start", "response_date"))
    dated = cohort.has(start) and cohort.has(response)
    days = cohort.days(response) - cohort.days(start) if dated else np.full(len(cohort), np.nan)
    return {f"{antibody}_given": marked(given), **choices, f"{antibody}_days_to_response": days}


def _of_duration(cohort: Cohort, lasted: Compared) -> dict[str, object]:
    on_clock = {"time": lasted.time, "status": lasted.status, "group": lasted.codes + 1, "entry": lasted.entry}
    columns = {
        f"lasted_{what}": np.full(len(cohort), np.nan) for what, values in on_clock.items() if values is not None
    }
    for name, column in columns.items():
        column[lasted.used] = on_clock[name.removeprefix("lasted_")]
    return columns


def _codes(cohort: Cohort, name: str) -> np.ndarray:
    return cohort.codes(name) if name in cohort else np.full(len(cohort), -1)
