"""What may leave the hospital: patients without ids, dates and free text, and a warning of what still tells them.

Rows are numbered anew in the order of their values, so that not even their order in the workbook is left.
"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.analyses.compared import Compared
from core.analyses.selection import Selection
from core.clock import CENSORED, COMPETING, EVENT
from core.cohort import MOST_COMPARED
from core.dictionary import Field
from core.endpoints import ORIGINS, SHEET, Endpoint, Origin
from core.words.leaving import without_sentence
from core.words.patients import left_out_sentence, whom_sentence

FEW = 5
OLDEST = 90
OLD = f"{OLDEST}+"
BORN = ("birth", "born", "dob")
NO_DATES = "Dates are left out: the endpoint has no date of time zero."
PRIVACY = (
    f"Ages of {OLDEST} and more are {OLD}. Ids, free text and dates of birth are left out; rows are numbered anew.",
    "A row is a patient: exact ages and times may tell someone who knows the hospital who it is.",
)
STATUS = {CENSORED: "censored", EVENT: "event", COMPETING: "competing event"}


@dataclass(frozen=True, eq=False)
class Leaving:
    """A table to be exported and its notes: what it is, what was changed, where cells are small (`few`).

    Cells of `frame` are numbers, dates, texts, or missing.
    """

    name: str
    frame: pd.DataFrame
    notes: tuple[str, ...]
    few: tuple[str, ...]


def cohort_leaving(
    selection: Selection, endpoint: Endpoint | None, *, dates: bool = False, small: bool = True
) -> Leaving:
    """The patients the filters keep, in all columns but free text, ids and dates of birth; dates as asked.

    Dates are days from time zero of the endpoint, and are left out where it has none, unless `dates` asks for them.
    Columns in which a level has few patients leave only where `small` lets them.
    """
    cohort, places = selection.cohort, np.flatnonzero(selection.patients)
    origin = None if endpoint is None or endpoint.origin == SHEET else ORIGINS[endpoint.origin]
    fields = [field for field in cohort.columns.values() if _may_leave(field)]
    if not dates and origin is None:
        fields = [field for field in fields if field.kind != "date"]
    columns, few, left_out = {}, [], []
    for field in fields:
        heading = _heading(field, columns)
        if field.kind != "date":
            values = values_leaving(selection, field, places)
            found = _few_levels(heading, values) if field.is_choice else []
            if found and not small:
                left_out.append(heading)
                continue
            columns[heading], few = values, [*few, *found]
        elif dates:
            columns[heading] = cohort.patients[field.name].iloc[places].dt.date.to_numpy(dtype=object)
        else:
            columns[f"{heading}, days from {origin.label}"] = (cohort.days(field.name) - origin.days(cohort))[places]
    notes = [whom_sentence(selection), _dates_note(dates, origin), without_sentence(left_out), *PRIVACY]
    return Leaving("cohort", _renumbered(columns), tuple(filter(None, notes)), tuple(few))


def analysis_leaving(compared: Compared, covariates: tuple[Field, ...]) -> Leaving:
    """Endpoint, time, status, group and covariates of each patient with a time and a group, entry where one is late."""
    clock, title = compared.clock, compared.arms.title
    group = np.array(compared.labels, dtype=object)[compared.codes]
    status = np.array([STATUS[one] for one in compared.status.tolist()], dtype=object)
    columns = {"Endpoint": np.full(len(group), clock.endpoint.title, dtype=object)}
    if compared.entry is not None:
        columns[f"Entry, {clock.unit}"] = compared.entry
    columns |= {f"Time, {clock.unit}": compared.time, "Status": status}
    if title:
        columns[f"{title} (group)" if title in columns else title] = group
    few = [
        f"{title or 'Patients'} × status: {count} in {label}, {what}"
        for (label, what), count in pd.Series(group).groupby([group, status]).size().items()
        if count < FEW
    ]
    for field in (one for one in covariates if _may_leave(one) and one.kind != "date"):
        heading = _heading(field, columns)
        columns[heading] = values_leaving(compared.selection, field, compared.used)
        few += _few_levels(heading, columns[heading]) if field.is_choice else []
    notes = [
        f"{clock.endpoint.title}, by {title}." if title else f"{clock.endpoint.title}.",
        whom_sentence(compared.selection),
        left_out_sentence(len(group), compared.left_out),
        *PRIVACY,
    ]
    return Leaving("analysis table", _renumbered(columns), tuple(notes), tuple(few))


def values_leaving(selection: Selection, field: Field, places: np.ndarray) -> np.ndarray:
    """The values of a number or a choice, missing ones None; an age of 90 years and more is "90+"."""
    cohort = selection.cohort
    if field.is_choice:
        labels = np.array([*(level.label for level in field.levels), None], dtype=object)
        return labels[cohort.codes(field.name)[places]]
    numbers = cohort.numbers(field.name)[places]
    found = np.where(np.isnan(numbers), None, numbers.astype(object))
    return np.where(numbers >= OLDEST, OLD, found) if _is_age(field) else found


def _may_leave(field: Field) -> bool:
    """Not ids, free text and dates of birth; an extra column of many different words is free text too."""
    if field.kind == "text" or any(word in field.slug for word in BORN):
        return False
    return not (field.is_choice and field.origin == "extra" and len(field.levels) > MOST_COMPARED)


def _is_age(field: Field) -> bool:
    return "age" in field.slug.replace("_", "-").split("-")


def _heading(field: Field, taken: dict[str, np.ndarray]) -> str:
    heading = field.label_with_unit
    return f"{heading} [{field.slug}]" if heading in taken else heading


def _few_levels(heading: str, values: np.ndarray) -> list[str]:
    counts = pd.Series(values, dtype=object).value_counts(dropna=True)
    return [f"{heading}: {count} in {level}" for level, count in counts.items() if count < FEW]


def _dates_note(dates: bool, origin: Origin | None) -> str:
    if dates:
        return "Dates are those of the workbook."
    return f"Dates are days from {origin.label}." if origin else NO_DATES


def _renumbered(columns: dict[str, np.ndarray]) -> pd.DataFrame:
    frame = pd.DataFrame(columns, dtype=object)
    keys = [list(map(_sort_key, frame[name])) for name in frame]
    order = sorted(range(len(frame)), key=lambda row: [key[row] for key in keys])
    frame = frame.iloc[order].reset_index(drop=True)
    frame.insert(0, "Patient", np.arange(1, len(frame) + 1))
    return frame


def _sort_key(value: object) -> tuple:
    """Numbers and dates in their order, then texts, then what is missing."""
    return (True, True, "") if pd.isna(value) else (False, isinstance(value, str), value)
