"""The second of two views: which one, and both of them as figures and tables."""

from collections.abc import Mapping
from functools import partial

import streamlit as st

from core.analyses.two_views import TwoViews, incidence_of_two, survival_of_two
from core.charts.incidence_chart import incidence_chart
from core.charts.survival_chart import survival_chart
from core.cohort import Cohort
from core.filters import Filter
from core.fitting import fit_view
from core.tables.export.files import with_note
from core.tables.incidence_table import incidence_table
from core.tables.survival_table import summary_table
from core.view import View
from core.words.immortal_time import late_sentence
from core.words.incidence import incidence_caption
from core.words.survival import survival_caption
from core.words.two_views import NO_SECOND, overlap_sentence, selections_note
from pages.parts.session import bind, change, session, settle
from pages.parts.shelf import Pinned
from pages.parts.showing import Draw, show_figure, show_notice, show_table, show_warning

BEFORE, OTHER = "the view before", "the other view"
THIS = "This view"
LONGEST_LABEL = 24


def bring_second() -> None:
    """Set beside the view the one put aside, or the last one with other filters, where the address names none.

    The address says it from then on, without its name.
    """
    offered = _offered()
    if session().view.beside is None and offered:
        settle(beside=next(iter(offered.values())))


def choose_second(cohort: Cohort) -> Pinned:
    """The view beside this one; stops the page, and says how to get one, where there is none."""
    asked = session().view.beside
    if asked is None:
        show_notice(NO_SECOND)
        st.stop()
    offered = _offered()
    name = next(name for name, filters in offered.items() if filters == asked)
    report = partial(_set_beside, offered)
    st.selectbox("Beside this view", list(offered), **bind("second_view", name, report))
    fitted, _ = fit_view(session().view, cohort)
    return Pinned(name, fitted.change(filters=fitted.beside))


def _offered() -> dict[str, tuple[Filter, ...]]:
    """The filters of each view that can stand beside this one, under what it is called; no two are the same."""
    pinned, view = session().shelf.pinned, session().view
    before = next((one for one in reversed(session().history.past) if one.filters != view.filters), None)
    found = [(pinned.name, pinned.view.filters)] if pinned else []
    found += [(BEFORE, before.filters)] if before else []
    found += [(OTHER, view.beside)] if view.beside is not None else []
    names: dict[tuple[Filter, ...], str] = {}
    for name, filters in found:
        names.setdefault(filters, name)
    return {name: filters for filters, name in names.items()}


def _set_beside(offered: Mapping[str, tuple[Filter, ...]], name: str) -> None:
    change(beside=offered[name])


def labels_of(second: Pinned) -> tuple[str, str]:
    """What the two curves are called: short, and never alike."""
    name = second.name if len(second.name) <= LONGEST_LABEL else f"{second.name[:LONGEST_LABEL]}…"
    return THIS, (f"{name[:1].upper()}{name[1:]}" if name.lower() != THIS.lower() else f"{name} (2)")


def say_overlap(two: TwoViews) -> None:
    """Who is in both, and what of the selections was not known at time zero."""
    show = show_warning if two.in_both else show_notice
    show(overlap_sentence(two))
    for late in two.late:
        show_warning(late_sentence(late))


def draw_two(two: TwoViews, view: View) -> None:
    """Both views as two curves in one figure, and their numbers in one table."""
    if two.compared[0].clock.endpoint.competing:
        incidence = incidence_of_two(two, view)
        caption = incidence_caption(incidence, view.incidence_interval, stacked=False)
        _show_both(partial(incidence_chart, incidence), "two_incidences", incidence.endpoint.title, caption, two)
        table = with_note(incidence_table(incidence, view.incidence_interval), selections_note(two))
        show_table(table, key="two_incidences_table", filtered=False)
    else:
        survival = survival_of_two(two, view)
        caption = survival_caption(survival, view.interval)
        _show_both(partial(survival_chart, survival), "two_curves", survival.endpoint.title, caption, two)
        show_table(with_note(summary_table(survival), selections_note(two)), key="two_views", filtered=False)


def _show_both(draw: Draw, key: str, title: str, caption: str, two: TwoViews) -> None:
    """The figure; its caption says whom each curve is of, which the filters of one view alone do not."""
    show_figure(draw, key, title, f"{caption} {selections_note(two)}", filtered=False)
