"""Overview: who the patients are and how they came to be those analysed, what was done and what became of each."""

import streamlit as st

from core.analyses.compared import compare_groups
from core.analyses.flow import flow_of
from core.analyses.selection import select
from core.words.patients import nobody_sentence
from pages.parts.controls import choose_compare
from pages.parts.endpoints import choose_endpoint
from pages.parts.opening import cohort_and_view
from pages.parts.overview import draw_figures, draw_flow, draw_ribbon, draw_swimmer
from pages.parts.showing import show_warning

cohort, view = cohort_and_view()
st.title("Overview")

what, how = st.columns([7, 3])
with what:
    endpoint = choose_endpoint(cohort, view)
with how:
    choose_compare(cohort, view)

selection = select(cohort, view)
compared = compare_groups(selection, endpoint, view.compare) if endpoint else None
origin = endpoint.origin if endpoint else view.origin
diagram, figures = st.columns(2, gap="large")
with diagram:
    draw_flow(flow_of(cohort, view, compared))
if not selection.n:
    show_warning(nobody_sentence(selection.sentence))
    st.stop()
with figures:
    draw_figures(selection, view, origin)
draw_ribbon(selection)
draw_swimmer(selection, view, origin)
