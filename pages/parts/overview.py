"""The parts of the Overview page: the flow of patients, the ribbon of treatment."""

import streamlit as st

from core.analyses.flow import Flow
from core.analyses.selection import Selection
from core.analyses.sequence import sequence_of
from core.charts.flow_chart import flow_chart
from core.charts.ribbon_chart import ribbon_chart
from core.tables.flow_table import flow_table
from core.tables.sequence_table import sequence_table
from core.words.flow import flow_sentence
from core.words.sequence import no_ribbon_sentence, ribbon_caption
from pages.parts.showing import mode, show_caption, show_figure, show_notice, show_table


def draw_flow(flow: Flow) -> None:
    """From the cohort to the patients analysed, as a diagram and as a table beside it."""
    st.subheader("From the cohort to the patients analysed")
    diagram, table = st.columns([5, 4], gap="large")
    with diagram:
        show_figure(flow_chart(flow, mode()), key="flow_figure")
        show_caption(flow_sentence(flow))
    with table:
        show_table(flow_table(flow), key="flow")


def draw_ribbon(selection: Selection) -> None:
    """From the first antibody to the outcome; why not, where too little is recorded."""
    st.subheader("Sequence of treatment")
    found = sequence_of(selection)
    if refused := no_ribbon_sentence(found):
        show_notice(refused)
        return
    show_figure(ribbon_chart(found, mode()), key="sequence_figure")
    show_caption(ribbon_caption(found))
    with st.expander("The numbers of the ribbon"):
        show_table(sequence_table(found), key="sequence")
