"""Fisher's exact test, for tables of any size that can be enumerated.

All tables with the margins of the one observed are weighed. The rows are split in two halves, and the ways to
fill each half are listed; two halves make a table when their column totals add up. So a table costs as much
as its halves, not as the number of whole tables.
"""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import gammaln, logsumexp
from scipy.stats import hypergeom
from scipy.stats.contingency import odds_ratio

from core.stats.counts import check_counts, without_empty

# Tables as probable as the one observed count as at least as extreme; probabilities closer than this (as a
# share) are equal. The figures of R's fisher.test: 2 x 2, and larger.
EQUALLY_LIKELY_2X2 = 1e-7
EQUALLY_LIKELY = 3.4525e-7

# At most so many ways to fill one half of the rows: well under a second.
MOST_HALF_TABLES = 1_000_000


@dataclass(frozen=True)
class FisherTest:
    """P is two-sided. The odds ratio and its limits are nan for anything but a 2 x 2 table."""

    p: float  # nan with fewer than two rows or columns in use, or when not enumerable
    odds_ratio: float  # conditional maximum likelihood
    lower: float  # exact conditional limits
    upper: float
    too_large: bool  # the table has too many alternatives to list


def fisher_exact(table: ArrayLike, level: float = 0.95, most_half_tables: int = MOST_HALF_TABLES) -> FisherTest:
    """Test rows (R) against columns (C) of a table of counts exactly.

    P is the probability, given the margins, of all tables at most as probable as the one observed. Rows and
    columns without a count are left out of it; with fewer than two left, P is nan (R: 1 for 2 x 2). Where a
    half of the rows can be filled in more than `most_half_tables` ways, P is nan and `too_large` is set.
    ValueError for anything but a table of whole counts. Fisher (1934), Freeman and Halton (1951); agrees with
    R's fisher.test, whose odds ratio and limits are good to 1e-3 only.
    """
    counts = check_counts(table)
    estimate, lower, upper = np.nan, np.nan, np.nan
    if counts.shape == (2, 2):
        conditional = odds_ratio(counts, kind="conditional")
        limits = conditional.confidence_interval(level)
        estimate, lower, upper = float(conditional.statistic), float(limits.low), float(limits.high)
    p = exact_probability(counts, most_half_tables)
    return FisherTest(np.nan if p is None else p, estimate, lower, upper, too_large=p is None)


def exact_probability(table: ArrayLike, most_half_tables: int = MOST_HALF_TABLES) -> float | None:
    """The P of fisher_exact alone: nan with fewer than two rows or columns in use, None if too large."""
    used = without_empty(check_counts(table))
    return np.nan if min(used.shape) < 2 else _probability_of_the_extreme(used, most_half_tables)


def one_sided_probabilities(table: ArrayLike) -> tuple[float, float]:
    """P that the first count of a 2 x 2 table is at most, and at least, as large as observed, given the margins.

    ValueError for anything but 2 x 2 counts. Agrees with R's fisher.test(alternative = "less"), then "greater".
    """
    counts = check_counts(table)
    if counts.shape != (2, 2):
        raise ValueError("A one-sided test needs a 2 x 2 table.")
    first = counts[0, 0]
    margins = hypergeom(counts.sum(), counts[0].sum(), counts[:, 0].sum())
    return float(margins.cdf(first)), float(margins.sf(first - 1))


