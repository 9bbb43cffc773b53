"""Cox models: one covariate at a time beside all of them together."""

from dataclasses import dataclass

import numpy as np

from core.analyses.cox_rows import CoxRows, PatientsOfModel, patients_of, rows_on_clock, split_at_states
from core.analyses.immortal_time import LateKnowledge, States, late_knowledge, read_states
from core.analyses.selection import Selection
from core.clock import Clock, read_clock
from core.cohort import Cohort
from core.derived import INTERVALS
from core.dictionary import Field
from core.endpoints import Endpoint
from core.stats.cox import CoxModel, fit_cox, univariable
from core.stats.design import Factor, Numeric
from core.view import View

EVENTS_PER_VARIABLE = 10
"""Below this many events a coefficient the multivariable model is said to be overfitted."""

FIRST_CHOICES = ("age_years", "salvage_status", "ph_status", "mab_sequence", "cytogenetic_risk", "extramedullary")
MOST_FIRST = 4

NAIVE = "naive"
NO_STATES = "a number, of which nobody can say what it was before"
"""Why a number known late is taken as it was in the end: it has no value before its date."""


@dataclass(frozen=True)
class Cox:
    """What the Cox page shows.

    `univariable` has a model a covariate, each on the patients who have a value of it; `multivariable` one of
    all covariates on the patients who have them all, None where `refused` says why there is none. The models count
    rows; `single_patients` and `together_patients` count patients. Covariates in `time_dependent` have each value
    from the date it was known, those in `late` are taken as they were in the end, `not_dated` of them because
    nothing tells when they became known, with the reason. `enters_late` is whether somebody came under observation
    after time zero.
    """

    endpoint: Endpoint
    selected: int
    left_out: tuple[tuple[str, int], ...]
    covariates: tuple[Field, ...]
    univariable: tuple[CoxModel, ...]
    multivariable: CoxModel | None
    refused: str
    ties: str
    late: tuple[LateKnowledge, ...]
    single_patients: tuple[PatientsOfModel, ...]
    together_patients: PatientsOfModel | None
    time_dependent: tuple[LateKnowledge, ...]
    not_dated: tuple[tuple[Field, str], ...]
    enters_late: bool

    @property
    def n(self) -> int:
        """The patients on the clock of the endpoint."""
        return self.selected - sum(count for _, count in self.left_out)

    @property
    def events_per_variable(self) -> float:
        """Events of the multivariable model for each of its coefficients; nan without a model."""
        if self.multivariable is None or self.multivariable.coefficients.empty:
            return float("nan")
        return self.multivariable.n_events / len(self.multivariable.coefficients)


def covariates_offered(cohort: Cohort, endpoint: Endpoint) -> tuple[Field, ...]:
    """The columns that may enter a model: numbers, and choices with two to twelve levels among the patients."""
    return tuple(field for field in cohort.columns.values() if _can_enter(cohort, field, endpoint))


def choose_covariates(offered: tuple[Field, ...], view: View) -> View:
    """The view with the covariates among those offered.

    A view without any begins with the known prognostic ones, or the first extra columns of the sheet.
    """
    wanted = [field.slug for field in offered if field.slug in view.covariates]
    known = [field.slug for field in offered if field.name in FIRST_CHOICES]
    extra = [field.slug for field in offered if field.origin == "extra" and field.is_worded]
    return view.change(covariates=tuple(wanted or (known or extra)[:MOST_FIRST]))


def analyse_cox(selection: Selection, endpoint: Endpoint, view: View) -> Cox:
    """Univariable models and the multivariable model of the covariates of the view.

    A covariate known only later counts from its date, in both, unless the timing of the view is naive. Patients
    count from when they came under observation.
    """
    cohort = selection.cohort
    clock = read_clock(endpoint, cohort)
    used = selection.patients & clock.included
    fields = tuple(cohort.by_slug(slug) for slug in view.covariates) if used.any() else ()
    late = {one.field: one for one in (late_knowledge(selection, clock, slug) for slug in view.covariates) if one}
    states = {field: _states_of(selection, clock, field) for field in fields if field in late}
    dated = {field: found for field, found in states.items() if not found.refused and view.timing != NAIVE}
    base = rows_on_clock(clock, used)
    single, rows_of_single = _univariable(cohort, fields, base, dated, view.ties)
    rows = base
    for field, found in dated.items():
        rows = split_at_states(rows, field.name, found)
    together, refused = _multivariable(cohort, fields, rows, view)
    n = int(used.sum())
    return Cox(
        endpoint=endpoint,
        selected=selection.n,
        left_out=clock.why_left_out(selection.patients),
        covariates=fields,
        univariable=single,
        multivariable=together,
        refused=refused,
        ties=view.ties,
        late=tuple(one for field, one in late.items() if field not in dated),
        single_patients=tuple(patients_of(*one, n) for one in zip(single, rows_of_single, strict=True)),
        together_patients=patients_of(together, rows, n) if together else None,
        time_dependent=tuple(late[field] for field in dated),
        not_dated=tuple((field, found.refused) for field, found in states.items() if found.refused),
        enters_late=base.entry is not None,
    )


def _states_of(selection: Selection, clock: Clock, field: Field) -> States:
    """The states of a covariate known late; refused for a number."""
    if not field.is_number:
        return read_states(selection, clock, field.slug)
    nobody = np.full(len(selection.cohort), -1)
    return States(field.label, (), nobody, nobody, np.full(len(nobody), np.nan), (), None, NO_STATES)


def _univariable(
    cohort: Cohort, fields: tuple[Field, ...], base: CoxRows, dated: dict[Field, States], ties: str
) -> tuple[tuple[CoxModel, ...], list[CoxRows]]:
    """A model a field and its rows; those that do not change share their risk sets."""
    constant = [field for field in fields if field not in dated]
    terms = [term_of(cohort, field, base.patient) for field in constant]
    found = univariable(base.time, base.event, terms, entry=base.entry, ties=ties) if terms else ()
    models = dict(zip(constant, found, strict=True))
    rows = {field: split_at_states(base, field.name, states) for field, states in dated.items()}
    for field, cut in rows.items():
        models[field] = fit_cox(cut.time, cut.event, [cut.factor(field.name)], entry=cut.entry, ties=ties)
    return tuple(models[field] for field in fields), [rows.get(field, base) for field in fields]


def _multivariable(cohort: Cohort, fields: tuple[Field, ...], rows: CoxRows, view: View) -> tuple[CoxModel | None, str]:
    if not len(rows.time):
        return None, "No patient has a time for this endpoint."
    if not fields:
        return None, "Choose at least one covariate."
    terms = [
        rows.factor(field.name) if field.name in rows.states else term_of(cohort, field, rows.patient)
        for field in fields
    ]
    try:
        return fit_cox(rows.time, rows.event, terms, entry=rows.entry, ties=view.ties), ""
    except ValueError as refusal:
        return None, str(refusal)


def _can_enter(cohort: Cohort, field: Field, endpoint: Endpoint) -> bool:
    if not field.is_number:
        return cohort.can_compare(field)
    is_outcome = field.is_outcome or INTERVALS.get(field.name, ("", ""))[1] in endpoint.dates
    return cohort.has(field.name) and not is_outcome


def term_of(cohort: Cohort, field: Field, used: np.ndarray) -> Numeric | Factor:
    """The column as a term of the model, for the patients used; the first level is the reference."""
    if field.is_number:
        return Numeric(field.name, cohort.numbers(field.name)[used])
    return Factor(field.name, cohort.codes(field.name)[used].astype(int), tuple(level.label for level in field.levels))
