"""The generated Python script of the Relapse and NRM page prints its incidences with their limits."""

from collections.abc import Iterator

import pytest

from core.analyses.incidence import CompetingRisks, ends_with_events, incidence_of
from core.bundled import read_bundled
from core.proof.analysis_table import time_table
from core.proof.numbers import incidence_numbers
from core.proof.python_incidence import BEYOND, incidence_script_in_python
from core.view import View
from tests.proof.asked import SITE, compared, made_up
from tests.proof.python import run_python


@pytest.mark.parametrize(
    ("cohort", "view"),
    [
        ("mskcc", View(endpoint="cir", compare="sex")),
        ("mskcc", View(endpoint="cir", compare="salvage", incidence_interval="cloglog")),
        ("made up", View(endpoint="cir", compare=SITE.slug, incidence_interval="plain")),
        ("made up", View(endpoint="cir", compare=SITE.slug, entry="mab2_start")),
    ],
)
def test_python_prints_every_incidence_of_the_relapse_page(cohort, view, tmp_path):
    patients = read_bundled("mskcc").cohort if cohort == "mskcc" else made_up()
    asked = compared(patients, view, competing=True)
    result, table = incidence_of(asked, view), time_table(asked, view)
    script = incidence_script_in_python(table, result, view.incidence_interval)
    assert script.endswith(BEYOND) == bool(result.gray)
    assert script.isascii()
    expected = {name: value for name, value in incidence_numbers(result).items() if not name.startswith("Gray")}
    found = run_python(script, table, tmp_path)
    assert expected.keys() - found.keys() == set(_without_limits(result, expected, table.enters_late))
    for name, value in found.items():
        assert value == pytest.approx(expected[name], rel=1e-9, abs=1e-12), name


def _without_limits(result: CompetingRisks, expected: dict[str, float], late: bool) -> Iterator[str]:
    """The limits of incidences that have none, or none in statsmodels once everybody left has had an event."""
    for name in expected:
        number, _, end = name.rpartition(", ")
        if end not in ("lower", "upper"):
            continue
        arm = result.groups[int(number.split(",")[0].removeprefix("group ")) - 1]
        month = float(number.split(" by ")[1].removesuffix(" months"))
        over = ends_with_events(arm.curves[0]) and month >= arm.curves[0].time[-1]
        if late or over or not 0 < expected[number] < 1:
            yield name
