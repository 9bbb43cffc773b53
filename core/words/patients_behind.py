"""The sentence of a list of patients: how many, what they were counted as, among whom."""

from collections.abc import Iterable

from core.analyses.patients_behind import Behind
from core.analyses.selection import EVERYBODY
from core.words.patients import patients

HANDLE = (
    "A row a patient, not counts: dates, where shown, and rare combinations can tell who somebody is, however few are "
    "listed. Handle this file as patient data."
)
"""The note that goes with every file of a list."""
NOTHING_CHOSEN = (
    "These are all patients the filters keep. A click on a curve or on a part of a bar, or “Patients behind a number” "
    "under a table, brings the patients of that number here. Choose a row to see the course of its patient below."
)


def behind_sentence(behind: Behind) -> str:
    """The list in one sentence: "7 patients: Salvage 1, CR, of all given the antibody (among Sex: Male)"."""
    if behind.what == EVERYBODY:
        return f"All {patients(behind.n)} of the cohort" if behind.n != 1 else "The 1 patient of the cohort"
    among = "" if behind.among in (EVERYBODY, behind.what) else f" (among {behind.among})"
    return f"{patients(behind.n)}: {behind.what}{among}"


def shortened_sentence(n: int, most: int) -> str:
    """That a list is too long for the screen, and where the rest of it is; nothing where all of it is shown."""
    if n <= most:
        return ""
    return f"The first {most:,} of {n:,} are shown; the files hold all of them, and filters bring others into sight."


def distinct(names: Iterable[str]) -> list[str]:
    """The names, those that come again numbered, so that a choice among them is a choice of one."""
    made: dict[str, None] = {}
    for name in names:
        wanted, number = name, 1
        while wanted in made:
            number += 1
            wanted = f"{name} ({number})"
        made[wanted] = None
    return list(made)
