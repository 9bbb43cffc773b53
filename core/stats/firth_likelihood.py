"""Firth's penalised partial likelihood: the log-likelihood plus half the log determinant of its information.

The penalty keeps every coefficient finite and takes away the first-order bias (Firth, Biometrika 1993; Heinze &
Schemper, Biometrics 2001). With V the inverse information, its slope in covariate l is half the sum over slots
of weight * the third central moment E (x - m)' V (x - m) (x_l - m_l), expectation and mean m being those of the
slot. Multiplied out, that is a covariance of x_l with x' V x - 2 m' V x, so that sums over risk sets of x' V x
and increments m / divisor of the cumulative hazard suffice: no array is larger than the covariates.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg.lapack import dposv

from core.stats.partial_likelihood import PartialLikelihood, Point

LOST = 1e-12  # share of the information at 0 below which rounding has too large a part in it


@dataclass(frozen=True, eq=False)
class Place:
    """The penalised likelihood at `beta` (p,).

    `penalized` is `loglik` plus the penalty, `slope` (p,) its gradient, Firth's modified score; `penalty_slope` (p,)
    is the part of the penalty. `information` and its inverse `variance` (p, p) are those without penalty.
    """

    beta: np.ndarray
    loglik: float
    penalized: float
    slope: np.ndarray
    penalty_slope: np.ndarray
    information: np.ndarray
    variance: np.ndarray


@dataclass(frozen=True, eq=False)
class PenalizedLikelihood:
    """Firth's likelihood of columns none of which follows from the others."""

    likelihood: PartialLikelihood

    @cached_property
    def start(self) -> Place:
        """Every coefficient 0."""
        return self._place(np.zeros(len(self.likelihood.columns)))

    def at(self, beta: np.ndarray) -> Place | None:
        """The likelihood at `beta` (p,); None where floating point numbers cannot tell it."""
        place = self._place(beta)
        if place is None or (LOST * place.variance.diagonal() > self.start.variance.diagonal()).any():
            return None
        return place

    def _place(self, beta: np.ndarray) -> Place | None:
        point = self.likelihood.at(beta)
        if point is None:
            return None
        score, information = self.likelihood.derivatives(point)
        variance, log_determinant = _inverse_and_log_determinant(information)
        if variance is None:
            return None
        penalty_slope = _penalty_slope(self.likelihood, point, variance)
        penalized = point.loglik + log_determinant / 2
        return Place(beta, point.loglik, penalized, score + penalty_slope, penalty_slope, information, variance)


def _inverse_and_log_determinant(information: np.ndarray) -> tuple[np.ndarray | None, float]:
    """No inverse where rounding has made the information indefinite."""
    if not len(information):
        return information, 0.0
    triangle, inverse, failed_at = dposv(information, np.eye(len(information)))
    if failed_at:
        return None, -np.inf
    return inverse, 2 * float(np.log(triangle.diagonal()).sum())


def _penalty_slope(likelihood: PartialLikelihood, point: Point, variance: np.ndarray) -> np.ndarray:
    """Half the derivative of the log determinant of the information: (p,)."""
    slots, columns = likelihood.slots, likelihood.rows[1:]
    turned = variance @ columns
    squares = np.einsum("ij,ij->j", columns, turned)
    hazard = slots.weight / point.divisors
    means = _at_risk_and_tied(likelihood, point.at_risk[1:], None if point.tied is None else point.tied[1:])
    means = means / point.divisors
    expected = _summed_over_slots(likelihood, point, np.vstack([hazard, hazard * means]))
    of_rows = expected[0] * squares / 2 - np.einsum("ij,ij->j", turned, expected[1:])
    mean_squares = _mean_squares(likelihood, point, squares) / 2 - np.einsum("ij,ij->j", means, variance @ means)
    return columns @ of_rows - means @ (slots.weight * mean_squares)


def _mean_squares(likelihood: PartialLikelihood, point: Point, squares: np.ndarray) -> np.ndarray:
    """The mean of `squares` (m,) in each slot."""
    risk, tied = likelihood.risk, None
    if point.tied is not None:
        tied = np.add.reduceat(squares.take(risk.events) * point.weighted_events, risk.event_starts)
    return _at_risk_and_tied(likelihood, risk.sums_at_risk(squares * point.weighted), tied) / point.divisors


def _at_risk_and_tied(likelihood: PartialLikelihood, at_risk: np.ndarray, tied: np.ndarray | None) -> np.ndarray:
    """Per slot the sums over those at risk (..., cells) less the share taken off of the tied: (..., slots)."""
    slots = likelihood.slots
    if tied is None:
        return at_risk
    return at_risk.take(slots.cell, axis=-1) - slots.powers[1] * tied.take(slots.cell, axis=-1)


def _summed_over_slots(likelihood: PartialLikelihood, point: Point, increments: np.ndarray) -> np.ndarray:
    """Increments (k, slots) summed over the slots of each row, times what the row weighs in them: (k, m)."""
    risk, slots = likelihood.risk, likelihood.slots
    per_cell = increments if slots.powers is None else np.add.reduceat(increments, slots.starts, axis=-1)
    sums = np.array([point.weighted * risk.sums_until_last(values) for values in per_cell])
    if slots.powers is not None:
        taken_off = np.add.reduceat(slots.powers[1] * increments, slots.starts, axis=-1)
        sums[:, risk.events] -= point.weighted_events * taken_off.take(risk.event_cells, axis=-1)
    return sums
