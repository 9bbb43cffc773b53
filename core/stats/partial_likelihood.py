"""The partial likelihood of a Cox model: its value, its slope and its curvature.

With w = weight * exp(linear predictor) of a row, S the sum of w over those at risk at an event time and D the sum
over those who have the event then, Efron's method divides the d tied events by S - (l / d) D, l = 0 .. d - 1;
Breslow's divides all of them by S (Efron, JASA 1977; Therneau & Grambsch, Modeling Survival Data, 2000, ch. 3).
Both are sums over *slots*: one per tied event for Efron, one per event time for Breslow. Summed over slots, the
reciprocals of the divisors are increments of a cumulative hazard, so that the curvature is one weighted product
of the covariates with themselves, minus products of sums per event time: no array is larger than the covariates.
A column of ones goes with the covariates, so that what is summed of them and of w itself is summed at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from core.stats.risk_sets import RiskSets

TIES = ("efron", "breslow")
LARGEST_PREDICTOR = 300.0  # range beyond which exp() and its squares leave that of floating point numbers
ROWS_IN_CACHE = 8192


@dataclass(frozen=True, eq=False)
class Slots:
    """The divisors of the likelihood, in the order of their cells.

    `weight` (slots,); `cell` (slots,) and `powers` (3, slots), the share l / d of D taken off to the powers 0, 1
    and 2, are None where nothing is taken off and each cell has one slot. `starts` (cells,) are the first slots.
    """

    weight: np.ndarray
    cell: np.ndarray | None
    powers: np.ndarray | None
    starts: np.ndarray

    def sums(self, values: np.ndarray, n_powers: int) -> np.ndarray:
        """Per cell, sums of `values` (slots,) times the first powers of the share taken off: (powers, cells)."""
        if self.powers is None:
            return values[np.newaxis]
        return np.add.reduceat(self.powers[:n_powers] * values, self.starts, axis=-1)


def slots_of(risk: RiskSets, ties: str) -> Slots:
    """The divisors of these risk sets; `ties` is "efron" or "breslow", anything else is a ValueError."""
    if ties not in TIES:
        raise ValueError(f"Ties are handled by one of {', '.join(TIES)}, not by {ties!r}.")
    weight = np.add.reduceat(risk.event_weight, risk.event_starts)
    deaths = np.add.reduceat(risk.deaths, risk.event_starts)
    if ties == "breslow" or deaths.max(initial=0) <= 1:
        return Slots(weight, None, None, np.arange(risk.n_cells))
    starts = np.cumsum(deaths) - deaths
    cell = np.repeat(np.arange(risk.n_cells), deaths)
    taken_off = (np.arange(len(cell)) - starts[cell]) / deaths[cell]
    powers = np.stack([np.ones(len(cell)), taken_off, taken_off**2])
    return Slots((weight / deaths)[cell], cell, powers, starts)


@dataclass(frozen=True, eq=False)
class Point:
    """What one value of the coefficients gives: the log-likelihood and what its derivatives need.

    `weighted` (m,) and `weighted_events` (e,) are the relative hazards times the weights, `divisors` (slots,) their
    sums. `at_risk` (1 + p, cells) are the sums of `weighted` and of `weighted` times each covariate over those at
    risk, `tied` (1 + p, cells) over those with the event, None where no ties are taken off.
    """

    loglik: float
    weighted: np.ndarray
    weighted_events: np.ndarray
    divisors: np.ndarray
    at_risk: np.ndarray
    tied: np.ndarray | None


@dataclass(frozen=True, eq=False)
class PartialLikelihood:
    """The partial likelihood of `columns` (p, patients or patterns), covariates centred and scaled near 1."""

    risk: RiskSets
    columns: np.ndarray
    ties: str = "efron"

    @cached_property
    def rows(self) -> np.ndarray:
        """(1 + p, m) A column of ones and the columns, in the row order of the risk sets."""
        rows = np.empty((1 + len(self.columns), len(self.risk.rows)))
        rows[0] = 1.0
        self.columns.take(self.risk.rows, axis=1, out=rows[1:], mode="clip")  # "raise" would fill a buffer first
        return rows

    @cached_property
    def slots(self) -> Slots:
        """The divisors for this method for ties."""
        return slots_of(self.risk, self.ties)

    @cached_property
    def event_rows(self) -> np.ndarray:
        """(1 + p, e) The same of the rows with an event."""
        return self.rows.take(self.risk.events, axis=1)

    @cached_property
    def observed(self) -> np.ndarray:
        """(p,) Sums of the columns over the events."""
        return self.event_rows[1:] @ self.risk.event_weight

    def restricted(self, columns: np.ndarray) -> PartialLikelihood:
        """The likelihood of some of the columns, given by mask or index."""
        return PartialLikelihood(self.risk, self.columns[columns], self.ties)

    def at(self, beta: np.ndarray) -> Point | None:
        """The log-likelihood at `beta` (p,); None where it leaves the range of floating point numbers."""
        risk, slots = self.risk, self.slots
        linear = beta @ self.rows[1:]
        if not linear.max(initial=0.0) - linear.min(initial=0.0) < LARGEST_PREDICTOR:
            return None
        relative = np.exp(linear)
        weighted = relative if risk.weight is None else relative * risk.weight
        weighted_events = relative.take(risk.events) * risk.event_weight
        at_risk = risk.sums_at_risk(self.rows * weighted)
        divisors, tied = at_risk[0], None
        if slots.powers is not None:
            tied = np.add.reduceat(self.event_rows * weighted_events, risk.event_starts, axis=-1)
            divisors = divisors.take(slots.cell) - slots.powers[1] * tied[0].take(slots.cell)
        if not divisors.min(initial=1.0) > 0:
            return None
        loglik = beta @ self.observed - slots.weight @ np.log(divisors)
        return Point(float(loglik), weighted, weighted_events, divisors, at_risk, tied)

    def derivatives(self, point: Point, factor: np.ndarray | None = None) -> tuple[np.ndarray, np.ndarray]:
        """The gradient (p,) and the information (p, p), minus the second derivative, at a point.

        With `factor` (cells,), each event time's share of both is multiplied by it first.
        """
        risk, slots = self.risk, self.slots
        hazard, observed = slots.weight / point.divisors, self.observed
        if factor is not None:
            hazard = hazard * (factor if slots.cell is None else factor.take(slots.cell))
            observed = self.event_rows[1:] @ (risk.event_weight * factor.take(risk.event_cells))
        increments = slots.sums(hazard, 2)
        expected = point.weighted * risk.sums_until_last(increments[0])
        if slots.powers is not None:
            expected[risk.events] -= point.weighted_events * increments[1].take(risk.event_cells)
        products = _weighted_products(self.rows, expected)
        information = products[1:, 1:] - self._products_of_sums(point, hazard / point.divisors)
        return observed - products[0, 1:], information

    def _products_of_sums(self, point: Point, square: np.ndarray) -> np.ndarray:
        """Sum over slots of (covariates summed over the divisor) times itself / divisor^2: (p, p)."""
        squares = self.slots.sums(square, 3)
        at_risk = point.at_risk[1:]
        both = (at_risk * squares[0]) @ at_risk.T
        if point.tied is None:
            return both
        tied = point.tied[1:]
        cross = (at_risk * squares[1]) @ tied.T
        return both - cross - cross.T + (tied * squares[2]) @ tied.T


def _weighted_products(columns: np.ndarray, weight: np.ndarray) -> np.ndarray:
    """Columns (p, m) times weight (m,) times columns: (p, p), by blocks of rows that stay in the cache."""
    if len(weight) <= ROWS_IN_CACHE:
        return (columns * weight) @ columns.T
    blocks = [slice(start, start + ROWS_IN_CACHE) for start in range(0, len(weight), ROWS_IN_CACHE)]
    return sum((columns[:, block] * weight[block]) @ columns[:, block].T for block in blocks)
