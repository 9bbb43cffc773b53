"""Whether hazards are proportional: the score test for coefficients that change with time, and residuals that show it.

A coefficient beta + theta g(t) is fitted at theta = 0: u is the gradient in theta and S its information, less what
the betas explain of it; u' S^-1 u is chi-squared (Grambsch & Therneau, Biometrika 1994, without its approximation, as
R's cox.zph has it since survival 3.0).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from core.stats.chi_squared import Test, quadratic_test
from core.stats.cox_model import TERM_TEST_COLUMNS, CoxModel
from core.stats.exact_likelihood import EXACT
from core.stats.partial_likelihood import PartialLikelihood, Point
from core.stats.residuals import schoenfeld_residuals
from core.stats.risk_sets import RiskSets, prepare_risk_sets
from core.stats.times import distinct_times, place_at_or_after, place_at_or_before

TRANSFORMS = ("km", "rank", "identity", "log")
COEFFICIENT_TEST_COLUMNS = ("term", "level", "chisq", "df", "p")


@dataclass(frozen=True, eq=False)
class ProportionalHazards:
    """Tests of proportional hazards with time as `transform`, and residuals at the events.

    `terms` (columns `TERM_TEST_COLUMNS`) tests the estimable coefficients of each term together, `coefficients`
    (columns `COEFFICIENT_TEST_COLUMNS`) each one, `overall` all. Nan where there is nothing to test, where all
    events share a time, or where the transform of one is infinite.

    `time` (e,) are the event times, ascending within strata, `transformed` (e,) the same after the transform, and
    `residuals` (e, p) the scaled Schoenfeld residuals plus the coefficient: their mean at a time estimates the
    coefficient then. Nan where a coefficient is not estimable or its covariate does not vary in the stratum.
    `variance` (p, p) is the covariance of one such residual, nan where not estimable.
    """

    transform: str
    terms: pd.DataFrame
    coefficients: pd.DataFrame
    overall: Test
    time: np.ndarray
    transformed: np.ndarray
    residuals: np.ndarray
    variance: np.ndarray


def compare_hazards_over_time(model: CoxModel, transform: str = "km") -> ProportionalHazards:
    """Test whether the hazard ratios of a model stay the same over time.

    `transform`: "km" 1 - S(t-) of the pooled Kaplan-Meier curve, "rank" of the follow-up time among all rows,
    "identity" or "log". With "rank" a patient in several rows counts several times, as in R. Clusters are not
    regarded, weights are, save in the transform. ValueError: exact ties, another transform. Agrees with R's
    `survival::cox.zph`, terms = TRUE and FALSE.
    """
    if model.ties == EXACT:
        raise ValueError("Proportional hazards are not tested with exact ties: choose efron or breslow.")
    if transform not in TRANSFORMS:
        raise ValueError(f"Time is transformed by one of {', '.join(TRANSFORMS)}, not by {transform!r}.")
    likelihood = model.likelihood
    point = likelihood.at(model.beta)
    transformed = transform_times(model, likelihood.risk.times, transform)
    gradient, variance = _score(model, likelihood, point, transformed)
    p = len(model.beta)

    def test(chosen: np.ndarray) -> Test:
        chosen = chosen & model.estimable
        return quadratic_test(gradient[chosen], variance[np.ix_(chosen, chosen)])

    per_term = [(columns.term.name, test(model.design.owner == i)) for i, columns in enumerate(model.design.terms)]
    per_coefficient = [test(np.arange(p) == j) for j in range(p)]
    labels = model.coefficients[["term", "level"]].itertuples(index=False, name=None)
    tests = [(*label, t.chisq, t.df, t.p) for label, t in zip(labels, per_coefficient, strict=True)]
    cells = likelihood.risk.event_cells
    residuals, of_one = _scaled_residuals(model, likelihood, point)
    return ProportionalHazards(
        transform=transform,
        terms=pd.DataFrame([(name, t.chisq, t.df, t.p) for name, t in per_term], columns=list(TERM_TEST_COLUMNS)),
        coefficients=pd.DataFrame(tests, columns=list(COEFFICIENT_TEST_COLUMNS)),
        overall=test(model.estimable),
        time=likelihood.risk.times.take(cells),
        transformed=transformed.take(cells),
        residuals=residuals,
        variance=of_one,
    )


def _score(
    model: CoxModel, likelihood: PartialLikelihood, point: Point, transformed: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Gradient (p,) in the slopes over transformed time (cells,), and its variance (p, p) once the betas are known.

    Nan where the transformed times say nothing.
    """
    p, kept = len(model.beta), np.ix_(model.estimable, model.estimable)
    gradient, variance = np.full(p, np.nan), np.full((p, p), np.nan)
    at_events = transformed.take(likelihood.risk.event_cells)
    if not len(at_events) or not np.isfinite(at_events).all() or not np.ptp(at_events) > 0:
        return gradient, variance
    factor = (transformed - at_events.mean()) / at_events.std()
    gradient, mixed = likelihood.derivatives(point, factor)
    mixed, own = mixed[kept], likelihood.derivatives(point, factor**2)[1][kept]
    variance[kept] = own - mixed @ model.naive_variance[kept] @ mixed
    return gradient, variance


