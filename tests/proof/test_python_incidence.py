"""The generated Python script of the Relapse and NRM page prints its incidences with their limits."""

from collections.abc import Iterator

import pytest

from core.analyses.incidence import CompetingRisks, ends_with_events, incidence_of
from core.bundled import read_bundled
from core.proof.numbers.competing_tabs import FINE_GRAY, competing_tab_numbers, competing_tabs_of, named_models
from core.proof.numbers.curves import incidence_numbers
from core.proof.python.competing_tabs import BEYOND, competing_tabs_script_in_python
from core.proof.python.incidence import incidence_script_in_python
from core.proof.python.text import UNBOUNDED
from core.view import View
from tests.proof.asked import SITE, compared, made_up
from tests.proof.python import run_python


@pytest.mark.parametrize(
    ("cohort", "view"),
    [
        ("mskcc", View(endpoint="cir", compare="sex", ties="breslow")),
        ("mskcc", View(endpoint="cir", compare="salvage", incidence_interval="cloglog")),
        ("made up", View(endpoint="cir", compare=SITE.slug, incidence_interval="plain")),
        ("made up", View(endpoint="cir", compare=SITE.slug, entry="mab2_start")),
    ],
)
def test_python_prints_every_incidence_of_the_relapse_page(cohort, view, tmp_path):
    patients = read_bundled("mskcc").cohort if cohort == "mskcc" else made_up()
    asked = compared(patients, view, competing=True)
    result = incidence_of(asked, view)
    tabs, table = competing_tabs_of(asked, result, view)
    script = incidence_script_in_python(table, result, view.incidence_interval) + competing_tabs_script_in_python(tabs)
    assert script.endswith(BEYOND)
    assert script.isascii()
    numbers = incidence_numbers(result) | competing_tab_numbers(tabs)
    endless = [name for name, model in named_models(tabs).items() if not model.estimable.all()]
    assert all(UNBOUNDED.format(name=name) in script for name in endless if name != FINE_GRAY)
    beyond = ("Gray", FINE_GRAY, *endless)
    expected = {name: value for name, value in numbers.items() if not name.startswith(beyond)}
    assert ("cause-specific, event, covariate 1, level 2, HR" in expected) == bool(view.compare)
    found = run_python(script, table, tmp_path)
    assert expected.keys() - found.keys() == set(_without_limits(result, expected, table.enters_late))
    for name, value in found.items():
        assert value == pytest.approx(expected[name], rel=1e-8, abs=1e-12), name


def _without_limits(result: CompetingRisks, expected: dict[str, float], late: bool) -> Iterator[str]:
    """The limits of incidences that have none, or none in statsmodels once everybody left has had an event."""
    for name in expected:
        number, _, end = name.rpartition(", ")
        if end not in ("lower", "upper") or "HR" in name:
            continue
        arm = result.groups[int(number.split(",")[0].removeprefix("group ")) - 1]
        month = float(number.split(" by ")[1].removesuffix(" months"))
        over = ends_with_events(arm.curves[0]) and month >= arm.curves[0].time[-1]
        if late or over or not 0 < expected[number] < 1:
            yield name
