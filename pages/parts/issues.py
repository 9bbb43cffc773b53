"""The issues of a workbook on the screen: in groups at a glance, one by one where wanted."""

import streamlit as st

from core.cohort import SEVERITIES, Cohort
from core.tables.issue_table import (
    HEADINGS,
    PLURALS,
    column_of,
    issue_groups,
    issue_groups_table,
    issues_frame,
    issues_table,
)
from pages.parts.downloads import draw_downloads
from pages.parts.session import session
from pages.parts.showing import show_table

LIST_HEIGHT = 420


def show_issues(cohort: Cohort) -> None:
    """What was found, by severity and kind, and under it the list of all cells."""
    show_table(issue_groups_table(issue_groups(cohort)), key="issue_groups")
    with st.expander(f"Cell by cell ({len(cohort.issues):,})"):
        _list_issues(cohort)


def _list_issues(cohort: Cohort) -> None:
    severity, column = st.columns([1, 2])
    present = [one for one in SEVERITIES if any(issue.severity == one for issue in cohort.issues)]
    severities = severity.pills(
        "Severity",
        present,
        selection_mode="multi",
        format_func=PLURALS.get,
        key=f"issue_severity_{session().reads}",
    )
    columns = column.multiselect(
        "Column",
        list(dict.fromkeys(column_of(issue, cohort) for issue in cohort.issues)),
        placeholder="All columns",
        key=f"issue_column_{session().reads}",
    )
    frame = issues_frame(cohort, severities or SEVERITIES, columns)
    st.dataframe(
        frame,
        hide_index=True,
        height=LIST_HEIGHT if len(frame) > 10 else "auto",
        key="issues",
        column_config=dict(zip(frame, HEADINGS, strict=True)),
    )
    draw_downloads(issues_table(frame), key="issue_list")
