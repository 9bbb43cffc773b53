"""Curves, tests and models of times to an event: ours beside lifelines, statsmodels and R."""

import math

from benchmarks import engines
from benchmarks.engines import quietly
from benchmarks.measure import Measured, Row, side_by_side
from benchmarks.patients import Patients, make_patients
from benchmarks.questions import (
    COX,
    FINE_GRAY,
    INCIDENCE,
    KAPLAN_MEIER,
    LANDMARKS,
    LOGRANK,
    PAGE_TASKS,
    TASKS,
    UNIVARIABLE,
)
from benchmarks.r_survival import r_packages, r_times

FEW, MANY, MILLION = 2_000, 100_000, 1_000_000
SIZES = (30, 110, FEW, MANY, MILLION)
PAGE = "all a page asks"

OURS, R, LIFELINES, STATSMODELS = "ours", "R", "lifelines", "statsmodels"
ENGINES = {OURS: engines.ours, LIFELINES: engines.lifelines, STATSMODELS: engines.statsmodels}
LARGEST = {LIFELINES: MANY, STATSMODELS: MANY}
"""The most patients a library is asked about."""
LARGEST_TASK = {LANDMARKS: MANY, FINE_GRAY: MANY}
LARGEST_IN_R = {FINE_GRAY: FEW}
"""crr at 100,000 patients would take minutes."""

AIMS: dict[tuple[str, str], dict[int, float]] = {
    (KAPLAN_MEIER, R): {0: 10, MANY: 50, MILLION: 150},
    (KAPLAN_MEIER, STATSMODELS): {0: 1, MANY: 4},
    (LOGRANK, R): {0: 8, MANY: 60, MILLION: 150},
    (INCIDENCE, R): {0: 2, MANY: 15, MILLION: 60},
    (COX, R): {0: 3, MANY: 10},
    (UNIVARIABLE, R): {0: 5},
    (UNIVARIABLE, LIFELINES): {0: 50},
    (FINE_GRAY, R): {FEW: 100},
    (PAGE, R): {0: 5, MANY: 15, MILLION: 25},
    (PAGE, LIFELINES): {0: 60},
}
"""How many times faster to be, from so many patients on."""

Answers = dict[str, Measured]
"""By task: the time and the figure found."""

UNIVARIABLE_MS = {110: 5, FEW: 15, MANY: 150}


def statistics_rows() -> list[Row]:
    """Every question for every number of patients; R is beside us where it is installed, with what it has."""
    in_r = _ask_r()
    rows = []
    for n in SIZES:
        answers = _ask_everybody(make_patients(n))
        if n in in_r:
            answers[R] = in_r[n]
        mine = answers.pop(OURS)
        for other, theirs in answers.items():
            _warn_of_differences(mine, other, theirs, n)
            rows += _rows(mine, other, theirs, n)
        rows += [Row(task, n, mine[task].ms) for task in mine if not any(task in one for one in answers.values())]
        if n in UNIVARIABLE_MS:
            rows.append(Row(UNIVARIABLE, n, mine[UNIVARIABLE].ms, aim="most", limit=UNIVARIABLE_MS[n]))
    return sorted(rows, key=lambda row: (*TASKS, PAGE).index(row.what.split(":")[0]))


def _ask_r() -> dict[int, Answers]:
    """The answers of R by number of patients; what it lacks is said by name."""
    packages = r_packages()
    if "survival" not in packages:
        print("R: skipped, there is no Rscript with the package survival.", flush=True)
        return {}
    if "cmprsk" not in packages:
        print(f"R: {INCIDENCE} and {FINE_GRAY} skipped, there is no package cmprsk.", flush=True)
    lacking = () if "cmprsk" in packages else (INCIDENCE, FINE_GRAY)
    asked = {n: [task for task in _asked(n, R) if task not in lacking] for n in SIZES}
    answers = {}
    for n, tasks in asked.items():
        print(f"R, {n:,} patients ...", flush=True)
        answers[n] = r_times(make_patients(n), tasks)
    return answers


def _asked(n: int, name: str) -> list[str]:
    """The questions to put to this library about so many patients."""
    most = LARGEST_TASK | (LARGEST_IN_R if name == R else {})
    return [task for task in TASKS if n <= min(LARGEST.get(name, n), most.get(task, n))]


def _ask_everybody(patients: Patients) -> dict[str, Answers]:
    """The answers of each library in this process to each question; who is skipped is said by name."""
    n = len(patients)
    asked = {name: prepare(patients) for name, prepare in ENGINES.items() if n <= LARGEST.get(name, n)}
    answers: dict[str, Answers] = {name: {} for name in asked}
    for task in TASKS:
        able = [name for name, tasks in asked.items() if task in tasks and task in _asked(n, name)]
        calls = {name: quietly(asked[name][task]) for name in able}
        print(f"{task}, {n:,} patients ...", flush=True)
        for name, one in side_by_side(calls).items():
            answers[name][task] = one
            if one.ms is None:
                print(f"{name}: {task}, {n:,} patients: skipped, {one.note}.", flush=True)
    return answers


def _warn_of_differences(mine: Answers, other: str, theirs: Answers, n: int) -> None:
    """A comparison of times means nothing where the answers differ; lifelines agrees to 4e-5 in Cox models."""
    for task, one in theirs.items():
        if one.ms is not None and not math.isclose(one.answer, mine[task].answer, rel_tol=1e-3):
            print(f"{other}: {task}, {n:,} patients: ANOTHER ANSWER, {one.answer:g} and {mine[task].answer:g}.")


def _rows(mine: Answers, other: str, theirs: Answers, n: int) -> list[Row]:
    """A row a question, and one for all of a page this library has an answer to."""
    rows = [
        Row(task, n, mine[task].ms, other, one.ms, limit=_limit(task, other, n), note=one.note)
        for task, one in theirs.items()
    ]
    page = [row for row in rows if row.what in PAGE_TASKS]
    everything = None if any(row.theirs is None for row in page) else sum(row.theirs for row in page)
    note = "" if everything else "not all measured"
    lacking = [task for task in PAGE_TASKS if task not in theirs]
    what = f"{PAGE}: not {', '.join(lacking)}" if lacking else PAGE
    together = sum(row.ours for row in page)
    return [*rows, Row(what, n, together, other, everything, limit=_limit(PAGE, other, n), note=note)]


def _limit(task: str, other: str, n: int) -> float | None:
    aims = AIMS.get((task, other), {})
    return aims.get(max((least for least in aims if least <= n), default=-1))
