"""The baseline table in numbers: against pandas and scipy, against the printed study, and at the awkward ends."""

import json

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy.stats import chi2_contingency, f_oneway, fisher_exact, kruskal, mannwhitneyu, ttest_ind

from core.analyses.baseline import analyse_baseline
from core.analyses.baseline_rows import STUDY_FIELDS, moved, study_rows, with_fields, with_one_summary, with_summary
from core.bundled import read_bundled
from core.dictionary import DATA, dictionary
from core.filters import Choice
from core.view import View
from tests.making import cohort_of, days, extra, selected

ROWS = ("age_years.iqr", "wbc.mean", "sex", "ecog", "cns_disease")
ARM = extra("Arm", "category", ("A", "B", "C"))


def simulated(n: int = 90, arms: int = 2):
    """A cohort with a value in nine of ten, and the same as a frame."""
    random = np.random.default_rng(11)

    def holes(values) -> list:
        return [None if random.random() < 0.1 else value for value in values]

    columns = {
        "age_years": holes(random.normal(50, 15, n).round(1).tolist()),
        "wbc": holes(random.lognormal(1, 1, n).round(2).tolist()),
        "sex": holes(random.choice(["female", "male"], n).tolist()),
        "ecog": holes(random.choice(["0", "1", "2"], n).tolist()),
        "cns_disease": holes(random.choice(["no", "yes"], n, p=[0.9, 0.1]).tolist()),
    }
    arm = holes([ARM.values[place] for place in random.integers(0, arms, n)])
    return cohort_of({ARM: arm}, **columns), pd.DataFrame({**columns, "arm": arm})


def table(cohort, compare: str = "x-arm", rows: tuple[str, ...] = ROWS, **settings):
    view = View(compare=compare, table="mine", table_rows=rows, **settings)
    return analyse_baseline(selected(cohort, view), view)


def row_of(result, name: str):
    return next(row for row in result.rows if row.field.name == name)


def test_numbers_are_summarised_as_pandas_does_in_each_arm_and_in_all_of_them():
    cohort, patients = simulated()
    result = table(cohort)
    grouped = patients.dropna(subset="arm")
    for name in ("age_years", "wbc"):
        row = row_of(result, name)
        wanted = [*(grouped[name][grouped["arm"] == label] for label in result.labels), grouped[name]]
        for found, values in zip([*row.arms, row.overall], wanted, strict=True):
            quartiles = values.quantile([0.25, 0.5, 0.75])
            assert found.n == values.count()
            assert_allclose([found.first_quartile, found.median, found.third_quartile], quartiles, rtol=1e-12)
            assert_allclose([found.mean, found.sd], [values.mean(), values.std()], rtol=1e-9)


def test_choices_are_counted_as_pandas_does_and_the_missing_apart():
    cohort, patients = simulated()
    result = table(cohort)
    for name in ("sex", "ecog", "cns_disease"):
        row, counted = row_of(result, name), pd.crosstab(patients[name], patients["arm"])
        assert [list(counts) for counts in row.counts] == counted.to_numpy().tolist()
        assert [level.value for level in row.levels] == list(counted.index)
        assert list(row.known) == counted.sum().tolist()
        assert [k + m for k, m in zip(row.known, row.absent.missing, strict=True)] == list(result.n)


def test_two_groups_are_tested_as_scipy_does_missing_values_left_out():
    cohort, patients = simulated()
    result = table(cohort)
    first, second = (patients[patients["arm"] == label] for label in "AB")
    p = {row.field.name: (row.test.name, row.test.p) for row in result.rows}
    age = mannwhitneyu(first["age_years"].dropna(), second["age_years"].dropna(), method="asymptotic").pvalue
    wbc = ttest_ind(first["wbc"].dropna(), second["wbc"].dropna(), equal_var=False).pvalue
    cns = fisher_exact(pd.crosstab(patients["cns_disease"], patients["arm"])).pvalue
    for name, test, expected in (("age_years", "Wilcoxon", age), ("wbc", "Welch", wbc), ("cns_disease", "Fisher", cns)):
        assert p[name][0] == test
        assert_allclose(p[name][1], expected, rtol=1e-9)
    assert (p["sex"][0], p["ecog"][0]) == ("chi-squared", "Cochran-Armitage")


def test_three_groups_are_tested_as_scipy_does():
    cohort, patients = simulated(arms=3)
    result = table(cohort)
    parts = [patients[patients["arm"] == label] for label in "ABC"]
    wanted = {
        "age_years": kruskal(*(part["age_years"].dropna() for part in parts)).pvalue,
        "wbc": f_oneway(*(part["wbc"].dropna() for part in parts)).pvalue,
        "ecog": kruskal(*(part["ecog"].dropna().astype(int) for part in parts)).pvalue,
    }
    for name, expected in wanted.items():
        assert_allclose(row_of(result, name).test.p, expected, rtol=1e-9)


