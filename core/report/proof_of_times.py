"""The proof of the pages of times: survival, also from a landmark or as time passes, competing risks, Cox models."""

from core.analyses.cox_firth import with_firth
from core.analyses.immortal_time import NAIVE
from core.analyses.incidence import incidence_of
from core.analyses.survival import survival_of
from core.proof.numbers.competing_tabs import competing_tabs_of
from core.proof.numbers.late import late_comparison_of
from core.proof.numbers.survival_tabs import tabs_of
from core.proof.python.competing_tabs import competing_tabs_script_in_python
from core.proof.python.cox import cox_script_in_python
from core.proof.python.incidence import incidence_script_in_python
from core.proof.python.late import late_script_in_python
from core.proof.python.survival import survival_script_in_python
from core.proof.r.competing_tabs import competing_tabs_script
from core.proof.r.cox import cox_script
from core.proof.r.incidence import incidence_script
from core.proof.r.late import late_script
from core.proof.r.survival import survival_script
from core.proof.r.survival_tabs import tabs_script
from core.proof.tables.cox import cox_analysis_table
from core.proof.tables.states import states_table
from core.proof.tables.times import time_table
from core.report.proof import Opinions, Proof, Proved
from core.report.questions import Question, cox_of, question_of, why_not
from core.report.section import Asked
from core.words.immortal_time import NOBODY_LEFT

NO_OPINION = "Neither library can compute these numbers for patients who come under observation later."


def prove_survival(asked: Asked) -> Proved:
    """The proof of the curves, their tests and what stands in the tabs, or of the late comparison in their place."""
    question = question_of(asked, competing=False)
    if refusal := why_not(question, competing=False):
        return None, " ".join(refusal)
    if question.timing != NAIVE:
        return _prove_late(question)
    compared, view = question.compared, question.view
    table, limits, result = time_table(compared, view), compared.interval(view.interval), survival_of(compared, view)
    script = survival_script(table, result, limits) + tabs_script(table, tabs_of(compared, view), limits)

    def second_opinion() -> Opinions:
        from core.proof.opinions.curves import second_opinion_on_survival  # noqa: PLC0415

        return second_opinion_on_survival(table, result, limits)

    return Proof(table, script, survival_script_in_python(table, result, limits), second_opinion), ""


def _prove_late(question: Question) -> Proved:
    """The proof of a landmark or a time-dependent analysis."""
    compared, view = question.compared, question.view
    late = late_comparison_of(compared, view, question.timing)
    if not late.result.n:
        return None, NOBODY_LEFT
    table = states_table(compared, view)

    def second_opinion() -> Opinions:
        from core.proof.opinions.late import second_opinion_on_late  # noqa: PLC0415

        return second_opinion_on_late(table, late)

    return Proof(table, late_script(table, late), late_script_in_python(table, late), second_opinion), ""


def prove_incidence(asked: Asked) -> Proved:
    """The proof of the incidences, Gray's test and the models beside it."""
    question = question_of(asked, competing=True)
    if refusal := why_not(question, competing=True):
        return None, " ".join(refusal)
    compared, view = question.compared, question.view
    result, limits = incidence_of(compared, view), view.incidence_interval
    tabs, table = competing_tabs_of(compared, result, view)
    script = incidence_script(table, result, limits) + competing_tabs_script(table, tabs)
    in_python = incidence_script_in_python(table, result, limits) + competing_tabs_script_in_python(tabs)

    def second_opinion() -> Opinions:
        from core.proof.opinions.curves import second_opinion_on_incidence  # noqa: PLC0415

        opinions = second_opinion_on_incidence(table, result)
        return opinions, () if opinions else (NO_OPINION,)

    return Proof(table, script, in_python, second_opinion), ""


def prove_cox(asked: Asked) -> Proved:
    """The proof of the univariable and the multivariable models, with Firth's where the view has them."""
    result, view, refusal = cox_of(asked)
    if result is None:
        return None, refusal
    table = cox_analysis_table(result, asked.selection, view)
    result = with_firth(result, view.firth)

    def second_opinion() -> Opinions:
        from core.proof.opinions.cox import second_opinion_on_cox  # noqa: PLC0415

        return second_opinion_on_cox(result)

    return Proof(table, cox_script(table, result), cox_script_in_python(table, result), second_opinion), ""
