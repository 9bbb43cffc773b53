"""Questions asked of the bundled cohort and of made-up patients, on the clock of their endpoint."""

from dataclasses import replace

import numpy as np

from core.analyses.compared import Compared, compare_groups
from core.analyses.selection import select
from core.cohort import Cohort
from core.dictionary import dictionary, free_levels
from core.fitting import asked_endpoint, offered_endpoints
from core.view import View
from tests.making import cohort_of, days, extra

HOSTILE = 'a "quoted" \\ level\nwith `; q()` # é 𝄞'
SITE = extra("Site", "category", ("=1+1", HOSTILE, "third"))
SEXES = ("female", "male", None)


def made_up(seed: int = 7, n: int = 90) -> Cohort:
    """Patients with ties, late entry by a second antibody, strata with gaps, and names that are no names."""
    chance = np.random.default_rng(seed)
    end = chance.integers(20, 900, n)
    second = np.where(chance.random(n) < 0.6, chance.integers(0, 200, n), -1)
    died = chance.random(n) < 0.6
    relapse = np.where(chance.random(n) < 0.4, np.maximum(end - 15, 1), -1)
    return cohort_of(
        {SITE: [SITE.values[place % 3] for place in range(n)]},
        sex=[SEXES[place % 2 if place % 7 else 2] for place in range(n)],
        mab1_start=days(*[0] * n),
        mab2_start=days(*[int(day) if 0 <= day < stop else None for day, stop in zip(second, end, strict=True)]),
        mab1_response=["CR"] * n,
        mab1_response_date=days(*[1] * n),
        mab1_progression=days(*[int(day) if day > 0 else None for day in relapse]),
        death_date=days(*[int(stop) if dead else None for stop, dead in zip(end, died, strict=True)]),
        last_contact=days(*[int(stop) for stop in end]),
        vital_status=["dead" if dead else "alive" for dead in died],
    )


def made_up_transplants(seed: int = 3, n: int = 70) -> Cohort:
    """Patients who are transplanted while followed, before time zero, on the last day or never; entry by an antibody.

    What they are given at it is text of the workbook.
    """
    chance = np.random.default_rng(seed)
    end = chance.integers(5, 800, n)
    second = np.where(chance.random(n) < 0.3, chance.integers(0, 60, n), 0)
    day = np.where(chance.random(n) < 0.5, chance.integers(0, 200, n), 1000)
    day[:4] = end[:4]
    given = [(HOSTILE, "second")[place % 2] if at <= stop else None
             for place, (at, stop) in enumerate(zip(day, end, strict=True))]  # fmt: skip
    died = chance.random(n) < 0.7
    prophylaxis = replace(dictionary()["gvhd_prophylaxis"], levels=free_levels([HOSTILE, "second"]))
    return cohort_of(
        {prophylaxis: given},
        mab1_start=days(*[0] * n),
        mab2_start=days(*[min(int(at), int(stop) - 1) for at, stop in zip(second, end, strict=True)]),
        hsct=["yes" if text else "no" for text in given],
        hsct_date=days(*[int(at) if text else None for at, text in zip(day, given, strict=True)]),
        death_date=days(*[int(stop) if dead else None for stop, dead in zip(end, died, strict=True)]),
        last_contact=days(*[int(stop) for stop in end]),
        vital_status=["dead" if dead else "alive" for dead in died],
    )


def compared(cohort: Cohort, view: View, competing: bool) -> Compared:
    endpoint = asked_endpoint(view, offered_endpoints(view, cohort, competing))
    return compare_groups(select(cohort, view), endpoint, view.compare)


SURVIVAL_VIEWS = [
    View(),
    View(compare="cd19_at_relapse"),
    View(compare="sex", interval="log"),
    View(compare="sex", interval="plain", endpoint="efs"),
    View(compare="transplant", origin="mab2_start", test="peto_peto"),
    View(compare="salvage", test="trend"),
    View(compare="salvage", test="gehan"),
    View(compare="salvage", test="tarone_ware"),
    View(compare="sex", test="peto_peto_modified", strata="salvage"),
    View(compare="sex", test="fleming_harrington", rho=0.5, gamma=2.0),
    View(compare="sex", strata="salvage"),
    View(compare="sex", entry="mab2_start", test="logrank"),
]
MADE_UP_VIEWS = [
    View(compare=SITE.slug),
    View(compare=SITE.slug, entry="mab2_start"),
    View(compare=SITE.slug, entry="mab2_start", test="trend", strata="sex"),
    View(compare=SITE.slug, strata="sex", interval="log"),
    View(compare="sex", horizon=12.0),
]
