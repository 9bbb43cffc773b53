"""Baseline: what the patients are like, by any group, as the first table of a manuscript."""

import streamlit as st

from core.analyses.baseline import analyse_baseline
from core.analyses.patients_behind import baseline_lines
from core.tables.baseline_table import baseline_table
from core.words.baseline import NO_ROWS, PERCENT_NAMES
from core.words.patients import left_out_sentence
from pages.parts.baseline import choose_rows, switch
from pages.parts.controls import choose_compare, choose_setting
from pages.parts.opening import cohort_and_view, selected_patients
from pages.parts.patients import offer_patients
from pages.parts.showing import show_notice, show_table, show_warning

cohort, view = cohort_and_view()
st.title("Baseline")

columns = st.columns(3, vertical_alignment="bottom")
with columns[0]:
    choose_compare(cohort, view)
with columns[1]:
    choose_setting("Percent", "percent_by", view.percent_by, PERCENT_NAMES)
with columns[2], st.container(horizontal=True):
    switch("All patients", "overall", view.overall, useful=bool(view.compare))
    switch("Standardised differences", "standardised", view.standardised, useful=bool(view.compare))
choose_rows(cohort, view)

selection = selected_patients(cohort, view)
result = analyse_baseline(selection, view)
if result.rows:
    show_table(baseline_table(result), key="baseline")
    offer_patients(lambda: baseline_lines(result, selection, view), selection, key="baseline")
else:
    show_warning(NO_ROWS)
show_notice(left_out_sentence(sum(result.n), result.left_out))
