"""What the values of a sheet do not show: error cells, formulas without a stored value, what is hidden, comments.

The fast reader gives the first two as empty cells; a closer look at the file names them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from core.cohort import Issue
from core.workbook.letters import column_letters

Place = tuple[int, int]


@dataclass(frozen=True)
class Faults:
    """Error cells with what they show, formulas without a value, by (row, column) from 1; hidden rows and columns.

    `comments` counts the cells that bear one.
    """

    errors: Mapping[Place, str] = field(default_factory=lambda: MappingProxyType({}))
    without_value: frozenset[Place] = frozenset()
    hidden_rows: frozenset[int] = frozenset()
    hidden_columns: frozenset[int] = frozenset()
    comments: int = 0


def fault_notes(sheet: str, faults: Faults, columns: range) -> tuple[Issue, ...]:
    """What a reader should know of a sheet as a whole; `columns` are those with content, from 1."""
    notes = []
    hidden = sorted(faults.hidden_columns & set(columns))
    if hidden:
        letters = ", ".join(map(column_letters, hidden[:10])) + (" and others" if len(hidden) > 10 else "")
        what = f"{counted(len(hidden), 'column is', 'columns are')} hidden: {letters}"
        notes.append(Issue("note", sheet, what, "somebody may not want them used", "read like all others"))
    if faults.comments:
        what = f"{counted(faults.comments, 'cell has a comment', 'cells have comments')}"
        notes.append(Issue("note", sheet, what, "a comment may correct its cell", "comments are not read"))
    return tuple(notes)


def counted(number: int, one: str, many: str) -> str:
    """A number and its noun."""
    return f"{number:,} {one if number == 1 else many}"
