"""The sentences under the figures of response, and under the tables of duration and of antigens."""

from core.analyses.best_response import BestResponses, ResponseFlow
from core.analyses.response_duration import ResponseDuration
from core.formats import in_sentence
from core.words.observation import observation_sentence
from core.words.patients import left_out_sentence, patients
from core.words.response import LIMIT_NAMES, contrasts_sentence
from core.words.survival import INTERVAL_PHRASES


def bars_caption(result: BestResponses) -> str:
    """What the stacked bars are of."""
    return (
        f"Best response to the {in_sentence(result.antibody)}, percent of {result.denominator}. "
        "Responses in colour, the rest in grey; numbers that find no room stand in the table."
    )


def flow_caption(result: ResponseFlow) -> str:
    """What the flow of responses is, and what it does not show."""
    return (
        f"Best responses of the {patients(result.n)} given the first antibody. A band is as wide as its patients are "
        "many and has the colour of the response to the first antibody; the number of patients stands where it begins. "
        "Relapse, transplant and treatment between the antibodies are not drawn."
    )


def antigen_caption(limits: str) -> str:
    """How the table of antigens and responses was made."""
    contrasts = contrasts_sentence("the first of its block")
    return (
        "Status at relapse or progression after the first antibody, known before the second was given. "
        f"k of n (%) with 95 % {LIMIT_NAMES[limits]} confidence intervals. {contrasts} P of all groups by Fisher's "
        "exact test where an expected count is below 5 or n below 40, else chi-squared test. Who was not tested for "
        "MRD counts as not negative, save where percentages are of the tested. Levels of response that nobody has are "
        "not listed."
    )


def duration_notes(result: ResponseDuration) -> tuple[str, ...]:
    """How durations were computed, who has none, and why groups are not compared."""
    found, late = result.survival, result.late
    return (
        "From the date of response to relapse, progression or death, whichever came first; Kaplan-Meier, 95 % "
        f"confidence intervals {INTERVAL_PHRASES[result.interval]}. NR, not reached; a dash past the last observation.",
        observation_sentence(found.endpoint) or "A transplant does not end a response, nor is it censored there.",
        f"Patients with a response only. {left_out_sentence(found.n, found.left_out)}",
        f"{patients(result.others)} with a date of response and no response left out." if result.others else "",
        f"Not by {late.field.label}: in some it was known only after the response." if late else "",
    )
