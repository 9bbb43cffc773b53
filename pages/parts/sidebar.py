"""The sidebar: which cohort, how many of its patients, and the filters, on every page."""

from functools import partial

import streamlit as st

from core.analyses.selection import select
from core.bundled import SYNTHETIC
from core.cohort import Cohort
from core.dictionary import Field
from core.filters import MISSING, Choice, Range, level_counts
from core.fitting import fit_view
from core.view import View
from pages.parts.controls import P_STYLES, choose_setting
from pages.parts.session import bind, change_filter, redo, reset_filters, session, show_filters, undo
from pages.parts.showing import plain
from pages.parts.views_part import draw_views

MAIN_FILTERS = ("sequence", "salvage", "transplant")
MOST_LEVELS = 40
MOST_FIRST = 4


def draw_sidebar() -> None:
    """The sidebar for the cohort before the visitor, or for a link that waits for its workbook."""
    with st.sidebar:
        if session().cohort is None:
            _draw_waiting()
        else:
            _draw_filters(session().cohort)


def _draw_waiting() -> None:
    st.subheader("Waiting for a workbook")
    _draw_steps()
    draw_views()


def _draw_filters(cohort: Cohort) -> None:
    view, _ = fit_view(session().view, cohort)
    st.caption(plain(cohort.source.label))
    if cohort.source.synthetic:
        st.caption(f":orange-badge[Synthetic] {SYNTHETIC}")
    _draw_count(cohort, view)
    offered = {field.slug: field for field in cohort.columns.values() if _can_filter(cohort, field)}
    always = [slug for slug in MAIN_FILTERS if slug in offered] or _first_choices(offered)
    active = [one.field for one in view.filters]
    extra = [slug for slug in offered if slug not in always and slug in (*session().extra_filters, *active)]
    for slug in (*always, *extra):
        _draw_filter(cohort, view, offered[slug])
    further = [slug for slug in offered if slug not in always]
    if further:
        st.multiselect(
            "More filters",
            further,
            format_func=lambda slug: offered[slug].label,
            placeholder="Filter by another column",
            **bind("more_filters", extra, partial(show_filters, extra)),
        )
    choose_setting("P values written as in", "p_style", view.p_style, P_STYLES)


def _draw_count(cohort: Cohort, view: View) -> None:
    selection = select(cohort, view)
    st.markdown(f"### {selection.n:,} of {len(cohort):,} patients")
    st.caption(plain(selection.sentence))
    _draw_steps()
    st.button("All patients", on_click=reset_filters, disabled=not view.filters, width="stretch", key="reset_filters")
    draw_views()


def _draw_steps() -> None:
    """The way back and forward again."""
    left, right = st.columns(2)
    history = session().history
    left.button("Undo", on_click=undo, disabled=not history.past, width="stretch", key="undo")
    right.button("Redo", on_click=redo, disabled=not history.future, width="stretch", key="redo")


def _can_filter(cohort: Cohort, field: Field) -> bool:
    if field.is_choice:
        return cohort.has(field.name) and len(field.levels) <= MOST_LEVELS
    return field.is_number and cohort.has(field.name)


def _first_choices(offered: dict[str, Field]) -> list[str]:
    """What a sheet without the main fields is filtered by: its first columns whose values are words."""
    return [slug for slug, field in offered.items() if field.origin == "extra" and field.is_worded][:MOST_FIRST]


def _draw_filter(cohort: Cohort, view: View, field: Field) -> None:
    draw = _draw_range if field.is_number else _draw_choice
    draw(cohort, view, field)


def _draw_choice(cohort: Cohort, view: View, field: Field) -> None:
    """Levels some patient of the cohort has, each with its count among those the other filters keep."""
    counts = level_counts(field, view.filters, cohort)
    labels = {level.slug: level.label for level in cohort.observed_levels(field.name)}
    if not cohort.known(field.name).all():
        labels[MISSING] = "Missing"
    current = view.filter_on(field.slug)
    st.pills(
        plain(field.label),
        list(labels),
        selection_mode="multi",
        format_func=lambda slug: f"{plain(labels[slug])} · {counts[slug]:,}",
        **bind(
            f"filter_{field.slug}",
            [slug for slug in current.levels if slug in labels] if current else [],
            lambda slugs: change_filter(field.slug, Choice(field=field.slug, levels=tuple(slugs)) if slugs else None),
        ),
    )


def _draw_range(cohort: Cohort, view: View, field: Field) -> None:
    low, high = cohort.span(field.name)
    if low == high:
        return
    current = view.filter_on(field.slug)
    bounds = (
        low if current is None or current.low is None else min(max(current.low, low), high),
        high if current is None or current.high is None else max(min(current.high, high), low),
    )

    def report(chosen: tuple[float, float]) -> None:
        lower = None if chosen[0] <= low else chosen[0]
        upper = None if chosen[1] >= high else chosen[1]
        anything = lower is None and upper is None
        change_filter(field.slug, None if anything else Range(field=field.slug, low=lower, high=upper))

    step = 1.0 if high - low >= 10 else 0.1
    st.slider(plain(field.label_with_unit), low, high, step=step, **bind(f"filter_{field.slug}", bounds, report))
