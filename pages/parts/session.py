"""What one visitor has before them: the view, the cohort, the way back. The only place that touches session state.

The view is the single source of what the widgets show and of the address. A widget is given its value before it
is drawn and reports a change through a callback (`bind`); at the end of a run the address is made to say the view.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import streamlit as st

from core.address import address_of, view_at
from core.bundled import BUNDLED, read_bundled
from core.cohort import Cohort
from core.filters import Choice, Range
from core.view import View
from core.workbook.errors import WorkbookError
from core.workbook.importing import NO_MAPPING
from core.workbook.killable import read_apart
from core.workbook.mapping import Mapping, Reading
from pages.parts.brought import Brought, KeptAnswers, Refused, Upload
from pages.parts.history import History
from pages.parts.janitor import welcome_visitor
from pages.parts.looking import Looking
from pages.parts.shelf import Shelf
from pages.parts.waiting import watch_reading

KEY = "ballad"
OTHER_PATIENTS = (
    "These are not exactly the patients the view was made with: another workbook, or other answers about its columns. "
    "The figures will differ."
)


@dataclass
class Session:
    """The state of one visitor.

    `reading` is what is before the visitor, `brought` the visitor's own workbook, which stays at hand while a
    bundled cohort is looked at. `awaited` is the fingerprint of the cohort a link was made with, until it is here.
    `reads` counts the workbooks read and `drops` those dropped, so that widgets about one are not taken for those
    about the next. `kept` are results that took long, by name, each with the view it answers. `remembered` are the
    answers given about workbooks, by their headings; `waiting` are answers that were loaded before their workbook.
    `refused` is a workbook that was refused and may load once more is said about it. `looking` is whom the visitor
    looks at. `page` is the end of the address of the page on screen, `pages` are all of them by it.
    """

    view: View
    reading: Reading | None = None
    brought: Brought | None = None
    awaited: str = ""
    history: History = field(default_factory=History)
    notices: list[str] = field(default_factory=list)
    refusal: str = ""
    reads: int = 0
    drops: int = 0
    extra_filters: tuple[str, ...] = ()
    address: dict[str, str] = field(default_factory=dict)
    kept: dict[str, tuple[View, Any]] = field(default_factory=dict, repr=False)
    remembered: dict[frozenset[str], KeptAnswers] = field(default_factory=dict, repr=False)
    waiting: KeptAnswers | None = field(default=None, repr=False)
    refused: Refused | None = field(default=None, repr=False)
    looking: Looking | None = field(default=None, repr=False)
    shelf: Shelf = field(default_factory=Shelf)
    page: str = ""
    pages: dict[str, Any] = field(default_factory=dict, repr=False)

    @property
    def cohort(self) -> Cohort | None:
        """The cohort before the visitor, None while a link waits for its workbook."""
        return self.reading.cohort if self.reading else None

    @property
    def upload(self) -> Upload | None:
        """The workbook the cohort before the visitor was read from, None where it is not the visitor's own."""
        return self.brought.upload if self.brought and self.reading is self.brought.reading else None

    def empty(self) -> None:
        """Drop the patients and everything said about them."""
        self.reading = self.brought = None
        self.history.clear()
        self.notices.clear()
        self.kept.clear()
        self.remembered.clear()
        self.waiting = self.refused = self.looking = None


def session() -> Session:
    """The state of this visitor."""
    return st.session_state[KEY]


def follow_address(notice: str = "") -> None:
    """Begin from the address on the first run; later follow it where the visitor changed it or went back.

    An address without parameters is what a change of page leaves for a moment, and no wish of the visitor's.
    `notice` is said on the page besides.
    """
    query = st.query_params.to_dict()
    if KEY not in st.session_state:
        st.session_state[KEY] = Session(View())
        _open(query)
    elif query and query != session().address:
        _open(query)
    if notice:
        session().notices.append(notice)
    welcome_visitor(session().empty)


def enter(page: Any, pages: Sequence[Any]) -> None:
    """Remember which page of these is on screen."""
    session().page = page.url_path
    session().pages = {one.url_path: one for one in pages}


def write_address() -> None:
    """Make the address say the view, so that copying it is sharing the view."""
    wanted = address_of(session().view)
    if st.query_params.to_dict() != wanted:
        st.query_params.from_dict(wanted)
    session().address = wanted


def change(**settings: Any) -> None:
    """Change settings of the view; the view before can be brought back by `undo`."""
    _go_to(session().view.change(**settings))


def settle(**settings: Any) -> None:
    """Fill in settings the visitor left open, which is no step to go back by."""
    session().view = session().view.change(**settings)


def change_filter(slug: str, new: Choice | Range | None) -> None:
    """Put, change or take away the filter on one field."""
    _go_to(session().view.with_filter(slug, new))


def reset_filters() -> None:
    """Take all filters away."""
    session().extra_filters = ()
    change(filters=())


def undo() -> None:
    """Bring back the view before the last change; the cohort stays."""
    session().view = session().history.back(session().view)


