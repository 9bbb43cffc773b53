"""The generated scripts of the Baseline page, run in R and in Python, print every number of its table."""

import math

import pytest

from core.analyses.baseline import analyse_baseline
from core.analyses.baseline_rows import rows_offered
from core.analyses.selection import select
from core.bundled import read_bundled
from core.proof.numbers.baseline import baseline_numbers
from core.proof.opinions.baseline import SAME_LIBRARY, second_opinion_on_baseline
from core.proof.python.baseline import baseline_script_in_python
from core.proof.r.baseline import baseline_script
from core.proof.tables.baseline import baseline_analysis_table
from core.view import View
from core.words.baseline import TEST_PHRASES
from tests.proof.python import run_python
from tests.proof.r import needs_r, run_r
from tests.proof.tables_asked import WARD, treated
from tests.proof.test_r_scripts import assert_same

ASKED = [
    ("mskcc", "", "range", {}),
    ("mskcc", "sex", "mean", {"standardised": True}),
    ("mskcc", "salvage", "iqr", {"percent_by": "row"}),
    ("mskcc", "transplant", "range", {"standardised": True, "overall": False}),
    ("ino_failure", "ecog", "mean", {}),
    ("ino_failure", "failure_type", "iqr", {"standardised": True}),
    ("ino_mrd", "ph_status", "range", {"standardised": True}),
    ("mini_hcvd", "regimen", "mean", {"percent_by": "row", "overall": False}),
    ("mini_hcvd", "salvage", "range", {}),
    ("mini_hcvd", "prior_hsct", "iqr", {"standardised": True}),
    ("case_report", "", "mean", {}),
    ("made up", WARD.slug, "range", {}),
    ("made up", "sex", "mean", {"standardised": True}),
]


def asked(cohort: str, compare: str, summary: str, settings: dict):
    patients = treated() if cohort == "made up" else read_bundled(cohort).cohort
    fields = {slug: field for slug, field in rows_offered(patients).items() if slug != compare}
    rows = tuple(f"{slug}.{summary}" if field.is_number else slug for slug, field in fields.items())
    view = View(compare=compare, table="mine", table_rows=rows[:60], **settings)
    selection = select(patients, view)
    result = analyse_baseline(selection, view)
    return selection, result, baseline_analysis_table(result, selection, view)


@needs_r
@pytest.mark.parametrize(("cohort", "compare", "summary", "settings"), ASKED)
def test_r_prints_every_number_of_the_baseline_page(cohort, compare, summary, settings, tmp_path):
    selection, result, table = asked(cohort, compare, summary, settings)
    numbers = baseline_numbers(result)
    assert len(numbers) > 90
    assert_same(run_r(baseline_script(table, result, selection.sentence), table, tmp_path), numbers)


@pytest.mark.parametrize(("cohort", "compare", "summary", "settings"), ASKED)
def test_python_prints_every_number_of_the_baseline_page_but_fisher_of_large_tables(
    cohort, compare, summary, settings, tmp_path
):
    selection, result, table = asked(cohort, compare, summary, settings)
    numbers = baseline_numbers(result)
    found = run_python(baseline_script_in_python(table, result, selection.sentence), table, tmp_path)
    large = {name for name, value in found.items() if math.isnan(value) and not math.isnan(numbers[name])}
    by_fisher = {row.field.slug.replace("-", "_") for row in result.rows if row.test and row.test.name == "Fisher"}
    assert {name.removesuffix(", P") for name in large} <= by_fisher
    assert not large or cohort == "made up"
    assert_same(found, numbers | dict.fromkeys(large, math.nan))


def test_every_test_a_row_can_have_is_among_those_compared_with_r():
    results = (asked(*one)[1] for one in ASKED)
    used = {row.test.name for result in results for row in result.rows if row.test and not math.isnan(row.test.p)}
    assert used == set(TEST_PHRASES)


@pytest.mark.parametrize(("cohort", "compare", "summary", "settings"), ASKED)
def test_pandas_statsmodels_and_scipy_say_the_same(cohort, compare, summary, settings):
    _, result, table = asked(cohort, compare, summary, settings)
    opinions, sentences = second_opinion_on_baseline(result, table)
    assert len(opinions) > 25
    assert [one for one in opinions if not one.agrees] == []
    assert sentences == ((SAME_LIBRARY,) if compare else ())
    assert {one.library for one in opinions} >= ({"pandas", "statsmodels"} if compare == "regimen" else {"pandas"})


def test_what_a_workbook_says_stays_inside_a_comment_or_text_of_both_scripts():
    selection, result, table = asked(*ASKED[-2])
    for write in (baseline_script, baseline_script_in_python):
        script = write(table, result, selection.sentence)
        assert script.isascii()
        assert not [line for line in script.splitlines() if line.startswith(("q()", "with `", "'''", "'of'"))]


def test_the_table_has_a_column_a_row_and_nobody_in_it():
    _, result, table = asked(*ASKED[3])
    frame = table.frame
    assert list(frame)[:2] == ["patient", "group"]
    assert "hsct_donor_not_applicable" in frame
    assert {getattr(dtype, "numpy_dtype", dtype).kind for dtype in frame.dtypes} <= set("iuf")
    assert len(frame) == sum(result.n)
