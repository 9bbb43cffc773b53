"""Sheets with a row per treatment line: recognised, and reshaped to a row per patient when the user says so."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from core.cohort import Issue
from core.workbook.antibodies import antibody_in
from core.workbook.antibody_columns import FIRST, SECOND, Lines, antibody_columns, with_dates
from core.workbook.cells import Cells
from core.workbook.mapping import Mapping, Question
from core.workbook.meaning import PATIENT_ID, Means
from core.workbook.record_kinds import is_treatment, record_roles
from core.workbook.shape import RecordSheet, Shape, folded, id_keys, numbered
from core.workbook.table import Table

ROWS = "rows"
A_PATIENT, A_LINE = "a row is a patient", "a row is a treatment line"
ANTIBODIES = "antibodies"
FROM_COURSES, RECORDS_ONLY = "they are the first and second antibody", "they are records only"
COURSE = {"start": "_start", "response": "_response"}


def find_lines(table: Table, means: Means) -> Lines | None:
    """The treatment lines of a table: the patient's id beside treatments, some of which are the antibodies.

    None where a heading means the first antibody, or can only mean something of the second: a row is a patient then.
    """
    id_position = table.position_of(PATIENT_ID, means)
    names = [means(heading) for heading in table.headings]
    second = any(found and all(name.startswith(SECOND) for name in found) for found in names)
    if id_position is None or second or any(FIRST in found for found in names):
        return None
    course = record_roles("courses", table.headings)
    candidates = [place for place, heading in enumerate(table.headings) if is_treatment(heading)]
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


def antibodies_of_courses(shape: Shape, means: Means, mapping: Mapping) -> Shape:
    """The first and second antibody read from the records of courses, if the user says so, where no column has them."""
    table = shape.table
    id_position = table.position_of(PATIENT_ID, means)
    has_antibody = any(FIRST in means(heading) for heading in table.headings)
    found = [(record, find_lines(record.table, means)) for record in shape.records if record.kind == "courses"]
    found = [(record, lines) for record, lines in found if lines]
    if has_antibody or id_position is None or len(found) != 1:
        return shape
    record, lines = found[0]
    text = (
        f"No column of '{table.sheet}' is the first antibody, but '{record.table.sheet}' has courses of antibodies: "
        "are they the first and second antibody, by their start?"
    )
    shape = shape.asking(Question(ANTIBODIES, "layout", text, (FROM_COURSES, RECORDS_ONLY)))
    if mapping.layout.get(ANTIBODIES) != FROM_COURSES:
        return shape
    places = {key: place for place, key in reversed(list(enumerate(id_keys(table.columns[id_position])))) if key}
    owners = np.array([places.get(key, -1) for key in id_keys(record.table.columns[lines.id_position])], dtype=np.int64)
    dated = with_dates(record.table, lines, mapping)
    columns, issues = antibody_columns(dated, lines, owners, len(table), mapping)
    return replace(shape, table=table.joined(columns).saying(*issues))


def lines_question(table: Table, lines: Lines) -> Question:
    """What a row of the sheet is."""
    keys = id_keys(table.columns[lines.id_position])
    several = sum(count > 1 for count in np.unique(keys[keys != ""].astype(str), return_counts=True)[1])
    heading = table.headings[lines.fields[""]]
    text = (
        f"{several or 'No'} patients stand on more than one of the {len(table)} rows, and '{heading}' names their "
        "treatment: is a row a patient, or a treatment line?"
    )
    return Question(ROWS, "layout", text, (A_PATIENT, A_LINE))


def lines_to_patients(table: Table, lines: Lines, mapping: Mapping) -> Shape:
    """A row a patient: the first antibody and the first course of the other one after it, and all lines as records."""
    table = with_dates(table, lines, mapping)
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
