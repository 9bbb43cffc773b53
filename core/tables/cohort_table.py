"""The tables of the Cohort page: columns of the sheet, issues, endpoints that can be answered."""

import pandas as pd

from core.analyses.endpoints import EndpointCount
from core.cohort import SEVERITIES, Cohort
from core.dictionary import dictionary
from core.endpoints import SHEET, Endpoint
from core.formats import DASH
from core.tables.display import DisplayTable, Row
from core.workbook.mapping import DROP, EXTRA, Column, Reading

STATUS_ORDER = ("check", "dropped", "not used", "extra", "matched")
KEEP_EXTRA, LEAVE_OUT = "Extra column, as it is", "Leave out"


def columns_frame(reading: Reading) -> pd.DataFrame:
    """A row a column of the sheet, those that need a look first: column, heading, becomes, status, samples, why."""
    ordered = sorted(reading.columns, key=lambda column: STATUS_ORDER.index(column.status))
    return pd.DataFrame(
        {
            "column": [column.letter for column in ordered],
            "heading": [column.heading for column in ordered],
            "becomes": [_becomes(column) for column in ordered],
            "status": [column.status for column in ordered],
            "samples": ["; ".join(column.samples) for column in ordered],
            "why": [column.reason for column in ordered],
        }
    )


def destinations() -> dict[str, str]:
    """What a column may become, by the label shown: a field of the dictionary, an extra column, or nothing."""
    return {KEEP_EXTRA: EXTRA, LEAVE_OUT: DROP} | {field.label: field.name for field in dictionary().sheet_fields}


def issues_frame(cohort: Cohort) -> pd.DataFrame:
    """A row an issue, errors first: severity, where, what, why it matters, what was done."""
    ordered = sorted(cohort.issues, key=lambda issue: SEVERITIES.index(issue.severity))
    rows = [(issue.severity, issue.where, issue.what, issue.why, issue.done) for issue in ordered]
    return pd.DataFrame(rows, columns=["severity", "where", "what", "why", "done"])


def endpoints_table(counts: tuple[EndpointCount, ...]) -> DisplayTable:
    """Every endpoint Ballad offers: who has it, how it ended and who is left out, or what the cohort lacks for it."""
    columns = ("Endpoint", "Patients", "Events", "Competing", "Censored", "Left out, and why")
    answered = [Row(_counted(one)) for one in counts if not one.lacking]
    lacking = [
        Row((_title(one.endpoint), *[DASH] * 4, f"lacks {', '.join(one.lacking)}"), muted=True)
        for one in counts
        if one.lacking
    ]
    return DisplayTable("", columns, (*answered, *lacking))


def _counted(one: EndpointCount) -> tuple[str, ...]:
    competing = f"{one.n_competing:,}" if one.endpoint.competing else DASH
    reasons = "; ".join(f"{n:,} {reason}" for reason, n in one.left_out) or "nobody"
    return (_title(one.endpoint), f"{one.n:,}", f"{one.n_events:,}", competing, f"{one.n_censored:,}", reasons)


def _title(endpoint: Endpoint) -> str:
    return f"{endpoint.label}, as times and statuses in the sheet" if endpoint.origin == SHEET else endpoint.title


def _becomes(column: Column) -> str:
    if column.field in dictionary():
        return dictionary()[column.field].label
    return KEEP_EXTRA if column.field else LEAVE_OUT
