"""The tab of published figures: which to lay over the curve, this cohort's own beside them, and a test against them."""

import pandas as pd
import streamlit as st

from core.analyses.compared import Compared
from core.analyses.published_comparison import chosen_points, compare_with_published
from core.analyses.survival import Survival
from core.charts.overlays import points_frame
from core.tables.published_table import against_table, figures_table
from core.view import View
from core.words.published import (
    NOTHING_CHOSEN,
    NOTHING_PRINTED,
    option_label,
    points_caption,
    set_aside_sentence,
)
from pages.parts.session import bind, change
from pages.parts.showing import show_notice, show_table, show_warning

MOST_FIGURES = 12


def draw_published(compared: Compared, result: Survival, view: View) -> None:
    """Choose published figures; each beside that of every arm, and every arm tested against the curves they make."""
    found = compare_with_published(compared, result, view)
    show_warning(set_aside_sentence(found))
    if not found.offered:
        show_notice(NOTHING_PRINTED)
        return
    labels = {point.slug: option_label(point, found.endpoint) for point in found.offered}
    st.multiselect(
        "Published figures",
        list(labels),
        format_func=labels.get,
        max_selections=MOST_FIGURES,
        placeholder="none chosen",
        **bind("setting_published", [one.point.slug for one in found.figures], _choose),
    )
    if not found.figures:
        st.caption(NOTHING_CHOSEN)
        return
    show_table(figures_table(found), key="published_figures")
    show_table(against_table(found), key="one_sample_tests")


def points_of(compared: Compared, result: Survival, view: View) -> tuple[pd.DataFrame, str]:
    """What the figure is to show of the chosen published figures, and the sentences of its caption about them."""
    endpoint, last = compared.clock.endpoint, float(result.ticks[-1])
    chosen = chosen_points(endpoint, view)
    return points_frame(chosen, endpoint, last), points_caption(chosen, endpoint, last)


def _choose(slugs: list[str]) -> None:
    change(published=tuple(slugs))
