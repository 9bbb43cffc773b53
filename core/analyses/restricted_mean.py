"""Restricted means of the arms up to one horizon, in months, and each arm against the first."""

from dataclasses import dataclass

import numpy as np

from core.analyses.compared import Compared
from core.endpoints import Endpoint
from core.stats.restricted_mean import RestrictedMeans, fit_restricted_means, largest_tau
from core.view import View


@dataclass(frozen=True, eq=False)
class RestrictedMean:
    """Restricted means up to `tau` months; `means` (months) is None where tau is not between 0 and `largest`.

    `largest` is the last horizon up to which every arm is known, and `limiting` are the arms whose follow-up ends
    there. `at_default` says that the view asks for no tau of its own.
    """

    endpoint: Endpoint
    title: str
    labels: tuple[str, ...]
    tau: float
    at_default: bool
    largest: float
    limiting: tuple[str, ...]
    means: RestrictedMeans | None


def restricted_mean_of(compared: Compared, view: View) -> RestrictedMean:
    """Restricted means up to the tau of the view, else the largest possible one in whole months."""
    table = compared.table_in_months
    largest = largest_tau(table)
    tau = _whole_months(largest) if view.tau is None else view.tau
    try:
        means = fit_restricted_means(table, tau)
    except ValueError:
        means = None
    last = [largest_tau(table.select([place])) for place in range(table.n_groups)]
    return RestrictedMean(
        endpoint=compared.clock.endpoint,
        title=compared.arms.title,
        labels=compared.labels,
        tau=float(tau),
        at_default=view.tau is None,
        largest=largest,
        limiting=tuple(label for label, end in zip(compared.labels, last, strict=True) if end == largest),
        means=means,
    )


def _whole_months(months: float) -> float:
    """Rounded down, but not to nothing."""
    return float(np.floor(months + 1e-9)) if months >= 1 else months
