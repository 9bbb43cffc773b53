"""The views kept under a name: the list with its search, and what can be done with the one chosen.

Whatever the store refuses is said here and costs the page nothing.
"""

import itertools
from collections.abc import Callable, Iterable
from functools import cache, partial
from typing import Any

import streamlit as st

from core.saved.database import default_address
from core.saved.store import LONGEST_NAME, LONGEST_NOTE, SavedView, ViewStore
from core.saved.store_errors import StoreError
from core.saved.view_file import Question, ViewFileError
from core.words.view import view_sentence
from pages.parts.asking import ask
from pages.parts.session import session
from pages.parts.shelf import Pinned
from pages.parts.showing import plain, show_warning

ANOTHER_PAGE = "a page of another version"
NO_PATIENTS = "optional; nothing about a patient"
COMPARE_PAGE = "compare"


def draw_saving(owner: str) -> None:
    """Keep the view on screen under a name."""
    shelf = session().shelf
    with st.form("save_view", border=False):
        left, right = st.columns(2)
        name = left.text_input("Name", max_chars=LONGEST_NAME, key=f"view_name_{shelf.saves}")
        note = right.text_input("Note", max_chars=LONGEST_NOTE, key=f"view_note_{shelf.saves}", placeholder=NO_PATIENTS)
        asked = st.form_submit_button("Save this view", key="view_save")
    question = Question(session().page, session().view)
    saved = act(lambda store: store.save(question, name, note, owner)) if asked else None
    if saved:
        shelf.saves += 1
        st.toast(f"Saved as {plain(saved.name)}")
        st.rerun()


def draw_list(owner: str) -> None:
    """The person's views and those others share, last opened first; a search narrows them as it is typed."""
    shelf = session().shelf
    show_warning(shelf.refusal)
    _draw_undo(owner)
    if not shelf.down:
        listed = act(lambda store: store.views(owner), listing=True)
    if shelf.down:
        show_warning(shelf.down)
        st.button("Try again", on_click=_try_again, key="store_again")
    elif listed:
        views, labels = {view.id: view for view in listed}, _labels(listed, owner)
        chosen = st.selectbox(
            f"Saved views ({len(views):,})",
            list(views),
            index=None,
            format_func=labels.get,
            placeholder="Search by name, last opened first",
            key="named_view",
        )
        if chosen:
            _draw_chosen(views[chosen], owner)


def _draw_chosen(view: SavedView, owner: str) -> None:
    """What a saved view asks, and what can be done with it; only its owner may change it."""
    question, problems = _read(view)
    if question is None:
        return
    st.caption(plain(view_sentence(question.view, _title(question.page), session().cohort)))
    if view.note:
        st.text(view.note)
    st.caption(f"Saved {view.created:%Y-%m-%d}, last opened {view.opened:%Y-%m-%d}")
    with st.container(horizontal=True):
        if st.button("Open", type="primary", key="view_open"):
            act(lambda store: store.open(view.id, owner))
            ask(question, problems)
        if st.button("Beside mine", key="view_beside", help="Both views as two curves, on the page Two views"):
            session().shelf.pinned = Pinned(view.name, question.view)
            ask(Question(COMPARE_PAGE, session().view.change(beside=question.view.filters)))
        st.button("Duplicate", on_click=_on_click(ViewStore.duplicate, view.id, owner=owner), key="view_duplicate")
    if view.owner == owner:
        _draw_own(view, owner)


def _draw_own(view: SavedView, owner: str) -> None:
    """Another name or note, sharing, and deleting."""
    with st.form(f"edit_{view.id}", border=False):
        left, right = st.columns(2)
        name = left.text_input("Its name", view.name, max_chars=LONGEST_NAME, key=f"name_{view.id}_{view.name}")
        note = right.text_input("Its note", view.note, max_chars=LONGEST_NOTE, key=f"note_{view.id}_{view.note}")
        if st.form_submit_button("Save name and note", key="view_edit"):
            act(lambda store: _edit(store, view, name, note, owner))
            st.rerun()
    with st.container(horizontal=True):
        if owner:
            share = _on_click(ViewStore.share, view.id, not view.shared, owner=owner)
            st.button("Keep to myself" if view.shared else "Share with all", on_click=share, key="view_share")
        st.button("Delete", on_click=_delete, args=(view, owner), key="view_delete")


def _draw_undo(owner: str) -> None:
    deleted = session().shelf.deleted
    if deleted is not None:
        st.text(f"Deleted: {deleted.name}")
        st.button("Undo delete", on_click=_restore, args=(deleted, owner), key="view_restore")


def act(what: Callable[[ViewStore], Any], listing: bool = False) -> Any | None:
    """Have the store do something; None, and its sentence kept to be shown, where it cannot.

    A store that cannot even list is left alone until the visitor tries again, so that no page waits for it twice.
    """
    shelf = session().shelf
    if not listing:
        shelf.refusal = ""
    try:
        return what(_store(default_address()))
    except StoreError as refusal:
        if listing:
            shelf.down = str(refusal)
        else:
            shelf.refusal = str(refusal)
    return None


@cache
def _store(address: str) -> ViewStore:
    return ViewStore(address)


def _on_click(method: Callable[..., Any], *settings: Any, owner: str) -> Callable[[], Any]:
    return partial(act, lambda store: method(store, *settings, owner=owner))


def _edit(store: ViewStore, view: SavedView, name: str, note: str, owner: str) -> None:
    if name != view.name:
        store.rename(view.id, name, owner)
    store.describe(view.id, note, owner)


def _delete(view: SavedView, owner: str) -> None:
    act(lambda store: store.delete(view.id, owner))
    if not session().shelf.refusal:
        session().shelf.deleted = view


def _restore(view: SavedView, owner: str) -> None:
    act(lambda store: store.restore(view.id, owner))
    if not session().shelf.refusal:
        session().shelf.deleted = None


def _try_again() -> None:
    session().shelf.down = session().shelf.refusal = ""


def _read(view: SavedView) -> tuple[Question | None, tuple[str, ...]]:
    """The question of a saved view; None, and said, where a later version of Ballad saved it."""
    try:
        return view.question()
    except ViewFileError as refusal:
        show_warning(str(refusal))
        return None, ()


def _labels(views: Iterable[SavedView], owner: str) -> dict[str, str]:
    """What each view is called in the list, by its id. No two alike: Streamlit tells options apart by their text."""
    labels: dict[str, str] = {}
    for view in views:
        label = _option(view, owner)
        others = (f"{label} ({number})" for number in itertools.count(2))
        taken = set(labels.values())
        labels[view.id] = next(one for one in itertools.chain([label], others) if one not in taken)
    return labels


def _option(view: SavedView, owner: str) -> str:
    """A view as the list offers it: its name, its page, and whose it is if it is another's."""
    whose = "" if view.owner == owner else f" · shared by {view.owner}" if "@" in view.owner else " · shared"
    mine = " · shared with all" if view.owner == owner and view.shared else ""
    return f"{view.name} · {_title(view.page)}{whose}{mine}"


def _title(page: str) -> str:
    found = session().pages.get(page)
    return found.title if found else ANOTHER_PAGE
