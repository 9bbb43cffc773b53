"""A seeded search for columns that agree with printed figures.

A column is an array with one place per patient. A `Target` says how far a set of columns is from one printed
figure or from one clinical rule; `anneal` changes columns until the targets are met or its steps are used up.
"""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from math import exp

import numpy as np

Columns = dict[str, np.ndarray]
Move = Callable[[Columns, random.Random], Columns]


@dataclass(frozen=True)
class Target:
    """One figure or rule: its name, the columns it reads, and its distance (0 = met; weights are in it)."""

    name: str
    reads: frozenset[str]
    miss: Callable[[Columns], float]


def rule(name: str, reads: Iterable[str], violations: Callable[[Columns], np.ndarray]) -> Target:
    """A clinical rule; `violations` gives per patient 0 (kept) or by how much it is broken."""
    return Target(name, frozenset(reads), lambda columns: 2.0 * float(np.sum(violations(columns))))


def swap(column: str, among: np.ndarray) -> Move:
    """A move that exchanges two patients' values of a column; `among` holds the places that may take part."""
    return swap_all((column,), among)


def swap_all(names: tuple[str, ...], among: np.ndarray) -> Move:
    """A move that exchanges two patients' values of several columns at once."""

    def move(columns: Columns, chance: random.Random) -> Columns:
        one, other = chance.sample(list(among), 2)
        changed = {}
        for name in names:
            values = columns[name].copy()
            values[[one, other]] = values[[other, one]]
            changed[name] = values
        return changed

    return move


def shift(column: str, among: np.ndarray, low: np.ndarray, high: np.ndarray) -> Move:
    """A move that gives one patient another number of days within the patient's own bounds."""

    def move(columns: Columns, chance: random.Random) -> Columns:
        place = chance.choice(list(among))
        bottom, top = int(low[place]), int(high[place])
        near = columns[column][place] + chance.choice((-9, -3, -1, 1, 3, 9))
        values = columns[column].copy()
        values[place] = min(max(near, bottom), top) if chance.random() < 0.6 else spread(bottom, top, chance)
        return {column: values}

    return move


def spread(low: int, high: int, chance: random.Random) -> int:
    """A whole number between the bounds, short ones likelier, as survival times are."""
    return round(low + (high - low) * chance.random() ** 2)


def anneal(
    columns: Columns, targets: list[Target], moves: list[Move], chance: random.Random, steps: int, heat: float
) -> Columns:
    """The best columns met on the way: worse ones are accepted ever more rarely. The input stays as it is."""
    current = dict(columns)
    misses = {target.name: target.miss(current) for target in targets}
    total = sum(misses.values())
    best, least = current, total
    for step in range(steps):
        if least < 1e-9:
            break
        changed = chance.choice(moves)(current, chance)
        candidate = current | changed
        touched = [target for target in targets if not target.reads.isdisjoint(changed)]
        again = {target.name: target.miss(candidate) for target in touched}
        worse = sum(again.values()) - sum(misses[name] for name in again)
        if worse <= 0 or chance.random() < exp(-worse / (heat * (1 - step / steps))):
            current, misses, total = candidate, misses | again, total + worse
            if total < least - 1e-9:
                best, least = current, total
    return best
