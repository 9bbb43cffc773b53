"""A toxicity sheet as a table: for each event the patients by their worst grade, 1 or 2, 3 or 4, 5."""

from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from core.analyses.contrasts import Versus, contrast_arms
from core.analyses.response import Proportion
from core.analyses.sections import columns_of
from core.analyses.selection import Groups, Selection
from core.analyses.transplant import antibody_in_words, given_antibody
from core.cohort import Cohort
from core.records import PATIENT
from core.stats.association import Association, compare_counts
from core.stats.proportions import proportion_interval
from core.view import ProportionInterval, View

ANY_EVENT = "Any event"
GRADES = (0, 1, 2, 3, 4, 5)
BANDS = {"Grade 1–2": (1, 2), "Grade 3–4": (3, 4), "Grade 5": (5, 5)}
SEVERE = 3
UNGRADED = np.nan


@dataclass(frozen=True)
class EventCounts:
    """One event in one group of n patients: who had it by worst grade, each patient once.

    `any_grade` has its limits; `bands` are counts in the order of `BANDS`, `ungraded` those none of whose records
    has a grade. `severe` counts grade 3 and more of those whose worst grade is known or who had no such event.
    """

    label: str
    any_grade: Proportion
    bands: tuple[int, ...]
    ungraded: int
    severe: Proportion


@dataclass(frozen=True)
class ToxicEvent:
    """An event: all patients and then each group; grade 3 and more of each further group against the first, and P.

    `worst` is the worst grade of every patient of the cohort, 0 without the event and nan where it has no grade.
    """

    name: str
    groups: tuple[EventCounts, ...]
    versus: tuple[Versus, ...]
    test: Association | None
    worst: np.ndarray = field(repr=False, compare=False)


@dataclass(frozen=True)
class ToxicityRecords:
    """The events of a toxicity sheet, the most frequent first, after the patients with any event at all.

    `n` counts the patients of each column, `recorded` those of all patients with a record. `without_grade` and
    `before_start` count records: those that have no grade of 0 to 5, and those dated before the antibody began, which
    are in no line.
    """

    title: str
    origin: str
    labels: tuple[str, ...]
    n: tuple[int, ...]
    recorded: int
    events: tuple[ToxicEvent, ...]
    without_grade: int
    before_start: int
    ungrouped: int


def count_toxicity_records(selection: Selection, view: View) -> ToxicityRecords | None:
    """The recorded toxicities of the selected patients given the antibody of the view; None where there are none."""
    cohort = selection.cohort
    columns = columns_of(selection, given_antibody(cohort, view.antibody), view)
    records, early = _since_start(cohort, columns.everybody, view)
    if not (len(records) or early):
        return None
    arms = columns.arms if columns.compared else Groups("", (), np.full(len(cohort), -1))
    worst = worst_grades(records)
    named = worst.groupby("event", sort=False).agg(n=("grade", "size"), severe=("grade", lambda g: (g >= SEVERE).sum()))
    order = named.reset_index().sort_values(["n", "severe", "event"], ascending=[False, False, True])["event"]
    by_event = dict(iter(worst.groupby("event")))
    parts = [(ANY_EVENT, worst_grades(records.assign(event=ANY_EVENT))), *((name, by_event[name]) for name in order)]
    return ToxicityRecords(
        title=arms.title,
        origin=antibody_in_words(cohort, view.antibody),
        labels=columns.labels,
        n=columns.numbers(columns.everybody),
        recorded=records[PATIENT].nunique(),
        events=tuple(_event(name, part, columns.everybody, arms, view.limits) for name, part in parts),
        without_grade=int(records["grade"].isna().sum()),
        before_start=early,
        ungrouped=columns.arms.missing if view.compare else 0,
    )


def worst_grades(records: pd.DataFrame) -> pd.DataFrame:
    """A row a patient and event: the highest grade known, missing where none is."""
    return records.groupby([PATIENT, "event"], as_index=False, sort=False)["grade"].max()


def _since_start(cohort: Cohort, patients: np.ndarray, view: View) -> tuple[pd.DataFrame, int]:
    """The named events of a grade above 0 or unknown, without those dated before the antibody, and how many these are.

    Names that differ in case and blanks alone are one event; a grade that is no whole number from 0 to 5 is none.
    """
    records = cohort.records_of("toxicities", patients)
    records = records[records["event"].notna()]
    named = records["event"].astype(str).str.split().str.join(" ")
    folded = named.str.casefold()
    records = records.assign(
        event=named.groupby(folded).transform("first") if len(named) else named,
        grade=records["grade"].where(records["grade"].isin(GRADES), UNGRADED),
    )
    records = records[(records["event"] != "") & (records["grade"] != 0)]
    start = f"{view.antibody}_start"
    if start not in cohort:
        return records, 0
    began = cohort.patients[start].iloc[records[PATIENT]].to_numpy()
    early = (records["date"] < began).to_numpy()
    return records[~early], int(early.sum())


def _event(
    name: str, worst: pd.DataFrame, everybody: np.ndarray, arms: Groups, limits: ProportionInterval
) -> ToxicEvent:
    """One event in all patients and in every group."""
    grade = np.zeros(len(everybody))
    grade[worst[PATIENT]] = worst["grade"]
    masks = {"All patients": everybody} | {label: arms.codes == place for place, label in enumerate(arms.labels)}
    groups = tuple(_counts(label, grade[mask], limits) for label, mask in masks.items())
    table = np.array([[one.severe.k, one.severe.n - one.severe.k] for one in groups[1:]], dtype=int).reshape(-1, 2)
    several = len(table) > 1
    return ToxicEvent(
        name=name,
        groups=groups,
        versus=contrast_arms(arms.labels, table) if several else (),
        test=compare_counts(table) if several else None,
        worst=grade,
    )


def _counts(label: str, grade: np.ndarray, limits: ProportionInterval) -> EventCounts:
    """The patients of a group by their worst grade: 0 for those without the event, nan where it has no grade."""
    known = grade[~np.isnan(grade)]
    return EventCounts(
        label=label,
        any_grade=_proportion(int((grade != 0).sum()), len(grade), limits),
        bands=tuple(int(((known >= low) & (known <= high)).sum()) for low, high in BANDS.values()),
        ungraded=len(grade) - len(known),
        severe=_proportion(int((known >= SEVERE).sum()), len(known), limits),
    )


def _proportion(k: int, n: int, limits: ProportionInterval) -> Proportion:
    return Proportion(k, n, *proportion_interval(k, n, limits))
