"""What became of the columns of a workbook, what was said about them, and what was left out for privacy."""

from collections import Counter

from core.dictionary import dictionary
from core.workbook.answers import Answer
from core.workbook.mapping import DROP, EXTRA, Reading

MEANT = {EXTRA: "kept as an extra column", DROP: "left out"}
MISSING = "missing"
NOT_KEPT = ": not kept."
"""How the reason ends of every column that is dropped for naming the patient, by heading or by value."""


def columns_sentence(reading: Reading) -> str:
    """How many columns were understood, need a look, are kept as they are, hold nothing, and are left out."""
    counts = Counter(column.status for column in reading.columns)
    understood = f"{counts['matched']:,} of {len(reading.columns):,} columns understood"
    check = counts["check"]
    others = (
        f"{check:,} need{'s' * (check == 1)} a look" if check else "",
        f"{counts['extra']:,} kept as extra" if counts["extra"] else "",
        f"{counts['not used']:,} empty" if counts["not used"] else "",
        f"{counts['dropped']:,} left out" if counts["dropped"] else "",
    )
    return ", ".join(part for part in (understood, *others) if part) + "."


def privacy_sentence(reading: Reading) -> str:
    """Which columns were dropped as the file was read because they name the patient; empty where none was."""
    dropped = [column for column in reading.columns if column.status == "dropped"]
    headings = [column.heading for column in dropped if column.reason.endswith(NOT_KEPT)]
    if not headings:
        return ""
    return f"Dropped for privacy, nothing of them was kept: {', '.join(headings)}."


def answer_sentence(answer: Answer) -> str:
    """What the visitor said, in one line."""
    said = answer.said
    match answer.kind:
        case "fields":
            known = dictionary()[said].label if said in dictionary() else MEANT.get(said, said)
            return f"{answer.heading} is {known}"
        case "units":
            return f"{answer.heading} is in {said}"
        case "date_orders":
            return f"Dates in {answer.heading} are written {said}"
        case "codes":
            return f"“{answer.value}” in {answer.heading} means {said or MISSING}"
        case "layout":
            return f"The sheet: {answer.heading}: {said}"
    return f"{answer.heading}: {answer.value}: {said}"


def questions_sentence(n: int) -> str:
    """How many questions wait."""
    return f"{n:,} question{'' if n == 1 else 's'} only you can answer"
