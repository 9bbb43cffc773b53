"""The sections of survival and of competing risks."""

import pandas as pd

from core.analyses.bias_panel import compare_methods
from core.analyses.compared import Compared
from core.analyses.comparisons import compare_arms
from core.analyses.follow_up import follow_up_of
from core.analyses.immortal_time import LANDMARK, TIME_DEPENDENT
from core.analyses.incidence import incidence_of
from core.analyses.landmark import analyse_landmark, landmark_of
from core.analyses.models import fit_one_model, takes_long
from core.analyses.published_comparison import chosen_points
from core.analyses.survival import BETA_PRODUCT, Survival, survival_of
from core.analyses.time_dependent import analyse_time_dependent
from core.charts.export.files import Plate
from core.charts.figure import Figure
from core.charts.immortal_time_chart import landmark_chart, time_dependent_chart
from core.charts.incidence_chart import incidence_chart, stacked_chart
from core.charts.overlays import models_frame, points_frame
from core.charts.survival_chart import survival_chart
from core.report.questions import Question, question_of, why_not
from core.report.section import Asked, Section
from core.tables.comparison_table import pairs_table
from core.tables.display import DisplayTable
from core.tables.follow_up_table import maturity_table
from core.tables.immortal_time_table import panel_table, ratios_table
from core.tables.incidence_table import incidence_table
from core.tables.survival_table import medians_table, milestones_table
from core.view import View
from core.words.cox import TIES_NAMES
from core.words.immortal_time import (
    NOBODY_LEFT,
    landmark_caption,
    late_sentence,
    reached_sentence,
    time_dependent_caption,
)
from core.words.incidence import incidence_caption
from core.words.methods import incidence_methods, landmark_methods, survival_methods, time_dependent_methods
from core.words.models import NOT_YET, overlay_caption
from core.words.patients import left_out_sentence
from core.words.published import points_caption
from core.words.results import incidence_results, survival_results
from core.words.survival import INTERVAL_PHRASES, survival_caption

SURVIVAL, RELAPSE = "Survival", "Relapse and NRM"


def survival_section(asked: Asked) -> Section:
    """Curves, medians, milestones and tests; by landmark or over time where the comparison became known late."""
    question = question_of(asked, competing=False)
    if refusal := why_not(question, competing=False):
        return Section(SURVIVAL, refusal)
    if question.timing == LANDMARK:
        return _from_landmark(question)
    if question.timing == TIME_DEPENDENT:
        return _over_time(question)
    compared, view = question.compared, question.view
    result = survival_of(compared, view)
    figure, said = _overlaid(compared, result, view)
    caption = " ".join([survival_caption(result, view.interval), *said])
    return Section(
        SURVIVAL,
        sentences=(*survival_results(result), left_out_sentence(result.n, result.left_out)),
        plates=(Plate(figure, result.endpoint.title, caption),),
        tables=(
            medians_table(result),
            milestones_table(result),
            *_pairs(compared, view),
            maturity_table(follow_up_of(compared, view)),
        ),
        methods=(survival_methods(result, view.interval),),
    )


def incidence_section(asked: Asked) -> Section:
    """Cumulative incidences with Gray's test; from a landmark where the comparison became known late."""
    question = question_of(asked, competing=True)
    if refusal := why_not(question, competing=True):
        return Section(RELAPSE, refusal)
    compared, scale = question.compared, question.view.incidence_interval
    result = incidence_of(compared, question.view)
    title, stacked = result.endpoint.title, question.view.stacked
    caption = incidence_caption(result, scale, stacked)
    plates = (Plate(incidence_chart(result, "light"), title, caption),)
    if stacked:
        plates = tuple(
            Plate(stacked_chart(result, place, "light"), f"{title}: {arm.label}", caption)
            for place, arm in enumerate(result.groups)
        )
    return Section(
        RELAPSE,
        sentences=(*incidence_results(result), left_out_sentence(result.n, compared.left_out)),
        plates=plates,
        tables=(incidence_table(result, scale),),
        methods=(incidence_methods(result, scale),),
    )


def _overlaid(compared: Compared, result: Survival, view: View) -> tuple[Figure, list[str]]:
    """The curves with the published figures and the model the view lays over them, and what the caption says of it."""
    endpoint, last = compared.clock.endpoint, float(result.ticks[-1])
    chosen = chosen_points(endpoint, view)
    said = [points_caption(chosen, endpoint, last)]
    models: pd.DataFrame = models_frame(())
    if view.model and takes_long(compared):
        said.append(NOT_YET)
    elif view.model:
        fitted = fit_one_model(compared, result, view.model)
        models = models_frame(fitted)
        said.append(overlay_caption(fitted, compared.labels, view.model))
    figure = survival_chart(result, "light", points=points_frame(chosen, endpoint, last), models=models)
    return figure, [text for text in said if text]


def _pairs(compared: Compared, view: View) -> tuple[DisplayTable, ...]:
    """The table of pairs of groups, where there are more than two."""
    found = compare_arms(compared, view) if len(compared.labels) > 1 else None
    return (pairs_table(found),) if found is not None and len(found.pairs) else ()


def _from_landmark(question: Question) -> Section:
    compared, view = question.compared, question.view
    asked = (compared.selection, compared.clock, view.compare)
    month, _ = landmark_of(compared, view)
    result = analyse_landmark(*asked, month, interval=view.interval, ties=view.ties)
    if not result.n:
        return Section(SURVIVAL, (NOBODY_LEFT,))
    caption = landmark_caption(result, INTERVAL_PHRASES[view.interval])
    note = f"Cox model from the landmark, {TIES_NAMES[view.ties]}'s method for ties."
    return Section(
        SURVIVAL,
        sentences=(
            late_sentence(question.late),
            reached_sentence(result),
            left_out_sentence(result.n, (*result.left_out, *result.excluded)),
        ),
        plates=(Plate(landmark_chart(result, "light"), f"{result.endpoint.title}, landmark analysis", caption),),
        tables=(
            ratios_table(result.ratios, note),
            medians_table(result),
            milestones_table(result),
            panel_table(compare_methods(*asked, month, ties=view.ties)),
        ),
        methods=(landmark_methods(result, view),),
    )


def _over_time(question: Question) -> Section:
    compared = question.compared
    view = question.view
    view = view.change(interval="log-log") if view.interval == BETA_PRODUCT else view
    asked = (compared.selection, compared.clock, view.compare)
    result = analyse_time_dependent(*asked, interval=view.interval, ties=view.ties)
    caption = time_dependent_caption(result, INTERVAL_PHRASES[view.interval])
    note = f"Time-dependent Cox model, {TIES_NAMES[view.ties]}'s method for ties."
    return Section(
        SURVIVAL,
        sentences=(late_sentence(question.late), left_out_sentence(result.n, result.left_out)),
        plates=(Plate(time_dependent_chart(result, "light"), f"{result.endpoint.title}, Simon-Makuch", caption),),
        tables=(
            ratios_table(result.ratios, note),
            milestones_table(result),
            panel_table(compare_methods(*asked, landmark_of(compared, view)[0], ties=view.ties)),
        ),
        methods=(time_dependent_methods(result, view),),
    )
