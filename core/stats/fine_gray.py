"""Fine-Gray models: what goes with the cumulative incidence of an event while others compete."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike

from core.stats.chi_squared import Test, chi_squared_test
from core.stats.concordance import Concordance, harrell_concordance
from core.stats.cox import fit_design, reasons_of
from core.stats.cox_model import CoxModel
from core.stats.cox_prediction import columns_of_profile, has_no_maximum
from core.stats.design import Design, Term, build_design, complete_rows
from core.stats.fine_gray_variance import score_contributions
from core.stats.outcomes import Outcomes
from core.stats.subdistribution import Censoring, SubdistributionRiskSets, prepare_subdistribution
from core.stats.times import place_at_or_before

NO_INFLUENCE = "no patient moves the estimate: everyone at risk has the event at once"
NOTHING = 1e-14  # share of the variance without a sandwich below which only rounding is left of that with it

PREDICTION_COLUMNS = ("patient", "time", "incidence")


@dataclass(frozen=True, eq=False, kw_only=True)
class FineGrayModel(CoxModel):
    """A Cox model of the subdistribution hazard of `cause`, wherever a Cox model can be shown.

    What differs from `CoxModel`: the hazard ratios are those of the subdistribution; `n_events` and `event` are of
    the cause and `n_competing` counts the other events; `variance` is the sandwich with the part of the estimated
    censoring distribution, nan where not estimable, and `naive_variance` the inverse information. `loglik`,
    `loglik_null`, `likelihood_ratio` and `score` are of a pseudo-likelihood: their P are rough, `wald` is the test to
    report. `baseline` (cells,) holds the increments of the cumulative subdistribution hazard at the times of the events
    where every column of the design is 0.
    """

    cause: int
    n_competing: int
    baseline: np.ndarray

    @cached_property
    def concordance(self) -> Concordance:
        """Harrell's C with those who had a competing event followed for ever (Wolbers et al., Epidemiology 2009)."""
        risk = self.risk
        last = risk.last.astype(float)
        for group in risk.staying:
            last[group.places] = risk.n_cells + 1
        event = np.zeros(len(last), dtype=int)
        event[risk.events] = 1
        return harrell_concordance(last, event, self.linear_predictor[risk.rows])


def fit_fine_gray(
    time: np.ndarray,
    status: np.ndarray,
    terms: Sequence[Term],
    *,
    cause: int = 1,
    censoring_group: np.ndarray | None = None,
    level: float = 0.95,
) -> FineGrayModel:
    """A Fine-Gray model of `terms` on the rows without a missing or infinite value in any of them.

    `time` (N,) finite and at least 0; `status` (N,) 0 censored, `cause` the event, any other whole number a competing
    event; `censoring_group` (N,) labels of groups that are censored alike within, all patients by default; `level` of
    the confidence limits. The censoring distribution is that of the rows used. Ties as by Breslow. What cannot be
    estimated is said as in `fit_cox`, and so is an estimate with a sandwich error of 0. ValueError: more coefficients
    than patients, a cause below 1, inputs that do not fit together. Fine & Gray, JASA 1999; agrees with R's
    `cmprsk::crr` (gtol = 1e-9).
    """
    if not 0 < level < 1:
        raise ValueError("The confidence level must lie between 0 and 1, such as 0.95.")
    if cause < 1:
        raise ValueError(f"The cause must be the status of an event, 1 or more, not {cause!r}.")
    time, status, terms = np.asarray(time, dtype=float), np.asarray(status), tuple(terms)
    rows = complete_rows(terms, len(time))
    groups = np.zeros(len(time), dtype=int) if censoring_group is None else np.asarray(censoring_group)
    for name, given in (("status", status), ("censoring_group", groups)):
        if len(given) != len(time):
            raise ValueError(f"There are {len(time)} times but {len(given)} values of {name}.")
    risk, censoring = prepare_subdistribution(time[rows], status[rows], cause, groups[rows])
    outcomes = Outcomes(time[rows], status[rows] == cause)
    n_competing = int(((status[rows] > 0) & ~outcomes.event).sum())
    return _model(build_design(terms, rows), risk, censoring, rows, outcomes, n_competing, cause, level)


