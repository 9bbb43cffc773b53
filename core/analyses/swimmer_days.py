"""Courses read off a cohort: the phases between dated changes of treatment, and the marks of what happened."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.analyses.compared import Compared
from core.analyses.response import read_answers
from core.clock import DAYS_PER_MONTH, EVENT, read_clock
from core.cohort import Cohort
from core.endpoints import ORIGINS, SHEET, available

BETWEEN, RELAPSED = "Between the antibodies", "After relapse or progression"
TRANSPLANTED, CELLS = "After transplant", "After CAR T cells"
OBSERVED = "Under observation"
UNNAMED = {"mab1": "First antibody", "mab2": "Second antibody"}
PHASES = (
    "Blinatumomab", "Inotuzumab", *UNNAMED.values(), BETWEEN, TRANSPLANTED, CELLS, RELAPSED, OBSERVED,
)  # fmt: skip
"""Every phase in the order of a legend."""

RESPONSE, MRD_NEGATIVE, RELAPSE, TRANSPLANT, CAR_T = "response", "mrd_negative", "relapse", "transplant", "car_t"
DEATH, ALIVE = "death", "alive"
HAD_EVENT, WITHOUT_EVENT = "event", "without_event"
"""The ends of a course where a sheet has no overall survival: relapse, progression or death in one."""
ENDS = (DEATH, ALIVE, HAD_EVENT, WITHOUT_EVENT)
MARKS = (MRD_NEGATIVE, RESPONSE, RELAPSE, CAR_T, TRANSPLANT, *ENDS)
"""Every mark, those of one day in the order in which they are drawn."""

RELAPSES = ("mab1_progression", "mab2_progression", "relapse_after_hsct")


@dataclass(frozen=True, eq=False)
class Courses:
    """All courses of those on the clock, in its order: `start` is the day of time zero, nan where no date tells.

    `segments` (course, start, end, phase) and `marks` (course, months, mark) are in months from time zero; marks may
    lie before it. `lacking` names the marks the cohort has no dates for.
    """

    start: np.ndarray
    segments: pd.DataFrame
    marks: pd.DataFrame
    lacking: tuple[str, ...]


def read_courses(compared: Compared) -> Courses:
    """The courses of the patients on a clock of survival; a sheet of times has one phase."""
    endpoint = compared.clock.endpoint
    read = _of_sheet if endpoint.origin == SHEET else _of_dates
    event, without = (DEATH, ALIVE) if endpoint.id == "os" else (HAD_EVENT, WITHOUT_EVENT)
    start, segments, dated = read(compared)
    months = compared.time / compared.per_month
    everybody = np.arange(len(months))
    happened = compared.event == 1
    ends = [
        _frame(everybody[happened], months[happened], event),
        _frame(everybody[~happened], months[~happened], without),
    ]
    marks = pd.concat([*dated.values(), *ends], ignore_index=True)
    lacking = tuple(mark for mark in MARKS if mark not in (*dated, *ENDS))
    return Courses(start, segments, marks.rename(columns={"value": "mark"}), lacking)


def _of_sheet(compared: Compared) -> tuple[np.ndarray, pd.DataFrame, dict[str, pd.DataFrame]]:
    """From time zero to the end; a relapse where relapse-free survival tells it."""
    cohort, months = compared.selection.cohort, compared.time / compared.per_month
    none = np.full(len(months), np.nan)
    segments = pd.DataFrame({"course": np.arange(len(months)), "start": 0.0, "end": months, "phase": OBSERVED})
    relapse = next((one for one in available(cohort) if (one.id, one.origin) == ("cir", SHEET)), None)
    if relapse is None:
        return none, segments, {}
    clock = read_clock(relapse, cohort)
    at = np.where(clock.status == EVENT, clock.time / clock.per_month, np.nan)[compared.used]
    return none, segments, {RELAPSE: _known(at, RELAPSE)}


def _of_dates(compared: Compared) -> tuple[np.ndarray, pd.DataFrame, dict[str, pd.DataFrame]]:
    """Each phase lasts from its first day to that of the next; the first one known covers time zero."""
    cohort, used = compared.selection.cohort, compared.used
    start = ORIGINS[compared.clock.endpoint.origin].days(cohort)[used]
    changes = [_frame(np.arange(len(used)), np.full(len(used), -np.inf), OBSERVED)]
    changes += [_since(one, start) for one in _changes(cohort, used)]
    segments = pd.concat(changes, ignore_index=True).sort_values(["course", "months"], kind="stable")
    following = segments.groupby("course")["months"].shift(-1)
    ends = (compared.time / compared.per_month)[segments["course"]]
    segments = pd.DataFrame(
        {
            "course": segments["course"],
            "start": segments["months"].clip(lower=0),
            "end": np.fmin(following, ends),
            "phase": segments["value"],
        }
    )
    segments = segments[segments["end"] > segments["start"]].reset_index(drop=True)
    return start, segments, {mark: _since(one, start) for mark, one in _marks(cohort, used).items()}


def _changes(cohort: Cohort, used: np.ndarray) -> list[pd.DataFrame]:
    """The first day of every phase, what is later on one day last."""
    found = []
    for name in ("mab1", "mab2"):
        again = _days(cohort, "mab2_start", used)
        relapse = _days(cohort, f"{name}_progression", used)
        found.append(_known(_days(cohort, f"{name}_start", used), _drug(cohort, name, used)))
        bridged = (name == "mab1") & (again >= relapse)
        found.append(_known(relapse, np.where(bridged, BETWEEN, RELAPSED)))
    later = ((CELLS, "car_t_date"), (TRANSPLANTED, "hsct_date"), (RELAPSED, "relapse_after_hsct"))
    found += [_known(_days(cohort, date, used), phase) for phase, date in later]
    return found


def _marks(cohort: Cohort, used: np.ndarray) -> dict[str, pd.DataFrame]:
    """The days of every mark the cohort has dates for."""
    dated = {
        RESPONSE: [(f"{name}_response_date", ~_without_response(cohort, name)) for name in UNNAMED],
        MRD_NEGATIVE: [
            (f"{name}_response_date", _negative(cohort, name)) for name in UNNAMED if f"{name}_mrd" in cohort
        ],
        RELAPSE: [(date, True) for date in RELAPSES],
        TRANSPLANT: [("hsct_date", True)],
        CAR_T: [("car_t_date", True)],
    }
    found = {}
    for mark, dates in dated.items():
        days = [np.where(counts, cohort.days(date), np.nan)[used] for date, counts in dates if date in cohort]
        if days:
            found[mark] = pd.concat([_known(one, mark) for one in days], ignore_index=True)
    return found


def _negative(cohort: Cohort, name: str) -> np.ndarray:
    if f"{name}_mrd" not in cohort:
        return np.zeros(len(cohort), dtype=bool)
    return cohort.is_level(f"{name}_mrd", "negative")


def _without_response(cohort: Cohort, name: str) -> np.ndarray:
    """Whose best response was none, whatever date stands beside it."""
    if f"{name}_response" not in cohort:
        return np.zeros(len(cohort), dtype=bool)
    return cohort.known(f"{name}_response") & ~read_answers(cohort, name).responded


def _drug(cohort: Cohort, name: str, used: np.ndarray) -> np.ndarray:
    """The antibody by its name, or which of the two it was."""
    if name not in cohort:
        return np.full(len(used), UNNAMED[name], dtype=object)
    labels = [*(level.label for level in cohort.columns[name].levels), UNNAMED[name]]
    return np.array(labels, dtype=object)[cohort.codes(name)[used]]


def _days(cohort: Cohort, name: str, used: np.ndarray) -> np.ndarray:
    return cohort.days(name)[used] if name in cohort else np.full(len(used), np.nan)


def _known(at: np.ndarray, value: str | np.ndarray) -> pd.DataFrame:
    """A row for each course that has it, with what it is."""
    there = np.flatnonzero(~np.isnan(at))
    return _frame(there, at[there], value if isinstance(value, str) else value[there])


def _frame(course: np.ndarray, months: np.ndarray, value: str | np.ndarray) -> pd.DataFrame:
    values = np.full(len(course), value, dtype=object) if isinstance(value, str) else value.astype(object)
    return pd.DataFrame({"course": course.astype(int), "months": months.astype(float), "value": values})


def _since(dated: pd.DataFrame, start: np.ndarray) -> pd.DataFrame:
    """Days since 1970 as months from time zero."""
    return dated.assign(months=(dated["months"] - start[dated["course"]]) / DAYS_PER_MONTH)
