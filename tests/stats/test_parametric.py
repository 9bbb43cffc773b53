"""Parametric curves: against R's survreg, likelihoods maximised by scipy, simulated truth, and other units of time."""

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats
from scipy.optimize import minimize
from statsmodels.tools.numdiff import approx_fprime_cs, approx_hess_cs

from core.stats.event_table import EventTable, event_table
from core.stats.parametric import (
    ALL_AT_ONCE,
    CURVE_COLUMNS,
    DISTRIBUTIONS,
    EVENT_AT_ZERO,
    NO_EVENTS,
    NOT_CONVERGED,
    NOTHING_CURED,
    PARAMETER_COLUMNS,
    ParametricFit,
    fit_parametric,
)
from tests.golden.cases import data_set

GRID = np.array([0, 1, 12, 24, 60])


def aml() -> tuple[np.ndarray, np.ndarray]:
    frame = data_set("aml")
    return frame["time"].to_numpy(dtype=float), frame["status"].to_numpy()


def simulated(n: int = 300, seed: int = 5) -> tuple[np.ndarray, np.ndarray]:
    random = np.random.default_rng(seed)
    death, censoring = 15 * random.weibull(1.4, n), random.uniform(5, 40, n)
    return np.minimum(death, censoring), (death <= censoring).astype(int)


def estimates(fit: ParametricFit) -> np.ndarray:
    return fit.parameters["estimate"].to_numpy()


# R 4.2.2, survival 3.5-3: survreg(Surv(time, status) ~ 1, aml, dist = ..., control = list(rel.tolerance = 1e-13));
# exp(coef) or coef, scale or 1 / scale, and the log-likelihood.
SURVREG = {
    "exponential": ([37.6666666666667], -83.3179595407962),
    "weibull": ([38.1868109957284, 1 / 0.911901983073518], -83.1786692328052),
    "log-normal": ([3.19445601296911, 0.929591983517303], -80.6721547132915),
    "log-logistic": ([24.2012307584612, 1 / 0.530201403714264], -80.5558709001196),
}


@pytest.mark.parametrize("distribution", SURVREG)
def test_estimates_are_those_of_survreg(distribution):
    parameters, log_likelihood = SURVREG[distribution]
    fit = fit_parametric(event_table(*aml()), distribution, GRID)
    assert_allclose(estimates(fit), parameters, rtol=1e-9)
    assert_allclose(fit.log_likelihood, log_likelihood, rtol=1e-12)
    assert_allclose(fit.aic, 2 * len(parameters) - 2 * log_likelihood, rtol=1e-12)
    assert (fit.n, fit.n_events, fit.followed_to, fit.reason) == (23, 18, 161, "")


FROZEN = {
    "exponential": lambda p: stats.expon(scale=np.exp(p[0])),
    "weibull": lambda p: stats.weibull_min(np.exp(p[1]), scale=np.exp(p[0])),
    "log-normal": lambda p: stats.lognorm(np.exp(p[1]), scale=np.exp(p[0])),
    "log-logistic": lambda p: stats.fisk(np.exp(p[1]), scale=np.exp(p[0])),
    "generalised gamma": lambda p: stats.gengamma(
        p[2] ** -2.0, p[2] / np.exp(p[1]), scale=np.exp(p[0]) * abs(p[2]) ** (2 * np.exp(p[1]) / p[2])
    ),
}


@pytest.mark.parametrize("rows", [aml(), simulated()], ids=["aml", "simulated"])
@pytest.mark.parametrize(("distribution", "law"), FROZEN.items())
def test_no_other_parameters_are_likelier(distribution, law, rows):
    """scipy's own densities and survival functions, maximised from elsewhere without gradient."""
    time, status = rows

    def against(p):
        return -np.where(status == 1, law(p).logpdf(time), law(p).logsf(time)).sum()

    fit = fit_parametric(event_table(time, status), distribution, GRID)
    start = [3, 0.1, -0.7 if len(time) == 23 else 0.8][: len(fit.parameters)]
    best = minimize(against, start, method="Nelder-Mead", options={"xatol": 1e-9, "fatol": 1e-11, "maxiter": 5000})
    assert_allclose(fit.log_likelihood, -best.fun, atol=1e-8)
    assert_allclose(fit.curve["survival"], law(best.x).sf(GRID), atol=1e-5)


