"""Run a generated script in Python beside its table, and read what it says."""

import contextlib
import io
import runpy
from pathlib import Path

import pytest

from core.proof.r.text import DATA_FILE
from core.proof.tables.patients import PatientTable


def run_python(script: str, table: PatientTable, folder: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, float]:
    """The numbers a script prints, by name; run by this interpreter, which has the libraries loaded."""
    (folder / DATA_FILE).write_text(table.to_csv(), encoding="utf-8")
    (folder / "script.py").write_text(script, encoding="utf-8")
    monkeypatch.chdir(folder)
    said = io.StringIO()
    with contextlib.redirect_stdout(said):
        runpy.run_path("script.py")
    pairs = (line.split("\t") for line in said.getvalue().splitlines())
    return {name: float(value) for name, value in pairs}
