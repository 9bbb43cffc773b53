"""The methods paragraph, a sentence or two an analysis: estimators, intervals, tests, ties, landmark, gaps."""

from collections.abc import Sequence

from core.analyses.baseline import Baseline
from core.analyses.cox import Cox
from core.analyses.incidence import CompetingRisks
from core.analyses.landmark import LandmarkSurvival
from core.analyses.response import Response
from core.analyses.survival import Survival
from core.analyses.time_dependent import TimeDependentSurvival
from core.formats import in_sentence, listed
from core.view import View
from core.words.baseline import TEST_PHRASES, test_letters
from core.words.comparison import chosen_caption
from core.words.cox import TIES_NAMES
from core.words.cox_firth import firth_note
from core.words.cox_forms import entry_sentence, strata_sentence
from core.words.immortal_time import months
from core.words.incidence import SCALE_PHRASES, causes_in_sentence
from core.words.observation import observation_sentence
from core.words.response import LIMIT_NAMES
from core.words.survival import INTERVAL_PHRASES

TWO_SIDED = (
    "P values are two-sided and, unless said otherwise, not adjusted for multiple comparisons. Patients without a "
    "value that an analysis needs are left out of it, and counted; no value was imputed. 1 month = 30.4375 days."
)

STROBE = {
    "Patients": "13 and 14, participants and their characteristics",
    "Survival": "15 and 16, outcomes and main results",
    "Relapse and NRM": "15 and 16, outcomes and main results",
    "Response": "15 and 16, outcomes and main results",
    "Cox models": "16 and 17, adjusted estimates and further analyses",
    "Transplant and toxicity": "15, outcomes",
}
"""The items of the STROBE statement that a section reports, by its title."""


def survival_methods(result: Survival, interval: str) -> str:
    """How curves were estimated and compared."""
    said = (
        f"{result.endpoint.title} was estimated by the Kaplan-Meier method, with 95% confidence intervals "
        f"{INTERVAL_PHRASES[interval]}; follow-up by the reverse Kaplan-Meier method.",
        chosen_caption(result.test),
        observation_sentence(result.endpoint),
    )
    return " ".join(filter(None, said))


def landmark_methods(result: LandmarkSurvival, view: View) -> str:
    """How a comparison from a landmark was made, and why."""
    return (
        f"As {result.title} became known only after time zero, groups were compared by a landmark analysis at "
        f"{months(result.landmark)}: patients who reached it were grouped by what was known by then, and the clock "
        f"starts there. {result.endpoint.title} was estimated by the Kaplan-Meier method, with 95% confidence "
        f"intervals {INTERVAL_PHRASES[view.interval]}; P by the log-rank test; hazard ratios by a Cox model, "
        f"{TIES_NAMES[view.ties]}'s method for ties."
    )


def time_dependent_methods(result: TimeDependentSurvival, view: View) -> str:
    """How a comparison over time was made, and why."""
    return (
        f"As {result.title} became known only after time zero, patients count in a group only while they are in it. "
        f"{result.endpoint.title} was estimated by Simon-Makuch curves, with 95% confidence intervals "
        f"{INTERVAL_PHRASES[view.interval]}; P by the Mantel-Byar test; hazard ratios by a time-dependent Cox model, "
        f"{TIES_NAMES[view.ties]}'s method for ties."
    )


def incidence_methods(result: CompetingRisks, scale: str) -> str:
    """How incidences were estimated and compared."""
    event, competing = causes_in_sentence(result.endpoint)
    said = [
        f"The cumulative incidence of {event}, with {competing} as the competing event, was estimated by the "
        f"Aalen-Johansen estimator, with 95% confidence intervals {SCALE_PHRASES[scale]}.",
        "Groups were compared by Gray's test." if result.gray else "",
        f"Landmark analysis at {months(result.landmark)}." if result.landmark is not None else "",
        observation_sentence(result.endpoint),
    ]
    return " ".join(filter(None, said))


def response_methods(result: Response, limits: str) -> str:
    """How proportions were estimated and compared."""
    compared = (
        " Groups were compared by Fisher's exact test where an expected count was below 5 or n below 40, else by the "
        "chi-squared test; differences have Newcombe's limits, odds ratios exact ones."
        if len(result.labels) > 1
        else ""
    )
    return f"Proportions have 95% {LIMIT_NAMES[limits]} confidence intervals.{compared}"


def baseline_methods(result: Baseline) -> str:
    """How groups were compared at baseline, or nothing."""
    used = [TEST_PHRASES[name] for name in test_letters(result)]
    return f"Characteristics of the groups were compared by: {'; '.join(used)}." if used else ""


def key_methods(limits: str) -> str:
    """How the limits of the key figures were computed."""
    return f"Proportions among the key figures have 95% {LIMIT_NAMES[limits]} confidence intervals."


def strobe_sentence(titles: Sequence[str]) -> str:
    """Which items of the STROBE statement (von Elm and others 2007) these sections report."""
    found = {items: [title for title in titles if STROBE.get(title) == items] for items in STROBE.values()}
    said = [f"{items}, under {listed(under)}" for items, under in found.items() if under]
    return f"Items of the STROBE statement: 12, statistical methods, here; {'; '.join(said)}." if said else ""


def cox_methods(result: Cox) -> str:
    """How the Cox models were fitted; `result` has those of the table."""
    covariates = ", ".join(field.label for field in result.covariates)
    late = ", ".join(one.field.label for one in result.time_dependent)
    title = in_sentence(result.endpoint.title)
    ratios = f"Hazard ratios for {title}"
    if result.endpoint.competing:
        event, competing = causes_in_sentence(result.endpoint)
        ratios = f"Cause-specific hazard ratios for {event}, patients with {competing} censored then,"
    return (
        f"{ratios} were estimated by Cox "
        f"proportional hazards models, univariable and multivariable, of {covariates}, with "
        f"{TIES_NAMES[result.ties]}'s method for ties and 95% Wald limits."
        + (f" Time-dependent from the date each became known: {late}." if late else "")
        + " ".join(["", *filter(None, (strata_sentence(result), entry_sentence(result)))])
        + firth_note(result)
    )
