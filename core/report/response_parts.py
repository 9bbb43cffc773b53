"""The response section: the ladder, best responses, how long they lasted, the second antibody, antigens."""

from functools import partial

from core.analyses.antigen_response import responses_by_antigen
from core.analyses.best_response import best_responses, response_flow
from core.analyses.response import analyse_by_line, analyse_response, antibodies_with_responses, response_view
from core.analyses.response_duration import duration_of_response
from core.analyses.response_times import times_to_response
from core.analyses.selection import Selection
from core.charts.export.files import Plate
from core.charts.response_bars_chart import response_bars
from core.charts.response_flow_chart import response_flow_chart
from core.charts.survival_chart import survival_chart
from core.report.section import Asked, MakePart, Part
from core.tables.antigen_table import antigen_table
from core.tables.best_response_table import best_response_table, flow_table
from core.tables.response_duration_table import duration_table
from core.tables.response_table import antibodies_table, differences_table, response_table, times_table
from core.view import View
from core.words.methods import response_methods
from core.words.methods_of_tabs import antigen_methods, duration_methods
from core.words.patients import left_out_sentence
from core.words.response import NO_RESPONSES, by_line_caption, response_caption
from core.words.response_figures import antigen_caption, bars_caption, duration_notes, flow_caption
from core.words.results_of_response import antigen_results, duration_results, response_results, times_results
from core.words.survival import survival_caption

SECOND = "From the first antibody to the second"


def response_parts(asked: Asked) -> tuple[MakePart, ...]:
    """What the Response page shows, of the antibody and the denominator it would show."""
    cohort, view = asked.selection.cohort, asked.view
    if not antibodies_with_responses(cohort):
        return (lambda: Part(lacking=(NO_RESPONSES,)),)
    view = response_view(cohort, view)
    makers = (_ladder, _best, _times, _duration, _flow, _by_line, _antigens)
    return tuple(partial(make, asked.selection, view) for make in makers)


def _ladder(selection: Selection, view: View) -> Part:
    result = analyse_response(selection, view)
    caption = response_caption(result, view.limits)
    differences = (differences_table(result, caption),) if len(result.labels) > 2 else ()
    return Part(
        sentences=(*response_results(result), left_out_sentence(sum(result.n), result.left_out)),
        tables=(response_table(result, caption), *differences),
        methods=(response_methods(result, view.limits),),
    )


def _best(selection: Selection, view: View) -> Part | None:
    best = best_responses(selection, view)
    if not best.levels:
        return None
    plate = Plate(response_bars(best, "light"), "Best response", bars_caption(best))
    return Part("Best response", plates=(plate,), tables=(best_response_table(best),))


def _times(selection: Selection, view: View) -> Part | None:
    times = times_to_response(selection, view)
    if not times:
        return None
    return Part("Time to response", sentences=times_results(times), tables=(times_table(times),))


def _duration(selection: Selection, view: View) -> Part | None:
    """How long responses lasted; why that is not known, where nobody has a time."""
    lasted = duration_of_response(selection, view)
    if lasted is None:
        return None
    notes = duration_notes(lasted)
    if not lasted.survival.n:
        return Part(lacking=(" ".join(filter(None, notes)),))
    caption = survival_caption(lasted.survival, lasted.interval)
    return Part(
        "Duration of response",
        sentences=duration_results(lasted),
        plates=(Plate(survival_chart(lasted.survival, "light"), lasted.survival.endpoint.title, caption),),
        tables=(duration_table(lasted, notes),),
        methods=(duration_methods(lasted),),
    )


def _flow(selection: Selection, _: View) -> Part | None:
    flow = response_flow(selection)
    if flow is None or not flow.n:
        return None
    return Part(SECOND, plates=(Plate(response_flow_chart(flow, "light"), SECOND, flow_caption(flow)),),
                tables=(flow_table(flow),))  # fmt: skip


def _by_line(selection: Selection, view: View) -> Part | None:
    if len(antibodies_with_responses(selection.cohort)) < 2:
        return None
    tables = (antibodies_table(analyse_by_line(selection, view), by_line_caption(view.limits)),)
    return Part("Both antibodies by salvage line", tables=tables)


def _antigens(selection: Selection, view: View) -> Part | None:
    """CD19 and CD22 at relapse against the response to the second antibody."""
    results = responses_by_antigen(selection, view)
    if not results:
        return None
    return Part(
        "CD19 and CD22",
        sentences=antigen_results(results),
        tables=(antigen_table(results, antigen_caption(view.limits)),),
        methods=(antigen_methods(),),
    )
