"""Cox models: one covariate at a time beside all of them together."""

from dataclasses import dataclass

import numpy as np

from core.analyses.immortal_time import LateKnowledge, late_knowledge
from core.analyses.selection import Selection
from core.clock import read_clock
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


@dataclass(frozen=True)
class Cox:
    """What the Cox page shows.

    `univariable` has a model a covariate, each on the patients who have a value of it; `multivariable` one of
    all covariates on the patients who have them all, None where `refused` says why there is none.
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
    """Univariable models and the multivariable model of the covariates of the view."""
    cohort = selection.cohort
    clock = read_clock(endpoint, cohort)
    used = selection.patients & clock.included
    fields = tuple(cohort.by_slug(slug) for slug in view.covariates) if used.any() else ()
    terms = [term_of(cohort, field, used) for field in fields]
    time, event = clock.time[used], clock.event[used]
    single = univariable(time, event, terms, ties=view.ties) if fields else ()
    together, refused = _multivariable(time, event, terms, view)
    late = [late_knowledge(selection, clock, slug) for slug in view.covariates]
    return Cox(
        endpoint=endpoint,
        selected=selection.n,
        left_out=clock.why_left_out(selection.patients),
        covariates=fields,
        univariable=tuple(single),
        multivariable=together,
        refused=refused,
        ties=view.ties,
        late=tuple(one for one in late if one is not None),
    )


def _multivariable(time: np.ndarray, event: np.ndarray, terms: list, view: View) -> tuple[CoxModel | None, str]:
    if not len(time):
        return None, "No patient has a time for this endpoint."
    if not terms:
        return None, "Choose at least one covariate."
    try:
        return fit_cox(time, event, terms, ties=view.ties), ""
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
