"""The proof of the pages of tables: scripts in R and in Python, their table of patients, and second opinions."""

from core.analyses.baseline import Baseline, analyse_baseline
from core.analyses.response import antibodies_with_responses, response_view
from core.analyses.transplant import antibody_view
from core.proof.baseline_analysis_table import baseline_analysis_table
from core.proof.patient_table import PatientTable
from core.proof.python_baseline import baseline_script_in_python
from core.proof.python_response import response_script_in_python
from core.proof.python_transplant import transplant_script_in_python
from core.proof.r_baseline import baseline_script
from core.proof.r_response import response_script
from core.proof.r_transplant import transplant_script
from core.proof.response_analysis_table import response_analysis_table
from core.proof.response_numbers import ResponsePage, read_response_page
from core.proof.transplant_analysis_table import transplant_analysis_table
from core.proof.transplant_numbers import TransplantPage, read_transplant_page
from core.report.section import Asked
from core.words.baseline import NO_ROWS
from core.words.patients import left_out_sentence, nobody_sentence
from core.words.response import NO_RESPONSES

NOTHING_COUNTED = "Nothing is counted on the page: this cohort has no column of transplant, toxicity or death."
PROVED_TABLES = {"baseline": "Baseline", "response": "Response", "transplant": "Transplant and toxicity"}

Page = Baseline | ResponsePage | TransplantPage
Parts = tuple[Page, PatientTable, str, str, str]
"""What is on the page, its table, the kind of its limits, and the scripts in R and in Python."""


def prove_table(asked: Asked, page: str) -> tuple[Parts | None, str]:
    """The parts of the proof of one of the pages in `PROVED_TABLES`; None, and why, where there is none."""
    if not asked.selection.n:
        return None, nobody_sentence(asked.selection.sentence)
    return PROVING[page](asked)


def _prove_baseline(asked: Asked) -> tuple[Parts | None, str]:
    selection, view = asked.selection, asked.view
    result = analyse_baseline(selection, view)
    if not (result.rows and sum(result.n)):
        return None, left_out_sentence(sum(result.n), result.left_out) if result.rows else NO_ROWS
    table = baseline_analysis_table(result, selection, view)
    scripts = (write(table, result, selection.sentence) for write in (baseline_script, baseline_script_in_python))
    return (result, table, "", *scripts), ""


def _prove_response(asked: Asked) -> tuple[Parts | None, str]:
    selection = asked.selection
    if not antibodies_with_responses(selection.cohort):
        return None, NO_RESPONSES
    view = response_view(selection.cohort, asked.view)
    page = read_response_page(selection, view)
    table = response_analysis_table(selection, view, page.lasted.compared if page.lasted else None)
    scripts = (write(table, page, view, selection.sentence) for write in (response_script, response_script_in_python))
    return (page, table, view.limits, *scripts), ""


def _prove_transplant(asked: Asked) -> tuple[Parts | None, str]:
    selection, view = asked.selection, antibody_view(asked.selection.cohort, asked.view)
    page = read_transplant_page(selection, view)
    if not (page.tables or page.recorded):
        return None, NOTHING_COUNTED
    table = transplant_analysis_table(page, selection, view)
    scripts = (
        write(table, page, view, selection.sentence) for write in (transplant_script, transplant_script_in_python)
    )
    return (page, table, view.limits, *scripts), ""


def second_opinion_on_table(page: Page, table: PatientTable, limits: str) -> tuple[tuple, tuple[str, ...]]:
    """The numbers of the page beside those of other libraries, which are imported here, and what these do not have."""
    from core.proof.second_opinion_baseline import second_opinion_on_baseline  # noqa: PLC0415
    from core.proof.second_opinion_counts import second_opinion_on_response  # noqa: PLC0415
    from core.proof.second_opinion_transplant import second_opinion_on_transplant  # noqa: PLC0415

    if isinstance(page, TransplantPage):
        return second_opinion_on_transplant(page, limits)
    if isinstance(page, Baseline):
        return second_opinion_on_baseline(page, table)
    return second_opinion_on_response(page, limits)


PROVING = {"baseline": _prove_baseline, "response": _prove_response, "transplant": _prove_transplant}
