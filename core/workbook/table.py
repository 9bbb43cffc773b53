"""A sheet as a table: which row holds the headings, which rows hold patients, and the address of every cell."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from itertools import dropwhile, islice, zip_longest

import numpy as np

from core.cohort import Issue
from core.workbook.cells import Cells
from core.workbook.errors import WorkbookError
from core.workbook.faults import Faults
from core.workbook.footer import no_patients
from core.workbook.header import TITLE_ROWS, Header, find_header, heading_text, known_fields
from core.workbook.letters import column_letters
from core.workbook.meaning import PATIENT_ID, Means
from core.workbook.places import Places
from core.workbook.sheets import RawSheet

NO_ROWS = ("The sheet has no rows below its headings.", "Load the sheet that holds the patients.")


@dataclass(frozen=True)
class LeftOut:
    """A column that carries nothing about patients, such as a mark of the program that wrote the file."""

    heading: str
    letter: str
    reason: str


@dataclass(frozen=True)
class Table:
    """Columns of cells under headings that differ from each other, a row a patient.

    `rows` are the numbers of the patients' rows in the sheet, from 1 as Excel counts (of their columns, where the
    sheet was transposed); `places` tell for each column where its cells stand in the file.
    `decimal_comma` tells that the numbers of a text are written 12,5.
    """

    sheet: str
    headings: tuple[str, ...]
    repeated: frozenset[str]
    columns: tuple[Cells, ...] = field(repr=False)
    places: tuple[Places, ...] = field(repr=False)
    rows: np.ndarray = field(repr=False)
    is_text: bool = False
    starts_1904: bool = False
    faults: Faults = field(default=Faults(), repr=False)
    issues: tuple[Issue, ...] = ()
    left_out: tuple[LeftOut, ...] = ()
    decimal_comma: bool = False

    def __len__(self) -> int:
        """The number of patients."""
        return len(self.rows)

    @property
    def percent(self) -> frozenset[str]:
        """The headings of columns whose numbers Excel shows as percentages."""
        return frozenset(heading for heading, place in zip(self.headings, self.places, strict=True) if place.is_percent)

    def letter(self, position: int) -> str:
        """The letters over a column in Excel."""
        return self.places[position].line

    def where_cell(self, position: int, patient: int) -> str:
        """The address of a cell; of the patient's row, if the cell is none of the file's."""
        return self.places[position].cell(patient) or self.where_patient(patient)

    def where_column(self, position: int) -> str:
        """The address of a column."""
        return self.places[position].column()

    def where_patient(self, patient: int) -> str:
        """The address of a patient's row."""
        name = self.patient_line(patient)
        return name if self.is_text else f"{self.sheet}, {name}"

    def patient_line(self, patient: int) -> str:
        """The row of a patient in the sheet, or the column in one that was transposed."""
        number = int(self.rows[patient])
        is_transposed = bool(self.places) and self.places[0].is_transposed
        return f"column {column_letters(number)}" if is_transposed else f"row {number}"

    def position_of(self, name: str, means: Means) -> int | None:
        """The first column whose heading means this field."""
        return next((place for place, heading in enumerate(self.headings) if name in means(heading)), None)

    def taken(self, patients: np.ndarray) -> "Table":
        """The table of these rows, by their number from 0, in this order."""
        columns = tuple(cells.taken(patients) for cells in self.columns)
        places = tuple(place.taken(patients) for place in self.places)
        return replace(self, columns=columns, places=places, rows=self.rows[patients])

    def picked(self, positions: Iterable[int]) -> "Table":
        """The table of these columns, in this order."""
        kept = list(positions)
        return replace(
            self,
            headings=tuple(self.headings[place] for place in kept),
            columns=tuple(self.columns[place] for place in kept),
            places=tuple(self.places[place] for place in kept),
        )

    def joined(self, columns: Iterable[tuple[str, Cells, Places]]) -> "Table":
        """The table with more columns at its end; a heading it already has gets the sheet in brackets."""
        headings, cells, places = list(self.headings), list(self.columns), list(self.places)
        for heading, more, where in columns:
            headings.append(_free(heading if heading not in headings else f"{heading} [{where.sheet}]", headings))
            cells.append(more)
            places.append(where)
        return replace(self, headings=tuple(headings), columns=tuple(cells), places=tuple(places))

    def saying(self, *issues: Issue) -> "Table":
        """The table with more issues."""
        return replace(self, issues=(*self.issues, *issues))


