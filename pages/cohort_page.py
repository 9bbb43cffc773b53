"""Cohort: which patients are before the reader, how their workbook was understood, and what it can answer."""

import streamlit as st

from core.analyses.endpoints import count_endpoints
from core.bundled import BUNDLED, SYNTHETIC
from core.tables.cohort_table import endpoints_table, issues_frame
from core.words.patients import cohort_sentence, issues_sentence
from pages.parts.mapping import ask_questions, choose_sheet, edit_columns
from pages.parts.opening import PROMISE, cohort_and_view, draw_uploader
from pages.parts.session import forget, open_bundled, open_own, session
from pages.parts.showing import plain, show_caption, show_notice, show_table

cohort, _ = cohort_and_view()
st.title("Cohort")

bring, pick = st.columns(2)
with bring:
    draw_uploader("upload")
    show_caption(PROMISE)
with pick:
    for bundled in BUNDLED.values():
        st.button(f"Open bundled: {bundled.label}", on_click=open_bundled, args=(bundled.key,), key=bundled.key)
    show_caption(SYNTHETIC)
    brought = session().brought
    if brought and session().upload is None:
        st.button(f"Back to {plain(brought.upload.name)}", on_click=open_own, key="own")
    st.button("Forget this workbook", on_click=forget, disabled=brought is None, key="forget")

st.subheader(plain(cohort.source.label))
st.text(cohort_sentence(cohort))
reading = session().reading
if session().upload is not None:
    choose_sheet(reading)
    ask_questions(reading)

st.subheader("Columns")
edit_columns(reading)

st.subheader("Issues")
show_notice(issues_sentence(cohort))
if cohort.issues:
    st.dataframe(issues_frame(cohort), hide_index=True, key="issues")

st.subheader("Endpoints")
show_table(endpoints_table(count_endpoints(cohort)), key="endpoints", filtered=False)
