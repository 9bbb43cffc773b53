"""The figures of a study on screen: the list, a row's view and its curve."""

from collections.abc import Mapping
from functools import cache, partial
from typing import Any

import streamlit as st

from core.address import address_of
from core.analyses.fact_curves import has_curve
from core.analyses.fact_pictures import FactPicture, picture_of
from core.analyses.study_facts import recompute_all
from core.analyses.study_parts import Recomputed
from core.analyses.study_terms import Terms
from core.bundled import read_bundled
from core.charts.overlays import points_frame
from core.charts.survival_chart import survival_chart
from core.cohort import Cohort
from core.studies import Fact, Study, studies
from core.tables.facts_frame import VERDICT, WIDTHS, facts_frame
from core.tables.studies_table import figure_table
from core.view import View
from core.words.published import points_caption
from core.words.studies import CHOOSE_ROW, not_opened_sentence
from core.words.study_facts import fact_title, patients_words
from core.words.survival import survival_caption
from pages.parts.session import keep, kept
from pages.parts.showing import plain, show_figure, show_table

HEIGHT = 460


@cache
def bundled_terms(name: str) -> Terms:
    """A study's words in its bundled cohort, which is synthetic and the same for every visitor."""
    study = studies()[name]
    return Terms(study, read_bundled(study.cohort).cohort)


@cache
def bundled_facts(name: str) -> Mapping[str, Recomputed]:
    """The figures of a study as its bundled cohort gives them."""
    return recompute_all(bundled_terms(name))


def own_terms(study: Study, cohort: Cohort, view: View) -> Terms | None:
    """The study's words in the cohort before the visitor; None where that is the study's own, without a filter."""
    same = cohort.source.bundled == study.cohort and not view.filters
    return None if same else Terms(study, cohort, view.filters)


def own_facts(terms: Terms, view: View) -> Mapping[str, Recomputed]:
    """The figures of the study as the cohort before the visitor gives them, kept while the question is the same."""
    found = kept("study_facts", view)
    if found is None:
        found = recompute_all(terms)
        keep("study_facts", view, found)
    return found


def choose_fact(study: Study, own: Mapping[str, Recomputed] | None) -> Fact | None:
    """The list of figures; the one whose row was chosen."""
    event = st.dataframe(
        facts_frame(study, bundled_facts(study.name), own),
        hide_index=True,
        height=HEIGHT,
        column_config={name: _column(name, width) for name, width in WIDTHS.items()},
        on_select="rerun",
        selection_mode="single-row",
        key=f"facts_{study.name}",
    )
    rows = event["selection"]["rows"]
    if not rows:
        st.caption(CHOOSE_ROW)
        return None
    return list(study.facts.values())[rows[0]]


def _column(name: str, width: int) -> dict[str, Any]:
    return st.column_config.TextColumn(VERDICT if VERDICT.lower() in name else name, width=width)


def draw_fact(fact: Fact, terms: Terms, own: Terms | None, view: View) -> None:
    """A chosen figure: where it can be opened as a view, and its curve drawn again from both cohorts."""
    study = terms.study
    st.subheader(plain(fact_title(study, fact)))
    if patients_words(study, fact):
        st.caption(plain(patients_words(study, fact)))
    found = [("Bundled cohort", bundled_facts(study.name)[fact["id"]])]
    if own is not None:
        found.append(("This cohort", own_facts(own, view)[fact["id"]]))
    show_table(figure_table(study, fact, tuple(found)), key="chosen_figure", filtered=own is not None)
    pictures = [("the bundled cohort", picture_of(terms, fact, study.cohort))]
    if own is not None:
        pictures.append(("this cohort", picture_of(own, fact, view.cohort)))
    for place, (column, (name, picture)) in enumerate(zip(st.columns(len(pictures)), pictures, strict=True)):
        with column:
            _draw_picture(name, picture, fact, place)


def _draw_picture(name: str, picture: FactPicture, fact: Fact, place: int) -> None:
    if picture.opened is None:
        st.caption(plain(not_opened_sentence(name, picture.refused)))
    elif st.button(f"Open as a view: {name}", key=f"open_{place}"):
        st.switch_page(f"{picture.opened.page}_page.py", query_params=address_of(picture.opened.view))
    if not has_curve(fact):
        return
    if picture.curves is None:
        st.caption(plain(not_opened_sentence(name, picture.undrawn)))
        return
    last = float(picture.curves.ticks[-1])
    points = points_frame(picture.points, picture.curves.endpoint, last)
    caption = " ".join(
        (
            survival_caption(picture.curves, picture.interval),
            points_caption(picture.points, picture.curves.endpoint, last),
        )
    )
    draw = partial(survival_chart, picture.curves, points=points)
    show_figure(draw, f"fact_figure_{place}", picture.curves.endpoint.title, caption, filtered=False)
