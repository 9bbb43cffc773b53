"""Fine-Gray and cause-specific Cox models side by side: what goes with the incidence, and what with the rate."""

from collections.abc import Callable
from dataclasses import dataclass

from core.analyses.compared import Compared
from core.analyses.cox_choice import covariates_offered
from core.analyses.cox_terms import term_of
from core.analyses.immortal_time import LateKnowledge, late_knowledge, read_states
from core.clock import COMPETING, EVENT
from core.dictionary import Field
from core.stats.cox import fit_cox
from core.stats.cox_model import CoxModel
from core.stats.fine_gray import fit_fine_gray
from core.stats.terms import Factor, Numeric
from core.view import View

NO_COVARIATE = "Choose at least one covariate."
LATE_ENTRY = "A Fine-Gray model needs everybody under observation from time zero: take late entry away."


@dataclass(frozen=True)
class CompetingModels:
    """Models of the same covariates: subdistribution hazard of the event, and the hazard of each cause.

    A model is None where `refused` says why. From a landmark the covariates `at_landmark` are taken as they were
    known there; those in `late` became known only after time zero and are taken as they were in the end.
    """

    covariates: tuple[Field, ...]
    fine_gray: CoxModel | None
    event: CoxModel | None
    competing: CoxModel | None
    refused: tuple[str, ...]
    late: tuple[LateKnowledge, ...] = ()
    at_landmark: tuple[Field, ...] = ()


def fit_competing_models(compared: Compared, view: View) -> CompetingModels:
    """The models of the covariates of the view, for the patients who have all of them."""
    cohort = compared.selection.cohort
    fields = tuple(cohort.by_slug(slug) for slug in view.covariates)
    if not fields:
        return CompetingModels((), None, None, None, (NO_COVARIATE,))
    known = terms_of(compared, fields)
    terms = list(known.values())
    states = {field: _states_at_landmark(compared, field) for field in fields}
    late = [late_knowledge(compared.selection, compared.clock, field.slug) for field in fields if not states[field]]
    refused = [LATE_ENTRY] * (compared.entry is not None)

    def attempt(fit: Callable[..., CoxModel], *outcome: object, **settings: object) -> CoxModel | None:
        try:
            return fit(*outcome, terms, **settings)
        except ValueError as refusal:
            refused.append(str(refusal))
            return None

    fine_gray = attempt(fit_fine_gray, compared.time, compared.status) if compared.entry is None else None
    event, competing = (
        attempt(fit_cox, compared.time, compared.status == cause, entry=compared.entry, ties=view.ties)
        for cause in (EVENT, COMPETING)
    )
    return CompetingModels(
        covariates=fields,
        fine_gray=fine_gray,
        event=event,
        competing=competing,
        refused=tuple(dict.fromkeys(refused)),
        late=tuple(one for one in late if one is not None),
        at_landmark=tuple(field for field in fields if states[field]),
    )


def terms_of(compared: Compared, fields: tuple[Field, ...]) -> dict[Field, Numeric | Factor]:
    """The covariates as terms of a model of the patients used; as they were at the landmark where there is one."""
    cohort = compared.selection.cohort
    return {field: _states_at_landmark(compared, field) or term_of(cohort, field, compared.used) for field in fields}


def covariates_chosen(compared: Compared, view: View) -> tuple[str, ...]:
    """The covariates of the view that may enter these models, by slug; where there is none, what is compared."""
    offered = {field.slug for field in covariates_offered(compared.selection.cohort, compared.clock.endpoint)}
    chosen = tuple(slug for slug in view.covariates if slug in offered)
    return chosen or ((view.compare,) if view.compare in offered else ())


def _states_at_landmark(compared: Compared, field: Field) -> Factor | None:
    """A covariate known late as it was at the landmark; None without one, or where no date tells."""
    if compared.landmark is None or not field.known_at or field.is_number:
        return None
    states = read_states(compared.selection, compared.clock, field.slug)
    if states.refused:
        return None
    codes = states.at(compared.landmark * compared.per_month).codes[compared.used]
    return Factor(field.name, codes, states.labels)
