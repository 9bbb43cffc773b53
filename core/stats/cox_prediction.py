"""Survival a Cox model predicts for given covariates, with limits, and its baseline hazard.

The hazard increments follow the method for ties of the model, as R's survfit.coxph has them: Breslow's are events
over the sum of the relative hazards at risk, Efron's add up those over each of its divisors. The variance of the
cumulative hazard is that of its increments plus that of the coefficients (Tsiatis, Annals of Statistics 1981).
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from core.stats.cox_model import NO_EVENT_IN_LEVEL, NO_EVENT_IN_REFERENCE, SEPARATION, CoxModel
from core.stats.design import TermColumns, raw_columns
from core.stats.kaplan_meier import Interval, survival_limits
from core.stats.residuals import means
from core.stats.terms import Factor, values_of
from core.stats.times import place_at_or_before

Profile = Mapping[str, float | str]


@dataclass(frozen=True, eq=False)
class PredictedSurvival:
    """Survival of each profile at `time` (t,), all else (profiles, t), proportions in [0, 1].

    `std_err` is of the survival itself. Log-log limits are nan where survival is 1.
    """

    time: np.ndarray
    cumulative_hazard: np.ndarray
    survival: np.ndarray
    std_err: np.ndarray
    lower: np.ndarray
    upper: np.ndarray
    interval: Interval
    level: float


def predict_survival(
    model: CoxModel,
    profiles: Sequence[Profile],
    times: ArrayLike | None = None,
    *,
    stratum: Hashable | None = None,
    interval: Interval = "log-log",
) -> PredictedSurvival:
    """Survival with the covariates of each profile: term name -> number, or the level of a factor.

    `times`: (t,) where survival is asked for, None for the event times; past the last one it is carried flat.
    `stratum`: whose baseline hazard, required where the model has strata. Exact ties have Breslow's increments.
    The limits have the level of the model. A coefficient that is 0 for being constant or collinear counts as 0; a
    profile that depends on one without a maximum is nan. ValueError: a profile that does not name every term, a
    level without patients, a missing or unknown stratum. Agrees with R's `survival::survfit.coxph`.
    """
    event_times, hazard = _hazard(model, stratum)
    asked = event_times if times is None else np.asarray(times, dtype=float).reshape(-1)
    hazard, variance, mean_hazard = np.split(hazard[:, place_at_or_before(event_times, asked) + 1], [1, 2])
    columns = np.array([columns_of_profile(model, profile) for profile in profiles]).reshape(
        len(profiles), len(model.beta)
    )
    known = np.array([not has_no_maximum(model, profile) for profile in profiles], dtype=bool)
    with np.errstate(over="ignore", invalid="ignore"):
        relative = np.where(known, np.exp(columns @ model.beta), np.nan)[:, np.newaxis]
        cumulative = relative * hazard
        error = relative * np.sqrt(variance + _variance_of_means(model, mean_hazard, hazard, columns))
        survival = np.exp(-cumulative)
        lower, upper = survival_limits(survival, error, interval, model.confidence_level)
    return PredictedSurvival(
        time=asked,
        cumulative_hazard=cumulative,
        survival=survival,
        std_err=survival * error,
        lower=lower,
        upper=upper,
        interval=interval,
        level=model.confidence_level,
    )


def reference_profile(model: CoxModel) -> Profile:
    """Every number 0 and every factor at its reference: the profile of the baseline hazard.

    Its `cumulative_hazard` agrees with R's `survival::basehaz(centered = FALSE)`.
    """
    return {
        columns.term.name: columns.term.levels[columns.reference] if isinstance(columns.term, Factor) else 0.0
        for columns in model.design.terms
        if not columns.parts
    }


def _hazard(model: CoxModel, stratum: Hashable | None) -> tuple[np.ndarray, np.ndarray]:
    """The event times (c,) of a stratum and, at mean covariates, cumulative sums with a first column of 0.

    (2 + p, 1 + c): the hazard, the variance of its increments, and the hazard times the mean of each column.
    """
    likelihood = model.likelihood
    risk, slots = likelihood.risk, likelihood.slots
    cells = _cells(model, stratum)
    point = likelihood.at(model.beta)
    hazard = slots.weight / point.divisors
    increments = np.vstack([hazard, hazard / point.divisors, hazard * means(likelihood, point)])
    per_cell = np.array([slots.sums(row, 1)[0] for row in increments])[:, cells]
    return risk.times[cells], np.hstack([np.zeros((len(per_cell), 1)), np.cumsum(per_cell, axis=1)])


def _cells(model: CoxModel, stratum: Hashable | None) -> slice:
    """The event cells of a stratum, of the whole model where it has none."""
    strata, risk = model.outcomes.strata, model.likelihood.risk
    if strata is None:
        if stratum is not None:
            raise ValueError("The model has no strata: leave the stratum out.")
        return slice(0, risk.n_cells)
    if stratum is None:
        raise ValueError("Each stratum has a baseline hazard of its own: say whose.")
    if stratum not in strata:
        raise ValueError(f"There is no stratum {stratum!r} in the model.")
    rows = strata[~model.gone][risk.rows[risk.events]]
    own = np.flatnonzero(rows == stratum)
    cells = risk.event_cells[own]
    return slice(int(cells[0]), int(cells[-1]) + 1) if len(cells) else slice(0, 0)


def _variance_of_means(model: CoxModel, mean_hazard: np.ndarray, hazard: np.ndarray, columns: np.ndarray) -> np.ndarray:
    """(profiles, t) What the coefficients add to the variance of the cumulative hazard, relative to the profile's."""
    kept = np.flatnonzero(model.estimable)
    variance = model.variance[np.ix_(kept, kept)]
    slopes = [mean_hazard[kept] - own[kept, np.newaxis] * hazard for own in columns]
    added = [np.einsum("jt,jk,kt->t", slope, variance, slope) for slope in slopes]
    return np.array(added).reshape(len(columns), hazard.shape[1])


