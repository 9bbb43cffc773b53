"""The parts of the Cox page: what is known only later, and the model as R would write it."""

import streamlit as st

from core.analyses.cox import Cox
from core.analyses.cox_question import NAIVE
from core.words.cox import TIMING_NAMES, changing_sentence, not_dated_sentence
from core.words.immortal_time import late_sentence
from core.words.r_syntax import coxph_call
from pages.parts.controls import switch_setting
from pages.parts.showing import show_caption, show_notice, show_warning

TIME_DEPENDENT = "time-dependent"


def say_what_is_late(result: Cox) -> None:
    """Warn of covariates known only later, and let the reader take them from their date or as they were in the end."""
    for late in result.late:
        show_warning(late_sentence(late))
    if result.time_dependent or len(result.late) > len(result.not_dated):
        timing = TIME_DEPENDENT if result.time_dependent else NAIVE
        switch_setting("Covariates known only later", "timing", timing, TIMING_NAMES)
    if result.time_dependent:
        show_caption(changing_sentence(result))
    if result.not_dated:
        show_notice(not_dated_sentence(result))


def show_model_syntax(result: Cox) -> None:
    """The multivariable model as R's survival package would fit it."""
    show_caption("The multivariable model in R (survival), of these patients as factors and numbers:")
    st.code(coxph_call(result), language="r", wrap_lines=True)
