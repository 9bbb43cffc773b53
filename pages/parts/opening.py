"""Bringing a cohort before the visitor: the place to drop a workbook, and what a link without its workbook says."""

import streamlit as st

from core.analyses.selection import Selection, select
from core.bundled import BUNDLED
from core.cohort import Cohort
from core.fitting import fit_view
from core.view import View
from core.words.patients import left_out_sentence, nobody_sentence
from core.words.view import view_sentence
from pages.parts.janitor import drop_file
from pages.parts.remembering import bring
from pages.parts.session import Session, open_bundled, session
from pages.parts.showing import plain, show_notice, show_warning

KINDS = ["xlsx", "xlsm", "xls", "xlsb", "ods", "csv", "tsv", "txt"]
PROMISE = (
    "The workbook is read in the memory of the computer Ballad runs on and is never written to disk; "
    "“Forget this workbook” drops it at once, closing the page within two minutes. "
    "Names, record numbers and birth dates are dropped at the door."
)


def draw_uploader(key: str) -> None:
    """The place to drop a workbook. A refusal is said beneath it and leaves everything else as it was.

    Each workbook has an uploader of its own, so that Streamlit keeps no second copy of one that was read.
    """
    label = "Excel, OpenDocument or CSV export, one row a patient"
    file = st.file_uploader(label, type=KINDS, key=f"{key}_{session().drops}", help=PROMISE)
    if file is not None:
        session().drops += 1
        with st.spinner("Reading the workbook …"):
            bring(file.name, file.getvalue())
        drop_file(file.file_id)
        st.rerun()
    if session().refusal:
        st.error(plain(session().refusal))


def cohort_and_view() -> tuple[Cohort, View]:
    """The cohort and the part of the view it can answer; what could not be used is said. Stops a page without one."""
    current = session()
    if current.cohort is None:
        _draw_waiting(current)
        st.stop()
    view, problems = fit_view(current.view, current.cohort)
    for notice in current.notices:
        show_notice(notice)
    current.notices.clear()
    for problem in problems:
        show_warning(problem)
    return current.cohort, view


def selected_patients(cohort: Cohort, view: View) -> Selection:
    """The patients the filters keep; stops a page, and says the filters, where they keep nobody."""
    selection = select(cohort, view)
    if not selection.n:
        show_warning(nobody_sentence(selection.sentence))
        st.stop()
    return selection


def stop_without(n: int, left_out: tuple[tuple[str, int], ...]) -> None:
    """Stop a page whose result has nobody in it, and say why each patient was left out."""
    if not n:
        show_warning(left_out_sentence(n, left_out))
        st.stop()


def _draw_waiting(current: Session) -> None:
    st.title("This view waits for its workbook")
    st.write(
        "A view carries a question and never a patient. Drop the workbook it was made with, "
        "and the filters, the comparison and the endpoint apply to it at once."
    )
    for notice in current.notices:
        show_notice(notice)
    show_notice(view_sentence(current.view, current.pages[current.page].title))
    draw_uploader("upload_waiting")
    for bundled in BUNDLED.values():
        st.button(f"Use the bundled cohort instead: {bundled.label}", on_click=open_bundled, args=(bundled.key,))
