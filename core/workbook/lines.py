"""Sheets with a row per treatment line: recognised, and reshaped to a row per patient when the user says so."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from core.cohort import Issue
from core.dictionary import dictionary
from core.workbook.antibodies import antibody_in
from core.workbook.cells import Cells
from core.workbook.codes import level_forms, level_of
from core.workbook.dates import read_dates
from core.workbook.mapping import DATE_ORDERS, Mapping, Question
from core.workbook.meaning import PATIENT_ID, Means
from core.workbook.places import Places
from core.workbook.record_kinds import is_treatment, record_roles
from core.workbook.shape import RecordSheet, Shape, folded, id_keys, numbered
from core.workbook.table import Table
from core.workbook.typed import Request, Typed

ROWS = "rows"
A_PATIENT, A_LINE = "a row is a patient", "a row is a treatment line"
FIRST, SECOND = "mab1", "mab2"
COURSE = {"start": "_start", "response": "_response"}
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


def find_lines(table: Table, means: Means) -> Lines | None:
    """The treatment lines of a table: the patient's id beside treatments, some of which are the antibodies.

    None where a heading can only mean the second antibody, for then a row is a patient already.
    """
    id_position = table.position_of(PATIENT_ID, means)
    names = [means(heading) for heading in table.headings]
    if id_position is None or any(found and all(name.startswith(SECOND) for name in found) for found in names):
        return None
    course = record_roles("courses", table.headings)
    candidates = [
        place for place, heading in enumerate(table.headings) if FIRST in names[place] or is_treatment(heading)
    ]
    named = {place: _antibodies(table.columns[place]) for place in candidates}
    counts = {place: np.count_nonzero(antibodies != None) for place, antibodies in named.items()}  # noqa: E711
    treatment = max(counts, key=counts.__getitem__, default=None)
    if treatment is None or not counts[treatment]:
        return None
    fields = _antibody_fields(names, course) | {"": treatment}
    return Lines(id_position, {**course, "treatment": treatment}, fields, named[treatment])


def are_repeated(table: Table, lines: Lines) -> bool:
    """Whether patients stand on several rows."""
    keys = id_keys(table.columns[lines.id_position])
    keys = keys[keys != ""]
    return len(set(keys)) < len(keys)


def lines_question(table: Table, lines: Lines) -> Question:
    """What a row of the sheet is."""
    keys = id_keys(table.columns[lines.id_position])
    several = sum(count > 1 for count in np.unique(keys[keys != ""].astype(str), return_counts=True)[1])
    heading = table.headings[lines.fields[""]]
    text = (
        f"{several} patients stand on more than one of the {len(table)} rows, and '{heading}' names their treatment: "
        f"is a row a patient, or a treatment line?"
    )
    return Question(ROWS, "layout", text, (A_PATIENT, A_LINE))


def lines_to_patients(table: Table, lines: Lines, mapping: Mapping) -> Shape:
    """A row a patient: the first antibody and the first course of the other one after it, and all lines as records."""
    groups = numbered(id_keys(table.columns[lines.id_position]))
    of_lines = {*lines.fields.values(), *lines.course.values()}
    constant = folded(
        table.picked(place for place in range(len(table.columns)) if place not in of_lines), groups,
        "one of the two is wrong, or it is no property of the patient",
    )  # fmt: skip
    columns, issues = antibody_columns(table, lines, groups, len(constant), mapping)
    record = RecordSheet("courses", replace(table, issues=()), lines.id_position, lines.course)
    done = f"{len(constant)} patients; first and second antibody by their start"
    note = Issue("note", table.sheet, f"{len(table)} rows are treatment lines", "you said so", done)
    return Shape(constant.joined(columns).saying(note, *issues), (record,))


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
            cells = _readable(table, lines, position, f"{FIRST}{suffix}", mapping).taken(rows)
            if cells.distinct or name == FIRST:
                label = dictionary()[f"{name}{suffix}"].label
                columns.append((label, cells, table.places[position].taken(rows)))
    return columns, (*_named_note(table, lines), *_repeat_issues(table, repeats))


def _antibody_fields(names: Sequence[frozenset[str]], course: MappingOf[str, int]) -> dict[str, int]:
    """Positions by what follows mab1 in a field's name, from the dictionary's headings and those of courses."""
    found: dict[str, int] = {}
    for position, meant in enumerate(names):
        for name in meant:
            if name.startswith(FIRST):
                found.setdefault(name.removeprefix(FIRST), position)
    for column, suffix in COURSE.items():
        if column in course:
            found.setdefault(suffix, course[column])
    return found


def _antibodies(cells: Cells) -> np.ndarray:
    """The antibody of each row (object), None where the cell names none."""
    named = np.array([*(antibody_in(text) for text in cells.texts), None], dtype=object)
    return named[cells.codes]


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


def _readable(table: Table, lines: Lines, position: int, name: str, mapping: Mapping) -> Cells:
    """Cells of an antibody's column: dates read by the evidence of the whole column, antibodies by their name."""
    cells = table.columns[position]
    if name == FIRST:
        kept = [antibody or None for antibody in lines.antibodies]
        return Cells.of(kept)
    if dictionary()[name].kind != "date":
        return cells
    read = _dates(table, position, name, mapping).values
    values = [read[code] if code >= 0 and not np.isnat(read[code]) else None for code in cells.codes]
    plain = [cells.distinct[code] if code >= 0 else None for code in cells.codes]
    return Cells.of([date.item() if date is not None else value for date, value in zip(values, plain, strict=True)])


def _dates(table: Table, position: int, name: str, mapping: Mapping) -> Typed:
    """A whole column read as dates; an answer about any of the columns it becomes counts."""
    labels = (table.headings[position], dictionary()[name].label, dictionary()[name.replace(FIRST, SECOND)].label)
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
