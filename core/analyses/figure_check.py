"""Whether a printed figure can be: a percentage of its n, limits of their rate, a median of its spread, a total.

Everything is judged at the printed precision: what rounds to the printed digits agrees.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product

import numpy as np
from scipy.special import ndtri

from core.analyses.printed_number import Printed
from core.stats.kaplan_meier import Interval, survival_limits
from core.stats.proportions import ProportionMethod, proportion_interval

LEVEL = 0.95
Z = float(ndtri((1 + LEVEL) / 2))
OF_COUNTS: tuple[ProportionMethod, ...] = ("clopper-pearson", "wilson", "wilson-corrected", "wald")
OF_RATES: tuple[Interval, ...] = ("plain", "log", "log-log")
FAR = 15
"""How far from the given n another one is looked for that gives the percentage."""
MOST_OTHERS = 4
LARGEST_N = 100_000


@dataclass(frozen=True)
class PercentCheck:
    """A percentage of n: the counts that round to it, and where there are none what may have been meant.

    `nearest` are the counts next to it with their percentages, `others` the pairs (k, n) of an n near by that give
    it, those with the printed count first. `of_count` is the percentage the printed count has, None without one;
    `slip` says that it differs from the printed one by a single digit.
    """

    percent: Printed
    n: int
    k: int | None
    possible: tuple[int, ...]
    nearest: tuple[tuple[int, str], ...]
    others: tuple[tuple[int, int], ...]
    of_count: str | None
    slip: bool

    @property
    def agrees(self) -> bool:
        """Whether the percentage is one of n, and that of the printed count where there is one."""
        return bool(self.possible) if self.k is None else self.k in self.possible


@dataclass(frozen=True)
class LimitsOf:
    """Limits in percent a method gives, and whether the printed ones are their rounding."""

    method: str
    lower: float
    upper: float
    lower_agrees: bool
    upper_agrees: bool

    @property
    def agrees(self) -> bool:
        """Whether both limits are the printed ones."""
        return self.lower_agrees and self.upper_agrees


@dataclass(frozen=True)
class ScaleOf:
    """A rate and its limits on a scale: the upper limit that goes with the lower one, and the other way round.

    In percent, each as the lowest and highest value the rounding of the others leaves. `patients` is how many
    uncensored patients have limits that wide, from the lower limit.
    """

    scale: Interval
    upper: tuple[float, float]
    lower: tuple[float, float]
    symmetric: bool
    upper_slip: bool
    lower_slip: bool
    patients: float


@dataclass(frozen=True)
class LimitsCheck:
    """Limits against their rate: whether they are in order, what methods give for k of n, and on which scale."""

    rate: Printed
    lower: Printed
    upper: Printed
    in_order: bool
    of_counts: tuple[LimitsOf, ...]
    of_scales: tuple[ScaleOf, ...]


@dataclass(frozen=True)
class SpreadCheck:
    """A number that must lie between two others: a median between its quartiles or in its range."""

    median: Printed
    low: Printed
    high: Printed

    @property
    def agrees(self) -> bool:
        """Whether it lies there."""
        return self.low.value <= self.median.value <= self.high.value


@dataclass(frozen=True)
class TotalCheck:
    """Numbers that must add up to another."""

    parts: tuple[Printed, ...]
    total: Printed

    @property
    def sum(self) -> float:
        """What they add up to."""
        return sum(part.value for part in self.parts)

    @property
    def agrees(self) -> bool:
        """Whether the total is their sum."""
        return self.total.is_rounded_from(self.sum)


FigureCheck = PercentCheck | LimitsCheck | SpreadCheck | TotalCheck


def check_percent(percent: Printed, n: int, k: int | None = None) -> PercentCheck:
    """Which counts of n a percentage can be, and what a misprint may have been. `n` is at least 1, k at most n."""
    shares = 100 * np.arange(n + 1) / n
    possible = np.flatnonzero(np.abs(shares - percent.value) <= percent.half_unit)
    place = int(np.clip(percent.value * n / 100, 0, n))
    near = [one for one in (place, place + 1) if one <= n]
    others = sorted(_others(percent, n), key=lambda pair: (pair[0] != k, abs(pair[1] - n)))
    own = 100 * k / n if k is not None else None
    return PercentCheck(
        percent=percent,
        n=n,
        k=k,
        possible=tuple(int(one) for one in possible),
        nearest=tuple((one, percent.rounded(100 * one / n)) for one in near),
        others=tuple(others[:MOST_OTHERS]),
        of_count=None if own is None else percent.rounded(own),
        slip=own is not None and percent.is_a_slip_of(own),
    )


def _others(percent: Printed, n: int) -> Iterator[tuple[int, int]]:
    for other in range(max(1, n - FAR), n + FAR + 1):
        k = round(percent.value * other / 100)
        if other != n and k <= other and percent.is_rounded_from(100 * k / other):
            yield k, other


def check_limits(
    rate: Printed, lower: Printed, upper: Printed, k: int | None = None, n: int | None = None
) -> LimitsCheck:
    """Limits in percent against their rate, and against k of n where these are given."""
    return LimitsCheck(
        rate=rate,
        lower=lower,
        upper=upper,
        in_order=lower.value <= rate.value <= upper.value,
        of_counts=tuple(_limits_of_counts(lower, upper, k, n)) if k is not None and n else (),
        of_scales=tuple(_scale(scale, rate, lower, upper) for scale in OF_RATES) if 0 < rate.value < 100 else (),
    )


def _limits_of_counts(lower: Printed, upper: Printed, k: int, n: int) -> Iterator[LimitsOf]:
    """By the intervals of a proportion, and by those of survival with nobody censored."""
    found = {method: proportion_interval(k, n, method) for method in OF_COUNTS}
    if 0 < k < n:
        share, error = np.array([k / n]), np.array([np.sqrt((n - k) / (k * n))])
        found |= {scale: [one[0] for one in survival_limits(share, error, scale, LEVEL)] for scale in OF_RATES[1:]}
    for method, limits in found.items():
        low, high = (float(np.clip(100 * one, 0, 100)) for one in limits)
        yield LimitsOf(method, low, high, lower.is_rounded_from(low), upper.is_rounded_from(high))


def _scale(scale: Interval, rate: Printed, lower: Printed, upper: Printed) -> ScaleOf:
    highs = [_partner(scale, *pair) for pair in product(_ends(rate), _ends(lower))]
    lows = [_partner(scale, *pair) for pair in product(_ends(rate), _ends(upper))]
    high, low = _span(highs), _span(lows)
    error = _relative_error(scale, rate.value / 100, lower.value / 100)
    share = rate.value / 100
    return ScaleOf(
        scale=scale,
        upper=high,
        lower=low,
        symmetric=_overlaps(high, upper),
        upper_slip=not _overlaps(high, upper) and _slips(upper, high),
        lower_slip=not _overlaps(low, lower) and _slips(lower, low),
        patients=(1 - share) / (share * error**2) if error > 0 else np.nan,
    )


def _ends(printed: Printed) -> tuple[float, float]:
    """The ends of what rounds to a printed percentage, as shares inside (0, 1)."""
    ends = (printed.value - printed.half_unit, printed.value + printed.half_unit)
    return tuple(float(np.clip(end / 100, 1e-6, 1 - 1e-6)) for end in ends)


def _span(shares: list[float]) -> tuple[float, float]:
    known = [100 * one for one in shares if np.isfinite(one)]
    return (min(known), max(known)) if known else (np.nan, np.nan)


def _overlaps(span: tuple[float, float], printed: Printed) -> bool:
    return span[0] - printed.half_unit <= printed.value <= span[1] + printed.half_unit


def _slips(printed: Printed, span: tuple[float, float]) -> bool:
    """Whether some number of the span, printed alike, is one slip away from the printed one."""
    step = 10.0**-printed.decimals
    numbers = np.arange(np.floor(span[0] / step), np.ceil(span[1] / step) + 1) * step if np.isfinite(span).all() else ()
    return any(printed.is_a_slip_of(float(number)) for number in numbers)


def _relative_error(scale: Interval, share: float, limit: float) -> float:
    """The standard error, as a share of the rate, that puts a limit so far away on this scale."""
    if scale == "plain":
        return abs(share - limit) / (Z * share)
    if scale == "log":
        return abs(np.log(share / limit)) / Z if limit > 0 else np.nan
    inside = 0 < limit < 1
    return abs(np.log(np.log(limit) / np.log(share))) * -np.log(share) / Z if inside else np.nan


def _partner(scale: Interval, share: float, limit: float) -> float:
    """The limit on the other side that goes with this one."""
    error = _relative_error(scale, share, limit)
    low, high = survival_limits(np.array([share]), np.array([error]), scale, LEVEL)
    return float(high[0] if limit < share else low[0])
