"""Cells read as levels of a field."""

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np

from core.dictionary import Field, free_levels, in_order
from core.workbook.cells import Value
from core.workbook.combined import MRD_OF, combined_finding, mrd_beside, split_response
from core.workbook.level_texts import grade_of, level_forms, level_of, worst_grade
from core.workbook.mapping import Question
from core.workbook.missing import NOT_TESTED, UNKNOWN
from core.workbook.signs import CHECKED, empty_cells, minus_note, minus_signs, unclear_letters, zero_one, zero_one_note
from core.workbook.typed import Finding, Request, Typed, listed, missing_note

LEVEL_OF_REASON = {NOT_TESTED: "not assessed", UNKNOWN: "unknown"}
NINES = frozenset({"99", "999", "9999"})


@dataclass
class _Read:
    """What the distinct values of a column were read as, and the findings about those that took more than a look."""

    levels: list[str | None]
    findings: dict[int, Finding] = field(default_factory=dict)
    mrd: dict[int, str] = field(default_factory=dict)


def read_levels(request: Request) -> Typed:
    """A column of choices; the level's value (object) per distinct cell value, None where there is none.

    A cell is a level by the user's answer, or by its value, label, slug or a known spelling. 0 and 1 are no and
    yes in a field of yes and no, if nothing else but these two numbers stands there; a minus is negative where a
    plus stands too. `III-IV` is the worst of its grades, `CR MRD-` a response and MRD, each with an issue. Codes for
    a missing value that mean a level of the field (not assessed, unknown) are that level. What is none of the levels
    is an issue, and all such values together one question.
    """
    cells, known = request.cells, request.field
    forms = level_forms(known)
    read = _read(request, forms)
    numbered, minus = zero_one(request, read.levels), minus_signs(request, forms)
    values = np.array([(numbered | minus).get(place, level) for place, level in enumerate(read.levels)], dtype=object)
    unread = np.array([value is None for value in values], dtype=bool)
    nines = np.array([text in NINES for text in cells.texts], dtype=bool)
    missing = (cells.missing | request.said_missing() | nines) & unread
    unknown = np.flatnonzero(unread & ~missing)
    problems = {place: unknown_level(cells.distinct[place], cells.texts[place], known) for place in unknown}
    empty, empty_notes, empty_question = empty_cells(request)
    notes = (*missing_note(cells, missing), *zero_one_note(numbered), *minus_note(minus), *empty_notes)
    return Typed(
        known, values, missing, ~unread, read.findings | problems, (*notes, *_reason_notes(request, values)),
        level_question(request, unknown) or empty_question, empty, mrd_beside(request, read.mrd),
    )  # fmt: skip


def read_free_levels(request: Request) -> Typed:
    """A column of choices whose levels are the values that stand there, in their order (`in_order`)."""
    cells = request.cells
    missing = cells.missing | request.said_missing()
    told = [request.codes.get(text) or re.sub(r"\s+", " ", text) for text in cells.texts]
    values = np.array(told, dtype=object)
    values[missing] = None
    names = in_order(set(values[~missing]))
    known = replace(request.field, levels=free_levels(names))
    return Typed(known, values, missing, ~missing, {}, missing_note(cells, missing))


def unknown_level(value: Value, text: str, known: Field) -> Finding:
    """The finding that a cell is none of the levels of its field."""
    why = "its meaning is not guessed"
    if isinstance(value, datetime.date) and known.kind == "ordinal":
        why = "Excel turns a range such as 2-3 into a date: see what was meant"
    return Finding("warning", f"'{text}' is no level of {known.label}", why, "read as missing")


def answered(request: Request, text: str) -> str | None:
    """The level the user gave this cell text; None if it means missing or the answer is no level of the field."""
    answer = request.codes[text]
    return answer if answer in request.field.values else None


def level_question(request: Request, unknown: np.ndarray) -> Question | None:
    """The question what these cell values mean; None if there are none."""
    if not len(unknown):
        return None
    values = request.cells.counted(unknown.tolist())
    text = f"'{request.heading}' holds {listed([text for text, _ in values])}: which level of {request.field.label}?"
    return Question(request.heading, "unknown levels", text, request.field.values, values)


def _read(request: Request, forms: Mapping[str, str]) -> _Read:
    """Each distinct value by the user's answer, as a level, as a code that means a level, or as two values in one."""
    unclear = unclear_letters(request)
    read = _Read([])
    for place, text in enumerate(request.cells.texts):
        if text in request.codes:
            read.levels.append(answered(request, text))
        elif place in unclear:
            read.levels.append(None)
        else:
            level = level_of(text, forms) or _meant_by_code(request, place)
            read.levels.append(level or _in_two(request, place, text, forms, read))
    return read


def _meant_by_code(request: Request, place: int) -> str | None:
    """The level that a check mark, or a code for a missing value, means in this field."""
    if request.field.kind == "yes/no" and request.cells.texts[place] in CHECKED:
        return "yes"
    level = LEVEL_OF_REASON.get(request.cells.reasons[place])
    return level if level in request.field.values else None


def _in_two(request: Request, place: int, text: str, forms: Mapping[str, str], read: _Read) -> str | None:
    """The level of a grade with its word or in a range, or of a response written with MRD; findings go to `read`."""
    known = request.field
    if known.name.endswith("_grade"):
        if level := grade_of(text, forms):
            return level
        if level := worst_grade(text, known, forms):
            why, done = "the field holds the highest grade", f"read as {level}, the worst"
            read.findings[place] = Finding("warning", f"'{text}' is a range of grades", why, done)
            return level
    if known.name in MRD_OF and (split := split_response(text, known)):
        response, read.mrd[place] = split
        read.findings[place] = combined_finding(text, *split)
        return response
    return None


def _reason_notes(request: Request, values: np.ndarray) -> tuple[Finding, ...]:
    """That codes for a missing value were read as the level that says so."""
    cells = request.cells
    found: list[Finding] = []
    for level in sorted(set(LEVEL_OF_REASON.values()) & set(request.field.values)):
        coded = np.array([LEVEL_OF_REASON.get(reason) == level for reason in cells.reasons], dtype=bool)
        places = np.flatnonzero(coded & (values == level)).tolist()
        told = [text for text, _ in cells.counted(places) if text.casefold() != level]
        if told:
            found.append(Finding("note", f"{listed(told)} stand for a level", "the field has it", f"read as {level}"))
    return tuple(found)
