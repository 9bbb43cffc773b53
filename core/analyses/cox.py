"""Cox models: one covariate at a time beside those that enter together."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.analyses.cox_choice import Entry, entries_of, is_outcome_in_disguise
from core.analyses.cox_question import (
    NAIVE,
    NotDone,
    Question,
    interacting_pairs,
    patients_used,
    states_of,
    strata_of,
    stratum_codes,
    stratum_labels,
)
from core.analyses.cox_rows import CoxRows, PatientsOfModel, patients_of, rows_on_clock
from core.analyses.cox_terms import CovariateForm, form_on
from core.analyses.immortal_time import LateKnowledge, late_knowledge
from core.analyses.selection import Selection
from core.clock import read_clock
from core.dictionary import Field
from core.endpoints import Endpoint
from core.forms import Entering
from core.stats.chi_squared import Test
from core.stats.cox import fit_cox, univariable
from core.stats.cox_model import CoxModel
from core.stats.firth import FirthModel, penalized_ratio_by_term
from core.stats.likelihood_ratio import likelihood_ratio_by_term, nonlinearity_test
from core.stats.terms import Interaction
from core.view import View

EVENTS_PER_VARIABLE = 10
"""Below this many events a coefficient the multivariable model is said to be overfitted."""


NO_TIME = "No patient has a time for this endpoint."
NO_COVARIATE = "Choose at least one covariate."
NOBODY_ENTERS = "No covariate enters the multivariable model."
NO_COMPLETE_CASE = "No patient has a value of all covariates of the multivariable model."


@dataclass(frozen=True)
class Cox:
    """What the Cox page shows.

    `univariable` has a model a covariate, each on the patients who have a value of it, or, for the `same_patients`,
    who are in the multivariable one too; `multivariable` is of the covariates that enter (`entries`), on the patients
    who have them all, None where `refused` says why there is none. The models count rows; `single_patients` and
    `together_patients` count patients. Covariates in `time_dependent` have each value from the date it was known,
    those in `late` are taken as they were in the end, `not_dated` of them because nothing tells when they became
    known, with the reason. `enters_late` is whether somebody came under observation after time zero.

    `forms` says how each covariate enters, `strata` whose levels have baseline hazards of their own in every model
    (`stratum_labels` by code), `interactions` which pairs interact. `without_value` counts, by covariate, the patients
    on the clock who have no value of it; `entry_rule` and `enter_below` are the view's. `unit` is that of the times
    of `rows`, the rows of the multivariable model.
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
    forms: tuple[CovariateForm, ...]
    entries: tuple[Entry, ...]
    entry_rule: Entering
    enter_below: float
    strata: tuple[Field, ...]
    stratum_labels: tuple[str, ...]
    interactions: tuple[tuple[Field, Field], ...]
    not_done: tuple[NotDone, ...]
    same_patients: bool
    without_value: tuple[int, ...]
    unit: str
    rows: CoxRows

    @property
    def n(self) -> int:
        """The patients on the clock of the endpoint."""
        return self.selected - sum(count for _, count in self.left_out)

    @property
    def entered(self) -> tuple[Field, ...]:
        """The covariates that enter the multivariable model."""
        return tuple(one.field for one in self.entries if one.enters)

    @property
    def events_per_variable(self) -> float:
        """Events of the multivariable model for each of its coefficients; nan without a model."""
        if self.multivariable is None or self.multivariable.coefficients.empty:
            return float("nan")
        return self.multivariable.n_events / len(self.multivariable.coefficients)

    @cached_property
    def nonlinearity(self) -> dict[Field, tuple[Test, Test | None]]:
        """Of each curve the test against a straight line, univariable and multivariable; None where there is none."""
        found = {}
        crossed = {field for pair in self.interactions for field in pair}
        for covariate, single in zip(self.forms, self.univariable, strict=True):
            field = covariate.field
            if covariate.form is not None and covariate.form.kind == "spline":
                together = self.multivariable if field in self.entered and field not in crossed else None
                found[field] = _bends(single, field), _bends(together, field)
        return found

    @cached_property
    def together_tests(self) -> dict[str, Test]:
        """Per term of the multivariable model the likelihood-ratio test of leaving it out, with what it interacts."""
        return {} if self.multivariable is None else _tests_by_term(self.multivariable)


