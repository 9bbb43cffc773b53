"""Fit Cox models, one at a time or one per term, and say what cannot be estimated instead of failing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from core.stats.chi_squared import chi_squared_test
from core.stats.cox_model import (
    COLLINEAR,
    CONSTANT,
    NO_COMPARISON,
    NO_EVENT_IN_LEVEL,
    NO_EVENT_IN_REFERENCE,
    NO_EVENTS,
    ONE_LEVEL,
    SEPARATION,
    CoxModel,
)
from core.stats.design import Design, TermColumns, build_design, complete_rows
from core.stats.exact_likelihood import EXACT, ExactLikelihood
from core.stats.newton import ALIASED, Maximum, Start, maximise, start_of
from core.stats.outcomes import Outcomes, prepare_outcomes
from core.stats.partial_likelihood import TIES, PartialLikelihood
from core.stats.risk_sets import RiskSets
from core.stats.robust_variance import robust_score_test, robust_variance
from core.stats.terms import Term

TIE_METHODS = (*TIES, EXACT)


def fit_cox(  # noqa: PLR0913  what R's coxph takes
    time: np.ndarray,
    event: np.ndarray,
    terms: Sequence[Term],
    *,
    entry: np.ndarray | None = None,
    strata: np.ndarray | None = None,
    ties: str = "efron",
    level: float = 0.95,
    weights: np.ndarray | None = None,
    cluster: np.ndarray | None = None,
) -> CoxModel:
    """A Cox model of `terms` on the rows without a missing or infinite value in any of them.

    `time` (N,) finite and at least 0; `event` (N,) 1 or 0; with `entry` (N,) a row is at risk in (entry, time];
    `strata` (N,) int codes; `ties` "efron", "breslow" or "exact"; `level` of the confidence limits. `weights` (N,)
    above 0 count a row as so many; with `cluster` (N,), labels of rows that belong together, errors are robust.
    Neither goes with exact ties. Weighted rows need clusters, unless their weights are numbers of patients.

    Without events, with constant or collinear columns, or where the likelihood has no maximum, the rows concerned
    are not estimable and the others are fitted. ValueError: more coefficients than patients, or inputs that do not
    fit together. Agrees with R's `survival::coxph` (eps = 1e-11; robust = FALSE without clusters).
    """
    check_choices(ties, level)
    if ties == EXACT and (weights is not None or cluster is not None):
        raise ValueError("The exact method for ties takes no weights and no clusters: choose efron or breslow.")
    outcomes, risk = prepare_outcomes(time, event, entry=entry, strata=strata, weights=weights, cluster=cluster)
    return _model(risk, outcomes, tuple(terms), ties, level)


def univariable(
    time: np.ndarray,
    event: np.ndarray,
    terms: Sequence[Term],
    *,
    entry: np.ndarray | None = None,
    strata: np.ndarray | None = None,
    ties: str = "efron",
    level: float = 0.95,
) -> tuple[CoxModel, ...]:
    """One model per term, each on its own complete rows; the times are coded once for all.

    Arguments and errors as `fit_cox`.
    """
    check_choices(ties, level)
    outcomes, risk = prepare_outcomes(time, event, entry=entry, strata=strata)
    return tuple(_model(risk, outcomes, (term,), ties, level) for term in terms)


@dataclass(frozen=True, eq=False)
class DesignFit:
    """The likelihood at 0 with all rows, and its maximum, or the limit it approaches, without the `gone` rows.

    `level_events` has the events in each level of a factor per term, None for a number.
    """

    level_events: tuple[np.ndarray | None, ...]
    start: Start
    limit_start: Start
    maximum: Maximum
    gone: np.ndarray

    @property
    def n_tested(self) -> int:
        """How many columns are neither constant nor collinear."""
        return int(self.start.independent.sum())


def check_choices(ties: str, level: float, methods: tuple[str, ...] = TIE_METHODS) -> None:
    """ValueError for a method for ties that is none of these, or a confidence level outside (0, 1)."""
    if ties not in methods:
        raise ValueError(f"Ties are handled by one of {', '.join(methods)}, not by {ties!r}.")
    if not 0 < level < 1:
        raise ValueError("The confidence level must lie between 0 and 1, such as 0.95.")


def _model(risk: RiskSets, outcomes: Outcomes, terms: tuple[Term, ...], ties: str, level: float) -> CoxModel:
    rows = complete_rows(terms, len(outcomes.event))
    design = build_design(terms, rows)
    risk, outcomes = risk.among(rows), outcomes.among(rows)
    event = outcomes.event
    fit = fit_design(design, risk, event, ties)
    reasons = reasons_of(design, event, fit)
    start, maximum = fit.start, fit.maximum
    model = CoxModel(
        n=design.n,
        n_left_out=len(rows) - design.n,
        n_events=int(event.sum()),
        ties=ties,
        confidence_level=level,
        beta=maximum.beta,
        variance=maximum.variance,
        naive_variance=maximum.variance,
        estimable=np.array([not reason for reason in reasons], dtype=bool),
        reasons=reasons,
        loglik_null=start.loglik,
        loglik=maximum.loglik,
        likelihood_ratio=chi_squared_test(max(2 * (maximum.loglik - start.loglik), 0.0), fit.n_tested),
        score=chi_squared_test(start.score_chisq, fit.n_tested),
        robust_score=None,
        converged=maximum.converged,
        rows=rows,
        outcomes=outcomes,
        design=design,
        risk=risk,
        gone=fit.gone,
    )
    return model if outcomes.cluster is None else _robust(model, start)


def _robust(model: CoxModel, start: Start) -> CoxModel:
    """The model with variances that let the rows of a cluster depend on each other."""
    cluster = model.outcomes.cluster
    everybody = PartialLikelihood(model.risk, model.design.columns(), model.ties)
    variance = robust_variance(
        model.likelihood, model.beta, model.naive_variance, cluster[~model.gone], model.estimable
    )
    return replace(model, variance=variance, robust_score=robust_score_test(everybody, start.independent, cluster))


def refuse_too_many_coefficients(design: Design, event: np.ndarray) -> None:
    """ValueError where more coefficients than patients would be estimated."""
    p = len(design.scale)
    if event.any() and p > design.n:
        raise ValueError(f"The model has more coefficients ({p}) than patients ({design.n}): choose fewer covariates.")


def fit_design(design: Design, risk: RiskSets, event: np.ndarray, ties: str) -> DesignFit:
    """The likelihood at 0 and at its maximum, or at its limit without the patients of levels without events.

    ValueError: more coefficients than patients.
    """
    refuse_too_many_coefficients(design, event)
    level_events = tuple(None if c.pattern is None else c.level_counts(event) for c in design.terms)
    gone = _in_a_level_without_events(design, level_events) if event.any() else np.zeros(design.n, dtype=bool)
    likelihood = likelihood_of(design, risk, ties)
    start = start_of(likelihood)
    if not gone.any():
        return DesignFit(level_events, start, start, maximise(likelihood, start), gone)
    # The hazard of a level without events tends to 0: in the limit its patients are in no risk set.
    likelihood = likelihood_of(design, risk.among(~gone), ties, ~gone)
    limit_start = start_of(likelihood)
    return DesignFit(level_events, start, limit_start, maximise(likelihood, limit_start), gone)


def _in_a_level_without_events(design: Design, level_events: tuple[np.ndarray | None, ...]) -> np.ndarray:
    """(n,) bool: the patients in a level of any factor in which nobody has an event."""
    gone = np.zeros(design.n, dtype=bool)
    for columns, events in zip(design.terms, level_events, strict=True):
        if columns.levels and not events.all():
            gone |= (events == 0)[columns.pattern]
    return gone


def likelihood_of(
    design: Design, risk: RiskSets, ties: str, rows: np.ndarray | slice = slice(None)
) -> PartialLikelihood | ExactLikelihood:
    """Patients alike in every covariate and in their last event time become one row where that saves work."""
    if ties == EXACT:
        return ExactLikelihood(risk, design.columns()[:, rows])
    n_patterns = design.n_patterns
    if n_patterns is not None and risk.first is None and n_patterns * (risk.n_cells + 1) <= len(risk.rows):
        columns, pattern = design.patterns()
        return PartialLikelihood(risk.collapsed(pattern[rows], n_patterns), columns, ties)
    return PartialLikelihood(risk, design.columns()[:, rows], ties)


def reasons_of(design: Design, event: np.ndarray, fit: DesignFit) -> tuple[str, ...]:
    """Per column why it cannot be estimated, or an empty string."""
    if not event.any():
        return (NO_EVENTS,) * len(design.scale)
    information = np.diag(fit.limit_start.information)
    per_term = zip(design.terms, fit.level_events, strict=True)
    structural = [reason for columns, events in per_term for reason in _structural_reasons(columns, events)]
    reasons = []
    for j, reason in enumerate(structural):
        if not reason and fit.maximum.aliased[j]:
            reasons.append(COLLINEAR if information[j] > ALIASED else NO_COMPARISON)
        elif not reason and fit.maximum.runaway[j]:
            reasons.append(SEPARATION)
        else:
            reasons.append(reason)
    return tuple(reasons)


def _structural_reasons(columns: TermColumns, events: np.ndarray | None) -> list[str]:
    """What the counts of a term alone rule out, per column."""
    if columns.pattern is None:
        return [CONSTANT if constant else "" for constant in columns.constant]
    if not columns.levels:
        return [ONE_LEVEL]
    otherwise = "" if events[columns.reference] else NO_EVENT_IN_REFERENCE
    return [otherwise if events[level] else NO_EVENT_IN_LEVEL for level in columns.levels]
