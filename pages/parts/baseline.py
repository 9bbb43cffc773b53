"""The choices above the baseline table: which rows, in which order, and how each number is shown."""

import streamlit as st

from core.analyses.baseline_rows import (
    chosen_rows,
    moved,
    rows_offered,
    study_rows,
    with_fields,
    with_one_summary,
    with_summary,
)
from core.cohort import Cohort
from core.view import View
from core.words.baseline import PRESET_NAMES, SUMMARY_NAMES
from pages.parts.session import bind, change

DEFAULT_SUMMARY = next(iter(SUMMARY_NAMES))


def switch(label: str, setting: str, current: bool, useful: bool) -> None:
    """A setting of the view that is on or off, out of reach where it would change nothing."""
    st.toggle(
        label, disabled=not useful, **bind(f"setting_{setting}", current, lambda on: change(**{setting: bool(on)}))
    )


def choose_rows(cohort: Cohort, view: View) -> None:
    """The rows of the study table or the visitor's own: fields in the order of the table, and how each is shown."""
    rows, offered = chosen_rows(cohort, view), rows_offered(cohort)
    preset, fields, details = st.columns([2, 6, 1.5], vertical_alignment="bottom")
    with preset:
        _choose_preset(cohort, view)
    fields.multiselect(
        "Fields, in the order of the table",
        list(offered),
        format_func=lambda slug: offered[slug].label,
        placeholder="Choose fields",
        **bind("table_rows", [_slug(row) for row in rows], lambda slugs: _keep(with_fields(rows, slugs))),
    )
    if rows:
        with details, st.popover("Each row", width="stretch"):
            _draw_details(rows, {slug: field.label for slug, field in offered.items()}, cohort)


def _choose_preset(cohort: Cohort, view: View) -> None:
    """The visitor's own rows begin as those of the study table, and any change of a row makes them so."""
    st.segmented_control(
        "Rows",
        list(PRESET_NAMES),
        format_func=PRESET_NAMES.get,
        required=True,
        **bind(
            "setting_table",
            view.table,
            lambda table: _keep(view.table_rows or study_rows(cohort, view.compare), table),
        ),
    )


def _draw_details(rows: tuple[str, ...], labels: dict[str, str], cohort: Cohort) -> None:
    """One row at a time: moved up or down, and, where it is a number, shown another way."""
    slug = st.selectbox("Row", [_slug(row) for row in rows], format_func=labels.get, key="table_row")
    row = next((row for row in rows if _slug(row) == slug), rows[0])
    with st.container(horizontal=True):
        for label, by in (("Top", -len(rows)), ("Up", -1), ("Down", 1), ("End", len(rows))):
            st.button(label, key=f"table_row_{label.lower()}", on_click=lambda by=by: _keep(moved(rows, slug, by)))
    if cohort.by_slug(slug).is_number:
        st.segmented_control(
            "Shown as",
            list(SUMMARY_NAMES),
            format_func=SUMMARY_NAMES.get,
            required=True,
            **bind(
                "table_row_summary",
                row.partition(".")[2] or DEFAULT_SUMMARY,
                lambda summary: _keep(with_summary(rows, slug, summary)),
            ),
        )
    for name, words in SUMMARY_NAMES.items():
        st.button(
            f"All numbers as {words}",
            key=f"table_all_{name}",
            on_click=lambda name=name: _keep(with_one_summary(rows, cohort, name)),
        )


def _keep(rows: tuple[str, ...], table: str = "mine") -> None:
    """Make these the visitor's own rows; going back to the study table leaves them for later."""
    if table == "mine":
        change(table=table, table_rows=rows)
    else:
        change(table=table)


def _slug(row: str) -> str:
    return row.partition(".")[0]
