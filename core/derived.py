"""What follows from a patient's own columns: antibody sequence, salvage status, age group, transplant, intervals.

Each derived field is computed only where the columns it needs are there; `derive` adds them all to a cohort.
"""

from collections.abc import Callable

import numpy as np
import pandas as pd

from core.cohort import Cohort
from core.dictionary import Field, dictionary

AGE_GROUP_BOUNDS = (0, 40, 60, np.inf)

INTERVALS = {
    "mab1_to_mab2_days": ("mab1_start", "mab2_start"),
    "mab1_to_response_days": ("mab1_start", "mab1_response_date"),
    "mab1_to_progression_days": ("mab1_start", "mab1_progression"),
    "mab2_to_response_days": ("mab2_start", "mab2_response_date"),
    "mab2_to_progression_days": ("mab2_start", "mab2_progression"),
    "mab1_to_hsct_days": ("mab1_start", "hsct_date"),
    "mab2_to_hsct_days": ("mab2_start", "hsct_date"),
    "inotuzumab_to_hsct_days": ("inotuzumab_last_dose", "hsct_date"),
    "hsct_to_engraftment_days": ("hsct_date", "engraftment_date"),
}

SHORT = {"blinatumomab": "blina", "inotuzumab": "ino"}


def derive(cohort: Cohort) -> Cohort:
    """The cohort with every derived field its columns allow.

    `hsct` and `vital_status` are completed from the dates that decide them: a transplant date means
    transplanted, its absence not transplanted; a death date means dead.
    """
    patients, columns = cohort.patients, dict(cohort.columns)
    additions = {name: rule(patients) for name, rule in RULES.items()}
    additions |= {name: _interval(patients, *ends) for name, ends in INTERVALS.items()}
    for name, values in additions.items():
        if values is not None:
            patients[name] = values
            columns.setdefault(name, dictionary()[name])
    return Cohort(patients, columns, cohort.source, cohort.issues, cohort.records)


def choices(field: Field, values: pd.Series) -> pd.Series:
    """Values as the categorical of the field, ordered if the field is ordinal; other values become missing."""
    return pd.Series(
        pd.Categorical(values, categories=list(field.values), ordered=field.kind == "ordinal"),
        index=values.index,
    )


def _sequence(patients: pd.DataFrame) -> pd.Series | None:
    if "mab1" not in patients:
        return None
    first = patients["mab1"].astype(object).map(SHORT)
    second = patients["mab2"].astype(object).map(SHORT) if "mab2" in patients else first.where(first.isna())
    both = first + "_" + second.mask(first == second)
    return choices(dictionary()["mab_sequence"], both.where(both.notna(), first + "_only"))


def _salvage_status(patients: pd.DataFrame) -> pd.Series | None:
    if "salvage_line" not in patients:
        return None
    field = dictionary()["salvage_status"]
    return _cut(patients["salvage_line"], (1, 2, 3, np.inf), field)


def _age_group(patients: pd.DataFrame) -> pd.Series | None:
    if "age_years" not in patients:
        return None
    return _cut(patients["age_years"], AGE_GROUP_BOUNDS, dictionary()["age_group"])


def _cut(numbers: pd.Series, bounds: tuple[float, ...], field: Field) -> pd.Series:
    labels = pd.cut(numbers, bounds, right=False, labels=list(field.values))
    return choices(field, labels.astype(object))


def _transplant(patients: pd.DataFrame) -> pd.Series | None:
    if "hsct_date" not in patients:
        return None
    dated = patients["hsct_date"].notna().map({True: "yes", False: "no"})
    said = patients["hsct"].astype(object) if "hsct" in patients else dated
    return choices(dictionary()["hsct"], dated.where(dated == "yes", said.fillna("no")))


def _vital_status(patients: pd.DataFrame) -> pd.Series | None:
    if not {"death_date", "vital_status"} <= set(patients):
        return None
    said = patients["vital_status"].astype(object)
    return choices(dictionary()["vital_status"], said.mask(patients["death_date"].notna(), "dead"))


def _interval(patients: pd.DataFrame, start: str, end: str) -> pd.Series | None:
    """Days from one date to the other; an end before its start is no interval of that name and stays missing."""
    if start not in patients or end not in patients:
        return None
    days = (patients[end] - patients[start]).dt.days.astype(float)
    return days.where(days >= 0)


RULES: dict[str, Callable[[pd.DataFrame], pd.Series | None]] = {
    "hsct": _transplant,
    "vital_status": _vital_status,
    "mab_sequence": _sequence,
    "salvage_status": _salvage_status,
    "age_group": _age_group,
}
