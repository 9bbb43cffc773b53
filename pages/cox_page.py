"""Cox: univariable hazard ratios beside a multivariable model, and its forest plot."""

import streamlit as st

from core.analyses.cox import analyse_cox
from core.analyses.cox_choice import choose_covariates, columns_not_offered, covariates_offered
from core.tables.cox_table import cox_table
from core.words.cox import TIES_NAMES, cox_caption, overfitting_sentence
from core.words.cox_firth import firth_note
from core.words.cox_problems import no_covariate_sentence, problem_sentences
from core.words.patients import left_out_sentence
from pages.parts.controls import choose_setting
from pages.parts.cox_controls import choose_covariates_shown, choose_forms, choose_who_enters
from pages.parts.cox_firth_part import choose_firth
from pages.parts.cox_parts import say_what_is_late, show_model_syntax
from pages.parts.cox_tabs import show_cox_tabs
from pages.parts.endpoints import choose_endpoint
from pages.parts.opening import cohort_and_view, selected_patients, stop_without
from pages.parts.showing import show_notice, show_table, show_warning

cohort, view = cohort_and_view()
st.title("Cox models")

what, how = st.columns([3, 1])
with what:
    endpoint = choose_endpoint(cohort, view)
with how:
    choose_setting("Ties", "ties", view.ties, TIES_NAMES)
if endpoint is None:
    st.stop()
offered = covariates_offered(cohort, endpoint)
asked, view = view, choose_covariates(offered, view)
selection = selected_patients(cohort, view)
result = analyse_cox(selection, endpoint, view)
choose_covariates_shown({field.slug: field for field in offered}, view)
choose_forms(cohort, result, view, no_covariate_sentence(columns_not_offered(cohort, endpoint, asked)))
choose_who_enters(result, view)
stop_without(result.n, result.left_out)
say_what_is_late(result)
show_warning(" ".join(problem_sentences(result)))
show_warning(overfitting_sentence(result))
fitted = choose_firth(result, view)
show_table(cox_table(fitted, cox_caption(result) + firth_note(fitted)), key="cox_models")
if result.multivariable is not None:
    show_model_syntax(result)
show_cox_tabs(result, fitted, selection, view)
show_notice(left_out_sentence(result.n, result.left_out))
