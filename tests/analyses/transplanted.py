"""Patients of whom some are transplanted while they are followed, for tests of what is known only later."""

import numpy as np

from core.cohort import Cohort
from tests.making import clock_of, cohort_of, days, selected

# Days from the first antibody: transplant, end of follow-up, dead.
PATIENTS = (
    (60, 200, True),
    (None, 30, True),
    (100, 400, False),
    (None, 50, False),
    (None, 150, True),
    (150, 150, True),  # died on the day of the transplant
    (0, 300, True),
)


def seven(**columns) -> Cohort:
    """The seven patients above."""
    return followed(*zip(*PATIENTS, strict=True), **columns)


def followed(transplant, end, dead, **columns) -> Cohort:
    """A cohort from days of transplant (None for never) and of death or last contact."""
    return cohort_of(
        mab1_start=days(*[0] * len(end)),
        hsct_date=days(*transplant),
        last_contact=days(*end),
        vital_status=["dead" if died else "alive" for died in dead],
        **columns,
    )


def without_effect(n: int = 400, seed: int = 29) -> Cohort:
    """Patients whose hazard is the same before and after transplant; half of those still alive get one in time."""
    random = np.random.default_rng(seed)
    death, censoring = random.exponential(300, n), random.uniform(200, 1500, n)
    end = np.ceil(np.minimum(death, censoring))
    wanted = np.where(random.random(n) < 0.8, np.ceil(random.exponential(200, n)), np.inf)
    transplant = [int(day) if day < last else None for day, last in zip(wanted, end, strict=True)]
    return followed(transplant, [int(day) for day in end], death <= censoring)


def question(cohort: Cohort):
    """Overall survival from the first antibody of everybody: selection and clock."""
    return selected(cohort), clock_of(cohort, "os", "mab1_start")
