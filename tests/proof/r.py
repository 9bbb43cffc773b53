"""Run a generated script in R, where R is on the machine, and read what it says."""

import atexit
import shutil
import subprocess
from functools import cache
from pathlib import Path
from threading import Timer

import pytest

from core.proof.r.text import DATA_FILE

R = shutil.which("Rscript")
needs_r = pytest.mark.skipif(R is None, reason="NOT RUN: R with survival and cmprsk is not on this machine")
PATIENCE = 120
"""Seconds a script may take."""

SESSION = Path(__file__).with_name("session.R")


def run_r(script: str, table, folder: Path) -> dict[str, float]:
    """The numbers a script prints, by name; the table is one with `to_csv`."""
    (folder / DATA_FILE).write_text(table.to_csv(), encoding="utf-8")
    (folder / "script.R").write_text(script, encoding="utf-8")
    answer = _ask(folder)
    assert answer == "done", answer or "R ended"
    pairs = (line.split("\t") for line in (folder / "said.txt").read_text(encoding="utf-8").splitlines())
    return {name: float("nan") if value == "NA" else float(value) for name, value in pairs}


def _ask(folder: Path) -> str:
    session = _session()
    if session.poll() is not None:
        _session.cache_clear()
        session = _session()
    limit = Timer(PATIENCE, session.kill)
    limit.start()
    print(folder.as_posix(), file=session.stdin, flush=True)
    answer = session.stdout.readline().strip()
    limit.cancel()
    return answer


@cache
def _session() -> subprocess.Popen:
    """An R that stays for the scripts to come: it starts, and loads its packages, once."""
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.DEVNULL}
    session = subprocess.Popen([R, "--vanilla", SESSION], text=True, **pipes)
    atexit.register(session.communicate)
    return session
