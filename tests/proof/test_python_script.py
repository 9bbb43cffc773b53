"""The generated Python script, run by the interpreter of the tests, prints the numbers of the Survival page."""

import pytest

from core.analyses.survival import survival_of
from core.bundled import read_bundled
from core.proof.numbers.curves import survival_numbers
from core.proof.python.survival import NO_TEST, survival_script_in_python
from core.proof.tables.times import time_table
from core.view import View
from tests.proof.asked import SITE, SURVIVAL_VIEWS, compared, made_up
from tests.proof.python import run_python


@pytest.mark.parametrize(
    ("cohort", "view"),
    [("mskcc", SURVIVAL_VIEWS[place]) for place in (1, 2, 10)]
    + [("made up", View(compare=SITE.slug, entry="mab2_start"))],
)
def test_python_prints_the_numbers_of_the_survival_page(cohort, view, tmp_path):
    asked = compared(read_bundled("mskcc").cohort if cohort == "mskcc" else made_up(), view, competing=False)
    result, table = survival_of(asked, view), time_table(asked, view)
    found = run_python(survival_script_in_python(table, result, view.interval), table, tmp_path)
    expected = survival_numbers(result)
    limits = (", lower", ", upper")
    left_out = {
        name
        for name in expected
        if "median follow-up" in name or (name.endswith(limits) and ("alive at" not in name or "% alive" in name))
    }
    at_one = {f"{name}{limit}" for name, value in expected.items() if "alive at" in name and value == 1
              for limit in limits}  # fmt: skip
    other_limits = {name for name in expected if name.endswith(limits)} if view.interval != "log-log" else set()
    assert found.keys() == expected.keys() - left_out - at_one - other_limits
    for name, value in found.items():
        assert value == pytest.approx(expected[name], rel=1e-9, nan_ok=True), name


@pytest.mark.parametrize("lacking", [{"test": "trend"}, {"entry": "mab2_start", "strata": "sex"}])
def test_the_script_says_that_statsmodels_lacks_a_test_and_runs_no_name_of_the_workbook(lacking):
    view = View(compare=SITE.slug, **lacking)
    asked = compared(made_up(), view, competing=False)
    text = survival_script_in_python(time_table(asked, view), survival_of(asked, view), view.interval)
    assert text.endswith(NO_TEST)
    assert text.isascii()
    compile(text, "script.py", "exec")
