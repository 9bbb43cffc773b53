"""The proof of a report: the R script of the curves with its analysis table, and the second opinion of libraries."""

from dataclasses import dataclass

from core.analyses.immortal_time import NAIVE
from core.analyses.incidence import CompetingRisks, incidence_of
from core.analyses.survival import Survival, survival_of
from core.proof.analysis_table import AnalysisTable, time_table
from core.proof.r_incidence import incidence_script
from core.proof.r_survival import survival_script
from core.proof.r_text import DATA_FILE
from core.report.bundle import pack
from core.report.questions import question_of, why_not
from core.report.section import Asked

SCRIPT_FILE = "script.R"
PROVED = {"survival": "Survival", "relapse": "Relapse and NRM"}
ONLY_FROM_TIME_ZERO = (
    "The groups became known only after time zero, and the view compares them by a landmark or as time passes: there "
    "is no R script of that yet. Choose “Naive, from time zero” on the Survival page, or another comparison."
)


@dataclass(frozen=True, eq=False)
class Proof:
    """What is on one page, the patients behind it as a table, its limits, and the R script that gives its numbers."""

    result: Survival | CompetingRisks
    table: AnalysisTable
    limits: str
    script: str

    def packed(self) -> bytes:
        """The script and its table in a zip."""
        return pack({SCRIPT_FILE: self.script.encode(), DATA_FILE: self.table.to_csv().encode()})


def prove(asked: Asked, page: str) -> tuple[Proof | None, str]:
    """The proof of one of the pages in `PROVED`; None, and why, where there is none."""
    competing = page == "relapse"
    question = question_of(asked, competing=competing)
    if refusal := why_not(question, competing=competing):
        return None, " ".join(refusal)
    compared, view = question.compared, question.view
    table = time_table(compared, view)
    if competing:
        result, limits = incidence_of(compared, view), view.incidence_interval
        return Proof(result, table, limits, incidence_script(table, result, limits)), ""
    if question.timing != NAIVE:
        return None, ONLY_FROM_TIME_ZERO
    result, limits = survival_of(compared, view), compared.interval(view.interval)
    return Proof(result, table, limits, survival_script(table, result, limits)), ""


def second_opinion(proof: Proof) -> tuple:
    """The numbers of the result beside those of lifelines and statsmodels, which are imported here."""
    from core.proof.second_opinion import second_opinion_on_incidence, second_opinion_on_survival  # noqa: PLC0415

    if isinstance(proof.result, Survival):
        return second_opinion_on_survival(proof.table, proof.result, proof.limits)
    return second_opinion_on_incidence(proof.table, proof.result)
