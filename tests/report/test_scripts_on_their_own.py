"""The zip of a proof, as somebody opens it elsewhere: each script runs beside its table, and what both print agrees."""

import io
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from core.report.proofs import PROVED, prove
from core.view import View
from tests.proof.r import R, needs_r
from tests.report.asking import asked


def run(folder: Path, *command: str) -> dict[str, float]:
    ran = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=True)
    pairs = (line.split("\t") for line in ran.stdout.splitlines())
    return {name: float("nan") if value == "NA" else float(value) for name, value in pairs}


def same(one: float, other: float) -> bool:
    return one == pytest.approx(other, rel=1e-6, abs=1e-9, nan_ok=True)


@needs_r
@pytest.mark.parametrize("page", PROVED)
def test_both_scripts_of_a_page_run_by_themselves_and_agree(page, tmp_path):
    proof, _ = prove(asked(View(compare="salvage")), page)
    with zipfile.ZipFile(io.BytesIO(proof.packed())) as packed:
        packed.extractall(tmp_path)
    in_r = run(tmp_path, R, "--vanilla", "script.R")
    in_python = run(tmp_path, sys.executable, "-I", "script.py")
    both = in_r.keys() & in_python.keys()
    assert len(both) > 20
    differing = {name: (in_r[name], in_python[name]) for name in both if not same(in_r[name], in_python[name])}
    assert differing == {}
