"""Parametric models by arm: against R's survreg, lifelines and closed forms; cure only where there is a plateau."""

import subprocess
import sys
from dataclasses import replace

import lifelines
import numpy as np
import pytest
from numpy.testing import assert_allclose

from core.analyses import models
from core.analyses.compared import compare_groups
from core.analyses.models import AT_MONTHS, DISTRIBUTIONS, fit_models, fit_one_model, takes_long
from core.analyses.survival import survival_of
from core.clock import DAYS_PER_MONTH
from core.stats.parametric import ALL_AT_ONCE, EVENT_AT_ZERO, NO_EVENTS
from core.view import ParametricModel, View
from tests.golden.cases import data_set
from tests.making import endpoint, extra, selected, sheet_cohort

ARM = extra("Arm", "category", ("A", "B"))
OS = endpoint("os", "sheet")


def compared(time, event, arm=None, unit="months"):
    view = View(compare="x-arm" if arm is not None else "")
    cohort = sheet_cohort(time, event, {ARM: ["A"] * len(time) if arm is None else arm}, unit)
    found = compare_groups(selected(cohort, view), OS, view.compare)
    return found, survival_of(found, view)


def fitted(time, event, arm=None, unit="months"):
    return fit_models(*compared(time, event, arm, unit))


def aml():
    frame = data_set("aml")
    return frame["time"].to_numpy(dtype=float), frame["status"].to_numpy()


def plateau(n: int = 120, cured: float = 0.4, seed: int = 1):
    random = np.random.default_rng(seed)
    time = np.where(random.random(n) < cured, np.inf, 8 * random.weibull(1.2, n))
    followed = random.uniform(40, 80, n)
    return np.minimum(time, followed), (time <= followed).astype(int)


# R 4.2.2, survival 3.5-3: m <- survreg(Surv(time, status) ~ 1, aml, dist = ..., control = list(rel.tolerance = 1e-13));
# p <- predict(m, newdata = data.frame(x = 1), type = "uquantile", p = .5, se = TRUE);
# exp(p$fit + c(0, -1, 1) * qnorm(.975) * p$se.fit)
MEDIANS = {
    "exponential": (26.1085438010913, 16.4494931964884, 41.4393350160489),
    "weibull": (27.3376899689645, 17.3529364094965, 43.0675981979761),
    "lognormal": (24.3968984854823, 16.3805902186082, 36.3362154701102),
    "loglogistic": (24.2012307584612, 16.4444248779892, 35.6169081357321),
}


@pytest.mark.parametrize("model", MEDIANS)
def test_medians_and_their_limits_are_those_of_survreg(model):
    (arm,) = fitted(*aml()).arms
    one = next(one for one in arm.fitted if one.model == model)
    assert_allclose([one.median.value, one.median.lower, one.median.upper], MEDIANS[model], rtol=1e-6)


FITTERS = {
    "exponential": lifelines.ExponentialFitter,
    "weibull": lifelines.WeibullFitter,
    "lognormal": lifelines.LogNormalFitter,
    "loglogistic": lifelines.LogLogisticFitter,
}


@pytest.mark.parametrize("model", FITTERS)
def test_each_arm_is_fitted_as_lifelines_fits_its_patients(model):
    time, event = plateau(cured=0.1)
    arm = np.where(np.arange(len(time)) % 3, "A", "B")
    for found, label in zip(fitted(time, event, arm).arms, "AB", strict=True):
        mine = arm == label
        other = FITTERS[model]().fit(time[mine], event[mine])
        one = next(one for one in found.fitted if one.model == model)
        assert_allclose(one.median.value, other.median_survival_time_, rtol=1e-3)
        at = other.survival_function_at_times(list(AT_MONTHS))
        assert_allclose([estimate.value for estimate in one.at], at, rtol=2e-3)
        assert_allclose(one.fit.aic, other.AIC_, rtol=1e-5)
        assert (found.n, found.n_events) == (mine.sum(), event[mine].sum())


def test_an_arm_ends_with_its_own_follow_up_whatever_that_of_the_other():
    time, event = plateau()
    (alone,) = fitted(time, event).arms
    first, _ = fitted([*time, 500], [*event, 0], ["A"] * len(time) + ["B"]).arms
    assert first.followed_to == alone.followed_to == time.max()
    assert first.plausibility == alone.plausibility
    assert_allclose([one.fit.aic for one in first.fitted], [one.fit.aic for one in alone.fitted], rtol=1e-9)
    assert all(one.fit.followed_to == time.max() for one in first.fitted)


