"""Parametric survival curves, to lay over those of Kaplan-Meier: fitted by lifelines, with limits of our own."""

import warnings
from dataclasses import dataclass
from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import expit, logit, ndtri

from core.stats.cox_model import NO_EVENTS
from core.stats.event_table import EventTable

Distribution = Literal[
    "exponential", "weibull", "log-normal", "log-logistic", "generalised gamma", "weibull mixture cure"
]

Floats = NDArray[np.float64]

EVENT_AT_ZERO = "an event at time 0"
ALL_AT_ONCE = "all events at one time"
NOT_CONVERGED = "the likelihood has no maximum that could be found"
NOTHING_CURED = "the estimated cure fraction is 0"

PARAMETER_COLUMNS = ("parameter", "estimate", "std_err", "lower", "upper")
CURVE_COLUMNS = ("time", "survival", "lower", "upper")

# A parameter whose standard error is larger, on the scale of its limits, is not determined by the data.
LARGEST_STD_ERR = 100.0

# A smaller estimate lies on the border of the cure fractions possible.
SMALLEST_CURE_FRACTION = 1e-6

# lifelines as it comes is good to four digits; so it agrees with R's survreg to ten.
PRECISE = {"ftol": 1e-15, "gtol": 1e-12}


@dataclass(frozen=True)
class ParametricFit:
    """One distribution fitted to a cohort; all estimates are nan where `reason` says why there are none.

    `parameters` has PARAMETER_COLUMNS, `curve` CURVE_COLUMNS: survival as a proportion in [0, 1] at the times
    asked for, nan where a generalised gamma is too near 0 for lifelines. The log-likelihood and the AIC depend on
    the unit of time; their differences between distributions do not.
    """

    distribution: Distribution
    n: int
    n_events: int
    parameters: pd.DataFrame
    curve: pd.DataFrame
    log_likelihood: float
    aic: float
    level: float
    followed_to: float  # the last time of the data: beyond it the curve is extrapolated; nan without patients
    reason: str  # empty where it was fitted


@dataclass(frozen=True)
class _Parameter:
    """A parameter, what lifelines calls it, and what it is: "time" and "log time" change with the unit."""

    name: str
    source: str
    kind: Literal["time", "log time", "positive", "log", "real", "share"]


_WEIBULL = (_Parameter("scale", "lambda_", "time"), _Parameter("shape", "rho_", "positive"))

PARAMETERS: dict[Distribution, tuple[_Parameter, ...]] = {
    "exponential": (_Parameter("scale", "lambda_", "time"),),
    "weibull": _WEIBULL,
    "log-normal": (_Parameter("meanlog", "mu_", "log time"), _Parameter("sdlog", "sigma_", "positive")),
    "log-logistic": (_Parameter("scale", "alpha_", "time"), _Parameter("shape", "beta_", "positive")),
    "generalised gamma": (
        _Parameter("mu", "mu_", "log time"),
        _Parameter("sigma", "ln_sigma_", "log"),
        _Parameter("Q", "lambda_", "real"),
    ),
    "weibull mixture cure": (_Parameter("cure fraction", "cured_fraction_", "share"), *_WEIBULL),
}
DISTRIBUTIONS: tuple[Distribution, ...] = tuple(PARAMETERS)


