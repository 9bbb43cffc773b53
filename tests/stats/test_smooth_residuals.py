"""The smooth curve through residuals: what it must reproduce, and when there is none. R's curves: tests/golden."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from core.stats.cox import fit_cox
from core.stats.proportional_hazards import compare_hazards_over_time, transform_times
from core.stats.smooth_residuals import smooth_residuals
from tests.stats.made_up_cohorts import patients

AT = np.sort(np.random.default_rng(1).random(50))


def test_a_straight_line_is_its_own_curve_and_its_ends_are_hazard_ratios():
    found = smooth_residuals(AT, 2 - 3 * AT, 1.0)
    assert_allclose(found.value, 2 - 3 * found.at, atol=1e-12)
    assert found.ends == pytest.approx((np.exp(2 - 3 * AT[0]), np.exp(2 - 3 * AT[-1])))
    assert (found.lower < found.value).all()
    assert (found.value < found.upper).all()


def test_the_band_is_as_wide_as_the_error_of_a_residual():
    values = np.random.default_rng(2).normal(size=50)
    one, four = (smooth_residuals(AT, values, variance) for variance in (1.0, 4.0))
    assert_allclose(four.upper - four.value, 2 * (one.upper - one.value), rtol=1e-12)


def test_residuals_that_are_not_known_are_left_out():
    values = 1 + AT
    some = np.where(np.arange(50) % 7 == 0, np.nan, values)
    assert_allclose(smooth_residuals(AT, some, 1.0).value, smooth_residuals(AT, values, 1.0).value, atol=1e-12)


@pytest.mark.parametrize(
    ("at", "residuals", "variance"),
    [
        (AT, np.full(50, np.nan), 1.0),
        (AT, AT, np.nan),
        (np.full(50, 0.5), AT, 1.0),
        (np.append(AT[:-1], np.inf), AT, 1.0),
        (AT, np.where(np.arange(50) < 3, AT, np.nan), 1.0),
        (np.repeat([0.1, 0.5, 0.9], [20, 20, 10]), AT, 1.0),
    ],
    ids=["none known", "no error", "one time", "an infinite time", "three known", "three times"],
)
def test_where_residuals_determine_no_curve_there_is_none(at, residuals, variance):
    assert smooth_residuals(at, residuals, variance) is None


@pytest.mark.parametrize("transform", ["km", "identity"])
def test_any_time_is_transformed_as_those_of_the_events_are(transform):
    time, event, age, line = patients()
    model = fit_cox(time, event, [age, line])
    tested = compare_hazards_over_time(model, transform)
    assert_allclose(transform_times(model, tested.time, transform), tested.transformed)
    asked = np.concatenate([[0.0], tested.time + 1e-3])
    found = transform_times(model, asked, transform)
    assert found[0] == 0
    assert (np.diff(found[np.argsort(asked)]) >= 0).all()
    assert (found[1:] >= tested.transformed).all()


def test_the_variance_of_a_residual_is_the_variance_of_its_coefficient_times_the_events():
    time, event, age, line = patients()
    model = fit_cox(time, event, [age, line])
    tested = compare_hazards_over_time(model)
    assert_allclose(tested.variance, model.n_events * model.vcov, rtol=1e-9)
