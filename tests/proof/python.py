"""Run a generated Python script by the interpreter of the tests, and read what it says."""

import subprocess
import sys
from pathlib import Path

from core.proof.r.text import DATA_FILE


def run_python(script: str, table, folder: Path) -> dict[str, float]:
    """The numbers a script prints, by name; the table is one with `to_csv`."""
    (folder / DATA_FILE).write_text(table.to_csv(), encoding="utf-8")
    (folder / "script.py").write_text(script, encoding="utf-8")
    ran = subprocess.run(
        [sys.executable, "-I", "script.py"], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stderr
    return {name: float(value) for name, value in (line.split("\t") for line in ran.stdout.splitlines())}
