"""Rows of courses, laboratory values and toxicities read as records of the patients they belong to."""

from collections.abc import Mapping as MappingOf
from collections.abc import Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from core.cohort import Issue
from core.dictionary import Field
from core.records import COLUMNS, PATIENT, RecordColumn, RecordKind, no_records
from core.workbook.antibodies import antibody_in
from core.workbook.issues import column_issues
from core.workbook.mapping import DATE_ORDERS, NOTHING, Column, Mapping
from core.workbook.matching import Match, described
from core.workbook.shape import RecordSheet, id_keys, record_heading
from core.workbook.typed import Request, Typed, listed
from core.workbook.values import READERS, typed_column

Records = dict[RecordKind, pd.DataFrame]


def read_records(
    sheets: Sequence[RecordSheet], patients: np.ndarray, mapping: Mapping
) -> tuple[Records, tuple[Issue, ...], tuple[Column, ...]]:
    """The records by kind, what was found in them, and their columns.

    `patients` are the keys of the patients' ids (`id_keys`) in the order of the cohort. Rows that belong to no
    patient are left out and counted. Columns bear the name of their sheet, for the answers about them.
    """
    places = {key: place for place, key in reversed(list(enumerate(patients))) if key}
    frames: dict[RecordKind, list[pd.DataFrame]] = {}
    issues: list[Issue] = []
    columns: list[Column] = []
    for sheet in sheets:
        owners = _owners(sheet, places)
        frame, found, shown = _read(sheet, owners, mapping)
        frames.setdefault(sheet.kind, []).append(frame)
        issues += [*found, _joined_note(sheet, frame), *_strangers(sheet, owners)]
        columns += shown
    return {kind: _together(parts) for kind, parts in frames.items()}, tuple(issues), tuple(columns)


def _together(parts: list[pd.DataFrame]) -> pd.DataFrame:
    return pd.concat(parts, ignore_index=True).sort_values(PATIENT, kind="stable", ignore_index=True)


def _owners(sheet: RecordSheet, places: MappingOf[str, int]) -> np.ndarray:
    """The place of the patient each row belongs to, -1 for none."""
    keys = id_keys(sheet.table.columns[sheet.id_position])
    return np.array([places.get(key, -1) for key in keys], dtype=np.int64)


def _read(sheet: RecordSheet, owners: np.ndarray, mapping: Mapping) -> tuple[pd.DataFrame, list[Issue], list[Column]]:
    table, issues, shown = sheet.table, [], []
    kept = np.flatnonzero(owners >= 0)
    columns: dict[str, pd.Series] = {}
    for column in COLUMNS[sheet.kind]:
        position = sheet.roles.get(column.name)
        cells = table.columns[position] if position is not None else None
        if cells is None:
            continue
        typed = _typed(sheet, column, position, mapping)
        columns[column.name] = typed_column(typed, cells)
        status = "check" if typed.question else "matched"
        reason = f"{column.label} of the {sheet.kind}."
        match = Match(position, status, reason, typed=typed, question=typed.question)
        issues += column_issues(table, match)
        shown.append(replace(described(match, table), heading=record_heading(table, position), field=""))
    whole = no_records(sheet.kind).reindex(range(len(table))).assign(**{PATIENT: owners, **columns})
    frame = whole.iloc[kept]
    empty = frame.drop(columns=PATIENT).isna().all(axis=1)
    return frame[~empty].reset_index(drop=True), issues, shown


def _typed(sheet: RecordSheet, column: RecordColumn, position: int, mapping: Mapping) -> Typed:
    table, heading = sheet.table, record_heading(sheet.table, position)
    order = mapping.date_orders.get(heading, "")
    field = Field(f"{sheet.kind}:{column.name}", column.label, column.kind)
    request = Request(
        field,
        heading,
        table.columns[position],
        mapping.codes.get(heading, NOTHING),
        date_order=order if order in DATE_ORDERS else "",
        conventions=mapping.conventions.get(heading, NOTHING),
        is_text=table.is_text,
        starts_1904=table.starts_1904,
    )
    typed = READERS[column.kind](request)
    if column.name == "test":
        # Sodium is written Na, which elsewhere is no value.
        nothing = np.zeros(len(typed.values), dtype=bool)
        return replace(typed, values=np.array(request.cells.texts, dtype=object), missing=nothing, notes=())
    if column.name != "treatment":
        return typed
    values = np.array([antibody_in(value) or value if value else None for value in typed.values], dtype=object)
    return replace(typed, values=values)


def _joined_note(sheet: RecordSheet, frame: pd.DataFrame) -> Issue:
    table, used = sheet.table, {sheet.id_position, *sheet.roles.values()}
    unused = [heading for place, heading in enumerate(table.headings) if place not in used]
    n = frame[PATIENT].nunique()
    what = f"{len(frame)} rows are {sheet.kind} of {n} patient{'' if n == 1 else 's'}"
    why = f"joined by '{table.headings[sheet.id_position]}'"
    done = "kept as records" + (f"; not used: {listed(unused, 6)}" if unused else "")
    return Issue("note", table.sheet, what, why, done)


def _strangers(sheet: RecordSheet, owners: np.ndarray) -> tuple[Issue, ...]:
    rows = np.flatnonzero(owners < 0)
    if not len(rows):
        return ()
    cells = sheet.table.columns[sheet.id_position]
    ids = list(dict.fromkeys(cells.text(code) for code in cells.codes[rows] if code >= 0))
    what = f"{len(rows)} rows belong to no patient" + (f", such as {listed(ids)}" if ids else ": they have no id")
    where = sheet.table.where_column(sheet.id_position)
    return (Issue("warning", where, what, "no patient of the cohort has this id", "left out"),)
