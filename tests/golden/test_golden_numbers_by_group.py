"""Numbers compared between groups, as R gives them: quartiles, ranks, means."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy.stats import rankdata

from core.stats.mean_tests import analyse_variance, t_test
from core.stats.numeric_summary import QUARTILE_METHODS, summarise_numbers
from core.stats.permutation import ways_by_sum
from core.stats.rank_tests import kruskal_wallis, permute_ranks, wilcoxon_test
from core.stats.standardised_difference import mean_difference
from tests.golden.cases import cases, data_set, group_codes, rows

CASES = cases("continuous_by_group")
EVERY = [pytest.param(case, id=case["id"]) for case in CASES]
TWO_GROUPS = [pytest.param(case, id=case["id"]) for case in CASES if "wilcoxon" in case["expected"]]
WITHOUT_TIES = [case for case in TWO_GROUPS if "p_exact" in case.values[0]["expected"]["wilcoxon"]]
PERMUTED = [case for case in TWO_GROUPS if "p_exact_permutation" in case.values[0]["expected"]["wilcoxon"]]


def groups(case: dict) -> list[np.ndarray]:
    """The numbers of each group of a case."""
    frame = rows(case)
    values, codes = frame[case["inputs"]["value"]].to_numpy(dtype=float), group_codes(case, frame)
    return [values[codes == group] for group in range(len(case["inputs"]["group_levels"]))]


def assert_summary_agrees(values: np.ndarray, expected: dict) -> None:
    for quartile_type in QUARTILE_METHODS:
        found = summarise_numbers(values, quartile_type)
        quartiles = [found.first_quartile, found.median, found.third_quartile]
        assert_allclose(quartiles, expected[f"quartiles_type{quartile_type}"], rtol=1e-12)
        assert_allclose([found.mean, found.sd], [expected["mean"], expected["sd"]], rtol=1e-9)
        assert (found.n, found.minimum, found.maximum) == (expected["n"], expected["min"], expected["max"])


def assert_p_agrees(found: float, expected: float) -> None:
    assert_allclose(found, expected, rtol=1e-6, atol=1e-12)
    assert_allclose(found, expected, rtol=1e-6)  # also far out in the tail


def test_every_case_is_compared():
    assert [len(some) for some in (EVERY, TWO_GROUPS, WITHOUT_TIES, PERMUTED)] == [12, 9, 1, 3]


@pytest.mark.parametrize("case", EVERY)
def test_summaries_with_three_types_of_quartiles_are_those_of_r(case):
    parts = groups(case)
    for values, expected in zip(parts, case["expected"]["groups"], strict=True):
        assert_summary_agrees(values, expected)
    assert_summary_agrees(np.concatenate(parts), case["expected"]["overall"])


@pytest.mark.parametrize("case", EVERY)
def test_missing_numbers_are_left_out_of_a_summary(case):
    column = data_set(case["dataset"])[case["inputs"]["value"]]
    assert int(column.isna().sum()) == case["expected"]["n_missing"]
    assert summarise_numbers(column).n == case["expected"]["overall"]["n"]


@pytest.mark.parametrize("case", EVERY)
def test_kruskal_wallis_is_that_of_r(case):
    found, expected = kruskal_wallis(groups(case)), case["expected"]["kruskal"]
    assert_allclose(found.statistic, expected["statistic"], rtol=1e-9)
    assert found.df == expected["df"]
    assert_p_agrees(found.p, expected["p"])


@pytest.mark.parametrize("case", EVERY)
def test_analysis_of_variance_is_that_of_r(case):
    found, expected = analyse_variance(groups(case)), case["expected"]["anova"]
    assert_allclose(found.statistic, expected["F"], rtol=1e-9)
    assert (found.df_between, found.df_within) == (expected["df1"], expected["df2"])
    assert_p_agrees(found.p, expected["p"])


@pytest.mark.parametrize("case", TWO_GROUPS)
def test_wilcoxon_by_the_normal_distribution_is_that_of_r(case):
    expected = case["expected"]["wilcoxon"]
    for correction, name in ((True, "p_normal_continuity_correction"), (False, "p_normal_no_correction")):
        found = wilcoxon_test(*groups(case), method="normal", correction=correction)
        assert found.statistic == expected["W"]
        assert_p_agrees(found.p, expected[name])


@pytest.mark.parametrize("case", TWO_GROUPS)
def test_wilcoxon_is_exact_just_where_r_has_an_exact_p_and_else_corrected_for_continuity(case):
    found, expected = wilcoxon_test(*groups(case)), case["expected"]["wilcoxon"]
    assert found.method == ("exact" if "p_exact" in expected else "normal")
    assert_p_agrees(found.p, expected.get("p_exact", expected["p_normal_continuity_correction"]))


@pytest.mark.parametrize("case", PERMUTED)
def test_the_exact_permutation_of_midranks_is_that_of_r(case):
    expected = case["expected"]["wilcoxon"]["p_exact_permutation"]
    assert_p_agrees(permute_ranks(*groups(case)), expected["abs_deviation_from_mean"])


@pytest.mark.parametrize("case", PERMUTED)
def test_what_exact_rank_tests_gives_is_the_same_probability_where_rounding_does_not_lose_a_part_of_it(case):
    # exactRankTests adds up the same two tails, and compares sums that are no whole multiple of 1/N in floats. For
    # the ages of veteran that leaves out the one sum exactly as far from the expected one as the sum observed.
    first, second = groups(case)
    ranks = rankdata(np.concatenate([first, second]))
    steps = (2 * (ranks - ranks.min())).astype(int)
    ways = ways_by_sum(steps, len(first))
    mirrored = round(2 * len(first) * steps.mean()) - steps[: len(first)].sum()
    lost = ways[mirrored] / ways.sum() if case["id"] == "veteran.cmp.age_trt" else 0.0
    expected = case["expected"]["wilcoxon"]["p_exact_permutation"]["twice_smaller_tail"]
    assert_p_agrees(permute_ranks(first, second) - lost, expected)


@pytest.mark.parametrize(("equal_variances", "name"), [(False, "t_welch"), (True, "t_student")])
@pytest.mark.parametrize("case", TWO_GROUPS)
def test_the_t_tests_of_welch_and_student_are_those_of_r(case, equal_variances, name):
    found, expected = t_test(*groups(case), equal_variances), case["expected"][name]
    assert_allclose([found.statistic, found.df], [expected["t"], expected["df"]], rtol=1e-9)
    if not equal_variances:
        assert_allclose([found.lower, found.upper], [expected["diff_lower"], expected["diff_upper"]], rtol=1e-9)
    assert_p_agrees(found.p, expected["p"])


@pytest.mark.parametrize("case", TWO_GROUPS)
def test_the_standardised_difference_of_means_is_that_of_r(case):
    assert_allclose(mean_difference(*groups(case)), case["expected"]["smd"], rtol=1e-9)
