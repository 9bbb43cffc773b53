"""How far two groups lie apart in units of their spread: it does not grow with the number of patients, as 1/P does."""

import numpy as np
from numpy.typing import ArrayLike

from core.stats.counts import check_counts, without_empty


def mean_difference(first: ArrayLike, second: ArrayLike) -> float:
    """The first mean less the second, over the root of the mean of both variances; numbers without nan.

    nan with fewer than two numbers in a group or no spread in either. Austin (2009).
    """
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if min(len(first), len(second)) < 2:
        return np.nan
    spread = np.sqrt((first.var(ddof=1) + second.var(ddof=1)) / 2)
    return float((first.mean() - second.mean()) / spread) if spread > 0 else np.nan


def share_difference(table: ArrayLike) -> float:
    """The distance between the shares of the levels (columns) in two groups (rows), 0 or more.

    With two levels it is the difference of the shares over the root of the mean of both variances p (1 - p);
    with more the Mahalanobis distance, of which that is a case. nan where a group is empty, and where it would
    be infinite: a level that is everybody's in one group and nobody's in the other. Yang and Dalton (2012); agrees
    with the SMD of R's tableone. ValueError for anything but two rows of counts.
    """
    counts = check_counts(table)
    if len(counts) != 2:
        raise ValueError("A standardised difference needs two groups, a row each.")
    if not counts.any(axis=1).all():
        return np.nan
    used = without_empty(counts)
    if used.shape[1] < 2:
        return 0.0
    shares = used / used.sum(axis=1, keepdims=True)
    apart = (shares[0] - shares[1])[1:]
    spread = sum(np.diag(share) - np.outer(share, share) for share in shares[:, 1:]) / 2
    solved = np.linalg.pinv(spread, rcond=1e-10, hermitian=True) @ apart
    if not np.allclose(spread @ solved, apart, rtol=1e-8, atol=1e-10):
        return np.nan
    return float(np.sqrt(apart @ solved))
