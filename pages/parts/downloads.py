"""The menu under a table: its text to copy, and its files, each made at the moment it is asked for."""

import secrets
from collections.abc import Callable
from functools import partial

import streamlit as st

from core.analyses.selection import select
from core.bundled import SYNTHETIC
from core.fitting import fit_view
from core.tables.display import DisplayTable
from core.tables.export.files import FORMATS, file_name, with_note
from core.tables.export.text import write_tabs, write_text
from core.view import View
from core.words.patients import whom_sentence
from pages.parts.session import session

COPIED = {"Copy for Word or a spreadsheet": write_tabs, "Copy for a letter": write_text}
HEIGHT = 100
"""Of the texts to copy, in pixels: enough to see what they are; the button on them copies all of it."""


@st.fragment
def draw_downloads(
    table: DisplayTable | Callable[[], DisplayTable],
    key: str,
    *,
    filtered: bool = True,
    own: bool = True,
    label: str = "Copy or download",
) -> None:
    """A small menu; nothing of it is made before it is opened, and opening it runs no more of the page than itself.

    `filtered` says that the table is about the patients the filters keep; then its files name them. A table that is
    not of the visitor's `own` cohort has nothing of it in its files and their names. One that takes time is given as
    what makes it.
    """
    menu = st.popover(label, type="tertiary", key=f"{key}_copy", on_change="rerun")
    if menu.open:
        with menu:
            made = table if isinstance(table, DisplayTable) else table()
            for note in about_cohort(filtered=filtered, own=own):
                made = with_note(made, note)
            _draw_menu(made, key, own)


def whom() -> str:
    """The filters that apply to the cohort before the visitor, in words; nothing without a cohort."""
    cohort = session().cohort
    return whom_sentence(select(cohort, fit_view(session().view, cohort)[0])) if cohort is not None else ""


def synthetic_note() -> str:
    """That the cohort before the visitor is no real one, or nothing."""
    cohort = session().cohort
    return SYNTHETIC if cohort is not None and cohort.source.synthetic else ""


def download_button(
    label: str, make: Callable[[], str | bytes], name: str, mime: str, key: str, help: str | None = None
) -> None:
    """A button for a file made when it is clicked. Its address says nothing of it and is never the same again.

    Streamlit names a file by its media type and, if it is large, by parts of it: the nonce keeps two files apart.
    """
    nonce = secrets.token_hex(8)
    st.download_button(
        label, data=make, file_name=name, mime=f"{mime}; nonce={nonce}", on_click="ignore", key=key, help=help
    )


def about_cohort(*, filtered: bool, own: bool) -> tuple[str, ...]:
    """What files say of the cohort before the visitor: whom the filters keep, and that it is no real one."""
    return (whom() if filtered and own else "", synthetic_note() if own else "")


def view_of_files(own: bool) -> View:
    """The view that names files: the visitor's, or none where they are not of the visitor's own cohort."""
    return session().view if own else View()


def _draw_menu(table: DisplayTable, key: str, own: bool) -> None:
    """Buttons for files and texts to copy."""
    with st.container(horizontal=True):
        for kind in FORMATS:
            name = file_name(key, view_of_files(own), kind.extension)
            download_button(kind.label, partial(kind.write, table), name, kind.mime, key=f"{key}_{kind.extension}")
    for column, (label, write) in zip(st.columns(len(COPIED)), COPIED.items(), strict=True):
        with column:
            st.caption(label)
            st.code(write(table), language=None, height=HEIGHT)