def read_table(raw: RawSheet, means: Means) -> Table:
    """The table of a sheet; `means` gives the fields a heading may mean.

    Blank rows are passed over, rows that are no patients are left out and listed. Raises WorkbookError if no row
    with values is left.
    """
    kept = _rows_with_content(raw)
    rows = [raw.rows[place] for place in kept]
    numbers = np.array([raw.line_numbers[i] if raw.line_numbers else raw.first_row + i for i in kept], dtype=np.int64)
    header = find_header(rows, numbers, raw, means)
    body, below = rows[header.last + 1 :], numbers[header.last + 1 :]
    id_place = next((place for place, name in enumerate(header.headings) if PATIENT_ID in means(name)), None)
    dropped = no_patients(body, below.tolist(), rows[header.first : header.last + 1], id_place, raw)
    stays = [place for place in range(len(body)) if place not in dropped]
    if not stays:
        raise WorkbookError(*NO_ROWS)
    body = [body[place] for place in stays] if dropped else body
    said = (*raw.notes, *_header_issues(raw, numbers, header), *_dropped_issues(raw, below, dropped))
    return _table(raw, list(header.headings), body, below[stays] if dropped else below, said)


def _table(
    raw: RawSheet, found: list[str], body: list[Sequence[object]], numbers: np.ndarray, issues: tuple[Issue, ...]
) -> Table:
    """The table of the rows below the headings."""
    body, shifted = _without_shifted(body, len(found)) if raw.is_text and not raw.is_transposed else (body, [])
    columns = [Cells.of(values) for values in zip_longest(*body, fillvalue="")]
    columns += [Cells.of([""] * len(body)) for _ in found[len(columns) :]]
    found += [""] * (len(columns) - len(found))
    filled = np.any([cells.filled for cells in columns], axis=0) if columns else np.zeros(len(body), dtype=bool)
    filled[shifted] = True
    if not filled.any():
        raise WorkbookError(*NO_ROWS)
    headings, repeated = _distinct_headings(found, raw)
    rows = numbers[filled]
    return Table(
        raw.name, headings, repeated, tuple(cells.rows(filled) for cells in columns), _places(raw, found, rows), rows,
        raw.is_text, raw.starts_1904, raw.faults, (*issues, *_shift_issues(numbers, shifted)),
        decimal_comma=raw.decimal_comma,
    )  # fmt: skip


def _places(raw: RawSheet, headings: Sequence[str], rows: np.ndarray) -> tuple[Places, ...]:
    found = []
    for place, heading in enumerate(headings):
        column = np.broadcast_to(np.int64(raw.first_column + place), rows.shape)
        row, across = (column, rows) if raw.is_transposed else (rows, column)
        is_percent = raw.first_column + place in raw.percent_columns
        found.append(Places(raw.name, heading, row, across, raw.faults, raw.is_text, raw.is_transposed, is_percent))
    return tuple(found)


def _rows_with_content(raw: RawSheet) -> list[int]:
    """The places of rows with a cell that is not empty, from the first with a visible one on; zero is no empty cell."""
    kept = (place for place, row in enumerate(raw.rows) if any(row) or 0 in row)
    return list(dropwhile(lambda place: not any(map(heading_text, raw.rows[place])), kept))


def fields_in_headings(raw: RawSheet, means: Means) -> set[str]:
    """The fields that the headings of a sheet mean, looked for in its first rows only."""
    rows = list(islice((row for row in raw.rows if any(row)), TITLE_ROWS + 2))
    if not rows:
        return set()
    header = find_header(rows, list(range(len(rows))), raw, means)
    return known_fields(header.headings, means)


def _free(heading: str, taken: Collection[str]) -> str:
    """A heading that is not taken, by a number in brackets."""
    name, number = heading, 1
    while name in taken:
        number += 1
        name = f"{heading} ({number})"
    return name


def _distinct_headings(found: list[str], raw: RawSheet) -> tuple[tuple[str, ...], frozenset[str]]:
    """Headings made to differ by a number in brackets; a column without one is named by its letters."""
    headings: dict[str, None] = {}
    repeated: set[str] = set()
    for place, heading in enumerate(found):
        number = raw.first_column + place
        line = f"of row {number}" if raw.is_transposed else column_letters(number)
        stem = heading or f"Column {line}"
        name = _free(stem, headings)
        if name != stem:
            repeated.add(name)
        headings[name] = None
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


def _where_row(raw: RawSheet, number: int) -> str:
    line = f"column {column_letters(number)}" if raw.is_transposed else f"row {number}"
    return line if raw.is_text else f"{raw.name}, {line}"


def _header_issues(raw: RawSheet, numbers: np.ndarray, header: Header) -> tuple[Issue, ...]:
    found = []
    if header.first:
        what, why = "the headings stand in this row", "the rows above it have none that Ballad knows"
        done = f"{header.first} row{'s' * (header.first > 1)} above it passed over"
        found.append(Issue("note", _where_row(raw, numbers[header.first]), what, why, done))
    if header.last > header.first:
        what, why = "the headings stand in this row and the next", "the upper one names what the lower one belongs to"
        done = f"joined, for instance {header.example}"
        found.append(Issue("note", _where_row(raw, numbers[header.first]), what, why, done))
    return tuple(found)


def _dropped_issues(raw: RawSheet, numbers: np.ndarray, dropped: dict[int, str]) -> tuple[Issue, ...]:
    return tuple(
        Issue("note", _where_row(raw, numbers[place]), "this row is no patient", why, "left out")
        for place, why in sorted(dropped.items())
    )
