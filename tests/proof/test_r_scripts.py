"""The generated R scripts, run in R over the bundled cohort and made-up ones, print every number of the page."""

import pytest

from core.analyses.incidence import incidence_of
from core.analyses.survival import survival_of
from core.bundled import read_bundled
from core.proof.numbers.curves import incidence_numbers, survival_numbers
from core.proof.r.incidence import incidence_script
from core.proof.r.survival import survival_script
from core.proof.r.text import r_string
from core.proof.tables.times import time_table
from core.view import View
from tests.proof.asked import HOSTILE, MADE_UP_VIEWS, SITE, SURVIVAL_VIEWS, compared, made_up
from tests.proof.r import needs_r, run_r


def assert_same(found: dict[str, float], expected: dict[str, float], relative: float = 1e-9) -> None:
    assert found.keys() == expected.keys()
    for name, value in expected.items():
        assert found[name] == pytest.approx(value, rel=relative, abs=1e-12, nan_ok=True), name


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
    if view.endpoint == "nrm":  # nobody is left without a relapse, and cmprsk stops with an error
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
