"""Curves of pooled counts: exactly those of the patients in whole months, and as far from the true ones as is said."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.analyses.compared import Compared, compare_groups
from core.analyses.pooled_survival import (
    MOST_SIDE_BY_SIDE,
    Centres,
    Curves,
    centre_numbers,
    curves_offered,
    pool_survival,
    pooled_intervals,
)
from core.analyses.selection import EVERYBODY, Groups, select
from core.analyses.survival import BETA_PRODUCT, survival_of
from core.bundled import read_bundled
from core.centres.pooling import pool_files
from core.centres.table import centre_table
from core.charts.theme import DASHES, THEMES
from core.endpoints import Endpoint
from core.fitting import asked_endpoint, offered_endpoints
from core.stats.event_table import event_table
from core.stats.kaplan_meier import fit_kaplan_meier, milestones
from core.view import View

OS = Endpoint("os", "Overall survival", "OS", "mab1_start")
BUNDLED = ("mskcc", "ino_failure", "mini_hcvd")


def asked(key: str, **settings) -> Compared:
    view = View(cohort=key, endpoint="os", origin="mab1_start", **settings)
    cohort = read_bundled(key).cohort
    return compare_groups(select(cohort, view), asked_endpoint(view, offered_endpoints(view, cohort)), view.compare)


def in_months(patients: Compared) -> Compared:
    """The same patients, their times rounded to whole months."""
    months = np.rint(patients.clock.time / patients.per_month) * patients.per_month
    return replace(patients, clock=replace(patients.clock, time=months))


def one_arm(patients: Compared) -> Groups:
    """All patients used as one arm."""
    return Groups("", (EVERYBODY,), np.where(patients.arms.codes >= 0, 0, -1))


def pooled(*tables) -> Centres:
    found = pool_files([(f"{place}.json", one.model_dump_json().encode()) for place, one in enumerate(tables)])
    assert found.set_aside == ()
    return found.centres


def counted(*patients: list[tuple[int, int]]) -> Centres:
    """Centres without groups, from the months and events of their patients."""
    counts = np.zeros((len(patients), 1, 2, 100), dtype=int)
    for centre, rows in enumerate(patients):
        for month, event in rows:
            counts[centre, 0, event, month] += 1
    return Centres(OS, "", (EVERYBODY,), tuple("ABCD"[: len(patients)]), counts)


@pytest.mark.parametrize("compare", ["age_group", ""])
def test_a_bundled_cohort_comes_back_as_the_kaplan_meier_curve_of_its_whole_months(compare):
    each = {key: asked(key, compare=compare) for key in BUNDLED}
    centres = pooled(*(centre_table(one, key) for key, one in each.items()))
    shown = pool_survival(centres, Curves("centre"), "log-log").survival
    for key, found in zip(BUNDLED, shown.groups, strict=True):
        patients = in_months(each[key])
        (expected,) = survival_of(replace(patients, arms=one_arm(patients)), View()).groups
        assert found.n == expected.n
        assert found.curve.time == pytest.approx(expected.curve.time, abs=1e-12)
        for name in ("at_risk", "events", "censored", "survival", "lower", "upper"):
            assert np.array_equal(getattr(found.curve, name), getattr(expected.curve, name), equal_nan=True)
        assert found.median.tolist() == pytest.approx(expected.median.tolist(), abs=1e-12, nan_ok=True)
        assert found.milestones["survival"].tolist() == expected.milestones["survival"].tolist()


def test_groups_over_centres_are_those_of_all_patients_in_whole_months():
    each = [in_months(asked(key, compare="age_group")) for key in BUNDLED]
    centres = pooled(*(centre_table(one, key) for one, key in zip(each, BUNDLED, strict=True)))
    months = np.concatenate([np.rint(one.time / one.per_month) for one in each])
    event, codes = (np.concatenate([getattr(one, name) for one in each]) for name in ("event", "codes"))
    shown = pool_survival(centres, Curves("group"), "log-log").survival
    for found, expected in zip(shown.groups, fit_kaplan_meier(event_table(months, event, codes)), strict=True):
        assert found.curve.survival.tolist() == expected.survival.tolist()
        assert found.curve.at_risk.tolist() == expected.at_risk.tolist()
    by_hand = [[int(np.sum((codes == code) & (months >= tick))) for tick in shown.ticks] for code in range(3)]
    assert shown.at_risk.tolist() == by_hand


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10_000), st.integers(5, 120), st.floats(3, 40))
def test_a_curve_is_never_more_too_high_than_said_nor_its_steps_further_off_than_half_a_month(seed, n, scale):
    chance = np.random.default_rng(seed)
    time = np.minimum(chance.exponential(scale, n), 90)
    event = (chance.random(n) < 0.6).astype(int)
    months = np.rint(time).astype(int)
    result = pool_survival(counted(list(zip(months, event, strict=True))), Curves("group"), "log-log")
    found = result.survival.groups[0].curve
    (true,) = fit_kaplan_meier(event_table(time, event))
    ends = milestones(true, found.time + 0.5)["survival"].to_numpy()
    left = found.at_risk - found.events - found.censored
    trusted = left >= max(5, 0.1 * n)
    assert (found.survival >= ends - 1e-12).all()
    assert (found.survival - ends <= result.too_high + 1e-12)[trusted].all()


def test_without_a_censoring_in_the_month_of_an_event_whole_months_raise_no_curve():
    apart = [(month, month % 2) for month in range(1, 30)]
    assert pool_survival(counted(apart), Curves("group"), "log-log").too_high == 0.0
    together = [(month, event) for month in range(1, 30) for event in (0, 1)]
    # 58 at risk, one event: 1 - 1/58; had the censoring come first, 1 - 1/57. The largest gap is found by hand.
    high, low, gaps = 1.0, 1.0, []
    for n in range(58, 0, -2):
        high, low = high * (1 - 1 / n), low * (1 - 1 / (n - 1))
        gaps += [high - low] if n - 2 >= 5.8 else []
    assert pool_survival(counted(together), Curves("group"), "log-log").too_high == pytest.approx(max(gaps), rel=1e-12)


def test_centres_are_offered_whole_and_within_every_group_two_of_them_have():
    counts = np.ones((3, 3, 2, 4), dtype=int)
    counts[1:, 1] = 0
    counts[0, 2] = 0
    centres = Centres(OS, "Sex", ("a", "b", "c"), ("A", "B", "C"), counts)
    assert curves_offered(centres) == (Curves("group"), Curves("centre"), Curves("centre", 0), Curves("centre", 2))
    within = pool_survival(centres, Curves("centre", 2), "log-log").survival
    assert [(arm.label, arm.n) for arm in within.groups] == [("B", 8), ("C", 8)]
    assert curves_offered(counted([(1, 1)], [(2, 1)])) == (Curves("group"), Curves("centre"))


def test_more_centres_than_there_are_colours_are_not_drawn_side_by_side():
    several = Centres(OS, "", (EVERYBODY,), tuple(map(str, range(MOST_SIDE_BY_SIDE + 1))), np.ones((9, 1, 2, 4), int))
    assert curves_offered(several) == (Curves("group"),)
    assert MOST_SIDE_BY_SIDE == len(DASHES) == len(THEMES["light"].arms)


def test_a_group_nobody_of_a_centre_is_in_has_no_curve_there_and_a_row_of_nobody():
    counts = np.ones((2, 2, 2, 4), dtype=int)
    counts[1, 1] = 0
    numbers = centre_numbers(Centres(OS, "Sex", ("a", "b"), ("A", "B"), counts), "log-log")
    assert [[arm.n for arm in groups] for _, groups in numbers.rows] == [[8, 8], [8, 0], [16, 8]]
    assert [whole.label for whole, _ in numbers.rows] == ["A", "B", ""]


def test_one_group_of_all_centres_is_a_curve_without_a_test_and_centres_are_compared():
    centres = counted([(month, 1) for month in range(1, 9)], [(month, 1) for month in range(11, 19)])
    alone = pool_survival(centres, Curves("group"), "log-log").survival
    assert alone.test.refused
    assert [arm.label for arm in alone.groups] == [EVERYBODY]
    assert pool_survival(centres, Curves("centre"), "log-log").survival.test.p < 0.001


def test_everybody_at_month_zero_and_no_event_at_all_are_curves_too():
    for rows in ([(0, 1)] * 3, [(0, 0)] * 3, [(5, 0)]):
        result = pool_survival(counted(rows, rows), Curves("centre"), "log-log")
        assert result.survival.n == 2 * len(rows)
        assert np.isfinite(result.too_high)


def test_beta_product_limits_are_offered_for_small_curves_only():
    small, large = [(month, 1) for month in range(1, 20)], [(month, 1) for month in range(1, 60)]
    assert BETA_PRODUCT in pooled_intervals(counted(small, large), Curves("centre"))
    assert BETA_PRODUCT not in pooled_intervals(counted(small, large), Curves("group"))
