"""The response ladder against plain counts of pandas and the tests of scipy."""

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy.stats import binomtest, chi2_contingency, fisher_exact
from scipy.stats.contingency import odds_ratio

from core.analyses.response import (
    BURDENS,
    CONVERSION,
    EVALUABLE,
    GIVEN,
    MRD_POSITIVE_BEFORE,
    RESPONDERS,
    TESTED_FOR_MRD,
    analyse_response,
    antibodies_with_responses,
)
from core.bundled import read_bundled
from core.filters import Choice
from core.view import View
from tests.making import cohort_of, days, selected

BLINA, INO = "blinatumomab", "inotuzumab"
RESPONSES = (None, "CR", "CR", "CRp", "CRh", "CRi", "NR", "NR", "early death", "not evaluable")
MRD = (None, "negative", "negative", "positive", "not assessed")


def simulated(n: int = 70):
    random = np.random.default_rng(8)
    columns = {
        "mab1": [(BLINA, INO, None)[place] for place in random.choice(3, n, p=[0.5, 0.4, 0.1])],
        "mab1_response": [RESPONSES[place] for place in random.integers(0, len(RESPONSES), n)],
        "mab1_mrd": [MRD[place] for place in random.integers(0, len(MRD), n)],
        "sex": [("male", "female", None)[place] for place in random.choice(3, n, p=[0.5, 0.4, 0.1])],
    }
    return cohort_of(**columns), pd.DataFrame(columns, dtype=object)


def ladder(cohort, view: View) -> dict[tuple[str, str], object]:
    return {(rung.label, rung.denominator): rung for rung in analyse_response(selected(cohort, view), view).rungs}


def expected_table(patients: pd.DataFrame, answered: pd.Series) -> np.ndarray:
    """Rows female and male, columns with and without the answer."""
    crosstab = pd.crosstab(patients["sex"], answered).reindex(index=["female", "male"], columns=[True, False])
    return crosstab.fillna(0).to_numpy(dtype=int)


@pytest.mark.parametrize("denominator", ["all", "evaluable"])
@pytest.mark.parametrize("label", ["CR", "CRp", "CRh", "CRi", "Overall response"])
def test_rungs_are_the_counts_of_pandas_and_the_test_of_scipy(label, denominator):
    cohort, patients = simulated()
    # Given the antibody: it is named or has a response.
    patients = patients[patients["mab1"].notna() | patients["mab1_response"].notna()]
    if denominator == "evaluable":
        patients = patients[patients["mab1_response"].notna() & (patients["mab1_response"] != "not evaluable")]
    wanted = ["CR", "CRp", "CRh", "CRi"] if label == "Overall response" else [label]
    table = expected_table(patients, patients["mab1_response"].isin(wanted))
    rung = ladder(cohort, View(compare="sex", denominator=denominator))[
        label, GIVEN if denominator == "all" else EVALUABLE
    ]
    assert [(arm.k, arm.n) for arm in rung.arms] == [(row[0], row.sum()) for row in table]
    for arm in rung.arms:
        exact = binomtest(arm.k, arm.n).proportion_ci()
        assert_allclose([arm.lower, arm.upper], [exact.low, exact.high], rtol=1e-9, atol=1e-12)
    tiny = chi2_contingency(table, correction=False).expected_freq.min() < 5 or table.sum() < 40
    p = fisher_exact(table).pvalue if tiny else chi2_contingency(table, correction=False).pvalue
    assert rung.test.test == ("Fisher" if tiny else "chi-squared")
    assert_allclose(rung.test.p, p, rtol=1e-9)


@pytest.mark.parametrize("denominator", [GIVEN, TESTED_FOR_MRD])
def test_mrd_negative_is_counted_among_the_given_and_among_the_tested(denominator):
    cohort, patients = simulated()
    patients = patients[patients["mab1"].notna() | patients["mab1_response"].notna()]
    if denominator == TESTED_FOR_MRD:
        patients = patients[patients["mab1_mrd"].isin(["negative", "positive"])]
    table = expected_table(patients, patients["mab1_mrd"] == "negative")
    rung = ladder(cohort, View(compare="sex"))["MRD-negative", denominator]
    assert [(arm.k, arm.n) for arm in rung.arms] == [(row[0], row.sum()) for row in table]


