"""Sums over intervals of cells without a subtraction, which would cost the digits of small sums beside large ones."""

from __future__ import annotations

import numpy as np


class Intervals:
    """Rows that cover the cells `first <= cell < last`, each cut into at most 2 log2(cells) nodes of a binary tree.

    The tree is a segment tree in one array: node 1 is all cells, the halves of node i are 2 i and 2 i + 1.
    """

    def __init__(self, first: np.ndarray, last: np.ndarray, n_cells: int) -> None:
        """`first`, `last`: (m,) int, `first < last <= n_cells`."""
        self._n_rows, self._n_cells = len(first), n_cells
        self._n_leaves = 1 << max(n_cells - 1, 0).bit_length()
        rows, left, right = np.arange(len(first)), first + self._n_leaves, last + self._n_leaves
        found = [(rows[:0], left[:0])]
        while len(rows):
            odd_left, odd_right = left & 1 == 1, right & 1 == 1
            found += [(rows[odd_left], left[odd_left]), (rows[odd_right], right[odd_right] - 1)]
            left, right = (left + 1) >> 1, right >> 1
            going_on = left < right
            rows, left, right = rows[going_on], left[going_on], right[going_on]
        self._rows, self._nodes = (np.concatenate(part) for part in zip(*found, strict=True))

    def sums_per_cell(self, values: np.ndarray) -> np.ndarray:
        """Sums of `values` (m,) over the rows that cover each cell: (cells,)."""
        sums = np.bincount(self._nodes, values.take(self._rows), 2 * self._n_leaves)
        size = 1
        while size < self._n_leaves:
            sums[2 * size : 4 * size] += np.repeat(sums[size : 2 * size], 2)
            size *= 2
        return sums[size : size + self._n_cells]

    def sums_per_row(self, values: np.ndarray) -> np.ndarray:
        """Sums of `values` (cells,) over the cells each row covers: (m,)."""
        sums = np.zeros(2 * self._n_leaves)
        size = self._n_leaves
        sums[size : size + self._n_cells] = values
        while size > 1:
            size //= 2
            sums[size : 2 * size] = sums[2 * size : 4 * size].reshape(-1, 2).sum(axis=1)
        return np.bincount(self._rows, sums.take(self._nodes), self._n_rows)
