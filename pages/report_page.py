"""Report: the current view as a document, the scripts that give the same numbers, a second opinion, exports."""

import streamlit as st

from core.report.section import Asked
from pages.parts.export_part import draw_exports
from pages.parts.opening import cohort_and_view, selected_patients
from pages.parts.pooling_part import draw_pooling
from pages.parts.proving import draw_proof
from pages.parts.reporting import draw_report

cohort, view = cohort_and_view()
st.title("Report")
asked = Asked(selected_patients(cohort, view), view)
draw_report(asked)
draw_proof(Asked(asked.selection, asked.question))
draw_exports(cohort, asked.selection, view)
draw_pooling(cohort, asked.selection, view)
