"""Survival figures of many groups at once, as the search for a cohort asks for them thousands of times.

Limits are by the log-log transform. A landmark needs no second clock: who is under observation after it, from it on.
"""

from dataclasses import dataclass
from math import erfc, exp, log, sqrt

import numpy as np
from scipy.special import chdtrc
from survival import DAYS_PER_MONTH, NORMAL_95, half_a_unit

P_WITHIN = 0.03
"""How far a P may be from a printed one that is not below .05."""


@dataclass(frozen=True)
class Curves:
    """Groups (rows) over the ends of follow-up in order of time (columns), deaths before censorings of one day."""

    days: np.ndarray
    at_risk: np.ndarray
    died: np.ndarray
    survival: np.ndarray
    greenwood: np.ndarray

    def percent_at(self, row: int, day: float) -> tuple[float, float, float]:
        """Survival with its limits in percent."""
        place = int(np.searchsorted(self.days, day, side="right")) - 1
        survival = float(self.survival[row, place]) if place >= 0 else 1.0
        if not 0 < survival < 1:
            return (100 * survival,) * 3
        spread = exp(NORMAL_95 * sqrt(float(self.greenwood[row, place])) / -log(survival))
        return 100 * survival, 100 * survival**spread, 100 * survival ** (1 / spread)

    def median_day(self, row: int) -> float:
        """The day survival is one half or below; the middle where it stays at one half; infinite without."""
        curve = self.survival[row]
        first = int(np.argmax(curve <= 0.5 + 1e-9))
        if curve[first] > 0.5 + 1e-9:
            return float("inf")
        later = int(np.argmax(curve < 0.5 - 1e-9))
        if curve[first] < 0.5 - 1e-9 or curve[later] >= 0.5 - 1e-9:
            return float(self.days[first])
        return float(self.days[first] + self.days[later]) / 2

    def log_rank_p(self, rows: list[int]) -> float:
        """P of the log-rank test of these groups, for deaths on days of their own."""
        at_risk, died = self.at_risk[rows], self.died[rows]
        somebody = died.any(axis=0)
        at_risk, died = at_risk[:, somebody], died[:, somebody]
        share = at_risk / at_risk.sum(axis=0)
        excess = (died - share).sum(axis=1)[1:]
        if len(rows) == 2:
            variance = float((share[0] * share[1]).sum())
            return erfc(sqrt(float(excess[0]) ** 2 / variance / 2)) if variance > 0 else 1.0
        covariance = (np.diag(share.sum(axis=1)) - share @ share.T)[1:, 1:]
        return float(chdtrc(len(rows) - 1, excess @ np.linalg.solve(covariance, excess)))


def draw(days: np.ndarray, event: np.ndarray, masks: np.ndarray) -> Curves:
    """Kaplan-Meier of each group; `masks` has a row a group."""
    order = np.lexsort((~event, days))
    inside = masks[:, order]
    died = inside & event[order]
    at_risk = np.cumsum(inside[:, ::-1], axis=1)[:, ::-1]
    n = np.maximum(at_risk, 1)
    left = n - died
    terms = np.divide(died, n * left, out=np.full(n.shape, np.inf), where=left > 0)
    return Curves(
        days[order], at_risk, died, np.cumprod(left / n, axis=1), np.cumsum(np.where(died, terms, 0.0), axis=1)
    )


def distances(fact: dict, curves: Curves, rows: list[int]) -> list[tuple[float, float, float]]:
    """What the curves give, what was printed, and how far the two may be apart, for each number of a fact.

    `rows` are the groups: one, or those compared. A P below .05 is in logarithms, so that its size counts.
    """
    landmark = fact.get("landmark_months", 0) * DAYS_PER_MONTH
    match fact["kind"]:
        case "survival":
            found = curves.percent_at(rows[0], landmark + fact["at_months"] * DAYS_PER_MONTH)
            printed = [fact["percent"], *fact.get("ci", [])]
            return [(one, other, half_a_unit(other)) for one, other in zip(found, printed, strict=False)]
        case "median_survival":
            found = (curves.median_day(rows[0]) - landmark) / DAYS_PER_MONTH
            return [(min(found, 999.0), fact["value"], half_a_unit(fact["value"]))]
        case "p":
            found = max(curves.log_rank_p(rows), 1e-12)
            if "p_below" in fact:
                return [(max(0.0, log(found / fact["p_below"])), 0.0, 0.0)]
            if fact["p"] < 0.05:
                return [(log(found / 0.05), log(fact["p"] / 0.05), min(log(1.5), log(0.05 / fact["p"])))]
            return [(found, fact["p"], P_WITHIN)]
    raise ValueError(f"No curve gives {fact['kind']}.")


def excess(distance: tuple[float, float, float], aim: float = 0.9) -> float:
    """How far a number is beyond what rounding allows; `aim` keeps it off the very edge."""
    found, printed, allowed = distance
    return max(0.0, abs(found - printed) - aim * allowed)


def median_follow_up(days: np.ndarray, event: np.ndarray) -> float:
    """The reverse Kaplan-Meier median in months."""
    everybody = np.ones((1, len(days)), dtype=bool)
    return draw(days, ~event, everybody).median_day(0) / DAYS_PER_MONTH
