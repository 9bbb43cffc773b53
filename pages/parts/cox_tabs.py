"""Under the table of Cox models: the forest plot, proportional hazards, predicted survival."""

from functools import partial

import streamlit as st

from core.analyses.cox import Cox
from core.analyses.cox_check import HazardsCheck, check_hazards
from core.analyses.selection import Selection
from core.charts.forest_chart import forest_chart
from core.charts.forest_rows import forest_rows
from core.charts.residual_chart import residual_chart
from core.dictionary import Field
from core.endpoints import Endpoint
from core.tables.hazards_over_time_table import hazards_over_time_table
from core.view import View
from core.words.cox_check import (
    PLOTTED,
    RESTRICTED_MEANS,
    movement_title,
    refused_sentence,
    suspect_sentence,
    verdict_sentence,
)
from core.words.forest import FOREST_NAMES, forest_caption, nothing_to_draw
from pages.parts.controls import switch_setting
from pages.parts.cox_patient_part import draw_prediction
from pages.parts.session import change
from pages.parts.showing import plain, show_caption, show_figure, show_notice, show_table, show_warning

KEY = "cox_tabs"
PANELS_A_ROW = 2
SURVIVAL_PAGE = "survival_page.py"


def show_cox_tabs(result: Cox, fitted: Cox, selection: Selection, view: View) -> None:
    """The forest plot of the models `fitted`, and the tabs; `result` has the ordinary models."""
    draw_forest(fitted, view)
    hazards, prediction = st.tabs(["Proportional hazards", "Predicted survival"], on_change="rerun", key=KEY)
    if hazards.open:
        with hazards:
            draw_hazards(result, selection)
    if prediction.open:
        with prediction:
            draw_prediction(fitted, selection, view)


def draw_forest(fitted: Cox, view: View) -> None:
    """The forest plot of one kind of model or of both, or why there is none."""
    switch_setting("Forest plot", "forest", view.forest, FOREST_NAMES)
    rows = forest_rows(fitted, view.forest)
    if not rows:
        show_notice(nothing_to_draw(fitted, view.forest))
        return
    caption = forest_caption(fitted, view.forest)
    show_figure(partial(forest_chart, rows), "forest_figure", fitted.endpoint.title, caption, widths=("two",))


def draw_hazards(result: Cox, selection: Selection) -> None:
    """The test of proportional hazards, what speaks against them with its remedies, and the residuals behind it."""
    check = check_hazards(result, selection)
    if check.refused:
        show_notice(refused_sentence(check, result))
        return
    fields = {field.name: field for field in result.covariates}
    for term in check.suspects:
        if term in fields:
            _warn(check, fields[term], result.endpoint)
    show_caption(verdict_sentence(check))
    show_table(hazards_over_time_table(check), key="cox_proportional_hazards")
    _draw_movements(result, check)


def _warn(check: HazardsCheck, field: Field, endpoint: Endpoint) -> None:
    """A covariate whose hazard ratio moves; its groups can be compared by restricted means where nothing competes."""
    show_warning(suspect_sentence(check, field, endpoint))
    comparable = field.is_choice and not endpoint.competing
    if comparable and st.button(RESTRICTED_MEANS, key=f"cox_restricted_mean_{field.slug}"):
        change(compare=field.slug)
        st.switch_page(SURVIVAL_PAGE)


def _draw_movements(result: Cox, check: HazardsCheck) -> None:
    """The panels of one covariate, the most suspect one unless another is chosen."""
    terms = list(dict.fromkeys(one.term for one in check.movements))
    first = terms.index(check.worst) if check.worst in terms else 0
    term = st.columns([3, 5])[0].selectbox(
        "Residuals of",
        terms,
        index=first,
        format_func=check.labels.get,
        key=f"cox_residuals_of_{first}",
    )
    panels = check.of(term)
    columns = st.columns(PANELS_A_ROW)
    for place, one in enumerate(panels):
        with columns[place % PANELS_A_ROW]:
            title = movement_title(one, check.labels[term])
            st.markdown(f"**{plain(title)}**")
            draw = partial(residual_chart, one, check, result.endpoint.axis_title)
            show_figure(draw, f"residuals_{place}", title, PLOTTED)
