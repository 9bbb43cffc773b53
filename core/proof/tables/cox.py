"""The table behind the Cox models: rows of patients without ids or dates, cut where a covariate changes."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.analyses.cox import Cox
from core.analyses.cox_frame import r_name
from core.analyses.cox_question import patients_used, states_of, strata_of
from core.analyses.cox_rows import CoxRows, rows_on_clock, split_at_states
from core.analyses.selection import Selection
from core.clock import read_clock
from core.dictionary import Field
from core.view import View

ROW = ("patient", "start", "stop", "status")


@dataclass(frozen=True, eq=False)
class CoxTable:
    """Columns `patient`, `start` and `stop` in `unit`, `status` (1 event), and a column a covariate or stratum.

    A patient has several rows where a covariate changes, the event in the last. Choices are numbers from 1, whose
    words are in `levels` by column. A patient whose time is 0 has one row without length.
    """

    frame: pd.DataFrame
    unit: str
    levels: dict[str, tuple[str, ...]]

    def to_csv(self) -> str:
        """The table as text, every number at full precision."""
        return self.frame.to_csv(index=False, lineterminator="\n", float_format="%.17g")


def cox_analysis_table(result: Cox, selection: Selection, view: View) -> CoxTable:
    """The table of all models of a result, which are of this selection and this view."""
    rows = _rows(result, selection, view)
    start = np.zeros(len(rows.time)) if rows.entry is None else rows.entry
    columns: dict[str, object] = {"start": start, "stop": rows.time, "status": rows.event.astype(int)}
    levels: dict[str, tuple[str, ...]] = {}
    for field in (*result.covariates, *result.strata):
        name = r_name(field)
        if field.is_number:
            columns[name] = selection.cohort.numbers(field.name)[rows.patient]
            continue
        levels[name], codes = _codes(field, rows, selection)
        columns[name] = pd.array(np.where(codes < 0, pd.NA, codes + 1), dtype="Int64")
    frame = pd.DataFrame(columns)
    order = pd.Series(rows.time).groupby(rows.patient).transform("max")
    frame = frame.assign(patient=rows.patient, order=order).sort_values(["order", "patient", "stop"], ignore_index=True)
    frame["patient"] = pd.factorize(frame["patient"])[0] + 1
    return CoxTable(frame[[*ROW, *list(columns)[3:]]], result.unit, levels)


def _rows(result: Cox, selection: Selection, view: View) -> CoxRows:
    """The rows of the univariable models, cut where any of their covariates changes."""
    clock = read_clock(result.endpoint, selection.cohort)
    strata, _ = strata_of(selection, clock, view)
    used, _ = patients_used(selection, clock, strata)
    base = rows_on_clock(clock, used)
    if result.same_patients:
        base = base.of(np.unique(result.rows.patient[result.multivariable.rows]))
    changing = {late.field for late in result.time_dependent}
    rows = base
    for field in result.covariates:
        if field in changing:
            rows = split_at_states(rows, field.name, states_of(selection, clock, field))
    return _with_those_of_no_length(rows, base)


def _with_those_of_no_length(rows: CoxRows, base: CoxRows) -> CoxRows:
    """The rows, and again those of patients whom the cuts left none."""
    gone = base.of(np.setdiff1d(base.patient, rows.patient))
    if not len(gone.patient):
        return rows
    unknown = np.full(len(gone.patient), -1)
    states = {name: (labels, np.append(codes, unknown)) for name, (labels, codes) in rows.states.items()}
    return CoxRows(
        patient=np.append(rows.patient, gone.patient),
        time=np.append(rows.time, gone.time),
        event=np.append(rows.event, gone.event),
        entry=np.append(rows.entry, np.zeros(len(gone.patient))),
        states=states,
    )


def _codes(field: Field, rows: CoxRows, selection: Selection) -> tuple[tuple[str, ...], np.ndarray]:
    if field.name in rows.states:
        return rows.states[field.name]
    codes = selection.cohort.codes(field.name)[rows.patient].astype(int)
    return tuple(level.label for level in field.levels), codes
