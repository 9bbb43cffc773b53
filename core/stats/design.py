"""From the terms of a model to its columns: one per numeric term, one per level of a factor but the reference."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

SAME = 8 * np.finfo(float).eps  # relative range within which values differ by rounding only
MOST_PATTERNS = 64  # factors crossing to more combinations than this are not worth collapsing


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


Term = Numeric | Factor


@dataclass(frozen=True, eq=False)
class TermColumns:
    """The columns of one term among the rows used, centred and divided by `scale` so that they are near 1.

    `table` (columns, patterns) holds their values, `pattern` (n,) the place of each row in it: the level of a
    factor, and None for a numeric term, where each row has its own. `constant` (columns,) marks columns without
    variation. For a factor: the `levels` of its columns, its `reference`, and the `dropped` levels no row has,
    all as places in its levels.
    """

    term: Term
    table: np.ndarray
    pattern: np.ndarray | None
    scale: np.ndarray
    constant: np.ndarray
    levels: tuple[int, ...] = ()
    reference: int | None = None
    dropped: tuple[int, ...] = ()

    def level_counts(self, chosen: np.ndarray | None = None) -> np.ndarray:
        """(levels,) Rows in each level of a factor, or the rows `chosen` by a mask (n,)."""
        return np.bincount(self.pattern, chosen, len(self.term.levels)).astype(np.intp)


@dataclass(frozen=True, eq=False)
class Design:
    """The columns of a model, for the `n` rows that are complete."""

    terms: tuple[TermColumns, ...]
    n: int

    @cached_property
    def owner(self) -> np.ndarray:
        """(p,) The place of the term each column belongs to."""
        return np.repeat(np.arange(len(self.terms)), [len(term.table) for term in self.terms])

    @cached_property
    def scale(self) -> np.ndarray:
        """(p,) What one unit of each column is in units of the covariate."""
        return np.concatenate([np.zeros(0), *(term.scale for term in self.terms)])

    @cached_property
    def constant(self) -> np.ndarray:
        """(p,) bool: columns that are the same in every row."""
        return np.concatenate([np.zeros(0, dtype=bool), *(term.constant for term in self.terms)])

    @cached_property
    def n_patterns(self) -> int | None:
        """How many combinations of levels there can be; None without factors only, or above 64."""
        if not self.terms or any(term.pattern is None for term in self.terms):
            return None
        size = int(np.prod(self._n_levels, dtype=float))
        return size if size <= MOST_PATTERNS else None

    @property
    def _n_levels(self) -> list[int]:
        return [term.table.shape[1] for term in self.terms]

    def patterns(self) -> tuple[np.ndarray, np.ndarray]:
        """Columns per combination of levels (p, patterns), and each row's combination (n,)."""
        places = np.unravel_index(np.arange(self.n_patterns), self._n_levels)
        tables = [term.table[:, place] for term, place in zip(self.terms, places, strict=True)]
        return np.concatenate(tables), np.ravel_multi_index([term.pattern for term in self.terms], self._n_levels)

    def columns(self) -> np.ndarray:
        """The columns row by row: (p, n)."""
        parts = [t.table if t.pattern is None else t.table.take(t.pattern, axis=1) for t in self.terms]
        return parts[0] if len(parts) == 1 else np.concatenate([np.zeros((0, self.n)), *parts])


def complete_rows(terms: Sequence[Term], n_rows: int) -> np.ndarray:
    """(N,) bool: rows without a missing or infinite value in any term.

    ValueError: a term of another length, two terms of one name, a code that is no place in the levels.
    """
    complete = np.ones(n_rows, dtype=bool)
    names = [term.name for term in terms]
    for term in terms:
        if names.count(term.name) > 1:
            raise ValueError(f"Two terms are called {term.name!r}: give each term its own name.")
        values = np.asarray(term.codes if isinstance(term, Factor) else term.values)
        if len(values) != n_rows:
            raise ValueError(f"There are {n_rows} times but {len(values)} values of {term.name!r}.")
        if isinstance(term, Numeric):
            complete &= np.isfinite(values)
        else:
            if n_rows and values.max() >= len(term.levels):
                raise ValueError(f"{term.name!r} has a code that is none of its {len(term.levels)} levels.")
            complete &= values >= 0
    return complete


def build_design(terms: Sequence[Term], rows: np.ndarray) -> Design:
    """The columns of `terms` for the rows marked in `rows` (N,) bool, which must be complete.

    Treatment contrasts. Levels without a row are dropped; if the reference is, the first level that has rows
    takes its place, as in R. A factor with one level left has one constant column.
    """
    build = {Numeric: _numeric_columns, Factor: _factor_columns}
    return Design(tuple(build[type(term)](term, rows) for term in terms), int(rows.sum()))


def _numeric_columns(term: Numeric, rows: np.ndarray) -> TermColumns:
    values = np.asarray(term.values, dtype=float)
    values = values if rows.all() else values[rows]
    lowest, highest = (values.min(), values.max()) if len(values) else (0.0, 0.0)
    # First to [-1, 1] about the middle of the range: exact for whole numbers however far they are from zero,
    # and free of overflow; then to mean 0 and standard deviation 1.
    middle, half_range = lowest / 2 + highest / 2, highest / 2 - lowest / 2
    if half_range <= SAME * max(abs(lowest), abs(highest)):
        return TermColumns(term, np.zeros((1, len(values))), None, np.ones(1), np.ones(1, dtype=bool))
    column = (values - middle) / half_range
    column -= column.mean()
    spread = np.sqrt(column @ column / len(column))
    column /= spread
    return TermColumns(term, column[np.newaxis], None, np.array([half_range * spread]), np.zeros(1, dtype=bool))


def _factor_columns(term: Factor, rows: np.ndarray) -> TermColumns:
    codes = np.asarray(term.codes)
    codes = codes if rows.all() else codes[rows]
    counts = np.bincount(codes, minlength=len(term.levels))
    present = np.flatnonzero(counts)
    dropped = tuple(np.flatnonzero(counts == 0).tolist())
    reference = None
    if len(present):
        reference = term.reference if counts[term.reference] else int(present[0])
    others = present[present != reference]
    if not len(others):
        table = np.zeros((1, len(counts)))
        return TermColumns(term, table, codes, np.ones(1), np.ones(1, dtype=bool), (), reference, dropped)
    share = counts[others, np.newaxis] / len(codes)
    spread = np.sqrt(share * (1 - share))
    table = ((others[:, np.newaxis] == np.arange(len(counts))) - share) / spread
    constant = np.zeros(len(others), dtype=bool)
    return TermColumns(term, table, codes, spread[:, 0], constant, tuple(others.tolist()), reference, dropped)
