"""Export: the patients of the view as a file that tells as little of them as it can."""

from collections.abc import Callable
from functools import partial

import streamlit as st

from core.analyses.compared import compare_groups
from core.analyses.selection import Selection
from core.cohort import Cohort
from core.fitting import asked_endpoint, offered_endpoints
from core.tables.export.data_files import write_data_csv, write_data_excel
from core.tables.export.files import FORMATS, file_name
from core.tables.export.leaving import Leaving, analysis_leaving, cohort_leaving
from core.view import View
from core.words.leaving import DATES_WARNING, few_sentence
from pages.parts.downloads import download_button
from pages.parts.showing import plain, show_caption, show_warning

WRITERS: dict[str, Callable[[Leaving], bytes]] = {"xlsx": write_data_excel, "csv": write_data_csv}


def draw_exports(cohort: Cohort, selection: Selection, view: View) -> None:
    """Downloads of the filtered cohort and of the analysis table, each under its warning."""
    endpoint = asked_endpoint(view, offered_endpoints(view, cohort))
    st.subheader("Filtered cohort")
    dates = st.checkbox("With dates as in the workbook", key="export_dates")
    if dates:
        show_warning(DATES_WARNING)
    small = not st.checkbox("Without columns that have a level of fewer than 5 patients", key="export_without_small")
    _draw(cohort_leaving(selection, endpoint, dates=dates, small=small), "export_cohort", view)
    if endpoint is None:
        return
    st.subheader("Analysis table")
    covariates = tuple(filter(None, map(cohort.by_slug, view.covariates)))
    _draw(analysis_leaving(compare_groups(selection, endpoint, view.compare), covariates), "export_analysis", view)


def _draw(leaving: Leaving, key: str, view: View) -> None:
    show_caption(*leaving.notes)
    if leaving.few:
        show_warning(few_sentence(len(leaving.few)))
        with st.expander("Which cells are small"):
            st.markdown("\n".join(f"- {plain(cell)}" for cell in leaving.few))
    with st.container(horizontal=True):
        for kind in FORMATS:
            if kind.extension in WRITERS:
                make = partial(WRITERS[kind.extension], leaving)
                name = file_name(key, view, kind.extension)
                download_button(kind.label, make, name, kind.mime, key=f"{key}_{kind.extension}")
