"""Survival: Kaplan-Meier curves of the filtered patients, what is in them, and fair comparisons of what comes later."""

from functools import partial

import streamlit as st

from core.analyses.compared import compare_groups
from core.analyses.immortal_time import read_states
from core.analyses.patients_behind import milestone_lines
from core.analyses.survival import intervals_offered, survival_of
from core.charts.survival_chart import survival_chart
from core.tables.survival_table import medians_table, milestones_table
from core.words.patients import left_out_sentence
from core.words.survival import medians_sentence, survival_caption
from pages.parts.controls import choose_compare, choose_interval, choose_rows
from pages.parts.endpoints import choose_endpoint
from pages.parts.late_comparison import choose_timing, draw_landmark, draw_panel, draw_time_dependent
from pages.parts.models_tab import model_of
from pages.parts.opening import cohort_and_view, selected_patients, stop_without
from pages.parts.patients import list_patients, offer_patients
from pages.parts.published_tab import points_of
from pages.parts.showing import show_clickable_figure, show_notice, show_table
from pages.parts.survival_tabs import draw_tabs

cohort, view = cohort_and_view()
st.title("Survival")

what, how, limits = st.columns([5, 3, 2])
with what:
    endpoint = choose_endpoint(cohort, view, competing=False)
with how:
    choose_compare(cohort, view)
if endpoint is None:
    st.stop()

selection = selected_patients(cohort, view)
compared = compare_groups(selection, endpoint, view.compare)
with limits:
    view = choose_interval(intervals_offered(compared), view)
    choose_rows(view)
result = survival_of(compared, view)
stop_without(result.n, result.left_out)

timing = "known"
if result.late:
    refused = read_states(selection, compared.clock, view.compare).refused
    timing = choose_timing(result.late, refused, view)
if timing == "landmark":
    draw_landmark(compared, view)
elif timing == "time-dependent":
    draw_time_dependent(compared, view)
elif timing:
    points, said_of_points = points_of(compared, result, view)
    models, said_of_models = model_of(compared, result, view)
    draw = partial(survival_chart, result, points=points, models=models)
    caption = " ".join(filter(None, [survival_caption(result, view.interval), said_of_points, said_of_models]))
    list_patients(compared, show_clickable_figure(draw, "survival_figure", result.endpoint.title, caption))
    st.text(medians_sentence(result))
    show_table(medians_table(result), key="survival_medians")
    show_table(milestones_table(result), key="survival_milestones")
    offer_patients(lambda: milestone_lines(compared, result), selection, key="survival_milestones")
    draw_tabs(compared, result, view)
    show_notice(left_out_sentence(result.n, result.left_out))
if result.late and not refused:
    draw_panel(compared, view)
