"""The tab of parametric models, and the model laid over the figure."""

import pandas as pd
import streamlit as st

from core.analyses.compared import Compared
from core.analyses.models import FittedModel, Models, fit_models, fit_one_model, takes_long
from core.analyses.survival import Survival
from core.charts.overlays import models_frame
from core.tables.models_table import cure_table, models_table
from core.view import View
from core.words.models import LONG, MODEL_NAMES, NOT_YET, not_cured_sentence, overlay_caption
from pages.parts.controls import NOTHING, choose_setting
from pages.parts.session import keep, kept
from pages.parts.showing import show_caption, show_table

KEY = "models"
FITTING = "Fitting the models …"


def draw_models(compared: Compared, result: Survival, view: View) -> None:
    """Choose the model on the figure; all models of every arm beside Kaplan-Meier, and the cure fraction."""
    with st.columns([3, 5])[0]:
        choose_setting("Model on the figure", "model", view.model, {NOTHING: "none"} | MODEL_NAMES)
    found = _all_models(compared, result, view)
    if found is None:
        return
    show_table(models_table(found), key="parametric_models")
    if any(arm.cure for arm in found.arms):
        show_table(cure_table(found), key="cure_fraction")
    if not all(arm.plausibility.plausible for arm in found.arms):
        show_caption(*(not_cured_sentence(arm) for arm in found.arms))


def model_of(compared: Compared, result: Survival, view: View) -> tuple[pd.DataFrame, str]:
    """What the figure is to show of the chosen model, and the sentence of its caption about it; nothing without one.

    Where fitting takes long only what the tab has fitted already is shown.
    """
    if not view.model:
        return models_frame(()), ""
    fitted = _chosen_model(compared, result, view)
    if fitted is None:
        return models_frame(()), NOT_YET
    return models_frame(fitted), overlay_caption(fitted, compared.labels, view.model)


def _chosen_model(compared: Compared, result: Survival, view: View) -> tuple[FittedModel | None, ...] | None:
    if takes_long(compared):
        found = kept(KEY, _asked(view))
        return found.of(view.model) if found else None
    with st.spinner(FITTING):
        return fit_one_model(compared, result, view.model)


def _all_models(compared: Compared, result: Survival, view: View) -> Models | None:
    """The models, at once where that is quick, else once the reader has asked for them; None before."""
    if not takes_long(compared):
        with st.spinner(FITTING):
            return fit_models(compared, result)
    asked = _asked(view)
    if (found := kept(KEY, asked)) is not None:
        return found
    st.caption(LONG)
    if st.button("Fit the models", key="models_start"):
        bar = st.progress(0.0, FITTING)
        keep(KEY, asked, fit_models(compared, result, lambda share: bar.progress(share, FITTING)))
        st.rerun()
    return None


def _asked(view: View) -> View:
    """The view without what changes no model."""
    return view.change(model="", published=(), extra_rows=(), test="logrank", tau=None, alive_at=None)
