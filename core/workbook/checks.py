"""What one column says against another: the rules of `core.workbook.rules` asked of a typed table."""

import datetime
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from core.cohort import Issue
from core.dictionary import dictionary
from core.workbook.rule import Rule
from core.workbook.rules import SAME_ID, SAME_VALUES, all_rules

Where = Callable[[str, int], str]
MOST_PER_RULE = 500
WRONGLY_LATE = 0.2
"""Where more than this part of the last contacts lies after the day a file was written, the file is wrong about it."""


def check_patients(
    patients: pd.DataFrame, where: Where, today: datetime.date, exported: datetime.date | None = None
) -> tuple[Issue, ...]:
    """Contradictions between the columns of a typed table, and values that are rarely true.

    `where` gives the address of a field's cell for a patient's place; `exported` is the day the file was written,
    where it says so. Rules whose columns are not there are passed over. Nothing is changed.
    """
    found: list[Issue] = []
    for rule in all_rules(today, None if _is_wrong(exported, patients) else exported):
        if set(rule.fields) <= set(patients):
            for name, what, broken in _answers(rule, patients):
                found += _issues(rule, name, what, broken, where)
    return (*found, *_repeated_rows(patients, where))


def repeated_ids(identities: pd.Series, where: Where) -> tuple[Issue, ...]:
    """An issue for every row whose patient identity stood in a row before it; missing identities are no repeats."""
    patients = pd.DataFrame({"patient_id": identities})
    broken = SAME_ID.broken(patients, "").to_numpy()
    return tuple(_issues(SAME_ID, "patient_id", _always(SAME_ID.what), broken, where))


def _answers(rule: Rule, patients: pd.DataFrame) -> Iterator[tuple[str, Callable[[int], str], np.ndarray]]:
    """The field pointed at, what is said of a place, and the rows that break the rule."""
    asked = [name for name in rule.each if name in patients]
    if not rule.each:
        yield rule.fields[0], _always(rule.what), rule.broken(patients, "").to_numpy()
    elif not rule.fields:
        for name in asked:
            yield name, _always(_said(rule, [name])), rule.broken(patients, name).to_numpy()
    elif asked:
        broken = np.array([rule.broken(patients, name).to_numpy() for name in asked])

        def what(place: int) -> str:
            return _said(rule, [name for name, rows in zip(asked, broken, strict=True) if rows[place]])

        yield rule.fields[0], what, broken.any(axis=0)


def _said(rule: Rule, others: list[str]) -> str:
    return rule.what.format(other=", ".join(dictionary()[name].label for name in others))


def _always(what: str) -> Callable[[int], str]:
    return lambda _: what


def _repeated_rows(patients: pd.DataFrame, where: Where) -> list[Issue]:
    """Rows that are alike in everything but the id; the first column of the sheet after it is pointed at."""
    names = [name for name in patients if name != "patient_id"]
    if not names or len(patients) < 2:
        return []
    return _issues(SAME_VALUES, names[0], _always(SAME_VALUES.what), SAME_VALUES.broken(patients, "").to_numpy(), where)


def _is_wrong(exported: datetime.date | None, patients: pd.DataFrame) -> bool:
    if exported is None or "last_contact" not in patients:
        return False
    seen = patients["last_contact"].dropna()
    return bool(len(seen)) and bool((seen > pd.Timestamp(exported)).mean() > WRONGLY_LATE)


def _issues(rule: Rule, name: str, what: Callable[[int], str], broken: np.ndarray, where: Where) -> list[Issue]:
    places = np.flatnonzero(broken).tolist()
    found = [
        Issue(rule.severity, where(name, place), what(place), rule.why, rule.done, name, rule.id)
        for place in places[:MOST_PER_RULE]
    ]
    if len(places) > MOST_PER_RULE:
        more = f"{what(places[-1])}: {len(places) - MOST_PER_RULE} more rows"
        found.append(Issue(rule.severity, "further rows", more, rule.why, rule.done, name, rule.id))
    return found
