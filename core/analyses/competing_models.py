"""Fine-Gray and cause-specific Cox models side by side: what goes with the incidence, and what with the rate."""

from dataclasses import dataclass

from core.analyses.compared import Compared
from core.analyses.cox import term_of
from core.clock import COMPETING, EVENT
from core.dictionary import Field
from core.stats.cox import fit_cox
from core.stats.cox_model import CoxModel
from core.stats.fine_gray import fit_fine_gray
from core.view import View

LATE_ENTRY = "A Fine-Gray model needs everybody under observation from time zero: take late entry away."


@dataclass(frozen=True)
class CompetingModels:
    """Models of the same covariates: subdistribution hazard of the event, and the hazard of each cause.

    A model is None where the reason of the same name in `refused` says why.
    """

    covariates: tuple[Field, ...]
    fine_gray: CoxModel | None
    event: CoxModel | None
    competing: CoxModel | None
    refused: tuple[str, ...]


def fit_competing_models(compared: Compared, view: View) -> CompetingModels:
    """The models of the covariates of the view, for the patients who have all of them."""
    cohort, used = compared.selection.cohort, compared.used
    fields = tuple(cohort.by_slug(slug) for slug in view.covariates)
    terms = [term_of(cohort, field, used) for field in fields]
    refused: list[str] = []

    def attempt(fit, *arguments, **settings) -> CoxModel | None:
        try:
            return fit(*arguments, terms, **settings)
        except ValueError as refusal:
            refused.append(str(refusal))
            return None

    if not fields:
        return CompetingModels((), None, None, None, ("Choose at least one covariate.",))
    late = compared.entry is not None
    fine_gray = None if late else attempt(fit_fine_gray, compared.time, compared.status)
    settings = {"entry": compared.entry, "ties": view.ties}
    event, competing = (
        attempt(fit_cox, compared.time, (compared.status == cause).astype(int), **settings)
        for cause in (EVENT, COMPETING)
    )
    return CompetingModels(
        fields, fine_gray, event, competing, tuple(dict.fromkeys([*([LATE_ENTRY] * late), *refused]))
    )
