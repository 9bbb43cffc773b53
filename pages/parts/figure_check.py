"""The checker of printed figures: what a reader types, and what the arithmetic says of it."""

import streamlit as st

from core.analyses.figure_check import LimitsCheck
from core.analyses.typed_figures import BOXES, check_typed
from core.tables.figure_check_table import limits_of_count_table, scales_table
from core.words.figure_check import check_sentence
from core.words.studies import CHECKER
from pages.parts.showing import plain, show_table, show_warning

ROWS = (("percent", "k", "n", "lower", "upper"), ("median", "from", "to", "parts", "total"))
EXAMPLES = {"percent": "33.1", "lower": "19.4", "upper": "36.4", "parts": "15 + 6"}


def draw_checker() -> None:
    """Boxes for one printed figure, and under them what was found of it."""
    st.subheader("Check a printed figure")
    st.caption(plain(CHECKER))
    with st.form("figure_check", border=False):
        typed = {}
        for row in ROWS:
            for column, name in zip(st.columns(len(row)), row, strict=True):
                typed[name] = column.text_input(
                    BOXES[name], max_chars=60, placeholder=EXAMPLES.get(name, ""), key=f"check_{name}"
                )
        st.form_submit_button("Check")
    checked = check_typed(typed)
    for sentence in checked.refused:
        show_warning(sentence)
    for check in checked.checks:
        st.markdown(plain(check_sentence(check)))
        if isinstance(check, LimitsCheck):
            _draw_limits(check)


def _draw_limits(check: LimitsCheck) -> None:
    if check.of_counts:
        show_table(limits_of_count_table(check), key="limits_for_the_count", filtered=False)
    if check.of_scales:
        show_table(scales_table(check), key="limits_and_rate", filtered=False)
