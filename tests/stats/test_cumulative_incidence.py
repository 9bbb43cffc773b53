"""Cumulative incidence: what always holds, the awkward inputs, and second opinions."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from lifelines import AalenJohansenFitter
from numpy.testing import assert_allclose, assert_array_equal
from statsmodels.duration.survfunc import CumIncidenceRight

from core.stats.cumulative_incidence import event_free_and_incidences, fit_cumulative_incidence, incidence_at
from core.stats.event_table import event_table
from core.stats.kaplan_meier import fit_kaplan_meier
from tests.stats.competing_cohorts import patients, simulated

INTERVALS = ("log-log", "complementary log-log", "log", "plain")
VARIANCES = ("delta", "gray")
NUMBERS = ("incidence", "std_err", "lower", "upper")


def fitted(time, status, group=None, cause=1, **options):
    return fit_cumulative_incidence(event_table(time, status, group, causes=2), cause, **options)


def assert_same_curves(one, other) -> None:
    for name in NUMBERS:
        assert_allclose(getattr(one, name), getattr(other, name), rtol=1e-10, atol=1e-12)


@given(patients)
def test_incidences_and_event_free_survival_add_up_to_one_at_every_time(cohort):
    time, status, group = cohort
    table = event_table(time, status, group, groups=3, causes=2)
    survival = fit_kaplan_meier(table)
    first, second = (fit_cumulative_incidence(table, cause) for cause in (1, 2))
    for place, states in enumerate(event_free_and_incidences(table)):
        assert_allclose(states[["event_free", "incidence_1", "incidence_2"]].sum(axis=1), 1, rtol=1e-12)
        assert_allclose(states["event_free"], survival[place].survival, rtol=1e-12, atol=1e-15)
        assert_array_equal(states["incidence_1"], first[place].incidence)
        assert_array_equal(states["incidence_2"], second[place].incidence)
        assert_array_equal(states["at_risk"], first[place].at_risk)


@pytest.mark.parametrize("variance", VARIANCES)
@pytest.mark.parametrize("interval", INTERVALS)
@given(cohort=patients)
def test_incidence_never_falls_and_lies_between_its_limits(cohort, interval, variance):
    time, status, _ = cohort
    (curve,) = fitted(time, status, interval=interval, variance=variance)
    assert (np.diff(curve.incidence, prepend=0) >= 0).all()
    known = ~np.isnan(curve.lower)
    assert_array_equal(known, (curve.incidence > 0) & (curve.incidence < 1))
    lower, middle, upper = curve.lower[known], curve.incidence[known], curve.upper[known]
    assert ((lower >= 0) & (lower <= middle) & (middle <= upper) & (upper <= 1)).all()
    assert (curve.std_err >= 0).all()
    assert_array_equal(curve.at_risk[1:], curve.n - np.cumsum(curve.events + curve.competing + curve.censored)[:-1])


@given(patients)
def test_without_competing_events_the_incidence_is_one_less_kaplan_meier_with_greenwoods_error(cohort):
    time, status, _ = cohort
    status = np.minimum(status, 1)
    (curve,), (survival,) = fitted(time, status), fit_kaplan_meier(event_table(time, status))
    assert_allclose(curve.incidence, 1 - survival.survival, rtol=1e-12, atol=1e-12)
    alive = survival.survival > 0
    assert_allclose(curve.std_err[alive], survival.std_err[alive], rtol=1e-9, atol=1e-12)


def test_grays_error_without_ties_and_competing_events_is_that_of_his_formula():
    time, status, _ = simulated(tied=False)
    (curve,) = fitted(time, np.minimum(status, 1), variance="gray")
    survival = 1 - curve.incidence
    expected = survival * np.sqrt(np.cumsum(curve.events / np.maximum(curve.at_risk - 1, 1) ** 2))
    assert_allclose(curve.std_err[:-1], expected[:-1], rtol=1e-9)


@pytest.mark.parametrize("variance", VARIANCES)
def test_the_error_of_both_causes_together_is_at_most_the_sum_and_at_least_the_difference(variance):
    time, status, _ = simulated(tied=False)
    first, second = (fitted(time, status, cause=cause, variance=variance)[0].std_err for cause in (1, 2))
    together = fitted(time, np.minimum(status, 1), variance=variance)[0].std_err
    assert (together <= (first + second) * (1 + 1e-9)).all()
    assert (together >= np.abs(first - second) * (1 - 1e-9)).all()


@pytest.mark.parametrize("variance", VARIANCES)
@given(cohort=patients, random=st.randoms(use_true_random=False))
def test_row_order_and_names_of_causes_and_groups_do_not_matter(cohort, random, variance):
    time, status, group = cohort
    order = random.sample(range(len(time)), len(time))
    causes, groups = np.array([0, 2, 1]), np.array([2, 0, 1])
    one = fit_cumulative_incidence(event_table(time, status, group, groups=3, causes=2), 1, variance=variance)
    renamed = event_table(time[order], causes[status[order]], groups[group[order]], groups=3, causes=2)
    other = fit_cumulative_incidence(renamed, 2, variance=variance)
    for place in range(3):
        assert_same_curves(one[place], other[groups[place]])


@given(patients, st.sampled_from([1 / 30.4375, 365.25]))
def test_the_unit_of_time_does_not_matter(cohort, scale):
    time, status, _ = cohort
    (days,), (others,) = fitted(time, status), fitted(time * scale, status)
    assert_same_curves(days, others)
    assert_allclose(others.time, days.time * scale, rtol=1e-12)


@pytest.mark.parametrize("variance", VARIANCES)
def test_twice_the_patients_have_the_same_incidence_and_an_error_smaller_by_the_root_of_two(variance):
    time, status, _ = simulated(2000)
    (once,) = fitted(time, status, variance=variance)
    (twice,) = fitted(np.tile(time, 2), np.tile(status, 2), variance=variance)
    assert_allclose(twice.incidence, once.incidence, rtol=1e-12)
    assert_allclose(twice.std_err[:30], once.std_err[:30] / np.sqrt(2), rtol=1e-2)


@pytest.mark.parametrize("cause", [1, 2])
def test_lifelines_agrees_where_nothing_ties(cause):
    time, status, _ = simulated(tied=False)
    (curve,) = fitted(time, status, cause=cause)
    other = AalenJohansenFitter().fit(time, status, event_of_interest=cause)
    assert_allclose(other.cumulative_density_.iloc[:, 0].loc[curve.time], curve.incidence, rtol=1e-9)
    assert_allclose(other.variance_.loc[curve.time], curve.std_err**2, rtol=1e-9, atol=1e-15)
    limits = other.confidence_interval_cumulative_density_.loc[curve.time].to_numpy()
    inside = curve.incidence > 0
    assert_allclose(limits[inside], np.column_stack([curve.lower, curve.upper])[inside], rtol=1e-9)


@pytest.mark.parametrize("tied", [True, False])
@pytest.mark.parametrize("cause", [1, 2])
def test_statsmodels_agrees(cause, tied):
    time, status, _ = simulated(tied=tied)
    (curve,) = fitted(time, status, cause=cause)
    other = CumIncidenceRight(time, status)
    assert_allclose(other.cinc[cause - 1], curve.incidence, rtol=1e-9)
    assert_allclose(other.cinc_se[cause - 1], curve.std_err, rtol=1e-9, atol=1e-12)


@pytest.mark.parametrize("variance", VARIANCES)
def test_a_cause_without_events_has_an_incidence_of_zero_without_limits(variance):
    (curve,) = fitted([1, 2, 3], [2, 0, 2], variance=variance)
    assert (curve.n_events, curve.n_competing, curve.n_censored) == (0, 2, 1)
    assert_array_equal(curve.incidence, 0)
    assert_array_equal(curve.std_err, 0)
    assert np.isnan([curve.lower, curve.upper]).all()


@pytest.mark.parametrize("variance", VARIANCES)
@pytest.mark.parametrize("interval", INTERVALS)
@pytest.mark.parametrize(
    ("time", "status", "incidence"),
    [
        ([], [], []),
        ([5], [1], [1]),
        ([5], [2], [0]),
        ([5], [0], [0]),
        ([0, 0, 0], [1, 2, 0], [1 / 3]),
        ([3, 3, 3], [1, 1, 1], [1]),
        ([1, 2], [0, 0], [0, 0]),
        ([0.3, 0.1 + 0.2, 1], [1, 2, 0], [1 / 3, 1 / 3]),
    ],
)
def test_awkward_cohorts_have_their_incidence(time, status, incidence, interval, variance):
    (curve,) = fitted(np.array(time, dtype=float), np.array(status, dtype=int), interval=interval, variance=variance)
    assert_allclose(curve.incidence, incidence)
    assert np.isfinite(curve.std_err).all()


def test_a_group_without_patients_is_a_curve_of_length_zero():
    curves = fit_cumulative_incidence(event_table([1, 2], [1, 0], [0, 2], groups=3, causes=2), 1)
    assert [len(curve.time) for curve in curves] == [1, 0, 1]
    assert incidence_at(curves[1], [1])["incidence"].tolist() == [0]
    assert incidence_at(curves[1], [1], "missing")["incidence"].isna().all()


def test_late_entries_count_from_their_entry():
    (curve,) = fit_cumulative_incidence(event_table([2, 5, 6], [1, 1, 2], causes=2, entry=[0, 3, 0]), 1)
    by_time = dict(zip(curve.time, curve.incidence, strict=True))
    assert by_time[2] == pytest.approx(1 / 2)
    assert by_time[5] == pytest.approx(1 / 2 + 1 / 2 * 1 / 2)


def test_at_fixed_times_counts_and_incidence_are_those_reached():
    (curve,) = fitted([1, 2, 2, 4, 6], [1, 1, 2, 0, 1])
    found = incidence_at(curve, [0, 1, 3, 6, 7])
    assert found["at_risk"].tolist() == [5, 5, 2, 1, 0]
    assert found["events"].tolist() == [0, 1, 2, 3, 3]
    assert found["competing"].tolist() == [0, 0, 1, 1, 1]
    assert_allclose(found["incidence"], [0, 1 / 5, 2 / 5, 4 / 5, 4 / 5])
    assert incidence_at(curve, [6, 7], "missing")["incidence"].isna().tolist() == [False, True]


@pytest.mark.parametrize(
    "wrong", [{"cause": 3}, {"cause": 0}, {"interval": "logit"}, {"variance": "aalen"}, {"level": 1}]
)
def test_what_does_not_exist_is_refused_by_name(wrong):
    with pytest.raises(ValueError, match=r"causes 1 to 2|Unknown|between 0 and 1"):
        fitted([1, 2], [1, 2], **wrong)
    with pytest.raises(ValueError, match="'flat' or 'missing'"):
        incidence_at(fitted([1, 2], [1, 2])[0], [1], "none")
