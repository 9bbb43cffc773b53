"""Levels and measurements in their printed numbers, medians and ranges, dealt to patients in random order."""

import random

import numpy as np


def deal(numbers: dict, chance: random.Random) -> np.ndarray:
    """Every level as often as it says, in random order; None stands for no value."""
    pile = [level for level, number in numbers.items() for _ in range(number)]
    chance.shuffle(pile)
    return np.array(pile, dtype=object)


def with_median(
    n: int, low: float, median: float, high: float, chance: random.Random, decimals: int = 0, skew: float = 1.3
) -> np.ndarray:
    """`n` values with exactly this median and range, in random order, thinner towards a far end."""
    middle = [median] * (2 - n % 2)
    below = (n - len(middle)) // 2
    bottom = [median - (median - low) * chance.random() ** 1.2 for _ in range(below - 1)]
    top = [median + (high - median) * chance.random() ** skew for _ in range(below - 1)]
    values = [low, *bottom, *middle, *top, high]
    chance.shuffle(values)
    return np.round(np.array(values, dtype=float), decimals)
