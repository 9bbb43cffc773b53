"""The rules across fields as a page to read: docs/rules.md."""

import datetime

from core.dictionary import dictionary
from core.workbook.rule import Rule
from core.workbook.rules import SAME_ID, SAME_VALUES, all_rules

ANY_DAY = datetime.date(2026, 1, 1)
BEGINNING = """# Rules across fields

Ballad compares the columns of a workbook with each other. What cannot be, or is rarely true, is listed on the Cohort
page with the address of its cell and stands as a comment in the annotated workbook. No rule changes a value.
A rule is a line of the table in `core/workbook/rules.py`; this page is made from it.
"""
HEADINGS = ("Id", "Severity", "Columns", "What is wrong", "Why it matters", "What is done")


def rules_document() -> str:
    """Every rule in the order of the table, as Markdown."""
    rules = (*all_rules(ANY_DAY, ANY_DAY - datetime.timedelta(days=1)), SAME_ID, SAME_VALUES)
    lines = [HEADINGS, ("---",) * len(HEADINGS), *map(_line, rules)]
    return "\n".join([BEGINNING, *(f"| {' | '.join(cells)} |" for cells in lines), ""])


def _line(rule: Rule) -> tuple[str, ...]:
    columns = ", ".join(f"`{name}`" for name in rule.fields) or "every column"
    if rule.each and not rule.fields:
        columns = "every date"
    others = "one of " + ", ".join(dictionary()[name].label for name in rule.each) if rule.fields else "a date"
    what = rule.what.format(other=others)
    return (f"`{rule.id}`", rule.severity, columns, what, rule.why, rule.done)
