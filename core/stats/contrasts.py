"""Hazard ratios between two sets of values, whatever the shape of their effects and with whom they interact."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr, ndtri

from core.stats.cox_model import CoxModel
from core.stats.cox_prediction import Profile, column_values
from core.stats.design import TermColumns

NOBODY = "no patient has this combination"


@dataclass(frozen=True)
class HazardRatio:
    """A hazard ratio with Wald limits and P, nan with its `reason` where it is not `estimable`."""

    hr: float
    lower: float
    upper: float
    p: float
    estimable: bool
    reason: str


def hazard_ratio_between(model: CoxModel, values: Profile, reference: Profile) -> HazardRatio:
    """The hazard with these values over that with the `reference` ones, all other terms the same.

    Both name the same terms, and with a term whatever interacts with it. With the log hazard ratio c' beta its
    variance is c' V c. Not estimable is what needs a coefficient that is not. ValueError as `columns_of_profile`.
    """
    if not all(_somebody_has(columns, one) for columns in model.design.terms for one in (values, reference)):
        return _not_estimable(NOBODY)
    contrast = np.concatenate([np.zeros(0), *(_difference(c, model, values, reference) for c in model.design.terms)])
    needed = np.abs(contrast) > 0
    reason = next((model.reasons[j] for j in np.flatnonzero(needed) if not model.estimable[j]), "")
    if reason:
        return _not_estimable(reason)
    contrast, kept = contrast[needed], np.ix_(needed, needed)
    log_hr = float(contrast @ model.beta[needed])
    error = float(np.sqrt(contrast @ model.variance[kept] @ contrast))
    half_width = ndtri((1 + model.confidence_level) / 2) * error
    with np.errstate(over="ignore", divide="ignore", invalid="ignore"):
        hr, lower, upper = np.exp([log_hr, log_hr - half_width, log_hr + half_width])
        p = 2 * ndtr(-abs(np.divide(log_hr, error)))
    return HazardRatio(float(hr), float(lower), float(upper), float(p), estimable=True, reason="")


def _not_estimable(reason: str) -> HazardRatio:
    return HazardRatio(*[np.nan] * 4, estimable=False, reason=reason)


def _somebody_has(columns: TermColumns, values: Profile) -> bool:
    """Whether somebody has both levels of two factors that interact; True for every other term."""
    parts = [part for part in columns.parts if part.pattern is not None and part.term.name in values]
    chosen = [part.pattern == part.term.levels.index(values[part.term.name]) for part in parts]
    return len(parts) < 2 or bool((chosen[0] & chosen[1]).any())


def _difference(columns: TermColumns, model: CoxModel, values: Profile, reference: Profile) -> np.ndarray:
    """What changes in the columns of a term from the reference to the values; nothing where it is not named."""
    names = [part.term.name for part in columns.parts or (columns,)]
    if not set(names) <= set(values):
        return np.zeros(len(columns.table))
    return column_values(columns, model.rows, values) - column_values(columns, model.rows, reference)
