"""Published figures beside a cohort's own, and the one-sample test against the curves they make."""

from dataclasses import replace

import numpy as np
import pytest
from numpy.testing import assert_allclose

from core.analyses.compared import compare_groups
from core.analyses.published_comparison import PAST_FOLLOW_UP, chosen_points, compare_with_published
from core.analyses.survival import survival_of
from core.clock import DAYS_PER_MONTH
from core.published import points_for
from core.stats.event_table import event_table
from core.stats.kaplan_meier import fit_kaplan_meier, quantiles
from core.view import View
from tests.making import endpoint, extra, selected, sheet_cohort

ARM = extra("Arm", "category", ("A", "B"))
OS = endpoint("os", "sheet")
HCVD, INO = "mdacc_mini_hcvd_ino", "mdacc_ino_failure"


def published(slugs, time, event, arm=None, unit="months", **changes):
    view = View(compare="x-arm" if arm else "", published=tuple(slugs)).change(**changes)
    cohort = sheet_cohort(time, event, {ARM: arm or ["A"] * len(time)}, unit)
    found = compare_groups(selected(cohort, view), OS, view.compare)
    return compare_with_published(found, survival_of(found, view), view)


def simulated(n: int = 80):
    random = np.random.default_rng(5)
    time = np.ceil(random.exponential(500, n))
    return np.minimum(time, 1500), (time <= 1500).astype(int), ["A", "B"] * (n // 2)


def test_own_survival_and_numbers_at_risk_are_those_at_the_printed_month():
    time, event, arm = simulated()
    (one,) = published([f"{HCVD}-os_36m"], time, event, arm, "days").figures
    for own, label in zip(one.own, "AB", strict=True):
        mine = np.array(arm) == label
        exact = 36 * DAYS_PER_MONTH
        # nobody is censored before the month: survival is a proportion
        assert_allclose(own.value, (time[mine] > exact).mean(), rtol=1e-12)
        assert own.at_risk == (time[mine] >= exact).sum()
        assert own.lower < own.value < own.upper


def test_a_printed_median_stands_beside_the_own_median():
    time, event, _ = simulated()
    (one,) = published([f"{HCVD}-os_median"], time, event, unit="days").figures
    (curve,) = fit_kaplan_meier(event_table(time, event))
    _, *median = quantiles(curve, [0.5]).iloc[0]
    assert_allclose([one.own[0].value, one.own[0].lower, one.own[0].upper], np.array(median) / DAYS_PER_MONTH)
    assert one.own[0].at_risk == (time >= 17 * DAYS_PER_MONTH).sum()


def test_past_the_last_follow_up_there_is_no_own_figure():
    (one,) = published([f"{HCVD}-os_36m"], [10, 40, 12, 20], [1, 0, 1, 0], ["A", "A", "B", "B"]).figures
    assert np.isfinite(one.own[0].value)
    assert np.isnan([one.own[1].value, one.own[1].lower, one.own[1].upper]).all()
    assert one.own[1].at_risk == 0


def hazard(months: np.ndarray) -> np.ndarray:
    """Of 50 % at 17 months and 40 % at 36, straight between them."""
    return np.interp(months, [0, 17, 36], -np.log([1, 0.5, 0.4]))


def test_figures_of_the_same_patients_make_one_curve_and_expected_events_are_its_hazard():
    time, event, arm = simulated()
    found = published([f"{HCVD}-os_36m", f"{HCVD}-os_36m_s1", f"{HCVD}-os_median"], time, event, arm, "days")
    both, salvage = found.curves
    assert (both.numbers, both.until, both.only_median) == ((3, 1), 36, False)
    assert (salvage.numbers, salvage.until) == ((2,), 36)
    months = time / DAYS_PER_MONTH
    for place, one in enumerate(both.arms):
        mine = np.array(arm) == "AB"[place]
        assert_allclose(one.test.expected, hazard(np.minimum(months[mine], 36)).sum(), rtol=1e-10)
        assert one.test.observed == (event[mine] & (months[mine] <= 36)).sum()
        assert_allclose(one.test.ratio, one.test.observed / one.test.expected)


def test_a_median_alone_is_a_constant_hazard_to_the_end():
    time, event, _ = simulated()
    (curve,) = published([f"{INO}-os_median_s1"], time, event, unit="days").curves
    assert (curve.only_median, curve.until) == (True, np.inf)
    assert_allclose(curve.arms[0].test.expected, np.log(2) / 9 * time.sum() / DAYS_PER_MONTH, rtol=1e-10)
    assert curve.arms[0].test.observed == event.sum()


def test_days_and_months_give_the_same_test():
    time, event, arm = simulated()
    slugs = [f"{HCVD}-os_36m", f"{HCVD}-os_median"]
    one, other = published(slugs, time, event, arm, "days"), published(slugs, time / DAYS_PER_MONTH, event, arm)
    for mine, same in zip(one.curves[0].arms, other.curves[0].arms, strict=True):
        assert_allclose([mine.test.expected, mine.test.p], [same.test.expected, same.test.p], rtol=1e-9)


def test_an_arm_not_followed_to_the_last_figure_is_not_tested_and_the_other_is():
    found = published([f"{HCVD}-os_36m"], [10, 40, 12, 20], [1, 0, 1, 0], ["A", "A", "B", "B"])
    first, second = found.curves[0].arms
    assert (first.refused, first.test.n) == ("", 2)
    assert (second.refused, second.test) == (PAST_FOLLOW_UP, None)


def test_a_curve_that_rises_is_refused_with_the_words_of_the_test(monkeypatch):
    low, high = (point for point in points_for(OS) if point.slug in (f"{HCVD}-os_36m", f"{HCVD}-os_median"))
    rising = (replace(low, months=6.0, survival=0.3), high)
    monkeypatch.setattr("core.analyses.published_comparison.points_for", lambda _: rising)
    found = published([point.slug for point in rising], [40, 50], [1, 0])
    (curve,) = found.curves
    assert curve.arms[0].test is None
    assert curve.arms[0].refused.startswith("Survival rises from one milestone to the next")
    assert len(found.figures) == 2


@pytest.mark.parametrize(
    ("time", "event", "observed", "until_the_end"),
    [
        ([20], [0], 0, 0),
        ([20], [1], 0, 1),
        ([12], [1], 1, 1),
        ([15, 20, 25], [0, 0, 0], 0, 0),
    ],
    ids=["one censored", "one event after the curve", "one event as it ends", "no events"],
)
def test_small_cohorts_are_tested(time, event, observed, until_the_end):
    found = published([f"{INO}-os_12m", f"{INO}-os_median_s1"], time, event)
    assert [curve.arms[0].test.observed for curve in found.curves] == [observed, until_the_end]
    assert all(curve.arms[0].has_few_events for curve in found.curves)


def test_everybody_gone_at_time_zero_is_past_the_follow_up_or_without_expected_events():
    found = published([f"{INO}-os_12m", f"{INO}-os_median_s1"], [0], [1])
    refused, tested = (curve.arms[0] for curve in found.curves)
    assert refused.refused == PAST_FOLLOW_UP
    assert (tested.test.observed, tested.test.expected) == (1, 0)
    assert np.isnan(tested.test.p_exact)


def test_the_figures_chosen_keep_their_order_and_those_of_another_endpoint_are_set_aside():
    slugs = (f"{HCVD}-os_median", "mdacc_ino_mrd-rfs_24m", f"{HCVD}-os_36m")
    found = published(slugs, [40, 50], [1, 0])
    assert [one.point.slug for one in found.figures] == [slugs[0], slugs[2]]
    assert [one.number for one in found.figures] == [1, 2]
    assert found.set_aside == (slugs[1],)
    assert chosen_points(OS, View(published=slugs))[0].slug == slugs[0]


def test_nothing_chosen_is_nothing_compared():
    found = published([], [40, 50], [1, 0])
    assert (found.figures, found.curves, found.set_aside) == ((), (), ())
    assert found.offered == points_for(OS)


def test_beta_product_limits_stand_beside_figures_too():
    (one,) = published([f"{INO}-os_12m"], [10, 14, 30, 40], [1, 1, 0, 0], interval="beta-product").figures
    assert 0 < one.own[0].lower < one.own[0].value < one.own[0].upper < 1
