"""Survival: Kaplan-Meier curves of the filtered patients, with medians, milestones and the log-rank test."""

import streamlit as st

from core.analyses.compared import compare_groups
from core.analyses.survival import survival_of
from core.charts.survival_chart import survival_chart
from core.tables.survival_table import medians_table, milestones_table
from core.words.immortal_time import late_sentence
from core.words.patients import left_out_sentence
from core.words.survival import INTERVAL_NAMES, medians_sentence, survival_caption
from pages.parts.controls import choose_compare, choose_setting
from pages.parts.endpoints import choose_endpoint
from pages.parts.opening import cohort_and_view, selected_patients, stop_without
from pages.parts.session import bind, change
from pages.parts.showing import mode, show_caption, show_clickable_figure, show_notice, show_table, show_warning
from pages.parts.survival_tabs import draw_tabs

cohort, view = cohort_and_view()
st.title("Survival")

what, how, limits = st.columns([5, 3, 2])
with what:
    endpoint = choose_endpoint(cohort, view, competing=False)
with how:
    choose_compare(cohort, view)
with limits:
    choose_setting("Confidence interval", "interval", view.interval, INTERVAL_NAMES)
if endpoint is None:
    st.stop()

selection = selected_patients(cohort, view)
compared = compare_groups(selection, endpoint, view.compare)
result = survival_of(compared, view)
stop_without(result.n, result.left_out)
if result.late:
    show_warning(late_sentence(result.late))
    st.checkbox(
        "Draw the curves all the same",
        **bind("naive", view.timing == "naive", lambda draw: change(timing="naive" if draw else "")),
    )
if result.late is None or view.timing == "naive":
    clicked = show_clickable_figure(survival_chart(result, mode()), key="survival_figure")
    show_caption(survival_caption(result, view.interval))
    st.text(medians_sentence(result))
    show_table(medians_table(result))
    show_table(milestones_table(result))
    draw_tabs(compared, result, view)
show_notice(left_out_sentence(result.n, result.left_out))
