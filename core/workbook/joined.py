"""The other sheets of a workbook: records of the patients, more columns about them, or nothing for Ballad."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np

from core.cohort import Issue
from core.records import COLUMNS, RecordKind
from core.workbook.errors import WorkbookError
from core.workbook.lines import find_lines
from core.workbook.mapping import Mapping, Question
from core.workbook.meaning import PATIENT_ID, Means
from core.workbook.record_kinds import NAMES, is_record_heading, record_kinds, record_roles
from core.workbook.shape import RecordSheet, Shape, id_keys
from core.workbook.sheets import RawSheet
from core.workbook.table import Table, read_table
from core.workbook.typed import listed
from core.workbook.wide_labs import long_labs, wide_tests

SHEETS = "sheets: "
LABS: tuple[RecordKind, ...] = ("labs",)
NOT_USED, JOIN = "not used", "more columns about the patients"


def join_sheets(shape: Shape, others: Iterator[RawSheet], means: Means, mapping: Mapping) -> Shape:
    """The shape with what the other sheets say about its patients.

    Sheets of courses, laboratory values or toxicities are recognised by their headings and become records. A
    sheet with a row per patient and fields of its own is joined if the user says so. A sheet that is not used is
    named in a note, unless it is a text of one cell a row.
    """
    id_position = shape.table.position_of(PATIENT_ID, means)
    unused = []
    for raw in others:
        table = _readable(raw, means) if id_position is not None else None
        joined = _joined(shape, table, means, mapping) if table else None
        unused += [] if joined or _is_prose(raw) else [raw.name]
        shape = joined or shape
    if unused:
        note = Issue(
            "note", shape.table.sheet, f"sheets that are not used: {listed(unused, 6)}",
            "they hold no records and no rows by patient that Ballad knows", "passed over",
        )  # fmt: skip
        shape = replace(shape, table=shape.table.saying(note))
    return shape


def _is_prose(raw: RawSheet) -> bool:
    """Whether no row of a sheet has more than one cell with content."""
    return all(sum(cell not in ("", None) for cell in row) <= 1 for row in raw.rows)


def sheet_question_name(sheet: str) -> str:
    """The name of the question what a sheet is, among the answers about the layout."""
    return f"{SHEETS}{sheet}"


def _readable(raw: RawSheet, means: Means) -> Table | None:
    """The table of a sheet, if it is one with patients' ids."""

    def known(heading: str) -> frozenset[str]:
        return means(heading) or (frozenset({heading}) if is_record_heading(heading) else frozenset())

    try:
        table = read_table(raw, known)
    except WorkbookError:
        return None
    return table if table.position_of(PATIENT_ID, means) is not None else None


@dataclass(frozen=True)
class _Guess:
    """What a sheet may be: the answers possible, the first of them being sure or not, and columns that are tests."""

    options: tuple[str, ...]
    is_sure: bool
    tests: tuple[int, ...]
    text: str


def _guess(table: Table, id_position: int, means: Means) -> _Guess:
    kinds = record_kinds(table.sheet, table.headings)
    tests = () if kinds else wide_tests(table, id_position)
    fields = set().union(*map(means, table.headings)) - {PATIENT_ID}
    keys = id_keys(table.columns[id_position])
    by_patient = len(set(keys)) == len(keys)
    named = tuple(kind for kind, pattern in NAMES.items() if pattern.search(table.sheet))
    kinds = LABS if tests and not by_patient else kinds
    options = (*(kinds or named), *([JOIN] if by_patient and (fields or named) else []), NOT_USED)
    is_sure = len(kinds) == 1 and (not tests or named == LABS)
    if is_sure and by_patient:
        beside = fields - _fields_of_records(table, kinds[0], means)
        is_sure = len(beside) <= 1 or (kinds[0] == "courses" and find_lines(table, means) is not None)
    return _Guess(options, is_sure, tests, _asked(table, by_patient, len(fields)))


def _joined(shape: Shape, table: Table, means: Means, mapping: Mapping) -> Shape | None:
    """The shape with this sheet, asking about it where needed; None if it is of no use."""
    name, id_position = sheet_question_name(table.sheet), table.position_of(PATIENT_ID, means)
    guess = _guess(table, id_position, means)
    if len(guess.options) == 1:
        return None
    said = mapping.layout.get(name)
    if not guess.is_sure:
        shape = shape.asking(Question(name, "layout", guess.text, guess.options))
    answer = said if said in guess.options else (guess.options[0] if guess.is_sure else "")
    if answer in COLUMNS:
        rows = long_labs(table, id_position, guess.tests) if guess.tests and answer == "labs" else table
        roles = record_roles(answer, rows.headings)
        record = RecordSheet(answer, rows, rows.position_of(PATIENT_ID, means), roles)
        return replace(shape, records=(*shape.records, record))
    return replace(shape, table=_with_columns(shape.table, table, means)) if answer == JOIN else shape


def _fields_of_records(table: Table, kind: str, means: Means) -> set[str]:
    """The fields that are meant by headings which are columns of the records as well."""
    return set().union(*(means(table.headings[place]) for place in record_roles(kind, table.headings).values()))


def _asked(table: Table, by_patient: bool, fields: int) -> str:
    rows = "one row per patient" if by_patient else "several rows per patient"
    return (
        f"The sheet '{table.sheet}' has patients' ids, {rows} ({len(table)} in all) and {fields} more headings that "
        "Ballad knows: what is it?"
    )


def _with_columns(patients: Table, sheet: Table, means: Means) -> Table:
    """The table of patients with the columns of another sheet, the first row of each patient."""
    mine = id_keys(patients.columns[patients.position_of(PATIENT_ID, means)])
    id_position = sheet.position_of(PATIENT_ID, means)
    theirs = id_keys(sheet.columns[id_position])
    rows = {key: row for row, key in reversed(list(enumerate(theirs))) if key}
    order = np.array([rows.get(key, -1) for key in mine], dtype=np.int64)
    strangers = [row for row, key in enumerate(theirs) if key not in set(mine)]
    kept = [place for place in range(len(sheet.headings)) if place != id_position]
    taken = sheet.picked(kept).taken(order)
    joined = patients.joined(zip(taken.headings, taken.columns, taken.places, strict=True))
    what = f"{len(kept)} columns of this sheet belong to {np.count_nonzero(order >= 0)} of the {len(patients)} patients"
    notes = [*sheet.issues, Issue("note", sheet.sheet, what, "you said so", "joined by the patient's id")]
    if strangers:
        ids = list(dict.fromkeys(sheet.columns[id_position].text(sheet.columns[id_position].codes[row])
                                 for row in strangers if theirs[row]))  # fmt: skip
        what = f"{len(strangers)} rows belong to no patient, such as {listed(ids)}"
        where = sheet.where_column(id_position)
        notes.append(Issue("warning", where, what, "no patient of the cohort has this id", "left out"))
    return joined.saying(*notes)
