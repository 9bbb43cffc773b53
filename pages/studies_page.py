"""Studies: what five studies printed, computed again from their bundled cohorts and from this cohort, and a checker."""

import streamlit as st

from core.analyses.study_counts import tally
from core.bundled import SYNTHETIC
from core.studies import studies, study_shown
from core.tables.studies_table import contradictions_table
from core.words.studies import FILTERS_HOLD, NO_CONTRADICTION, SAME_COHORT, VERDICTS, count_sentence
from pages.parts.controls import choose_setting
from pages.parts.figure_check import draw_checker
from pages.parts.opening import cohort_and_view
from pages.parts.showing import show_caption, show_notice, show_table
from pages.parts.studies import bundled_facts, bundled_terms, choose_fact, draw_fact, own_facts, own_terms

cohort, view = cohort_and_view()
st.title("Studies")

offered = {name: study.label for name, study in studies().items()}
study = study_shown(view.study, cohort.source.bundled)
choose_setting("Study", "study", study.name, offered)
show_caption(study.design)
show_caption(f"Bundled cohort: {SYNTHETIC}")

st.subheader("Printed figures")
own = own_terms(study, cohort, view)
show_caption(count_sentence(tally(study, bundled_facts(study.name))), SAME_COHORT if own is None else FILTERS_HOLD)
chosen = choose_fact(study, None if own is None else own_facts(own, view))
show_caption(VERDICTS)
if chosen is not None:
    draw_fact(chosen, bundled_terms(study.name), own, view)

st.subheader("Contradictions")
if study.contradictions:
    show_table(contradictions_table(study), key="contradictions", filtered=False)
else:
    show_notice(NO_CONTRADICTION)
draw_checker()
