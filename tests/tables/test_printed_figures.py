"""Every printed count, percentage, median and P of the MSKCC study that a table can hold, read off that table's cells.

The tables are made from the bundled cohort as a visitor makes them: through filters, comparison and rows of a view.
Transplant, toxicity and death have their own file, whose lists are taken over here.
"""

import json
import re

import pytest

from core.analyses.baseline import analyse_baseline
from core.analyses.response import analyse_response
from core.bundled import read_bundled
from core.dictionary import DATA
from core.filters import Choice
from core.tables.baseline_table import baseline_table
from core.tables.response_table import response_table
from core.view import View
from tests.making import selected
from tests.test_bundled_transplant import MEDIANS, PRINTED

STUDY = json.loads((DATA / "published" / "mskcc_both_mabs.json").read_text(encoding="utf-8"))
FACTS = {fact["id"]: fact for fact in STUDY["facts"] if fact["kind"] in ("count", "median", "p")}
COHORT = read_bundled("mskcc").cohort

COLUMN_OF = {
    "hsct_after_mab2": "extra:Transplant after second antibody",
    "salvage_after_mab2": "extra:Salvage after second antibody",
}
"""The extra columns of the workbook by the names the study's facts call them."""

RESPONSES = {
    "cr_mab1": ("mab1", "CR"),
    "mrdneg_cr_mab1": ("mab1", "MRD-negative"),
    "cr_mab2": ("mab2", "CR"),
    "mrdneg_cr_mab2_blina_first": ("mab2", "MRD-negative"),
    "cr_mab2_cd19neg": ("mab2", "CR"),
    "cr_mab2_cd19pos": ("mab2", "CR"),
    "mrdneg_cd19neg": ("mab2", "MRD-negative"),
    "mrdneg_cd19pos": ("mab2", "MRD-negative"),
    "cr_mab2_interim": ("mab2", "CR"),
    "cr_mab2_no_interim": ("mab2", "CR"),
    "interim_table_cr_blina": ("mab1", "CR"),
}
"""The antibody and the line of the response table each printed response stands in."""

IN_NO_TABLE = {
    "blina_cycles": "the sheet has cycles of the first and of the second antibody, not of blinatumomab",
    "ino_cycles": "the sheet has cycles of the first and of the second antibody, not of inotuzumab",
    "interim_table_age_over_45": "age groups are under 40, 40 to 59, 60 and over",
    "relapsed_after_mab2": "relapse after the second antibody is a date, not a trait: an event of the Survival page",
    "nohsct_salvage_lines": "an extra column of a few whole numbers is read as groups, which have no median",
    "nohsct_to_salvage": "the date of salvage is an extra column, and intervals are between fields alone",
}
PERCENT_OF_ALL = {
    "cyto_high": "3 patients without cytogenetics: the study counts them in the denominator, Ballad apart",
    "cyto_standard": "3 patients without cytogenetics: the study counts them in the denominator, Ballad apart",
    "cyto_missing": "counted apart, without a percentage",
}
OTHER_COHORT_VALUE = {
    "mab1_to_mab2_cd19pos": "52 days, but 65 to the relapse that comes first: the cohort keeps the 65 and has 66",
}
OTHER_TEST = {
    "mab1_to_mab2_cd19_p": ".12",
    "time_to_relapse_p": ".77",
    "interim_table_male": ".43",
    "interim_table_prior_lines": ".048",
    "interim_table_burden": ".67",
    "interim_table_time_to_progression": ".77",
}
"""P by Ballad's rules, and so by wilcox.test and fisher.test of R 4. The study has Kruskal-Wallis of two groups and
chi-squared of small tables, Ballad Wilcoxon's test, exact or with its correction, and Fisher's test."""

LOG_RANK = {name for name, fact in FACTS.items() if fact.get("test") == "log-rank"}


def column_of(name: str) -> str:
    return COLUMN_OF.get(name, name)


def in_a_baseline_table(name: str) -> bool:
    elsewhere = {*PRINTED, *MEDIANS, *RESPONSES, *IN_NO_TABLE, *LOG_RANK}
    return name not in elsewhere and column_of(FACTS[name]["field"]) in COHORT


BASELINE = [name for name in FACTS if in_a_baseline_table(name)]
COUNTS = [name for name in BASELINE if FACTS[name]["kind"] == "count"]
MEDIAN = [name for name in BASELINE if FACTS[name]["kind"] == "median"]


def view_at(fact: dict, **settings) -> View:
    """The view that asks for a fact: its filters and its comparison."""
    view = View(**settings)
    for name, value in fact.get("where", {}).items():
        field = COHORT.columns[column_of(name)]
        level = field.level(value) or field.level(value.capitalize())
        view = view.with_filter(field.slug, Choice(field=field.slug, levels=(level.slug,)))
    by = fact.get("by") or fact.get("compare")
    return view.change(compare=COHORT.columns[column_of(by)].slug if by else "")


