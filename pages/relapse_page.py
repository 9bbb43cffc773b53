"""Relapse and NRM: cumulative incidences with what competes, Gray's test, and the models that go with them."""

import streamlit as st

from core.analyses.compared import compare_groups
from core.analyses.immortal_time import LANDMARK, NAIVE, late_knowledge, read_states
from core.analyses.incidence import incidence_of
from core.tables.incidence_table import incidence_table
from core.words.incidence import SCALE_NAMES
from core.words.patients import left_out_sentence
from pages.parts.controls import choose_compare, choose_rows, choose_setting
from pages.parts.endpoints import choose_endpoint
from pages.parts.incidence import draw_incidence, draw_incidence_tabs, from_landmark
from pages.parts.late_comparison import choose_timing
from pages.parts.opening import cohort_and_view, selected_patients, stop_without
from pages.parts.showing import show_notice, show_table

cohort, view = cohort_and_view()
st.title("Relapse and NRM")

what, how, limits = st.columns([6, 3, 2])
with what:
    endpoint = choose_endpoint(cohort, view, competing=True)
with how:
    choose_compare(cohort, view)
with limits:
    choose_setting("Confidence interval", "incidence_interval", view.incidence_interval, SCALE_NAMES)
    choose_rows(view)
if endpoint is None:
    st.stop()

selection = selected_patients(cohort, view)
compared = compare_groups(selection, endpoint, view.compare)
stop_without(len(compared.used), compared.left_out)
timing = NAIVE
if late := late_knowledge(selection, compared.clock, view.compare):
    refused = read_states(selection, compared.clock, view.compare).refused
    timing = choose_timing(late, refused, view, (LANDMARK, NAIVE))
if timing == LANDMARK:
    compared = from_landmark(compared, view)
    stop_without(len(compared.used), compared.left_out)
if timing:
    result = incidence_of(compared, view)
    draw_incidence(compared, result, view)
    show_table(incidence_table(result, view.incidence_interval), key="incidence_milestones")
    draw_incidence_tabs(compared, result, view)
show_notice(left_out_sentence(len(compared.used), compared.left_out))