def test_the_untested_are_not_negative_and_the_unassessed_are_not_tested():
    cohort = cohort_of(
        mab1=[BLINA] * 4, mab1_response=["CR"] * 4, mab1_mrd=["negative", "positive", "not assessed", None]
    )
    rungs = ladder(cohort, View())
    assert (rungs["MRD-negative", TESTED_FOR_MRD].arms[0].k, rungs["MRD-negative", TESTED_FOR_MRD].arms[0].n) == (1, 2)
    assert rungs["MRD-negative", GIVEN].arms[0].n == 4


def test_a_response_not_recorded_or_not_evaluable_counts_against_only_where_everybody_does():
    cohort = cohort_of(mab1=[BLINA] * 4, mab1_response=["CR", "early death", "not evaluable", None])
    everybody, evaluable = (ladder(cohort, View(denominator=one)) for one in ("all", "evaluable"))
    assert everybody["CR", GIVEN].arms[0].n == 4
    assert evaluable["CR", EVALUABLE].arms[0].n == 2
    assert analyse_response(selected(cohort), View()).unrecorded == 1


def test_the_overall_response_is_the_sum_of_its_parts():
    rungs = ladder(simulated()[0], View(compare="sex"))
    parts = [[arm.k for arm in rungs[label, GIVEN].arms] for label in ("CR", "CRp", "CRh", "CRi")]
    assert [arm.k for arm in rungs["Overall response", GIVEN].arms] == np.sum(parts, axis=0).tolist()


def test_crh_is_a_response_of_its_own_and_a_line_only_where_somebody_has_it():
    with_it = cohort_of(mab1_response=["CRi", "NR"], mab2_response=["CRh", None])
    for antibody, counts in (("mab1", (0, 1, 1)), ("mab2", (1, 0, 1))):
        rungs = ladder(with_it, View(antibody=antibody))
        assert tuple(rungs[label, GIVEN].arms[0].k for label in ("CRh", "CRi", "Overall response")) == counts
    without = cohort_of(mab1_response=["CRi", "NR"])
    assert [label for label, _ in ladder(without, View())] == ["CR", "CRp", "CRi", "Overall response"]


@pytest.mark.parametrize("sign", [{"mab2": [INO, None]}, {"mab2_start": days(3, None)}])
def test_who_was_given_the_antibody_is_told_by_its_name_its_date_or_its_response(sign):
    cohort = cohort_of(**sign, mab2_response=[None, None])
    assert analyse_response(selected(cohort), View(antibody="mab2")).n == (1,)
    answered = cohort_of(mab2_response=["NR", None])
    assert analyse_response(selected(answered), View(antibody="mab2")).n == (1,)


def test_arms_and_those_left_out_add_up_to_the_selected():
    cohort, patients = simulated()
    view = View(compare="sex", filters=(Choice(field="sex", levels=("male", "missing")),))
    result = analyse_response(selected(cohort, view), view)
    assert sum(result.n) + sum(n for _, n in result.left_out) == result.selected
    given = patients["mab1"].notna() | patients["mab1_response"].notna()
    assert dict(result.left_out) == {
        "not given first antibody": int(((patients["sex"] != "female") & ~given).sum()),
        "no value of Sex": int((patients["sex"].isna() & given).sum()),
    }
    assert result.labels == ("Male",)


def test_one_arm_has_no_test():
    result = analyse_response(selected(simulated()[0]), View())
    assert all(rung.test is None for rung in result.rungs)


def test_nobody_given_the_antibody_has_no_proportion():
    cohort = cohort_of(mab1=[None, BLINA], mab1_response=[None, None], sex=["male", "female"])
    view = View(filters=(Choice(field="sex", levels=("male",)),))
    result = analyse_response(selected(cohort, view), view)
    (arm,) = result.rungs[0].arms
    assert (arm.k, arm.n, result.n) == (0, 0, (0,))
    assert np.isnan([arm.lower, arm.upper]).all()


def test_where_nobody_or_everybody_responded_p_is_not_estimable():
    cohort = cohort_of(mab1=[BLINA, INO], mab1_response=["NR", "NR"], sex=["male", "female"])
    rungs = ladder(cohort, View(compare="sex"))
    assert np.isnan(rungs["CR", GIVEN].test.p)


def test_only_antibodies_with_a_recorded_response_are_offered():
    assert antibodies_with_responses(cohort_of(mab1_response=["CR"], mab2_response=[None])) == {
        "mab1": "First antibody"
    }
    assert antibodies_with_responses(cohort_of(mab1=[BLINA])) == {}


