"""Findings with an address: the issues of a column, and of what the fast reader does not see."""

import numpy as np

from core.cohort import Issue
from core.workbook.faults import Faults, Place
from core.workbook.matches import Match
from core.workbook.places import Places
from core.workbook.table import Table
from core.workbook.typed import Finding

MOST_PER_COLUMN = 500
COLUMNS_OF_EXCEL = 1 << 15
ROWS_LISTED = 5


def column_issues(table: Table, match: Match) -> tuple[Issue, ...]:
    """What was found in a column: its notes, then its cells from the top, at most 500 one by one."""
    typed, position = match.typed, match.position
    if typed is None:
        return ()
    name, codes = typed.field.name, table.columns[position].codes
    notes = [_issue(finding, table.where_column(position), name) for finding in typed.notes]
    patients = np.flatnonzero(np.isin(codes, list(typed.problems)))
    cells = [
        _issue(typed.problems[codes[patient]], table.where_cell(position, patient), name)
        for patient in patients[:MOST_PER_COLUMN].tolist()
    ]
    return (*_unclear(table, match), *notes, *cells, *_rest(len(patients), table.where_column(position), name))


def dropped_issue(table: Table, matches: tuple[Match, ...]) -> tuple[Issue, ...]:
    """One issue that names the columns not kept because they name the patient."""
    named = [f"'{table.headings[match.position]}' ({match.identity})" for match in matches if match.identity]
    if not named:
        return ()
    what = f"columns that name the patient: {', '.join(named)}"
    return (
        Issue("note", table.sheet, what, "Ballad does not need to know who a patient is", "dropped, none was kept"),
    )


def fault_issues(table: Table, matches: tuple[Match, ...]) -> tuple[Issue, ...]:
    """Error cells and formulas without a value among the patients' cells, and hidden rows that were read."""
    found: list[Issue] = []
    for match in matches:
        if not match.typed:
            continue
        places, name = table.places[match.position], match.typed.field.name
        faults = places.faults
        patients = _standing_at(places, {*faults.errors, *faults.without_value})
        found += [
            _issue(_fault(faults, places.at(patient)), table.where_cell(match.position, patient), name)
            for patient in patients[:MOST_PER_COLUMN].tolist()
        ]
        found += _rest(len(patients), table.where_column(match.position), name)
    return (*found, *_hidden(table))


def _standing_at(places: Places, cells: set[Place]) -> np.ndarray:
    """The patients whose cell is one of these."""
    if not cells:
        return np.array([], dtype=np.int64)
    wanted = np.array([row * COLUMNS_OF_EXCEL + column for row, column in cells], dtype=np.int64)
    return np.flatnonzero(np.isin(places.rows * COLUMNS_OF_EXCEL + places.columns, wanted))


def _fault(faults: Faults, place: Place) -> Finding:
    return _error(faults.errors[place]) if place in faults.errors else _valueless()


def _issue(finding: Finding, where: str, name: str) -> Issue:
    return Issue(finding.severity, where, finding.what, finding.why, finding.done, name)


def _unclear(table: Table, match: Match) -> tuple[Issue, ...]:
    """An issue for a column with a known heading that was not taken for its field."""
    if match.status != "check" or match.typed.field.origin != "extra":
        return ()
    why, done = "its field may be missing from the analyses", "kept as an extra column"
    return (Issue("warning", table.where_column(match.position), match.reason, why, done, match.typed.field.name),)


def _rest(count: int, where: str, name: str) -> tuple[Issue, ...]:
    if count <= MOST_PER_COLUMN:
        return ()
    what = f"{count - MOST_PER_COLUMN} more cells of this column have problems"
    why = f"only the first {MOST_PER_COLUMN} are listed"
    return (Issue("warning", where, what, why, "treated in the same way", name),)


def _error(text: str) -> Finding:
    return Finding("warning", f"the cell shows the error {text}", "its formula failed", "read as missing")


def _valueless() -> Finding:
    what = "the cell holds a formula without a stored value"
    return Finding("warning", what, "the file was written by a program that does not calculate", "read as missing")


def _hidden(table: Table) -> tuple[Issue, ...]:
    hidden = sorted(table.faults.hidden_rows & set(table.rows.tolist()))
    if not hidden:
        return ()
    rows = ", ".join(map(str, hidden[:ROWS_LISTED])) + (" and others" if len(hidden) > ROWS_LISTED else "")
    what = f"{len(hidden)} rows are hidden in Excel: {rows}"
    return (Issue("warning", table.sheet, what, "a filter of the sheet may have hidden them", "read like all others"),)
