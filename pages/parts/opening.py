"""Bringing a cohort before the visitor: the place to drop a workbook, and what a link without its workbook says."""

import streamlit as st

from core.bundled import BUNDLED
from core.cohort import Cohort
from core.filters import field_label, sentence
from core.view import View
from pages.parts.session import open_bundled, open_upload, session
from pages.parts.showing import plain, show_notice, show_warning

KINDS = ["xlsx", "xlsm", "csv", "tsv", "txt", "xls"]
PROMISE = (
    "The workbook is read in the memory of the computer Ballad runs on and is never written to disk; "
    "closing the page or “Forget this workbook” drops it. "
    "Names, record numbers and birth dates are dropped at the door."
)


def draw_uploader(key: str) -> None:
    """The place to drop a workbook. A refusal is said beneath it and leaves everything else as it was."""
    file = st.file_uploader("Excel or CSV export, one row a patient", type=KINDS, key=key, help=PROMISE)
    if file is not None and st.session_state.get(f"{key}_done") != file.file_id:
        st.session_state[f"{key}_done"] = file.file_id
        with st.spinner("Reading the workbook …"):
            open_upload(file.name, file.getvalue())
        st.rerun()
    if session().refusal:
        st.error(plain(session().refusal))


def cohort_and_view() -> tuple[Cohort, View]:
    """The cohort and the part of the view it can answer; what could not be used is said. Stops a page without one."""
    current = session()
    if current.cohort is None:
        _draw_waiting(current.view)
        st.stop()
    view, problems = current.view.fitted(current.cohort)
    for notice in current.notices:
        show_notice(notice)
    current.notices.clear()
    for problem in problems:
        show_warning(problem)
    return current.cohort, view


def _draw_waiting(view: View) -> None:
    st.title("This link waits for its workbook")
    st.write(
        "A Ballad link carries a question and never a patient. Drop the workbook it was made with, "
        "and the filters, the comparison and the endpoint apply to it at once."
    )
    compared = f" Compared by: {field_label(view.compare, None)}." if view.compare else ""
    show_notice(f"Filters: {sentence(view.filters, None)}.{compared}")
    draw_uploader("upload_waiting")
    for bundled in BUNDLED.values():
        st.button(f"Use the bundled cohort instead: {bundled.label}", on_click=open_bundled, args=(bundled.key,))
