"""What the Studies page and `make studies` say of the studies."""

from core.analyses.figure_check import FigureCheck
from core.analyses.study_counts import StudyCount
from core.analyses.study_parts import BUT_FOR_A_PART, Recomputed
from core.formats import format_count
from core.studies import Study
from core.words.figure_check import check_sentence

VERDICTS = (
    "Agreement is judged at the printed precision: half a unit of the last printed digit; a P above .05 may be .03 "
    "away, one below .05 must stay below it, a hazard ratio may be 5 % away."
)
FILTERS_HOLD = (
    "This cohort: the patients the filters keep; what a figure is about takes the place of a filter on the same column."
)
SAME_COHORT = "The cohort before you is the one of this study without a filter: this cohort is the column before."
NO_CONTRADICTION = "Nothing this study printed was found to speak against itself."
NO_ARITHMETIC = "No arithmetic: two statements stand against each other."
CHECKER = (
    "Type what was printed, with all its digits. A percentage is checked against its n, limits against their rate or "
    "against k of n, a median against its quartiles or range, parts against their total."
)
CHOOSE_ROW = "Choose a row to open its figure as a view, and to see its curve where it is one of survival."


def count_sentence(count: StudyCount) -> str:
    """How many figures of a study its cohort gives."""
    given = format_count(count.reproduced, count.computable)
    but = (
        f", {count.but_for_a_part} of them but for one limit that goes against its own line"
        if count.but_for_a_part
        else ""
    )
    return f"{count.facts} figures; of those that patient data can give the bundled cohort gives {given}{but}."


def reason_of(study: Study, found: Recomputed) -> str:
    """Why a figure is not met, or what in it is at odds with the rest."""
    fact = found.fact["id"]
    if found.verdict == BUT_FOR_A_PART:
        return study.at_odds[fact]["reason"]
    return study.not_met[fact]["reason"] if fact in study.not_met else found.refused


def checks_text(checks: tuple[FigureCheck, ...]) -> str:
    """The arithmetic of a contradiction."""
    return " ".join(check_sentence(one) for one in checks) or NO_ARITHMETIC


def not_opened_sentence(name: str, reason: str) -> str:
    """Why a figure is not shown in a cohort."""
    return f"Not to be shown in {name}: {reason}."
