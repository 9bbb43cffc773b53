"""The parts of the Relapse and NRM page: figures, and the tabs of tests, models and what follows a transplant."""

from functools import partial

import streamlit as st

from core.analyses.after_transplant import count_after_transplant
from core.analyses.compared import Compared
from core.analyses.competing_models import NO_COVARIATE, covariates_chosen, fit_competing_models
from core.analyses.cox_choice import covariates_offered
from core.analyses.incidence import CompetingRisks, gray_pairwise
from core.analyses.landmark import compare_from_landmark
from core.charts.incidence_chart import incidence_chart, stacked_chart
from core.tables.incidence_table import after_transplant_table, gray_table, models_table
from core.view import View
from core.words.comparison import ADJUSTMENT_NAMES
from core.words.cox import TIES_NAMES
from core.words.immortal_time import late_sentence
from core.words.incidence import incidence_caption, no_gray_sentence
from pages.parts.controls import choose_setting
from pages.parts.late_comparison import choose_landmark
from pages.parts.patients import list_patients
from pages.parts.session import bind, change
from pages.parts.showing import (
    plain,
    show_clickable_figure,
    show_figure,
    show_notice,
    show_table,
    show_warning,
)

NO_TRANSPLANT = "No patient here has a transplant date and a column of what follows a transplant."
SIDE_BY_SIDE, STACKED = "Side by side", "Stacked"


def from_landmark(compared: Compared, view: View) -> Compared:
    """The patients who reach the landmark chosen on the slider, in the groups they were in by then."""
    return compare_from_landmark(compared, view.compare, choose_landmark(compared, view))


def draw_incidence(compared: Compared, result: CompetingRisks, view: View) -> None:
    """Incidences side by side in one figure, or stacked in one for each group."""
    st.segmented_control(
        "Display",
        [SIDE_BY_SIDE, STACKED],
        required=True,
        label_visibility="collapsed",
        **bind("stacked", STACKED if view.stacked else SIDE_BY_SIDE, lambda shown: change(stacked=shown == STACKED)),
    )
    title, caption = result.endpoint.title, incidence_caption(result, view.incidence_interval, view.stacked)
    if not view.stacked:
        clicked = show_clickable_figure(partial(incidence_chart, result), "incidence_figure", title, caption)
        list_patients(compared, clicked if clicked is None or len(result.groups) > 1 else 0)
    else:
        columns = st.columns(min(len(result.groups), 2))
        for place, group in enumerate(result.groups):
            with columns[place % len(columns)]:
                st.markdown(f"**{plain(group.label)}**")
                draw = partial(stacked_chart, result, place)
                show_figure(draw, f"stacked_figure_{place}", f"{title}: {group.label}", caption)


def draw_incidence_tabs(compared: Compared, result: CompetingRisks, view: View) -> None:
    """Gray's tests, models and the overview after transplant; only the open one is computed."""
    tests, models, transplant = st.tabs(
        ["Gray's test", "Fine-Gray and cause-specific Cox", "After transplant"], on_change="rerun", key="incidence_tabs"
    )
    if tests.open:
        with tests:
            _draw_tests(compared, result, view)
    if models.open:
        with models:
            _draw_models(compared, view)
    if transplant.open:
        with transplant:
            _draw_after_transplant(compared, view)


def _draw_tests(compared: Compared, result: CompetingRisks, view: View) -> None:
    if not result.gray:
        show_notice(no_gray_sentence(result))
        return
    if len(result.groups) > 2:
        choose_setting("Adjust P of pairs by", "adjust", view.adjust, ADJUSTMENT_NAMES)
    show_table(gray_table(result, gray_pairwise(compared), view.adjust), key="gray_tests")


def _draw_models(compared: Compared, view: View) -> None:
    endpoint = compared.clock.endpoint
    offered = {field.slug: field for field in covariates_offered(compared.selection.cohort, endpoint)}
    chosen = covariates_chosen(compared, view)
    st.multiselect(
        "Covariates",
        list(offered),
        format_func=lambda slug: offered[slug].label,
        **bind("competing_covariates", list(chosen), lambda slugs: change(covariates=tuple(slugs))),
    )
    if not chosen:
        show_notice(NO_COVARIATE)
        return
    models = fit_competing_models(compared, view.change(covariates=chosen))
    for late in models.late:
        show_warning(late_sentence(late))
    show_table(models_table(models, endpoint, TIES_NAMES[view.ties]), key="competing_models")


def _draw_after_transplant(compared: Compared, view: View) -> None:
    found = count_after_transplant(compared.selection, view)
    if not found.rows:
        show_notice(NO_TRANSPLANT)
        return
    show_table(after_transplant_table(found, view.incidence_interval), key="after_transplant")
