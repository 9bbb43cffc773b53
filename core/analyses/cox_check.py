"""Whether the hazard ratios of the multivariable Cox model hold for the whole follow-up, and how they move."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from core.analyses.cox import Cox
from core.analyses.cox_terms import term_labels
from core.analyses.selection import Selection
from core.analyses.survival import tick_months
from core.clock import read_clock
from core.stats.cox_model import CoxModel
from core.stats.proportional_hazards import ProportionalHazards, compare_hazards_over_time, transform_times
from core.stats.smooth_residuals import SmoothResiduals, smooth_residuals

FEWEST_EVENTS = 10
"""With fewer events the test of proportional hazards says nothing."""

SUSPECT = 0.05
"""A P below this is said to speak against one hazard ratio for the whole follow-up."""

NO_MODEL, FEW_EVENTS, NO_ESTIMATE, ONE_TIME = "no model", "few events", "no estimate", "one time"


@dataclass(frozen=True, eq=False)
class Movement:
    """A coefficient over time: its scaled Schoenfeld residuals, one an event, and the smooth curve through them.

    `level` is None for a number. `at` (e,) are the transformed times; `smooth` is None where residuals determine none.
    """

    term: str
    level: str | None
    coef: float
    p: float
    at: np.ndarray
    residuals: np.ndarray
    smooth: SmoothResiduals | None


@dataclass(frozen=True, eq=False)
class HazardsCheck:
    """The test of proportional hazards, or why there is none (`refused`, one of the reasons of this module).

    `labels` are those of the terms by their names; `months` (t,) stand at `places` (t,) of transformed time.
    """

    refused: str
    n_events: int = 0
    labels: Mapping[str, str] = field(default_factory=dict)
    tested: ProportionalHazards | None = None
    movements: tuple[Movement, ...] = ()
    months: np.ndarray | None = None
    places: np.ndarray | None = None

    @property
    def suspects(self) -> tuple[str, ...]:
        """The terms whose hazard ratio does not seem to hold for the whole follow-up."""
        if self.tested is None:
            return ()
        return tuple(self.tested.terms.loc[self.tested.terms["p"] < SUSPECT, "term"])

    @property
    def worst(self) -> str:
        """The term with the smallest P, or the first one."""
        return min(self.tested.terms.itertuples(), key=lambda row: np.nan_to_num(row.p, nan=1.0)).term

    def of(self, term: str) -> tuple[Movement, ...]:
        """The coefficients of a term."""
        return tuple(one for one in self.movements if one.term == term)


def check_hazards(result: Cox, selection: Selection) -> HazardsCheck:
    """The score test of each covariate and of all, time as 1 - Kaplan-Meier survival, and the residuals behind it.

    The model must be the ordinary one: the test is made at the maximum of the partial likelihood.
    """
    model = result.multivariable
    refused = _refused(model)
    if refused:
        return HazardsCheck(refused, 0 if model is None else model.n_events)
    tested = compare_hazards_over_time(model)
    per_month = read_clock(result.endpoint, selection.cohort).per_month
    months = tick_months(float(tested.time.max()) / per_month)
    places = transform_times(model, months * per_month, tested.transform)
    shown = months * per_month <= tested.time.max()
    labels = term_labels(model) | {covariate.name: covariate.label for covariate in result.covariates}
    return HazardsCheck("", model.n_events, labels, tested, _movements(model, tested), months[shown], places[shown])


def _refused(model: CoxModel | None) -> str:
    if model is None:
        return NO_MODEL
    if model.n_events < FEWEST_EVENTS:
        return FEW_EVENTS
    if not model.estimable.any():
        return NO_ESTIMATE
    return ONE_TIME if len(np.unique(model.outcomes.time[model.event])) < 2 else ""


def _movements(model: CoxModel, tested: ProportionalHazards) -> tuple[Movement, ...]:
    rows = zip(model.coefficients.itertuples(), tested.coefficients["p"], strict=True)
    return tuple(
        Movement(
            term=row.term,
            level=row.level,
            coef=float(row.coef),
            p=float(p),
            at=tested.transformed,
            residuals=tested.residuals[:, place],
            smooth=smooth_residuals(tested.transformed, tested.residuals[:, place], tested.variance[place, place]),
        )
        for place, (row, p) in enumerate(rows)
        if row.estimable
    )
