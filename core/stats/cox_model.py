"""A fitted Cox model: hazard ratios with limits and P, its tests, and why a coefficient cannot be estimated."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.special import ndtr, ndtri

from core.stats.chi_squared import Test, quadratic_test
from core.stats.concordance import Concordance, concordance_in
from core.stats.design import Design, TermColumns
from core.stats.outcomes import Outcomes
from core.stats.partial_likelihood import TIES, PartialLikelihood
from core.stats.risk_sets import RiskSets

NO_EVENTS = "no events"
CONSTANT = "constant"
ONE_LEVEL = "one level"
COLLINEAR = "collinear"
NO_COMPARISON = "the same in all at risk at any event"
NO_EVENT_IN_LEVEL = "no event in this level"
NO_EVENT_IN_REFERENCE = "no event in the reference level"
SEPARATION = "likelihood has no maximum (separation)"

COEFFICIENT_COLUMNS = (
    "term", "level", "coef", "se", "hr", "lower", "upper", "z", "p", "n", "n_events", "estimable", "reason",
)  # fmt: skip
REFERENCE_COLUMNS = ("term", "level", "n", "n_events")
TERM_TEST_COLUMNS = ("term", "chisq", "df", "p")


@dataclass(frozen=True, eq=False)
class CoxModel:
    """A Cox model of the `n` complete rows; `n_left_out` had a missing covariate.

    `beta` (p,) and `variance` (p, p) are on the scale of the design's columns, the rest on that of the
    covariates. `estimable` (p,) and `reasons` (p,) say which coefficients have no estimate and why; the others
    are then at the limit the likelihood approaches. `likelihood_ratio` and `score` test all columns that are not
    constant or collinear, `wald` those that are estimable. `gone` (n,) marks patients of levels without any
    event: in that limit their hazard is 0. `dropped_levels` are (term, level) pairs without patients.

    With clusters `variance` and all that follows from it is the robust one; `naive_variance` is the inverse
    information, and `robust_score` tests what `score` does. Without clusters the two variances are the same and
    `robust_score` is None.
    """

    n: int
    n_left_out: int
    n_events: int
    ties: str
    confidence_level: float
    beta: np.ndarray
    variance: np.ndarray
    naive_variance: np.ndarray
    estimable: np.ndarray
    reasons: tuple[str, ...]
    loglik_null: float
    loglik: float
    likelihood_ratio: Test
    score: Test
    robust_score: Test | None
    converged: bool
    rows: np.ndarray
    outcomes: Outcomes
    design: Design
    risk: RiskSets
    gone: np.ndarray

    @property
    def event(self) -> np.ndarray:
        """(n,) bool: the rows with the event."""
        return self.outcomes.event

    @cached_property
    def coefficients(self) -> pd.DataFrame:
        """One row per coefficient, reference levels not among them: the columns `COEFFICIENT_COLUMNS`.

        `level` is None for a number, and tells the columns of a curve or an interaction apart. `lower` and `upper` are
        Wald limits of `hr`. `n` and `n_events` are of the level of a factor, else of the model. What is not estimable
        is nan, with its `reason`.
        """
        coef = np.where(self.estimable, self.beta, np.nan) / self.design.scale
        se = np.sqrt(np.where(self.estimable, np.diag(self.variance), np.nan)) / self.design.scale
        z = coef / se
        half_width = ndtri((1 + self.confidence_level) / 2) * se
        with np.errstate(over="ignore"):
            hr, lower, upper = np.exp(coef), np.exp(coef - half_width), np.exp(coef + half_width)
        names = [label for term in self.design.terms for label in self._labels(term)]
        term, level, n, n_events = np.array(names, dtype=object).reshape(-1, 4).T
        values = (term, level, coef, se, hr, lower, upper, z, 2 * ndtr(-np.abs(z)), n.astype(int), n_events.astype(int))
        columns = (*values, self.estimable.copy(), np.array(self.reasons, dtype=object))
        # The arrays are new and nobody else's: gathering them into blocks takes longer than all the rest.
        return pd.DataFrame(dict(zip(COEFFICIENT_COLUMNS, columns, strict=True)), copy=False)

    @cached_property
    def references(self) -> pd.DataFrame:
        """The reference level of each factor with its patients and events: the columns `REFERENCE_COLUMNS`."""
        found = []
        for columns in self.design.terms:
            if columns.reference is not None:
                n, n_events = self._counts(columns)
                place = columns.reference
                found.append((columns.term.name, columns.term.levels[place], n[place], n_events[place]))
        return pd.DataFrame(found, columns=list(REFERENCE_COLUMNS))

    @property
    def dropped_levels(self) -> tuple[tuple[str, str], ...]:
        """(term, level) of every level no patient of the model has."""
        return tuple((c.term.name, c.term.levels[level]) for c in self.design.terms for level in c.dropped)

    @cached_property
    def vcov(self) -> np.ndarray:
        """(p, p) Covariance of the coefficients on the scale of the covariates; nan where not estimable."""
        return self._covariance(self.variance)

    @cached_property
    def naive_vcov(self) -> np.ndarray:
        """(p, p) The same from the information alone: what `vcov` is without clusters."""
        return self._covariance(self.naive_variance)

    @cached_property
    def naive_se(self) -> np.ndarray:
        """(p,) Standard errors of the coefficients from the information alone; nan where not estimable."""
        return np.sqrt(np.where(self.estimable, np.diag(self.naive_variance), np.nan)) / self.design.scale

    @property
    def aic(self) -> float:
        """Akaike's criterion, with the columns that are not constant or collinear as parameters."""
        return 2 * (self.likelihood_ratio.df - self.loglik)

    @cached_property
    def wald(self) -> Test:
        """All estimable coefficients are 0."""
        return self._wald(self.estimable)

    @cached_property
    def term_tests(self) -> pd.DataFrame:
        """Per term, the Wald test of its estimable coefficients together: the columns `TERM_TEST_COLUMNS`."""
        tests = [self._wald(self.estimable & (self.design.owner == i)) for i in range(len(self.design.terms))]
        names = [columns.term.name for columns in self.design.terms]
        rows = [(name, test.chisq, test.df, test.p) for name, test in zip(names, tests, strict=True)]
        return pd.DataFrame(rows, columns=list(TERM_TEST_COLUMNS))

    @cached_property
    def linear_predictor(self) -> np.ndarray:
        """(n,) Log relative hazard of each complete row, 0 at the means; -inf in a level without events."""
        return np.where(self.gone, -np.inf, self.beta @ self.design.columns())

    @cached_property
    def concordance(self) -> Concordance:
        """Harrell's C of the linear predictor, its error summed within clusters; weights do not count in it."""
        return concordance_in(self.risk, self.linear_predictor, self.outcomes.cluster)

    @cached_property
    def likelihood(self) -> PartialLikelihood:
        """The likelihood of the rows whose hazard is not 0, row by row; with Breslow's divisors for exact ties."""
        ties = self.ties if self.ties in TIES else "breslow"
        return PartialLikelihood(self.risk.among(~self.gone), self.design.columns()[:, ~self.gone], ties)

    def _wald(self, chosen: np.ndarray) -> Test:
        return quadratic_test(self.beta[chosen], self.variance[np.ix_(chosen, chosen)])

    def _covariance(self, variance: np.ndarray) -> np.ndarray:
        both = np.outer(self.estimable, self.estimable)
        with np.errstate(over="ignore", under="ignore"):
            return np.where(both, variance / self.design.scale[:, np.newaxis] / self.design.scale, np.nan)

    def _labels(self, columns: TermColumns) -> list[tuple[str, str | None, int, int]]:
        """Term, level, patients and events of each column of a term."""
        name = columns.term.name
        if not columns.levels:
            return [(name, label, self.n, self.n_events) for label in columns.labels]
        n, n_events = self._counts(columns)
        return [(name, columns.term.levels[level], n[level], n_events[level]) for level in columns.levels]

    def _counts(self, columns: TermColumns) -> tuple[np.ndarray, np.ndarray]:
        """Patients and events of each level of a factor, absent ones included."""
        return columns.level_counts(), columns.level_counts(self.event)