def test_errors_and_limits_are_those_of_the_information():
    """The Weibull's, with its derivatives taken by complex steps instead of by lifelines."""
    time, status = aml()

    def hazard(p, at):
        return np.exp(np.exp(p[1]) * (np.log(at) - p[0]))

    def against(p):
        rate = p[1] + (np.exp(p[1]) - 1) * np.log(time) - np.exp(p[1]) * p[0]
        return -(status * rate - hazard(p, time)).sum()

    fit = fit_parametric(event_table(time, status), "weibull", GRID, level=0.9)
    logs, z = np.log(estimates(fit)), stats.norm.ppf(0.95)
    variance = np.linalg.inv(approx_hess_cs(logs, against))
    spread = np.sqrt(np.diag(variance))
    assert_allclose(fit.parameters["std_err"], np.exp(logs) * spread, rtol=1e-6)
    assert_allclose(fit.parameters[["lower", "upper"]].T, np.exp([logs - z * spread, logs + z * spread]), rtol=1e-6)
    slope = approx_fprime_cs(logs, lambda p: np.log(hazard(p, GRID[1:])))
    wide = np.exp(z * np.sqrt(np.einsum("ti,ij,tj->t", slope, variance, slope)))
    limits = np.exp(-hazard(logs, GRID[1:]) * np.array([wide, 1 / wide]))
    assert_allclose(fit.curve[["lower", "upper"]].to_numpy()[1:].T, limits, rtol=1e-6)


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
@pytest.mark.parametrize("unit", [30.4375, 1 / 365.25])
def test_days_and_months_give_the_same_curve(distribution, unit):
    time, status = simulated()
    one, other = (fit_parametric(event_table(time * scale, status), distribution, GRID * scale) for scale in (1, unit))
    assert one.reason == other.reason
    assert_allclose(other.curve["survival"], one.curve["survival"], rtol=1e-7)
    assert_allclose(other.curve[["lower", "upper"]], one.curve[["lower", "upper"]], rtol=1e-5, atol=1e-6)
    assert_allclose(other.aic - 2 * status.sum() * np.log(unit), one.aic, rtol=1e-9)


@pytest.mark.parametrize("distribution", [name for name in DISTRIBUTIONS if name != "generalised gamma"])
def test_follow_up_cut_in_two_is_the_same_follow_up(distribution):
    time, status = aml()
    cut = time / 3
    entry, stop = np.concatenate([np.zeros(23), cut]), np.concatenate([cut, time])
    split = event_table(stop, np.concatenate([np.zeros(23, dtype=int), status]), entry=entry)
    one, other = (fit_parametric(table, distribution, GRID) for table in (event_table(time, status), split))
    assert_allclose(estimates(other), estimates(one), rtol=1e-6)
    assert_allclose(other.log_likelihood, one.log_likelihood, rtol=1e-10)


def test_doubled_data_have_the_same_curve_and_smaller_errors():
    time, status = aml()
    one, two = (fit_parametric(event_table(np.tile(time, k), np.tile(status, k)), "weibull", GRID) for k in (1, 2))
    assert_allclose(estimates(two), estimates(one), rtol=1e-8)
    assert_allclose(two.parameters["std_err"] * np.sqrt(2), one.parameters["std_err"], rtol=1e-6)


TWO_EVENTS = np.array([1, 4, 5, 5, 6, 7, 7, 8, 9, 10, 10, 11.0]), np.array([0, 0, 0, 0, 0, 1, 0, 0, 0, 1, 0, 0])


@pytest.mark.parametrize("rows", [aml(), simulated(60), TWO_EVENTS], ids=["aml", "simulated", "two events"])
@pytest.mark.parametrize(
    ("larger", "smaller"),
    [
        ("weibull", "exponential"),
        ("generalised gamma", "weibull"),
        ("generalised gamma", "log-normal"),
        ("weibull mixture cure", "weibull"),
    ],
)
def test_a_larger_family_is_at_least_as_likely(larger, smaller, rows):
    one, other = (fit_parametric(event_table(*rows), distribution, GRID) for distribution in (larger, smaller))
    assert one.reason in ("", NOT_CONVERGED, NOTHING_CURED)
    assert one.reason or one.log_likelihood >= other.log_likelihood - 1e-7


