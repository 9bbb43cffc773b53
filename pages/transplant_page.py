"""Transplant and toxicity: who was transplanted, how, what followed; CRS, ICANS and SOS; deaths and their causes."""

import streamlit as st

from core.analyses.toxicity import count_deaths, count_early_deaths, count_toxicity
from core.analyses.transplant import antibodies_given, count_transplants
from core.tables.sections_table import sections_table
from core.words.response import LIMIT_NAMES
from core.words.transplant import (
    NO_DEATHS,
    NO_TOXICITY,
    NO_TRANSPLANT,
    NOBODY,
    after_notes,
    death_notes,
    early_death_notes,
    toxicity_notes,
    transplant_notes,
)
from pages.parts.controls import choose_compare, choose_setting
from pages.parts.opening import cohort_and_view, selected_patients
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
    notes = transplant_notes(found, view.limits)
    show_table(sections_table("", found.labels, found.n, found.before, notes), key="transplant")
    if found.after:
        notes = after_notes(found, view.limits)
        table = sections_table("After transplant", found.labels_after, found.n_after, found.after, notes)
        show_table(table, key="after_transplant_counts")
    elif not found.n_after[0]:
        show_notice(NOBODY)
else:
    show_notice(NO_TRANSPLANT)

st.subheader("Toxicity")
toxicity = count_toxicity(selection, view)
if toxicity.sections:
    notes = toxicity_notes(toxicity, view.limits)
    show_table(sections_table("", toxicity.labels, toxicity.n, toxicity.sections, notes), key="toxicity")
else:
    show_notice(NO_TOXICITY)

st.subheader("Deaths")
deaths = count_deaths(selection, view)
if deaths.sections:
    notes = death_notes(deaths, view.limits)
    show_table(sections_table("", deaths.labels, deaths.n, deaths.sections, notes), key="causes_of_death")
else:
    show_notice(NO_DEATHS)
for place, early in enumerate(count_early_deaths(selection, view)):
    notes = early_death_notes(early, view.limits)
    table = sections_table(f"Early deaths: {early.origin}", early.labels, early.n, (early.section,), notes)
    show_table(table, key=("early_deaths", "early_deaths_after_transplant")[place])
