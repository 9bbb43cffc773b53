"""The rows of a Cox model: a row a patient, or several where a covariate changes while the patient is followed."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from core.analyses.immortal_time import States
from core.clock import Clock
from core.stats.counting_process import split_at_change
from core.stats.cox_model import CoxModel
from core.stats.design import Factor


@dataclass(frozen=True, eq=False)
class CoxRows:
    """Follow-up of patients, (`entry`, `time`] in the unit of the clock; without `entry` all from time zero.

    `patient` (m,) is the place in the cohort. `states` holds, by field name, the covariates that change while
    patients are followed: their levels and the code of each row, -1 where it is not known.
    """

    patient: np.ndarray
    time: np.ndarray
    event: np.ndarray
    entry: np.ndarray | None
    states: Mapping[str, tuple[tuple[str, ...], np.ndarray]] = field(default_factory=dict)

    def of(self, patients: np.ndarray) -> "CoxRows":
        """The rows of these patients, given by their places in the cohort."""
        kept = np.isin(self.patient, patients)
        states = {name: (labels, codes[kept]) for name, (labels, codes) in self.states.items()}
        entry = None if self.entry is None else self.entry[kept]
        return CoxRows(self.patient[kept], self.time[kept], self.event[kept], entry, states)

    def factor(self, name: str) -> Factor:
        """The covariate of this name as it changes from row to row."""
        labels, codes = self.states[name]
        return Factor(name, codes, labels)


@dataclass(frozen=True, eq=False)
class PatientsOfModel:
    """Whom a model was fitted on, counted in patients, who may have several rows.

    `n_changing` patients change a covariate while they are followed; `in_level` counts, by term and level, those
    ever in it, so that levels of a changing covariate add up to more than `n`. `patient` (n,) is whose each row is.
    """

    n: int
    n_left_out: int
    n_changing: int
    in_level: Mapping[tuple[str, str], int]
    patient: np.ndarray

    def among(self, rows: np.ndarray) -> int:
        """How many patients are behind the rows of the model marked in a mask."""
        return _distinct(self.patient[rows])


def rows_on_clock(clock: Clock, used: np.ndarray) -> CoxRows:
    """A row for each patient marked in `used`, from when the patient came under observation."""
    entry = clock.entry_of(used)
    late = entry is not None and entry.any()
    return CoxRows(np.flatnonzero(used), clock.time[used], clock.event[used], entry if late else None)


def split_at_states(rows: CoxRows, name: str, states: States) -> CoxRows:
    """The rows cut where the states of the patients change, which become the covariate `name`.

    Patients without any follow-up, whose time is 0, have no row, as in R's survival::tmerge.
    """
    per_patient = (column[rows.patient] for column in (states.before, states.after, states.change))
    cut = split_at_change(rows.time, rows.event, *per_patient, entry=rows.entry)
    kept = {other: (labels, codes[cut.patient]) for other, (labels, codes) in rows.states.items()}
    return CoxRows(
        patient=rows.patient[cut.patient],
        time=cut.stop,
        event=cut.event,
        entry=cut.start,
        states=kept | {name: (states.labels, cut.state)},
    )


def patients_of(model: CoxModel, rows: CoxRows, n_patients: int) -> PatientsOfModel:
    """The patients behind the rows of a model; `n_patients` could have been in it."""
    patient = rows.patient[model.rows]
    n = _distinct(patient)
    in_level = {
        (columns.term.name, level): _distinct(patient[columns.pattern == place])
        for columns in model.design.terms
        if columns.pattern is not None
        for place, level in enumerate(columns.term.levels)
    }
    return PatientsOfModel(n, n_patients - n, int((np.bincount(patient) > 1).sum()), in_level, patient)


def _distinct(patient: np.ndarray) -> int:
    return int(np.count_nonzero(np.bincount(patient)))
