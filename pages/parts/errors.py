"""What the reader sees when Ballad itself has failed: a sentence, no traceback. The log gets place and type only."""

import logging
import traceback

import streamlit as st

log = logging.getLogger("ballad")


def say_sorry(error: Exception) -> bool:
    """Say that something failed and that nothing was lost. The error's own text may quote a cell: it is not logged."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    log.error("%s in %s, line %s", type(error).__name__, place.name, place.lineno)
    st.error(
        "Ballad could not finish this page: a fault of ours, not of your data. Your cohort and filters are kept. "
        "Undo the last change in the sidebar, or reload the page and drop the workbook again."
    )
    return True
