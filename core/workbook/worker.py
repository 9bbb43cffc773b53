"""The reading process: takes one job after another from its standard input, and ends with it.

It is a process of its own so that it can be killed: a workbook that takes too long or too much memory takes nothing
else with it. What goes wrong here is told by type and place, never by a text that may quote a cell.
"""

import gc
import os
import pickle
import traceback
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple

from core.cohort import Source
from core.workbook.errors import WorkbookError
from core.workbook.importing import read_workbook
from core.workbook.mapping import Mapping

try:
    import resource
except ImportError:  # Windows has no such limits; the time is then watched from outside alone.
    resource = None

STATUS = Path("/proc/self/statm")
UNKNOWN_SIZE = 2**29


class Job(NamedTuple):
    """A workbook to read, the seconds of processor time and the bytes of memory it may take."""

    data: bytes
    name: str
    sheet: str
    mapping: Mapping
    source: Source | None
    seconds: int
    memory: int


class Answer(NamedTuple):
    """A reading, or a refusal, or the type and place of a mistake of the program."""

    kind: str
    content: Any


def serve(jobs: BinaryIO, answers: BinaryIO) -> None:
    """Answer jobs until there are no more; one word beforehand says that everything is imported."""
    answers.write(_packed("ready", None))
    answers.flush()
    while True:
        try:
            job = pickle.load(jobs)
        except EOFError:
            return
        reply = do(job)
        del job
        answers.write(reply)
        answers.flush()
        del reply
        gc.collect()


def do(job: Job) -> bytes:
    """Read one workbook within the limits: a pickled answer. The fingerprint, which takes time, is taken here too."""
    _limit(job)
    try:
        reading = read_workbook(job.data, job.name, job.sheet, job.mapping, source=job.source)
        _ = reading.cohort.fingerprint
        return _packed("reading", reading)
    except WorkbookError as refusal:
        return _packed("refusal", refusal)
    except MemoryError:
        return _packed("memory", None)
    except Exception as error:
        last = traceback.extract_tb(error.__traceback__)[-1]
        return _packed("mistake", f"{type(error).__name__} in {Path(last.filename).name}, line {last.lineno}")


def _packed(kind: str, content: Any) -> bytes:
    return pickle.dumps(Answer(kind, content), protocol=5)


def _limit(job: Job) -> None:
    """So many more seconds and bytes than were taken so far; a system without one of the limits goes without it."""
    if resource is None:
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    size = int(STATUS.read_text().split()[0]) * resource.getpagesize() if STATUS.exists() else UNKNOWN_SIZE
    wanted = (
        (resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + 1 + job.seconds),
        (resource.RLIMIT_AS, size + job.memory),
        (resource.RLIMIT_CORE, 0),
    )
    for limit, most in wanted:
        hard = resource.getrlimit(limit)[1]
        try:
            resource.setrlimit(limit, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))
        except (ValueError, OSError):
            continue


def main() -> None:
    """Serve over the standard streams; what anything prints goes nowhere."""
    jobs, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    sink = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(sink, stream)
    gc.freeze()
    serve(jobs, answers)
