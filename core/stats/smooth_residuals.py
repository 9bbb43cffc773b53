"""How a coefficient moves over time: a natural cubic spline through scaled Schoenfeld residuals, with its band.

The spline is that of R's plot.cox.zph, by least squares (Grambsch & Therneau, Biometrika 1994).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.interpolate import CubicSpline

DEGREES_OF_FREEDOM = 4
DRAWN = 40
STANDARD_ERRORS = 2.0


@dataclass(frozen=True, eq=False)
class SmoothResiduals:
    """The smooth coefficient `value` (40,) at `at` (40,), equally spaced over the transformed times of the events.

    The band from `lower` to `upper` is two standard errors to either side.
    """

    at: np.ndarray
    value: np.ndarray
    lower: np.ndarray
    upper: np.ndarray

    @property
    def ends(self) -> tuple[float, float]:
        """The hazard ratios with the first events and with the last."""
        with np.errstate(over="ignore"):
            first, last = np.exp(self.value[[0, -1]])
        return float(first), float(last)


def smooth_residuals(transformed: np.ndarray, residuals: np.ndarray, variance: float) -> SmoothResiduals | None:
    """The smooth curve through the `residuals` (e,) of one coefficient at `transformed` (e,) times.

    `variance` is that of one residual. Knots at the ends and at the thirds of the times drawn and seen, four degrees of
    freedom. Residuals that are nan are left out; None where the others do not determine a curve. Agrees with R's
    `survival:::plot.cox.zph` (df = 4, nsmo = 40).
    """
    known = np.isfinite(residuals)
    if not known.any() or not np.isfinite(transformed).all() or not np.isfinite(variance):
        return None
    at = np.linspace(transformed.min(), transformed.max(), DRAWN)
    knots = np.quantile(np.concatenate([at, transformed]), np.linspace(0, 1, DEGREES_OF_FREEDOM))
    if not (np.diff(knots) > 0).all():
        return None
    basis = CubicSpline(knots, np.eye(DEGREES_OF_FREEDOM), bc_type="natural")
    seen, drawn = basis(transformed[known]), basis(at)
    values, _, rank, _ = np.linalg.lstsq(seen, residuals[known])
    if rank < DEGREES_OF_FREEDOM:
        return None
    value = drawn @ values
    spread = np.einsum("ij,jk,ik->i", drawn, np.linalg.inv(seen.T @ seen), drawn)
    half_width = STANDARD_ERRORS * np.sqrt(variance * spread)
    return SmoothResiduals(at, value, value - half_width, value + half_width)
