"""What is said before patients leave the hospital as a file."""

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
