"""Cox: univariable hazard ratios beside a multivariable model, and its forest plot."""

from functools import partial

import streamlit as st

from core.analyses.cox import analyse_cox, choose_covariates, covariates_offered
from core.charts.forest_chart import forest_chart
from core.tables.cox_table import cox_table, hazard_rows
from core.tables.hazards_over_time_table import hazards_over_time_table
from core.words.cox import FOREST_CAPTION, TIES_NAMES, cox_caption, overfitting_sentence
from core.words.patients import left_out_sentence
from pages.parts.controls import choose_setting
from pages.parts.cox_parts import say_what_is_late
from pages.parts.endpoints import choose_endpoint
from pages.parts.opening import cohort_and_view, selected_patients, stop_without
from pages.parts.session import bind, change
from pages.parts.showing import show_figure, show_notice, show_table, show_warning

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
show_table(cox_table(result, cox_caption(result)), key="cox_models")
if result.multivariable is None:
    show_warning(result.refused)
else:
    rows = hazard_rows(result.multivariable, result.covariates, result.together_patients)
    show_figure(partial(forest_chart, rows), "forest_figure", result.endpoint.title, FOREST_CAPTION, widths=("two",))
if result.multivariable is not None:
    show_table(hazards_over_time_table(result.multivariable, result.covariates), key="cox_proportional_hazards")
show_notice(left_out_sentence(result.n, result.left_out))
