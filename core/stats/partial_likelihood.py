"""The partial likelihood of a Cox model: its value, its slope and its curvature.

With w = weight * exp(linear predictor) of a row, S the sum of w over those at risk at an event time and D the sum
over those who have the event then, Efron's method divides the d tied events by S - (l / d) D, l = 0 .. d - 1;
Breslow's divides all of them by S (Efron, JASA 1977; Therneau & Grambsch, Modeling Survival Data, 2000, ch. 3).
Both are sums over *slots*: one per tied event for Efron, one per event time for Breslow. Summed over slots, the
reciprocals of the divisors are increments of a cumulative hazard, so that the curvature is one weighted product
of the covariates with themselves, minus products of sums per event time: no array is larger than the covariates.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.stats.risk_sets import RiskSets, starts_of

TIES = ("efron", "breslow")
LARGEST_PREDICTOR = 300.0  # range beyond which exp() and its squares leave that of floating point numbers
ROWS_IN_CACHE = 8192


@dataclass(frozen=True, eq=False)
class Slots:
    """The divisors of the likelihood, in the order of their cells.

    `weight` (slots,); `cell` (slots,) and `powers` (3, slots), the share l / d of D taken off to the powers 0, 1
    and 2, are None where nothing is taken off and each cell has one slot. `starts` (cells,) are the first slots,
    `event_starts` (cells,) the first rows with an event of each cell.
    """

    weight: np.ndarray
    cell: np.ndarray | None
    powers: np.ndarray | None
    starts: np.ndarray
    event_starts: np.ndarray

    def sums(self, values: np.ndarray, n_powers: int) -> np.ndarray:
        """Per cell, sums of `values` (slots,) times the first powers of the share taken off: (powers, cells)."""
        if self.powers is None:
            return values[np.newaxis]
        return np.add.reduceat(self.powers[:n_powers] * values, self.starts, axis=-1)


def slots_of(risk: RiskSets, ties: str) -> Slots:
    """The divisors of these risk sets; `ties` is "efron" or "breslow", anything else is a ValueError."""
    if ties not in TIES:
        raise ValueError(f"Ties are handled by one of {', '.join(TIES)}, not by {ties!r}.")
    event_starts = starts_of(risk.event_cells)
    weight = np.add.reduceat(risk.event_weight, event_starts)
    deaths = np.add.reduceat(risk.deaths, event_starts)
    if ties == "breslow" or not (deaths > 1).any():
        return Slots(weight, None, None, np.arange(risk.n_cells), event_starts)
    starts = np.cumsum(deaths) - deaths
    cell = np.repeat(np.arange(risk.n_cells), deaths)
    taken_off = (np.arange(len(cell)) - starts[cell]) / deaths[cell]
    powers = np.stack([np.ones(len(cell)), taken_off, taken_off**2])
    return Slots((weight / deaths)[cell], cell, powers, starts, event_starts)


@dataclass(frozen=True, eq=False)
class Point:
    """What one value of the coefficients gives: the log-likelihood and the sums its derivatives need."""

    loglik: float
    weighted: np.ndarray
    weighted_events: np.ndarray
    divisors: np.ndarray


@dataclass(frozen=True, eq=False)
class PartialLikelihood:
    """The partial likelihood of `columns` (p, patients or patterns), covariates centred and scaled near 1."""

    risk: RiskSets
    columns: np.ndarray
    ties: str = "efron"

    @cached_property
    def covariates(self) -> np.ndarray:
        """(p, m) The columns in the row order of the risk sets."""
        return self.columns.take(self.risk.rows, axis=1)

    @cached_property
    def slots(self) -> Slots:
        """The divisors for this method for ties."""
        return slots_of(self.risk, self.ties)

    @cached_property
    def event_covariates(self) -> np.ndarray:
        """(p, e) The columns of the rows with an event."""
        return self.covariates.take(self.risk.events, axis=1)

    @cached_property
    def observed(self) -> np.ndarray:
        """(p,) Sums of the columns over the events."""
        return self.event_covariates @ self.risk.event_weight

    def restricted(self, columns: np.ndarray) -> PartialLikelihood:
        """The likelihood of some of the columns, given by mask or index."""
        return PartialLikelihood(self.risk, self.columns[columns], self.ties)

    def at(self, beta: np.ndarray) -> Point | None:
        """The log-likelihood at `beta` (p,); None where it leaves the range of floating point numbers."""
        risk, slots = self.risk, self.slots
        linear = beta @ self.covariates
        if not linear.max(initial=0.0) - linear.min(initial=0.0) < LARGEST_PREDICTOR:
            return None
        relative = np.exp(linear)
        weighted = relative if risk.weight is None else relative * risk.weight
        weighted_events = relative.take(risk.events) * risk.event_weight
        divisors = risk.sums_at_risk(weighted)
        if slots.powers is not None:
            tied = np.add.reduceat(weighted_events, slots.event_starts)
            divisors = divisors.take(slots.cell) - slots.powers[1] * tied.take(slots.cell)
        if not divisors.min(initial=1.0) > 0:
            return None
        loglik = beta @ self.observed - slots.weight @ np.log(divisors)
        return Point(float(loglik), weighted, weighted_events, divisors)

    def derivatives(self, point: Point) -> tuple[np.ndarray, np.ndarray]:
        """The gradient (p,) and the information (p, p), minus the second derivative, at a point."""
        risk, slots = self.risk, self.slots
        hazard = slots.weight / point.divisors
        increments = slots.sums(hazard, 2)
        expected = point.weighted * risk.sums_until_last(increments[0])
        if slots.powers is not None:
            expected[risk.events] -= point.weighted_events * increments[1].take(risk.event_cells)
        gradient = self.observed - self.covariates @ expected
        products = _weighted_products(self.covariates, expected)
        return gradient, products - self._products_of_sums(point, hazard / point.divisors)

    def _products_of_sums(self, point: Point, square: np.ndarray) -> np.ndarray:
        """Sum over slots of (covariates summed over the divisor) times itself / divisor^2: (p, p)."""
        slots = self.slots
        at_risk = self.risk.sums_at_risk(self.covariates * point.weighted)
        squares = slots.sums(square, 3)
        both = (at_risk * squares[0]) @ at_risk.T
        if slots.powers is None:
            return both
        tied = np.add.reduceat(self.event_covariates * point.weighted_events, slots.event_starts, axis=-1)
        cross = (at_risk * squares[1]) @ tied.T
        return both - cross - cross.T + (tied * squares[2]) @ tied.T


def _weighted_products(columns: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Columns (p, m) times weight (m,) times columns: (p, p), by blocks of rows that stay in the cache."""
    products = np.zeros((len(columns), len(columns)))
    for start in range(0, len(weight), ROWS_IN_CACHE):
        block = columns[:, start : start + ROWS_IN_CACHE]
        products += (block * weight[start : start + ROWS_IN_CACHE]) @ block.T
    return products
