"""Where a partial likelihood is largest, and which of its coefficients have no such place."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.linalg.lapack import dposv, dpotrf

from core.stats.partial_likelihood import PartialLikelihood, Point

MOST_STEPS = 50
MOST_HALVINGS = 30
CONVERGED = 1e-12  # relative gain of the log-likelihood that is still to be had
EXACT = 1e-20  # the same, so small that after a last step nothing else needs computing anew
ALIASED = 1e-11  # share of a covariate's information that the covariates before it leave over
RUNAWAY = 1e-5  # relative step a coefficient still wants although the likelihood has converged, as in R
LOST = 1e-9  # share of the information at 0 below which only rounding is left of it
NOTHING = 1e-13  # eigenvalues of an information below this, also as share of the largest, are rounding
LONGEST_STEP = 100.0  # standard deviations of a covariate
ROUNDING = 1e-8  # steps smaller than this, in standard deviations of the covariate, are rounding


@dataclass(frozen=True, eq=False)
class Start:
    """The likelihood where every coefficient is 0: log-likelihood, gradient (p,) and information (p, p)."""

    loglik: float
    gradient: np.ndarray
    information: np.ndarray

    @cached_property
    def independent(self) -> np.ndarray:
        """(p,) bool: columns that say something the columns before them do not, as R's coxph keeps them."""
        return independent_columns(self.information)

    @cached_property
    def of_independent(self) -> Start:
        """The same of the independent columns alone."""
        kept = self.independent
        if kept.all():
            return self
        return Start(self.loglik, self.gradient[kept], self.information[np.ix_(kept, kept)])

    @cached_property
    def step(self) -> np.ndarray:
        """(p,) The first step of Newton's method."""
        return _newton_step(self.gradient, self.information)

    @cached_property
    def score_chisq(self) -> float:
        """The score test of the independent columns: gradient, inverse information, gradient."""
        return float(self.of_independent.gradient @ self.of_independent.step)


@dataclass(frozen=True, eq=False)
class Maximum:
    """The coefficients that maximise the likelihood, on the scale of its columns.

    `aliased`: nothing is known of the coefficient (it stays 0). `runaway`: the likelihood keeps growing with it
    and has no maximum. `variance` (p, p) is the inverse information, nan in aliased rows.
    """

    beta: np.ndarray
    loglik: float
    variance: np.ndarray
    aliased: np.ndarray
    runaway: np.ndarray
    converged: bool


def start_of(likelihood: PartialLikelihood) -> Start:
    """The likelihood and its derivatives with every coefficient at 0."""
    point = likelihood.at(np.zeros(len(likelihood.columns)))
    return Start(point.loglik, *likelihood.derivatives(point))


def maximise(likelihood: PartialLikelihood, start: Start) -> Maximum:
    """Newton's method with step-halving from 0, over the columns that are not aliased there.

    Coefficients without a maximum are told by what R's coxph looks at too: the log-likelihood has converged and
    the next step for the coefficient is as large as ever. The others are then at their limit.
    """
    kept, at_zero = start.independent, start.of_independent
    if at_zero is start:
        return _maximum(likelihood, start)
    found = _maximum(likelihood.restricted(kept), at_zero)
    p = len(kept)
    beta, runaway, variance = np.zeros(p), np.zeros(p, dtype=bool), np.full((p, p), np.nan)
    beta[kept], runaway[kept], variance[np.ix_(kept, kept)] = found.beta, found.runaway, found.variance
    return Maximum(beta, found.loglik, variance, ~kept, runaway, found.converged)


def independent_columns(information: np.ndarray) -> np.ndarray:
    """(p,) bool: False for a column without information of its own once the columns before it are known."""
    diagonal = np.diag(information)
    kept = diagonal > ALIASED
    scale = np.sqrt(np.where(kept, diagonal, 1.0))
    left = information / scale / scale[:, np.newaxis]
    triangle, failed_at = dpotrf(left, lower=True)
    if failed_at == 0 and (np.diag(triangle) ** 2 > ALIASED).all() and kept.all():
        return kept
    for j in range(len(kept)):
        kept[j] = kept[j] and left[j, j] > ALIASED
        if kept[j]:
            left = left - np.outer(left[:, j], left[j]) / left[j, j]
    return kept


def _maximum(likelihood: PartialLikelihood, start: Start) -> Maximum:
    """The maximum over columns none of which is aliased."""
    beta, loglik, information, step, converged = _climb(likelihood, start)
    variance = _inverse(information)
    lost = LOST * variance.diagonal() > _inverse(start.information).diagonal()
    runaway = lost | (np.abs(step) > np.maximum(RUNAWAY * np.abs(beta), ROUNDING))
    return Maximum(beta, loglik, variance, np.zeros(len(beta), dtype=bool), runaway, converged)


def _climb(likelihood: PartialLikelihood, start: Start) -> tuple[np.ndarray, float, np.ndarray, np.ndarray, bool]:
    """The place of the maximum, its log-likelihood and information, the step still wanted, and convergence."""
    beta, loglik, gradient, information = np.zeros(len(start.gradient)), start.loglik, start.gradient, start.information
    step = start.step
    for _ in range(MOST_STEPS):
        scale = max(abs(loglik), 1.0)
        gain = gradient @ step / 2
        if gain <= EXACT * scale:
            return beta + step, loglik, information, step, True
        moved = _advance(likelihood, beta, step, loglik - CONVERGED * scale)
        if moved is None:
            break
        beta, point = moved
        loglik = point.loglik
        gradient, information = likelihood.derivatives(point)
        step = _newton_step(gradient, information)
        if gain <= CONVERGED * scale:
            return beta, loglik, information, step, True
    return beta, loglik, information, step, False


def _advance(
    likelihood: PartialLikelihood, beta: np.ndarray, step: np.ndarray, at_least: float
) -> tuple[np.ndarray, Point] | None:
    """The step, halved until the log-likelihood does not fall; None where no part of it helps."""
    step = step * min(1.0, LONGEST_STEP / np.abs(step).max())
    for _ in range(MOST_HALVINGS):
        there = beta + step
        point = likelihood.at(there)
        if point is not None and point.loglik >= at_least:
            return there, point
        step = step / 2
    return None


def _newton_step(gradient: np.ndarray, information: np.ndarray) -> np.ndarray:
    """Uphill always, even where the information is lost to rounding."""
    if not len(gradient):
        return gradient
    _, step, failed_at = dposv(information, gradient)
    if failed_at == 0 and np.isfinite(step).all():
        return step
    values, vectors = _positive_eigenvalues(information)
    return vectors @ (vectors.T @ gradient / values)


def _inverse(information: np.ndarray) -> np.ndarray:
    if not len(information):
        return information
    _, inverse, failed_at = dposv(information, np.eye(len(information)))
    if failed_at:
        values, vectors = _positive_eigenvalues(information)
        return (vectors / values) @ vectors.T
    return inverse


def _positive_eigenvalues(information: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Eigenvalues, raised where rounding made them 0 or less, and eigenvectors."""
    values, vectors = np.linalg.eigh(information)
    return np.maximum(values, NOTHING * max(values.max(), 1.0)), vectors
