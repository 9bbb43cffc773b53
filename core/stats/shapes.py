"""The shape of a number's effect on the log hazard: a straight line per unit or per doubling, or a curve.

A shape turns values (n,) into the columns (k, n) of a model whose coefficients are the effect.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

KNOT_PLACES = {3: (0.10, 0.50, 0.90), 4: (0.05, 0.35, 0.65, 0.95), 5: (0.05, 0.275, 0.50, 0.725, 0.95)}
"""Quantiles of the knots of a restricted cubic spline (Harrell, Regression Modeling Strategies, 2015, table 2.3)."""

FEWEST_KNOTS = 3


@dataclass(frozen=True)
class PerUnit:
    """A straight line, its coefficient per this many units of the number."""

    unit: float = 1.0

    def columns(self, values: np.ndarray) -> np.ndarray:
        """(1, n) The number in these units."""
        return values[np.newaxis] / self.unit


@dataclass(frozen=True)
class PerDoubling:
    """A straight line over the binary logarithm: the coefficient is that of a number twice as large."""

    def columns(self, values: np.ndarray) -> np.ndarray:
        """(1, n) The logarithm, nan for what has none."""
        above = values > 0
        return np.log2(values, out=np.full(len(values), np.nan), where=above)[np.newaxis]


@dataclass(frozen=True)
class RestrictedCubicSpline:
    """A cubic curve between the `knots`, at least three and ascending, and straight lines beyond the outer two.

    The columns are the number and Harrell's k - 2 truncated cubes over the squared distance of the outer knots, as
    R's `rms::rcs`; `splines::ns` with the outer knots as its boundary has the same curves in other columns.
    """

    knots: tuple[float, ...]

    def columns(self, values: np.ndarray) -> np.ndarray:
        """(k - 1, n) The number itself, then what bends it."""
        *inner, before_last, last = self.knots
        cubes = {knot: np.maximum(values - knot, 0.0) ** 3 for knot in self.knots}
        bends = [
            cubes[knot]
            - cubes[before_last] * (last - knot) / (last - before_last)
            + cubes[last] * (before_last - knot) / (last - before_last)
            for knot in inner
        ]
        return np.vstack([values, *(bend / (last - self.knots[0]) ** 2 for bend in bends)])


Shape = PerUnit | PerDoubling | RestrictedCubicSpline


def knots_of(values: np.ndarray, n_knots: int = 4) -> tuple[float, ...]:
    """The knots of a spline of these values at Harrell's quantiles (R's type 7); fewer where quantiles coincide.

    Empty where there are no more distinct values than three knots: these bear no curve.
    """
    known = values[np.isfinite(values)]
    n_distinct = len(np.unique(known))
    for places in (KNOT_PLACES[n] for n in range(min(n_knots, n_distinct - 1), FEWEST_KNOTS - 1, -1)):
        knots = np.unique(np.quantile(known, places))
        if len(knots) == len(places):
            return tuple(knots.tolist())
    return ()
