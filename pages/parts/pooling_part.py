"""Pooling: the counts of this centre as a file, and the files of several centres as curves and tables."""

from functools import partial

import streamlit as st

from core.analyses.compared import compare_groups
from core.analyses.pooled_survival import (
    Centres,
    Curves,
    PooledSurvival,
    centre_numbers,
    curves_offered,
    pool_survival,
    pooled_intervals,
)
from core.analyses.selection import Selection
from core.centres.pooling import pool_files
from core.centres.table import centre_table, why_not_exported
from core.charts.export.paper import WIDTHS
from core.charts.survival_chart import survival_chart
from core.cohort import Cohort
from core.endpoints import Endpoint
from core.fitting import asked_endpoint, offered_endpoints
from core.tables.export.files import file_name
from core.tables.pooled_table import centres_table, pooled_milestones_table
from core.view import View
from core.words.pooling import (
    FEW,
    WHAT,
    curves_label,
    pooled_caption,
    pooled_title,
    side_by_side_sentence,
    small_groups_sentence,
)
from core.words.survival import medians_sentence
from pages.parts.controls import choose_interval
from pages.parts.downloads import download_button
from pages.parts.showing import show_caption, show_figure, show_notice, show_table, show_warning

LONGEST_NAME = 40
LARGEST_MB = 1
LONGEST_IN_ONE_COLUMN = 16
"""Longer labels, on both sides of the curves, leave them no room in one column of a journal."""


def draw_pooling(cohort: Cohort, selection: Selection, view: View) -> None:
    """The event table of the view to download, and an upload for those of several centres."""
    st.subheader("Share counts with other centres")
    show_caption(WHAT)
    endpoint = asked_endpoint(view, offered_endpoints(view, cohort))
    if endpoint is not None:
        _draw_file(selection, endpoint, view)
    files = st.file_uploader(
        "Files of the centres", "json", accept_multiple_files=True, max_upload_size=LARGEST_MB, key="pooling_files"
    )
    if not files:
        return
    pooled = pool_files([(file.name, file.getvalue()) for file in files])
    for sentence in pooled.set_aside:
        show_warning(sentence)
    if pooled.centres is not None:
        for sentence in pooled.centres.differences:
            show_warning(sentence)
        _draw_pooled(pooled.centres, view)


def _draw_file(selection: Selection, endpoint: Endpoint, view: View) -> None:
    compared = compare_groups(selection, endpoint, view.compare)
    refused = why_not_exported(compared, view.compare)
    if refused:
        show_notice(refused)
        return
    name = st.text_input("Name of this centre", max_chars=LONGEST_NAME, key="pooling_centre").strip()
    if not name or not len(compared.time):
        return
    table = centre_table(compared, name)
    show_warning(small_groups_sentence(table.small_groups))
    if table.has_few:
        show_warning(FEW)
    made = file_name(f"event_table-{table.centre}", view, "json")
    download_button("Counts (JSON)", table.model_dump_json, made, "application/json", key="pooling_file")


def _draw_pooled(centres: Centres, view: View) -> None:
    """The curves asked for, and the numbers of every centre."""
    curves, view = _choose(centres, view)
    result = pool_survival(centres, curves, view.interval)
    caption = pooled_caption(result, view.interval)
    draw = partial(survival_chart, result.survival)
    show_figure(draw, "pooled_figure", pooled_title(result), caption, widths=_widths(result), own=False)
    st.text(medians_sentence(result.survival))
    numbers = centre_numbers(centres, view.interval)
    show_table(centres_table(numbers, result, view.interval), key="pooled_centres", own=False)
    show_table(pooled_milestones_table(numbers, result, view.interval), key="pooled_milestones", own=False)


def _widths(result: PooledSurvival) -> tuple[str, ...]:
    longest = max(len(arm.label) for arm in result.survival.groups)
    return tuple(WIDTHS) if longest <= LONGEST_IN_ONE_COLUMN else ("two",)


def _choose(centres: Centres, view: View) -> tuple[Curves, View]:
    which, limits = st.columns([5, 3])
    with which:
        offered = curves_offered(centres)
        curves = st.selectbox("Curves", offered, format_func=partial(curves_label, centres), key="pooling_curves")
    with limits:
        view = choose_interval(pooled_intervals(centres, curves), view)
    show_caption(side_by_side_sentence(centres))
    return curves, view