def redo() -> None:
    """Take the last undo back."""
    session().view = session().history.forward(session().view)


def bind(key: str, value: Any, report: Callable[[Any], None]) -> dict[str, Any]:
    """The arguments that tie a widget to the view: it shows `value`, and `report` is called with a change."""
    st.session_state[key] = value
    return {"key": key, "on_change": lambda: report(st.session_state[key])}


def keep(name: str, view: View, result: Any) -> None:
    """Keep one result of this name, as long as the same question is asked of the same cohort."""
    session().kept[name] = (view, result)


def kept(name: str, view: View) -> Any | None:
    """The result kept under this name, None where another view was asked; the view names its cohort."""
    asked, result = session().kept.get(name, (None, None))
    if asked != view:
        session().kept.pop(name, None)
        return None
    return result


def looking() -> Looking:
    """Whom the visitor looks at in the cohort before them; nobody yet in another cohort."""
    current = session()
    if current.looking is None or current.looking.cohort != current.view.cohort:
        current.looking = Looking(current.view.cohort)
    return current.looking


def show_filters(before: list[str], slugs: list[str]) -> None:
    """Choose which further filters stand in the sidebar; one that stood there and is put away filters no more."""
    away = set(before) - set(slugs)
    session().extra_filters = tuple(slugs)
    kept = tuple(one for one in session().view.filters if one.field not in away)
    if kept != session().view.filters:
        change(filters=kept)


def open_bundled(key: str) -> None:
    """Put a bundled cohort before the visitor; an uploaded workbook stays at hand, a step back in the browser."""
    session().reading, session().awaited, session().refusal = read_bundled(key), "", ""
    session().refused = None
    change(cohort=key)


def open_own() -> None:
    """Put the visitor's own workbook before the visitor again."""
    session().reading = session().brought.reading
    change(cohort=session().cohort.fingerprint)


def open_upload(name: str, data: bytes, mapping: Mapping = NO_MAPPING) -> None:
    """Read a workbook the visitor brought; where it is refused the cohort before stays, and `refusal` says why."""
    _read(Upload(name, data, mapping=mapping))


def answer(**answers: Any) -> None:
    """Read the uploaded workbook again with another sheet or another mapping, and remember what was said of it."""
    upload = session().upload
    settings = {"sheet": upload.sheet, "mapping": upload.mapping, **answers}
    _read(Upload(upload.name, upload.data, **settings))
    brought = session().brought
    session().remembered[brought.headings] = KeptAnswers(brought.upload.mapping, brought.upload.sheet)


def answer_refused(mapping: Mapping) -> None:
    """Read the workbook that was refused again, with what was said about it since, and remember that."""
    refused = session().refused
    upload = refused.upload
    _read(Upload(upload.name, upload.data, upload.sheet, mapping))
    session().remembered[frozenset(refused.headings)] = KeptAnswers(mapping, upload.sheet)


def forget() -> None:
    """Drop the uploaded workbook, everything read from it and everything said about it."""
    session().brought = session().waiting = session().refused = session().looking = None
    session().remembered.clear()
    open_bundled(next(iter(BUNDLED)))
    session().history.clear()
    session().kept.clear()


def _read(upload: Upload) -> None:
    current = session()
    try:
        with watch_reading() as watch:
            reading = read_apart(upload.data, upload.name, upload.sheet, upload.mapping, watch=watch)
    except WorkbookError as refusal:
        current.refusal, asked = str(refusal), refusal.questions
        current.refused = Refused(upload, refusal.headings, asked) if refusal.headings or asked else None
        return
    fingerprint = reading.cohort.fingerprint
    if current.awaited and current.awaited != fingerprint:
        current.notices.append(OTHER_PATIENTS)
    same_file = current.brought is not None and current.brought.upload.data == upload.data
    known = current.brought.fingerprints if same_file else frozenset()
    headings = current.brought.headings if same_file else frozenset(column.heading for column in reading.columns)
    current.brought = Brought(upload, reading, known | {fingerprint}, headings)
    current.reading, current.awaited, current.refusal, current.refused = reading, "", "", None
    current.reads += 1
    change(cohort=fingerprint)


def _open(query: dict[str, str]) -> None:
    """Take up the view of an address."""
    take_up(*view_at(query))


def take_up(view: View, problems: tuple[str, ...]) -> None:
    """Put a view before the visitor; its cohort is opened if it is a bundled or the own one, else awaited."""
    current = session()
    current.view, current.notices, current.awaited = view, list(problems), ""
    if view.cohort in BUNDLED:
        current.reading = read_bundled(view.cohort)
    elif current.brought and view.cohort in current.brought.fingerprints:
        current.reading = current.brought.reading
        current.view = view.change(cohort=current.cohort.fingerprint)
    else:
        current.reading, current.awaited = None, view.cohort


def _go_to(view: View) -> None:
    current = session()
    if view != current.view:
        current.history.leave(current.view)
        current.view = view
