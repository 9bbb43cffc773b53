"""The course of each patient from time zero on: what was given when, what happened, and how it ended. In months."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.analyses.compared import Compared, compare_groups
from core.analyses.selection import Groups, Selection, group
from core.analyses.swimmer_days import MARKS, Courses, read_courses
from core.endpoints import SHEET, Endpoint, FollowUp, available, choose
from core.view import CourseOrder

MOST_COURSES = 200
ORDERS: dict[CourseOrder, str] = {"follow_up": "Follow-up", "start": "Time zero", "group": "Group"}
"""What courses can be sorted by, by the name in a view."""
CLICKED = "The bar clicked"
"""What the patient is listed as whose course was picked."""


@dataclass(frozen=True, eq=False)
class Swimmer:
    """Courses in the order in which they are drawn, at most `MOST_COURSES` of the `n` that could be.

    `patients` has a row a course: place (in the cohort), months (to the end), group (-1 without a value). `segments`
    are row, start, end, phase and `marks` row, months, mark, in months from time zero; `row` is the place in
    `patients`. `labels` are the groups and `title` what they are made of; empty without a comparison. `lacking` names
    marks that are not recorded; `before` counts marks before time zero, which are not drawn. `compared` are all
    patients with a course.
    """

    compared: Compared
    order: CourseOrder
    title: str
    labels: tuple[str, ...]
    patients: pd.DataFrame
    segments: pd.DataFrame
    marks: pd.DataFrame
    lacking: tuple[str, ...]
    before: int

    @property
    def n(self) -> int:
        """How many patients have a course, drawn or not."""
        return len(self.compared.used)

    @property
    def endpoint(self) -> Endpoint:
        """Survival from where the courses begin; overall, unless a sheet has only another one."""
        return self.compared.clock.endpoint


def survival_endpoint(selection: Selection, origin: str) -> Endpoint | None:
    """Overall survival from this time zero, else from another; else the survival a sheet has times and statuses of."""
    offered = available(selection.cohort)
    overall = tuple(one for one in offered if one.id == "os")
    of_sheet = tuple(one for one in offered if one.origin == SHEET and not one.competing)
    found = choose(overall, "os", origin) or next(iter(of_sheet), None)
    return found.observed(FollowUp()) if found else None


def orders_offered(endpoint: Endpoint, compare: str) -> dict[CourseOrder, str]:
    """What courses can be sorted by: time zero where it has a date, the group where something is compared."""
    without = {"start"} if endpoint.origin == SHEET else set()
    without |= set() if compare else {"group"}
    return {key: label for key, label in ORDERS.items() if key not in without}


def swimmer_of(selection: Selection, endpoint: Endpoint, compare: str, order: CourseOrder) -> Swimmer:
    """The courses of the selected patients who have a time for this survival, not bounded in any way."""
    compared = compare_groups(selection, endpoint, "")
    arms = group(selection, compare)
    codes = arms.codes[compared.used] if compare else np.zeros(len(compared.used), dtype=int)
    order = order if order in orders_offered(endpoint, compare) else "follow_up"
    read = read_courses(compared)
    shown = _sorted(compared, codes, read.start, order)[:MOST_COURSES]
    segments, marks, before = _tables(read, shown)
    months = compared.time / compared.per_month
    patients = pd.DataFrame({"place": compared.used[shown], "months": months[shown], "group": codes[shown]})
    return Swimmer(
        compared=compared,
        order=order,
        title=arms.title,
        labels=arms.labels if compare else (),
        patients=patients,
        segments=segments,
        marks=marks,
        lacking=read.lacking,
        before=before,
    )


def swimmer_alone(swimmer: Swimmer, row: int) -> Compared:
    """One patient of those drawn, as the patients of a curve are listed."""
    place = int(swimmer.patients["place"].iloc[row])
    everybody = swimmer.compared
    codes = np.where(np.arange(len(everybody.arms.codes)) == place, 0, -1)
    return Compared(everybody.selection, everybody.clock, Groups("", (CLICKED,), codes), (), (), np.array([place]))


def _sorted(compared: Compared, codes: np.ndarray, start: np.ndarray, order: CourseOrder) -> np.ndarray:
    """The places of the courses, those without a group last; of two that are alike the longer one first."""
    keys = {"follow_up": [], "start": [start], "group": [np.where(codes < 0, np.inf, codes)]}[order]
    return np.lexsort((compared.used, -compared.time, *keys))


def _tables(read: Courses, shown: np.ndarray) -> tuple[pd.DataFrame, pd.DataFrame, int]:
    """Segments and marks of those shown by their row, and how many marks lie before time zero."""
    rows = np.full(len(read.start), -1)
    rows[shown] = np.arange(len(shown))
    segments, marks = (
        frame.assign(row=rows[frame["course"]]).query("row >= 0").drop(columns="course")
        for frame in (read.segments, read.marks)
    )
    before = marks["months"] < 0
    order = marks["mark"].map(MARKS.index)
    marks = marks[~before].assign(order=order).sort_values(["row", "months", "order"]).drop(columns="order")
    marks = marks.drop_duplicates()
    segments = segments.sort_values(["row", "start"])[["row", "start", "end", "phase"]]
    return (
        segments.reset_index(drop=True),
        marks[["row", "months", "mark"]].reset_index(drop=True),
        int(before.sum()),
    )
