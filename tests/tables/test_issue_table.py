"""Issues in groups and one by one."""

from dataclasses import replace

from core.cohort import Cohort, Issue
from core.tables.issue_table import MOST_SHOWN, issue_groups, issue_groups_table, issues_frame, issues_table
from tests.making import cohort_of

PLAIN = cohort_of(age_years=[5], sex=["male"])


def issue(severity: str, what: str, field: str = "age_years", where: str = "S!B2", rule: str = "") -> Issue:
    return Issue(severity, where, what, "why", "done", field, rule)


def with_issues(*issues: Issue) -> Cohort:
    return replace(PLAIN, frame=PLAIN.patients, issues=issues, source=replace(PLAIN.source, sheet="S"))


def test_issues_stand_by_severity_and_else_in_their_order():
    cohort = with_issues(*(issue(*one) for one in (("note", "a"), ("error", "b"), ("warning", "c"), ("error", "d"))))
    frame = issues_frame(cohort)
    assert frame["what"].tolist() == ["b", "d", "c", "a"]
    assert frame["column"].tolist() == ["Age"] * 4
    assert list(frame) == ["severity", "where", "column", "what", "why", "done", "rule"]


def test_no_issues_are_a_frame_with_the_same_columns():
    assert issues_frame(PLAIN).shape == (0, 7)


def test_issues_can_be_narrowed_by_severity_and_column():
    cohort = with_issues(
        issue("error", "a"), issue("error", "b", "sex"), issue("note", "c", "sex"), issue("note", "d", "")
    )
    assert issues_frame(cohort, ["error"])["what"].tolist() == ["a", "b"]
    assert issues_frame(cohort, columns=["Sex"])["what"].tolist() == ["b", "c"]
    assert issues_frame(cohort, columns=["the sheet"])["what"].tolist() == ["d"]
    assert issues_frame(cohort, ["warning"], ["Sex"]).empty


def test_issues_of_one_rule_or_one_reason_in_a_column_are_one_group_the_frequent_first():
    cohort = with_issues(
        issue("error", "x is no age", where="S!B2"), issue("error", "y is no age", where="S!B3"),
        issue("error", "z is no age", where="S!B4"), issue("error", "death first", "sex", "S!C2", "death-first"),
        issue("warning", "x is odd", where="S!B2"),
    )  # fmt: skip
    groups = issue_groups(cohort)
    assert [(group.severity, len(group.issues), group.column) for group in groups] == [
        ("error", 3, "Age"), ("error", 1, "Sex"), ("warning", 1, "Age"),
    ]  # fmt: skip
    assert groups[0].what == "x is no age and 2 other values"
    assert groups[0].where == "B2, B3, B4"


def test_the_same_cells_in_two_rules_are_two_groups():
    cohort = with_issues(issue("error", "a", rule="one"), issue("error", "a", rule="two"))
    assert [len(group.issues) for group in issue_groups(cohort)] == [1, 1]


def test_a_group_names_its_first_cells_and_counts_the_others():
    cohort = with_issues(*(issue("note", "a", where=f"S!B{row}", rule="r") for row in range(2, 2_000)))
    assert issue_groups(cohort)[0].where == "B2, B3, B4, B5 and 1,994 more"


def test_the_table_of_groups_stays_short_and_counts_all():
    fields = list(PLAIN.columns)
    cohort = with_issues(
        *(issue("error", f"kind {n}", fields[n % 2], rule=f"r{n}") for n in range(20)), issue("note", "z")
    )
    table = issue_groups_table(issue_groups(cohort))
    first = [row.cells[0] for row in table.rows]
    assert first[0] == "Errors · 20"
    assert len(first) == MOST_SHOWN["error"] + 4
    assert table.rows[MOST_SHOWN["error"] + 1].cells[2] == str(20 - MOST_SHOWN["error"])
    assert first[-2] == "Notes · 1"


def test_the_list_to_take_along_has_a_row_an_issue():
    cohort = with_issues(issue("error", "=1+1", rule="r"), issue("note", "b"))
    table = issues_table(issues_frame(cohort))
    assert [row.cells for row in table.rows] == [
        ("error", "S!B2", "Age", "=1+1", "why", "done", "r"), ("note", "S!B2", "Age", "b", "why", "done", ""),
    ]  # fmt: skip
