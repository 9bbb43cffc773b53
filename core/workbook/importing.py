"""The one entry: the bytes of an Excel or CSV export become a cohort, with every doubt listed."""

import datetime
from collections.abc import Callable
from dataclasses import replace

import pandas as pd

from core.cohort import Cohort, Issue, Source
from core.derived import derive
from core.dictionary import Field, dictionary
from core.workbook.checks import check_patients, repeated_ids
from core.workbook.errors import WorkbookError
from core.workbook.headings import is_known
from core.workbook.issues import column_issues, dropped_issue, fault_issues
from core.workbook.mapping import Mapping, Reading
from core.workbook.matching import SHEET_FIELDS, Match, answer_issues, described, match_columns
from core.workbook.package import Package
from core.workbook.privacy import dates_as_said
from core.workbook.sheets import RawSheet, TextFile, open_file, read_sheet, sheet_names
from core.workbook.table import Table, has_known_heading, read_table
from core.workbook.values import typed_column

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

    `name` is the name of the file, for the label only. `sheet` is the sheet to read: if empty, the first with a
    known heading, else the first with content. Every row with content is a patient; every value that is not read
    is an issue. Raises WorkbookError, and nothing else, when there is no cohort in the bytes: another kind of
    file, damage, no rows, or no column that Ballad knows beyond the patient's id.
    """
    opened = open_file(data, name)
    names = sheet_names(opened)

    def known(heading: str) -> bool:
        return is_known(heading) or heading in mapping.fields

    raw = _chosen(opened, names, sheet, known)
    table = read_table(raw, known)
    matches = match_columns(table, mapping)
    _require_known(matches, table)
    told = source or Source(name)
    told = replace(told, sheet=told.sheet or ("" if table.is_text else table.sheet))
    issues = (*table.issues, *answer_issues(table, mapping), *dropped_issue(table, matches))
    cohort = dates_as_said(derive(_cohort(table, matches, told, issues)), mapping.layout)
    return Reading(cohort, names, table.sheet, tuple(described(match, table) for match in matches))


def _chosen(opened: Package | TextFile, names: tuple[str, ...], sheet: str, known: Callable[[str], bool]) -> RawSheet:
    if sheet and sheet not in names:
        raise WorkbookError("The workbook has no sheet of that name with content.", "Choose one of its sheets.")
    if sheet or len(names) == 1:
        return read_sheet(opened, sheet or names[0])
    for name in names:
        raw = read_sheet(opened, name)
        if has_known_heading(raw, known):
            return raw
    return read_sheet(opened, names[0])


def _require_known(matches: tuple[Match, ...], table: Table) -> None:
    fields = {match.typed.field.name for match in matches if match.typed}
    if (fields & set(SHEET_FIELDS)) - {"patient_id"}:
        return
    raise WorkbookError(
        "The sheet has no column that Ballad knows, beyond the patient's id.",
        f"Name its columns as in the template, for instance {', '.join(EXAMPLES)}.",
        table.headings,
    )


def _cohort(table: Table, matches: tuple[Match, ...], source: Source, issues: tuple[Issue, ...]) -> Cohort:
    """The typed columns of the sheet and all issues, before anything is derived."""
    kept = [match for match in matches if match.typed]
    positions = {match.typed.field.name: match.position for match in kept}
    columns = {match.typed.field.name: typed_column(match.typed, table.columns[match.position]) for match in kept}
    fields: dict[str, Field] = {match.typed.field.name: match.typed.field for match in kept}
    identities, numbered = _identities(table, columns.pop("patient_id", None), positions)
    patients = pd.DataFrame({"patient_id": identities, **columns})
    fields = {"patient_id": dictionary()["patient_id"], **fields}

    def where(name: str, patient: int) -> str:
        return table.where_cell(positions[name], patient)

    found = [issue for match in kept for issue in column_issues(table, match)]
    found += [*fault_issues(table, matches), *numbered, *check_patients(patients, where, datetime.date.today())]
    return Cohort(patients, {name: fields[name] for name in patients}, source, (*issues, *found))


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
    by_row = pd.Series([f"row {row}" for row in table.rows.tolist()], dtype=object)
    return given.where(~missing, by_row), (*unnamed, *repeated_ids(given, where))
