"""The table behind the Baseline page: the group and a column a row of the page, a row a selected patient."""

from core.analyses.baseline import Baseline
from core.analyses.baseline_rows import never_applicable
from core.analyses.cox_frame import r_name
from core.analyses.selection import Selection, group
from core.dictionary import Field
from core.proof.tables.patients import PatientTable, from_one, marked, patient_table
from core.view import View

NOT_APPLICABLE = "_not_applicable"


def baseline_analysis_table(result: Baseline, selection: Selection, view: View) -> PatientTable:
    """Numbers as they are and choices as their places from 1, in columns of the names of `r_name`.

    A column `..._not_applicable` marks who cannot have a value, where there is somebody.
    """
    cohort, arms = selection.cohort, group(selection, view.compare)
    columns: dict[str, object] = {"group": from_one(arms.codes)}
    for row in result.rows:
        field = row.field
        known = cohort.numbers(field.name) if field.is_number else from_one(cohort.codes(field.name))
        columns[r_name(field)] = known
        if has_never(row.field, result):
            columns[r_name(field) + NOT_APPLICABLE] = marked(never_applicable(cohort, field))
    return patient_table(selection, columns, result.labels)


def has_never(field: Field, result: Baseline) -> bool:
    """Whether somebody of the table cannot have a value of the field."""
    return any(any(row.absent.not_applicable) for row in result.rows if row.field == field)
