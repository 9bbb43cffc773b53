"""Beta product limits: published numbers, the exact case, simulated products, and what always holds."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal
from scipy.stats import beta

from core.stats.beta_product import beta_product_limits
from core.stats.event_table import event_table
from core.stats.kaplan_meier import Curve, fit_kaplan_meier, fit_reverse_kaplan_meier, milestones, quantiles
from core.stats.proportions import proportion_interval

patients = st.lists(st.tuples(st.integers(0, 15), st.integers(0, 1)), min_size=1, max_size=40)

# Weeks of remission under 6-mercaptopurine (Freireich and others 1963), 1 = relapse.
WEEKS = [6, 6, 6, 6, 7, 9, 10, 10, 11, 13, 16, 17, 19, 20, 22, 23, 25, 32, 32, 34, 35]
RELAPSE = [1, 1, 1, 0, 1, 0, 1, 0, 0, 1, 1, 0, 0, 0, 1, 1, 0, 0, 0, 0, 0]


def curve_of(time, status, level=0.95) -> Curve:
    return fit_kaplan_meier(event_table(time, status), "beta-product", level)[0]


def betas_behind(curve: Curve) -> list[tuple[list, list]]:
    """For each row, the betas whose product has the upper and the lower limit, one (a, b) per event."""
    rows, passed = [], []
    for at_risk, events, censored in zip(curve.at_risk, curve.events, curve.censored, strict=True):
        passed = passed + [(int(at_risk) - number, 1) for number in range(int(events))]
        left = int(at_risk - events - censored)
        rows.append((passed, [*passed, (left, 1)] if left else []))
    return rows


def matched(betas: list) -> tuple[float, float]:
    """The beta distribution with the mean and the variance of a product of betas, in exact arithmetic."""
    mean, second = Fraction(1), Fraction(1)
    for a, b in betas:
        mean *= Fraction(a, a + b)
        second *= Fraction(a * (a + 1), (a + b) * (a + b + 1))
    common = (mean - second) / (second - mean**2)
    return float(common * mean), float(common * (1 - mean))


def test_the_published_example_of_four_deaths():
    """Output of bpcp(c(3, 7, 8, 14), c(1, 1, 1, 1)) in the vignette discreteBPCP of R's bpcp.

    Printed by version 1.2.6, whose limits of an open interval between two deaths are today's from its first time on.
    """
    curve = curve_of([3, 7, 8, 14], [1, 1, 1, 1])
    assert_allclose(curve.lower, [0.194120450, 0.067585986, 0.006309463, 0], atol=5e-10)
    assert_allclose(curve.upper, [0.9936905, 0.9324140, 0.8058796, 0.6023646], atol=5e-8)
    assert_allclose(milestones(curve, [1])[["lower", "upper"]].to_numpy(), [[0.397635364, 1]], atol=5e-10)


@given(st.lists(st.integers(0, 15), min_size=1, max_size=40), st.sampled_from([0.8, 0.95, 0.99]))
def test_without_censoring_the_limits_are_those_of_clopper_and_pearson(time, level):
    curve = curve_of(time, np.ones(len(time), dtype=int), level)
    alive = (np.array(time) > curve.time[:, None]).sum(axis=1)
    lower, upper = proportion_interval(alive, len(time), level=level)
    assert_allclose(curve.lower, lower, rtol=1e-9, atol=1e-12)
    assert_allclose(curve.upper, upper, rtol=1e-9)
    start = milestones(curve, [-1.0]).loc[0, ["lower", "upper"]].to_numpy(dtype=float)
    assert_allclose(start, proportion_interval(len(time), len(time), level=level), rtol=1e-9)


def test_limits_of_the_leukaemia_data_are_quantiles_of_matched_betas():
    curve = curve_of(WEEKS, RELAPSE)
    lower, upper = zip(
        *((beta.ppf(0.025, *matched(less)) if less else 0.0, beta.ppf(0.975, *matched(more)))
          for more, less in betas_behind(curve)),
        strict=True,
    )  # fmt: skip
    assert_allclose(curve.lower, np.minimum.accumulate(lower), rtol=1e-9)
    assert_allclose(curve.upper, np.minimum.accumulate(upper), rtol=1e-9)
    assert_array_equal(curve.std_err, fit_kaplan_meier(event_table(WEEKS, RELAPSE))[0].std_err)


def test_limits_of_the_leukaemia_data_are_close_to_those_of_simulated_products():
    """Matching two moments costs up to .006 of survival while five are left, .018 after; simulating up to .002."""
    curve, random = curve_of(WEEKS, RELAPSE), np.random.default_rng(42)
    left = curve.at_risk - curve.events - curve.censored
    for row, (more, less) in enumerate(betas_behind(curve)):
        closeness = 0.008 if left[row] >= 5 else 0.02
        for betas, share, limit in ((more, 0.975, curve.upper[row]), (less, 0.025, curve.lower[row])):
            if betas:
                product = np.prod([random.beta(a, b, 100_000) for a, b in betas], axis=0)
                assert_allclose(np.quantile(product, share), limit, atol=closeness)


def test_each_limit_errs_on_its_side_no_more_often_than_promised():
    """Ten patients, half of them censored early: survival at 1 is exp(-1)."""
    random = np.random.default_rng(8)
    runs, missed = 1000, np.zeros(2)
    for _ in range(runs):
        died, left = random.exponential(1, 10), random.exponential(1, 10)
        found = milestones(curve_of(np.minimum(died, left), died <= left), [1.0])
        missed += [found.loc[0, "lower"] > np.exp(-1), found.loc[0, "upper"] < np.exp(-1)]
    assert (missed / runs <= 0.025 + 2 * np.sqrt(0.025 * 0.975 / runs)).all()


@given(patients)
def test_limits_exist_everywhere_around_a_curve_and_never_rise(cohort):
    curve = curve_of(*np.array(cohort).T)
    assert ((curve.lower >= 0) & (curve.lower <= curve.survival)).all()
    assert ((curve.survival <= curve.upper) & (curve.upper <= 1)).all()
    start = milestones(curve, [-1.0]).loc[0]
    assert (np.diff(curve.lower, prepend=start["lower"]) <= 0).all()
    assert (np.diff(curve.upper, prepend=start["upper"]) <= 0).all()
    assert_array_equal(curve.lower[-1], 0)


def test_a_censoring_lowers_the_lower_limit_and_leaves_the_upper():
    curve = curve_of([2, 4, 6, 8, 9], [1, 0, 0, 1, 0])
    assert_array_equal(np.diff(curve.lower[:3]) < 0, [True, True])
    assert_array_equal(curve.upper[:3], np.repeat(curve.upper[0], 3))


def test_without_events_the_upper_limit_is_one_and_the_lower_falls_with_those_left():
    curve = curve_of([1, 2, 3], [0, 0, 0])
    assert_array_equal(curve.upper, [1, 1, 1])
    assert_allclose(curve.lower, [0.025 ** (1 / 2), 0.025, 0])


def test_the_median_of_a_small_group_may_lie_anywhere_from_time_zero_on():
    found = quantiles(curve_of([3, 7, 8, 14], [1, 1, 1, 1])).set_index("probability")
    assert_array_equal(found.loc[0.5, ["time", "lower", "upper"]], [7.5, 0, np.nan])
    assert_array_equal(found.loc[0.25, ["time", "lower", "upper"]], [5, 0, 14])


def test_one_patient_has_limits_before_and_after_death():
    assert_allclose(milestones(curve_of([3], [1]), [1, 3])[["lower", "upper"]], [[0.025, 1], [0, 0.975]])


@pytest.mark.parametrize("ties", ["flipped", "events_first"])
def test_follow_up_can_have_these_limits_too(ties):
    """A death at 5 leaves with the censoring there: one of three is left afterwards, whoever was at risk of it."""
    curve = fit_reverse_kaplan_meier(event_table([5, 5, 8], [1, 0, 0]), ties, "beta-product")[0]
    survivors = {"flipped": 3, "events_first": 2}[ties]
    assert_allclose(curve.upper[0], beta.ppf(0.975, survivors, 1))
    assert_allclose(curve.lower[0], beta.ppf(0.025, *matched([(survivors, 1), (1, 1)])))


def test_nobody_has_no_limits():
    assert np.isnan(beta_product_limits(np.array([], int), np.array([], int), np.array([0]))).all()
    empty = fit_kaplan_meier(event_table([1], [1], [0], groups=2), "beta-product")[1]
    assert np.isnan(milestones(empty, [1.0]).loc[0, "lower"])


def test_late_entry_and_unknown_levels_are_refused():
    with pytest.raises(ValueError, match="enter at time 0"):
        fit_kaplan_meier(event_table([3, 4], [1, 0], entry=[0, 2]), "beta-product")
    with pytest.raises(ValueError, match="enter at time 0"):
        fit_reverse_kaplan_meier(event_table([3, 4], [1, 0], entry=[0, 2]), interval="beta-product")
    with pytest.raises(ValueError, match="level"):
        curve_of([3, 4], [1, 0], level=95)
