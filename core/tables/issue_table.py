"""Issues as tables: in groups of one kind, to be taken in at a glance, and one by one."""

from collections.abc import Collection
from dataclasses import dataclass

import pandas as pd

from core.cohort import SEVERITIES, Cohort, Issue, Severity
from core.tables.display import DisplayTable, Row

PLURALS: dict[Severity, str] = {"error": "Errors", "warning": "Warnings", "note": "Notes"}
CELLS_LISTED = 4
MOST_SHOWN: dict[Severity, int] = {"error": 8, "warning": 6, "note": 4}
WHOLE = "the sheet"
HEADINGS = ("Severity", "Where", "Column", "What was found", "Why it matters", "What was done", "Rule")
COLUMNS = ("severity", "where", "column", "what", "why", "done", "rule")


@dataclass(frozen=True)
class IssueGroup:
    """Issues of one rule, or of one reason, in one column."""

    issues: tuple[Issue, ...]
    column: str
    sheet: str = ""

    @property
    def severity(self) -> Severity:
        """The severity all of them have."""
        return self.issues[0].severity

    @property
    def what(self) -> str:
        """What was found: in all of them, or in the first, and that others are alike."""
        different = len({issue.what for issue in self.issues})
        if different == 1:
            return self.issues[0].what
        if self.issues[0].rule:
            return f"{self.issues[0].what}, or alike"
        return f"{self.issues[0].what} and {different - 1:,} other value{'s' * (different > 2)}"

    @property
    def where(self) -> str:
        """The first cells; the sheet that was read is not named at each."""
        cells = [issue.where.removeprefix(f"{self.sheet}!") for issue in self.issues]
        more = len(cells) - CELLS_LISTED
        return ", ".join(cells[:CELLS_LISTED]) + (f" and {more:,} more" if more > 0 else "")


def issue_groups(cohort: Cohort) -> tuple[IssueGroup, ...]:
    """The issues of a cohort by rule and column, errors first, the most frequent before the others."""
    found: dict[tuple[str, ...], list[Issue]] = {}
    for issue in cohort.issues:
        kind = (issue.rule,) if issue.rule else (issue.why, issue.done)
        found.setdefault((issue.severity, issue.field, *kind), []).append(issue)
    groups = [IssueGroup(tuple(issues), column_of(issues[0], cohort), cohort.source.sheet) for issues in found.values()]
    return tuple(sorted(groups, key=lambda group: (SEVERITIES.index(group.severity), -len(group.issues))))


def column_of(issue: Issue, cohort: Cohort) -> str:
    """The label of the column an issue is about."""
    return cohort.columns[issue.field].label if issue.field in cohort.columns else issue.field or WHOLE


def issue_groups_table(groups: tuple[IssueGroup, ...]) -> DisplayTable:
    """A row a group under its severity: what was found, in which column, how often, where, and what was done."""
    rows: list[Row] = []
    for severity in SEVERITIES:
        of_it = [group for group in groups if group.severity == severity]
        shown, hidden = of_it[: MOST_SHOWN[severity]], of_it[MOST_SHOWN[severity] :]
        if shown:
            rows.append(Row((f"{PLURALS[severity]} · {sum(len(group.issues) for group in of_it):,}",), heading=True))
            rows += [_group_row(group) for group in shown]
        if hidden:
            n = sum(len(group.issues) for group in hidden)
            more = f"other kinds of {PLURALS[severity].lower()}, listed cell by cell below"
            rows.append(Row((f"{len(hidden):,} more", more, f"{n:,}", "", ""), inset=True, muted=True))
    return DisplayTable("", ("Column", "What was found", "Times", "Where", "What was done"), tuple(rows))


def issues_frame(
    cohort: Cohort, severities: Collection[Severity] = SEVERITIES, columns: Collection[str] = ()
) -> pd.DataFrame:
    """A row an issue of these severities and, where any are named, in these columns; errors first.

    Columns: severity, where, column, what, why, done, rule.
    """
    ordered = sorted(cohort.issues, key=lambda issue: SEVERITIES.index(issue.severity))
    rows = [
        (one.severity, one.where, column_of(one, cohort), one.what, one.why, one.done, one.rule)
        for one in ordered
        if one.severity in severities
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame[frame["column"].isin(columns)].reset_index(drop=True) if columns else frame


def issues_table(frame: pd.DataFrame) -> DisplayTable:
    """A frame of issues as a table to take along."""
    return DisplayTable("Issues", HEADINGS, tuple(Row(cells) for cells in frame.itertuples(index=False, name=None)))


def _group_row(group: IssueGroup) -> Row:
    return Row((group.column, group.what, f"{len(group.issues):,}", group.where, group.issues[0].done), inset=True)
