"""The one entry: the bytes of an Excel or CSV export become a cohort, with every doubt listed."""

import datetime
from dataclasses import fields as dataclass_fields
from dataclasses import replace

import numpy as np
import pandas as pd

from core.cohort import Cohort, Issue, Source
from core.derived import derive
from core.dictionary import Field, dictionary
from core.workbook.checks import check_patients, repeated_ids
from core.workbook.errors import WorkbookError
from core.workbook.issues import column_issues, dropped_issue, fault_issues
from core.workbook.mapping import Column, Mapping, Reading
from core.workbook.matching import SHEET_FIELDS, Match, answer_issues, described, match_columns
from core.workbook.meaning import PATIENT_ID, meaning
from core.workbook.orientation import ORIENTATION
from core.workbook.own_sheets import without_own
from core.workbook.privacy import dates_as_said
from core.workbook.records import read_records
from core.workbook.shape import Shape, id_keys
from core.workbook.shaping import choose_sheet, is_about_shape, shape_sheet
from core.workbook.sheets import open_file, sheet_names
from core.workbook.table import Table
from core.workbook.typed import listed
from core.workbook.values import typed_column
from core.workbook.written import written_on

EXAMPLES = ("mAb1 start", "Last FU", "OS_MONTHS", "OS_STATUS", "Age", "Salvage")
NO_MAPPING = Mapping()


def list_sheets(data: bytes, name: str) -> tuple[str, ...]:
    """The names of the sheets with content; a delimited text is one sheet named after its file.

    Raises WorkbookError if the bytes are no workbook.
    """
    return sheet_names(open_file(data, name))


def read_workbook(
    data: bytes, name: str, sheet: str = "", mapping: Mapping = NO_MAPPING, *, source: Source | None = None
) -> Reading:
    """A cohort from the bytes of an .xlsx workbook or a delimited text, with what became of each column.

    `name` is the name of the file, for the label only. `sheet` is the sheet to read: if empty, the one that holds
    most of what patients have. Every row is a patient unless it is listed as none, or the user said otherwise;
    every value that is not read is an issue. Raises WorkbookError, and nothing else, when there is no cohort in
    the bytes: another kind of file, damage, no rows, or no column that Ballad knows beyond the patient's id.
    """
    opened = open_file(data, name)
    names = without_own(sheet_names(opened))
    means = meaning(mapping)
    raw, others = choose_sheet(opened, names, sheet, means)
    shape = shape_sheet(raw, others, means, mapping)
    matches = _matched(shape, mapping)
    cohort, of_records = _cohort(
        shape, matches, _told(replace(source or Source(name), written=written_on(data)), shape.table), mapping
    )
    columns = (*(described(match, shape.table) for match in matches), *_left_out(shape.table), *of_records)
    return Reading(
        dates_as_said(derive(cohort), mapping.layout), names, shape.table.sheet, columns, shape.waiting(mapping)
    )


def _matched(shape: Shape, mapping: Mapping) -> tuple[Match, ...]:
    """What each column of the patients becomes; raises WorkbookError if none is known beyond the patient's id."""
    matches = match_columns(shape.table, mapping)
    fields = {match.typed.field.name for match in matches if match.typed}
    if (fields & set(SHEET_FIELDS)) - {PATIENT_ID}:
        return matches
    ask = any(question.heading == ORIENTATION for question in shape.waiting(mapping))
    raise WorkbookError(
        "The sheet has no column that Ballad knows, beyond the patient's id.",
        "Its patients seem to stand in columns: say whether they do." if ask else
        f"Name its columns as in the template, for instance {', '.join(EXAMPLES)}.",
        shape.table.headings,
        shape.waiting(mapping),
    )  # fmt: skip


def _told(source: Source, table: Table) -> Source:
    return replace(source, sheet=source.sheet or ("" if table.is_text else table.sheet))


def _left_out(table: Table) -> tuple[Column, ...]:
    return tuple(Column(one.heading, one.letter, "", "dropped", one.reason) for one in table.left_out)


