"""What one column says against another: a small table of rules, each with the cell it points at."""

import datetime
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.cohort import Issue, Severity
from core.dictionary import Field, dictionary

Where = Callable[[str, int], str]
MOST_PER_RULE = 500


@dataclass(frozen=True)
class Rule:
    """A contradiction: `broken` gives the rows of a typed table where it stands; `fields` must be there, the
    first is the one pointed at.
    """

    fields: tuple[str, ...]
    broken: Callable[[pd.DataFrame], pd.Series]
    severity: Severity
    what: str
    why: str
    done: str


def _earlier(name: str, than: str, what: str, why: str) -> Rule:
    """One date must not come before another."""
    return Rule(
        (name, than), lambda patients: patients[name] < patients[than], "error", what, why,
        "both dates kept; a time that would be negative is left out and counted",
    )  # fmt: skip


RULES: tuple[Rule, ...] = (
    Rule(
        ("hsct", "hsct_date"), lambda patients: (patients["hsct"] == "yes") & patients["hsct_date"].isna(),
        "warning", "transplanted, but no transplant date", "the time to transplant is not known",
        "counts as transplanted; left out where the date is needed",
    ),
    Rule(
        ("hsct", "hsct_date"), lambda patients: (patients["hsct"] == "no") & patients["hsct_date"].notna(),
        "error", "not transplanted, but there is a transplant date", "one of the two is wrong",
        "the date decides: counts as transplanted",
    ),
    Rule(
        ("vital_status", "death_date"),
        lambda patients: (patients["vital_status"] == "alive") & patients["death_date"].notna(),
        "error", "alive, but there is a death date", "one of the two is wrong", "the date decides: counts as dead",
    ),
    Rule(
        ("last_contact", "death_date"), lambda patients: patients["last_contact"] > patients["death_date"],
        "warning", "last contact after death", "one of the two dates is wrong", "the death date decides",
    ),
    _earlier("death_date", "mab1_start", "death before the first antibody", "survival would be negative"),
    _earlier("last_contact", "mab1_start", "last contact before the first antibody", "survival would be negative"),
    _earlier("mab1_response_date", "mab1_start", "response before the first antibody", "it cannot answer to it"),
    _earlier("mab2_response_date", "mab2_start", "response before the second antibody", "it cannot answer to it"),
    _earlier("mab1_progression", "mab1_start", "progression before the first antibody", "it cannot follow it"),
    _earlier("mab2_progression", "mab2_start", "progression before the second antibody", "it cannot follow it"),
    _earlier("mab2_start", "mab1_start", "the second antibody starts before the first", "the sequence may be reversed"),
    _earlier("hsct_date", "mab1_start", "transplant before the first antibody", "the field means one after it"),
    _earlier("death_date", "hsct_date", "death before the transplant", "one of the two dates is wrong"),
    _earlier("last_contact", "hsct_date", "last contact before the transplant", "one of the two dates is wrong"),
)  # fmt: skip


def check_patients(patients: pd.DataFrame, where: Where, today: datetime.date) -> tuple[Issue, ...]:
    """Contradictions between the columns of a typed table.

    `where` gives the address of a field's cell for a patient's place. Rules whose columns are not there are
    passed over. Nothing is changed.
    """
    found: list[Issue] = []
    for rule in (*RULES, *_future_rules(patients, today)):
        if set(rule.fields) <= set(patients):
            found += _issues(rule, np.flatnonzero(rule.broken(patients)), where)
    return tuple(found)


def repeated_ids(identities: pd.Series, where: Where) -> tuple[Issue, ...]:
    """An issue for every row whose patient identity stood in a row before it; missing identities are no repeats."""
    repeated = np.flatnonzero(identities.notna() & identities.duplicated())
    rule = Rule(
        ("patient_id",), lambda patients: patients["patient_id"].duplicated(), "error",
        "the same patient id stands in an earlier row", "a patient may be counted twice", "kept: a row is a patient",
    )  # fmt: skip
    return tuple(_issues(rule, repeated, where))


def _future_rules(patients: pd.DataFrame, today: datetime.date) -> list[Rule]:
    known: list[Field] = [
        known for known in dictionary().sheet_fields if known.kind == "date" and known.name in patients
    ]
    limit = pd.Timestamp(today)
    return [
        Rule(
            (field.name,), lambda patients, name=field.name: patients[name] > limit, "warning",
            f"{field.label}: the date lies in the future", "it cannot have happened yet", "kept",
        )
        for field in known
    ]  # fmt: skip


def _issues(rule: Rule, places: np.ndarray, where: Where) -> list[Issue]:
    name = rule.fields[0]
    found = [
        Issue(rule.severity, where(name, place), rule.what, rule.why, rule.done, name)
        for place in places[:MOST_PER_RULE].tolist()
    ]
    if len(places) > MOST_PER_RULE:
        what = f"{rule.what}: {len(places) - MOST_PER_RULE} more rows"
        found.append(Issue(rule.severity, "further rows", what, rule.why, rule.done, name))
    return found
