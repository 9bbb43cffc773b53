"""Which records a sheet holds, told from its headings."""

import re
from collections.abc import Mapping, Sequence
from functools import cache

from core.dictionary import normalise
from core.records import COLUMNS, RecordKind

NEEDED: Mapping[RecordKind, tuple[frozenset[str], ...]] = {
    "courses": (frozenset({"treatment"}), frozenset({"start", "end", "line"})),
    "labs": (frozenset({"test"}), frozenset({"value"})),
    "toxicities": (frozenset({"event"}), frozenset({"grade", "date"})),
}
"""What a sheet of a kind cannot do without: one column of each set."""
PREFIXES = frozenset(
    {"lab", "labs", "laboratory", "course", "courses", "therapy", "treatment", "tx", "line", "ae", "tox", "toxicity"}
)
NAMES: Mapping[RecordKind, re.Pattern[str]] = {
    "courses": re.compile(r"course|therap|treatment|cycle|line", re.IGNORECASE),
    "labs": re.compile(r"lab", re.IGNORECASE),
    "toxicities": re.compile(r"tox|adverse|\bAEs?\b", re.IGNORECASE),
}


def record_roles(kind: RecordKind, headings: Sequence[str]) -> dict[str, int]:
    """The position of each column of this kind among the headings, the first that fits; a prefix is passed over."""
    forms = _forms(kind)
    roles: dict[str, int] = {}
    for position, heading in enumerate(headings):
        column = forms.get(normalise(heading)) or forms.get(normalise(_without_prefix(heading)))
        if column:
            roles.setdefault(column, position)
    return roles


def record_kinds(name: str, headings: Sequence[str]) -> tuple[RecordKind, ...]:
    """The kinds whose needed columns are all there, or, where there are several, those with the most columns.

    The name of the sheet decides between equals.
    """
    counts = {
        kind: len(roles)
        for kind in COLUMNS
        if (roles := record_roles(kind, headings)) and all(needed & set(roles) for needed in NEEDED[kind])
    }
    best = [kind for kind, count in counts.items() if count == max(counts.values())]
    named = [kind for kind in best if NAMES[kind].search(name)]
    return tuple(named if len(named) == 1 else best)


def is_record_heading(heading: str) -> bool:
    """Whether a heading is that of a column of records."""
    return any(record_roles(kind, [heading]) for kind in COLUMNS)


def is_treatment(heading: str) -> bool:
    """Whether a heading is that of the treatments of courses."""
    return "treatment" in record_roles("courses", [heading])


def _without_prefix(heading: str) -> str:
    words = re.findall(r"[^\W_]+", heading)
    return " ".join(words[1:]) if len(words) > 1 and words[0].casefold() in PREFIXES else ""


@cache
def _forms(kind: RecordKind) -> dict[str, str]:
    return {
        normalise(form): column.name
        for column in COLUMNS[kind]
        for form in (*column.headings, column.label, column.name)
    }
