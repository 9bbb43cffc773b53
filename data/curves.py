"""Survival figures of many groups at once, as the search for a cohort asks for them thousands of times.

Limits are by the log-log transform. A landmark needs no second clock: who is under observation after it, from it on.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.special import chdtrc, erfc
from survival import DAYS_PER_MONTH, NORMAL_95, half_a_unit

P_WITHIN = 0.03
"""How far a P may be from a printed one that is not below .05."""
AIM = 0.97
"""How much of what rounding allows the search uses: it keeps off the very edge."""


@dataclass(frozen=True)
class Curves:
    """Groups (rows) over the ends of follow-up in order of time (columns), deaths before censorings of one day."""

    days: np.ndarray
    at_risk: np.ndarray
    died: np.ndarray
    survival: np.ndarray
    greenwood: np.ndarray

    def percents(self, rows: np.ndarray, days: np.ndarray) -> np.ndarray:
        """Survival with its lower and upper limit in percent (3, rows); each row at a day of its own."""
        places = np.maximum(self.days.searchsorted(days, side="right") - 1, 0)
        survival = np.clip(self.survival[rows, places], 1e-12, 1 - 1e-12)
        spread = np.exp(np.minimum(NORMAL_95 * np.sqrt(self.greenwood[rows, places]) / -np.log(survival), 99.0))
        return 100 * np.array([survival, survival**spread, survival ** (1 / spread)])

    def median_day(self, row: int) -> float:
        """The day survival is one half or below; the middle where it stays at one half; infinite without."""
        curve = self.survival[row]
        first = int((curve <= 0.5 + 1e-9).argmax())
        if curve[first] > 0.5 + 1e-9:
            return float("inf")
        if curve[first] < 0.5 - 1e-9 or curve[-1] >= 0.5 - 1e-9:
            return float(self.days[first])
        return float(self.days[first] + self.days[(curve < 0.5 - 1e-9).argmax()]) / 2

    def log_rank_ps(self, ones: np.ndarray, others: np.ndarray) -> np.ndarray:
        """P of the log-rank test of each of `ones` against each of `others`, for deaths on days of their own."""
        at_risk, died = self.at_risk[ones], self.died[ones] + self.died[others]
        share = at_risk / np.maximum(at_risk + self.at_risk[others], 1)
        expected = died * share
        excess = (self.died[ones] - expected).sum(axis=1)
        variance = (expected * (1 - share)).sum(axis=1)
        return erfc(np.sqrt(excess**2 / np.maximum(variance, 1e-12) / 2))

    def log_rank_p(self, rows: Sequence[int]) -> float:
        """The same for any number of groups together."""
        at_risk, died = self.at_risk[list(rows)], self.died[list(rows)]
        somebody = died.any(axis=0)
        share = at_risk[:, somebody] / at_risk[:, somebody].sum(axis=0)
        excess = (died[:, somebody] - share).sum(axis=1)[1:]
        covariance = (np.diag(share.sum(axis=1)) - share @ share.T)[1:, 1:]
        return float(chdtrc(len(rows) - 1, excess @ np.linalg.solve(covariance, excess)))


def draw(days: np.ndarray, event: np.ndarray, masks: np.ndarray) -> Curves:
    """Kaplan-Meier of each group, of patients who are dead (`event`) or not; `masks` has a row a group."""
    order = np.argsort(2 * days - event, kind="stable")
    inside = masks[:, order].astype(float)
    died = inside * event[order]
    at_risk = inside[:, ::-1].cumsum(axis=1)[:, ::-1]
    n = np.maximum(at_risk, 1.0)
    left = n - died
    terms = died / (n * np.maximum(left, 1e-9))
    return Curves(days[order], at_risk, died, (left / n).cumprod(axis=1), terms.cumsum(axis=1))


class Printed:
    """Printed figures of survival, and how far curves are from them.

    Each figure names the groups (rows of the curves) it is about. A P below .05 is compared by its logarithm, so that
    its size counts.
    """

    def __init__(self, figures: Sequence[tuple[dict, tuple[int, ...]]]) -> None:
        """Lay out the numbers of the facts, kind by kind."""
        kinds: dict[str, list] = {"survival": [], "median_survival": [], "p": []}
        for fact, rows in figures:
            kinds[fact["kind"]].append((fact, rows, fact.get("landmark_months", 0) * DAYS_PER_MONTH))
        survival, medians = kinds["survival"], kinds["median_survival"]
        pairs = [one for one in kinds["p"] if len(one[1]) == 2]
        self._many = [rows for _, rows, _ in kinds["p"] if len(rows) > 2]
        tests = [fact for fact, _, _ in (*pairs, *(one for one in kinds["p"] if len(one[1]) > 2))]
        self._rows = np.array([rows[0] for _, rows, _ in survival], dtype=int)
        self._days = np.array([start + fact["at_months"] * DAYS_PER_MONTH for fact, _, start in survival])
        self._limited = np.array(["ci" in fact for fact, _, _ in survival], dtype=bool)
        self._medians = [(rows[0], start) for _, rows, start in medians]
        self._pairs = np.array([rows for _, rows, _ in pairs], dtype=int).reshape(-1, 2).T
        self._reference = np.array([fact.get("p_below", 0.05) for fact in tests])
        self._below = np.array(["p_below" in fact for fact in tests], dtype=bool)
        self._in_logs = self._below | np.array([fact.get("p", 0) < 0.05 for fact in tests], dtype=bool)
        limited = [fact for fact, _, _ in survival if "ci" in fact]
        printed = [(fact["id"], fact["percent"], half_a_unit(fact["percent"])) for fact, _, _ in survival]
        printed += [
            (fact["id"], fact["ci"][side], half_a_unit(fact["ci"][side])) for side in (0, 1) for fact in limited
        ]
        printed = [(*one, 2 * one[-1]) for one in printed]
        printed += [(fact["id"], fact["value"], half_a_unit(fact["value"]), 2.0) for fact, _, _ in medians]
        printed += [(fact["id"], *_p_wanted(fact), 0.1) for fact in tests]
        self.names = [name for name, *_ in printed]
        self._printed, self._allowed, self._scale = np.array([numbers for _, *numbers in printed]).T

    def found(self, curves: Curves) -> np.ndarray:
        """Every number as the curves have it, in the order of `names`."""
        at, lower, upper = curves.percents(self._rows, self._days)
        medians = [min((curves.median_day(row) - start) / DAYS_PER_MONTH, 999.0) for row, start in self._medians]
        p = np.array([*curves.log_rank_ps(*self._pairs), *(curves.log_rank_p(rows) for rows in self._many)])
        logs = np.log(np.maximum(p, 1e-12) / self._reference)
        p = np.where(self._below, np.maximum(logs, 0.0), np.where(self._in_logs, logs, p))
        return np.concatenate([at, lower[self._limited], upper[self._limited], medians, p])

    def miss(self, curves: Curves, aim: float = AIM) -> float:
        """How far all numbers together are beyond what rounding allows."""
        beyond = abs(self.found(curves) - self._printed) - aim * self._allowed
        return float((np.maximum(beyond, 0.0) / self._scale).sum())

    def missed(self, curves: Curves) -> list[str]:
        """The facts that do not round to what was printed; of a P below .05 only its side counts."""
        found = self.found(curves)
        beyond = abs(found - self._printed) > self._allowed + 1e-9
        tests = slice(len(found) - len(self._in_logs), None)
        beyond[tests] = np.where(self._in_logs, found[tests] > 0, beyond[tests])
        return sorted({name for name, far in zip(self.names, beyond, strict=True) if far})


def _p_wanted(fact: dict) -> tuple[float, float]:
    """The P to reach, as `Printed.found` gives it, and how far from it is near enough."""
    if "p_below" in fact:
        return 0.0, 0.0
    if fact["p"] < 0.05:
        return float(np.log(fact["p"] / 0.05)), float(min(np.log(1.5), np.log(0.05 / fact["p"])))
    return fact["p"], P_WITHIN


def median_follow_up(days: np.ndarray, event: np.ndarray) -> float:
    """The reverse Kaplan-Meier median in months, far away where it is not reached."""
    order = np.argsort(2 * days + event, kind="stable")
    censored = ~event[order]
    at_risk = np.arange(len(days), 0, -1)
    curve = (1 - censored / at_risk).cumprod()
    first = int((curve <= 0.5).argmax())
    return float(days[order][first]) / DAYS_PER_MONTH if curve[first] <= 0.5 else 999.0
