"""The parts of the Overview page: key figures, flow of patients, ribbon of treatment, the course of each patient."""

from functools import partial

import streamlit as st

from core.analyses.flow import Flow
from core.analyses.overview import key_figures
from core.analyses.selection import Selection
from core.analyses.sequence import sequence_of
from core.analyses.swimmer import orders_offered, survival_endpoint, swimmer_alone, swimmer_of
from core.charts.flow_chart import flow_chart
from core.charts.ribbon_chart import ribbon_chart
from core.charts.swimmer_chart import CLICKED, swimmer_chart
from core.fitting import bounded
from core.tables.flow_table import flow_table
from core.tables.overview_table import key_figures_table
from core.tables.sequence_table import sequence_table
from core.view import View
from core.words.flow import flow_sentence
from core.words.patients import whom_sentence
from core.words.sequence import no_ribbon_sentence, ribbon_caption
from core.words.swimmer import NO_COURSES, courses_sentence, swimmer_caption
from pages.parts.controls import choose_setting
from pages.parts.patients import list_patients
from pages.parts.showing import show_caption, show_figure, show_figure_with_clicks, show_notice, show_table


def draw_figures(selection: Selection, view: View, origin: str) -> None:
    """The key figures of the selected patients, and whom they are of."""
    show_caption(whom_sentence(selection))
    endpoint = survival_endpoint(selection, origin)
    show_table(key_figures_table(key_figures(selection, view, endpoint and bounded(endpoint, view))), key="key_figures")


def draw_flow(flow: Flow) -> None:
    """From the cohort to the patients analysed, as a diagram and as a table below it."""
    show_figure(partial(flow_chart, flow), "flow_figure", "Flow of patients", flow_sentence(flow))
    with st.expander("The numbers of the diagram"):
        show_table(flow_table(flow), key="flow")


def draw_ribbon(selection: Selection) -> None:
    """From the first antibody to the outcome; why not, where too little is recorded."""
    st.subheader("Sequence of treatment")
    found = sequence_of(selection)
    if refused := no_ribbon_sentence(found):
        show_notice(refused)
        return
    draw, caption = partial(ribbon_chart, found), ribbon_caption(found)
    # In one column the names of its seven stages would run into each other.
    show_figure(draw, "sequence_figure", "Sequence of treatment", caption, widths=("two",))
    with st.expander("The numbers of the ribbon"):
        show_table(sequence_table(found), key="sequence")


def draw_swimmer(selection: Selection, view: View, origin: str) -> None:
    """A bar a patient from this time zero, the order chosen above it; a click lists the patient below it."""
    st.subheader("The course of each patient")
    endpoint = survival_endpoint(selection, origin)
    if endpoint is None:
        show_notice(NO_COURSES)
        return
    found = swimmer_of(selection, endpoint, view.compare, view.course_order)
    with st.columns(3)[0]:
        choose_setting("Sort by", "course_order", found.order, orders_offered(endpoint, view.compare))
    if found.n:
        draw, title = partial(swimmer_chart, found), "The course of each patient"
        clicked = show_figure_with_clicks(draw, "swimmer_figure", CLICKED, title, swimmer_caption(found))
        if clicked and clicked["row"] < len(found.patients):
            list_patients(swimmer_alone(found, int(clicked["row"])), 0)
    show_notice(courses_sentence(found))
