"""Laboratory values with a column per test: brought into a row per value."""

from dataclasses import replace

import numpy as np

from core.dictionary import Field
from core.workbook.cells import Cells
from core.workbook.identifying import names_the_patient
from core.workbook.numbers import read_numbers
from core.workbook.places import NOWHERE, Places
from core.workbook.record_kinds import record_roles
from core.workbook.table import Table
from core.workbook.typed import Request

TEST, VALUE = "Test", "Value"


def wide_tests(table: Table, id_position: int) -> tuple[int, ...]:
    """The columns of numbers of a sheet with a date and no name of a test; none if it is no such sheet."""
    roles = record_roles("labs", table.headings)
    if "date" not in roles or "test" in roles:
        return ()
    aside = {id_position, roles["date"]}
    return tuple(
        place
        for place, cells in enumerate(table.columns)
        if place not in aside and cells.distinct and not names_the_patient(table.headings[place]) and _is_number(cells)
    )


def long_labs(table: Table, id_position: int, tests: tuple[int, ...]) -> Table:
    """The id, the date, the test and its value, a row a value; empty cells make no row."""
    date = record_roles("labs", table.headings)["date"]
    filled = [np.flatnonzero(table.columns[place].filled) for place in tests]
    rows = np.concatenate(filled)
    kept = table.picked([id_position, date]).taken(rows)
    names = [table.headings[place] for place, found in zip(tests, filled, strict=True) for _ in found]
    values = [
        table.columns[place].distinct[code]
        for place, found in zip(tests, filled, strict=True)
        for code in table.columns[place].codes[found].tolist()
    ]
    nowhere = replace(kept.places[0], heading=TEST, rows=np.full(len(rows), NOWHERE))
    return kept.joined([(TEST, Cells.of(names), nowhere), (VALUE, Cells.of(values), _stacked(table, tests, filled))])


def _is_number(cells: Cells) -> bool:
    return read_numbers(Request(Field("value", VALUE, "number"), VALUE, cells)).fits(cells)


def _stacked(table: Table, tests: tuple[int, ...], filled: list[np.ndarray]) -> Places:
    parts = [table.places[place].taken(found) for place, found in zip(tests, filled, strict=True)]
    return replace(
        parts[0],
        heading=VALUE,
        rows=np.concatenate([part.rows for part in parts]),
        columns=np.concatenate([part.columns for part in parts]),
    )
