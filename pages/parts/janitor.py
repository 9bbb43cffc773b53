"""Patients leave memory soon after their visitor has left.

Streamlit keeps the state of a closed tab, uploaded files included, until somebody else connects. The janitor
looks round every few seconds and closes what has had no visitor for a minute; a reload within it finds its own.
"""

import asyncio
import gc
import time
from collections.abc import Callable
from typing import Protocol

from streamlit.runtime import get_instance
from streamlit.runtime.scriptrunner import get_script_run_ctx

SECONDS_KEPT = 60.0
SECONDS_BETWEEN_ROUNDS = 10.0


class Sessions(Protocol):
    """What the janitor asks of Streamlit's runtime."""

    def is_active_session(self, session_id: str) -> bool:
        """Whether a visitor is connected."""

    def close_session(self, session_id: str) -> None:
        """Shut the session down and drop everything it holds."""


class Janitor:
    """Remembers since when each session has been without its visitor, and how to empty it; seconds of `clock`."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        """Begin with nobody known."""
        self._clock = clock
        self._left_at: dict[str, float | None] = {}
        self._empty: dict[str, Callable[[], None]] = {}

    def welcome(self, session_id: str, empty: Callable[[], None]) -> None:
        """A visitor is here; `empty` drops what the visitor brought, whoever may still hold the session."""
        self._left_at[session_id], self._empty[session_id] = None, empty

    def sweep(self, sessions: Sessions) -> None:
        """Close every session whose visitor has been away for `SECONDS_KEPT`."""
        now = self._clock()
        for session_id, left_at in list(self._left_at.items()):
            if sessions.is_active_session(session_id):
                self._left_at[session_id] = None
            elif left_at is None:
                self._left_at[session_id] = now
            elif now - left_at >= SECONDS_KEPT:
                del self._left_at[session_id]
                self._empty.pop(session_id)()
                sessions.close_session(session_id)
                gc.collect()


JANITOR = Janitor()


def welcome_visitor(empty: Callable[[], None]) -> None:
    """Tell the janitor whose run this is and how to empty it; a run without a session (in tests) is nobody's."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is not None:
        JANITOR.welcome(context.session_id, empty)


def drop_file(file_id: str) -> None:
    """Drop Streamlit's own copy of a file that has been read; it would stay until the session ends."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is not None:
        context.uploaded_file_mgr.remove_file(context.session_id, file_id)


async def sweep_for_ever() -> None:
    """Look round again and again, on the server's own loop, until it stops."""
    while True:
        await asyncio.sleep(SECONDS_BETWEEN_ROUNDS)
        JANITOR.sweep(get_instance())
