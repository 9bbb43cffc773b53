"""The Cox model of statsmodels, which has Breslow's method for ties as lifelines has not."""

import warnings

import numpy as np
from statsmodels.duration.hazard_regression import PHReg

JUST_AFTER = 1e-6
"""statsmodels takes a patient who enters at a time for at risk at that time; entering so much later, for not."""


def fit_phreg(
    columns: np.ndarray,
    time: np.ndarray,
    event: np.ndarray,
    *,
    entry: np.ndarray | None = None,
    strata: np.ndarray | None = None,
) -> np.ndarray:
    """Coefficients and standard errors (2, k) of `columns` (n, k) with Breslow's method; nan where no maximum is found.

    `entry` (n,) must be below `time` (n,) in every row. Newton's steps begin near the maximum, as from zero they may
    run away from a strong effect.
    """
    size = columns.std(axis=0)
    late = None if entry is None or not entry.any() else entry + JUST_AFTER
    model = PHReg(time, columns / size, status=event, entry=late, strata=strata, ties="breslow")
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        near = model.fit(method="bfgs", disp=0)
        fitted = model.fit(start_params=near.params, method="newton", tol=1e-14, maxiter=100, disp=0)
    return np.stack([fitted.params, fitted.bse]) / size
