"""Likelihood-ratio tests of parts of a Cox model: the model against a smaller one on the same rows."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from core.stats.chi_squared import Test, chi_squared_test
from core.stats.cox import fit_design
from core.stats.cox_model import TERM_TEST_COLUMNS, CoxModel
from core.stats.design import Design, build_design
from core.stats.terms import Interaction, Numeric, Term


def likelihood_ratio_by_term(model: CoxModel) -> pd.DataFrame:
    """Per term, the likelihood-ratio test against the model without it, on the same rows.

    The columns `TERM_TEST_COLUMNS`. Where a term has no maximum its limit counts, with all its coefficients. A term
    that interacts is left out with its interactions.
    """
    terms = [columns.term for columns in model.design.terms]
    tests = [likelihood_ratio_without(model, lambda other, term=term: depends_on(other, term.name)) for term in terms]
    rows = [(term.name, test.chisq, test.df, test.p) for term, test in zip(terms, tests, strict=True)]
    return pd.DataFrame(rows, columns=list(TERM_TEST_COLUMNS))


def depends_on(term: Term, name: str) -> bool:
    """Whether this is the term of that name, or an interaction of it."""
    parts = (term.first, term.second) if isinstance(term, Interaction) else ()
    return name in (term.name, *(part.name for part in parts))


def likelihood_ratio_without(model: CoxModel, left_out: Callable[[Term], bool]) -> Test:
    """The likelihood-ratio test against the model without the terms `left_out`, on the same rows."""
    others = tuple(columns for columns in model.design.terms if not left_out(columns.term))
    return _likelihood_ratio(model, Design(others, model.n))


def nonlinearity_test(model: CoxModel, name: str) -> Test:
    """The likelihood-ratio test of the curve of this name against a straight line, on the same rows.

    R: `anova(coxph(y ~ x), coxph(y ~ rms::rcs(x)))`. It is to be in no interaction.
    """
    terms = [columns.term for columns in model.design.terms]
    straight = [Numeric(term.name, term.values) if term.name == name else term for term in terms]
    return _likelihood_ratio(model, build_design(straight, model.rows))


def _likelihood_ratio(model: CoxModel, smaller: Design) -> Test:
    fit = fit_design(smaller, model.risk, model.event, model.ties)
    df = model.likelihood_ratio.df - fit.n_tested
    return chi_squared_test(max(2 * (model.loglik - fit.maximum.loglik), 0.0), df)