@pytest.mark.parametrize("distribution", DISTRIBUTIONS)
def test_a_curve_starts_at_1_never_rises_and_lies_in_its_limits(distribution):
    fit = fit_parametric(event_table(*simulated()), distribution, np.arange(0, 200.0, 5))
    assert fit.curve.columns.tolist() == list(CURVE_COLUMNS)
    assert fit.curve.iloc[0].tolist() == [0, 1, 1, 1] or fit.reason
    curve = fit.curve.dropna()
    assert (np.diff(curve["survival"]) <= 0).all()
    assert (curve["lower"] <= curve["survival"]).all()
    assert (curve["survival"] <= curve["upper"]).all()
    assert curve[["lower", "upper"]].stack().between(0, 1).all()


def test_the_limits_hold_the_truth():
    fit = fit_parametric(event_table(*simulated(2000)), "weibull", [])
    for name, truth in (("scale", 15), ("shape", 1.4)):
        row = fit.parameters.set_index("parameter").loc[name]
        assert row["lower"] < truth < row["upper"]
        assert row["std_err"] < 0.05 * truth
    assert len(fit.curve) == 0


NOTHING: dict[str, tuple[EventTable, dict[str, str]]] = {
    "nobody": (event_table([], []), dict.fromkeys(DISTRIBUTIONS, NO_EVENTS)),
    "all censored": (event_table([1, 2, 3], [0, 0, 0]), dict.fromkeys(DISTRIBUTIONS, NO_EVENTS)),
    "an event at time 0": (event_table([0, 2, 3], [1, 1, 0]), dict.fromkeys(DISTRIBUTIONS, EVENT_AT_ZERO)),
    "one patient": (event_table([3], [1]), dict.fromkeys(DISTRIBUTIONS[1:], ALL_AT_ONCE) | {"exponential": ""}),
    "all at once": (event_table([3, 3], [1, 1]), dict.fromkeys(DISTRIBUTIONS[1:], ALL_AT_ONCE) | {"exponential": ""}),
    "one event": (
        event_table([1, 2, 3, 4], [1, 0, 0, 0]),
        {"weibull": "", "log-normal": "", "generalised gamma": ALL_AT_ONCE, "weibull mixture cure": ALL_AT_ONCE},
    ),
    "two patients": (
        event_table([1, 2], [1, 1]),
        {"weibull": "", "generalised gamma": NOT_CONVERGED, "weibull mixture cure": NOTHING_CURED},
    ),
}


@pytest.mark.parametrize(("table", "reasons"), NOTHING.values(), ids=NOTHING)
def test_what_cannot_be_fitted_says_why_and_warns_of_nothing(table, reasons):
    for distribution, reason in reasons.items():
        fit = fit_parametric(table, distribution, GRID)
        assert fit.reason == reason
        assert fit.parameters.columns.tolist() == list(PARAMETER_COLUMNS)
        assert fit.parameters["estimate"].isna().all() == bool(reason)
        assert fit.curve["time"].tolist() == GRID.tolist()
        assert fit.curve["survival"].isna().all() == np.isnan(fit.aic) == bool(reason)


def test_one_patient_has_an_exponential_rate_of_one_event_in_the_time():
    fit = fit_parametric(event_table([3], [1]), "exponential", [3])
    assert_allclose(estimates(fit), [3], rtol=1e-8)
    assert_allclose(fit.curve["survival"], np.exp(-1), rtol=1e-8)


def test_limits_far_from_the_data_are_0_and_1():
    fit = fit_parametric(event_table([1, 2, 3, 4], [1, 0, 0, 0]), "weibull", [1e-300, 1e300])
    assert_allclose(fit.curve[["lower", "upper"]], [[0, 1], [0, 1]], atol=1e-12)


def test_patients_censored_at_once_tell_nothing():
    time, status = aml()
    more = event_table(np.append(time, [0, 0]), np.append(status, [0, 0]))
    one, other = (fit_parametric(table, "weibull", GRID) for table in (event_table(time, status), more))
    assert_allclose(estimates(other), estimates(one), rtol=1e-12)
    assert other.n == one.n + 2


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"distribution": "gompertz"}, "Unknown distribution 'gompertz'"),
        ({"times": [-1]}, "not negative"),
        ({"times": [np.nan]}, "finite"),
        ({"level": 95}, "between 0 and 1"),
    ],
)
def test_what_makes_no_sense_is_refused(options, message):
    with pytest.raises(ValueError, match=message):
        fit_parametric(event_table(*aml()), **({"distribution": "weibull", "times": GRID} | options))
