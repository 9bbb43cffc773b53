"""While a workbook is read: nothing for a second, then a bar, and nothing of it afterwards."""

import pytest

from pages.parts import waiting
from pages.parts.waiting import watch_reading


class Place:
    """A stand-in for a place on screen."""

    def __init__(self):
        self.shown = []

    def progress(self, share: float, words: str) -> None:
        self.shown.append((share, words))

    def empty(self) -> None:
        self.shown.append("empty")


@pytest.fixture
def place(monkeypatch) -> Place:
    here = Place()
    monkeypatch.setattr(waiting.st, "empty", lambda: here)
    return here


def test_a_bar_is_shown_from_a_second_on_and_taken_away(place):
    with watch_reading() as watch:
        watch(0.9, 10)
        watch(2.5, 10)
        watch(11, 10)
    first, last, gone = place.shown
    assert first == (0.25, "Reading the workbook: 2 s of at most 10 s")
    assert last[0] == 1
    assert gone == "empty"


def test_the_bar_is_taken_away_where_the_reading_is_refused(place):
    with pytest.raises(ValueError, match="refused"), watch_reading():
        raise ValueError("refused")
    assert place.shown == ["empty"]
