"""The sections of the patients: who they are and how they came to be those analysed, and their courses."""

from dataclasses import replace
from functools import partial

from core.analyses.baseline import analyse_baseline
from core.analyses.compared import compare_groups
from core.analyses.flow import flow_of
from core.analyses.overview import key_figures
from core.analyses.sequence import sequence_of
from core.analyses.swimmer import survival_endpoint, swimmer_of
from core.charts.export.files import Plate
from core.charts.figure import Figure
from core.charts.flow_chart import flow_chart
from core.charts.ribbon_chart import ribbon_chart
from core.charts.swimmer_chart import swimmer_chart
from core.fitting import asked_endpoint, bounded, offered_endpoints
from core.report.section import Asked, MakePart, Part
from core.tables.baseline_table import baseline_table
from core.tables.flow_table import flow_table
from core.tables.overview_table import key_figures_table
from core.tables.sequence_table import sequence_table
from core.words.flow import flow_sentence
from core.words.methods import baseline_methods, key_methods
from core.words.patients import issues_sentence, left_out_sentence
from core.words.results_of_patients import baseline_results, key_results
from core.words.sequence import no_ribbon_sentence, ribbon_caption
from core.words.swimmer import NO_COURSES, courses_sentence, swimmer_caption


def patients_parts(asked: Asked) -> tuple[MakePart, ...]:
    """The flow from the cohort to the patients analysed, the key figures and the baseline table."""
    return tuple(partial(make, asked) for make in (_flow, _key_figures, _baseline))


def course_parts(asked: Asked) -> tuple[MakePart, ...]:
    """The sequence of treatment, and a bar for each patient."""
    return tuple(partial(make, asked) for make in (_sequence, _swimmer))


def _flow(asked: Asked) -> Part:
    """The endpoint is that of the Overview page, which leaves it to the view whether something competes with it."""
    selection, view = asked.selection, asked.view
    endpoint = asked_endpoint(view, offered_endpoints(view, selection.cohort))
    compared = compare_groups(selection, endpoint, view.compare) if endpoint else None
    flow = flow_of(selection.cohort, view, compared)
    return Part(
        sentences=(issues_sentence(selection.cohort),),
        plates=(Plate(flow_chart(flow, "light"), "Flow of patients", flow_sentence(flow)),),
        tables=(flow_table(flow),),
    )


def _key_figures(asked: Asked) -> Part:
    found = key_figures(asked.selection, asked.view, _survival_endpoint(asked))
    return Part("Key figures", sentences=key_results(found), tables=(key_figures_table(found),),
                methods=(key_methods(asked.view.limits),))  # fmt: skip


def _baseline(asked: Asked) -> Part | None:
    result = analyse_baseline(asked.selection, asked.view)
    if not result.rows:
        return None
    return Part(
        "Baseline",
        sentences=(
            *baseline_results(result),
            left_out_sentence(sum(result.n), result.left_out) if result.left_out else "",
        ),
        tables=(baseline_table(result),),
        methods=(baseline_methods(result),),
    )


def _sequence(asked: Asked) -> Part:
    found = sequence_of(asked.selection)
    if refused := no_ribbon_sentence(found):
        return Part(lacking=(refused,))
    plate = Plate(ribbon_chart(found, "light"), "Sequence of treatment", ribbon_caption(found))
    return Part("Sequence of treatment", plates=(plate,), tables=(sequence_table(found),))


def _swimmer(asked: Asked) -> Part:
    endpoint = _survival_endpoint(asked, bound=False)
    if endpoint is None:
        return Part(lacking=(NO_COURSES,))
    found = swimmer_of(asked.selection, endpoint, asked.view.compare, asked.view.course_order)
    if not found.n:
        return Part(lacking=(courses_sentence(found),))
    title, caption = "The course of each patient", swimmer_caption(found, on_paper=True)
    plate = Plate(_numbered(swimmer_chart(found, "light")), title, caption)
    return Part(title, sentences=(courses_sentence(found),), plates=(plate,))


def _numbered(figure: Figure) -> Figure:
    """The courses with numbers in the place of ids: a document goes to others."""
    people = figure.data["patients"]
    numbers = (people["row"] + 1).astype(str)
    names = numbers.where(people["name"].astype(bool), "")
    return replace(figure, data={**figure.data, "patients": people.assign(name=names, patient=numbers)})


def _survival_endpoint(asked: Asked, bound: bool = True):
    """Overall survival from the time zero of the view, between its bounds of observation; None without its dates."""
    view = asked.view
    shown = asked_endpoint(view, offered_endpoints(view, asked.selection.cohort))
    endpoint = survival_endpoint(asked.selection, shown.origin if shown else view.origin)
    return bounded(endpoint, view) if endpoint and bound else endpoint
