"""Report: everything on the current view as a document, the R script that gives the same numbers, a second opinion."""

import streamlit as st

from core.report.section import Asked
from pages.parts.opening import cohort_and_view, selected_patients
from pages.parts.proving import draw_proof
from pages.parts.reporting import draw_report

cohort, view = cohort_and_view()
st.title("Report")
asked = Asked(selected_patients(cohort, view), view)
draw_report(asked)
draw_proof(asked)
