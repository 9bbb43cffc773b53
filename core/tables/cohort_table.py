"""The tables of the Cohort page: columns of the sheet, endpoints that can be answered."""

import pandas as pd

from core.analyses.endpoints import EndpointCount
from core.dictionary import dictionary
from core.endpoints import SHEET, Endpoint
from core.formats import DASH
from core.tables.display import DisplayTable, Row
from core.workbook.mapping import DROP, EXTRA, Column, Reading, Status

STATUS_ORDER: tuple[Status, ...] = ("check", "dropped", "not used", "extra", "matched")
STATUS_LABELS: dict[Status, str] = {
    "check": "⚠ Check",
    "dropped": "✕ Left out",
    "not used": "– Not used",
    "extra": "+ Extra",
    "matched": "✓ Matched",
}
KEEP_EXTRA, LEAVE_OUT = "Extra column, as it is", "Leave out"


def columns_frame(reading: Reading, status: Status | None = None) -> pd.DataFrame:
    """A row a column of the sheet, those that need a look first, or of one status alone.

    Columns: column, heading, becomes, status, samples, missing, why.
    """
    ordered = sorted(reading.columns, key=lambda column: STATUS_ORDER.index(column.status))
    shown = [column for column in ordered if status in (None, column.status)]
    return pd.DataFrame(
        {
            "column": [column.letter for column in shown],
            "heading": [column.heading for column in shown],
            "becomes": [becomes(column) for column in shown],
            "status": [STATUS_LABELS[column.status] for column in shown],
            "samples": ["; ".join(column.samples) for column in shown],
            "missing": [", ".join(f"{n:,} {reason}" for reason, n in column.missing.items()) for column in shown],
            "why": [column.reason for column in shown],
        }
    )


def destinations() -> dict[str, str]:
    """What a column may become, by the label shown: a field of the dictionary, an extra column, or nothing."""
    return {KEEP_EXTRA: EXTRA, LEAVE_OUT: DROP} | {field.label: field.name for field in dictionary().sheet_fields}


def endpoints_table(counts: tuple[EndpointCount, ...]) -> DisplayTable:
    """The endpoints the cohort answers: who has each, how it ended and who is left out."""
    columns = ("Endpoint", "Patients", "Events", "Competing", "Censored", "Left out, and why")
    return DisplayTable("", columns, tuple(Row(_counted(one)) for one in counts if not one.lacking))


def lacking_table(counts: tuple[EndpointCount, ...]) -> DisplayTable:
    """The endpoints the cohort cannot answer, and the fields each lacks."""
    rows = tuple(Row((_title(one.endpoint), ", ".join(one.lacking))) for one in counts if one.lacking)
    return DisplayTable("", ("Endpoint", "Lacks"), rows)


def _counted(one: EndpointCount) -> tuple[str, ...]:
    competing = f"{one.n_competing:,}" if one.endpoint.competing else DASH
    reasons = "; ".join(f"{n:,} {reason}" for reason, n in one.left_out) or "nobody"
    return (_title(one.endpoint), f"{one.n:,}", f"{one.n_events:,}", competing, f"{one.n_censored:,}", reasons)


def _title(endpoint: Endpoint) -> str:
    return f"{endpoint.label}, as times and statuses in the sheet" if endpoint.origin == SHEET else endpoint.title


def becomes(column: Column) -> str:
    """The label of what a column becomes, one of `destinations`."""
    if column.field in dictionary():
        return dictionary()[column.field].label
    return KEEP_EXTRA if column.field else LEAVE_OUT
