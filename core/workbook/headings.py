"""From a heading to the fields it may mean."""

import re
import unicodedata
from collections import defaultdict
from functools import cache

from core.dictionary import CHOICES, Field, dictionary, normalise
from core.workbook.mapping import Unit

UNIT_WORDS: dict[str, Unit] = {
    "d": "days", "day": "days", "days": "days",
    "mo": "months", "mos": "months", "month": "months", "months": "months",
    "y": "years", "yr": "years", "yrs": "years", "year": "years", "years": "years",
    "tag": "days", "tage": "days", "jours": "days", "giorni": "days", "dias": "days",
    "monat": "months", "monate": "months", "mois": "months", "mesi": "months", "meses": "months",
    "jahr": "years", "jahre": "years", "ans": "years", "annees": "years", "anni": "years", "anos": "years",
}  # fmt: skip
OTHER_TIME_UNITS = frozenset({"week", "weeks", "wk", "wks", "hour", "hours", "w"})
UNIT_SPELLINGS: dict[str, frozenset[str]] = {
    "years": frozenset({*(word for word, unit in UNIT_WORDS.items() if unit == "years"), "j", "a"}),
    "months": frozenset(word for word, unit in UNIT_WORDS.items() if unit == "months"),
    "days": frozenset(word for word, unit in UNIT_WORDS.items() if unit == "days"),
    "%": frozenset({"pct", "percent", "prozent"}),
    "1e9/L": frozenset(
        map(normalise, ("1e9/L", "10^9/L", "x10^9/L", "x10e9/L", "10⁹/L", "K/uL", "10^3/uL", "G/L", "Gpt/L", "/nL"))
    ),
}
DATE_FORMATS = frozenset(
    map(
        normalise,
        (
            "date", "yyyy-mm-dd", "dd/mm/yyyy", "mm/dd/yyyy", "dd.mm.yyyy", "d/m/y", "m/d/y", "y-m-d", "Datum",
            "tt.mm.jjjj", "jj/mm/aaaa", "data", "gg/mm/aaaa", "fecha", "dd/mm/aaaa",
        ),
    )
)  # fmt: skip
CODE_HINTS = frozenset(
    map(
        normalise,
        (
            "0/1", "1/0", "y/n", "yes/no", "no/yes", "0=no, 1=yes", "1=yes, 0=no", "1=yes", "m/f", "f/m", "ja/nein",
            "j/n", "m/w", "w/m", "oui/non", "o/n", "h/f", "sì/no", "s/n", "sí/no", "+/-", "pos/neg",
        ),
    )
)  # fmt: skip
BRACKET = re.compile(r"^(.*\S)\s*[(\[]([^()\[\]]*)[)\]]$")
TIME_FIELDS = frozenset({"os_time", "efs_time", "rfs_time"})


def fields_for(heading: str) -> tuple[Field, ...]:
    """The fields a heading may mean, in the order of the dictionary; none if it is not known.

    A heading is compared with names, labels and known headings without case, spaces and punctuation. A bracket
    at its end may be left aside if it holds nothing but the unit or the form of the field's values; a time may
    carry its unit as a word.
    """
    known = known_forms()
    if found := known.get(normalise(heading)):
        return found
    if bracket := BRACKET.match(heading):
        stem, inside = bracket.groups()
        if found := tuple(field for field in known.get(normalise(stem), ()) if _goes_with(normalise(inside), field)):
            return found
    return tuple(field for field in known.get(normalise(_without_unit(heading)), ()) if field.name in TIME_FIELDS)


def is_known(heading: str) -> bool:
    """Whether a heading means at least one field."""
    return bool(fields_for(heading))


def heading_unit(heading: str) -> Unit | None:
    """The unit of time a heading names as a word, or None if it names none or two."""
    units = {UNIT_WORDS[word] for word in _words(heading) if word in UNIT_WORDS}
    return units.pop() if len(units) == 1 else None


@cache
def known_forms() -> dict[str, tuple[Field, ...]]:
    """The fields by every normalised form of their names, labels and headings."""
    found: dict[str, dict[str, Field]] = defaultdict(dict)
    for field in dictionary().sheet_fields:
        for form in (field.name, field.label, *field.headings):
            found[normalise(form)][field.name] = field
    return {form: tuple(fields.values()) for form, fields in found.items()}


def _goes_with(inside: str, field: Field) -> bool:
    if field.name in TIME_FIELDS:
        return inside in UNIT_WORDS
    if field.kind == "date":
        return inside in DATE_FORMATS
    if field.kind in CHOICES:
        return inside in CODE_HINTS
    return inside in UNIT_SPELLINGS.get(field.unit, ())


def _without_unit(heading: str) -> str:
    words = _words(heading)
    kept = [word for word in words if word not in UNIT_WORDS]
    return "" if len(kept) == len(words) else " ".join(kept)


def _words(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.findall(r"[a-z0-9]+", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", plain).casefold())