def fit_parametric(
    table: EventTable, distribution: Distribution, times: ArrayLike, level: float = 0.95
) -> ParametricFit:
    """Fit one distribution by maximum likelihood and predict survival at `times`.

    Everybody in the table is one cohort, and an event of any cause counts; for one of its groups give
    table.select([group]), which keeps the entry times that table.group() forgets. times (M,): finite and >= 0, in
    the unit of the table. Parameters are those of R's flexsurvreg: survival is exp(-(t / scale)^shape) for the
    Weibull, whose shape is 1 / scale of survreg, 1 / (1 + (t / scale)^shape) for the log-logistic; mu, sigma and Q
    of the generalised gamma are Prentice's (Q = 1: Weibull, Q near 0: log-normal); in the mixture cure model the
    Weibull is that of the patients not cured. Limits are Wald's: of the logarithm of positive parameters, the
    logit of the cure fraction, and log(-log) of survival. Patients censored at time 0 tell nothing.

    No fit without events, with an event at time 0, where all events fall on one time with nobody followed longer
    (or on one time at all, for more than two parameters), or where lifelines finds no maximum: `reason` says which.
    The generalised gamma is slow: a second for 2,000 distinct times.
    ValueError for an unknown distribution, times that are no times or a level outside (0, 1).
    """
    if distribution not in PARAMETERS:
        raise ValueError(f"Unknown distribution {distribution!r}: use one of {', '.join(DISTRIBUTIONS)}.")
    if not 0 < level < 1:
        raise ValueError("The level of the limits must lie between 0 and 1.")
    asked = np.asarray(times, dtype=float).reshape(-1)
    if not (np.isfinite(asked).all() and (asked >= 0).all()):
        raise ValueError("The times of the curve must be finite and not negative.")
    reason = _why_not(table, len(PARAMETERS[distribution]))
    parameters, curve, log_likelihood = _nothing(distribution, asked)
    if not reason:
        unit = _time_per_event(table)
        fitter, hazard = _fit(table, distribution, unit, asked, level)
        reason = _what_failed(fitter, distribution)
        if not reason:
            parameters, curve = _parameters(fitter, distribution, unit, level), _curve(asked, hazard)
            log_likelihood = float(fitter.log_likelihood_ - table.events.sum() * np.log(unit))
    return ParametricFit(
        distribution=distribution,
        n=int(table.n.sum()),
        n_events=int(table.events.sum()),
        parameters=pd.DataFrame(parameters, columns=list(PARAMETER_COLUMNS)),
        curve=pd.DataFrame(curve, columns=list(CURVE_COLUMNS)),
        log_likelihood=log_likelihood,
        aic=2 * len(parameters) - 2 * log_likelihood,
        level=level,
        followed_to=float(table.times[-1]) if len(table.times) else np.nan,
        reason=reason,
    )


def _why_not(table: EventTable, n_parameters: int) -> str:
    """What the counts alone rule out, or an empty string."""
    with_events = table.times[table.events.any(axis=0)]
    if not len(with_events):
        return NO_EVENTS
    if with_events[0] == 0:
        return EVENT_AT_ZERO
    one_time = len(with_events) == 1 and (n_parameters > 2 or with_events[0] == table.times[-1])
    return ALL_AT_ONCE if one_time and n_parameters > 1 else ""


def _nothing(distribution: Distribution, asked: Floats) -> tuple[list[tuple], Floats, float]:
    """What a fit gives, without numbers."""
    curve = np.column_stack([asked, np.full((len(asked), 3), np.nan)])
    return [(p.name, *[np.nan] * 4) for p in PARAMETERS[distribution]], curve, np.nan


def _time_per_event(table: EventTable) -> float:
    """Times are fitted in this unit, so that theirs is none of lifelines' business."""
    return float(table.at_risk.sum(axis=0) @ np.diff(table.times, prepend=0.0)) / int(table.events.sum())


def _fit(table: EventTable, distribution: Distribution, unit: float, asked: Floats, level: float):
    """The fitter of lifelines and its cumulative hazard with limits at the times asked for, (M, 3).

    Both are None where it finds no maximum; what it warns of shows in its numbers.
    """
    import lifelines  # noqa: PLC0415  slow to import, rarely needed

    fitters = {
        "exponential": lifelines.ExponentialFitter,
        "weibull": lifelines.WeibullFitter,
        "log-normal": lifelines.LogNormalFitter,
        "log-logistic": lifelines.LogLogisticFitter,
        "generalised gamma": lifelines.GeneralizedGammaFitter,
        "weibull mixture cure": lambda: lifelines.MixtureCureFitter(lifelines.WeibullFitter()),
    }
    # lifelines takes a default timeline for an empty one; at time 0 it takes the logarithm of 0.
    timeline, place = np.unique(np.append(np.where(asked > 0, asked / unit, 1.0), 1.0), return_inverse=True)
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            rows, start = _rows(table, unit), None
            if distribution == "generalised gamma":  # from the likeliest Weibull, so that it is at least as likely
                weibull = lifelines.WeibullFitter().fit(**rows, fit_options=PRECISE)
                start = np.array([np.log(weibull.lambda_), -np.log(weibull.rho_), 1.0])
            fitter = fitters[distribution]().fit(
                **rows, timeline=timeline, alpha=1 - level, fit_options=PRECISE, initial_point=start
            )
            hazard = np.hstack([fitter.cumulative_hazard_, fitter.confidence_interval_cumulative_hazard_])
        except (lifelines.exceptions.ConvergenceError, ArithmeticError, ValueError):
            return None, None
    return fitter, np.where(asked[:, None] > 0, hazard[place[:-1]], 0.0)


