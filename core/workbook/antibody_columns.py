"""Treatment lines as columns: each patient's first antibody, and the first course of the other one after it."""

from collections.abc import Mapping as MappingOf
from dataclasses import dataclass, field, replace

import numpy as np

from core.cohort import Issue
from core.dictionary import dictionary
from core.workbook.antibodies import antibody_in
from core.workbook.cells import Cells
from core.workbook.codes import level_forms, level_of
from core.workbook.dates import read_dates
from core.workbook.mapping import DATE_ORDERS, Mapping
from core.workbook.places import Places
from core.workbook.shape import record_heading
from core.workbook.table import Table
from core.workbook.typed import Request, Typed

FIRST, SECOND = "mab1", "mab2"
SHOWN = 3


@dataclass(frozen=True)
class Lines:
    """A sheet with a row a treatment line: the id's column, the columns of the courses, and those of the antibodies.

    `course` gives positions by column of the records "courses", `fields` by what follows `mab1` in the name of
    a field (empty for the antibody itself).
    """

    id_position: int
    course: MappingOf[str, int]
    fields: MappingOf[str, int]
    antibodies: np.ndarray = field(repr=False)


def antibody_columns(
    table: Table, lines: Lines, owners: np.ndarray, count: int, mapping: Mapping
) -> tuple[list[tuple[str, Cells, Places]], tuple[Issue, ...]]:
    """The columns of the first and the second antibody, a cell a patient, and what was decided on the way.

    `owners` gives the place of the patient for every line, -1 for none; `count` is the number of patients.
    """
    chosen, repeats = _courses(table, lines, owners, count, mapping)
    columns = []
    for name, rows in chosen.items():
        for suffix, position in lines.fields.items():
            cells = (table.columns[position] if suffix else Cells.of(lines.antibodies)).taken(rows)
            if cells.distinct or name == FIRST:
                label = dictionary()[f"{name}{suffix}"].label
                columns.append((label, cells, table.places[position].taken(rows)))
    return columns, (*_named_note(table, lines), *_repeat_issues(table, repeats))


def with_dates(table: Table, lines: Lines, mapping: Mapping) -> Table:
    """The table with the text dates of its lines read by the evidence of their whole column.

    Once the lines are parted among fields, one of the parts may lack what shows the order of day and month.
    """
    names = {position: f"{FIRST}{suffix}" for suffix, position in lines.fields.items()}
    names |= {lines.course[end]: f"{FIRST}_start" for end in ("start", "end") if end in lines.course}
    columns = list(table.columns)
    for position, name in names.items():
        if dictionary()[name].kind == "date":
            columns[position] = _with_read_texts(columns[position], _dates(table, position, name, mapping))
    return replace(table, columns=tuple(columns))


def _with_read_texts(cells: Cells, typed: Typed) -> Cells:
    told = [
        value if not isinstance(value, str) or np.isnat(date) else date.item()
        for value, date in zip(cells.distinct, typed.values, strict=True)
    ]
    return Cells.of([told[code] if code >= 0 else None for code in cells.codes.tolist()])


def _courses(
    table: Table, lines: Lines, owners: np.ndarray, count: int, mapping: Mapping
) -> tuple[dict[str, np.ndarray], list[int]]:
    """The row of each patient's first and second antibody, -1 for none, and the rows of antibodies given again."""
    chosen = {name: np.full(count, -1, dtype=np.int64) for name in (FIRST, SECOND)}
    repeats = []
    for row in _in_order(table, lines, mapping).tolist():
        group, antibody = owners[row], lines.antibodies[row]
        if antibody is None or group < 0:
            continue
        first, second = chosen[FIRST][group], chosen[SECOND][group]
        if first < 0:
            chosen[FIRST][group] = row
        elif second < 0 and lines.antibodies[first] != antibody:
            chosen[SECOND][group] = row
        else:
            repeats.append(row)
    return chosen, sorted(repeats)


def _in_order(table: Table, lines: Lines, mapping: Mapping) -> np.ndarray:
    """The rows by start, those without one last, then by the number of the line, then as they stand."""
    starts = np.full(len(table), np.iinfo(np.int64).max)
    if "_start" in lines.fields:
        position = lines.fields["_start"]
        typed = _dates(table, position, f"{FIRST}_start", mapping)
        days = table.columns[position].spread(typed.values, np.datetime64("NaT", "D"))
        starts = np.where(np.isnat(days), starts, days.astype(np.int64))
    numbers = np.full(len(table), np.inf)
    if "line" in lines.course:
        cells = table.columns[lines.course["line"]]
        numbers = np.nan_to_num(cells.spread(cells.numbers, np.nan), nan=np.inf)
    return np.lexsort((np.arange(len(table)), numbers, starts))


def _dates(table: Table, position: int, name: str, mapping: Mapping) -> Typed:
    """A whole column read as dates; an answer about any of the columns it becomes counts."""
    second = dictionary()[name.replace(FIRST, SECOND)]
    heading = table.headings[position]
    labels = (heading, dictionary()[name].label, second.label, record_heading(table, position))
    orders = [mapping.date_orders[label] for label in labels if mapping.date_orders.get(label) in DATE_ORDERS]
    return read_dates(
        Request(
            dictionary()[name],
            table.headings[position],
            table.columns[position],
            date_order=orders[0] if orders else "",
            is_text=table.is_text,
            starts_1904=table.starts_1904,
        )
    )


def _named_note(table: Table, lines: Lines) -> tuple[Issue, ...]:
    """Which texts were taken for an antibody though they say more than its name."""
    position = lines.fields[""]
    forms = level_forms(dictionary()[FIRST])
    read = [
        f"'{text}' as {antibody}"
        for text in table.columns[position].texts
        if (antibody := antibody_in(text)) and not level_of(text, forms)
    ]
    if not read:
        return ()
    what = f"treatments that name an antibody among other words: {', '.join(read[:SHOWN])}" + " …" * (len(read) > SHOWN)
    return (Issue("note", table.where_column(position), what, "they may be combinations", "read as that antibody"),)


def _repeat_issues(table: Table, rows: list[int]) -> tuple[Issue, ...]:
    if not rows:
        return ()
    where = ", ".join(table.patient_line(row) for row in rows[:SHOWN]) + " and others" * (len(rows) > SHOWN)
    what = f"{len(rows)} further courses of an antibody the patient had before: {where}"
    why = "the fields know a first antibody, and as the second the other one"
    return (Issue("note", table.sheet, what, why, "kept among the courses"),)
