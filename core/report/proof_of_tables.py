"""The proof of the pages of tables: baseline, response, transplant and toxicity."""

from core.analyses.baseline import analyse_baseline
from core.analyses.response import antibodies_with_responses, response_view
from core.analyses.transplant import antibody_view
from core.proof.numbers.response import read_response_page
from core.proof.numbers.transplant import read_transplant_page
from core.proof.python.baseline import baseline_script_in_python
from core.proof.python.response import response_script_in_python
from core.proof.python.transplant import transplant_script_in_python
from core.proof.r.baseline import baseline_script
from core.proof.r.response import response_script
from core.proof.r.transplant import transplant_script
from core.proof.tables.baseline import baseline_analysis_table
from core.proof.tables.response import response_analysis_table
from core.proof.tables.transplant import transplant_analysis_table
from core.report.proof import Opinions, Proof, Proved
from core.report.section import Asked
from core.words.baseline import NO_ROWS
from core.words.patients import left_out_sentence
from core.words.response import NO_RESPONSES

NOTHING_COUNTED = "Nothing is counted on the page: this cohort has no column of transplant, toxicity or death."


def prove_baseline(asked: Asked) -> Proved:
    """The proof of the baseline table."""
    selection, view = asked.selection, asked.view
    result = analyse_baseline(selection, view)
    if not (result.rows and sum(result.n)):
        return None, left_out_sentence(sum(result.n), result.left_out) if result.rows else NO_ROWS
    table = baseline_analysis_table(result, selection, view)
    scripts = (write(table, result, selection.sentence) for write in (baseline_script, baseline_script_in_python))

    def second_opinion() -> Opinions:
        from core.proof.opinions.baseline import second_opinion_on_baseline  # noqa: PLC0415

        return second_opinion_on_baseline(result, table)

    return Proof(table, *scripts, second_opinion), ""


def prove_response(asked: Asked) -> Proved:
    """The proof of the response ladder, best responses and what else the page counts."""
    selection = asked.selection
    if not antibodies_with_responses(selection.cohort):
        return None, NO_RESPONSES
    view = response_view(selection.cohort, asked.view)
    page = read_response_page(selection, view)
    table = response_analysis_table(selection, view, page.lasted.compared if page.lasted else None)
    scripts = (write(table, page, view, selection.sentence) for write in (response_script, response_script_in_python))

    def second_opinion() -> Opinions:
        from core.proof.opinions.response import second_opinion_on_response  # noqa: PLC0415

        return second_opinion_on_response(page, view.limits)

    return Proof(table, *scripts, second_opinion), ""


def prove_transplant(asked: Asked) -> Proved:
    """The proof of the counts of transplant, toxicity and deaths."""
    selection, view = asked.selection, antibody_view(asked.selection.cohort, asked.view)
    page = read_transplant_page(selection, view)
    if not (page.tables or page.recorded):
        return None, NOTHING_COUNTED
    table = transplant_analysis_table(page, selection, view)
    scripts = (
        write(table, page, view, selection.sentence) for write in (transplant_script, transplant_script_in_python)
    )

    def second_opinion() -> Opinions:
        from core.proof.opinions.transplant import second_opinion_on_transplant  # noqa: PLC0415

        return second_opinion_on_transplant(page, view.limits)

    return Proof(table, *scripts, second_opinion), ""
