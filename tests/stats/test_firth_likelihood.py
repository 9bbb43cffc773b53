"""Firth's likelihood, its maximum and its profile against the formulas as they read, and in closed form."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import brentq, minimize

from core.stats.design import Factor, Numeric
from core.stats.firth import fit_firth
from core.stats.firth_likelihood import PenalizedLikelihood
from core.stats.partial_likelihood import PartialLikelihood
from core.stats.risk_sets import prepare_risk_sets

BETA = np.array([0.4, -0.7])


def slow_penalized(time, event, x, beta, ties, entry=None):
    """l + 0.5 log |I|, event by event, each information the covariance of the covariates in its risk set."""
    entry = np.full(len(time), -1.0) if entry is None else entry
    total, information = 0.0, np.zeros((len(x), len(x)))
    for t in np.unique(time[event == 1]):
        at_risk, dying = (entry < t) & (time >= t), (event == 1) & (time == t)
        deaths = dying.sum()
        total += (beta @ x[:, dying]).sum()
        for place in range(deaths):
            hazard = np.exp(beta @ x) * at_risk
            if ties == "efron":
                hazard = hazard * (1 - place / deaths * dying)
            share = hazard / hazard.sum()
            from_mean = x - (x @ share)[:, np.newaxis]
            total -= np.log(hazard.sum())
            information += (from_mean * share) @ from_mean.T
    return total + np.linalg.slogdet(information)[1] / 2


def made_up(seed, n=25):
    random = np.random.default_rng(seed)
    time, event = np.ceil(random.exponential(6, n)), (random.random(n) < 0.6).astype(int)
    event[:3] = 1
    return time, event, np.array([random.normal(size=n), random.integers(0, 2, n)]), np.floor(time * random.random(n))


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@given(seed=st.integers(0, 100_000), late=st.booleans(), stratified=st.booleans(), weighted=st.booleans())
@settings(max_examples=60, deadline=None, derandomize=True)
def test_the_slope_is_that_of_the_penalised_likelihood(ties, seed, late, stratified, weighted):
    time, event, x, entry = made_up(seed)
    random = np.random.default_rng(seed)
    risk = prepare_risk_sets(
        time,
        event,
        entry=entry if late else None,
        strata=random.integers(0, 2, len(time)) if stratified else None,
        weights=random.choice([0.5, 1.0, 3.0], len(time)) if weighted else None,
    )
    objective = PenalizedLikelihood(PartialLikelihood(risk, x, ties))
    place = objective.at(BETA)
    for j, step in enumerate(np.eye(2) * 1e-5):
        after, before = objective.at(BETA + step), objective.at(BETA - step)
        assert place.slope[j] == pytest.approx((after.penalized - before.penalized) / 2e-5, rel=1e-5, abs=1e-6)
        penalty = [one.penalized - one.loglik for one in (after, before)]
        assert place.penalty_slope[j] == pytest.approx((penalty[0] - penalty[1]) / 2e-5, rel=1e-5, abs=1e-6)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("late", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_maximum_limits_and_tests_are_those_of_a_search_without_derivatives(seed, late, ties):
    time, event, x, entry = made_up(seed)
    entry = entry if late else None
    model = fit_firth(time, event, [Numeric("a", x[0]), Numeric("b", x[1])], entry=entry, ties=ties)

    def profile(value):
        return -minimize(
            lambda other: -slow_penalized(time, event, x, np.array([value, other[0]]), ties, entry), [0.0], tol=1e-12
        ).fun

    best = minimize(lambda beta: -slow_penalized(time, event, x, beta, ties, entry), [0.0, 0.0], tol=1e-12)
    assert model.penalized_loglik == pytest.approx(-best.fun, rel=1e-9)
    np.testing.assert_allclose(model.coefficients["coef"], best.x, atol=2e-5)
    assert model.penalized_loglik_null == pytest.approx(slow_penalized(time, event, x, np.zeros(2), ties, entry))
    lower, upper = np.log(model.coefficients.loc[0, ["lower", "upper"]].astype(float))
    for limit, (start, stop) in ((lower, (best.x[0] - 8, best.x[0])), (upper, (best.x[0], best.x[0] + 8))):
        crossing = brentq(lambda value: profile(value) + best.fun + 3.841458820694124 / 2, start, stop, xtol=1e-9)
        assert limit == pytest.approx(crossing, abs=1e-5)
    assert model.coefficients["z"][0] ** 2 == pytest.approx(2 * (-best.fun - profile(0.0)), rel=1e-5, abs=1e-8)


@pytest.mark.parametrize(("exposed", "others"), [(1, 1), (3, 1), (2, 10)])
def test_one_event_in_the_exposed_has_a_closed_form(exposed, others):
    """The share of the hazard that falls to the exposed is 3 / 4, and 1.5 log q + 0.5 log (1 - q) is its profile."""
    n = exposed + others
    event = np.r_[1, np.zeros(n - 1)]
    model = fit_firth(np.r_[1.0, np.full(n - 1, 2.0)], event, [Numeric("a", np.r_[np.ones(exposed), np.zeros(others)])])

    def lost(coefficient):
        odds = np.exp(coefficient) * exposed / others
        share = odds / (1 + odds)
        return 1.5 * np.log(share / 0.75) + 0.5 * np.log((1 - share) / 0.25)

    row = model.coefficients.iloc[0]
    assert row["hr"] == pytest.approx(3 * others / exposed, rel=1e-9)
    assert row["se"] == pytest.approx(np.sqrt(16 / 3), rel=1e-9)
    assert [lost(np.log(row["lower"])), lost(np.log(row["upper"]))] == pytest.approx([-3.841458820694124 / 2] * 2)
    assert row["z"] ** 2 == pytest.approx(-2 * lost(0.0), rel=1e-9)


def test_strata_add_up_as_if_each_had_its_own_likelihood():
    time, event, x, _ = made_up(7, n=40)
    strata = np.arange(40) % 2
    model = fit_firth(time, event, [Numeric("a", x[0])], strata=strata)
    apart = fit_firth(time + 1000 * strata, event, [Numeric("a", x[0])], entry=1000.0 * strata)
    for column in ("coef", "se", "lower", "upper", "p"):
        assert model.coefficients[column][0] == pytest.approx(apart.coefficients[column][0], rel=1e-9)


def test_one_factor_gives_the_same_whether_patients_are_collapsed_or_not():
    time, event, _, _ = made_up(8, n=400)
    codes = np.random.default_rng(8).integers(0, 3, 400)
    factor = fit_firth(np.ceil(time / 3), event, [Factor("line", codes, ("a", "b", "c"))])
    columns = fit_firth(np.ceil(time / 3), event, [Numeric(str(k), (codes == k).astype(float)) for k in (1, 2)])
    wanted = ["coef", "se", "lower", "upper", "p"]
    np.testing.assert_allclose(
        factor.coefficients[wanted].to_numpy(float), columns.coefficients[wanted].to_numpy(float), rtol=1e-8
    )
