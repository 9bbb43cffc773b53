"""Which fields a column may be that its heading does not name: by its values, then by a heading that resembles.

A suggestion is shown, never taken.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from difflib import get_close_matches

from core.dictionary import Field, dictionary, normalise
from core.workbook.cells import Cells
from core.workbook.headings import known_forms
from core.workbook.level_texts import level_forms, level_of
from core.workbook.typed import Typed

BY_VALUES = (("mab1", "mab2"), ("mab1_response", "mab2_response"))
ENOUGH_RESPONSES = frozenset({"CR", "NR"})
RESEMBLANCE = 0.8
SHORTEST = 5
MOST_FIELDS = 3
MOST_SPELLINGS = 50


@dataclass(frozen=True)
class Suggestion:
    """The names of the fields a column may be, best first, and why."""

    fields: tuple[str, ...] = ()
    reason: str = ""


NONE = Suggestion()


def suggest(heading: str, cells: Cells, taken: Collection[str], read: Callable[[Field], Typed]) -> Suggestion:
    """What a column may be, among the fields that no column has taken; `read` reads its cells as a field."""
    if not cells.distinct:
        return NONE
    if by_values := [name for name in _by_values(cells) if name not in taken]:
        return Suggestion(tuple(by_values), f"Its values are those of {_labels(by_values)}")
    alike = [name for name in _by_heading(heading) if name not in taken and read(dictionary()[name]).fits(cells)]
    return Suggestion(tuple(alike), f"Its heading resembles those of {_labels(alike)}") if alike else NONE


def _by_values(cells: Cells) -> tuple[str, ...]:
    """The fields whose levels are all that stands in a column; a response needs more than one kind of it."""
    texts = [text for text, reason in zip(cells.texts, cells.reasons, strict=True) if not reason]
    if len(texts) > MOST_SPELLINGS:
        return ()
    for names in BY_VALUES:
        forms = level_forms(dictionary()[names[0]])
        levels = {level_of(text, forms) for text in texts}
        if texts and None not in levels and (names[0] == "mab1" or len(levels & ENOUGH_RESPONSES) > 1):
            return names
    return ()


def _by_heading(heading: str) -> tuple[str, ...]:
    """The fields with a known heading much like this one, the most alike first."""
    forms, plain = known_forms(), normalise(heading)
    if len(plain) < SHORTEST:
        return ()
    long_enough = [form for form in forms if len(form) >= SHORTEST]
    close = get_close_matches(plain, long_enough, n=2 * MOST_FIELDS, cutoff=RESEMBLANCE)
    return tuple(dict.fromkeys(field.name for form in close for field in forms[form]))[:MOST_FIELDS]


def _labels(names: list[str]) -> str:
    return " or ".join(dictionary()[name].label for name in names)
