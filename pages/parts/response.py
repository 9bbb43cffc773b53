"""What follows the response ladder: how long responses took and lasted, their flow, and the antigens."""

from functools import partial

import streamlit as st

from core.address import address_of
from core.analyses.antigen_response import responses_by_antigen
from core.analyses.best_response import response_flow
from core.analyses.response_duration import duration_of_response
from core.analyses.response_times import times_to_response
from core.analyses.selection import Selection
from core.charts.response_flow_chart import response_flow_chart
from core.charts.survival_chart import survival_chart
from core.tables.antigen_table import antigen_table
from core.tables.best_response_table import flow_table
from core.tables.response_duration_table import duration_table
from core.tables.response_table import times_table
from core.view import View
from core.words.response_figures import antigen_caption, duration_notes, flow_caption
from core.words.survival import survival_caption
from pages.parts.session import change, session
from pages.parts.showing import show_figure, show_table, show_warning


def draw_duration(selection: Selection, view: View) -> None:
    """The days to response, then how long the responses lasted, with its curve and the way to the Survival page."""
    times = times_to_response(selection, view)
    found = duration_of_response(selection, view)
    if times or found:
        st.subheader("Time to response and its duration")
    if times:
        show_table(times_table(times), key="response_times")
    if found is None:
        return
    notes = duration_notes(found)
    if not found.survival.n:
        show_warning(" ".join(note for note in notes if note))
        return
    caption = survival_caption(found.survival, found.interval)
    draw = partial(survival_chart, found.survival)
    show_figure(draw, "response_duration_figure", found.survival.endpoint.title, caption)
    show_table(duration_table(found, notes), key="response_duration")
    _offer_survival(found.survival.endpoint.id, found.survival.endpoint.origin)


def draw_flow(selection: Selection) -> None:
    """From the response to the first antibody to that to the second."""
    found = response_flow(selection)
    if found is None or not found.n:
        return
    st.subheader("From the first antibody to the second")
    title = "From the first antibody to the second"
    show_figure(partial(response_flow_chart, found), "response_flow_figure", title, flow_caption(found))
    show_table(flow_table(found), key="response_flow")


def draw_antigens(selection: Selection, view: View) -> None:
    """CD19 and CD22 at relapse against the response to the second antibody."""
    results = responses_by_antigen(selection, view)
    if results:
        st.subheader("CD19 and CD22")
        show_table(antigen_table(results, antigen_caption(view.limits)), key="antigen_response")


def _offer_survival(endpoint: str, origin: str) -> None:
    """The same endpoint on the Survival page, where tests, milestones and landmarks are."""
    if st.button("Open on the Survival page", key="duration_on_survival"):
        change(endpoint=endpoint, origin=origin)
        st.switch_page("survival_page.py", query_params=address_of(session().view))
