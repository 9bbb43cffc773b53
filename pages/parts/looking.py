"""Whom a visitor looks at: it is held in the session alone, and no address, log or file name tells of it."""

from dataclasses import dataclass

from core.analyses.patients_behind import Behind


@dataclass
class Looking:
    """In the cohort of this name in a view: a list, the place of one patient, and the laboratory tests shown."""

    cohort: str
    behind: Behind | None = None
    patient: int | None = None
    tests: tuple[str, ...] | None = None
