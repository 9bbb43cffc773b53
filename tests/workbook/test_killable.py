"""A reading of its own process: it gives the same cohort, and ends when it must."""

import os
import pickle
import subprocess
import sys
import time

import pytest

from core.cohort import Source
from core.workbook import Mapping, WorkbookError, killable, read_workbook, worker
from core.workbook.killable import Reader, ReaderMistakeError, dismiss_readers, keep_a_reader, read_apart
from tests.workbook.making import text, xlsx
from tests.workbook.other_formats import ROWS

DATA = xlsx(ROWS)


@pytest.fixture(autouse=True, scope="module")
def no_reader_left():
    yield
    dismiss_readers()


def says(answer: bytes):
    """A stand-in for the reading process: what it does with a job, in Python."""
    return [sys.executable, "-c", f"import sys, time, os; {answer}"]


def test_a_reading_apart_gives_what_a_reading_here_gives():
    mapping = Mapping(fields={"Blasts": "drop"})
    apart = read_apart(DATA, "cohort.xlsx", mapping=mapping, source=Source("made up"))
    here = read_workbook(DATA, "cohort.xlsx", mapping=mapping, source=Source("made up"))
    assert apart.cohort.patients.equals(here.cohort.patients)
    assert (apart.cohort.issues, apart.cohort.source) == (here.cohort.issues, here.cohort.source)
    assert dict(apart.cohort.columns) == dict(here.cohort.columns)
    assert apart.cohort.fingerprint == here.cohort.fingerprint
    assert (apart.columns, apart.sheets, apart.sheet) == (here.columns, here.sheets, here.sheet)
    assert apart.cohort.has("age_years")


def test_a_cohort_that_travelled_is_still_never_changed():
    cohort = pickle.loads(pickle.dumps(read_workbook(DATA, "x").cohort))
    with pytest.raises(TypeError):
        cohort.columns["new"] = cohort.columns["age_years"]
    patients = cohort.patients
    patients.loc[0, "age_years"] = 99.0
    assert cohort.numbers("age_years")[0] == 41


def test_a_refusal_travels_whole():
    with pytest.raises(WorkbookError, match="no column that Ballad knows") as caught:
        read_apart(text([("shoe size", "colour"), ("43", "red")]), "x.csv")
    assert caught.value.headings == ("shoe size", "colour")


def test_the_process_is_used_again_and_replaced_after_a_large_workbook(monkeypatch):
    dismiss_readers()
    read_apart(DATA, "x")
    first = killable._SPARE[0]
    read_apart(DATA, "x")
    assert killable._SPARE[0] is first
    monkeypatch.setattr(killable, "LARGE", 10)
    read_apart(DATA, "x")
    assert not first.runs
    assert killable._SPARE[0] is not first


def test_a_reading_that_takes_too_long_is_ended(monkeypatch):
    dismiss_readers()
    ready = "import pickle; pickle.dump(1, sys.stdout.buffer); sys.stdout.buffer.flush()"
    monkeypatch.setattr(killable, "COMMAND", says(f"{ready}; time.sleep(600)"))
    monkeypatch.setattr(killable, "SECONDS", 1)
    monkeypatch.setattr(killable, "BUSY", 0.2)
    with pytest.raises(WorkbookError, match="more than 1 seconds to read"):
        read_apart(DATA, "x")
    dismiss_readers()


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit of processor time")
@pytest.mark.parametrize(
    ("end", "said"),
    [
        ("os.kill(os.getpid(), 24)", "more than 15 seconds"),
        ("os.kill(os.getpid(), 6)", "more than 1 GB of memory"),
        ("os.kill(os.getpid(), 11)", "stopped at something damaged"),
        ("sys.exit(3)", "stopped at something damaged"),
    ],
)
def test_a_process_that_dies_becomes_a_sentence(monkeypatch, end, said):
    dismiss_readers()
    monkeypatch.setattr(killable, "COMMAND", says(end))
    with pytest.raises(WorkbookError, match=said):
        read_apart(DATA, "x")
    dismiss_readers()


def test_whoever_leaves_takes_the_reading_along(monkeypatch):
    class LeftError(Exception):
        """What Streamlit raises where the visitor has left."""

    def leave(_seconds: float, _most: float) -> None:
        raise LeftError

    started = []
    dismiss_readers()
    monkeypatch.setattr(killable, "COMMAND", says("time.sleep(600)"))
    monkeypatch.setattr(killable, "_take", lambda: started.append(Reader()) or started[0])
    with pytest.raises(LeftError):
        read_apart(DATA, "x", watch=leave)
    assert not started[0].runs
    dismiss_readers()


def test_a_watcher_is_told_how_long_it_takes(monkeypatch):
    dismiss_readers()
    told = []
    monkeypatch.setattr(killable, "POLL_SECONDS", 0.01)
    read_apart(DATA, "x", watch=lambda *seconds: told.append(seconds))
    assert told == sorted(told)
    assert {most for _, most in told} == {killable.SECONDS * killable.BUSY}


def test_a_mistake_of_the_program_tells_its_place_and_no_value(monkeypatch):
    def fail(*_arguments: object, **_named: object) -> None:
        raise TypeError("Mary Miller")

    monkeypatch.setattr(worker, "read_workbook", fail)
    monkeypatch.setattr(worker, "_limit", lambda _job: None)
    answer = pickle.loads(worker.do(worker.Job(DATA, "x", "", Mapping(), None, 15, 2**30)))
    assert answer.kind == "mistake"
    with pytest.raises(ReaderMistakeError, match=r"TypeError in test_killable.py, line \d+") as caught:
        killable._content(*answer)
    assert "Mary" not in str(caught.value)


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_memory_beyond_the_limit_is_refused_by_the_process():
    job = "worker.Job(b'x', 'x', '', None, None, 15, 2**26)"
    hungry = "worker.read_workbook = lambda *a, **k: bytearray(2**28)"
    code = f"from core.workbook import worker; {hungry}; print(worker.do({job}).hex())"
    done = subprocess.run([sys.executable, "-c", code], cwd=killable.PROJECT, capture_output=True, check=True)
    assert pickle.loads(bytes.fromhex(done.stdout.decode().strip())).kind == "memory"


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the process where Linux lists it")
def test_no_process_outlives_the_one_that_started_it():
    start = "from core.workbook import killable as k; k.keep_a_reader(); print(k._SPARE[0]._process.pid, flush=True)"
    code = f"{start}; import os; os._exit(1)"
    done = subprocess.run([sys.executable, "-c", code], cwd=killable.PROJECT, capture_output=True, check=False)
    pid = int(done.stdout)
    end = time.monotonic() + 60
    while os.path.exists(f"/proc/{pid}") and time.monotonic() < end:
        time.sleep(0.1)
    assert not os.path.exists(f"/proc/{pid}")


def test_one_reader_waits():
    keep_a_reader()
    keep_a_reader()
    assert len(killable._SPARE) == 1
