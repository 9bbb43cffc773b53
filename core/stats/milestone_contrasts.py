"""Survival of the groups compared at fixed times: its difference, with limits and P."""

from typing import Literal

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy.special import ndtr, ndtri

from core.stats.event_table import EventTable
from core.stats.kaplan_meier import Curve, fit_kaplan_meier, milestones
from core.stats.times import place_at_or_after

DifferenceMethod = Literal["hybrid log-log", "plain"]

Floats = NDArray[np.float64]

_COLUMNS = pd.Index(
    [
        "time",
        "group",
        "reference",
        "survival",
        "reference_survival",
        "difference",
        "std_err",
        "lower",
        "upper",
        "cumulative_hazard_ratio",
        "cumulative_hazard_ratio_lower",
        "cumulative_hazard_ratio_upper",
        "z",
        "p",
    ]
)


def compare_milestones(
    table: EventTable, times: ArrayLike, method: DifferenceMethod = "hybrid log-log", level: float = 0.95
) -> pd.DataFrame:
    """Survival of every group at fixed times against that of the first group: a row per time and group.

    Columns time, group, reference (codes), survival, reference_survival, difference (group minus reference),
    std_err (of the difference), lower, upper, cumulative_hazard_ratio (log S over log S, group over reference)
    with its limits, z, p. Survival and differences are proportions.

    "hybrid log-log" combines the log-log limits of both curves into those of their difference (Zou and Donner
    2008) and tests on the log(-log) scale, whose size holds in small groups (Klein, Logan, Harhoff and Andersen
    2007); z > 0 where the group survives better. "plain" takes the difference for normal, with its Greenwood
    error. Limits, ratio and P are nan where a survival is 0 or 1; survival is nan where follow-up of a group
    with survivors ends before the time. P is not adjusted for the number of times and groups. ValueError for an
    unknown method or a level outside (0, 1). The test agrees with survival_difference_at_fixed_point_in_time_test
    of lifelines at the times of both curves; in between lifelines interpolates the variance.
    """
    if method not in ("hybrid log-log", "plain"):
        raise ValueError(f"Unknown method {method!r}: use 'hybrid log-log' or 'plain'.")
    asked = np.asarray(times, dtype=float).reshape(-1)
    survivals = [_followed(curve, asked) for curve in fit_kaplan_meier(table, "log-log", level)]
    frames = [
        pd.DataFrame(_compared(survivals[0], survival, method, level)).assign(time=asked, group=group, reference=0)
        for group, survival in enumerate(survivals[1:], start=1)
    ]
    if not frames:
        return pd.DataFrame(columns=_COLUMNS, dtype=float)
    return pd.concat(frames)[_COLUMNS].sort_index(kind="stable", ignore_index=True)


def _followed(curve: Curve, times: Floats) -> pd.DataFrame:
    """Milestones of the curve, nan where patients still alive were not followed up to the time."""
    found = milestones(curve, times)[["survival", "std_err", "lower", "upper"]]
    survivors = bool(curve.survival[-1:].all())  # also for a group of nobody
    if survivors:
        found.loc[place_at_or_after(curve.time, times) == len(curve.time)] = np.nan
    return found


def _compared(first: pd.DataFrame, other: pd.DataFrame, method: DifferenceMethod, level: float) -> dict[str, Floats]:
    """The columns of one group after the first, but for those that say which."""
    survival = np.stack([first["survival"], other["survival"]])
    std_err = np.stack([first["std_err"], other["std_err"]])
    std_err = np.where(((survival > 0) & (survival < 1)).all(axis=0), std_err, np.nan)
    difference, error = survival[1] - survival[0], np.hypot(*std_err)
    z_of_level = ndtri((1 + level) / 2)
    log_hazards, log_hazard_errors = _on_the_log_log_scale(survival, std_err)
    log_ratio, log_ratio_error = log_hazards[1] - log_hazards[0], np.hypot(*log_hazard_errors)
    if method == "plain":
        below = above = z_of_level * error
        z = difference / error
    else:
        below = np.hypot(survival[1] - other["lower"], first["upper"] - survival[0])
        above = np.hypot(other["upper"] - survival[1], survival[0] - first["lower"])
        z = -log_ratio / log_ratio_error
    return {
        "survival": survival[1],
        "reference_survival": survival[0],
        "difference": difference,
        "std_err": error,
        "lower": difference - below,
        "upper": difference + above,
        "cumulative_hazard_ratio": np.exp(log_ratio),
        "cumulative_hazard_ratio_lower": np.exp(log_ratio - z_of_level * log_ratio_error),
        "cumulative_hazard_ratio_upper": np.exp(log_ratio + z_of_level * log_ratio_error),
        "z": z,
        "p": 2 * ndtr(-np.abs(z)),
    }


def _on_the_log_log_scale(survival: Floats, std_err: Floats) -> tuple[Floats, Floats]:
    """The logarithm of the cumulative hazard and its standard error by the delta method; nan without an error."""
    logarithm = np.log(np.where(np.isnan(std_err), np.nan, survival))
    return np.log(-logarithm), std_err / (survival * -logarithm)