def predict_incidence(model: FineGrayModel, patients: Sequence[Mapping[str, object]], times: ArrayLike) -> pd.DataFrame:
    """The cumulative incidence of the cause the model predicts for patients, as proportions in [0, 1].

    `patients`: per patient the value of every term, a number or one of the levels. The columns `PREDICTION_COLUMNS`,
    `patient` being the place among `patients`; one row per patient and time. 0 before the first event, flat after the
    last. Nan for a patient who needs a coefficient that is not estimable. ValueError for a term without a value, a
    value that is not a number or not a level. Agrees with R's `predict.crr`.
    """
    asked = np.asarray(times, dtype=float).reshape(-1)
    hazard = np.concatenate([[0.0], np.cumsum(model.baseline)])[place_at_or_before(model.risk.times, asked) + 1]
    columns = np.array([columns_of_profile(model, patient) for patient in patients])
    known = np.array([not has_no_maximum(model, patient) for patient in patients])
    with np.errstate(over="ignore"):
        relative = np.where(known, np.exp(columns @ model.beta), np.nan)
    incidence = -np.expm1(-np.multiply.outer(relative, hazard))
    patient, time = np.repeat(np.arange(len(patients)), len(asked)), np.tile(asked, len(patients))
    return pd.DataFrame(dict(zip(PREDICTION_COLUMNS, (patient, time, incidence.reshape(-1)), strict=True)))


def _model(
    design: Design,
    risk: SubdistributionRiskSets,
    censoring: Censoring,
    rows: np.ndarray,
    outcomes: Outcomes,
    n_competing: int,
    cause: int,
    level: float,
) -> FineGrayModel:
    event = outcomes.event
    fit = fit_design(design, risk, event, "breslow")
    start, maximum = fit.start, fit.maximum
    reasons = np.array(reasons_of(design, event, fit), dtype=object)
    relative = np.where(fit.gone, 0.0, np.exp(maximum.beta @ design.columns()))[risk.rows]
    variance = _sandwich(design, risk, censoring, relative, maximum.variance, reasons == "")
    reasons[np.diag(variance) <= NOTHING * np.diag(maximum.variance)] = NO_INFLUENCE
    return FineGrayModel(
        n=design.n,
        n_left_out=len(rows) - design.n,
        n_events=int(event.sum()),
        ties="breslow",
        confidence_level=level,
        beta=maximum.beta,
        variance=variance,
        naive_variance=maximum.variance,
        estimable=reasons == "",
        reasons=tuple(reasons),
        loglik_null=start.loglik,
        loglik=maximum.loglik,
        likelihood_ratio=_pseudo_test(2 * (maximum.loglik - start.loglik), fit.n_tested),
        score=_pseudo_test(start.score_chisq, fit.n_tested),
        robust_score=None,
        converged=maximum.converged,
        rows=rows,
        outcomes=outcomes,
        design=design,
        risk=risk,
        gone=fit.gone,
        cause=cause,
        n_competing=n_competing,
        baseline=np.bincount(risk.event_cells, minlength=risk.n_cells) / risk.sums_at_risk(relative),
    )


def _pseudo_test(chisq: float, df: int) -> Test:
    return chi_squared_test(max(chisq, 0.0), df)


def _sandwich(
    design: Design,
    risk: SubdistributionRiskSets,
    censoring: Censoring,
    relative: np.ndarray,
    naive: np.ndarray,
    estimable: np.ndarray,
) -> np.ndarray:
    """(p, p) The variance of the coefficients on the scale of the design's columns, nan where not estimable."""
    variance = np.full(naive.shape, np.nan)
    if estimable.any():
        kept = np.ix_(estimable, estimable)
        columns = design.columns()[estimable].take(risk.rows, axis=1)
        influence = naive[kept] @ score_contributions(risk, censoring, columns, relative)
        variance[kept] = influence @ influence.T
    return variance
