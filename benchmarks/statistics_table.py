"""Kaplan-Meier, log-rank and Cox models: ours beside lifelines, statsmodels and R."""

import math

from benchmarks import engines
from benchmarks.engines import COX, KAPLAN_MEIER, LOGRANK, TASKS, UNIVARIABLE, quietly
from benchmarks.measure import Measured, Row, side_by_side
from benchmarks.patients import Patients, make_patients
from benchmarks.r_survival import r_times, rscript

SIZES = (30, 110, 2_000, 100_000)
FEW = 2_000
PAGE = "all four"

OURS, R, LIFELINES, STATSMODELS = "ours", "R survival", "lifelines", "statsmodels"
ENGINES = {OURS: engines.ours, LIFELINES: engines.lifelines, STATSMODELS: engines.statsmodels}
AIMS: dict[tuple[str, str], tuple[float | None, float | None]] = {
    (KAPLAN_MEIER, R): (10, 50),
    (KAPLAN_MEIER, STATSMODELS): (1, 4),
    (LOGRANK, R): (8, 60),
    (COX, R): (3, 10),
    (UNIVARIABLE, R): (5, 5),
    (UNIVARIABLE, LIFELINES): (50, 50),
    (PAGE, R): (5, 15),
    (PAGE, LIFELINES): (60, 60),
}
"""How many times faster to be, up to 2,000 patients and beyond."""

Answers = dict[str, Measured]
"""By task: the time and the figure found."""

UNIVARIABLE_MS = {110: 5, 2_000: 15, 100_000: 150}


def statistics_rows() -> list[Row]:
    """Every question for every number of patients; R is beside us where it is installed."""
    cohorts = [make_patients(n) for n in SIZES]
    program = rscript()
    if program is None:
        print("R: skipped, there is no Rscript with the package survival.", flush=True)
    in_r = r_times(program, cohorts) if program else {}
    rows = []
    for patients in cohorts:
        n = len(patients)
        answers = _ask_everybody(patients)
        if program:
            answers[R] = {task: in_r[task, n] for task in TASKS}
        mine = answers.pop(OURS)
        for other, theirs in answers.items():
            _warn_of_differences(mine, other, theirs, n)
            rows += _rows(mine, other, theirs, n)
        if n in UNIVARIABLE_MS:
            rows.append(Row(UNIVARIABLE, n, mine[UNIVARIABLE].ms, aim="ms", limit=UNIVARIABLE_MS[n]))
    return sorted(rows, key=lambda row: (*TASKS, PAGE).index(row.what))


def _ask_everybody(patients: Patients) -> dict[str, Answers]:
    """The answers of each library to each question; who is skipped is said by name."""
    asked = {name: prepare(patients) for name, prepare in ENGINES.items()}
    answers: dict[str, Answers] = {name: {} for name in asked}
    for task in TASKS:
        print(f"{task}, {len(patients):,} patients ...", flush=True)
        measured = side_by_side({name: quietly(tasks[task]) for name, tasks in asked.items()})
        for name, one in measured.items():
            answers[name][task] = one
            if one.ms is None:
                print(f"{name}: {task}, {len(patients):,} patients: skipped, {one.note}.", flush=True)
    return answers


def _warn_of_differences(mine: Answers, other: str, theirs: Answers, n: int) -> None:
    """A comparison of times means nothing where the answers differ; lifelines agrees to 4e-5 in Cox models."""
    for task, one in theirs.items():
        if one.ms is not None and not math.isclose(one.answer, mine[task].answer, rel_tol=1e-3):
            print(f"{other}: {task}, {n:,} patients: ANOTHER ANSWER, {one.answer:g} and {mine[task].answer:g}.")


def _rows(mine: Answers, other: str, theirs: Answers, n: int) -> list[Row]:
    rows = [
        Row(task, n, mine[task].ms, other, theirs[task].ms, limit=_limit(task, other, n), note=theirs[task].note)
        for task in TASKS
    ]
    everything = None if any(row.other_ms is None for row in rows) else sum(row.other_ms for row in rows)
    note = "" if everything else "not all measured"
    together = sum(row.ours_ms for row in rows)
    return [*rows, Row(PAGE, n, together, other, everything, limit=_limit(PAGE, other, n), note=note)]


def _limit(task: str, other: str, n: int) -> float | None:
    up_to_few, beyond = AIMS.get((task, other), (None, None))
    return up_to_few if n <= FEW else beyond
