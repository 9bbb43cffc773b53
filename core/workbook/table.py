"""A sheet as a table: which row holds the headings, which rows hold patients, and the address of every cell."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import dropwhile, islice, zip_longest

import numpy as np

from core.cohort import Issue
from core.workbook.cells import Cells, cell_text, clean
from core.workbook.errors import WorkbookError
from core.workbook.faults import Faults
from core.workbook.sheets import RawSheet

TITLE_ROWS = 10
NO_ROWS = ("The sheet has no rows below its headings.", "Load the sheet that holds the patients.")


@dataclass(frozen=True)
class Table:
    """Columns of cells under headings that differ from each other.

    `rows` are the row numbers of the patients in the sheet and `first_column` the number of the first column,
    both from 1 as Excel counts. `percent` are the headings of columns whose numbers Excel shows as percentages;
    `decimal_comma` tells that the numbers of a text are written 12,5.
    """

    sheet: str
    headings: tuple[str, ...]
    repeated: frozenset[str]
    columns: tuple[Cells, ...] = field(repr=False)
    rows: np.ndarray = field(repr=False)
    first_column: int
    is_text: bool
    starts_1904: bool
    faults: Faults = field(repr=False)
    issues: tuple[Issue, ...] = ()
    decimal_comma: bool = False
    percent: frozenset[str] = frozenset()

    def __len__(self) -> int:
        """The number of patients."""
        return len(self.rows)

    def letter(self, position: int) -> str:
        """The letters over a column in Excel."""
        return column_letters(self.first_column + position)

    def where_cell(self, position: int, patient: int) -> str:
        """The address of a cell."""
        if self.is_text:
            return f"row {self.rows[patient]}, column '{self.headings[position]}'"
        return f"{self.sheet}!{self.letter(position)}{self.rows[patient]}"

    def where_column(self, position: int) -> str:
        """The address of a column."""
        return f"column '{self.headings[position]}'" if self.is_text else f"{self.sheet}!{self.letter(position)}"


def read_table(raw: RawSheet, is_known: Callable[[str], bool]) -> Table:
    """The table of a sheet. `is_known` tells whether a heading is one of the dictionary.

    Headings stand in the first row with content, or, if none of those is known, in the first of the next ten
    rows with two known ones. Blank rows are passed over. Raises WorkbookError if no row with values is left.
    """
    kept = _rows_with_content(raw)
    rows = [raw.rows[place] for place in kept]
    numbers = np.array([raw.line_numbers[i] if raw.line_numbers else raw.first_row + i for i in kept], dtype=np.int64)
    header = heading_row(rows, is_known)
    if len(rows) <= header + 1:
        raise WorkbookError(*NO_ROWS)
    found = _trimmed([_heading(cell) for cell in rows[header]])
    body, below = rows[header + 1 :], numbers[header + 1 :]
    body, shifted = _without_shifted(body, len(found)) if raw.is_text else (body, [])
    columns = [Cells.of(values) for values in zip_longest(*body, fillvalue="")]
    columns += [Cells.of([""] * len(body)) for _ in found[len(columns) :]]
    found += [""] * (len(columns) - len(found))
    filled = np.any([cells.filled for cells in columns], axis=0)
    filled[shifted] = True
    if not filled.any():
        raise WorkbookError(*NO_ROWS)
    return Table(
        raw.name, *_distinct_headings(found, raw.first_column), tuple(cells.rows(filled) for cells in columns),
        below[filled], raw.first_column, raw.is_text, raw.starts_1904, raw.faults,
        (*_title_issue(raw, numbers, header), *_shift_issues(below, shifted)),
    )  # fmt: skip


def _rows_with_content(raw: RawSheet) -> list[int]:
    """The places of rows with a cell that is not empty, from the first with a visible one on; zero is no empty cell."""
    kept = (place for place, row in enumerate(raw.rows) if any(row) or 0 in row)
    return list(dropwhile(lambda place: not any(map(_heading, raw.rows[place])), kept))


def has_known_heading(raw: RawSheet, is_known: Callable[[str], bool]) -> bool:
    """Whether the row taken for the headings of a sheet has a known one."""
    rows = list(islice((row for row in raw.rows if any(row)), TITLE_ROWS + 1))
    return bool(rows) and any(is_known(_heading(cell)) for cell in rows[heading_row(rows, is_known)] if _heading(cell))


def heading_row(rows: Sequence[Sequence[object]], is_known: Callable[[str], bool]) -> int:
    """The place of the row with the headings among rows with content."""

    def known(row: Sequence[object]) -> int:
        return sum(is_known(heading) for heading in map(_heading, row) if heading)

    if not rows or known(rows[0]):
        return 0
    return next((place for place, row in enumerate(rows[: TITLE_ROWS + 1]) if known(row) >= 2), 0)


def column_letters(number: int) -> str:
    """A for 1, AA for 27."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _heading(cell: object) -> str:
    cleaned = str(cell) if isinstance(cell, bool) else clean(cell)
    return "" if cleaned is None else re.sub(r"\s+", " ", cell_text(cleaned))


def _trimmed(headings: list[str]) -> list[str]:
    while headings and not headings[-1]:
        headings = headings[:-1]
    return headings


def _distinct_headings(found: list[str], first_column: int) -> tuple[tuple[str, ...], frozenset[str]]:
    """Headings made to differ by a number in brackets; a column without one is named by its letters."""
    headings: list[str] = []
    repeated: set[str] = set()
    for place, heading in enumerate(found):
        stem = heading or f"Column {column_letters(first_column + place)}"
        name, number = stem, 1
        while name in headings:
            number += 1
            name = f"{stem} ({number})"
        if number > 1:
            repeated.add(name)
        headings.append(name)
    return tuple(headings), frozenset(repeated)


def _without_shifted(rows: list[Sequence[str]], width: int) -> tuple[list[Sequence[str]], list[int]]:
    """Rows of a text, those with more cells than headings emptied, and their places."""
    if max(map(len, rows)) <= width:
        return rows, []
    shifted = [place for place, row in enumerate(rows) if len(row) > width and any(map(str.strip, row[width:]))]
    if not shifted:
        return [row[:width] for row in rows], []
    emptied = set(shifted)
    return [() if place in emptied else row[:width] for place, row in enumerate(rows)], shifted


def _shift_issues(numbers: np.ndarray, shifted: list[int]) -> tuple[Issue, ...]:
    return tuple(
        Issue(
            "error",
            f"row {numbers[place]}",
            "the row has more cells than there are headings",
            "its values may stand under the wrong headings, for instance after a comma within a number",
            "none of its values was read; the patient is counted",
        )
        for place in shifted
    )


def _title_issue(raw: RawSheet, numbers: np.ndarray, header: int) -> tuple[Issue, ...]:
    if not header:
        return ()
    return (
        Issue(
            "note",
            f"row {numbers[header]}" if raw.is_text else f"{raw.name}, row {numbers[header]}",
            "the headings stand in this row",
            "the rows above it have none that Ballad knows",
            f"{header} row{'s' * (header > 1)} above it passed over",
        ),
    )