def table_of(fact: dict, summary: str = ""):
    """The baseline table whose one row is the field of the fact, and its view."""
    slug = COHORT.columns[column_of(fact["field"])].slug
    view = view_at(fact, table="mine", table_rows=(f"{slug}.{summary}" if summary else slug,))
    return baseline_table(analyse_baseline(selected(COHORT, view), view))


def place(group: str, fact: dict, columns: tuple[str, ...]) -> int:
    """The column of a group: all patients first."""
    if group == "all":
        return 1
    label = COHORT.columns[column_of(fact["by"])].level_label(group)
    return next(at for at, heading in enumerate(columns) if heading.startswith(f"{label} (n = "))


def numbers(cell: str) -> list[float]:
    return [float(one) for one in re.findall(r"\d+(?:\.\d+)?", cell)]


def within_rounding(found: float, printed: float) -> bool:
    decimals = len(str(printed).partition(".")[2]) if isinstance(printed, float) else 0
    return abs(found - printed) <= 0.5 * 10.0**-decimals + 1e-9


def by_group(fact: dict, part: str) -> dict:
    return fact[part] if isinstance(fact[part], dict) else {"all": fact[part]}


def row_of(table, fact: dict):
    """The row of the level a fact counts: that of a yes/no field, of a level, or of the missing."""
    field = COHORT.columns[column_of(fact["field"])]
    if field.kind == "yes/no":
        return table.rows[0]
    label = "Missing, n" if fact["level"] is None else field.level_label(fact["level"])
    return next(row for row in table.rows if row.cells[0] == label)


@pytest.mark.parametrize("name", COUNTS)
def test_a_printed_count_and_its_percentage_stand_in_the_baseline_table(name):
    fact = FACTS[name]
    table = table_of(fact)
    row = row_of(table, fact)
    for group, k in by_group(fact, "k").items():
        cell = row.cells[place(group, fact, table.columns)]
        n = by_group(fact, "n")[group]
        if name in PERCENT_OF_ALL:
            assert numbers(cell)[0] == k
        else:
            assert cell == f"{k} ({100 * k / n:.1f})"


@pytest.mark.parametrize("name", MEDIAN)
def test_a_printed_median_and_its_spread_stand_in_the_baseline_table(name):
    fact = FACTS[name]
    parts = [part for part in ("iqr", "range") if part in fact] or ["iqr"]
    for part in parts:
        table = table_of(fact, part)
        for group, median in by_group(fact, "value").items():
            middle, *ends = numbers(table.rows[0].cells[place(group, fact, table.columns)])
            assert within_rounding(middle, median) == (name not in OTHER_COHORT_VALUE)
            if part in fact:
                printed = fact[part][group] if isinstance(fact[part], dict) else fact[part]
                assert all(within_rounding(*pair) for pair in zip(ends, printed, strict=True))


@pytest.mark.parametrize("name", RESPONSES)
def test_a_printed_response_and_its_percentage_stand_in_the_response_table(name):
    fact, (antibody, label) = FACTS[name], RESPONSES[name]
    for group, k in by_group(fact, "k").items():
        asked = {**fact, "where": dict(fact.get("where", {}))}
        if group != "all":
            asked["where"][fact["by"]] = group
        view = view_at({"where": asked["where"]}, antibody=antibody)
        table = response_table(analyse_response(selected(COHORT, view), view), "")
        n = by_group(fact, "n")[group]
        cell = next(row.cells[1] for row in table.rows if row.cells[0] == label)
        assert cell.startswith(f"{k} of {n} ({100 * k / n:.1f} %); ")


@pytest.mark.parametrize("name", OTHER_TEST)
def test_where_the_study_took_another_test_p_is_that_of_r_and_on_the_same_side_of_05(name):
    fact = FACTS[name]
    p = re.sub("[^0-9.]", "", table_of(fact).rows[0].cells[-1])
    assert p == OTHER_TEST[name]
    assert (float(p) < 0.05) == (fact["p"] < 0.05)


def test_every_printed_p_of_a_table_is_compared():
    with_p = {name for name in FACTS if "p" in FACTS[name]} - LOG_RANK
    assert with_p - set(OTHER_TEST) <= {*IN_NO_TABLE, *RESPONSES}


def test_every_printed_figure_is_in_a_table_or_left_out_for_a_reason():
    p_alone = {name for name in OTHER_TEST if FACTS[name]["kind"] == "p"}
    assert {*COUNTS, *MEDIAN, *RESPONSES, *PRINTED, *MEDIANS, *IN_NO_TABLE, *LOG_RANK, *p_alone} == set(FACTS)
    assert (len(COUNTS), len(MEDIAN), len(RESPONSES), len(PRINTED), len(MEDIANS)) == (19, 18, 11, 35, 3)
    assert all({**IN_NO_TABLE, **PERCENT_OF_ALL, **OTHER_COHORT_VALUE}.values())
