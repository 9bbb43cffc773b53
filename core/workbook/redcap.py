"""Exports of REDCap: events folded to a row per patient, repeats split off as records, marks left out."""

from dataclasses import replace

import numpy as np

from core.cohort import Issue
from core.workbook.antibody_columns import antibody_columns, with_dates
from core.workbook.lines import find_lines
from core.workbook.mapping import Mapping
from core.workbook.meaning import PATIENT_ID, Means
from core.workbook.record_kinds import record_kinds, record_roles
from core.workbook.redcap_boxes import BOXES, read_boxes
from core.workbook.redcap_marks import Marks, find_marks
from core.workbook.shape import RecordSheet, Shape, folded, id_keys, numbered
from core.workbook.table import LeftOut, Table
from core.workbook.typed import listed

MARK = "A mark of REDCap: it says nothing about a patient."
SURVEY = "It names who answered a survey: not kept."


def redcap_shape(table: Table, means: Means, mapping: Mapping) -> Shape:
    """A row a patient: the rows of all events of a patient folded, repeats of an instrument as records or lines."""
    marks = find_marks(table)
    instruments = _names(table, marks.instruments)
    table, question = read_boxes(table, marks, means, mapping.layout.get(BOXES, ""))
    plain = table.picked(place for place in range(len(table.columns)) if place not in marks.all)
    groups = _patients(plain, means)
    centres = {table.headings[place] for place in marks.access_groups}
    repeats = _repeats(plain, means, instruments, centres)
    patients = _of_patients(plain, instruments, groups, repeats, bool(marks.events))
    shape = Shape(replace(patients, left_out=_left_out(table, marks)))
    for name, rows in repeats.items():
        shape = _with_repeats(shape, name, rows, groups[instruments == name], means, mapping)
    notes = _mark_notes(table, marks)
    shape = replace(shape, table=shape.table.saying(*notes))
    return shape.asking(question) if question else shape


def _names(table: Table, positions: tuple[int, ...]) -> np.ndarray:
    """The instrument repeated in each row (object), empty where the row is of the patient."""
    if not positions:
        return np.array([""] * len(table), dtype=object)
    cells = table.columns[positions[0]]
    return np.array([*cells.texts, ""], dtype=object)[cells.codes]


def _patients(table: Table, means: Means) -> np.ndarray:
    """The number of the patient of each row; without a column of ids every row is one."""
    position = table.position_of(PATIENT_ID, means)
    return np.arange(len(table)) if position is None else numbered(id_keys(table.columns[position]))


def _repeats(table: Table, means: Means, instruments: np.ndarray, centres: set[str]) -> dict[str, Table]:
    """The rows of each repeated instrument, with the patient's id and the columns that have values in them."""
    id_position = table.position_of(PATIENT_ID, means)
    found = {}
    for name in dict.fromkeys(instruments[instruments != ""].tolist()):
        rows = table.taken(np.flatnonzero(instruments == name))
        filled = [
            place
            for place, cells in enumerate(rows.columns)
            if cells.distinct and place != id_position and rows.headings[place] not in centres
        ]
        kept = filled if id_position is None else [id_position, *filled]
        found[name] = replace(rows.picked(kept), sheet=table.sheet, issues=())
    return found


def _of_patients(
    table: Table, instruments: np.ndarray, groups: np.ndarray, repeats: dict[str, Table], has_events: bool
) -> Table:
    """The rows that are no repeats, folded to one per patient; a patient with repeats only is kept."""
    own = instruments == ""
    order = np.where(own, np.arange(len(table)), -1)
    ids = {heading for one in repeats.values() for heading in one.headings[:1]}
    columns = tuple(
        cells if heading in ids else cells.taken(order)
        for heading, cells in zip(table.headings, table.columns, strict=True)
    )
    in_repeats = {heading for one in repeats.values() for heading in one.headings}
    kept = [
        place
        for place, heading in enumerate(table.headings)
        if heading in ids or columns[place].distinct or heading not in in_repeats
    ]
    why = "REDCap has an event for each" if has_events else "REDCap has several rows of this patient"
    patients = folded(replace(table, columns=columns).picked(kept), groups, why)
    if len(patients) == len(table):
        return patients
    what = f"{int(own.sum())} rows are of {len(patients)} patients"
    done = "folded to one row a patient: the first value of each column"
    return patients.saying(Issue("note", table.sheet, what, why, done))


def _with_repeats(shape: Shape, name: str, rows: Table, owners: np.ndarray, means: Means, mapping: Mapping) -> Shape:
    """The shape with the repeats of one instrument: records by its headings, or a note that nobody knows them."""
    id_position = rows.position_of(PATIENT_ID, means)
    kinds = record_kinds(name, rows.headings)
    if not kinds or id_position is None:
        what = f"{len(rows)} rows repeat '{name}', with {listed(list(rows.headings[1:]), 6)}"
        note = Issue("warning", rows.sheet, what, "they are no courses, laboratory values or toxicities", "not used")
        return replace(shape, table=shape.table.saying(note))
    record = RecordSheet(kinds[0], rows, id_position, record_roles(kinds[0], rows.headings))
    table = shape.table
    lines = find_lines(rows, means) if kinds[0] == "courses" else None
    if lines and not any("mab1" in means(heading) for heading in table.headings):
        dated = with_dates(rows, lines, mapping)
        columns, issues = antibody_columns(dated, lines, owners, len(table), mapping)
        done = "first and second antibody by their start; all kept as records"
        note = Issue("note", rows.sheet, f"the repeats of '{name}' are treatment lines", "they name antibodies", done)
        table = table.joined(columns).saying(note, *issues)
    return replace(shape, table=table, records=(*shape.records, record))


def _left_out(table: Table, marks: Marks) -> tuple[LeftOut, ...]:
    return tuple(
        LeftOut(table.headings[place], table.letter(place), SURVEY if place in marks.surveys else MARK)
        for place in sorted(marks.all)
    )


def _mark_notes(table: Table, marks: Marks) -> tuple[Issue, ...]:
    surveys = [table.headings[place] for place in marks.surveys]
    others = [table.headings[place] for place in sorted(marks.all - set(marks.surveys))]
    return tuple(
        Issue("note", table.sheet, f"{what}: {listed(headings, 12)}", why, "left out")
        for headings, what, why in (
            (others, "columns REDCap writes beside the data", "they say nothing about a patient"),
            (surveys, "columns that name the patient", "Ballad does not need to know who a patient is"),
        )
        if headings
    )
