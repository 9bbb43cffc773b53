"""Antibodies named within a cell, alone or beside other drugs."""

import re
from functools import cache

from core.dictionary import dictionary
from core.workbook.codes import level_forms, level_of

WORDS = re.compile(r"[^\W_]+(?:-[^\W_]+)*")
SHORTEST = 3


def antibody_in(text: str) -> str | None:
    """The antibody a text names (a value of the dictionary's first antibody), None if it names none or both.

    The whole text may be any spelling the dictionary knows; beside other words, spellings of two letters do not
    count, for they mean other things too.
    """
    if whole := level_of(text, _forms()):
        return whole
    words = [word for word in WORDS.findall(text[:500]) if len(word) >= SHORTEST]
    named = {found for word in words if (found := level_of(word, _forms()))}
    return named.pop() if len(named) == 1 else None


@cache
def _forms() -> dict[str, str]:
    return level_forms(dictionary()["mab1"])
