"""The generated Python script of a landmark or time-dependent analysis prints what its libraries have of the page."""

from dataclasses import replace

import pytest

from core.bundled import read_bundled
from core.proof.numbers.late import late_numbers
from core.proof.python.late import late_script_in_python
from core.proof.python.text import UNBOUNDED
from core.stats.cox_model import SEPARATION
from core.view import View
from tests.proof.asked import made_up, made_up_transplants
from tests.proof.python import run_python
from tests.proof.test_r_late import LATE_VIEWS, late_of

VIEWS = [
    *(LATE_VIEWS[place] for place in (0, 2, 4)),
    ("mskcc", View(compare="transplant", timing="time-dependent", ties="breslow")),
    ("made up", View(compare="gvhd_prophylaxis", timing="time-dependent", entry="mab2_start")),
]
LIMITS = (", lower", ", upper")


def lacking(name: str, numbers: dict[str, float]) -> bool:
    """Whether no library of Python has this number as Ballad: limits of times, follow-up, limits of 0 and of 1."""
    if "median follow-up" in name:
        return True
    if not name.endswith(LIMITS) or "hazard ratio" in name:
        return False
    return "% alive at" in name or "median" in name or numbers[name[: -len(", lower")]] in (0, 1)


@pytest.mark.parametrize(("cohort", "view"), VIEWS)
def test_python_prints_the_numbers_of_a_comparison_by_something_known_later(cohort, view, tmp_path):
    late, table = late_of(made_up_transplants() if cohort == "made up" else read_bundled(cohort).cohort, view)
    found, expected = run_python(late_script_in_python(table, late), table, tmp_path), late_numbers(late)
    assert found.keys() == {name for name in expected if not lacking(name, expected)}
    for name, value in found.items():
        assert value == pytest.approx(expected[name], rel=1e-8, abs=1e-12, nan_ok=True), name


@pytest.mark.parametrize(
    ("view", "drawn"),
    [
        (View(compare="mab1_response", entry="mab2_start"), {"2"}),
        (View(compare="sequence", endpoint="rfs"), {"1"}),
        (View(compare="agvhd_grade", endpoint="os"), {"1", "2", "4"}),
    ],
)
def test_the_script_goes_on_where_a_library_stops(view, drawn, tmp_path):
    view = view.change(timing="time-dependent")
    late, table = late_of(made_up() if view.entry else read_bundled("mskcc").cohort, view)
    found, expected = run_python(late_script_in_python(table, late), table, tmp_path), late_numbers(late)
    assert {name.split(",")[0][-1] for name in found if "alive at" in name} == drawn
    assert found["time-dependent, patients"] == expected["time-dependent, patients"]
    for name, value in found.items():
        assert value == pytest.approx(expected[name], rel=1e-8, abs=1e-12, nan_ok=True), name


def test_the_script_says_which_ratio_it_lacks_and_runs_no_name_of_the_workbook():
    late, table = late_of(made_up_transplants(), VIEWS[-1][1])
    text = late_script_in_python(table, late)
    assert text.isascii()
    compile(text, "script.py", "exec")
    note = UNBOUNDED.format(name="curves")
    assert note not in text
    first, *others = late.result.ratios
    endless = replace(late.result, ratios=(replace(first, reason=SEPARATION), *others))
    assert late_script_in_python(table, replace(late, result=endless)).endswith(note)
