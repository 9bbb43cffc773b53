"""The patients behind a number: under the figure or the table it stands in, and the way to the Patients page."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from core.address import address_of
from core.analyses.best_response import BestResponses
from core.analyses.compared import Compared
from core.analyses.patients_behind import Behind, Line, behind_arm, behind_line, behind_segment, first_of
from core.analyses.selection import Selection
from core.tables.patients_frame import patients_frame
from core.tables.patients_list import patients_list
from core.words.patients_behind import behind_sentence, distinct, shortened_sentence
from pages.parts.session import bind, looking, session
from pages.parts.showing import plain, show_caption

CLICK = "Click a curve to list its patients."
CLICK_SEGMENT = "Click a part of a bar to list its patients."
MOST_LISTED = 2_000
"""A longer list would weigh more than a reader can use; its files hold all of it."""
OPEN = "Open on the Patients page"


def list_patients(compared: Compared, arm: int | None) -> None:
    """The list of the arm clicked; without a click, that there could be one."""
    if arm is None or arm >= len(compared.labels):
        st.caption(CLICK)
        return
    behind = behind_arm(compared, arm)
    with st.expander(plain(behind_sentence(behind)), expanded=True):
        st.dataframe(patients_frame(compared, arm), hide_index=True, key="patients_of_arm")
        _offer_page(behind, "curve_patients")


def list_segment(best: BestResponses, selection: Selection, clicked: dict) -> None:
    """The list of the part of a bar clicked; without a click, that there could be one."""
    behind = behind_segment(best, selection, clicked["arm_place"], clicked["level_place"]) if clicked else None
    if behind is None:
        st.caption(CLICK_SEGMENT)
        return
    with st.expander(plain(behind_sentence(behind)), expanded=True):
        listed = patients_list(selection.cohort, first_of(behind, MOST_LISTED))
        st.dataframe(listed, hide_index=True, key="patients_of_segment")
        show_caption(shortened_sentence(behind.n, MOST_LISTED))
        _offer_page(behind, "segment_patients")


@st.fragment
def offer_patients(lines: Callable[[], tuple[Line, ...]], selection: Selection, key: str) -> None:
    """Under a table: a line and a column to choose, and whom the number counts; made when it is opened."""
    menu = st.popover("Patients behind a number", type="tertiary", key=f"{key}_behind", on_change="rerun")
    if menu.open and (offered := lines()):
        with menu:
            labels, columns = distinct(line.label for line in offered), list(offered[0].cells)
            place = st.selectbox("Line", range(len(offered)), format_func=labels.__getitem__, key=f"{key}_behind_line")
            column = columns[0]
            if len(columns) > 1:
                column = st.selectbox("Column", columns, key=f"{key}_behind_column")
            behind = behind_line(offered[place], column, selection)
            st.text(behind_sentence(behind))
            _offer_page(behind, f"{key}_behind_open")


def choose_from_list(listed: pd.DataFrame, places: list[int], look_at: Callable[[int], None]) -> None:
    """The list, in which a row can be chosen; the patient looked at is marked."""
    marked = [places.index(looking().patient)] if looking().patient in places else []

    def report(state: dict) -> None:
        rows = state["selection"]["rows"]
        if rows:
            look_at(places[rows[0]])

    selected = bind("patients_list", {"selection": {"rows": marked}}, report)
    st.dataframe(
        listed, hide_index=True, selection_mode="single-row", key=selected["key"], on_select=selected["on_change"]
    )


def show_everybody() -> None:
    """List all selected patients again."""
    looking().behind = None


def _offer_page(behind: Behind, key: str) -> None:
    """The list on a page of its own, which shows it until another is chosen."""
    if st.button(OPEN, key=key, disabled=not behind.n):
        looking().behind = behind
        st.switch_page("patients_page.py", query_params=address_of(session().view))
