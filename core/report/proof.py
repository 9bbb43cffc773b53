"""The proof of a page: scripts that give its numbers, the table they read, and the second opinion of libraries."""

from collections.abc import Callable
from dataclasses import dataclass

from core.proof.opinions.opinion import Opinion
from core.proof.r.text import DATA_FILE
from core.proof.tables.cox import CoxTable
from core.proof.tables.patients import PatientTable
from core.proof.tables.times import AnalysisTable
from core.report.bundle import pack

SCRIPT_FILE, PYTHON_FILE = "script.R", "script.py"

Opinions = tuple[tuple[Opinion, ...], tuple[str, ...]]
"""Numbers beside those of other libraries, and sentences on what these cannot compute."""


@dataclass(frozen=True, eq=False)
class Proof:
    """The patients behind a page as a table, and the scripts that give its numbers.

    The script in R gives all of them, the one in Python those its libraries have. `second_opinion` sets the numbers
    beside those of other libraries, which it imports.
    """

    table: AnalysisTable | CoxTable | PatientTable
    script: str
    script_in_python: str
    second_opinion: Callable[[], Opinions]

    @property
    def labels(self) -> tuple[str, ...]:
        """The groups that numbers are named after; none of Cox models."""
        return () if isinstance(self.table, CoxTable) else self.table.labels

    def packed(self) -> bytes:
        """The scripts and their table in a zip."""
        files = {SCRIPT_FILE: self.script, PYTHON_FILE: self.script_in_python, DATA_FILE: self.table.to_csv()}
        return pack({name: text.encode() for name, text in files.items()})


Proved = tuple[Proof | None, str]
"""The proof of a page; None, and why, where there is none."""
