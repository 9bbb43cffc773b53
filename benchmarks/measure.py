"""Timing a call, and the table of what was measured."""

import signal
import statistics
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import perf_counter
from typing import Any, Literal

LONGEST_SECONDS = 30.0
"""A single call that takes longer is given up, and said so by name."""

LEAST_ROUNDS, MOST_ROUNDS, SECONDS_EACH = 5, 100, 1.0
BUNCH_MS, MOST_IN_BUNCH, ONCE_MS = 20, 20, 6_000

Call = Callable[[], Any]

HEADINGS = ("what", "n", "ours", "other", "theirs", "ratio", "aim", "reached")


@dataclass(frozen=True)
class Row:
    """One line of the table: what we need beside what `other` needs, both in `unit`, and what to reach.

    `limit` is the number to reach, None where there is none, and `aim` says of what: "faster", at least so many times;
    "slower", at most so many times; "most", at most so much, with nobody beside. `theirs` is None where the other was
    not measured, and `note` says why.
    """

    what: str
    n: int
    ours: float
    other: str = ""
    theirs: float | None = None
    aim: Literal["faster", "slower", "most"] = "faster"
    limit: float | None = None
    note: str = ""
    unit: Literal["ms", "MB", "KB", "B"] = "ms"

    @property
    def ratio(self) -> float | None:
        """How many times faster we are, or slower where that is the aim."""
        if self.theirs is None:
            return None
        return self.ours / self.theirs if self.aim == "slower" else self.theirs / self.ours

    @property
    def reached(self) -> bool | None:
        """Whether the aim is reached; None without an aim or without a measurement."""
        found = self.ours if self.aim == "most" else self.ratio
        if self.limit is None or found is None:
            return None
        return found >= self.limit if self.aim == "faster" else found <= self.limit


class TooSlowError(Exception):
    """A call that took longer than `LONGEST_SECONDS`."""


@dataclass(frozen=True)
class Measured:
    """The median of a call in ms and what it answered, or why there is neither."""

    ms: float | None
    answer: Any = None
    note: str = ""


def median_ms(call: Call) -> float:
    """The median time of a call in ms."""
    return side_by_side({"": call})[""].ms


def side_by_side(calls: dict[str, Call]) -> dict[str, Measured]:
    """Median times of calls that are made by turns, so that all of them meet the same computer.

    A first call of each does not count. Then come five rounds or more, a second for each call; calls of less than
    20 ms are made several times in a round, each timed alone. A call of more than 6 s is not repeated, one of more
    than 30 s is interrupted. Garbage is collected as Python does it: the callers of these functions pay for it too.
    """
    firsts = {name: _first(call) for name, call in calls.items()}
    bunches = {
        name: max(1, min(MOST_IN_BUNCH, int(BUNCH_MS / first.ms)))
        for name, first in firsts.items()
        if first.ms is not None and first.ms < ONCE_MS
    }
    times: dict[str, list[float]] = {name: [] for name in bunches}
    end = perf_counter() + SECONDS_EACH * len(bunches)
    for done in range(MOST_ROUNDS):
        if done >= LEAST_ROUNDS and perf_counter() > end:
            break
        for name, bunch in bunches.items():
            times[name] += [_timed(calls[name])[0] for _ in range(bunch)]
    return {
        name: replace(first, ms=statistics.median(times[name])) if times.get(name) else first
        for name, first in firsts.items()
    }


def _first(call: Call) -> Measured:
    """The first call; a library that gives up is a result too."""
    try:
        with _give_up_after(LONGEST_SECONDS):
            return Measured(*_timed(call))
    except TooSlowError:
        return Measured(None, note=f"over {LONGEST_SECONDS:.0f} s")
    except Exception as error:
        return Measured(None, note=type(error).__name__)


def _timed(call: Call) -> tuple[float, Any]:
    start = perf_counter()
    answer = call()
    return (perf_counter() - start) * 1000, answer


def markdown(rows: list[Row]) -> str:
    """The rows as a Markdown table."""
    lines = [HEADINGS, ["---"] * len(HEADINGS), *(_cells(row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cells(row: Row) -> list[str]:
    reached = {True: "yes", False: "**no**", None: ""}[row.reached]
    aims = {"faster": "at least {:g}x", "slower": "at most {:g}x", "most": f"at most {{:g}} {row.unit}"}
    aim = "" if row.limit is None else aims[row.aim].format(row.limit)
    theirs = "" if row.theirs is None else f"{_number(row.theirs)} {row.unit}"
    ratio = "" if row.ratio is None else f"{_number(row.ratio)}x"
    ours = f"{_number(row.ours)} {row.unit}"
    return [row.what, f"{row.n:,}", ours, row.other, row.note or theirs, ratio, aim, reached]


def _number(value: float) -> str:
    return f"{value:,.0f}" if value >= 100 else f"{value:.3g}"


@contextmanager
def _give_up_after(seconds: float) -> Iterator[None]:
    """Interrupt the block after so many seconds; where the system has no alarm it is waited for."""
    if not hasattr(signal, "SIGALRM"):
        yield
        return

    def stop(*_: object) -> None:
        raise TooSlowError

    before = signal.signal(signal.SIGALRM, stop)
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)
