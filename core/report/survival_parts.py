"""The survival section: curves of what was known at time zero, and what the tabs under them show."""

from functools import partial

import pandas as pd

from core.analyses.bias_panel import compare_methods
from core.analyses.comparisons import compare_arms
from core.analyses.conditional_survival import conditional_survival_of
from core.analyses.follow_up import follow_up_of
from core.analyses.immortal_time import LANDMARK, TIME_DEPENDENT
from core.analyses.landmark import landmark_of
from core.analyses.models import fit_models, fit_one_model, takes_long
from core.analyses.published_comparison import chosen_points, compare_with_published
from core.analyses.restricted_mean import restricted_mean_of
from core.analyses.survival import Survival, survival_of
from core.charts.export.files import Plate
from core.charts.figure import Figure
from core.charts.hazard_chart import hazard_chart
from core.charts.overlays import models_frame, points_frame
from core.charts.survival_chart import survival_chart
from core.report.late_parts import late_survival_parts
from core.report.questions import Question, question_of, why_not
from core.report.section import Asked, MakePart, Part
from core.tables.comparison_table import all_tests_table, differences_table, observed_table, pairs_table
from core.tables.conditional_table import conditional_table
from core.tables.follow_up_table import hazards_table, informative_table, maturity_table
from core.tables.immortal_time_table import panel_table
from core.tables.models_table import cure_table, models_table
from core.tables.published_table import against_table, figures_table
from core.tables.restricted_mean_table import contrasts_table, means_table
from core.tables.survival_table import medians_table, milestones_table
from core.words.comparison import late_strata_sentence
from core.words.conditional_survival import nobody_later_sentence
from core.words.follow_up import hazard_caption, refills_sentence
from core.words.immortal_time import late_sentence
from core.words.methods import survival_methods
from core.words.methods_of_tabs import (
    comparison_methods,
    conditional_methods,
    follow_up_methods,
    models_methods,
    restricted_mean_methods,
)
from core.words.models import NOT_YET, not_cured_sentence, overlay_caption
from core.words.patients import left_out_sentence
from core.words.published import points_caption, set_aside_sentence
from core.words.restricted_mean import refusal_sentence
from core.words.results import survival_results
from core.words.results_of_tabs import (
    comparison_results,
    conditional_results,
    hazard_results,
    restricted_mean_results,
)
from core.words.survival import survival_caption


def survival_parts(asked: Asked) -> tuple[MakePart, ...]:
    """Curves with the tabs of the page; by landmark or over time where the comparison became known late."""
    question = question_of(asked, competing=False)
    if refusal := why_not(question, competing=False):
        return (lambda: Part(lacking=refusal),)
    if question.timing in (LANDMARK, TIME_DEPENDENT):
        return late_survival_parts(question)
    result = survival_of(question.compared, question.view)
    makers = (_curves, _comparisons, _restricted_mean, _follow_up, _conditional, _published, _models, _panel)
    return tuple(partial(make, question, result) for make in makers)


def _curves(question: Question, result: Survival) -> Part:
    figure, said = _overlaid(question, result)
    caption = " ".join([survival_caption(result, question.view.interval), *said])
    return Part(
        sentences=(
            *((late_sentence(result.late),) if result.late else ()),
            *survival_results(result),
            left_out_sentence(result.n, result.left_out),
        ),
        plates=(Plate(figure, result.endpoint.title, caption),),
        tables=(medians_table(result), milestones_table(result)),
        methods=(survival_methods(result, question.view.interval),),
        packages=("lifelines",) if question.view.model else (),
    )


def _overlaid(question: Question, result: Survival) -> tuple[Figure, list[str]]:
    """The curves with the published figures and the model the view lays over them, and what the caption says of it."""
    compared, view = question.compared, question.view
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


def _comparisons(question: Question, result: Survival) -> Part | None:
    """The chosen test by group, all tests, pairs of groups, survival at fixed times."""
    if len(result.groups) < 2:
        return None
    found = compare_arms(question.compared, question.view)
    chosen = found.chosen
    tables = () if chosen.refused else (observed_table(found), all_tests_table(found))
    if len(found.pairs):
        tables += (pairs_table(found),)
    if len(found.milestones):
        tables += (differences_table(found.title, found.milestones),)
    return Part(
        "Comparison of the groups",
        sentences=(late_strata_sentence(chosen), *comparison_results(found, result.endpoint)),
        tables=tables,
        methods=(comparison_methods(found, question.view.ties),),
        lacking=(chosen.refused,),
    )


def _restricted_mean(question: Question, _: Survival) -> Part:
    found = restricted_mean_of(question.compared, question.view)
    if found.means is None:
        return Part(lacking=(refusal_sentence(found),))
    tables = (means_table(found), *((contrasts_table(found),) if len(found.labels) > 1 else ()))
    sentences, methods = restricted_mean_results(found), (restricted_mean_methods(found),)
    return Part("Restricted mean", sentences=sentences, tables=tables, methods=methods)


def _follow_up(question: Question, _: Survival) -> Part:
    """How mature the data are, and the hazard by year."""
    found = follow_up_of(question.compared, question.view)
    tables = (maturity_table(found), *((informative_table(found),) if found.milestones else ()))
    plates = ()
    if found.hazards["person_time"].any():
        plates = (Plate(hazard_chart(found, "light"), "Hazard by year", hazard_caption(found)),)
        tables += (hazards_table(found),)
    return Part(
        "Follow-up and hazard",
        sentences=(refills_sentence(found), *hazard_results(found)),
        plates=plates,
        tables=tables,
        methods=(follow_up_methods(found),),
    )


def _conditional(question: Question, _: Survival) -> Part:
    found = conditional_survival_of(question.compared, question.view)
    if not found.given:
        return Part(lacking=(nobody_later_sentence(found),))
    return Part(
        "Conditional survival",
        sentences=conditional_results(found),
        tables=(conditional_table(found),),
        methods=(conditional_methods(found),),
    )


def _published(question: Question, result: Survival) -> Part | None:
    """The published figures the view names beside those of the groups."""
    found = compare_with_published(question.compared, result, question.view)
    if not found.figures:
        return None
    sentences, tables = (set_aside_sentence(found),), (figures_table(found), against_table(found))
    return Part("Published figures", sentences=sentences, tables=tables)


def _models(question: Question, result: Survival) -> Part | None:
    """All parametric models of the groups, where the view lays one over the curves."""
    if not question.view.model or takes_long(question.compared):
        return None
    found = fit_models(question.compared, result)
    implausible = [arm for arm in found.arms if not arm.plausibility.plausible]
    return Part(
        "Parametric models",
        sentences=tuple(not_cured_sentence(arm) for arm in implausible),
        tables=(models_table(found), *((cure_table(found),) if any(arm.cure for arm in found.arms) else ())),
        methods=(models_methods(),),
        packages=("lifelines",),
    )


def _panel(question: Question, result: Survival) -> Part | None:
    """The same comparison three ways, where curves are drawn from time zero all the same."""
    if result.late is None or question.refused:
        return None
    compared, view = question.compared, question.view
    month, _ = landmark_of(compared, view)
    panel = compare_methods(compared.selection, compared.clock, view.compare, month, ties=view.ties)
    return Part("Naive, landmark and time-dependent", tables=(panel_table(panel),))
