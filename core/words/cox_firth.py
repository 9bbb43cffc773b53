"""Firth's penalised likelihood in words: why it is offered, what it is called, and which models have it."""

from core.analyses.cox import Cox
from core.analyses.cox_firth import RunsAway, firth_models, is_beyond_firth, running_away
from core.formats import listed
from core.stats.cox_model import NO_EVENT_IN_LEVEL, NO_EVENT_IN_REFERENCE
from core.view import FirthUse

FIRTH_NAMES: dict[FirthUse, str] = {
    "off": "Partial likelihood",
    "needed": "Firth’s where needed",
    "all": "Firth’s in every model",
}
OFFER = "Use Firth’s method where needed"
WHAT_IT_DOES = "Firth’s penalised likelihood gives a finite hazard ratio there, with profile limits."


def offer_sentence(result: Cox) -> str:
    """Which hazard ratios the ordinary models do not have and Firth's method gives, with the reason; or nothing."""
    found = running_away(result)
    if not found:
        return ""
    labels = {field.name: field.label for field in result.covariates}
    reasons = " ".join(f"{labels.get(one.term, one.term)}: {_reason(one)} ({_where(one)})." for one in found)
    return f"{reasons} {WHAT_IT_DOES}"


def beyond_sentence(result: Cox) -> str:
    """Why the multivariable model cannot be mended by Firth's method, or nothing."""
    model = result.multivariable
    if not is_beyond_firth(model):
        return ""
    return (
        f"The estimates of the multivariable model run away: it has more coefficients ({len(model.estimable)}) than "
        f"events ({model.n_events}), which Firth’s method does not mend either. Choose fewer covariates."
    )


def firth_note(result: Cox) -> str:
    """Which models of a table are Firth's and what limits and P are then, after a space; nothing where none is."""
    single, together = firth_models(result)
    if not single and not together:
        return ""
    labels = [field.label for field in result.covariates if field.name in single]
    models = [f"the univariable {'model' if len(labels) == 1 else 'models'} of {listed(labels)}"] if labels else []
    if labels and len(labels) == len(result.covariates):
        models = ["every univariable model"]
    models += ["the multivariable model"] if together else []
    return (
        f" Firth’s penalised likelihood was used in {listed(models)}: limits of these are from the profile of the "
        "penalised likelihood, P values and the likelihood ratio from penalised likelihood-ratio tests "
        "(Heinze and Schemper 2001)."
    )


def _reason(one: RunsAway) -> str:
    levels = " or ".join(f"“{level}”" for level in one.levels)
    if one.reason == NO_EVENT_IN_LEVEL:
        return f"nobody with {levels} had the event"
    if one.reason == NO_EVENT_IN_REFERENCE:
        return f"nobody with {levels}, the reference, had the event"
    whose = f"the estimate of {levels}" if levels else "the estimate"
    return f"{whose} runs away, as the covariate tells patients with and without the event apart"


def _where(one: RunsAway) -> str:
    return f"{' and '.join(one.where)} model{'s' if len(one.where) > 1 else ''}"
