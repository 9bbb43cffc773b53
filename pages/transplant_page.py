"""Transplant and toxicity: who was transplanted, how, what followed; CRS, ICANS and SOS; deaths and their causes."""

import streamlit as st

from core.analyses.toxicity import count_deaths, count_early_deaths, count_toxicity
from core.analyses.toxicity_records import count_toxicity_records
from core.analyses.transplant import antibodies_given, count_transplants
from core.tables.toxicity_table import toxicity_table
from core.words.response import LIMIT_NAMES
from core.words.transplant import (
    NO_DEATHS,
    NO_TOXICITY,
    NO_TRANSPLANT,
    NOBODY,
    after_notes,
    death_notes,
    early_death_notes,
    records_notes,
    toxicity_notes,
    transplant_notes,
)
from pages.parts.controls import choose_compare, choose_setting
from pages.parts.opening import cohort_and_view, selected_patients
from pages.parts.sections import show_sections
from pages.parts.showing import show_notice, show_table

cohort, view = cohort_and_view()
st.title("Transplant and toxicity")

columns = st.columns(3)
antibodies = antibodies_given(cohort)
with columns[0]:
    if antibodies:
        view = view.change(antibody=view.antibody if view.antibody in antibodies else next(iter(antibodies)))
        choose_setting("After", "antibody", view.antibody, antibodies)
with columns[1]:
    choose_compare(cohort, view)
with columns[2]:
    choose_setting("Confidence interval", "limits", view.limits, LIMIT_NAMES)

selection = selected_patients(cohort, view)

st.subheader("Transplant")
found = count_transplants(selection, view)
if "hsct" in cohort:
    show_sections("transplant", "", found.labels, found.n, found.before, transplant_notes(found, view.limits))
    if found.after:
        notes = after_notes(found, view.limits)
        show_sections(
            "after_transplant_counts", "After transplant", found.labels_after, found.n_after, found.after, notes
        )
    elif not found.n_after[0]:
        show_notice(NOBODY)
else:
    show_notice(NO_TRANSPLANT)

st.subheader("Toxicity")
toxicity = count_toxicity(selection, view)
if toxicity.sections:
    show_sections("toxicity", "", toxicity.labels, toxicity.n, toxicity.sections, toxicity_notes(toxicity, view.limits))
recorded = count_toxicity_records(selection, view)
if recorded:
    show_table(toxicity_table(recorded, records_notes(recorded, view.limits)), key="recorded_toxicity")
elif not toxicity.sections:
    show_notice(NO_TOXICITY)

st.subheader("Deaths")
deaths = count_deaths(selection, view)
if deaths.sections:
    show_sections("causes_of_death", "", deaths.labels, deaths.n, deaths.sections, death_notes(deaths, view.limits))
else:
    show_notice(NO_DEATHS)
for place, early in enumerate(count_early_deaths(selection, view)):
    key = ("early_deaths", "early_deaths_after_transplant")[place]
    notes = early_death_notes(early, view.limits)
    show_sections(key, f"Early deaths: {early.origin}", early.labels, early.n, (early.section,), notes)
