"""What every comparison of groups needs: strata, the chi-square of the differences, pairs with adjusted P."""

from collections.abc import Callable, Sequence
from itertools import combinations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from core.stats.event_table import EventTable

Floats = NDArray[np.float64]

PAIR_COLUMNS = ("a", "b", "chisq", "p", "p_holm", "p_bh", "p_bonferroni")


def as_strata(tables: EventTable | Sequence[EventTable]) -> list[EventTable]:
    """The tables of the strata; one table is one stratum. ValueError where there are none or their groups differ."""
    strata = [tables] if isinstance(tables, EventTable) else list(tables)
    if len({table.n_groups for table in strata}) != 1:
        raise ValueError("Give at least one table, and strata that all have the same groups.")
    return strata


def quadratic_form(difference: Floats, variance: Floats) -> tuple[float, int]:
    """The chi-square of the differences and its degrees of freedom: (nan, 0) where there is no variance."""
    comparable = np.diag(variance) > 0
    if comparable.sum() < 2:
        return np.nan, 0
    size = np.sqrt(np.diag(variance)[comparable])
    correlation = variance[np.ix_(comparable, comparable)] / np.outer(size, size)
    # The differences add up to 0, so one eigenvalue is 0; more are where strata share no group.
    values, vectors = np.linalg.eigh(correlation)
    kept = values > 1e-9
    along = vectors[:, kept].T @ (difference[comparable] / size)
    return float((along**2 / values[kept]).sum()), int(kept.sum())


def compare_pairs(
    tables: EventTable | Sequence[EventTable], compare: Callable[[list[EventTable]], tuple[float, float]]
) -> pd.DataFrame:
    """Compare each pair of groups as if there were no others, with P adjusted for the number of pairs.

    `compare` gives chi-square and P of the strata of one pair. The columns PAIR_COLUMNS, a and b being codes of
    groups. Pairs that cannot be compared have nan and do not count as comparisons. Adjusted as by R's p.adjust.
    """
    strata = as_strata(tables)
    pairs = list(combinations(range(strata[0].n_groups), 2))
    compared = [compare([table.select(pair) for table in strata]) for pair in pairs]
    rows = [(a, b, chisq, p) for (a, b), (chisq, p) in zip(pairs, compared, strict=True)]
    found = pd.DataFrame(rows, columns=list(PAIR_COLUMNS[:4]))
    p = found["p"].to_numpy(dtype=float)
    return found.assign(**{column: _adjusted(p, adjust) for column, adjust in ADJUSTMENTS.items()})


def _adjusted(p: Floats, adjust: Callable[[Floats], Floats]) -> Floats:
    """The known P values adjusted for their number, each at most 1; nan stays."""
    adjusted = np.full(len(p), np.nan)
    known = np.flatnonzero(~np.isnan(p))
    ascending = known[np.argsort(p[known])]
    adjusted[ascending] = np.minimum(adjust(p[ascending]), 1.0)
    return adjusted


def _holm(ascending: Floats) -> Floats:
    return np.maximum.accumulate(ascending * np.arange(len(ascending), 0, -1))


def _benjamini_hochberg(ascending: Floats) -> Floats:
    shares = ascending * len(ascending) / np.arange(1, len(ascending) + 1)
    return np.minimum.accumulate(shares[::-1])[::-1]


def _bonferroni(ascending: Floats) -> Floats:
    return ascending * len(ascending)


# Not statsmodels' multipletests: it collects garbage at every call, and once imported makes each of Streamlit's own
# collections longer; together they were half of a run of the Relapse page.
ADJUSTMENTS = {"p_holm": _holm, "p_bh": _benjamini_hochberg, "p_bonferroni": _bonferroni}
