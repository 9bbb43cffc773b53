"""The parts of the Overview page: the flow of patients."""

import streamlit as st

from core.analyses.flow import Flow
from core.charts.flow_chart import flow_chart
from core.tables.flow_table import flow_table
from core.words.flow import flow_sentence
from pages.parts.showing import mode, show_caption, show_figure, show_table


def draw_flow(flow: Flow) -> None:
    """From the cohort to the patients analysed, as a diagram and as a table beside it."""
    st.subheader("From the cohort to the patients analysed")
    diagram, table = st.columns([5, 4], gap="large")
    with diagram:
        show_figure(flow_chart(flow, mode()), key="flow_figure")
        show_caption(flow_sentence(flow))
    with table:
        show_table(flow_table(flow), key="flow")