def test_groups_in_order_have_a_trend_over_ordered_levels():
    cohort = simulated()[0]
    assert row_of(table(cohort, "ecog", ("age_group",)), "age_group").test.name == "linear-by-linear"
    assert row_of(table(cohort, "sex", ("age_group",)), "age_group").test.name == "Cochran-Armitage"


def test_not_evaluable_is_no_level_of_an_order():
    answers = ["CR", "NR", "CR", "not evaluable"] * 3
    cohort = cohort_of(sex=["male", "female"] * 6, mab1_response=answers)
    assert row_of(table(cohort, "sex", ("mab1_response",)), "mab1_response").test.name == "Fisher"
    without = View(compare="sex", filters=(Choice(field="mab1_response", levels=("cr", "nr")),))
    result = analyse_baseline(selected(cohort, without), without.change(table="mine", table_rows=("mab1_response",)))
    assert result.rows[0].test.name == "exact trend"


def test_standardised_differences_are_given_to_two_groups_only():
    for arms, given in ((2, True), (3, False)):
        result = table(simulated(arms=arms)[0], standardised=True)
        assert (result.standardised, result.too_many_groups) == (given, not given)
        assert all((row.difference is not None) == given for row in result.rows)


@pytest.mark.parametrize(("compare", "row"), [("sex", "sex"), ("age_group", "age_years"), ("salvage", "salvage_line")])
def test_what_the_groups_are_made_of_is_shown_and_not_tested(compare, row):
    cohort = cohort_of(sex=["male", "female"] * 3, age_years=[30, 50, 70] * 2, salvage_line=[1, 2, 3] * 2)
    assert table(cohort, compare, (row,)).rows[0].test is None


def test_who_was_never_transplanted_has_no_donor_and_is_not_missing_one():
    cohort = cohort_of(
        sex=["male", "male", "female", "female"],
        hsct_date=days(9, 9, None, None),
        hsct_donor=["related", None, None, None],
        mab2_start=days(5, None, 5, None),
        interim_therapy=["yes", None, None, None],
    )
    donor, interim = table(cohort, "sex", ("hsct_donor", "interim_therapy")).rows
    assert (donor.absent.missing, donor.absent.not_applicable) == ((0, 1), (2, 0))
    assert donor.absent.without.name == "hsct_date"
    assert (interim.absent.missing, interim.absent.not_applicable) == ((1, 0), (1, 1))
    assert sum(donor.known) == 1


def test_without_a_transplant_column_a_donor_is_just_missing():
    cohort = cohort_of(hsct_donor=["related", None])
    assert table(cohort, "", ("hsct_donor",)).rows[0].absent.missing == (1,)


def test_who_has_no_group_is_left_out_and_counted():
    cohort, patients = simulated()
    result = table(cohort)
    missing = int(patients["arm"].isna().sum())
    assert result.left_out == (("no value of Arm", missing),)
    assert sum(result.n) + missing == len(cohort)


def test_what_was_known_only_later_is_named():
    cohort = cohort_of(hsct=["yes", "no"] * 3, mab1_start=days(*[0] * 6), sex=["male"] * 6)
    result = table(cohort, "transplant", ("sex", "transplant"))
    assert result.late.name == "hsct"
    assert [field.name for field in result.late_rows] == ["hsct"]
    assert table(cohort, "", ("sex",)).late is None


@pytest.mark.parametrize("compare", ["", "x-arm"])
@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_handful_of_patients_has_a_table_whose_p_may_not_be_estimable(n, compare):
    cohort = cohort_of({ARM: ["A", "B", "B"][:n]}, age_years=[50.0] * n, wbc=[None] * n, sex=["male"] * n)
    result = table(cohort, compare, ("age_years.mean", "age_years", "sex"), standardised=True)
    assert sum(result.n) == n
    assert all(row.test is None or np.isnan(row.test.p) for row in result.rows)


def test_an_arm_without_any_value_is_summarised_as_nobody():
    cohort = cohort_of({ARM: ["A", "A", "B", "B"]}, age_years=[50, 60, None, None], sex=["male", "female", None, None])
    result = table(cohort, rows=("age_years", "sex"), standardised=True)
    assert row_of(result, "age_years").arms[1].n == 0
    assert row_of(result, "sex").known == (2, 0)
    assert all(np.isnan(row.test.p) and np.isnan(row.difference) for row in result.rows)


def test_the_study_table_holds_what_the_studies_report_and_the_cohort_has():
    facts = [
        fact["field"]
        for file in (DATA / "published").glob("*.json")
        for fact in json.loads(file.read_text(encoding="utf-8"))["facts"]
        if "field" in fact
    ]
    # Reported in groups that are no fields of the dictionary.
    reported = {*facts, "ecog", "cr1_months"}
    assert {"ecog_group", "cr1_over_12_months"} <= set(facts)
    assert set(STUDY_FIELDS) <= reported
    cohort = cohort_of(sex=["male"], age_years=[50], ecog=[None], cd22_pct=[90])
    assert study_rows(cohort) == ("age_years", "age_group", "sex")
    assert study_rows(cohort, "sex") == ("age_years", "age_group")
    assert all(name in dictionary() for name in STUDY_FIELDS)


