"""The survival section of a comparison by something known only later: from a landmark, or as time passes."""

from functools import partial

from core.analyses.bias_panel import compare_methods
from core.analyses.immortal_time import LANDMARK
from core.analyses.landmark import analyse_landmark, landmark_of, landmark_range
from core.analyses.survival import BETA_PRODUCT
from core.analyses.time_dependent import analyse_time_dependent
from core.charts.export.files import Plate
from core.charts.immortal_time_chart import landmark_chart, landmark_range_chart, time_dependent_chart
from core.report.questions import Question
from core.report.section import MakePart, Part
from core.tables.immortal_time_table import panel_table, ratios_table
from core.tables.survival_table import medians_table, milestones_table
from core.words.cox import TIES_NAMES
from core.words.immortal_time import (
    NOBODY_LEFT,
    RANGE_CAPTION,
    landmark_caption,
    late_sentence,
    reached_sentence,
    time_dependent_caption,
)
from core.words.methods import landmark_methods, time_dependent_methods
from core.words.patients import left_out_sentence
from core.words.results import landmark_results, time_dependent_results
from core.words.survival import INTERVAL_PHRASES


def late_survival_parts(question: Question) -> tuple[MakePart, ...]:
    """Curves with hazard ratios, how these depend on the landmark, and the same comparison three ways."""
    if question.timing == LANDMARK:
        makers = (_from_landmark, _other_landmarks, _three_ways)
    else:
        makers = (_over_time, _three_ways)
    return tuple(partial(make, question) for make in makers)


def _from_landmark(question: Question) -> Part:
    view = question.view
    month, _ = landmark_of(question.compared, view)
    result = analyse_landmark(*_asked(question), month, interval=view.interval, ties=view.ties)
    if not result.n:
        return Part(lacking=(NOBODY_LEFT,))
    caption = landmark_caption(result, INTERVAL_PHRASES[view.interval])
    note = f"Cox model from the landmark, {TIES_NAMES[view.ties]}'s method for ties."
    return Part(
        sentences=(
            late_sentence(question.late),
            reached_sentence(result),
            *landmark_results(result),
            left_out_sentence(result.n, (*result.left_out, *result.excluded)),
        ),
        plates=(Plate(landmark_chart(result, "light"), f"{result.endpoint.title}, landmark analysis", caption),),
        tables=(ratios_table(result.ratios, note), medians_table(result), milestones_table(result)),
        methods=(landmark_methods(result, view),),
    )


def _other_landmarks(question: Question) -> Part:
    view = question.view
    month, _ = landmark_of(question.compared, view)
    figure = landmark_range_chart(landmark_range(*_asked(question), ties=view.ties), month, "light")
    return Part("Other landmarks", plates=(Plate(figure, "Hazard ratio by landmark", RANGE_CAPTION),))


def _over_time(question: Question) -> Part:
    """Limits by the beta product know no late entry: log-log limits stand in, as on the page."""
    view = question.view
    view = view.change(interval="log-log") if view.interval == BETA_PRODUCT else view
    result = analyse_time_dependent(*_asked(question), interval=view.interval, ties=view.ties)
    caption = time_dependent_caption(result, INTERVAL_PHRASES[view.interval])
    note = f"Time-dependent Cox model, {TIES_NAMES[view.ties]}'s method for ties."
    return Part(
        sentences=(
            late_sentence(question.late),
            *time_dependent_results(result),
            left_out_sentence(result.n, result.left_out),
        ),
        plates=(Plate(time_dependent_chart(result, "light"), f"{result.endpoint.title}, Simon-Makuch", caption),),
        tables=(ratios_table(result.ratios, note), milestones_table(result)),
        methods=(time_dependent_methods(result, view),),
    )


def _three_ways(question: Question) -> Part:
    month, _ = landmark_of(question.compared, question.view)
    panel = compare_methods(*_asked(question), month, ties=question.view.ties)
    return Part("Naive, landmark and time-dependent", tables=(panel_table(panel),))


def _asked(question: Question) -> tuple:
    return question.compared.selection, question.compared.clock, question.view.compare
