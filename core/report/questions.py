"""The patients behind the curves of a report, on their clock, and how a late comparison of them is made."""

from dataclasses import dataclass

from core.analyses.compared import Compared, compare_groups
from core.analyses.cox import Cox, analyse_cox
from core.analyses.cox_choice import choose_covariates, covariates_offered
from core.analyses.immortal_time import LANDMARK, NAIVE, LateKnowledge, late_knowledge, read_states, timing_of
from core.analyses.landmark import compare_from_landmark, landmark_of
from core.analyses.survival import intervals_offered
from core.fitting import asked_endpoint, offered_endpoints
from core.report.section import Asked
from core.view import View
from core.words.immortal_time import late_sentence, refused_sentence
from core.words.patients import left_out_sentence

NO_ENDPOINT = {
    False: "This cohort has no endpoint of survival: dates, or a time with a status, are needed.",
    True: "This cohort has no endpoint with a competing event: dates of relapse and of death are needed.",
}


@dataclass(frozen=True, eq=False)
class Question:
    """The patients compared, the view with limits they can have, what is known late, and how that is dealt with.

    An empty `timing` says that the comparison is not drawn.
    """

    compared: Compared
    view: View
    late: LateKnowledge | None
    refused: str
    timing: str


def question_of(asked: Asked, *, competing: bool) -> Question | None:
    """The question of the Relapse and NRM page, or of the Survival page; None without such an endpoint."""
    cohort, view = asked.selection.cohort, asked.view
    endpoint = asked_endpoint(view, offered_endpoints(view, cohort, competing))
    if endpoint is None:
        return None
    compared = compare_groups(asked.selection, endpoint, view.compare)
    offered = intervals_offered(compared)
    view = view.change(interval=view.interval if view.interval in offered else offered[0])
    late = late_knowledge(asked.selection, compared.clock, view.compare)
    if late is None:
        return Question(compared, view, None, "", NAIVE)
    refused = read_states(asked.selection, compared.clock, view.compare).refused
    timing = timing_of(refused, view, (LANDMARK, NAIVE)) if competing else timing_of(refused, view)
    if competing and timing == LANDMARK:
        compared = compare_from_landmark(compared, view.compare, landmark_of(compared, view)[0])
    return Question(compared, view, late, refused, timing)


def cox_of(asked: Asked) -> tuple[Cox | None, View, str]:
    """The ordinary models of the Cox page and the view they answer; None, and why, where there are none."""
    cohort, view = asked.selection.cohort, asked.view
    endpoint = asked_endpoint(view, offered_endpoints(view, cohort))
    if endpoint is None:
        return None, view, NO_ENDPOINT[False]
    view = choose_covariates(covariates_offered(cohort, endpoint), view)
    result = analyse_cox(asked.selection, endpoint, view)
    if not result.n:
        return None, view, left_out_sentence(result.n, result.left_out)
    return (result, view, "") if result.covariates else (None, view, result.refused)


def why_not(question: Question | None, *, competing: bool) -> tuple[str, ...]:
    """Why there are no curves, or nothing."""
    if question is None:
        return (NO_ENDPOINT[competing],)
    if not len(question.compared.used):
        return (left_out_sentence(0, question.compared.left_out),)
    if not question.timing:
        return late_sentence(question.late), refused_sentence(question.refused)
    return ()
