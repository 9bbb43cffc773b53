"""The proof of a report: the R script of the curves with its analysis table, and the second opinion of libraries."""

from dataclasses import dataclass

from core.analyses.cox import Cox
from core.analyses.cox_firth import with_firth
from core.analyses.immortal_time import NAIVE
from core.analyses.incidence import CompetingRisks, incidence_of
from core.analyses.survival import Survival, survival_of
from core.proof.analysis_table import AnalysisTable, time_table
from core.proof.competing_tabs import competing_tabs_of
from core.proof.cox_analysis_table import CoxTable, cox_analysis_table
from core.proof.late_comparison import LateComparison, late_comparison_of
from core.proof.patient_table import PatientTable
from core.proof.python_competing import competing_tabs_script_in_python
from core.proof.python_cox import cox_script_in_python
from core.proof.python_incidence import incidence_script_in_python
from core.proof.python_late import late_script_in_python
from core.proof.python_script import survival_script_in_python
from core.proof.r_competing import competing_tabs_script
from core.proof.r_cox import cox_script
from core.proof.r_incidence import incidence_script
from core.proof.r_late import late_script
from core.proof.r_survival import survival_script
from core.proof.r_tabs import tabs_script
from core.proof.r_text import DATA_FILE
from core.proof.states_table import states_table
from core.proof.survival_tabs import tabs_of
from core.report.bundle import pack
from core.report.proof_of_tables import PROVED_TABLES, Page, prove_table, second_opinion_on_table
from core.report.questions import Question, cox_of, question_of, why_not
from core.report.section import Asked
from core.words.immortal_time import NOBODY_LEFT

SCRIPT_FILE, PYTHON_FILE = "script.R", "script.py"
PROVED = {"survival": "Survival", "relapse": "Relapse and NRM", "cox": "Cox models"} | PROVED_TABLES
NO_OPINION = "Neither library can compute these numbers for patients who come under observation later."


@dataclass(frozen=True, eq=False)
class Proof:
    """What is on one page, the patients behind it as a table, its limits, and the scripts that give its numbers.

    The script in R gives all of them, the one in Python, empty for some pages, those its libraries have.
    """

    result: Survival | LateComparison | CompetingRisks | Cox | Page
    table: AnalysisTable | CoxTable | PatientTable
    limits: str
    script: str
    script_in_python: str = ""

    @property
    def labels(self) -> tuple[str, ...]:
        """The groups that numbers are named after; none of Cox models."""
        return () if isinstance(self.table, CoxTable) else self.table.labels

    def packed(self) -> bytes:
        """The scripts and their table in a zip."""
        files = {SCRIPT_FILE: self.script, PYTHON_FILE: self.script_in_python, DATA_FILE: self.table.to_csv()}
        return pack({name: text.encode() for name, text in files.items() if text})


def prove(asked: Asked, page: str) -> tuple[Proof | None, str]:
    """The proof of one of the pages in `PROVED`; None, and why, where there is none."""
    if page == "cox":
        return _prove_cox(asked)
    if page in PROVED_TABLES:
        parts, refusal = prove_table(asked, page)
        return Proof(*parts) if parts else None, refusal
    competing = page == "relapse"
    question = question_of(asked, competing=competing)
    if refusal := why_not(question, competing=competing):
        return None, " ".join(refusal)
    compared, view = question.compared, question.view
    if competing:
        result, limits = incidence_of(compared, view), view.incidence_interval
        tabs, table = competing_tabs_of(compared, result, view)
        script = incidence_script(table, result, limits) + competing_tabs_script(table, tabs)
        in_python = incidence_script_in_python(table, result, limits) + competing_tabs_script_in_python(tabs)
        return Proof(result, table, limits, script, in_python), ""
    if question.timing != NAIVE:
        return _prove_late(question)
    table, limits = time_table(compared, view), compared.interval(view.interval)
    result = survival_of(compared, view)
    script = survival_script(table, result, limits) + tabs_script(table, tabs_of(compared, view), limits)
    return Proof(result, table, limits, script, survival_script_in_python(table, result, limits)), ""


def _prove_late(question: Question) -> tuple[Proof | None, str]:
    """The proof of a landmark or a time-dependent analysis."""
    compared, view = question.compared, question.view
    late = late_comparison_of(compared, view, question.timing)
    if not late.result.n:
        return None, NOBODY_LEFT
    table = states_table(compared, view)
    return Proof(late, table, late.interval, late_script(table, late), late_script_in_python(table, late)), ""


def _prove_cox(asked: Asked) -> tuple[Proof | None, str]:
    result, view, refusal = cox_of(asked)
    if result is None:
        return None, refusal
    table = cox_analysis_table(result, asked.selection, view)
    result = with_firth(result, view.firth)
    return Proof(result, table, "", cox_script(table, result), cox_script_in_python(table, result)), ""


def second_opinion(proof: Proof) -> tuple[tuple, tuple[str, ...]]:
    """The numbers of the result beside those of lifelines and statsmodels, and sentences on what these cannot compute.

    The libraries are imported here.
    """
    from core.proof.second_opinion import second_opinion_on_incidence, second_opinion_on_survival  # noqa: PLC0415
    from core.proof.second_opinion_cox import second_opinion_on_cox  # noqa: PLC0415
    from core.proof.second_opinion_late import second_opinion_on_late  # noqa: PLC0415

    if isinstance(proof.table, PatientTable):
        return second_opinion_on_table(proof.result, proof.table, proof.limits)
    if isinstance(proof.result, Cox):
        return second_opinion_on_cox(proof.result)
    if isinstance(proof.result, LateComparison):
        return second_opinion_on_late(proof.table, proof.result)
    if isinstance(proof.result, Survival):
        return second_opinion_on_survival(proof.table, proof.result, proof.limits)
    opinions = second_opinion_on_incidence(proof.table, proof.result)
    return opinions, () if opinions else (NO_OPINION,)
