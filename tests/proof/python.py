"""Run a generated script in Python beside its table, and read what it says."""

import contextlib
import io
import runpy
import warnings
from pathlib import Path

from core.proof.r.text import DATA_FILE


def run_python(script: str, table, folder: Path) -> dict[str, float]:
    """The numbers a script prints, by name; the table is one with `to_csv`.

    It runs in this interpreter, which has the libraries loaded; `tests/report` runs scripts in one of their own.
    """
    (folder / DATA_FILE).write_text(table.to_csv(), encoding="utf-8")
    (folder / "script.py").write_text(script, encoding="utf-8")
    said = io.StringIO()
    with contextlib.chdir(folder), contextlib.redirect_stdout(said), warnings.catch_warnings(action="ignore"):
        runpy.run_path("script.py")
    return {name: float(value) for name, value in (line.split("\t") for line in said.getvalue().splitlines())}