def test_wilson_limits_are_used_where_the_view_asks():
    cohort = simulated()[0]
    (arm,) = ladder(cohort, View(limits="wilson"))["CR", GIVEN].arms
    exact = binomtest(arm.k, arm.n).proportion_ci(method="wilson")
    assert_allclose([arm.lower, arm.upper], [exact.low, exact.high], rtol=1e-9)


def published(antibody: str, **settings):
    view = View(antibody=antibody, **settings)
    return ladder(read_bundled("mskcc").cohort, view)


@pytest.mark.parametrize(
    ("antibody", "label", "counts"),
    [
        ("mab1", "Overall response", {"": (16, 29), "blina-ino": (13, 25), "ino-blina": (3, 4)}),
        ("mab2", "Overall response", {"": (19, 29), "blina-ino": (17, 25), "ino-blina": (2, 4)}),
        ("mab1", "MRD-negative", {"": (10, 29), "blina-ino": (8, 25)}),
        ("mab2", "MRD-negative", {"blina-ino": (12, 25)}),
    ],
)
def test_the_printed_counts_of_the_study_come_from_the_bundled_cohort(antibody, label, counts):
    for sequence, printed in counts.items():
        filters = (Choice(field="sequence", levels=(sequence,)),) if sequence else ()
        (arm,) = published(antibody, filters=filters)[label, GIVEN].arms
        assert (arm.k, arm.n) == printed


def test_cd19_at_relapse_against_the_response_to_the_second_antibody_is_as_printed():
    only = (Choice(field="sequence", levels=("blina-ino",)),)
    rungs = published("mab2", filters=only, compare="cd19_at_relapse")
    assert [(arm.k, arm.n) for arm in rungs["Overall response", GIVEN].arms] == [(9, 14), (8, 11)]
    assert [(arm.k, arm.n) for arm in rungs["MRD-negative", GIVEN].arms] == [(8, 14), (4, 11)]


def test_each_further_arm_is_set_against_the_first_by_its_own_counts():
    rung = ladder(simulated()[0], View(compare="sex"))["Overall response", GIVEN]
    first, other = rung.arms
    (versus,) = rung.versus
    assert_allclose(versus.difference.estimate, other.k / other.n - first.k / first.n)
    table = [[other.k, other.n - other.k], [first.k, first.n - first.k]]
    exact = odds_ratio(table, kind="conditional")
    limits = exact.confidence_interval()
    found = [versus.odds_ratio.estimate, versus.odds_ratio.lower, versus.odds_ratio.upper]
    assert_allclose(found, [exact.statistic, limits.low, limits.high], rtol=1e-6)


def test_mrd_negative_of_responders_is_counted_among_responders_only():
    cohort = cohort_of(
        mab1=[BLINA] * 4, mab1_response=["CR", "CRi", "NR", "CR"], mab1_mrd=["negative", None, "negative", "positive"]
    )
    rungs = ladder(cohort, View(denominator="responders"))
    assert ("Overall response", RESPONDERS) not in rungs
    assert (rungs["MRD-negative", RESPONDERS].arms[0].k, rungs["MRD-negative", RESPONDERS].arms[0].n) == (1, 3)


def test_mrd_conversion_is_counted_by_what_there_was_at_start():
    cohort = cohort_of(
        mab1=[BLINA] * 4,
        mab1_response=["CR"] * 4,
        mab1_disease_burden=["MRD", "MRD", "morphologic", None],
        mab1_mrd=["negative", "positive", "negative", "negative"],
    )
    rungs = ladder(cohort, View())
    converted = rungs[CONVERSION, BURDENS["MRD"]].arms[0]
    cleared = rungs["MRD-negative", BURDENS["morphologic"]].arms[0]
    assert [(one.k, one.n) for one in (converted, cleared)] == [(1, 2), (1, 1)]


def test_mrd_left_by_the_first_antibody_and_gone_after_the_second_is_a_conversion():
    cohort = cohort_of(
        mab1_mrd=["positive", "positive", "negative", None],
        mab2_response=["CR"] * 4,
        mab2_mrd=["negative", "not assessed", "negative", "negative"],
    )
    rung = ladder(cohort, View(antibody="mab2"))[CONVERSION, MRD_POSITIVE_BEFORE]
    assert (rung.arms[0].k, rung.arms[0].n) == (1, 1)
