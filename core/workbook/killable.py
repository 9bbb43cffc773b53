"""Reading a workbook in a process that can be killed: when it takes too long, too much memory, or nobody waits."""

import atexit
import os
import pickle
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.cohort import Source
from core.workbook.errors import WorkbookError
from core.workbook.mapping import Mapping, Reading
from core.workbook.preflight import SAVE_AS, file_kind
from core.workbook.worker import Answer, Job

SECONDS = 15
SECONDS_PER_MEGABYTE = 1
BUSY = 3
"""How many times longer than its processor time a reading may take on a busy computer."""

MEMORY = 2**30
POLL_SECONDS = 0.1
LARGE = 2 * 2**20
"""Bytes of a workbook after which the process is not used again, so that its memory is given back."""

PROJECT = Path(__file__).parents[2]
COMMAND = [sys.executable, "-c", "from core.workbook.worker import main; main()"]
OUT_OF_TIME = -24  # SIGXCPU
NO_MAPPING = Mapping()
CRASHED = ("The workbook could not be read: the reader stopped at something damaged in it.", SAVE_AS)


class ReaderMistakeError(Exception):
    """A mistake of the program while reading: its type and place, and never a value."""


class Reader:
    """A reading process: it reads one workbook at a time and ends with the process that started it."""

    def __init__(self) -> None:
        """Start the process; it imports what it needs while nobody waits."""
        one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
        self._process = subprocess.Popen(
            COMMAND, cwd=PROJECT, env=os.environ | one_thread,
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        self._is_ready = False

    def ask(self, job: Job) -> Answer | None:
        """The answer to a job (core.workbook.worker), None where the process ended before it gave one."""
        try:
            if not self._is_ready:
                pickle.load(self._process.stdout)
                self._is_ready = True
            pickle.dump(job, self._process.stdin, protocol=5)
            self._process.stdin.flush()
            return pickle.load(self._process.stdout)
        except (EOFError, OSError, ValueError, pickle.UnpicklingError):
            return None

    def stop(self) -> int:
        """Kill the process if it still runs, and wait for its end; how it ended, negative for a signal."""
        self._process.kill()
        code = self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            try:
                stream.close()
            except OSError:
                continue
        return code

    def end(self) -> int:
        """How the process ended by itself."""
        try:
            self._process.wait(1)
        except subprocess.TimeoutExpired:
            return self.stop()
        code = self._process.returncode
        self.stop()
        return code

    @property
    def runs(self) -> bool:
        """Whether the process is there."""
        return self._process.poll() is None


_SPARE: list[Reader] = []
_LOCK = threading.Lock()


def keep_a_reader() -> None:
    """Have a reading process wait for the next workbook, so that nobody waits for its start."""
    with _LOCK:
        if not _SPARE:
            _SPARE.append(Reader())


def dismiss_readers() -> None:
    """End the processes that wait."""
    with _LOCK:
        while _SPARE:
            _SPARE.pop().stop()


atexit.register(dismiss_readers)


def read_apart(
    data: bytes,
    name: str,
    sheet: str = "",
    mapping: Mapping = NO_MAPPING,
    source: Source | None = None,
    *,
    watch: Callable[[float, float], None] = lambda _seconds, _most: None,
) -> Reading:
    """`read_workbook` in another process, which may take 15 s of processor time (a second more a megabyte) and 1 GiB.

    `watch` is called about ten times a second with the seconds passed and the most there may be; what it raises
    ends the reading. Raises WorkbookError, for a workbook beyond these limits too, and ReaderMistakeError.
    """
    file_kind(data)
    seconds = SECONDS + SECONDS_PER_MEGABYTE * len(data) // 2**20
    reader = _take()
    answer: list[Answer | None] = []
    job = Job(data, name, sheet, mapping, source, seconds, MEMORY)
    asking = threading.Thread(target=lambda: answer.append(reader.ask(job)), daemon=True)
    is_whole = False
    try:
        asking.start()
        in_time = _wait(asking, seconds * BUSY, watch)
        if not in_time:
            raise _too_slow(seconds)
        is_whole = answer[0] is not None and answer[0].kind != "memory" and len(data) < LARGE
        if answer[0] is None:
            raise _ended(reader.end(), seconds)
    finally:
        _give_back(reader) if is_whole else _replace(reader)
    return _content(answer[0].kind, answer[0].content)


def _wait(asking: threading.Thread, most: float, watch: Callable[[float, float], None]) -> bool:
    """Whether the answer came in time."""
    start = time.monotonic()
    while asking.is_alive():
        asking.join(POLL_SECONDS)
        passed = time.monotonic() - start
        if passed > most:
            return False
        if asking.is_alive():
            watch(passed, most)
    return True


def _content(kind: str, content: Any) -> Reading:
    if kind == "reading":
        return content
    if kind == "refusal":
        raise content
    if kind == "memory":
        raise _too_large()
    raise ReaderMistakeError(content)


def _ended(code: int, seconds: int) -> WorkbookError:
    """What it means that the process ended by itself: out of time, out of memory (the reader aborts), or a crash."""
    if code == OUT_OF_TIME:
        return _too_slow(seconds)
    if code in (-6, -9):
        return _too_large()
    return WorkbookError(*CRASHED)


def _too_slow(seconds: int) -> WorkbookError:
    return WorkbookError(
        f"The workbook takes more than {seconds} seconds to read, so it is not what it seems.",
        "Copy the patients' table into a new workbook and load that.",
    )


def _too_large() -> WorkbookError:
    return WorkbookError(
        f"The workbook needs more than {MEMORY // 2**30} GB of memory to be read.",
        "Copy the patients' table into a new workbook and load that.",
    )


def _take() -> Reader:
    with _LOCK:
        while _SPARE:
            reader = _SPARE.pop()
            if reader.runs:
                return reader
            reader.stop()
    return Reader()


def _give_back(reader: Reader) -> None:
    with _LOCK:
        if not _SPARE:
            _SPARE.append(reader)
            return
    reader.stop()


def _replace(reader: Reader) -> None:
    reader.stop()
    keep_a_reader()
