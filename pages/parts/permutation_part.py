"""The permutation test where events are few: offered, run on demand, stopped on demand."""

import time
from collections.abc import Callable

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.analyses.compared import Compared
from core.analyses.permutation import PermutationTest, offer_permutation, permute_arms
from core.view import View
from core.words.permutation import (
    BUTTON,
    RUNNING,
    VARIANCE,
    assumption_sentence,
    found_sentence,
    offer_sentence,
    strata_sentence,
)
from pages.parts.session import keep, kept
from pages.parts.showing import show_caption

KEY = "permutation"
PATIENCE_SECONDS = 1.0


def draw_permutation(compared: Compared, view: View) -> None:
    """Offer the test where an arm has few events; once run, its P with how it came about and what it assumes."""
    offer = offer_permutation(compared, view)
    if not offer.needed:
        return
    show_caption(offer_sentence(offer))
    if offer.refused:
        return
    asked = view.change(model="", published=(), extra_rows=(), interval="log-log", tau=None, alive_at=None)
    found = kept(KEY, asked)
    place = st.empty()
    if found is None and place.button(BUTTON, key="permutation_start"):
        with place, st.spinner(RUNNING):
            found = permute_arms(offer, _watch(place))
        place.empty()
        keep(KEY, asked, found)
    if found is not None:
        _draw_found(found)


def _draw_found(found: PermutationTest) -> None:
    st.text(found_sentence(found))
    show_caption(assumption_sentence(found), strata_sentence(found), VARIANCE)


def _watch(place: DeltaGenerator) -> Callable[[float], bool]:
    """Show how far the test is, and a way to stop it, once it has taken a second.

    A click ends the run of the script at the next sign of progress, and with it the test.
    """
    started, bars = time.monotonic(), []

    def told(share: float) -> bool:
        if time.monotonic() - started < PATIENCE_SECONDS:
            return True
        if not bars:
            with place.container():
                bars.append(st.progress(share))
                st.button("Stop", key="permutation_stop")
        bars[0].progress(share)
        return True

    return told
