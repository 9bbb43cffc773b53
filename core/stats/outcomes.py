"""What was observed of each row: when, whether the event happened, and with whom the row is compared or belongs."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from core.stats.risk_sets import RiskSets, prepare_risk_sets


@dataclass(frozen=True, eq=False)
class Outcomes:
    """Rows (n,) as `prepare_risk_sets` takes them, and the code of the cluster each belongs to; None if not given."""

    time: np.ndarray
    event: np.ndarray
    entry: np.ndarray | None = None
    strata: np.ndarray | None = None
    cluster: np.ndarray | None = None

    def among(self, kept: np.ndarray) -> Outcomes:
        """The rows marked in `kept` (n,) bool."""
        if kept.all():
            return self
        columns = (getattr(self, field.name) for field in fields(self))
        return Outcomes(*(None if column is None else column[kept] for column in columns))


def prepare_outcomes(
    time: np.ndarray,
    event: np.ndarray,
    *,
    entry: np.ndarray | None = None,
    strata: np.ndarray | None = None,
    weights: np.ndarray | None = None,
    cluster: np.ndarray | None = None,
) -> tuple[Outcomes, RiskSets]:
    """The rows as arrays, and their risk sets.

    `cluster`: (N,) labels, equal for rows that belong together, such as those of one patient. ValueError as
    `prepare_risk_sets`, and for a weight that is not above 0 or a row without a cluster.
    """
    risk = prepare_risk_sets(time, event, entry=entry, strata=strata, weights=weights)
    if weights is not None and not (np.isfinite(weights) & (np.asarray(weights) > 0)).all():
        raise ValueError("A weight is missing, infinite or not above 0: leave these rows out first.")
    if cluster is not None:
        cluster = _clusters(cluster, len(np.asarray(time)))
    outcomes = Outcomes(
        time=np.asarray(time, dtype=float),
        event=np.asarray(event).astype(bool),
        entry=None if entry is None else np.asarray(entry, dtype=float),
        strata=None if strata is None else np.asarray(strata),
        cluster=cluster,
    )
    return outcomes, risk


def _clusters(cluster: np.ndarray, n_rows: int) -> np.ndarray:
    if len(cluster) != n_rows:
        raise ValueError(f"There are {n_rows} times but {len(cluster)} values of cluster.")
    codes = pd.factorize(np.asarray(cluster))[0]
    if (codes < 0).any():
        raise ValueError("A row has no cluster: give it one of its own, or leave it out first.")
    return codes
