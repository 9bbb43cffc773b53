"""The Views menu: the question on screen as a sentence, a link, a file or a name, and the questions kept before.

Nothing of it is made, and no store is touched, before it is opened.
"""

from urllib.parse import urlencode, urljoin

import streamlit as st

from core.address import address_of
from core.saved.view_file import Question, ViewFileError, read_view_file, write_view_file
from core.words.view import view_sentence
from pages.parts.asking import ask, set_aside
from pages.parts.janitor import drop_file
from pages.parts.named_views import draw_list, draw_saving
from pages.parts.session import session
from pages.parts.showing import plain
from pages.parts.sign_in import draw_person, person

SET_ASIDE = "Keep this view at hand, change the filters, and see both as two curves on the page Two views"


@st.fragment
def draw_views() -> None:
    """The menu on every page; opening it runs no more of the page than itself."""
    menu = st.popover("Views", width="stretch", key="views_menu", on_change="rerun")
    if menu.open:
        with menu:
            _draw_menu()


def _draw_menu() -> None:
    current, here = session(), person()
    page = current.pages[current.page]
    st.caption(plain(view_sentence(current.view, page.title, current.cohort)))
    if here is not None:
        draw_saving(here.owner)
        draw_list(here.owner)
    st.caption("Link: the question, never a patient")
    st.code(link(current.page, address_of(current.view)), language=None, wrap_lines=True)
    with st.container(horizontal=True):
        st.download_button(
            "Download as file",
            data=write_view_file(Question(current.page, current.view)),
            file_name=f"{current.page}.ballad.json",
            mime="application/json",
            on_click="ignore",
            key="view_file",
        )
        st.button("Set aside", on_click=set_aside, help=SET_ASIDE, key="view_aside")
    _draw_upload()
    draw_person()


def link(page: str, query: dict[str, str]) -> str:
    """The address that opens this question, on the server the visitor reached this page at."""
    return f"{urljoin(st.context.url or '/', page)}?{urlencode(query, safe='~')}"


def _draw_upload() -> None:
    """A view file from a colleague; one that cannot be understood is refused with a sentence and changes nothing."""
    file = st.file_uploader("Open a view file", type="json", key=f"view_upload_{session().drops}")
    if file is None:
        return
    try:
        question, problems = read_view_file(file.getvalue())
    except ViewFileError as refusal:
        st.error(plain(str(refusal)))
        return
    session().drops += 1
    drop_file(file.file_id)
    ask(question, problems)
