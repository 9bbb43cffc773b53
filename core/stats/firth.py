"""Firth's Cox model: finite hazard ratios where a coefficient of the ordinary one runs away."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.special import chdtrc, chdtri

from core.stats.chi_squared import Test, chi_squared_test
from core.stats.cox import check_choices, likelihood_of, refuse_too_many_coefficients
from core.stats.cox_model import (
    COLLINEAR,
    CONSTANT,
    NO_COMPARISON,
    NO_EVENT_IN_LEVEL,
    NO_EVENT_IN_REFERENCE,
    NO_EVENTS,
    ONE_LEVEL,
    SEPARATION,
    TERM_TEST_COLUMNS,
    CoxModel,
)
from core.stats.design import Design, Term, build_design, complete_rows
from core.stats.firth_likelihood import PenalizedLikelihood
from core.stats.firth_profile import Summit, highest, highest_without, profile_limit
from core.stats.newton import ALIASED, Start, start_of
from core.stats.outcomes import Outcomes, prepare_outcomes
from core.stats.partial_likelihood import TIES
from core.stats.risk_sets import RiskSets

CURED_BY_FIRTH = (NO_EVENT_IN_LEVEL, NO_EVENT_IN_REFERENCE, SEPARATION)


@dataclass(frozen=True, eq=False, kw_only=True)
class FirthModel(CoxModel):
    """A Cox model at the maximum of Firth's penalised likelihood, wherever a Cox model can be shown.

    What differs from `CoxModel`: `coefficients` has profile limits and penalised likelihood-ratio P, and
    `likelihood_ratio` is the penalised test of all coefficients. `loglik` and `loglik_null` are without the
    penalty, `penalized_loglik` and `penalized_loglik_null` (all coefficients 0, the penalty of all) with it, on
    the scale of the covariates. `variance` is the inverse information without penalty, `score` the ordinary test.
    On the scale of the design's columns, nan where not estimable: `limits` (2, p), lower and upper, infinite
    beyond floating point numbers, and `ratios` (p,), the test statistic of each coefficient.
    """

    penalized_loglik: float
    penalized_loglik_null: float
    limits: np.ndarray
    ratios: np.ndarray

    @cached_property
    def wald_coefficients(self) -> pd.DataFrame:
        """The columns `COEFFICIENT_COLUMNS` with `lower`, `upper`, `z` and `p` from the standard errors alone."""
        return CoxModel.coefficients.func(self)

    @cached_property
    def coefficients(self) -> pd.DataFrame:
        """One row per coefficient, reference levels not among them: the columns `COEFFICIENT_COLUMNS`.

        As in `CoxModel`, but `lower` and `upper` are where the profile of the penalised likelihood crosses the
        confidence level, and `p` is of the penalised likelihood-ratio test, `z` its signed root.
        """
        wald = self.wald_coefficients
        with np.errstate(over="ignore"):
            lower, upper = np.exp(self.limits / self.design.scale)
        z = np.sign(wald["coef"]) * np.sqrt(self.ratios)
        return wald.assign(lower=lower, upper=upper, z=z, p=chdtrc(1, self.ratios))


def fit_firth(
    time: np.ndarray,
    event: np.ndarray,
    terms: Sequence[Term],
    *,
    entry: np.ndarray | None = None,
    strata: np.ndarray | None = None,
    ties: str = "efron",
    level: float = 0.95,
) -> FirthModel:
    """Firth's penalised Cox model of `terms` on the rows without a missing or infinite value in any of them.

    Arguments and errors as `fit_cox`. Maximises l + 0.5 log |I| with I the information of the same method for
    ties; levels without events and separation leave every estimate and limit finite. Not estimable are constant
    and collinear columns, anything without events, and an estimate beyond the range of floating point numbers
    (hundreds of untied events in the order of a covariate), which reads as separation. With Breslow's method as
    R's `coxphf::coxphf`. Firth, Biometrika 1993; Heinze & Schemper, Biometrics 2001.
    """
    check_choices(ties, level, TIES)
    outcomes, risk = prepare_outcomes(time, event, entry=entry, strata=strata)
    terms = tuple(terms)
    rows = complete_rows(terms, len(outcomes.event))
    design, outcomes = build_design(terms, rows), outcomes.among(rows)
    refuse_too_many_coefficients(design, outcomes.event)
    return _model(design, risk.among(rows), outcomes, rows, ties, level)


def firth_of(model: CoxModel) -> FirthModel:
    """The same terms on the same rows at the maximum of Firth's penalised likelihood; its own model stays.

    ValueError: exact ties, clusters, more coefficients than patients.
    """
    if isinstance(model, FirthModel):
        return model
    check_choices(model.ties, model.confidence_level, TIES)
    if model.outcomes.cluster is not None:
        raise ValueError("Firth's penalised model takes no clusters: leave them out.")
    refuse_too_many_coefficients(model.design, model.event)
    return _model(model.design, model.risk, model.outcomes, model.rows, model.ties, model.confidence_level)


def needs_firth(model: CoxModel) -> bool:
    """Whether a coefficient of an ordinary model runs away, or a level has no event: Firth's estimate is finite."""
    return any(reason in CURED_BY_FIRTH for reason in model.reasons)


