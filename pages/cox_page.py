"""Cox: univariable hazard ratios beside a multivariable model, and its forest plot."""

import streamlit as st

from core.analyses.cox import analyse_cox, choose_covariates, covariates_offered
from core.tables.cox_table import cox_table
from core.words.cox import TIES_NAMES, cox_caption, overfitting_sentence
from core.words.cox_firth import firth_note
from core.words.patients import left_out_sentence
from pages.parts.controls import choose_setting
from pages.parts.cox_firth_part import choose_firth
from pages.parts.cox_parts import say_what_is_late
from pages.parts.cox_tabs import show_cox_tabs
from pages.parts.endpoints import choose_endpoint
from pages.parts.opening import cohort_and_view, selected_patients, stop_without
from pages.parts.session import bind, change
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
offered = {field.slug: field for field in covariates_offered(cohort, endpoint)}
view = choose_covariates(tuple(offered.values()), view)
st.multiselect(
    "Covariates",
    list(offered),
    format_func=lambda slug: offered[slug].label,
    **bind("covariates", list(view.covariates), lambda slugs: change(covariates=tuple(slugs))),
)

selection = selected_patients(cohort, view)
result = analyse_cox(selection, endpoint, view)
stop_without(result.n, result.left_out)
say_what_is_late(result)
show_warning(overfitting_sentence(result))
fitted = choose_firth(result, view)
show_table(cox_table(fitted, cox_caption(result) + firth_note(fitted)), key="cox_models")
show_cox_tabs(result, fitted, selection, view)
show_notice(left_out_sentence(result.n, result.left_out))