def analyse_cox(selection: Selection, endpoint: Endpoint, view: View) -> Cox:
    """Univariable models and the multivariable model of the covariates of the view.

    A covariate known only later counts from its date, in both, unless the timing of the view is naive. Patients
    count from when they came under observation. Who has no value of a stratum is left out and counted.
    """
    cohort, clock = selection.cohort, read_clock(endpoint, selection.cohort)
    strata, not_done = strata_of(selection, clock, view)
    used, left_out = patients_used(selection, clock, strata)
    chosen = tuple(cohort.by_slug(slug) for slug in view.covariates) if used.any() else ()
    fields = tuple(field for field in dict.fromkeys(chosen) if field not in strata)
    late = {one.field: one for one in (late_knowledge(selection, clock, field.slug) for field in fields) if one}
    states = {field: states_of(selection, clock, field) for field in fields if field in late}
    dated = {field: found for field, found in states.items() if not found.refused and view.timing != NAIVE}
    base = rows_on_clock(clock, used)
    forms = {field: form_on(cohort, field, view, base.patient, field in dated) for field in fields}
    question = Question(cohort, forms, dated, stratum_codes(cohort, strata), view)
    single, rows_of_single = _univariable(question, base)
    disguised = tuple(field for field in fields if is_outcome_in_disguise(cohort, field, base))
    entries = entries_of(fields, single, disguised, view)
    pairs, apart = interacting_pairs(cohort, view, tuple(one.field for one in entries if one.enters))
    together, rows, refused = _multivariable(question, base, entries, pairs)
    n = int(used.sum())
    if together and view.same_patients:
        base = base.of(np.unique(rows.patient[together.rows]))
        single, rows_of_single = _univariable(question, base)
    n_single = len(np.unique(base.patient))
    return Cox(
        endpoint=endpoint,
        selected=selection.n,
        left_out=left_out,
        covariates=fields,
        univariable=single,
        multivariable=together,
        refused=refused,
        ties=view.ties,
        late=tuple(one for field, one in late.items() if field not in dated),
        single_patients=tuple(patients_of(*one, n_single) for one in zip(single, rows_of_single, strict=True)),
        together_patients=patients_of(together, rows, n) if together else None,
        time_dependent=tuple(late[field] for field in dated),
        not_dated=tuple((field, found.refused) for field, found in states.items() if found.refused),
        enters_late=base.entry is not None,
        forms=tuple(forms.values()),
        entries=entries,
        entry_rule=view.enter,
        enter_below=view.enter_below,
        strata=strata,
        stratum_labels=stratum_labels(strata),
        interactions=pairs,
        not_done=(*not_done, *apart),
        same_patients=bool(together) and view.same_patients,
        without_value=tuple(int((used & ~cohort.known(field.name)).sum()) for field in fields),
        unit=clock.unit,
        rows=rows,
    )


def _univariable(question: Question, base: CoxRows) -> tuple[tuple[CoxModel, ...], list[CoxRows]]:
    """A model a covariate and its rows; those that do not change share their risk sets."""
    fields = tuple(question.forms)
    constant = tuple(field for field in fields if field not in question.dated)
    terms = question.terms(constant, base)
    found = univariable(base.time, base.event, terms, **question.settings(base)) if terms else ()
    models = dict(zip(constant, found, strict=True))
    rows = {field: question.cut(base, (field,)) for field in question.dated}
    for field, cut in rows.items():
        models[field] = fit_cox(cut.time, cut.event, question.terms((field,), cut), **question.settings(cut))
    return tuple(models[field] for field in fields), [rows.get(field, base) for field in fields]


def _multivariable(
    question: Question, base: CoxRows, entries: tuple[Entry, ...], pairs: tuple[tuple[Field, Field], ...]
) -> tuple[CoxModel | None, CoxRows, str]:
    """The model of the covariates that enter, its rows, and why there is none."""
    fields = tuple(one.field for one in entries if one.enters)
    if not len(base.time):
        return None, base, NO_TIME
    if not fields:
        return None, base, NOBODY_ENTERS if entries else NO_COVARIATE
    rows = question.cut(base, fields)
    terms = dict(zip(fields, question.terms(fields, rows), strict=True))
    crossed = [Interaction(terms[first], terms[second]) for first, second in pairs]
    try:
        model = fit_cox(rows.time, rows.event, [*terms.values(), *crossed], **question.settings(rows))
    except ValueError as refusal:
        return None, rows, str(refusal)
    return (model, rows, "") if model.n else (None, rows, NO_COMPLETE_CASE)


def _bends(model: CoxModel | None, field: Field) -> Test | None:
    """The test of a curve against a straight line; None without a model at the maximum of its likelihood."""
    tested = model is not None and not isinstance(model, FirthModel)
    return nonlinearity_test(model, field.name) if tested else None


def _tests_by_term(model: CoxModel) -> dict[str, Test]:
    tests = penalized_ratio_by_term(model) if isinstance(model, FirthModel) else likelihood_ratio_by_term(model)
    return {row.term: Test(row.chisq, row.df, row.p) for row in tests.itertuples()}
