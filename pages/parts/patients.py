"""The patients behind a curve that was clicked."""

import streamlit as st

from core.analyses.compared import Compared
from core.tables.patients_frame import patients_frame
from core.words.patients import patients
from pages.parts.showing import plain

CLICK = "Click a curve to list its patients."


def list_patients(compared: Compared, arm: int | None) -> None:
    """The list of the arm clicked; without a click, that there could be one."""
    if arm is None or arm >= len(compared.labels):
        st.caption(CLICK)
        return
    listed = patients_frame(compared, arm)
    with st.expander(f"{plain(compared.labels[arm])}: {patients(len(listed))}", expanded=True):
        st.dataframe(listed, hide_index=True, key="patients_of_arm")
