"""The scales of a timeline: where its ticks stand on the common axis of time, and where a value stands in a panel."""

import math
from dataclasses import dataclass

import numpy as np

from core.formats import format_plain

STEPS = {"months": (1, 2, 3, 6, 12, 24, 60, 120), "days": (7, 14, 30, 60, 90, 180, 360, 720, 1800, 3600)}
MOST_TICKS = 14
SMALLEST = 1e-9
"""Whatever is smaller is drawn as zero: no laboratory measures it."""


def time_ticks(low: float, high: float, unit: str) -> list[float]:
    """Ticks at whole steps from zero, no more than a reader can take in."""
    step = next((one for one in STEPS[unit] if (high - low) / one <= MOST_TICKS), STEPS[unit][-1])
    return [float(step * place) for place in range(math.ceil(low / step), math.floor(high / step) + 1)]


@dataclass(frozen=True)
class ValueScale:
    """The scale of a panel: from its lowest to its highest tick, linear or logarithmic."""

    low: float
    high: float
    ticks: tuple[float, ...]
    log: bool

    def share(self, value: float) -> float:
        """How far up the panel a value stands, in [0, 1]; on a logarithmic scale zero and less stand on its floor."""
        if not self.log:
            return (value - self.low) / (self.high - self.low)
        if value < SMALLEST:
            return 0.0
        return (math.log10(value) - math.log10(self.low)) / (math.log10(self.high) - math.log10(self.low))

    def texts(self) -> list[str]:
        """The ticks as they are written."""
        return [format_plain(tick) for tick in self.ticks]


def value_scale(values: np.ndarray, log: bool) -> ValueScale:
    """The scale for these values; logarithmic only where it was asked for and a value is above zero."""
    if log and (values >= SMALLEST).any():
        return _log_scale(values[values >= SMALLEST])
    low, high = min(0.0, float(values.min())), max(0.0, float(values.max()))
    step = _nice((high - low) / 3) if high - low >= SMALLEST else 1.0
    first, last = math.floor(low / step), max(math.ceil(high / step), math.floor(low / step) + 1)
    ticks = tuple(float(f"{step * place:.10g}") for place in range(first, last + 1))
    return ValueScale(ticks[0], ticks[-1], ticks, log=False)


def _log_scale(values: np.ndarray) -> ValueScale:
    """From a power of ten to another; no more than five of them are written."""
    first, last = math.floor(math.log10(values.min())), math.ceil(math.log10(values.max()))
    last = max(last, first + 1)
    every = math.ceil((last - first) / 4)
    ticks = tuple(10.0**power for power in range(first, last + 1, every))
    return ValueScale(10.0**first, 10.0**last, ticks, log=True)


def _nice(step: float) -> float:
    """The next step up that is 1, 2 or 5 times a power of ten."""
    power = 10.0 ** math.floor(math.log10(step))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= step * (1 - 1e-9))
