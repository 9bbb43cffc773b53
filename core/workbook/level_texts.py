"""One text read as a level of a field: by its value, label, slug or a known spelling, and grades by their number."""

import re

from core.dictionary import Field, normalise
from core.workbook.numerals import PLAIN

# Signs that change or weaken a value; normalise() would take them away.
UNSURE = re.compile(r"[<>≤≥≠=~≈±?]|\bnot\b|\bor\b|/", re.IGNORECASE)
# normalise() would make a III of I-II.
ROMAN_RANGE = re.compile(r"[IVX\s]*[-–—−][IVX\s]*", re.IGNORECASE)
YES_NO_WORDS = {"TRUE": "yes", "FALSE": "no"}
BRACKET = re.compile(r"(.*\S)\s*[(\[]([^()\[\]]+)[)\]]")
GRADE_WORD = re.compile(r"^(?:grade|grad|grado|gr|g)\b\.?\s*|\s*°$", re.IGNORECASE)
RANGE = re.compile(r"(.*?\S)\s*(?:-|–|—|/|\bto\b|\bbis\b|\bà\b|\ba\b)\s*(\S.*)", re.IGNORECASE)


def level_forms(field: Field) -> dict[str, str]:
    """Every way to write a level of a field, plain and normalised, with the level's value."""
    forms: dict[str, str] = {}
    for level in field.levels:
        for form in (level.value, level.label, level.slug, *level.spellings):
            forms.setdefault(form.casefold(), level.value)
            forms.setdefault(normalise(form), level.value)
    if field.kind == "yes/no":
        forms |= {word.casefold(): value for word, value in YES_NO_WORDS.items()}
    forms.pop("", None)
    return forms


def level_of(text: str, forms: dict[str, str]) -> str | None:
    """The level a text names, or None. A number is compared as it is; so is a text with a sign such as > or ?.

    A bracket may repeat the level by another of its names: `blinatumomab (Blincyto)`.
    """
    number = read_number(text)
    if number is not None:
        return forms.get(str(int(number))) if number.is_integer() and number >= 0 else None
    text = re.sub(r"\s+", " ", text).strip()
    exact = forms.get(text.casefold())
    if exact or UNSURE.search(text) or ROMAN_RANGE.fullmatch(text):
        return exact
    if found := forms.get(normalise(text)):
        return found
    bracket = BRACKET.fullmatch(text)
    named = {forms.get(normalise(part)) for part in bracket.groups()} if bracket else {None}
    return named.pop() if len(named) == 1 else None


def read_number(text: str) -> float | None:
    """A text that is a number in the plain form, or None."""
    return float(text) if PLAIN.fullmatch(text) else None


def grade_of(text: str, forms: dict[str, str]) -> str | None:
    """The grade a text names with its word or degree sign, `Grad II` or `II°`, or None."""
    return level_of(GRADE_WORD.sub("", text).strip(), forms) if GRADE_WORD.search(text) else None


def worst_grade(text: str, field: Field, forms: dict[str, str]) -> str | None:
    """The higher end of a range of grades such as `III-IV` or `grade 2-3`, or None if the text is no range."""
    ends = RANGE.fullmatch(GRADE_WORD.sub("", text).strip())
    if not ends:
        return None
    found = [level_of(end.strip(), forms) or grade_of(end.strip(), forms) for end in ends.groups()]
    if None in found or found[0] == found[1]:
        return None
    return max(found, key=field.values.index)
