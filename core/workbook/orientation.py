"""Sheets whose patients stand in columns: recognised, and turned when the user says so."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from core.workbook.header import TITLE_ROWS, heading_text, known_fields
from core.workbook.mapping import Question
from core.workbook.meaning import Means
from core.workbook.sheets import RawSheet

ORIENTATION = "orientation"
IN_ROWS, IN_COLUMNS = "a row is a patient", "a column is a patient"
FIRST_COLUMNS = 3
MOST_FIELDS = 1_000
ENOUGH_HEADINGS = 3


def orientation_question(raw: RawSheet, means: Means) -> Question | None:
    """Whether patients are rows or columns, if one of the first columns holds more known headings than any first row.

    A sheet of more than a thousand rows is not asked about: nobody keeps so many fields.
    """
    if len(raw.rows) > MOST_FIELDS:
        return None
    down = max((known_fields(column, means) for column in _first_columns(raw)), key=len, default=set())
    across = max(len(known_fields(_texts(row), means)) for row in raw.rows[: TITLE_ROWS + 1]) if raw.rows else 0
    if len(down) < ENOUGH_HEADINGS or len(down) <= across:
        return None
    text = (
        f"A column of this sheet holds {len(down)} headings that Ballad knows, and none of its first rows more than "
        f"{across}: is a row a patient, or a column?"
    )
    return Question(ORIENTATION, "layout", text, (IN_ROWS, IN_COLUMNS))


def transposed(raw: RawSheet) -> RawSheet:
    """The sheet with rows and columns exchanged, and its merged cells; faults are known by the cells of the file.

    Hidden rows are fields then, and are read like the others; a percent format belongs to a column, which is a
    patient now, and says nothing any more.
    """
    return replace(
        raw,
        rows=list(zip_longest(*raw.rows, fillvalue="")),
        first_row=raw.first_column,
        first_column=raw.first_row,
        faults=replace(raw.faults, hidden_rows=frozenset()),
        line_numbers=(),
        merges=tuple((left, top, right, bottom) for top, left, bottom, right in raw.merges),
        percent_columns=frozenset(),
        is_transposed=True,
    )


def _texts(cells: Sequence[object]) -> list[str]:
    return [heading_text(cell) for cell in cells]


def _first_columns(raw: RawSheet) -> list[list[str]]:
    return [
        [heading_text(row[place]) if place < len(row) else "" for row in raw.rows] for place in range(FIRST_COLUMNS)
    ]
