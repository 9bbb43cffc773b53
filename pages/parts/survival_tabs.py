"""The tabs under the curves, from comparisons to published figures and models; only the open one is computed."""

from collections.abc import Callable
from functools import partial

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from core.analyses.compared import Compared
from core.analyses.comparisons import compare_arms
from core.analyses.conditional_survival import conditional_survival_of
from core.analyses.follow_up import follow_up_of
from core.analyses.restricted_mean import restricted_mean_of
from core.analyses.survival import Survival
from core.charts.hazard_chart import hazard_chart
from core.tables.comparison_table import all_tests_table, differences_table, observed_table, pairs_table
from core.tables.conditional_table import conditional_table
from core.tables.follow_up_table import hazards_table, informative_table, maturity_table
from core.tables.restricted_mean_table import contrasts_table, means_table
from core.view import View
from core.words.comparison import (
    ADJUSTMENT_NAMES,
    NOT_STRATIFIED,
    TEST_NAMES,
    chosen_sentence,
    late_strata_sentence,
)
from core.words.conditional_survival import nobody_later_sentence, still_phrase
from core.words.follow_up import hazard_caption, refills_sentence
from core.words.restricted_mean import refusal_sentence
from pages.parts.controls import NOTHING, choose_number, choose_setting, groupings
from pages.parts.models_tab import draw_models
from pages.parts.permutation_part import draw_permutation
from pages.parts.published_tab import draw_published
from pages.parts.showing import show_figure, show_notice, show_table, show_warning

KEY = "survival_tabs"


def draw_tabs(compared: Compared, result: Survival, view: View) -> None:
    """The tabs of these patients; `result` is what the page shows of them above."""
    for tab, draw in zip(st.tabs(list(TABS), on_change="rerun", key=KEY), TABS.values(), strict=True):
        if tab.open:
            with tab:
                draw(compared, result, view)


def draw_comparisons(compared: Compared, _: Survival, view: View) -> None:
    """The chosen test, all tests, pairs of arms, survival at fixed times."""
    found = compare_arms(compared, view)
    _choose_test(compared, view, found.chosen.test)
    if len(compared.labels) < 2:
        show_notice(chosen_sentence(found.chosen))
        return
    show_warning(late_strata_sentence(found.chosen))
    if found.chosen.refused:
        show_warning(found.chosen.refused)
    else:
        st.text(chosen_sentence(found.chosen))
        draw_permutation(compared, view)
        show_table(observed_table(found), key="test_observed_expected")
        show_table(all_tests_table(found), key="all_tests")
    if len(found.pairs):
        with _narrow():
            choose_setting("Adjust P for pairs by", "adjust", view.adjust, ADJUSTMENT_NAMES)
        show_table(pairs_table(found), key="pairs_of_groups")
    with _narrow():
        choose_number("Also compare survival at, months", "alive_at", view.alive_at)
    if len(found.milestones):
        show_table(differences_table(found.title, found.milestones), key="milestone_differences")


def draw_restricted_mean(compared: Compared, _: Survival, view: View) -> None:
    """Mean time up to a horizon, by arm and compared."""
    found = restricted_mean_of(compared, view)
    with _narrow():
        choose_number("Horizon τ, months", "tau", view.tau, without="the largest possible")
    if found.means is None:
        show_warning(refusal_sentence(found))
        return
    show_table(means_table(found), key="restricted_means")
    if len(found.labels) > 1:
        show_table(contrasts_table(found), key="restricted_mean_contrasts")


def draw_follow_up(compared: Compared, _: Survival, view: View) -> None:
    """How mature the data are, and the hazard by year."""
    found = follow_up_of(compared, view)
    show_warning(refills_sentence(found))
    show_table(maturity_table(found), key="data_maturity")
    if found.milestones:
        show_table(informative_table(found), key="informative_patients")
    if found.hazards["person_time"].any():
        show_figure(partial(hazard_chart, found), "hazard_figure", "Hazard by year", hazard_caption(found))
        show_table(hazards_table(found), key="hazards")


def draw_conditional_survival(compared: Compared, _: Survival, view: View) -> None:
    """Survival of those still at risk at some months."""
    found = conditional_survival_of(compared, view)
    with _narrow():
        choose_number(f"{still_phrase(found.endpoint)} at, months", "alive_at", view.alive_at, without="6, 12 and 24")
    if found.given:
        show_table(conditional_table(found), key="conditional_survival")
    else:
        show_warning(nobody_later_sentence(found))


TABS: dict[str, Callable[[Compared, Survival, View], None]] = {
    "Comparisons": draw_comparisons,
    "Restricted mean": draw_restricted_mean,
    "Follow-up": draw_follow_up,
    "Conditional survival": draw_conditional_survival,
    "Published figures": draw_published,
    "Models": draw_models,
}
"""Every tab by its name, in order."""


def _narrow() -> DeltaGenerator:
    """A place for one choice, no wider than it needs."""
    return st.columns([3, 5])[0]


def _choose_test(compared: Compared, view: View, shown: str) -> None:
    """Which test, by what it is stratified, and the weights where they can be chosen."""
    cohort = compared.selection.cohort
    test, strata, early, late = st.columns([3, 3, 1, 1])
    with test:
        choose_setting("Test", "test", shown, TEST_NAMES)
    with strata:
        offered = groupings(cohort).items()
        others = {slug: label for slug, label in offered if slug != view.compare or slug == view.strata}
        choose_setting("Stratify by", "strata", view.strata, {NOTHING: NOT_STRATIFIED} | others)
    if shown == "fleming_harrington":
        with early:
            choose_number("ρ (early)", "rho", view.rho, highest=5.0, cleared=0.0)
        with late:
            choose_number("γ (late)", "gamma", view.gamma, highest=5.0, cleared=0.0)
