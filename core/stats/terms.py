"""The terms of a model: numbers, levels, curves, and two of them that interact."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from core.stats.shapes import Shape


@dataclass(frozen=True, eq=False)
class Numeric:
    """A covariate that is a number: `values` (N,); nan and infinite values count as missing."""

    name: str
    values: np.ndarray


@dataclass(frozen=True, eq=False)
class Factor:
    """A covariate with levels: `codes` (N,) are places in `levels`, -1 is missing; `reference` is a place too."""

    name: str
    codes: np.ndarray
    levels: tuple[str, ...]
    reference: int = 0


@dataclass(frozen=True, eq=False)
class Shaped:
    """A number whose effect has a shape; `values` (N,) without a place in the shape count as missing.

    `shown` are the values at which the effect of a curve is told, the first of them the reference.
    """

    name: str
    values: np.ndarray
    shape: Shape
    shown: tuple[float, ...] = ()

    def columns(self, values: np.ndarray) -> np.ndarray:
        """(k, n) The columns of these values."""
        return self.shape.columns(np.asarray(values, dtype=float))


@dataclass(frozen=True, eq=False)
class Interaction:
    """What two terms of the model do together beyond what each does: the products of their columns, as in R's `a:b`.

    Its name is made of theirs, and both must be terms of the model too, by these names.
    """

    first: Numeric | Factor | Shaped
    second: Numeric | Factor | Shaped

    @property
    def name(self) -> str:
        """The name as R writes it."""
        return f"{self.first.name}:{self.second.name}"


Term = Numeric | Factor | Shaped | Interaction


def values_of(term: Term) -> dict[str, np.ndarray]:
    """The values (N,) of each row by the name of the term, as `raw_columns` takes them."""
    if isinstance(term, Interaction):
        return values_of(term.first) | values_of(term.second)
    return {term.name: np.asarray(term.codes if isinstance(term, Factor) else term.values)}