def transform_times(model: CoxModel, times: np.ndarray, transform: str) -> np.ndarray:
    """Times (t,), such as those of the events, as the test of a model transforms them."""
    if transform == "identity":
        return times
    if transform == "log":
        return np.log(times, out=np.full(len(times), -np.inf), where=times > 0)
    outcomes = model.outcomes
    if transform == "rank":
        known, place = distinct_times(outcomes.time)
        counts = np.bincount(place, minlength=len(known))
        return (np.cumsum(counts) - (counts - 1) / 2)[place_at_or_before(known, times)]
    pooled = prepare_risk_sets(outcomes.time, outcomes.event, entry=outcomes.entry)
    at_risk = pooled.sums_at_risk(np.ones(len(pooled.rows)))
    surviving = np.cumprod(1 - np.add.reduceat(pooled.deaths, pooled.event_starts) / at_risk)
    return 1 - np.concatenate([[1.0], surviving])[place_at_or_after(pooled.times, times)]


def _scaled_residuals(model: CoxModel, likelihood: PartialLikelihood, point: Point) -> tuple[np.ndarray, np.ndarray]:
    """(e, p) Schoenfeld residuals times the inverse of an event's share of the information, plus the coefficient.

    An event counts for the covariates that vary in its stratum. With them that inverse, (p, p).
    """
    risk, p, kept = likelihood.risk, len(model.beta), np.flatnonzero(model.estimable)
    schoenfeld = schoenfeld_residuals(likelihood, point)
    scaled, inverse = np.full(schoenfeld.shape, np.nan), np.full((p, p), np.nan)
    if not len(kept):
        return scaled.T, inverse
    events = _events_where_varying(risk, likelihood.rows[1:]) * model.estimable[:, np.newaxis]
    shared = np.array([np.minimum(one, events).sum(axis=1) for one in events])
    share = likelihood.derivatives(point)[1] / np.maximum(shared, 1)
    inverse[np.ix_(kept, kept)] = np.linalg.inv(share[np.ix_(kept, kept)])
    for stratum, cells in enumerate(risk.strata):
        own = slice(*np.searchsorted(risk.event_cells, [cells.start, cells.stop]))
        used = np.flatnonzero(events[:, stratum])
        scaled[used, own] = np.linalg.solve(share[np.ix_(used, used)], schoenfeld[used, own])
    scale = model.design.scale
    return (scaled.T + model.beta) / scale, inverse / scale / scale[:, np.newaxis]


def _events_where_varying(risk: RiskSets, columns: np.ndarray) -> np.ndarray:
    """(p, strata) The events of each stratum, 0 where a column is the same in all of its rows."""
    starts = [cells.start for cells in risk.strata]
    first_rows = np.searchsorted(risk.last_cell, starts)
    varying = np.maximum.reduceat(columns, first_rows, axis=1) > np.minimum.reduceat(columns, first_rows, axis=1)
    return varying * np.add.reduceat(np.bincount(risk.event_cells, minlength=risk.n_cells), starts)
