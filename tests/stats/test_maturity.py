"""Data maturity: counted patient by patient, and the awkward inputs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_array_equal

from core.stats.event_table import event_table
from core.stats.kaplan_meier import fit_reverse_kaplan_meier, quantiles
from core.stats.maturity import data_maturity, informative_patients, last_time_at_risk

grouped = st.lists(st.tuples(st.integers(0, 15), st.integers(0, 1), st.integers(0, 2)), min_size=1, max_size=40)


@given(grouped)
def test_informative_patients_had_the_event_or_were_followed_that_far(cohort):
    time, status, group = np.array(cohort).T
    found = informative_patients(event_table(time, status, group, groups=3), [0, 4, 7.5, 20])
    for row in found.itertuples():
        known = (time >= row.time) | ((status == 1) & (time <= row.time))
        own = group == row.group
        assert (row.n, row.informative) == (own.sum(), (known & own).sum())
        assert_array_equal(row.share, (known & own).sum() / own.sum() if own.any() else np.nan)


@given(grouped, st.sampled_from([0.05, 0.1, 0.3, 1.0]))
def test_the_share_at_risk_is_enough_up_to_its_last_time_and_too_small_after(cohort, share):
    time, status, group = np.array(cohort).T
    last = last_time_at_risk(event_table(time, status, group, groups=3), share)
    for code in range(3):
        own = time[group == code]
        if len(own):
            assert (own >= last[code]).mean() >= share - 1e-12
            assert (own > last[code]).mean() < share
        else:
            assert np.isnan(last[code])


@given(grouped, st.randoms(use_true_random=False), st.sampled_from([1 / 30.4375, 365.25]))
def test_neither_the_order_of_patients_nor_the_unit_of_time_matters(cohort, random, scale):
    one = data_maturity(event_table(*np.array(cohort).T, groups=3))
    time, status, group = np.array(random.sample(cohort, len(cohort))).T
    other = data_maturity(event_table(time * scale, status, group, groups=3))
    counted = ["group", "n", "events", "event_share"]
    assert_array_equal(other[counted], one[counted])
    timed = one.columns.difference(counted)
    np.testing.assert_allclose(other[timed], one[timed] * scale, rtol=1e-10)


def test_events_and_follow_up_of_two_groups():
    table = event_table([2, 4, 4, 6, 9, 5], [1, 0, 1, 0, 0, 1], [0, 0, 0, 0, 0, 1])
    found = data_maturity(table)
    assert_array_equal(found[["n", "events", "event_share", "last_time"]], [[5, 2, 0.4, 9], [1, 1, 1, 5]])
    median = quantiles(fit_reverse_kaplan_meier(table)[0], [0.5]).loc[0, ["time", "lower", "upper"]]
    assert_array_equal(found.loc[0, ["median_follow_up", "lower", "upper"]], median)
    assert np.isnan(found.loc[1, "median_follow_up"])


def test_five_and_ten_percent_of_twenty_patients_are_one_and_two():
    found = data_maturity(event_table(np.arange(1, 21), np.ones(20, dtype=int))).loc[0]
    assert_array_equal(found[["last_time_10_percent", "last_time_5_percent"]], [19, 20])


def test_late_entry_counts_who_is_under_observation():
    """Two of three patients are under observation together from 2 to 3 and from 4 to 5."""
    assert last_time_at_risk(event_table([3, 5, 8], [0, 0, 0], entry=[0, 2, 4]), 0.5)[0] == 5


def test_a_group_of_nobody_has_counts_and_nothing_else():
    found = data_maturity(event_table([3], [1], groups=2)).loc[1]
    assert_array_equal(found[["n", "events"]], [0, 0])
    assert np.isnan(found.drop(["group", "n", "events"]).to_numpy(dtype=float)).all()
    assert len(data_maturity(event_table([], []))) == 1


def test_everybody_censored_is_no_event_and_full_follow_up():
    table = event_table([4, 8, 8], [0, 0, 0])
    assert data_maturity(table).loc[0, "event_share"] == 0
    assert_array_equal(informative_patients(table, [4, 5, 8])["informative"], [3, 2, 2])


@pytest.mark.parametrize("share", [-0.1, 1.1, np.nan])
def test_a_share_that_is_none_is_refused(share):
    with pytest.raises(ValueError, match="share"):
        last_time_at_risk(event_table([3], [1]), share)
