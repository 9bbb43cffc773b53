"""Pooling: the counts of this centre as a file, and the files of several centres together."""

import streamlit as st

from core.analyses.compared import compare_groups
from core.analyses.selection import Selection
from core.cohort import Cohort
from core.endpoints import Endpoint
from core.fitting import asked_endpoint, offered_endpoints
from core.proof.pooling import centre_table, pool_files, why_not_exported
from core.tables.export.files import file_name
from core.tables.pooled_table import pooled_table
from core.view import View
from core.words.pooling import FEW, WHAT
from pages.parts.downloads import download_button
from pages.parts.showing import show_caption, show_notice, show_table, show_warning

LONGEST_NAME = 80


def draw_pooling(cohort: Cohort, selection: Selection, view: View) -> None:
    """The event table of the view to download, and an upload for those of several centres."""
    st.subheader("Share counts with other centres")
    show_caption(WHAT)
    endpoint = asked_endpoint(view, offered_endpoints(view, cohort))
    if endpoint is not None:
        _draw_file(selection, endpoint, view)
    files = st.file_uploader("Files of the centres", "json", accept_multiple_files=True, key="pooling_files")
    if not files:
        return
    pooled = pool_files([file.getvalue() for file in files])
    if pooled.refused:
        show_warning(pooled.refused)
    else:
        show_table(pooled_table(pooled), key="pooled_centres", filtered=False)


def _draw_file(selection: Selection, endpoint: Endpoint, view: View) -> None:
    compared = compare_groups(selection, endpoint, view.compare)
    refused = why_not_exported(compared)
    if refused:
        show_notice(refused)
        return
    name = st.text_input("Name of this centre", max_chars=LONGEST_NAME, key="pooling_centre").strip()
    if not name or not len(compared.time):
        return
    table = centre_table(compared, name)
    if table.has_few:
        show_warning(FEW)
    made = file_name("event_table", view, "json")
    download_button("Counts (JSON)", table.model_dump_json, made, "application/json", key="pooling_file")
