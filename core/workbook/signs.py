"""Codes whose meaning the column as a whole decides: 0 and 1, + and -, a mark or nothing, the letter M."""

import numpy as np

from core.workbook.level_texts import read_number
from core.workbook.mapping import CONVENTIONS, EMPTY_CELLS, Question
from core.workbook.typed import Finding, Request, many

YES_NO_NUMBERS = {"0": "no", "1": "yes"}
PLUS, MINUS = frozenset({"+", "(+)"}), frozenset({"-", "–", "−", "(-)"})
MARKS = frozenset({"x", "xx", "✓", "✔", "☒", "☑", "✗", "✘"})
CHECKED = frozenset({"✓", "✔", "☑", "☒"})
NO, UNKNOWN = CONVENTIONS[EMPTY_CELLS]


def zero_one(request: Request, read: list[str | None]) -> dict[int, str]:
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


def zero_one_note(numbered: dict[int, str]) -> tuple[Finding, ...]:
    """How 0 and 1 were read."""
    if not numbered:
        return ()
    return (Finding("note", "the column holds 0 and 1", "they are the usual codes", "0 read as no, 1 as yes"),)


def minus_signs(request: Request, forms: dict[str, str]) -> dict[int, str]:
    """The level of a bare minus, by place, in a column where a bare plus stands too; without one it is a dash."""
    texts = request.cells.texts
    negative = forms.get("neg") or forms.get("no")
    if not negative or not PLUS & set(texts):
        return {}
    return {place: negative for place, text in enumerate(texts) if text in MINUS and text not in request.codes}


def minus_note(minus: dict[int, str]) -> tuple[Finding, ...]:
    """How a bare minus was read."""
    if not minus:
        return ()
    level = next(iter(minus.values()))
    return (Finding("note", "the column holds + and -", "beside a plus a minus is no dash", f"- read as {level}"),)


def unclear_letters(request: Request) -> set[int]:
    """Places of the letter M in a column of sexes where it may be `mujer`: beside H or V, but no F or W."""
    letters = {text.casefold() for text in request.cells.texts if len(text) == 1}
    if request.field.name != "sex" or "m" not in letters or not letters & {"h", "v"} or letters & {"f", "w"}:
        return set()
    return {place for place, text in enumerate(request.cells.texts) if text.casefold() == "m"}


def only_marks(request: Request) -> bool:
    """Whether a column of yes and no holds nothing but marks, and cells without one."""
    texts = request.cells.texts
    said = {text for place, text in enumerate(texts) if not request.cells.missing[place]}
    marked = bool(said) and {text.casefold() for text in said} <= MARKS
    return request.field.kind == "yes/no" and marked and not request.cells.filled.all()


def empty_cells(request: Request) -> tuple[str | None, tuple[Finding, ...], Question | None]:
    """What the empty cells of a column of marks are: the level the user gave them, what is said, what is asked."""
    if not only_marks(request):
        return None, (), None
    count = int(np.count_nonzero(~request.cells.filled))
    answer = request.conventions.get(EMPTY_CELLS, "")
    what = f"the column holds only marks, and {many(count, 'empty cell')}"
    if answer == NO:
        return "no", (Finding("note", what, "you said that no mark means no", "empty cells read as no"),), None
    if answer == UNKNOWN:
        return None, (Finding("note", what, "you said that no mark tells nothing", "empty cells left missing"),), None
    held = f"'{request.heading}' holds only marks, and {many(count, 'empty cell')}"
    note = Finding("warning", what, "an empty cell may mean no, or that nobody looked", "missing until it is answered")
    text = f"{held}: does an empty cell mean no, or unknown?"
    return None, (note,), Question(request.heading, EMPTY_CELLS, text, CONVENTIONS[EMPTY_CELLS])
