"""Firth's penalised likelihood on the Cox page: offered where an estimate runs away, chosen by hand elsewhere."""

import streamlit as st

from core.analyses.cox import Cox
from core.analyses.cox_firth import with_firth
from core.view import View
from core.words.cox_firth import FIRTH_NAMES, OFFER, beyond_sentence, offer_sentence
from pages.parts.controls import switch_setting
from pages.parts.session import change, keep, kept
from pages.parts.showing import show_warning

KEY = "firth_models"
FITTING = "Fitting Firth’s models and their profiles …"


def choose_firth(result: Cox, view: View) -> Cox:
    """The result with the likelihood of the view; where an ordinary estimate runs away, say so and offer Firth's."""
    show_warning(beyond_sentence(result))
    offer = offer_sentence(result)
    if offer and view.firth == "off":
        show_warning(offer)
        st.button(OFFER, key="firth_offer", on_click=change, kwargs={"firth": "needed"})
    switch_setting("Likelihood", "firth", view.firth, FIRTH_NAMES)
    return result if view.firth == "off" else _with_firth(result, view)


def _with_firth(result: Cox, view: View) -> Cox:
    """Profiles of many covariates take seconds: they are kept as long as nothing is asked that changes a model."""
    asked = view.change(forest="multivariable", interval="log-log", p_style="blood", compare="", extra_rows=())
    found = kept(KEY, asked)
    if found is None:
        with st.spinner(FITTING):
            found = with_firth(result, view.firth)
        keep(KEY, asked, found)
    return found
