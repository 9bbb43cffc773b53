"""Cohort: which patients are before the reader, how their workbook was understood, and what it can answer."""

import streamlit as st

from core.analyses.endpoints import count_endpoints
from core.bundled import BUNDLED, SYNTHETIC
from core.tables.cohort_table import endpoints_table, lacking_table
from core.words.columns import questions_sentence
from core.words.patients import cohort_sentence, issues_sentence
from pages.parts.issues import show_issues
from pages.parts.keeping import offer_files, offer_own, show_answers, show_understood
from pages.parts.mapping import (
    ask_about_refused,
    ask_questions,
    choose_sheet,
    edit_columns,
    questions_of,
    show_doubtful,
)
from pages.parts.opening import PROMISE, cohort_and_view, draw_uploader
from pages.parts.session import forget, open_bundled, open_own, session
from pages.parts.showing import plain, show_caption, show_notice, show_table

cohort, _ = cohort_and_view()
st.title("Cohort")

bring, pick = st.columns(2)
with bring:
    draw_uploader("upload")
    ask_about_refused()
    show_caption(PROMISE)
with pick:
    st.markdown("Or open a bundled cohort")
    for bundled in BUNDLED.values():
        st.button(bundled.label, on_click=open_bundled, args=(bundled.key,), key=bundled.key)
    show_caption(SYNTHETIC)
    brought = session().brought
    if brought and session().upload is None:
        st.button(f"Back to {plain(brought.upload.name)}", on_click=open_own, key="own")
    with st.container(horizontal=True):
        st.button("Forget this workbook", on_click=forget, disabled=not (brought or session().refused), key="forget")
        offer_files()

st.subheader(plain(cohort.source.label))
st.text(cohort_sentence(cohort))
reading, own = session().reading, session().upload is not None
show_understood(reading)
if own:
    offer_own(reading)
    choose_sheet(reading)

questions = questions_of(reading) if own else []
if questions:
    st.subheader(questions_sentence(len(questions)))
    ask_questions(reading)
if own:
    show_answers()

st.subheader("Columns")
if own:
    show_doubtful(reading)
edit_columns(reading)

st.subheader("Issues")
show_notice(issues_sentence(cohort))
if cohort.issues:
    show_issues(cohort)

st.subheader("Endpoints")
counts = count_endpoints(cohort)
show_table(endpoints_table(counts), key="endpoints", filtered=False)
lacking = lacking_table(counts)
with st.expander(f"Not answered by this cohort ({len(lacking.rows)})"):
    show_table(lacking, key="lacking_endpoints", filtered=False)