def _rows(table: EventTable, unit: float) -> dict[str, Floats]:
    """The table as weighted rows: one for the events of each time, one for those who were at risk without.

    Where somebody enters late, follow-up is cut at every time, which changes no likelihood.
    """
    times, events, censored = table.times / unit, table.events.sum(axis=0), table.censored.sum(axis=0)
    at_risk = table.at_risk.sum(axis=0)
    late = not np.array_equal(at_risk, np.cumsum((events + censored)[::-1])[::-1])
    without = at_risk - events if late else censored
    weights = np.concatenate([events, without])
    used = (weights > 0) & (np.tile(times, 2) > 0)
    rows = {
        "durations": np.tile(times, 2)[used],
        "event_observed": np.repeat([1, 0], len(times))[used],
        "weights": weights[used].astype(float),
    }
    if late:
        rows["entry"] = np.tile(np.concatenate([[0.0], times[:-1]]), 2)[used]
    if used.sum() == 1:  # lifelines cannot fit a single row
        rows = {name: np.repeat(values, 2) for name, values in rows.items()} | {
            "weights": np.full(2, weights.max() / 2)
        }
    return rows


def _what_failed(fitter, distribution: Distribution) -> str:
    """Why the fit is not to be used, or an empty string."""
    if fitter is None or not np.isfinite(fitter.log_likelihood_):
        return NOT_CONVERGED
    if distribution == "weibull mixture cure" and fitter.cured_fraction_ < SMALLEST_CURE_FRACTION:
        return NOTHING_CURED
    variance = np.diag(fitter.variance_matrix_)
    if not (np.isfinite(variance).all() and (variance > 0).all()):
        return NOT_CONVERGED
    pairs = zip(PARAMETERS[distribution], np.sqrt(variance), strict=True)
    spreads = [_on_scale_of_limits(p, getattr(fitter, p.source), std_err)[1] for p, std_err in pairs]
    return "" if max(spreads) < LARGEST_STD_ERR else NOT_CONVERGED


def _on_scale_of_limits(parameter: _Parameter, value: float, std_err: float) -> tuple[float, float]:
    """An estimate of lifelines and its standard error, on the scale on which its limits are symmetric."""
    if parameter.kind in ("time", "positive"):
        return np.log(value), std_err / value
    if parameter.kind == "share":
        return logit(value), std_err / (value * (1 - value))
    return value, std_err


def _parameters(fitter, distribution: Distribution, unit: float, level: float) -> list[tuple]:
    """The rows of PARAMETER_COLUMNS, in the unit of the table."""
    z, rows = ndtri((1 + level) / 2), []
    for parameter, variance in zip(PARAMETERS[distribution], np.diag(fitter.variance_matrix_), strict=True):
        value, std_err = getattr(fitter, parameter.source), np.sqrt(variance)
        centre, spread = _on_scale_of_limits(parameter, value, std_err)
        if parameter.kind in ("time", "log time"):
            centre += np.log(unit)
        limits = np.array([centre, centre - z * spread, centre + z * spread])
        if parameter.kind in ("time", "positive", "log"):
            limits = np.exp(limits)
            std_err = spread * limits[0]
        elif parameter.kind == "share":
            limits = expit(limits)
        rows.append((parameter.name, limits[0], std_err, limits[1], limits[2]))
    return rows


def _curve(asked: Floats, hazard: Floats) -> Floats:
    """The rows of CURVE_COLUMNS: log(-log) limits, from the standard error in lifelines' limits of the hazard."""
    middle, lower, upper = hazard.T
    with np.errstate(over="ignore"):  # limits of 0 and 1
        factor = np.exp((upper - lower) / 2 / np.where(middle > 0, middle, 1.0))
        return np.column_stack([asked, np.exp(-middle), np.exp(-middle * factor), np.exp(-middle / factor)])