def test_what_was_observed_stands_beside_the_models():
    time, event = aml()
    (arm,) = fitted(time, event).arms
    (group,) = compared(time, event)[1].groups
    at = group.milestones.set_index("time")["survival"]
    assert [one.value for one in arm.at] == at.loc[list(AT_MONTHS)].tolist()
    assert arm.median.value == group.median["time"]
    (short,) = fitted([5, 8, 13], [1, 1, 0]).arms
    assert np.isfinite(short.at[0].value)
    assert np.isnan([short.at[1].value, short.at[1].lower]).all()


def test_days_and_months_give_the_same_models():
    time, event = aml()
    days, months = (fitted(time * DAYS_PER_MONTH, event, unit="days"), fitted(time, event))
    for one, other in zip(days.arms[0].fitted, months.arms[0].fitted, strict=True):
        assert_allclose(one.fit.aic, other.fit.aic, rtol=1e-9)
        assert_allclose(
            [one.median.value, one.median.lower, one.median.upper],
            [other.median.value, other.median.lower, other.median.upper],
            rtol=1e-5,
        )


def test_a_cure_model_is_fitted_only_to_a_plateau():
    assert fitted(*plateau()).arms[0].cure is not None
    (arm,) = fitted(*aml()).arms
    assert arm.cure is None
    assert len(arm.fitted) == len(DISTRIBUTIONS) - 1
    assert not arm.plausibility.plausible
    assert fit_one_model(*compared(*aml()), "cure") == (None,)
    assert fit_one_model(*compared(*plateau()), "cure")[0].fit.reason == ""


@pytest.mark.parametrize(("cured", "reached"), [(0.25, True), (0.7, False)])
def test_the_median_of_a_cure_model_is_where_its_curve_is_one_half(cured, reached):
    time, event = plateau(200, cured)
    cure = fitted(time, event).arms[0].cure
    assert np.isfinite(cure.median.value) is np.bool_(reached)
    if reached:
        curve = cure.curve
        assert_allclose(np.interp(-0.5, -curve["survival"], curve["time"]), cure.median.value, rtol=1e-2)
        assert cure.median.lower < cure.median.value < cure.median.upper


def test_the_lowest_aic_is_that_of_a_model_fitted():
    (arm,) = fitted(*aml()).arms
    assert arm.lowest_aic == min(one.fit.aic for one in arm.fitted)
    assert np.isnan(fitted([5, 6], [0, 0]).arms[0].lowest_aic)


@pytest.mark.parametrize(
    ("time", "event", "reasons"),
    [
        ([5, 6, 7], [0, 0, 0], {NO_EVENTS}),
        ([0, 6, 7], [1, 1, 0], {EVENT_AT_ZERO}),
        ([5], [1], {"", ALL_AT_ONCE}),
        ([0], [0], {NO_EVENTS}),
    ],
    ids=["no events", "an event at time zero", "one patient", "nobody followed"],
)
def test_what_cannot_be_fitted_says_why(time, event, reasons):
    (arm,) = fitted(time, event).arms
    assert {one.fit.reason for one in arm.fitted} == reasons
    for one in arm.fitted:
        assert np.isnan(one.median.value) == bool(one.fit.reason)
        assert one.curve["survival"].isna().all() == bool(one.fit.reason)


def test_limits_of_a_median_that_say_nothing_warn_of_nothing():
    (arm,) = fitted([1, 2, 3, 4], [1, 0, 0, 0]).arms
    weibull = next(one for one in arm.fitted if one.model == "weibull")
    assert weibull.median.lower < weibull.median.value < weibull.median.upper


def test_progress_is_told_arm_by_arm():
    told = []
    fit_models(*compared([5, 6, 7, 8], [1, 0, 1, 1], ["A", "B", "A", "B"]), told.append)
    assert told == [0.5, 1.0]


def test_late_entry_counts_only_the_time_under_observation():
    time, event = aml()
    found, result = compared(time, event)
    entry = np.where(np.arange(len(time)) % 2, time / 2, 0.0)
    late = replace(found, clock=replace(found.clock, entry=entry))
    (one,) = fit_one_model(late, result, "exponential")
    assert_allclose(one.median.value, np.log(2) * (time - entry).sum() / event.sum(), rtol=1e-6)


def test_long_is_a_matter_of_distinct_times(monkeypatch):
    found, _ = compared(np.arange(1, 41), np.ones(40, dtype=int))
    assert not takes_long(found)
    monkeypatch.setattr(models, "MANY_TIMES", 39)
    assert takes_long(found)


def test_every_model_of_a_view_has_its_distribution():
    assert set(DISTRIBUTIONS) == set(ParametricModel.__args__)


def test_lifelines_is_not_imported_before_a_model_is_fitted():
    code = "import sys, pages.parts.models_tab, core.charts.overlays; sys.exit('lifelines' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
