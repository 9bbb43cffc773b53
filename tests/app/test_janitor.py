"""Patients leave memory when their visitor has left."""

import pytest

from pages.parts.janitor import SECONDS_KEPT, Janitor


class Runtime:
    def __init__(self) -> None:
        self.active: set[str] = set()
        self.closed: list[str] = []

    def is_active_session(self, session_id: str) -> bool:
        return session_id in self.active

    def close_session(self, session_id: str) -> None:
        self.closed.append(session_id)


@pytest.fixture
def house():
    now = [0.0]
    return Janitor(lambda: now[0]), Runtime(), now


def test_a_session_is_closed_a_minute_after_its_visitor_left_and_once(house):
    janitor, runtime, now = house
    emptied = []
    janitor.welcome("a", lambda: emptied.append("a"))
    janitor.sweep(runtime)
    now[0] = SECONDS_KEPT - 1
    janitor.sweep(runtime)
    assert runtime.closed == []
    now[0] = SECONDS_KEPT
    janitor.sweep(runtime)
    now[0] = 10 * SECONDS_KEPT
    janitor.sweep(runtime)
    assert runtime.closed == emptied == ["a"]


def test_a_visitor_who_is_here_is_left_alone_and_one_who_came_back_starts_anew(house):
    janitor, runtime, now = house
    runtime.active = {"here", "back"}
    for name in ("here", "back"):
        janitor.welcome(name, lambda: None)
    runtime.active = {"here"}
    janitor.sweep(runtime)
    runtime.active = {"here", "back"}
    now[0] = SECONDS_KEPT + 1
    janitor.sweep(runtime)
    runtime.active = {"here"}
    now[0] += 1
    janitor.sweep(runtime)
    now[0] += SECONDS_KEPT - 1
    janitor.sweep(runtime)
    assert runtime.closed == []
    now[0] += 1
    janitor.sweep(runtime)
    assert runtime.closed == ["back"]
