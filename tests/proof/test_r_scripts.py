"""The generated R scripts, run in R over the bundled cohort and made-up ones, print every number of the page."""

import numpy as np
import pytest

from core.analyses.compared import compare_groups
from core.analyses.incidence import incidence_of
from core.analyses.selection import select
from core.analyses.survival import survival_of
from core.bundled import read_bundled
from core.cohort import Cohort
from core.fitting import asked_endpoint, offered_endpoints
from core.proof.analysis_table import time_table
from core.proof.numbers import incidence_numbers, survival_numbers
from core.proof.r_incidence import incidence_script
from core.proof.r_survival import survival_script
from core.proof.r_text import r_string
from core.view import View
from tests.making import cohort_of, days, extra
from tests.proof.r import needs_r, run_r

HOSTILE = 'a "quoted" \\ level\nwith `; q()` # é 𝄞'
SITE = extra("Site", "category", ("=1+1", HOSTILE, "third"))
SEX = {"sex": ["female", "male", None]}


def made_up(seed: int = 7, n: int = 90) -> Cohort:
    """Patients with ties, late entry by a second antibody, strata with gaps, and names that are no names."""
    chance = np.random.default_rng(seed)
    end = chance.integers(20, 900, n)
    second = np.where(chance.random(n) < 0.6, chance.integers(0, 200, n), -1)
    died = chance.random(n) < 0.6
    relapse = np.where(chance.random(n) < 0.4, np.maximum(end - 15, 1), -1)
    return cohort_of(
        {SITE: [SITE.values[place % 3] for place in range(n)]},
        sex=[SEX["sex"][place % 3 if place % 7 else 2] for place in range(n)],
        mab1_start=days(*[0] * n),
        mab2_start=days(*[int(day) if 0 <= day < stop else None for day, stop in zip(second, end, strict=True)]),
        mab1_response=["CR"] * n,
        mab1_response_date=days(*[1] * n),
        mab1_progression=days(*[int(day) if day > 0 else None for day in relapse]),
        death_date=days(*[int(stop) if dead else None for stop, dead in zip(end, died, strict=True)]),
        last_contact=days(*[int(stop) for stop in end]),
        vital_status=["dead" if dead else "alive" for dead in died],
    )


def compared(cohort: Cohort, view: View, competing: bool):
    endpoint = asked_endpoint(view, offered_endpoints(view, cohort, competing))
    return compare_groups(select(cohort, view), endpoint, view.compare)


def assert_same(found: dict[str, float], expected: dict[str, float], relative: float = 1e-9) -> None:
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, rel=relative, abs=1e-12, nan_ok=True), name


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


@needs_r
@pytest.mark.parametrize(
    ("cohort", "view"),
    [("mskcc", view) for view in SURVIVAL_VIEWS] + [("made up", view) for view in MADE_UP_VIEWS],
)
def test_r_prints_every_number_of_the_survival_page(cohort, view, tmp_path):
    patients = read_bundled("mskcc").cohort if cohort == "mskcc" else made_up()
    asked = compared(patients, view, competing=False)
    result, table = survival_of(asked, view), time_table(asked, view)
    numbers = survival_numbers(result)
    assert len(numbers) > 8
    assert_same(run_r(survival_script(table, result, view.interval), table, tmp_path), numbers)


@needs_r
@pytest.mark.parametrize("interval", ["log-log", "cloglog", "plain"])
@pytest.mark.parametrize(
    ("cohort", "view"),
    [
        ("mskcc", View(endpoint="cir")),
        ("mskcc", View(endpoint="nrm", compare="sex")),
        ("made up", View(endpoint="cir", compare=SITE.slug)),
        ("made up", View(endpoint="cir", compare=SITE.slug, entry="mab2_start")),
    ],
)
def test_r_prints_every_number_of_the_relapse_page(cohort, view, interval, tmp_path):
    patients = read_bundled("mskcc").cohort if cohort == "mskcc" else made_up()
    view = view.change(incidence_interval=interval)
    asked = compared(patients, view, competing=True)
    result, table = incidence_of(asked, view), time_table(asked, view)
    numbers = incidence_numbers(result)
    assert len(numbers) > 8
    if view.endpoint == "nrm":  # nobody dies without relapse, and cmprsk stops with an error
        numbers = {name: value for name, value in numbers.items() if not name.startswith("Gray's test, competing")}
    if table.enters_late:  # R's limits are of another kind then, and the script says so
        numbers = {name: value for name, value in numbers.items() if not name.endswith(("lower", "upper"))}
    assert_same(run_r(incidence_script(table, result, interval), table, tmp_path), numbers)


@needs_r
def test_a_name_of_the_workbook_is_a_text_in_r_and_nothing_else(tmp_path):
    view = View(compare=SITE.slug)
    table = time_table(compared(made_up(), view, competing=False), view)
    script = f'say <- function(...) NULL\ncat(nchar({r_string(HOSTILE)}), "\\t1\\n", sep = "")\n'
    assert run_r(script, table, tmp_path) == {str(len(HOSTILE)): 1.0}


def test_the_analysis_table_tells_nobody():
    view = View(compare=SITE.slug, strata="sex", entry="mab2_start")
    frame = time_table(compared(made_up(), view, competing=False), view).frame
    assert list(frame) == ["patient", "time", "status", "group", "entry", "stratum"]
    assert frame["patient"].tolist() == list(range(1, len(frame) + 1))
    assert frame["time"].is_monotonic_increasing
    assert all(kind.kind in "iuf" for kind in frame.dtypes.map(lambda dtype: getattr(dtype, "numpy_dtype", dtype)))
