"""The methods paragraph of what stands under the curves and tables: a sentence or two for each further analysis."""

from collections.abc import Sequence

from core.analyses.comparisons import Comparisons
from core.analyses.competing_models import CompetingModels
from core.analyses.conditional_survival import ConditionalSurvival
from core.analyses.follow_up import Maturity
from core.analyses.response_duration import ResponseDuration
from core.analyses.restricted_mean import RestrictedMean
from core.endpoints import Endpoint
from core.formats import format_plain
from core.words.comparison import ADJUSTMENT_NAMES
from core.words.cox import TIES_NAMES
from core.words.incidence import SCALE_PHRASES, causes_in_sentence
from core.words.response import LIMIT_NAMES
from core.words.survival import INTERVAL_PHRASES

EXACT_OR_NOT = "Fisher's exact test where an expected count was below 5 or n below 40, else by the chi-squared test"


def comparison_methods(result: Comparisons, ties: str) -> str:
    """Hazard ratios of the groups, further tests, pairs and fixed times."""
    strata = f", stratified by {result.chosen.strata.title}" if result.chosen.strata.title else ""
    said = [
        f"Hazard ratios of the groups were estimated by a Cox model{strata} with {TIES_NAMES[ties]}'s method for ties "
        "and Wald limits."
        if result.ratios
        else "",
        "Further weighted log-rank tests stand beside the chosen one." if len(result.tests) > 1 else "",
        f"P of pairs of groups were adjusted by the method of {ADJUSTMENT_NAMES[result.adjust]}."
        if len(result.pairs)
        else "",
        "Survival at fixed times was compared on the log(−log) scale (Klein and others 2007), differences with limits "
        "of Zou and Donner (2008)."
        if len(result.milestones)
        else "",
    ]
    return " ".join(filter(None, said))


def restricted_mean_methods(result: RestrictedMean) -> str:
    """How restricted means were estimated and compared."""
    compared = "; differences and ratios by Wald tests, ratios on the log scale" if len(result.labels) > 1 else ""
    return (
        f"Restricted mean survival times are areas under the Kaplan-Meier curve up to {format_plain(result.tau)} "
        f"months, with limits by Greenwood's variance{compared}."
    )


def follow_up_methods(result: Maturity) -> str:
    """How hazards by year were estimated."""
    if not result.hazards["person_time"].any():
        return ""
    return "Hazards by year are events over time under observation, with exact Poisson limits (Garwood 1936)."


def conditional_methods(result: ConditionalSurvival) -> str:
    """How conditional survival was estimated."""
    return (
        "Conditional survival is the Kaplan-Meier estimate among those still at risk at the month given, limits "
        f"{INTERVAL_PHRASES[result.interval]}."
    )


def models_methods() -> str:
    """How parametric models were fitted."""
    return (
        "Exponential, Weibull, log-normal, log-logistic and Weibull mixture cure models were fitted by maximum "
        "likelihood to each group."
    )


def competing_methods(models: CompetingModels, endpoint: Endpoint, ties: str) -> str:
    """How the models of competing risks were fitted."""
    event, competing = causes_in_sentence(endpoint)
    covariates = ", ".join(field.label for field in models.covariates)
    said = []
    if models.fine_gray is not None:
        said.append(f"Subdistribution hazard ratios of {event} were estimated by Fine-Gray models of {covariates}.")
    if models.event is not None:
        said.append(
            f"Cause-specific hazard ratios of {event} and of {competing} were estimated by Cox models of {covariates}, "
            f"{TIES_NAMES[ties]}'s method for ties."
        )
    return " ".join(said)


def after_transplant_methods(scale: str) -> str:
    """How incidences after transplant were estimated."""
    return (
        "Cumulative incidences from transplant on were estimated by the Aalen-Johansen estimator, with 95% confidence "
        f"intervals {SCALE_PHRASES[scale]}."
    )


def hazards_methods() -> str:
    """How proportional hazards were tested."""
    return (
        "Proportional hazards of the multivariable model were tested by the score test of Grambsch and Therneau, time "
        "as 1 − Kaplan-Meier survival, and looked at in scaled Schoenfeld residuals."
    )


def duration_methods(result: ResponseDuration) -> str:
    """How durations of response were estimated."""
    return (
        "Duration of response was estimated by the Kaplan-Meier method among the responders, with 95% confidence "
        f"intervals {INTERVAL_PHRASES[result.interval]}."
    )


def antigen_methods() -> str:
    """How responses were compared between antigens."""
    return f"Responses by antigen at relapse were compared by {EXACT_OR_NOT}."


def counts_methods(labels: Sequence[str], limits: str) -> str:
    """How transplants, toxicities and deaths were counted and compared."""
    compared = f" Groups were compared by {EXACT_OR_NOT}." if len(labels) > 1 else ""
    return (
        f"Transplants, toxicities and deaths are counts of patients, with 95% {LIMIT_NAMES[limits]} confidence "
        f"intervals.{compared}"
    )