def _probability_of_the_extreme(table: NDArray[np.int64], most: int) -> float | None:
    """P of a table without empty rows or columns; None if it cannot be enumerated."""
    if table.shape[0] < table.shape[1]:
        table = table.T  # fewer columns: fewer ways to fill a row
    totals = table.sum(axis=0)
    if np.prod(totals[:-1] + 1.0) > 2.0**62:
        return None
    first_rows, second_rows = _halves(table.sum(axis=1))
    first, second = _fill(first_rows, totals, most), _fill(second_rows, totals, most)
    if first is None or second is None:
        return None
    place_values = np.cumprod(np.concatenate([[1], totals[:-2] + 1]))
    first_key = first[0][:, :-1] @ place_values
    second_key = (totals - second[0])[:, :-1] @ place_values
    tie = EQUALLY_LIKELY_2X2 if table.shape == (2, 2) else EQUALLY_LIKELY
    most_probable = -gammaln(table + 1.0).sum() + np.log1p(tie)
    extreme = _log_weight_up_to(most_probable, first_key, first[1], second_key, second[1])
    margins = np.concatenate([totals, table.sum(axis=1)])
    everything = gammaln(table.sum() + 1.0) - gammaln(margins + 1.0).sum()
    return float(min(1.0, np.exp(extreme - everything)))


def _halves(row_totals: NDArray[np.int64]) -> tuple[list[int], list[int]]:
    """Two sets of rows that take about equally many ways to fill."""
    halves: tuple[list[int], list[int]] = ([], [])
    for total in sorted(row_totals.tolist(), reverse=True):
        smaller = min(halves, key=lambda half: np.sum(np.log1p(half)))
        smaller.append(total)
    return halves


def _fill(
    row_totals: Iterable[int], column_totals: NDArray[np.int64], most: int
) -> tuple[NDArray[np.int64], NDArray[np.float64]] | None:
    """All ways to fill rows: the column totals reached (W, C) and log weights (W,), -log of the factorials."""
    reached, weight = np.zeros((1, len(column_totals)), dtype=np.int64), np.zeros(1)
    for total in row_totals:
        rows = _rows(total, column_totals, most)
        if rows is None or len(reached) * len(rows) > most:
            return None
        reached = (reached[:, None, :] + rows).reshape(-1, len(column_totals))
        weight = (weight[:, None] - gammaln(rows + 1.0).sum(axis=1)).ravel()
        fits = (reached <= column_totals).all(axis=1)
        reached, weight = reached[fits], weight[fits]
    return reached, weight


def _rows(total: int, column_totals: NDArray[np.int64], most: int) -> NDArray[np.int64] | None:
    """All rows of counts with this total and no count above its column's."""
    rows, left = np.zeros((1, 0), dtype=np.int64), np.array([total])
    for column, room in enumerate(column_totals[:-1]):
        choices = np.arange(min(room, total) + 1)
        if len(rows) * len(choices) > most:
            return None
        left = (left[:, None] - choices).ravel()
        rows = np.column_stack([np.repeat(rows, len(choices), axis=0), np.tile(choices, len(rows))])
        fits = (left >= 0) & (left <= column_totals[column + 1 :].sum())
        rows, left = rows[fits], left[fits]
    return np.column_stack([rows, left])


def _log_weight_up_to(
    most_probable: float,
    first_key: NDArray[np.int64],
    first: NDArray[np.float64],
    second_key: NDArray[np.int64],
    second: NDArray[np.float64],
) -> float:
    """Log of the summed weight of all tables whose log weight is at most `most_probable`.

    Tables are pairs of half tables with the same key; log weights of halves add up. Within a key the second
    halves are sorted by weight, so that a running sum holds what each first half can be joined with.
    """
    first_order, second_order = np.lexsort((first, first_key)), np.lexsort((second, second_key))
    first_key, first = first_key[first_order], first[first_order]
    second_key, second = second_key[second_order], second[second_order]
    keys = np.unique(first_key)
    bounds = [np.searchsorted(column, keys, side) for column in (first_key, second_key) for side in ("left", "right")]
    joined = np.empty(len(first))
    for a, b, c, d in zip(*bounds, strict=True):
        partners = second[c:d]
        running = np.concatenate([[0.0], np.cumsum(np.exp(partners - partners[-1]))])
        partner_weight = running[np.searchsorted(partners, most_probable - first[a:b], side="right")]
        with np.errstate(divide="ignore"):  # no partner: no weight
            joined[a:b] = first[a:b] + partners[-1] + np.log(partner_weight)
    return float(logsumexp(joined))
