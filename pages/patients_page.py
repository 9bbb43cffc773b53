"""Patients: the list behind any number, and one patient's course with laboratory values above it."""

import streamlit as st

from core.analyses.patients_behind import everybody_selected, first_of, places_of
from core.tables.patients_list import list_table, patients_list
from core.words.patients_behind import NOTHING_CHOSEN, behind_sentence, distinct, shortened_sentence
from pages.parts.course import choose_patient, draw_course, look_at
from pages.parts.downloads import draw_downloads
from pages.parts.opening import cohort_and_view, selected_patients
from pages.parts.patients import MOST_LISTED, choose_from_list, show_everybody
from pages.parts.session import looking
from pages.parts.showing import show_caption

cohort, view = cohort_and_view()
st.title("Patients")

chosen = looking().behind
behind = chosen or everybody_selected(selected_patients(cohort, view))
sentence = behind_sentence(behind)

said, away, dated = st.columns([6, 2, 1], vertical_alignment="center")
said.text(sentence)
if chosen is not None:
    away.button("All selected patients", key="patients_all", on_click=show_everybody)
with dated:
    dates = st.toggle("Dates", key="patients_dates")

shown = first_of(behind, MOST_LISTED)
listed = patients_list(cohort, shown, dates)
places, names = places_of(shown), distinct(listed.iloc[:, 0])
choose_from_list(listed, places, look_at)
draw_downloads(
    lambda: list_table(patients_list(cohort, behind.patients, dates), sentence),
    "patients",
    filtered=False,
    label="Copy or download the list",
)
show_caption(shortened_sentence(behind.n, MOST_LISTED), NOTHING_CHOSEN if chosen is None else "")

st.subheader("Course of one patient")
draw_course(cohort, choose_patient(places, names), dates)
