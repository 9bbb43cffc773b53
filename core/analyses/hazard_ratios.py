"""Hazard ratios of groups against the first of them, whatever rows of follow-up they are computed from."""

from dataclasses import dataclass

import numpy as np

from core.stats.cox import fit_cox
from core.stats.cox_model import CoxModel
from core.stats.design import Factor


@dataclass(frozen=True)
class HazardRatio:
    """One group against the reference: hazard ratio with Wald limits and P; all nan for a `reason`.

    `n` are the rows of the group, which are its patients, and `n_events` its events.
    """

    label: str
    reference: str
    hr: float
    lower: float
    upper: float
    p: float
    n: int
    n_events: int
    reason: str = ""

    @property
    def estimable(self) -> bool:
        """Whether there is a hazard ratio."""
        return not self.reason


def hazard_ratios(
    time: np.ndarray,
    event: np.ndarray,
    codes: np.ndarray,
    labels: tuple[str, ...],
    *,
    entry: np.ndarray | None = None,
    ties: str = "efron",
    reference: int = 0,
) -> tuple[HazardRatio, ...]:
    """Each occupied group against `reference`, or against the first occupied one where nobody is in that.

    `codes` (n,) are places in `labels`, -1 is left out; the rest as `core.stats.cox.fit_cox`. Empty where fewer than
    two groups have patients.
    """
    if len(np.unique(codes[codes >= 0])) < 2:
        return ()
    return ratios_of(fit_cox(time, event, [Factor("group", codes, labels, reference)], entry=entry, ties=ties))


def ratios_of(model: CoxModel) -> tuple[HazardRatio, ...]:
    """The hazard ratios of a model with one factor."""
    reference = model.references["level"].iloc[0]
    names = ["level", "hr", "lower", "upper", "p", "n", "n_events", "reason"]
    columns = [model.coefficients[name].tolist() for name in names]
    return tuple(
        HazardRatio(label, reference, hr, lower, upper, p, n, n_events, reason)
        for label, hr, lower, upper, p, n, n_events, reason in zip(*columns, strict=True)
    )
