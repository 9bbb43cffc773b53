"""What is said before patients leave the hospital as a file."""

from collections.abc import Sequence

DATES_WARNING = "Dates of patients are identifying: take them out of the hospital only where you are allowed to."


def few_sentence(few: int) -> str:
    """The warning of small cells, by their number; nothing without any."""
    if not few:
        return ""
    cells = "1 cell has" if few == 1 else f"{few:,} cells have"
    return (
        f"{cells} fewer than 5 patients: someone who knows the hospital may recognise them. Merge levels, leave "
        "columns out, or keep the file inside."
    )


def without_sentence(headings: Sequence[str]) -> str:
    """Which columns were left out for their small cells, or nothing."""
    return f"Left out, as a level has fewer than 5 patients: {'; '.join(headings)}." if headings else ""