def penalized_ratio_by_term(model: FirthModel) -> pd.DataFrame:
    """Per term, the penalised likelihood-ratio test that all its coefficients are 0: the columns `TERM_TEST_COLUMNS`.

    The penalty is that of the whole model, as in the tests of single coefficients.
    """
    kept = model.estimable
    objective = PenalizedLikelihood(likelihood_of(model.design, model.risk, model.ties).restricted(kept))
    top = highest(objective)
    rows = []
    for place, columns in enumerate(model.design.terms):
        absent = (model.design.owner == place)[kept]
        test = chi_squared_test(_ratio(objective, top, absent), int(absent.sum()))
        rows.append((columns.term.name, test.chisq, test.df, test.p))
    return pd.DataFrame(rows, columns=list(TERM_TEST_COLUMNS))


def _model(design: Design, risk: RiskSets, outcomes: Outcomes, rows: np.ndarray, ties: str, level: float) -> FirthModel:
    event = outcomes.event
    likelihood = likelihood_of(design, risk, ties)
    start = start_of(likelihood)
    kept = start.independent
    objective = PenalizedLikelihood(likelihood.restricted(kept))
    top = highest(objective)
    estimable = kept & top.converged
    limits, ratios = _profiles(objective, top, level)
    log_scale = np.log(design.scale[kept]).sum()
    variance = _spread(_spread(top.place.variance, kept).T, kept)
    return FirthModel(
        n=design.n,
        n_left_out=len(rows) - design.n,
        n_events=int(event.sum()),
        ties=ties,
        confidence_level=level,
        beta=_spread(top.place.beta, kept, 0.0),
        variance=variance,
        naive_variance=variance,
        estimable=estimable,
        reasons=_reasons(design, event, start, top.converged),
        loglik_null=start.loglik,
        loglik=top.place.loglik,
        likelihood_ratio=_global_test(objective, top),
        score=chi_squared_test(start.score_chisq, int(kept.sum())),
        robust_score=None,
        converged=top.converged,
        rows=rows,
        outcomes=outcomes,
        design=design,
        risk=risk,
        gone=np.zeros(design.n, dtype=bool),
        penalized_loglik=top.place.penalized + log_scale,
        penalized_loglik_null=objective.start.penalized + log_scale,
        limits=_spread(limits, kept),
        ratios=_spread(ratios, kept),
    )


def _profiles(objective: PenalizedLikelihood, top: Summit, level: float) -> tuple[np.ndarray, np.ndarray]:
    """Limits (2, p) and likelihood ratios (p,), nan where the maximum was not found."""
    p = len(top.place.beta)
    if not top.converged:
        return np.full((2, p), np.nan), np.full(p, np.nan)
    drop = chdtri(1, 1 - level) / 2
    limits = [[profile_limit(objective, top, j, direction, drop) for j in range(p)] for direction in (-1, 1)]
    ratios = [_ratio(objective, top, np.arange(p) == j) for j in range(p)]
    return np.array(limits), np.array(ratios)


def _ratio(objective: PenalizedLikelihood, top: Summit, absent: np.ndarray) -> float:
    """Twice what the penalised likelihood loses when the coefficients marked in `absent` are 0."""
    return max(2 * (top.place.penalized - highest_without(objective, top, absent).place.penalized), 0.0)


def _global_test(objective: PenalizedLikelihood, top: Summit) -> Test:
    if not top.converged:
        return chi_squared_test(np.nan, 0)
    return chi_squared_test(2 * (top.place.penalized - objective.start.penalized), len(top.place.beta))


def _spread(values: np.ndarray, kept: np.ndarray, otherwise: float = np.nan) -> np.ndarray:
    """Values (..., kept) at their places among all columns: (..., p)."""
    spread = np.full((*values.shape[:-1], len(kept)), otherwise)
    spread[..., kept] = values
    return spread


def _reasons(design: Design, event: np.ndarray, start: Start, converged: bool) -> tuple[str, ...]:
    """Per column why it cannot be estimated, or an empty string."""
    reasons = []
    for j, owner in enumerate(design.owner):
        if not event.any():
            reasons.append(NO_EVENTS)
        elif design.constant[j]:
            reasons.append(CONSTANT if design.terms[owner].pattern is None else ONE_LEVEL)
        elif not start.independent[j]:
            reasons.append(COLLINEAR if start.information[j, j] > ALIASED else NO_COMPARISON)
        else:
            reasons.append("" if converged else SEPARATION)
    return tuple(reasons)
