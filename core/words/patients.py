"""How many patients there are, who is left out and why, and what was found in their workbook."""

from collections import Counter

from core.analyses.selection import EVERYBODY, Selection
from core.cohort import SEVERITIES, Cohort


def patients(n: int) -> str:
    """A number of patients: "1 patient", "29 patients"."""
    return f"{n:,} patient{'' if n == 1 else 's'}"


def cohort_sentence(cohort: Cohort) -> str:
    """How large the cohort is, where it was read, and its fingerprint."""
    sheet = f" from sheet {cohort.source.sheet}" if cohort.source.sheet else ""
    return f"{patients(len(cohort))}{sheet}. Fingerprint {cohort.fingerprint}."


def issues_sentence(cohort: Cohort) -> str:
    """How many errors, warnings and notes the workbook gave."""
    if not cohort.issues:
        return "No issues were found."
    counts = Counter(issue.severity for issue in cohort.issues)
    said = [f"{counts[name]} {name}{'' if counts[name] == 1 else 's'}" for name in SEVERITIES if counts[name]]
    return f"Found in the workbook: {', '.join(said)}."


def nobody_sentence(filters: str) -> str:
    """What a page says when the filters leave nobody."""
    return f"No patients match: {filters}. Take a filter away or press “All patients” in the sidebar."


def whom_sentence(selection: Selection) -> str:
    """Whom a table is about, for a footnote that travels with it: the filters, and how many of the cohort they keep."""
    of = len(selection.cohort)
    if selection.sentence == EVERYBODY:
        return f"Patients: all {of:,} of the cohort."
    return f"Patients: {selection.sentence} ({selection.n:,} of {of:,})."


def left_out_sentence(n: int, left_out: tuple[tuple[str, int], ...]) -> str:
    """Who is in the result and who is not, by reason."""
    if not left_out:
        return f"All {patients(n)} are included." if n != 1 else "The 1 patient is included."
    reasons = "; ".join(f"{count:,} {reason}" for reason, count in left_out)
    return f"{patients(n)} included; left out: {reasons}."