def _cohort(
    shape: Shape, matches: tuple[Match, ...], source: Source, mapping: Mapping
) -> tuple[Cohort, tuple[Column, ...]]:
    """The typed columns, the records and all issues, before anything is derived; and the columns of the records."""
    table = shape.table
    kept = [match for match in matches if match.typed]
    positions = {match.typed.field.name: match.position for match in kept}
    columns = {match.typed.field.name: typed_column(match.typed, table.columns[match.position]) for match in kept}
    fields: dict[str, Field] = {match.typed.field.name: match.typed.field for match in kept}
    identities, numbered = _identities(table, columns.pop(PATIENT_ID, None), positions)
    patients = pd.DataFrame({PATIENT_ID: identities, **columns})
    fields = {PATIENT_ID: dictionary()[PATIENT_ID], **fields}
    records, found, shown = read_records(shape.records, _keys(shape, positions), mapping)

    def where(name: str, patient: int) -> str:
        return table.where_cell(positions[name], patient)

    issues = [*table.issues, *_answer_issues(shape, mapping, shown), *dropped_issue(table, matches)]
    issues += [issue for match in kept for issue in column_issues(table, match)]
    issues += [
        *fault_issues(table, matches),
        *numbered,
        *check_patients(patients, where, datetime.date.today(), source.written),
    ]
    known = {name: fields[name] for name in patients}
    return Cohort(patients, known, source, (*issues, *found), records), shown


def _answer_issues(shape: Shape, mapping: Mapping, of_records: tuple[Column, ...]) -> tuple[Issue, ...]:
    """Answers that fit neither a column of the patients or of the records nor a question about the sheet."""
    table = shape.table
    elsewhere = {column.heading for column in of_records} | {one.heading for one in table.left_out}
    elsewhere = (elsewhere | {place.heading for place in table.places}) - set(table.headings)
    about = {
        part.name: {name: said for name, said in getattr(mapping, part.name).items() if name not in elsewhere}
        for part in dataclass_fields(mapping)
    }
    options = {question.heading: question.options for question in shape.questions}
    ours = {name: said for name, said in mapping.layout.items() if is_about_shape(name)}
    unasked = sorted(name for name, said in ours.items() if said not in options.get(name, ()))
    found = answer_issues(table, Mapping(**about))
    if not unasked:
        return found
    what = f"answers about the layout that this workbook does not ask for: {listed(unasked)}"
    return (*found, Issue("warning", table.sheet, what, "the answers may belong to another sheet", "passed over"))


def _keys(shape: Shape, positions: dict[str, int]) -> np.ndarray:
    """The patients' ids as they are compared between sheets, none where nothing is to be compared."""
    if not shape.records or PATIENT_ID not in positions:
        return np.array([], dtype=object)
    return id_keys(shape.table.columns[positions[PATIENT_ID]])


def _identities(
    table: Table, given: pd.Series | None, positions: dict[str, int]
) -> tuple[pd.Series, tuple[Issue, ...]]:
    """An identity for every patient, and issues where the sheet gave none or one twice."""
    if given is None:
        rows = pd.Series([str(number) for number in range(1, len(table) + 1)], dtype=object)
        what, why = "no column with patient ids", "issues and lists call a patient by it"
        return rows, (Issue("note", table.sheet, what, why, "patients numbered from 1", "patient_id"),)

    def where(_name: str, patient: int) -> str:
        return table.where_cell(positions["patient_id"], patient)

    missing = given.isna()
    unnamed = tuple(
        Issue(
            "warning",
            where("", patient),
            "no patient id",
            "the row may be no patient",
            "named by its row",
            "patient_id",
        )
        for patient in missing.to_numpy().nonzero()[0].tolist()
    )
    named = given.copy()
    for patient in missing.to_numpy().nonzero()[0].tolist():
        named[patient] = table.patient_line(patient)
    return named, (*unnamed, *repeated_ids(given, where))
