"""From the terms of a model to its columns.

One per number, several per curve, one per level of a factor but the reference, the products of those that interact.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from core.stats.terms import Factor, Interaction, Numeric, Shaped, Term, values_of

SAME = 8 * np.finfo(float).eps  # relative range within which values differ by rounding only
MOST_PATTERNS = 64  # factors crossing to more combinations than this are not worth collapsing


@dataclass(frozen=True, eq=False)
class TermColumns:
    """The columns of one term among the rows used, centred and divided by `scale` so that they are near 1.

    `table` (columns, patterns) holds their values, `pattern` (n,) the place of each row in it: the level of a
    factor, and None for all other terms, where each row has its own. `constant` (columns,) marks columns without
    variation. For a factor: the `levels` of its columns, its `reference`, and the `dropped` levels no row has,
    all as places in its levels. `parts` are the columns of the two terms of an interaction.
    """

    term: Term
    table: np.ndarray
    pattern: np.ndarray | None
    scale: np.ndarray
    constant: np.ndarray
    levels: tuple[int, ...] = ()
    reference: int | None = None
    dropped: tuple[int, ...] = ()
    parts: tuple[TermColumns, ...] = ()

    @property
    def labels(self) -> tuple[str | None, ...]:
        """What tells the columns of a term apart: levels of a factor, None for a number."""
        if self.parts:
            first, second = (part.labels for part in self.parts)
            return tuple(_joined(a, b) for a in first for b in second)
        if self.levels:
            return tuple(self.term.levels[level] for level in self.levels)
        return (None,) if len(self.table) == 1 else tuple(f"spline {i}" for i in range(1, len(self.table) + 1))

    @property
    def has_one_level(self) -> bool:
        """Whether it is a factor with one level left, or what interacts with one: R stops on such a term."""
        alone = isinstance(self.term, Factor) and not self.levels
        return alone or any(part.has_one_level for part in self.parts)

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
        for part in (term.first, term.second) if isinstance(term, Interaction) else (term,):
            complete &= _complete_rows(part, n_rows)
    return complete


def _complete_rows(term: Numeric | Factor | Shaped, n_rows: int) -> np.ndarray:
    values = np.asarray(term.codes if isinstance(term, Factor) else term.values)
    if len(values) != n_rows:
        raise ValueError(f"There are {n_rows} times but {len(values)} values of {term.name!r}.")
    if isinstance(term, Shaped):
        return np.isfinite(term.columns(values)).all(axis=0)
    if isinstance(term, Numeric):
        return np.isfinite(values)
    if n_rows and values.max() >= len(term.levels):
        raise ValueError(f"{term.name!r} has a code that is none of its {len(term.levels)} levels.")
    return values >= 0


def build_design(terms: Sequence[Term], rows: np.ndarray) -> Design:
    """The columns of `terms` for the rows marked in `rows` (N,) bool, which must be complete.

    Treatment contrasts. Levels without a row are dropped; if the reference is, the first level that has rows
    takes its place, as in R. A factor with one level left has one constant column.
    """
    return Design(tuple(_columns_of(term, rows) for term in terms), int(rows.sum()))


def raw_columns(columns: TermColumns, values: Mapping[str, np.ndarray]) -> np.ndarray:
    """(k, m) The columns of a term as R would have them, neither centred nor scaled.

    `values`: (m,) numbers, or places among the levels of a factor, by the name of a term.
    """
    if columns.parts:
        first, second = (raw_columns(part, values) for part in columns.parts)
        return (first[:, np.newaxis] * second).reshape(-1, first.shape[1])
    term, own = columns.term, values[columns.term.name]
    if isinstance(term, Factor):
        return (np.array(columns.levels, dtype=int)[:, np.newaxis] == own).astype(float).reshape(-1, len(own))
    return term.columns(own) if isinstance(term, Shaped) else np.asarray(own, dtype=float)[np.newaxis]


def _columns_of(term: Term, rows: np.ndarray) -> TermColumns:
    if isinstance(term, Numeric):
        return _numeric_columns(term, rows)
    if isinstance(term, Factor):
        return _factor_columns(term, rows)
    parts = (
        tuple(_columns_of(part, rows) for part in (term.first, term.second)) if isinstance(term, Interaction) else ()
    )
    bare = TermColumns(term, np.zeros((0, 0)), None, np.zeros(0), np.zeros(0, dtype=bool), parts=parts)
    table = raw_columns(bare, {name: values[rows] for name, values in values_of(term).items()})
    table, scale, constant = _standardised(table)
    return replace(bare, table=table, scale=scale, constant=constant)


def _standardised(table: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Columns (k, n) with mean 0 and standard deviation 1, what they were divided by, and which do not vary."""
    parts = [_standardised_column(column) for column in table]
    scale = np.array([scale for _, scale in parts])
    return np.array([column for column, _ in parts]).reshape(table.shape), np.where(scale > 0, scale, 1.0), scale == 0


def _joined(first: str | None, second: str | None) -> str | None:
    return " × ".join(label for label in (first, second) if label is not None) or None


def _numeric_columns(term: Numeric, rows: np.ndarray) -> TermColumns:
    values = np.asarray(term.values, dtype=float)
    column, scale = _standardised_column(values if rows.all() else values[rows])
    constant = scale == 0
    return TermColumns(term, column[np.newaxis], None, np.array([scale or 1.0]), np.array([constant]))


def _standardised_column(values: np.ndarray) -> tuple[np.ndarray, float]:
    """Values (n,) with mean 0 and standard deviation 1, and what they were divided by; else zeros and 0."""
    lowest, highest = (values.min(), values.max()) if len(values) else (0.0, 0.0)
    # First to [-1, 1] about the middle of the range: exact for whole numbers however far they are from zero,
    # and free of overflow; then to mean 0 and standard deviation 1.
    middle, half_range = lowest / 2 + highest / 2, highest / 2 - lowest / 2
    if half_range <= SAME * max(abs(lowest), abs(highest)):
        return np.zeros(len(values)), 0.0
    column = (values - middle) / half_range
    column -= column.mean()
    spread = np.sqrt(column @ column / len(column))
    column /= spread
    return column, float(half_range * spread)


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
