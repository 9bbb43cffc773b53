"""Cells read as levels of a field."""

import re
from dataclasses import replace

import numpy as np

from core.dictionary import Field, free_levels, in_order, normalise
from core.workbook.mapping import Question
from core.workbook.numbers import read_number
from core.workbook.typed import Finding, Request, Typed, listed, missing_note

# Signs that change or weaken a value; normalise() would take them away.
UNSURE = re.compile(r"[<>≤≥≠=~≈±?]|\bnot\b|\bor\b|/", re.IGNORECASE)
YES_NO_NUMBERS = {"0": "no", "1": "yes"}
YES_NO_WORDS = {"TRUE": "yes", "FALSE": "no"}


def read_levels(request: Request) -> Typed:
    """A column of choices; the level's value (object) per distinct cell value, None where there is none.

    A cell is a level by the user's answer, or by its value, label, slug or a known spelling. 0 and 1 are no and
    yes in a field of yes and no, if nothing else but these two numbers stands there. What is none of the levels
    is an issue, and all such values together one question.
    """
    cells, field = request.cells, request.field
    forms = level_forms(field)
    read = [answered(request, text) if text in request.codes else level_of(text, forms) for text in cells.texts]
    numbered = _read_zero_one(request, read)
    values = np.array([numbered.get(place, value) for place, value in enumerate(read)], dtype=object)
    unread = np.array([value is None for value in values], dtype=bool)
    codes_of_999 = np.array([text in {"999", "9999"} for text in cells.texts], dtype=bool)
    missing = (cells.missing | request.said_missing() | codes_of_999) & unread
    unknown = np.flatnonzero(unread & ~missing)
    problems = {place: unknown_level(cells.texts[place], field) for place in unknown}
    notes = (*missing_note(cells, missing), *_zero_one_note(numbered))
    return Typed(field, values, missing, ~unread, problems, notes, level_question(request, unknown))


def read_free_levels(request: Request) -> Typed:
    """A column of choices whose levels are the values that stand there, in their order (`in_order`)."""
    cells = request.cells
    missing = cells.missing | request.said_missing()
    told = [request.codes.get(text) or re.sub(r"\s+", " ", text) for text in cells.texts]
    values = np.array(told, dtype=object)
    values[missing] = None
    names = in_order(set(values[~missing]))
    field = _with_levels(request.field, names)
    return Typed(field, values, missing, ~missing, {}, missing_note(cells, missing))


def level_forms(field: Field) -> dict[str, str]:
    """Every way to write a level of a field, plain and normalised, with the level's value."""
    forms: dict[str, str] = {}
    for level in field.levels:
        for form in (level.value, level.label, level.slug, *level.spellings):
            forms.setdefault(form.casefold(), level.value)
            forms.setdefault(normalise(form), level.value)
    if field.kind == "yes/no":
        forms |= {word.casefold(): value for word, value in YES_NO_WORDS.items()}
    return forms


def level_of(text: str, forms: dict[str, str]) -> str | None:
    """The level a text names, or None. A number is compared as it is; so is a text with a sign such as > or ?."""
    number = read_number(text)
    if number is not None:
        return forms.get(str(int(number))) if number.is_integer() and number >= 0 else None
    exact = forms.get(text.casefold())
    if exact or UNSURE.search(text):
        return exact
    return forms.get(normalise(text))


def unknown_level(text: str, field: Field) -> Finding:
    """The finding that a cell is none of the levels of its field."""
    return Finding("warning", f"'{text}' is no level of {field.label}", "its meaning is not guessed", "read as missing")


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


def _read_zero_one(request: Request, read: list[str | None]) -> dict[int, str]:
    """No and yes for 0 and 1, by place, in a field of yes and no without other numbers."""
    if request.field.kind != "yes/no":
        return {}
    numbers = {}
    for place, text in enumerate(request.cells.texts):
        open_still = read[place] is None and text not in request.codes and not request.cells.missing[place]
        if open_still and (number := read_number(text)) is not None:
            numbers[place] = str(int(number)) if number.is_integer() else ""
    if not set(numbers.values()) <= set(YES_NO_NUMBERS):
        return {}
    return {place: YES_NO_NUMBERS[number] for place, number in numbers.items()}


def _zero_one_note(numbered: dict[int, str]) -> tuple[Finding, ...]:
    if not numbered:
        return ()
    return (Finding("note", "the column holds 0 and 1", "they are the usual codes", "0 read as no, 1 as yes"),)


def _with_levels(field: Field, names: list[str]) -> Field:
    return replace(field, levels=free_levels(names))
