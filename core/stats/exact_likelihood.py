"""The exact partial likelihood of discrete times: tied events are compared with every other choice of as many patients.

With d events among the m at risk at a time, the likelihood is the product of the hazards of the d over the sum of
such products over all subsets of d (Cox, JRSS B 1972). That sum is built up patient by patient (Gail, Lubin &
Rubinstein, Biometrika 1981), here as the *mean* over the subsets, which stays in the range of floating point numbers:
the subsets of k among m are those without the m-th, a share 1 - k / m of them, and those with it. Every patient
costs as many steps as the largest number of tied events; with entry times, every patient at every event time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from scipy.special import gammaln

from core.stats.partial_likelihood import LARGEST_PREDICTOR
from core.stats.risk_sets import RiskSets

EXACT = "exact"


@dataclass(frozen=True, eq=False)
class ExactPoint:
    """The log-likelihood at one value of the coefficients, and the hazards (m,) relative to an average event."""

    loglik: float
    relative: np.ndarray


@dataclass(frozen=True, eq=False)
class ExactLikelihood:
    """The exact partial likelihood of `columns` (p, patients), centred and scaled near 1, without weights.

    Has what `start_of` and `maximise` ask of a likelihood. Agrees with R's coxph(ties = "exact").
    """

    risk: RiskSets
    columns: np.ndarray

    @cached_property
    def rows(self) -> np.ndarray:
        """(p, m) The columns in the row order of the risk sets."""
        return self.columns.take(self.risk.rows, axis=1)

    @cached_property
    def observed(self) -> np.ndarray:
        """(p,) Sums of the columns over the events."""
        return self.rows.take(self.risk.events, axis=1).sum(axis=1)

    def restricted(self, columns: np.ndarray) -> ExactLikelihood:
        """The likelihood of some of the columns, given by mask or index."""
        return ExactLikelihood(self.risk, self.columns[columns])

    def at(self, beta: np.ndarray) -> ExactPoint | None:
        """The log-likelihood at `beta` (p,); None where it leaves the range of floating point numbers."""
        linear = beta @ self.rows
        if not linear.max(initial=0.0) - linear.min(initial=0.0) < LARGEST_PREDICTOR:
            return None
        if len(self.risk.events):
            linear = linear - linear.take(self.risk.events).mean()
        relative = np.exp(linear)
        with np.errstate(over="ignore", invalid="ignore"):
            means = np.array([mean[0] for mean in self._means(relative, 0)])
        if not (means.min(initial=1.0) > 0 and means.max(initial=1.0) < np.inf):
            return None
        loglik = linear.take(self.risk.events).sum() - np.log(means).sum() - self._log_subsets
        return ExactPoint(float(loglik), relative)

    def derivatives(self, point: ExactPoint) -> tuple[np.ndarray, np.ndarray]:
        """The gradient (p,) and the information (p, p), minus the second derivative, at a point."""
        p = len(self.columns)
        gradient, information = self.observed.copy(), np.zeros((p, p))
        for mean in self._means(point.relative, 2):
            slope = mean[1 : 1 + p] / mean[0]
            gradient -= slope
            information += mean[1 + p :].reshape(p, p) / mean[0] - np.outer(slope, slope)
        return gradient, information

    @cached_property
    def _n_events(self) -> np.ndarray:
        return np.add.reduceat(self.risk.deaths, self.risk.event_starts)

    @cached_property
    def _log_subsets(self) -> float:
        """The logarithm of the number of subsets, summed over event times."""
        d, at_risk = self._n_events, self.risk.sums_at_risk(np.ones(len(self.risk.rows)))
        return float((gammaln(at_risk + 1) - gammaln(d + 1) - gammaln(at_risk - d + 1)).sum())

    def _means(self, relative: np.ndarray, order: int) -> Iterator[np.ndarray]:
        """Per event time, the mean product over its subsets: with order 2 also its first and second derivatives.

        (1,) or (1 + p + p p,).
        """
        p, most = len(self.columns) if order else 0, int(self._n_events.max(initial=0))
        degree = np.arange(1, most + 1)[:, np.newaxis]
        for cells in self.risk.strata:
            means, m = _no_patient(most, p), 0
            for cell in range(cells.stop - 1, cells.start - 1, -1):
                if self.risk.first is not None:
                    means, m = _no_patient(most, p), 0
                for row in self._joining(cell):
                    m += 1
                    with_row = relative[row] * _times_row(means[:-1], self.rows[:p, row])
                    means[1:] = np.maximum(1 - degree / m, 0) * means[1:] + degree / m * with_row
                yield means[self._n_events[cell]]

    def _joining(self, cell: int) -> np.ndarray:
        """The rows to add for this cell: with entry times all at risk, else those who leave in it."""
        if self.risk.first is not None:
            return np.flatnonzero((self.risk.first <= cell) & (cell < self.risk.last))
        end = self.risk.starts[cell + 1] if cell + 1 < self.risk.n_cells else len(self.risk.rows)
        return np.arange(self.risk.starts[cell], end)


def _no_patient(most: int, p: int) -> np.ndarray:
    """(1 + most, 1 + p + p p) Means over the subsets of nobody: the empty product is 1."""
    means = np.zeros((1 + most, 1 + p + p * p))
    means[0, 0] = 1.0
    return means


def _times_row(means: np.ndarray, x: np.ndarray) -> np.ndarray:
    """Value and derivatives of the products once a row with covariates `x` (p,) multiplies them."""
    p = len(x)
    value, slope = means[:, :1], means[:, 1 : 1 + p]
    by_x = (slope[:, :, np.newaxis] * x).reshape(len(means), -1)
    x_by = (x[:, np.newaxis] * slope[:, np.newaxis, :]).reshape(len(means), -1)
    second = means[:, 1 + p :] + by_x + x_by + value * np.outer(x, x).ravel()
    return np.concatenate([value, slope + value * x, second], axis=1)
