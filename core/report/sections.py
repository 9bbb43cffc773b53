"""The other sections of a report: patients, response, Cox models, transplant and toxicity."""

from core.analyses.baseline import analyse_baseline
from core.analyses.best_response import best_responses, response_flow
from core.analyses.cox_firth import with_firth
from core.analyses.flow import flow_of
from core.analyses.response import analyse_by_line, analyse_response, antibodies_with_responses, response_view
from core.analyses.response_duration import duration_of_response
from core.analyses.sections import Section as Counts
from core.analyses.toxicity import count_deaths, count_early_deaths, count_toxicity
from core.analyses.toxicity_records import count_toxicity_records
from core.analyses.transplant import antibody_view, count_transplants
from core.charts.export.files import Plate
from core.charts.flow_chart import flow_chart
from core.charts.forest_chart import forest_chart
from core.charts.forest_rows import forest_rows
from core.charts.response_bars_chart import response_bars
from core.charts.response_flow_chart import response_flow_chart
from core.charts.survival_chart import survival_chart
from core.report.questions import cox_of, question_of
from core.report.section import Asked, Section
from core.tables.baseline_table import baseline_table
from core.tables.best_response_table import best_response_table
from core.tables.cox_table import cox_table
from core.tables.display import DisplayTable
from core.tables.flow_table import flow_table
from core.tables.response_duration_table import duration_table
from core.tables.response_table import antibodies_table, differences_table, response_table
from core.tables.sections_table import section_differences_table, sections_table
from core.tables.toxicity_table import toxicity_table
from core.words.cox import cox_caption, overfitting_sentence
from core.words.cox_firth import firth_note
from core.words.cox_problems import problem_sentences
from core.words.flow import flow_sentence
from core.words.forest import forest_caption, nothing_to_draw
from core.words.immortal_time import late_sentence
from core.words.methods import baseline_methods, cox_methods, response_methods
from core.words.patients import issues_sentence, left_out_sentence
from core.words.response import by_line_caption, response_caption
from core.words.response_figures import bars_caption, duration_notes, flow_caption
from core.words.results import response_results
from core.words.survival import survival_caption
from core.words.transplant import (
    NO_DEATHS,
    NO_TOXICITY,
    NO_TRANSPLANT,
    after_notes,
    death_notes,
    early_death_notes,
    records_notes,
    toxicity_notes,
    transplant_notes,
)


def patients_section(asked: Asked) -> Section:
    """The flow from the cohort to the patients analysed, what was found in their workbook, and the baseline table."""
    result = analyse_baseline(asked.selection, asked.view)
    methods = baseline_methods(result)
    question = question_of(asked, competing=False)
    flow = flow_of(asked.selection.cohort, asked.view, question.compared if question else None)
    return Section(
        "Patients",
        sentences=(
            issues_sentence(asked.selection.cohort),
            left_out_sentence(sum(result.n), result.left_out) if result.left_out else "",
        ),
        plates=(Plate(flow_chart(flow, "light"), "Flow of patients", flow_sentence(flow)),),
        tables=(flow_table(flow), *([baseline_table(result)] if result.rows else [])),
        methods=(methods,),
    )


def response_section(asked: Asked) -> Section:
    """The response ladder, best responses, how long they lasted, and the flow to the second antibody."""
    cohort, view = asked.selection.cohort, asked.view
    if not antibodies_with_responses(cohort):
        return Section("Response", ("This cohort has no column of responses.",))
    view = response_view(cohort, view)
    result = analyse_response(asked.selection, view)
    caption = response_caption(result, view.limits)
    tables = [response_table(result, caption)]
    if len(result.labels) > 2:
        tables.append(differences_table(result, caption))
    plates = []
    best = best_responses(asked.selection, view)
    if best.levels:
        plates.append(Plate(response_bars(best, "light"), "Best response", bars_caption(best)))
        tables.append(best_response_table(best))
    lasted = duration_of_response(asked.selection, view)
    if lasted is not None and lasted.survival.n:
        caption = survival_caption(lasted.survival, lasted.interval)
        plates.append(Plate(survival_chart(lasted.survival, "light"), lasted.survival.endpoint.title, caption))
        tables.append(duration_table(lasted, duration_notes(lasted)))
    flow = response_flow(asked.selection)
    if flow is not None and flow.n:
        title = "From the first antibody to the second"
        plates.append(Plate(response_flow_chart(flow, "light"), title, flow_caption(flow)))
        tables.append(antibodies_table(analyse_by_line(asked.selection, view), by_line_caption(view.limits)))
    return Section(
        "Response",
        sentences=(*response_results(result), left_out_sentence(sum(result.n), result.left_out)),
        plates=tuple(plates),
        tables=tuple(tables),
        methods=(response_methods(result, view.limits),),
    )


def cox_section(asked: Asked) -> Section:
    """Univariable and multivariable hazard ratios, and the forest plot."""
    result, view, refusal = cox_of(asked)
    if result is None:
        return Section("Cox models", (refusal,))
    fitted = result if view.firth == "off" else with_firth(result, view.firth)
    rows = forest_rows(fitted, view.forest)
    said = (
        *(late_sentence(late) for late in result.late),
        *problem_sentences(result),
        overfitting_sentence(result),
        "" if rows else nothing_to_draw(fitted, view.forest),
        left_out_sentence(result.n, result.left_out),
    )
    caption = forest_caption(fitted, view.forest)
    plates = (Plate(forest_chart(rows, "light"), result.endpoint.title, caption),) if rows else ()
    return Section(
        "Cox models",
        sentences=said,
        plates=plates,
        tables=(cox_table(fitted, cox_caption(result) + firth_note(fitted)),),
        methods=(cox_methods(result),),
    )


def transplant_section(asked: Asked) -> Section:
    """Who was transplanted and what followed, toxicity, deaths and their causes."""
    selection, view = asked.selection, antibody_view(asked.selection.cohort, asked.view)
    said, tables = [], []
    if "hsct" in selection.cohort:
        found = count_transplants(selection, view)
        notes = transplant_notes(found, view.limits)
        tables += _counts("Transplant", found.labels, found.n, found.before, notes)
        if found.after:
            notes = after_notes(found, view.limits)
            tables += _counts("After transplant", found.labels_after, found.n_after, found.after, notes)
    else:
        said.append(NO_TRANSPLANT)
    toxic, recorded = count_toxicity(selection, view), count_toxicity_records(selection, view)
    if toxic.sections:
        tables += _counts("Toxicity", toxic.labels, toxic.n, toxic.sections, toxicity_notes(toxic, view.limits))
    if recorded:
        tables.append(toxicity_table(recorded, records_notes(recorded, view.limits)))
    elif not toxic.sections:
        said.append(NO_TOXICITY)
    deaths = count_deaths(selection, view)
    if deaths.sections:
        tables += _counts("Deaths", deaths.labels, deaths.n, deaths.sections, death_notes(deaths, view.limits))
    else:
        said.append(NO_DEATHS)
    for early in count_early_deaths(selection, view):
        title = f"Early deaths: {early.origin}"
        tables += _counts(title, early.labels, early.n, (early.section,), early_death_notes(early, view.limits))
    return Section("Transplant and toxicity", tuple(said), tables=tuple(tables))


def _counts(
    title: str, labels: tuple[str, ...], n: tuple[int, ...], sections: tuple[Counts, ...], notes: tuple[str, ...]
) -> list[DisplayTable]:
    """The counts of these sections, and the differences between more than two groups."""
    differences = section_differences_table(f"{title}: differences between the groups", labels, sections, notes)
    return [sections_table(title, labels, n, sections, notes), *([differences] if differences else [])]