def test_rows_are_put_in_order_and_keep_their_summaries():
    rows = ("age_years.iqr", "sex", "wbc")
    assert with_fields(rows, ["wbc", "age_years", "ecog"]) == ("wbc", "age_years.iqr", "ecog")
    assert with_summary(rows, "wbc", "mean") == ("age_years.iqr", "sex", "wbc.mean")
    assert with_one_summary(rows, simulated()[0], "mean") == ("age_years.mean", "sex", "wbc.mean")
    assert moved(rows, "sex", -1) == ("sex", "age_years.iqr", "wbc")
    assert moved(rows, "wbc", 5) == moved(rows, "wbc", 1) == rows
    assert moved(rows, "age_years", -1) == rows


def printed(kind: str) -> list[dict]:
    """What the study of the bundled cohort printed of whole fields, by antibody sequence."""
    study = json.loads((DATA / "published" / "mskcc_both_mabs.json").read_text(encoding="utf-8"))
    cohort = read_bundled("mskcc").cohort
    return [
        pytest.param(fact, id=fact["id"])
        for fact in study["facts"]
        if fact["kind"] == kind
        and fact["field"] in cohort
        and fact.get("by", "mab_sequence") == "mab_sequence"
        and fact.get("where", {}).keys() <= {"mab_sequence"}
    ]


def column(fact: dict, labels: dict[str, int]) -> int | None:
    sequence = fact.get("where", {}).get("mab_sequence")
    return labels[sequence] if sequence else None


@pytest.mark.parametrize("fact", [one for one in printed("count") if one.values[0].get("by") == "mab_sequence"])
def test_the_table_of_the_bundled_cohort_holds_the_counts_the_study_printed(fact):
    cohort = read_bundled("mskcc").cohort
    row = table(cohort, "sequence", (dictionary()[fact["field"]].slug,)).rows[0]
    found = dict(zip([level.value for level in row.levels], row.counts, strict=True))
    found[None] = row.absent.missing
    expected = [fact["k"].get(sequence) for sequence in ("blina_ino", "ino_blina")]
    if fact["field"].endswith("_mrd"):
        # Printed of the responders that were MRD-negative, of all given the antibody.
        assert sum(found[fact["level"]]) == fact["k"]["all"]
        return
    assert list(found[fact["level"]]) == expected


@pytest.mark.parametrize("fact", printed("median"))
def test_the_table_of_the_bundled_cohort_holds_the_medians_the_study_printed(fact):
    cohort = read_bundled("mskcc").cohort
    row = table(cohort, "sequence", (fact["field"],)).rows[0]
    place = column(fact, {"blina_ino": 0, "ino_blina": 1})
    found = row.overall if place is None else row.arms[place]
    assert_allclose(found.median, fact["value"], atol=0.05 if fact["field"] == "age_years" else 0.5)
    if "iqr" in fact:
        quartiles = [found.first_quartile, found.third_quartile]
        assert_allclose(quartiles, fact["iqr"], atol=0.05 if fact["field"] == "age_years" else 0.5)
    if "range" in fact:
        assert [found.minimum, found.maximum] == fact["range"]


@pytest.mark.parametrize(
    ("compare", "row", "test", "p", "printed"),
    [
        ("interim_therapy", "sex", "Fisher", 0.43, 0.32),
        ("interim_therapy", "mab1_response", "exact trend", 0.43, 0.32),
        ("interim_therapy", "prior_lines", "Wilcoxon", 0.05, 0.04),
        ("cd19_at_relapse", "mab1_to_mab2_days", "Wilcoxon", 0.12, 0.11),
        ("cd19_at_relapse", "mab1_to_progression_days", "exact Wilcoxon", 0.77, 0.74),
    ],
)
def test_the_study_printed_kruskal_wallis_and_chi_squared_where_the_house_rule_has_wilcoxon_and_fisher(
    compare, row, test, p, printed
):
    cohort = read_bundled("mskcc").cohort
    view = View(
        compare=compare,
        filters=(Choice(field="sequence", levels=("blina-ino",)),),
        table="mine",
        table_rows=(row,),
    )
    selection = selected(cohort, view)
    (found,) = analyse_baseline(selection, view).rows
    assert (found.test.name, round(found.test.p, 2)) == (test, p)
    codes = cohort.codes(compare)
    if found.field.is_number:
        values = cohort.numbers(row)
        parts = [values[selection.patients & (codes == group) & ~np.isnan(values)] for group in (0, 1)]
        assert round(kruskal(*parts).pvalue, 2) == printed
    else:
        assert round(chi2_contingency(found.counts, correction=False).pvalue, 2) == printed
