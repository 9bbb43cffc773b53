"""A sheet on its way to the cohort: the table of patients, the records beside it, what is asked about the sheet."""

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field, replace

import numpy as np

from core.cohort import Issue
from core.records import RecordKind
from core.workbook.cells import Cells
from core.workbook.mapping import Mapping, Question
from core.workbook.table import Table

MOST_CONFLICTS = 100


@dataclass(frozen=True)
class RecordSheet:
    """Rows that are records: the table they stand in, the column of the patient's id, and the position by column."""

    kind: RecordKind
    table: Table = field(repr=False)
    id_position: int
    roles: MappingOf[str, int]


@dataclass(frozen=True)
class Shape:
    """A table whose rows are patients, the records split off from it, and the questions about the sheet."""

    table: Table
    records: tuple[RecordSheet, ...] = ()
    questions: tuple[Question, ...] = ()

    def waiting(self, mapping: Mapping) -> tuple[Question, ...]:
        """The questions without an answer that is one of their options."""
        return tuple(one for one in self.questions if mapping.layout.get(one.heading) not in one.options)

    def asking(self, question: Question) -> "Shape":
        """The shape with one question more."""
        return replace(self, questions=(*self.questions, question))


def id_keys(cells: Cells) -> np.ndarray:
    """The patient's id in each row as it is compared between rows and sheets (object), empty where there is none.

    Case and spaces do not matter, nor whether a number is stored as one.
    """
    keys = np.array([" ".join(text.casefold().split()) for text in cells.texts] + [""], dtype=object)
    keys[:-1][cells.missing] = ""
    return keys[cells.codes]


def folded(table: Table, groups: np.ndarray, why: str) -> Table:
    """One row a group: of every column the first cell with a value; another value in the group is an issue.

    `groups` numbers the groups from 0 without a gap, a number per row.
    """
    count = int(groups.max()) + 1 if len(groups) else 0
    columns, places, issues = [], [], []
    for position, cells in enumerate(table.columns):
        first = _first_filled(cells, groups, count)
        columns.append(cells.taken(first))
        places.append(table.places[position].taken(first))
        issues += _conflicts(table, position, groups, first, why)
    _, leading = np.unique(groups, return_index=True)
    return replace(
        table, columns=tuple(columns), places=tuple(places), rows=table.rows[leading], issues=(*table.issues, *issues)
    )


def _first_filled(cells: Cells, groups: np.ndarray, count: int) -> np.ndarray:
    first = np.full(count, -1, dtype=np.int64)
    filled = np.flatnonzero(cells.filled)
    found, at = np.unique(groups[filled], return_index=True)
    first[found] = filled[at]
    return first


def _conflicts(table: Table, position: int, groups: np.ndarray, first: np.ndarray, why: str) -> list[Issue]:
    cells = table.columns[position]
    alike = {text: place for place, text in reversed(list(enumerate(map(str.casefold, cells.texts))))}
    same = np.array([alike[text.casefold()] for text in cells.texts] + [-1], dtype=np.int64)[cells.codes]
    kept = same[first[groups]]
    rows = np.flatnonzero((same >= 0) & (same != kept))
    heading, done = table.headings[position], "the first value is kept"
    found = [
        Issue(
            "warning", table.where_cell(position, row),
            f"'{cells.text(cells.codes[row])}' here, '{cells.text(cells.codes[first[groups[row]]])}' in "
            f"{table.where_cell(position, first[groups[row]])}, for the same patient ('{heading}')", why, done,
        )
        for row in rows[:MOST_CONFLICTS].tolist()
    ]  # fmt: skip
    if len(rows) > MOST_CONFLICTS:
        what = f"{len(rows) - MOST_CONFLICTS} more cells differ within a patient ('{heading}')"
        found.append(Issue("warning", table.where_column(position), what, why, done))
    return found


def numbered(keys: np.ndarray) -> np.ndarray:
    """The rows of one patient under one number, from 0 in the order they come; a row without an id is its own."""
    numbers: dict[object, int] = {}
    return np.array([numbers.setdefault(key or row, len(numbers)) for row, key in enumerate(keys)], dtype=np.int64)


def record_heading(table: Table, position: int) -> str:
    """A column of records as it is called in questions and answers."""
    return f"{table.sheet}: {table.headings[position]}"
