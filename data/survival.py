"""Kaplan-Meier and log-rank for the scripts that make cohorts: small, fast, and independent of Ballad's own."""

from math import erfc, sqrt

import numpy as np

DAYS_PER_MONTH = 30.4375
NORMAL_95 = 1.959963984540054


def half_a_unit(printed: float) -> float:
    """Half a unit of the last digit of a number as it stands in the JSON: 0.5 for 9, 0.05 for 37.5."""
    decimals = str(printed).rstrip("0").partition(".")[2]
    return 0.5 * 10.0 ** -len(decimals)


def kaplan_meier(days: np.ndarray, event: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distinct days, survival after each, and Greenwood's sum (infinite once nobody is left)."""
    times, code = np.unique(days, return_inverse=True)
    died = np.bincount(code, event)
    at_risk = np.bincount(code)[::-1].cumsum()[::-1]
    left = at_risk - died
    terms = np.divide(died, at_risk * left, out=np.full(len(times), np.inf), where=left > 0)
    return times, np.cumprod(left / at_risk), np.cumsum(terms)


def first_at_half(times: np.ndarray, curve: np.ndarray) -> float:
    """When a curve first is at one half or below; the middle where it stays at one half; infinite where it never is."""
    below = np.flatnonzero(curve <= 0.5 + 1e-9)
    if not len(below):
        return float("inf")
    first = below[0]
    flat = abs(curve[first] - 0.5) < 1e-9 and first + 1 < len(times)
    later = np.flatnonzero(curve < 0.5 - 1e-9)
    return float((times[first] + times[later[0]]) / 2) if flat and len(later) else float(times[first])


def log_rank_p(days: np.ndarray, event: np.ndarray, first: np.ndarray) -> float:
    """P of the two-group log-rank test; `first` marks the patients of one of the groups."""
    _, code = np.unique(days, return_inverse=True)
    at_risk = np.bincount(code)[::-1].cumsum()[::-1]
    first_at_risk = np.bincount(code, first)[::-1].cumsum()[::-1]
    died = np.bincount(code, event)
    share = first_at_risk / at_risk
    variance = np.sum(died * share * (1 - share) * (at_risk - died) / np.maximum(at_risk - 1, 1))
    excess = np.sum(np.bincount(code, event * first) - died * share)
    return erfc(sqrt(excess**2 / variance / 2)) if variance > 0 else 1.0