def columns_of_profile(model: CoxModel, profile: Profile) -> np.ndarray:
    """(p,) The columns of the design for a profile; ValueError where it does not name every term or a known level."""
    names = [columns.term.name for columns in model.design.terms if not columns.parts]
    if set(profile) != set(names):
        raise ValueError(f"A profile gives a value for each of {', '.join(names)}, and for nothing else.")
    parts = [column_values(columns, model.rows, profile) for columns in model.design.terms]
    return np.concatenate([np.zeros(0), *parts])


def column_values(columns: TermColumns, rows: np.ndarray, profile: Profile) -> np.ndarray:
    """The columns of one term of the model of these rows, for a profile that names it, or what interacts in it."""
    term = columns.term
    value = {part.term.name: _value(part, profile[part.term.name]) for part in columns.parts or (columns,)}
    if isinstance(term, Factor):
        return columns.table[:, value[term.name]]
    if columns.constant.all():
        return np.zeros(len(columns.table))
    # Away from the first patient, whose columns are known: exact where a mean far from zero is not.
    first = int(np.argmax(rows))
    there = raw_columns(columns, {name: np.array([own]) for name, own in value.items()})[:, 0]
    here = raw_columns(columns, {name: own[[first]] for name, own in values_of(term).items()})[:, 0]
    return np.where(columns.constant, 0.0, columns.table[:, 0] + (there / 2 - here / 2) / (columns.scale / 2))


def _value(columns: TermColumns, value: float | str) -> float | int:
    """A number, or the place of a level somebody has."""
    term = columns.term
    if not isinstance(term, Factor):
        if not np.isfinite(value):
            raise ValueError(f"The value of {term.name!r} must be a number, not {value!r}.")
        return float(value)
    places = [place for place in range(len(term.levels)) if place not in columns.dropped]
    if value not in (term.levels[place] for place in places):
        raise ValueError(f"No patient of the model has {term.name!r} {value!r}.")
    return term.levels.index(value)


def has_no_maximum(model: CoxModel, profile: Profile) -> bool:
    """Whether the hazard of the profile rests on a coefficient that grows without end, or on a level without events."""
    return any(
        _rests_on(columns, np.array(model.reasons)[model.design.owner == i], profile)
        for i, columns in enumerate(model.design.terms)
    )


def _rests_on(columns: TermColumns, reasons: np.ndarray, profile: Profile) -> bool:
    """Whether this value of a term does, with the `reasons` of its columns."""
    if not columns.levels:
        return SEPARATION in reasons
    place = columns.term.levels.index(profile[columns.term.name])
    if place == columns.reference:
        return NO_EVENT_IN_REFERENCE in reasons
    return reasons[columns.levels.index(place)] in (SEPARATION, NO_EVENT_IN_LEVEL, NO_EVENT_IN_REFERENCE)
