"""Taking up a question from a file or from the store, and putting the one on screen aside."""

import streamlit as st

from core.address import address_of
from core.saved.view_file import Question
from pages.parts.session import OTHER_PATIENTS, session, settle, take_up
from pages.parts.shelf import Pinned

NO_SUCH_PAGE = "The view was made on a page this Ballad does not have; it is shown here instead."


def set_aside() -> None:
    """Keep the view on screen at hand, to be set beside another."""
    view = session().view
    session().shelf.pinned = Pinned("the view set aside", view)
    settle(beside=view.filters)


def ask(question: Question, problems: tuple[str, ...] = ()) -> None:
    """Take up a question from a file or from the store, with what could not be read of it, and go to its page.

    It is asked of the visitor's own workbook where one is on screen; else it waits for its own, as a link does.
    """
    current, view = session(), question.view
    if current.upload is not None and view.cohort not in current.brought.fingerprints:
        view, problems = view.change(cohort=current.cohort.fingerprint), (*problems, OTHER_PATIENTS)
    page = question.page if question.page in current.pages else current.page
    if page != question.page:
        problems = (*problems, NO_SUCH_PAGE)
    current.history.leave(current.view)
    take_up(view, problems)
    current.address = address_of(current.view)
    st.switch_page(current.pages[page], query_params=current.address)
