"""The second opinion as a table: each number here and in a library, the difference, and why there is one."""

import math
from collections.abc import Sequence

from core.formats import DASH, format_plain
from core.proof.opinions.opinion import Opinion
from core.tables.display import DisplayTable, Row

AGREES = "none"
UNEXPLAINED = "Not explained: please report it."


def opinion_table(opinions: Sequence[Opinion], labels: Sequence[str]) -> DisplayTable:
    """A row a number, those that differ first; the groups are numbered, and a note says which is which."""
    columns = ("Number", "Ballad", "Library", "There", "Difference", "Explanation")
    groups = "; ".join(f"group {place} is {label}" for place, label in enumerate(labels, start=1))
    named = (f"{groups[:1].upper()}{groups[1:]}.",) if groups else ()
    notes = (*named, "Differences below a millionth of the number are none.")
    title = f"Second opinion: {sum(one.agrees for one in opinions):,} of {len(opinions):,} numbers agree"
    differing_first = sorted(opinions, key=lambda one: one.agrees)
    return DisplayTable(title, columns, tuple(map(_row, differing_first)), notes)


def _row(one: Opinion) -> Row:
    cells = (one.name, _number(one.here), one.library, _number(one.there))
    if one.agrees:
        return Row((*cells, AGREES, ""))
    return Row((*cells, _number(one.difference), one.explanation or UNEXPLAINED))


def _number(value: float) -> str:
    return format_plain(value) if math.isfinite(value) else DASH
