"""What is on screen while a workbook is read, and how the reading learns that nobody waits for it any more."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import streamlit as st

SHOWN_AFTER_SECONDS = 1.0


@contextmanager
def watch_reading() -> Iterator[Callable[[float, float], None]]:
    """What a reading calls with the seconds passed and the most it may take: from a second on it shows a bar.

    Drawing the bar is where Streamlit ends the run of a visitor who has left or clicked on, and so the reading.
    """
    place = st.empty()

    def watch(seconds: float, most: float) -> None:
        if seconds > SHOWN_AFTER_SECONDS:
            place.progress(min(seconds / most, 1.0), f"Reading the workbook: {int(seconds)} s of at most {int(most)} s")

    try:
        yield watch
    finally:
        place.empty()
