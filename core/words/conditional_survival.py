"""Conditional survival as sentences."""

from core.analyses.conditional_survival import ConditionalSurvival
from core.endpoints import Endpoint
from core.formats import DASH, format_at_most
from core.words.survival import INTERVAL_PHRASES


def still_phrase(endpoint: Endpoint) -> str:
    """What those at risk still are: alive, or free of the event."""
    return "Alive" if endpoint.id == "os" else "Event-free"


def conditional_note(result: ConditionalSurvival) -> str:
    """How conditional survival was estimated and how to read its cells."""
    still = still_phrase(result.endpoint).lower()
    return (
        f"{result.endpoint.title}, conditional: Kaplan-Meier estimate of those still {still} and under observation at "
        f"the month given, S(t) / S(month given), in percent, with 95 % confidence intervals "
        f"{INTERVAL_PHRASES[result.interval]}; number at risk after the semicolon. Columns count from time zero; "
        f"“{DASH}” before the month given and past the last observation of a group."
    )


def nobody_later_sentence(result: ConditionalSurvival) -> str:
    """Why there is no conditional survival, or nothing."""
    if result.given:
        return ""
    return (
        f"Follow-up ends after {format_at_most(result.longest)} months, before the month asked for: "
        "give an earlier one."
    )
