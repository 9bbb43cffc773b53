"""The ribbon of treatment in words: what it shows, what is not recorded, and why there is none."""

from core.analyses.sequence import CONSOLIDATION, FEWEST_STAGES, NO_SECOND, Sequence
from core.formats import in_sentence
from core.words.patients import patients

ANY_TIME = "Transplant and CAR T cells count at any time after the first antibody, also between the antibodies."


def ribbon_caption(result: Sequence) -> str:
    """What the bands are, in which colour, and which stages fell away."""
    last = in_sentence(result.stages[-1].name)
    parts = [
        f"{patients(result.n)}, each once in every stage; a band is as wide as its patients are many and has the "
        f"colour of the {last}.",
        ANY_TIME if CONSOLIDATION not in result.lacking else "",
        f"{NO_SECOND}: no second antibody was given." if _without_second(result) else "",
        lacking_sentence(result),
    ]
    return " ".join(part for part in parts if part)


def lacking_sentence(result: Sequence) -> str:
    """The stages that are not drawn because nothing is recorded of them."""
    if not result.lacking:
        return ""
    return f"Not recorded of these patients and not drawn: {', '.join(in_sentence(one) for one in result.lacking)}."


def no_ribbon_sentence(result: Sequence) -> str:
    """Why there is no figure; empty where there is one."""
    if len(result.stages) >= FEWEST_STAGES:
        return ""
    has = f" Recorded is only: {in_sentence(result.stages[0].name)}." if result.stages else ""
    return f"No sequence of treatment can be drawn: it needs two stages.{has} {lacking_sentence(result)}"


def _without_second(result: Sequence) -> bool:
    return any(NO_SECOND in stage.levels for stage in result.stages)
