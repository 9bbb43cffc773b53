"""Dates moved so that the calendar tells nothing of a patient, while every interval stays as it is."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace

import numpy as np
import pandas as pd

from core.cohort import Cohort, Issue
from core.records import COLUMNS, PATIENT

DATES, SHIFTED = "dates", "shifted"
"""The name and the answer of `Mapping.layout` that choose it."""
DAY_ZERO = np.datetime64("2000-01-01", "ns")
"""The day every patient's first antibody is moved to."""
FIRST = "mab1_start"
QUOTED = re.compile(r"'[^']*\d[^']*'|\b\d{4}-\d{2}-\d{2}\b|\b\d{5}(?:\.\d+)?\b")
HIDDEN = "(hidden)"
OF_RECORDS = tuple(f"{kind}:" for kind in COLUMNS)


def dates_as_said(cohort: Cohort, layout: Mapping[str, str]) -> Cohort:
    """The cohort with its dates as they are, or shifted where that was chosen (`Mapping.layout`)."""
    return shift_dates(cohort) if layout.get(DATES) == SHIFTED else cohort


def shift_dates(cohort: Cohort) -> Cohort:
    """The cohort with each patient's dates moved so that the first antibody starts on 1 January 2000.

    A patient without that date is moved by the first date there is, in the cohort or in the records; one without any
    date has none to move. Days between two dates of a patient stay exactly the same. Issues about dates are kept,
    with the dates in them hidden. Nothing in the result tells the calendar.
    """
    patients = cohort.patients
    dates = [name for name, field in cohort.columns.items() if field.kind == "date"]
    moved_by = DAY_ZERO - _anchors(cohort, dates)
    for name in dates:
        patients[name] = (patients[name].to_numpy(dtype="datetime64[ns]") + moved_by).astype("datetime64[ns]")
    records = {kind: _moved(frame, _date_columns(kind), moved_by) for kind, frame in cohort.records.items()}
    note = Issue(
        "note", cohort.source.sheet or cohort.source.label,
        "dates are shifted: every patient's first antibody (else the first date) is 1 January 2000",
        "as you said", "intervals are unchanged; calendar dates are not kept",
    )  # fmt: skip
    issues = (note, *(_hidden(issue, dates) for issue in cohort.issues))
    return Cohort(patients, cohort.columns, cohort.source, issues, records)


def _anchors(cohort: Cohort, dates: list[str]) -> np.ndarray:
    """The day of each patient that is moved to day zero (datetime64[ns]), NaT where there is none."""
    patients = cohort.patients
    nothing = pd.Series(pd.NaT, index=patients.index, dtype="datetime64[ns]")
    earliest = patients[dates].min(axis=1) if dates else nothing
    for kind, frame in cohort.records.items():
        columns = [name for name in _date_columns(kind) if name in frame]
        first = frame.groupby(PATIENT)[columns].min().min(axis=1) if columns else nothing.iloc[:0]
        earliest = pd.concat([earliest, first.reindex(patients.index)], axis=1).min(axis=1)
    anchors = patients[FIRST].fillna(earliest) if FIRST in patients else earliest
    return anchors.to_numpy(dtype="datetime64[ns]")


def _moved(frame: pd.DataFrame, names: Iterable[str], moved_by: np.ndarray) -> pd.DataFrame:
    """Records with their dates moved by what their patient is moved by."""
    shift = moved_by[frame[PATIENT].to_numpy()]
    moved = {name: frame[name].to_numpy(dtype="datetime64[ns]") + shift for name in names if name in frame}
    return frame.assign(**moved)


def _date_columns(kind: str) -> list[str]:
    return [column.name for column in COLUMNS[kind] if column.kind == "date"]


def _hidden(issue: Issue, dates: list[str]) -> Issue:
    """An issue about a date, or about no field or one of records, without the dates it quotes."""
    if issue.field and issue.field not in dates and not issue.field.startswith(OF_RECORDS):
        return issue
    return replace(issue, what=QUOTED.sub(HIDDEN, issue.what), done=QUOTED.sub(HIDDEN, issue.done))
