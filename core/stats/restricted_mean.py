"""Restricted means: how long patients live on average up to a horizon, how much they lose, and how groups differ."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from core.stats.event_table import EventTable
from core.stats.kaplan_meier import Curve, fit_kaplan_meier
from core.stats.times import SAME_TIME

MEASURES = ("difference", "ratio", "time_lost_ratio")

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class RestrictedMeans:
    """Restricted means of all groups up to one horizon, and each group against the first.

    `groups`: a row per group with n, events, last_time, restricted_mean, std_err, lower, upper, time_lost,
    time_lost_lower, time_lost_upper, in the unit of the times; means and time lost add up to tau.
    `contrasts`: three rows per group after the first with group, reference (codes), measure (one of MEASURES),
    estimate, std_err, lower, upper, z, p. The difference is the group's mean minus the reference's; ratios are
    the group's over the reference's, their std_err that of the logarithm.
    """

    tau: float
    level: float
    groups: pd.DataFrame
    contrasts: pd.DataFrame


def largest_tau(table: EventTable) -> float:
    """The last horizon up to which the area under every group's curve is known.

    A curve ends with the last follow-up of its group, unless it has reached 0, where it stays. Groups without
    patients do not count; nan where nobody is left.
    """
    return _largest_tau(fit_kaplan_meier(table))


def fit_restricted_means(
    table: EventTable, tau: float, level: float = 0.95, *, carry_flat: bool = False
) -> RestrictedMeans:
    """The mean of min(time, tau) in each group, with limits, and each group compared with the first.

    The area under the Kaplan-Meier curve up to tau > 0, its standard error of Greenwood's type: nothing is
    assumed about hazards. Limits and P are of the normal distribution; ratios are compared on the log scale
    (delta method). nan where a group has no patients. A group without events before tau has no limits of its
    own, and its mean counts as known in a contrast, as in R.
    ValueError for a tau beyond the last follow-up of a group, which names the largest possible one;
    `carry_flat` instead takes survival to stay where it was. Royston and Parmar (2013); agrees with
    R's print(survfit, rmean = tau), which carries flat, and with survRM2.
    """
    if not 0 < level < 1:
        raise ValueError("The level of the limits must lie between 0 and 1.")
    if not 0 < tau < np.inf:
        raise ValueError("The horizon tau must be a positive time.")
    curves = fit_kaplan_meier(table)
    largest = _largest_tau(curves)
    if not carry_flat and tau > largest + SAME_TIME * max(1.0, largest):
        raise ValueError(f"Follow-up of a group ends before tau = {tau:g}: choose a tau of at most {largest:g}.")
    rows = [_group_row(curve, tau, level) for curve in curves]
    groups = pd.DataFrame(rows, columns=_GROUP_COLUMNS)
    return RestrictedMeans(float(tau), level, groups, _contrasts(groups, level))


_GROUP_COLUMNS = pd.Index(
    [
        "n",
        "events",
        "last_time",
        "restricted_mean",
        "std_err",
        "lower",
        "upper",
        "time_lost",
        "time_lost_lower",
        "time_lost_upper",
    ]
)
_CONTRAST_COLUMNS = pd.Index(
    ["group", "reference", "measure", "estimate", "std_err", "lower", "upper", "z", "p"],
)


def _largest_tau(curves: tuple[Curve, ...]) -> float:
    ends = [(curve.time[-1], curve.survival[-1] > 0) for curve in curves if len(curve.time)]
    open_ends = [time for time, still_alive in ends if still_alive]
    return float(min(open_ends) if open_ends else max((time for time, _ in ends), default=np.nan))


def _group_row(curve: Curve, tau: float, level: float) -> tuple[float, ...]:
    if curve.n == 0:
        return (0, 0, *(np.nan,) * (len(_GROUP_COLUMNS) - 2))
    mean, lost, std_err = _areas_and_error(curve, tau)
    half_width = ndtri((1 + level) / 2) * std_err if std_err > 0 else np.nan
    limits = (mean - half_width, mean + half_width)
    lost_limits = (lost - half_width, lost + half_width)
    return (curve.n, curve.n_events, float(curve.time[-1]), mean, std_err, *limits, lost, *lost_limits)


def _areas_and_error(curve: Curve, tau: float) -> tuple[float, float, float]:
    """The areas under and above the curve up to tau, and their standard error from the areas beyond each event."""
    edges = np.append(np.minimum(curve.time, tau), tau)
    widths = np.diff(edges)
    beyond = np.cumsum((curve.survival * widths)[::-1])[::-1]  # (T,) the area from each time to tau
    n, d = curve.at_risk.astype(float), curve.events.astype(float)
    some_left = n > d
    relative = d / np.where(some_left, n * (n - d), 1.0)
    variance = (beyond**2 * np.where(some_left, relative, 0.0)).sum()
    # Above the curve by its own sum: exactly 0 without events.
    lost = ((1 - curve.survival) * widths).sum()
    return float(edges[0] + beyond[0]), float(lost), float(np.sqrt(variance))


def _contrasts(groups: pd.DataFrame, level: float) -> pd.DataFrame:
    means, errors = groups["restricted_mean"].to_numpy(), groups["std_err"].to_numpy()
    lost = groups["time_lost"].to_numpy()
    rows = []
    for group in range(1, len(groups)):
        pair = [0, group]
        difference = (means[group] - means[0], np.hypot(*errors[pair]))
        rows += [
            (group, 0, "difference", *_normal_test(*difference, level)),
            (group, 0, "ratio", *_ratio_test(means[pair], errors[pair], level)),
            (group, 0, "time_lost_ratio", *_ratio_test(lost[pair], errors[pair], level)),
        ]
    return pd.DataFrame(rows, columns=_CONTRAST_COLUMNS)


def _normal_test(estimate: float, std_err: float, level: float) -> tuple[float, ...]:
    """Estimate, standard error, lower and upper limit, z, P: nan but for the first two without variance."""
    if not std_err > 0:
        return (estimate, std_err, np.nan, np.nan, np.nan, np.nan)
    half_width, z = ndtri((1 + level) / 2) * std_err, estimate / std_err
    return (estimate, std_err, estimate - half_width, estimate + half_width, z, 2 * ndtr(-abs(z)))


def _ratio_test(values: Floats, errors: Floats, level: float) -> tuple[float, ...]:
    """The second value over the first with the error of its logarithm; all nan unless both are positive."""
    if not (values > 0).all():
        return (np.nan,) * 6
    logarithm, std_err, lower, upper, z, p = _normal_test(
        np.log(values[1] / values[0]), np.hypot(*(errors / values)), level
    )
    return (np.exp(logarithm), std_err, np.exp(lower), np.exp(upper), z, p)
