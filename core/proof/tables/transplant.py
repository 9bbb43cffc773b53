"""The table behind the page on transplant and toxicity: the group and a column a line of the page."""

from core.analyses.selection import Selection, group
from core.proof.numbers.transplant import TransplantPage, values_by_column
from core.proof.tables.patients import PatientTable, from_one, patient_table
from core.view import View


def transplant_analysis_table(page: TransplantPage, selection: Selection, view: View) -> PatientTable:
    """A line of counts has 1 and 0, one of medians its numbers; both are empty for patients who are not counted."""
    arms = group(selection, view.compare)
    return patient_table(selection, {"group": from_one(arms.codes)} | values_by_column(page), arms.labels)
