"""Patients with relapse and death without it, once as dates and once as the times and statuses of a sheet."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.testing import assert_allclose

from core.analyses.compared import Compared, compare_groups
from core.analyses.incidence import CompetingRisks, incidence_of
from core.cohort import Cohort
from core.dictionary import Field
from core.view import View
from tests.making import cohort_of, days, endpoint, extra, selected

ARM = extra("Arm", "category", ("A", "B", "C"))
BY_ARM = View(compare="x-arm")
NUMBERS = ("time", "incidence", "std_err", "lower", "upper", "at_risk", "events", "competing", "censored")
CENSORED, RELAPSED, DIED = 0, 1, 2


def dated(
    time: Sequence[int], status: Sequence[int], extras: Mapping[Field, Sequence] | None = None, **columns
) -> Cohort:
    """Patients transplanted on day 0; whole days to relapse (1), death without relapse (2) or last contact (0)."""
    return cohort_of(
        extras,
        **{
            "hsct_date": days(*[0] * len(time)),
            "relapse_after_hsct": days(*(t if s == RELAPSED else None for t, s in outcomes(time, status))),
            "last_contact": days(*(t for t, _ in outcomes(time, status))),
            "vital_status": ["dead" if s == DIED else "alive" for _, s in outcomes(time, status)],
            **columns,
        },
    )


def in_a_sheet(
    time: Sequence[float],
    status: Sequence[int],
    extras: Mapping[Field, Sequence] | None = None,
    unit: str = "days",
) -> Cohort:
    """The same patients as relapse-free and overall survival; who relapsed lives on for one unit of time."""
    return cohort_of(
        extras,
        {"rfs_time": unit, "os_time": unit},
        rfs_time=list(time),
        rfs_status=["yes" if s else "no" for s in status],
        os_time=[t + (s == RELAPSED) for t, s in zip(time, status, strict=True)],
        os_status=["yes" if s == DIED else "no" for s in status],
    )


def outcomes(time: Sequence[int], status: Sequence[int]) -> list[tuple[int, int]]:
    return [(int(t), int(s)) for t, s in zip(time, status, strict=True)]


def compared(cohort: Cohort, view: View = BY_ARM, name: str = "cir", origin: str = "hsct") -> Compared:
    return compare_groups(selected(cohort, view), endpoint(name, origin).observed(view.follow_up), view.compare)


def analysed(cohort: Cohort, view: View = BY_ARM, name: str = "cir", origin: str = "hsct") -> CompetingRisks:
    """Relapse with death without it competing, by arm."""
    return incidence_of(compared(cohort, view, name, origin), view)


def assert_same(one: CompetingRisks, other: CompetingRisks, rtol: float = 1e-12) -> None:
    """Two results have the same groups, curves and tests."""
    assert [(group.label, group.n) for group in one.groups] == [(group.label, group.n) for group in other.groups]
    for left, right in zip(one.groups, other.groups, strict=True):
        for curve, same in zip(left.curves, right.curves, strict=True):
            for name in NUMBERS:
                assert_allclose(getattr(curve, name), getattr(same, name), rtol=rtol, atol=1e-12)
    assert_allclose([test.chisq for test in one.gray], [test.chisq for test in other.gray], rtol=1e-9, atol=1e-12)


def simulated(n: int = 150, seed: int = 3, arms: int = 3) -> tuple[np.ndarray, np.ndarray, list[str]]:
    """Whole days, statuses and arms, with ties; the arm moves the time to relapse."""
    random = np.random.default_rng(seed)
    arm = random.integers(0, arms, n)
    relapse, death, censoring = (random.exponential(scale, n) for scale in (300 + 200 * arm, 700, 800))
    time = np.minimum(np.minimum(relapse, death), censoring)
    status = np.select([time == relapse, time == death], [RELAPSED, DIED], CENSORED)
    return np.ceil(time / 5).astype(int) * 5, status, ["ABC"[code] for code in arm]


# Days from response: transplant, relapse, end of follow-up, dead.
PATIENTS = (
    (60, None, 200, True),
    (None, 30, 90, True),
    (100, 300, 400, False),
    (None, None, 50, False),
    (None, 150, 170, True),
    (150, 150, 180, False),
    (0, None, 300, True),
    (None, 61, 61, True),
)


def responders(patients=PATIENTS, **more) -> Cohort:
    transplant, relapse, end, dead = (list(column) for column in zip(*patients, strict=True))
    return cohort_of(
        mab1_start=days(*[-30] * len(end)),
        mab1_response_date=days(*[0] * len(end)),
        mab1_progression=days(*relapse),
        hsct_date=days(*transplant),
        last_contact=days(*end),
        vital_status=["dead" if died else "alive" for died in dead],
        **more,
    )


def at_time_zero(cohort: Cohort, compare: str = "transplant") -> Compared:
    return compare_groups(selected(cohort), endpoint("cir", "mab1_response"), compare)
