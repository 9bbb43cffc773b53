"""How many rows of a range have a rank below a given one, for many questions at once."""

from __future__ import annotations

import numpy as np


class RankCounts:
    """A wavelet matrix over ranks: rows sorted bit by bit from the highest, with running counts of zero bits.

    Building it and asking n questions take n log(n) (Claude, Navarro & Ordonez, Information Systems 2015).
    """

    def __init__(self, ranks: np.ndarray) -> None:
        """`ranks`: (m,) integers from 0."""
        self._n_bits = int(ranks.max(initial=0)).bit_length()
        self._zeros_before = []
        for bit in reversed(range(self._n_bits)):
            is_zero = (ranks >> bit) & 1 == 0
            self._zeros_before.append(np.concatenate([[0], np.cumsum(is_zero)]))
            ranks = np.concatenate([ranks[is_zero], ranks[~is_zero]])

    def below(self, since: np.ndarray, until: np.ndarray, rank: np.ndarray) -> np.ndarray:
        """(..., q) how many of the rows `since <= row < until` (q,) have a rank below `rank` (..., q)."""
        first, end, found = since, until, np.zeros(rank.shape, dtype=np.intp)
        for level, zeros_before in enumerate(self._zeros_before):
            zeros_first, zeros_end = zeros_before.take(first), zeros_before.take(end)
            is_one = (rank >> (self._n_bits - 1 - level)) & 1 == 1
            found += np.where(is_one, zeros_end - zeros_first, 0)
            first = np.where(is_one, zeros_before[-1] + first - zeros_first, zeros_first)
            end = np.where(is_one, zeros_before[-1] + end - zeros_end, zeros_end)
        return np.where(rank >= 1 << self._n_bits, until - since, found)
