"""Run a generated script in R, where R is on the machine, and read what it says."""

import shutil
import subprocess
from pathlib import Path

import pytest

from core.proof.r.text import DATA_FILE
from core.proof.tables.times import AnalysisTable

R = shutil.which("Rscript")
needs_r = pytest.mark.skipif(R is None, reason="NOT RUN: R with survival and cmprsk is not on this machine")


def run_r(script: str, table: AnalysisTable, folder: Path) -> dict[str, float]:
    """The numbers a script prints, by name."""
    (folder / DATA_FILE).write_text(table.to_csv(), encoding="utf-8")
    (folder / "script.R").write_text(script, encoding="utf-8")
    ran = subprocess.run(
        [R, "--vanilla", "script.R"], cwd=folder, capture_output=True, text=True, timeout=120, check=False
    )
    assert ran.returncode == 0, ran.stderr
    pairs = (line.split("\t") for line in ran.stdout.splitlines())
    return {name: float("nan") if value == "NA" else float(value) for name, value in pairs}
