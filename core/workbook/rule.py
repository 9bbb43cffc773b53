"""A rule across fields, and the words rules are written in: who has, who says, what comes before what."""

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from core.cohort import Severity

Broken = Callable[[pd.DataFrame, str], pd.Series]
Test = Callable[[pd.DataFrame], pd.Series]


@dataclass(frozen=True)
class Rule:
    """A contradiction within a row, or a value that is rarely true.

    `broken` marks the rows of a typed table where it stands. `fields` must be columns of the sheet; the first is
    pointed at. With `each`, the rule is asked of every one of these fields the sheet has, whose name `broken` gets,
    and `what` holds `{other}` for the labels of those that break it in a row; without `fields` it points at each of
    them instead. Columns it asks `has` or `says` about need not be there.
    """

    id: str
    severity: Severity
    fields: tuple[str, ...]
    broken: Broken
    what: str
    why: str
    done: str
    each: tuple[str, ...] = ()


def has(patients: pd.DataFrame, name: str) -> pd.Series:
    """Who has a value in this column; nobody where the sheet lacks it."""
    return patients[name].notna() if name in patients else pd.Series(False, index=patients.index)


def says(patients: pd.DataFrame, name: str, *values: str) -> pd.Series:
    """Who has one of these levels; nobody where the sheet lacks the column."""
    return patients[name].isin(values) if name in patients else pd.Series(False, index=patients.index)


def not_transplanted(patients: pd.DataFrame) -> pd.Series:
    """Who was not: the sheet says no, or has nothing but a column of dates and this one is empty; a date decides."""
    only_dates = "hsct" not in patients and "hsct_date" in patients
    said = ~has(patients, "hsct_date") if only_dates else says(patients, "hsct", "no")
    return said & ~has(patients, "hsct_date")


def had_inotuzumab(patients: pd.DataFrame) -> pd.Series:
    """Who received inotuzumab at any time the sheet knows of."""
    given = says(patients, "mab1", "inotuzumab") | says(patients, "mab2", "inotuzumab")
    return given | has(patients, "inotuzumab_last_dose")


def never_transplanted(patients: pd.DataFrame) -> pd.Series:
    """Who was not, and not before the first antibody either."""
    return not_transplanted(patients) & ~says(patients, "prior_hsct", "yes")


def where(id: str, severity: Severity, fields: tuple[str, ...], test: Test, *words: str) -> Rule:
    """A rule about whole rows."""
    what, why, done = words
    return Rule(id, severity, fields, lambda patients, _: test(patients), what, why, done)


def before(id: str, name: str, than: str, what: str, why: str, severity: Severity = "error") -> Rule:
    """One date must not come before another."""
    done = "both dates kept; a time that would be negative is left out and counted"
    return where(id, severity, (name, than), lambda patients: patients[name] < patients[than], what, why, done)


def of_each(id: str, severity: Severity, name: str, each: tuple[str, ...], broken: Broken, *words: str) -> Rule:
    """A rule asked of several fields in turn, pointing at `name`."""
    what, why, done = words
    return Rule(id, severity, (name,), broken, what, why, done, each=each)
