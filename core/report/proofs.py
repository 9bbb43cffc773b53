"""The pages that can be proved, in the order in which they stand."""

from collections.abc import Callable
from dataclasses import dataclass

from core.report.proof import Proved
from core.report.proof_of_tables import prove_baseline, prove_response, prove_transplant
from core.report.proof_of_times import prove_cox, prove_incidence, prove_survival
from core.report.section import Asked
from core.words.patients import nobody_sentence


@dataclass(frozen=True)
class ProvedPage:
    """A page, by its title, and what proves its numbers."""

    title: str
    prove: Callable[[Asked], Proved]


PROVED = {
    "survival": ProvedPage("Survival", prove_survival),
    "relapse": ProvedPage("Relapse and NRM", prove_incidence),
    "response": ProvedPage("Response", prove_response),
    "cox": ProvedPage("Cox models", prove_cox),
    "transplant": ProvedPage("Transplant and toxicity", prove_transplant),
    "baseline": ProvedPage("Baseline", prove_baseline),
}


def prove(asked: Asked, page: str) -> Proved:
    """The proof of one of the pages in `PROVED`; None, and why, where there is none."""
    if not asked.selection.n:
        return None, nobody_sentence(asked.selection.sentence)
    return PROVED[page].prove(asked)
