"""A response written together with MRD in one cell, such as `CR MRD-`: two values for two fields."""

import re

import numpy as np

from core.dictionary import Field, dictionary
from core.workbook.level_texts import level_forms, level_of
from core.workbook.typed import Finding, Request, Typed, many

MRD_OF = {"mab1_response": "mab1_mrd", "mab2_response": "mab2_mrd"}
MRD = re.compile(
    r"\bno mrd\b|\bumrd\b"
    r"|mrd[\s:_]*[-–−]?\s*(?P<word>neg\w*|pos\w*|undetectable|detectable|not done|nd)\b\.?"
    r"|mrd[\s:_]*(?P<sign>[-–−+])"
    r"|\b(?P<before>neg\w*|pos\w*)[\s.]*mrd\b",
    re.IGNORECASE,
)
JOINING = re.compile(r"[\s,;/()\[\]&+_-]+|\bwith\b|\band\b|\bmit\b|\bund\b|\bavec\b|\bcon\b", re.IGNORECASE)


def split_response(text: str, field: Field) -> tuple[str, str] | None:
    """The levels of response and MRD that a text names together, or None if it does not name just these two."""
    found = MRD.search(text)
    if not found:
        return None
    rest = " ".join(JOINING.sub(" ", text[: found.start()] + " " + text[found.end() :]).split())
    response = level_of(rest, level_forms(field)) if rest else None
    mrd = _mrd(found, dictionary()[MRD_OF[field.name]])
    return (response, mrd) if response and mrd else None


def mrd_beside(request: Request, split: dict[int, str]) -> Typed | None:
    """The MRD that the cells of a response column name beside the response, as a column of its own."""
    if not split:
        return None
    values = np.array([split.get(place) for place in range(len(request.cells.distinct))], dtype=object)
    nothing = np.zeros(len(values), dtype=bool)
    count = int(request.cells.counts[list(split)].sum())
    what = f"MRD stands beside the response in {many(count, 'cell')} of '{request.heading}'"
    note = Finding("note", what, "one cell holds two values", "read as MRD; missing where the cell does not name it")
    known = np.array([value is not None for value in values], dtype=bool)
    return Typed(dictionary()[MRD_OF[request.field.name]], values, nothing, known, notes=(note,))


def combined_finding(text: str, response: str, mrd: str) -> Finding:
    """The finding that a cell was split."""
    done = f"split: response {response}, MRD {mrd} unless another column has MRD"
    return Finding("note", f"'{text}' names response and MRD", "one cell holds two values", done)


def _mrd(found: re.Match, field: Field) -> str | None:
    text = found["word"] or found["sign"] or found["before"] or "negative"
    sign = {"+": "positive", "-": "negative", "–": "negative", "−": "negative"}
    return sign.get(text) or level_of(text.strip("."), level_forms(field))
