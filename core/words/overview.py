"""The key figures in words: whom they are of, and how they were computed."""

from core.analyses.overview import KeyFigures, SurvivalFigures
from core.endpoints import SHEET
from core.words.observation import observation_sentence
from core.words.patients import left_out_sentence
from core.words.response import LIMIT_NAMES
from core.words.survival import INTERVAL_PHRASES

NO_SURVIVAL = (
    "No survival: it needs a date of time zero, vital status and the date of death or last contact, "
    "or a time and a status."
)


def key_figures_notes(result: KeyFigures) -> tuple[str, ...]:
    """What each kind of figure is of, and the method of its limits."""
    notes = []
    if result.responses:
        tested = " MRD-negative of those tested." if any(one.negative for one in result.responses) else ""
        notes.append(f"Responses of all given the antibody.{tested}")
    if result.responses or result.transplanted:
        notes.append(f"Limits of percentages {LIMIT_NAMES[result.limits]}.")
    notes.append(_survival_note(result.survival) if result.survival else NO_SURVIVAL)
    return tuple(notes)


def _survival_note(found: SurvivalFigures) -> str:
    since = "the times of the sheet" if found.endpoint.origin == SHEET else found.endpoint.axis_title.lower()
    limits = INTERVAL_PHRASES[found.interval]
    parts = [
        f"{found.endpoint.label} by Kaplan-Meier, {since}, limits {limits}; follow-up by the reverse method.",
        observation_sentence(found.endpoint),
        "" if not found.left_out else left_out_sentence(found.group.n, found.left_out),
        "NR, not reached; a dash where nobody was followed so long.",
    ]
    return " ".join(part for part in parts if part)
