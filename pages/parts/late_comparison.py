"""A comparison by something known only later: the warning, the ways out in the same place, and all of them together."""

from functools import partial

import streamlit as st

from core.analyses.bias_panel import compare_methods
from core.analyses.compared import Compared
from core.analyses.immortal_time import LANDMARK, NAIVE, TIME_DEPENDENT, LateKnowledge, timing_of
from core.analyses.landmark import analyse_landmark, landmark_of, landmark_range
from core.analyses.survival import BETA_PRODUCT
from core.analyses.time_dependent import analyse_time_dependent
from core.charts.immortal_time_chart import landmark_chart, landmark_range_chart, time_dependent_chart
from core.tables.immortal_time_table import panel_table, ratios_table
from core.tables.survival_table import medians_table, milestones_table
from core.view import View
from core.words.cox import TIES_NAMES
from core.words.immortal_time import (
    NOBODY_LEFT,
    RANGE_CAPTION,
    TIMING_NAMES,
    landmark_caption,
    late_sentence,
    refused_sentence,
    time_dependent_caption,
)
from core.words.patients import left_out_sentence
from core.words.survival import INTERVAL_PHRASES
from pages.parts.controls import switch_setting
from pages.parts.session import bind, change
from pages.parts.showing import plain, show_figure, show_notice, show_table, show_warning


def choose_timing(
    late: LateKnowledge, refused: str, view: View, analyses: tuple[str, ...] = (TIME_DEPENDENT, LANDMARK, NAIVE)
) -> str:
    """Say what is misleading and let the reader choose among these analyses, the first unless another was chosen.

    Empty where only the naive one could be made and was not asked for.
    """
    show_warning(late_sentence(late))
    if refused:
        st.caption(plain(refused_sentence(refused)))
        st.checkbox(
            "Draw the curves all the same",
            **bind("naive", view.timing == NAIVE, lambda draw: change(timing=NAIVE if draw else "")),
        )
        return timing_of(refused, view, analyses)
    timing = timing_of(refused, view, analyses)
    switch_setting("Analysis", "timing", timing, {name: TIMING_NAMES[name] for name in analyses})
    return timing


def draw_time_dependent(compared: Compared, view: View) -> None:
    """Simon-Makuch curves, the Mantel-Byar test and the time-dependent Cox model.

    Patients enter a group late, which limits by the beta product do not know: log-log limits stand in.
    """
    view = view.change(interval="log-log") if view.interval == BETA_PRODUCT else view
    settings = {"interval": view.interval, "ties": view.ties}
    result = analyse_time_dependent(compared.selection, compared.clock, view.compare, **settings)
    caption = time_dependent_caption(result, INTERVAL_PHRASES[view.interval])
    show_figure(partial(time_dependent_chart, result), "time_dependent_figure", result.endpoint.title, caption)
    show_table(
        ratios_table(result.ratios, f"Time-dependent Cox model, {TIES_NAMES[view.ties]}'s method for ties."),
        key="time_dependent_ratios",
    )
    show_table(milestones_table(result), key="time_dependent_milestones")
    show_notice(left_out_sentence(result.n, result.left_out))


def draw_landmark(compared: Compared, view: View) -> None:
    """The landmark slider, the curves from it, and how the hazard ratio depends on it."""
    asked = (compared.selection, compared.clock, view.compare)
    month = choose_landmark(compared, view)
    result = analyse_landmark(*asked, month, interval=view.interval, ties=view.ties)
    if not result.n:
        show_warning(NOBODY_LEFT)
        return
    caption = landmark_caption(result, INTERVAL_PHRASES[view.interval])
    show_figure(partial(landmark_chart, result), "landmark_figure", result.endpoint.title, caption)
    show_table(
        ratios_table(result.ratios, f"Cox model from the landmark, {TIES_NAMES[view.ties]}'s method for ties."),
        key="landmark_ratios",
    )
    draw = partial(landmark_range_chart, landmark_range(*asked, ties=view.ties), month)
    show_figure(draw, "landmark_range_figure", "Hazard ratio by landmark", RANGE_CAPTION)
    show_table(medians_table(result), key="landmark_medians")
    show_table(milestones_table(result), key="landmark_milestones")
    show_notice(left_out_sentence(result.n, (*result.left_out, *result.excluded)))


def draw_panel(compared: Compared, view: View) -> None:
    """Naive, landmark and time-dependent hazard ratios side by side, and why they differ."""
    month, _ = landmark_of(compared, view)
    asked = (compared.selection, compared.clock, view.compare)
    show_table(panel_table(compare_methods(*asked, month, ties=view.ties)), key="three_ways")


def choose_landmark(compared: Compared, view: View) -> float:
    """The landmark of the view in months, on a slider up to the last one at which two groups have patients."""
    month, last = landmark_of(compared, view)
    if last <= 0:
        return month
    st.slider(
        "Landmark, months",
        0.0,
        last,
        step=0.5,
        format="%g",
        **bind("setting_landmark", month, lambda chosen: change(landmark=chosen)),
    )
    return month
