"""The section of competing risks: cumulative incidences, Gray's tests, the models, what follows a transplant."""

from functools import partial

from core.analyses.after_transplant import count_after_transplant
from core.analyses.competing_models import CompetingModels, fit_competing_models
from core.analyses.cox_choice import covariates_offered
from core.analyses.incidence import CompetingRisks, gray_pairwise, incidence_of
from core.charts.export.files import Plate
from core.charts.incidence_chart import incidence_chart, stacked_chart
from core.endpoints import Endpoint
from core.report.questions import Question, question_of, why_not
from core.report.section import Asked, MakePart, Part
from core.tables.cox_rows import hazard_rows
from core.tables.incidence_table import after_transplant_table, gray_table, incidence_table, models_table
from core.words.cox import TIES_NAMES
from core.words.immortal_time import late_sentence
from core.words.incidence import incidence_caption, no_gray_sentence
from core.words.methods import incidence_methods
from core.words.methods_of_tabs import after_transplant_methods, competing_methods
from core.words.patients import left_out_sentence
from core.words.results import incidence_results
from core.words.results_of_models import competing_results


def incidence_parts(asked: Asked) -> tuple[MakePart, ...]:
    """The figures and tabs of the Relapse and NRM page; from a landmark where the comparison became known late."""
    question = question_of(asked, competing=True)
    if refusal := why_not(question, competing=True):
        return (lambda: Part(lacking=refusal),)
    result = incidence_of(question.compared, question.view)
    return tuple(partial(make, question, result) for make in (_curves, _tests, _models, _after_transplant))


def _curves(question: Question, result: CompetingRisks) -> Part:
    scale, stacked = question.view.incidence_interval, question.view.stacked
    title, caption = result.endpoint.title, incidence_caption(result, scale, stacked)
    plates = (Plate(incidence_chart(result, "light"), title, caption),)
    if stacked:
        plates = tuple(
            Plate(stacked_chart(result, place, "light"), f"{title}: {arm.label}", caption)
            for place, arm in enumerate(result.groups)
        )
    return Part(
        sentences=(
            late_sentence(question.late) if question.late else "",
            *incidence_results(result),
            left_out_sentence(result.n, question.compared.left_out),
        ),
        plates=plates,
        tables=(incidence_table(result, scale),),
        methods=(incidence_methods(result, scale),),
    )


def _tests(question: Question, result: CompetingRisks) -> Part | None:
    """Gray's tests, told in sentences above already, of all groups and of each pair."""
    if len(result.groups) < 2:
        return None
    if not result.gray:
        return Part(lacking=(no_gray_sentence(result),))
    pairs = gray_pairwise(question.compared)
    return Part("Gray's test", tables=(gray_table(result, pairs, question.view.adjust),))


def _models(question: Question, _: CompetingRisks) -> Part | None:
    """Fine-Gray beside cause-specific models, of the covariates of the view or of what is compared."""
    compared, view = question.compared, question.view
    endpoint = compared.clock.endpoint
    offered = {field.slug for field in covariates_offered(compared.selection.cohort, endpoint)}
    chosen = [slug for slug in view.covariates if slug in offered]
    if not chosen and view.compare in offered:
        chosen = [view.compare]
    if not chosen:
        return None
    models = fit_competing_models(compared, view.change(covariates=tuple(chosen)))
    return Part(
        "Fine-Gray and cause-specific Cox models",
        sentences=(*(late_sentence(late) for late in models.late), *_told(models, endpoint)),
        tables=(models_table(models, endpoint, TIES_NAMES[view.ties]),),
        methods=(competing_methods(models, endpoint, view.ties),),
    )


def _told(models: CompetingModels, endpoint: Endpoint) -> tuple[str, ...]:
    """The refusals, and the hazard ratios of the event in both kinds of model."""
    lines = [hazard_rows(fit, models.covariates) if fit else [] for fit in (models.fine_gray, models.event)]
    return competing_results(models, endpoint, *lines)


def _after_transplant(question: Question, _: CompetingRisks) -> Part | None:
    found = count_after_transplant(question.compared.selection, question.view)
    if not found.rows:
        return None
    scale = question.view.incidence_interval
    tables, methods = (after_transplant_table(found, scale),), (after_transplant_methods(scale),)
    return Part("After transplant", tables=tables, methods=methods)
