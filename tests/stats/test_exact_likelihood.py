"""The exact likelihood against all subsets written out, the log-rank test and a conditional logistic model."""

from itertools import combinations

import numpy as np
import pytest
from hypothesis import given, settings

from core.stats.cox import fit_cox
from core.stats.design import Numeric
from core.stats.event_table import event_table
from core.stats.exact_likelihood import ExactLikelihood
from core.stats.logrank import compare_logrank
from core.stats.risk_sets import prepare_risk_sets
from tests.stats.made_up_cohorts import numbers, patients, rows_of_terms, split_rows
from tests.stats.test_partial_likelihood import BETA, cohorts


def slow_loglik(data, beta):
    """Event time by event time, over every choice of as many patients as have the event."""
    predictor, total = beta @ data["x"], 0.0
    for stratum in set(data["strata"]):
        inside = data["strata"] == stratum
        for t in set(data["time"][inside & (data["event"] == 1)]):
            at_risk = np.flatnonzero(inside & (data["entry"] < t) & (t <= data["time"]))
            dying = [i for i in at_risk if data["event"][i] and data["time"][i] == t]
            sums = [np.exp(predictor[list(chosen)].sum()) for chosen in combinations(at_risk, len(dying))]
            total += predictor[dying].sum() - np.log(sum(sums))
    return total


def likelihood_of(data, entry):
    risk = prepare_risk_sets(data["time"], data["event"], entry=entry, strata=data["strata"])
    return ExactLikelihood(risk, data["x"])


@pytest.mark.parametrize("late", [False, True])
@given(data=cohorts())
@settings(max_examples=60, deadline=None)
def test_the_likelihood_is_the_formula_subset_by_subset(late, data):
    data = data if late else data | {"entry": np.full(len(data["time"]), -1.0)}
    found = likelihood_of(data, data["entry"] if late else None).at(BETA).loglik
    assert found == pytest.approx(slow_loglik(data, BETA), rel=1e-10, abs=1e-10)


@given(data=cohorts())
@settings(max_examples=30, deadline=None)
def test_gradient_and_information_are_the_derivatives(data):
    likelihood, step = likelihood_of(data, data["entry"]), 1e-4
    gradient, information = likelihood.derivatives(likelihood.at(BETA))
    for j, change in enumerate(np.eye(2) * step):
        after, before = likelihood.at(BETA + change), likelihood.at(BETA - change)
        assert gradient[j] == pytest.approx((after.loglik - before.loglik) / (2 * step), rel=1e-5, abs=1e-5)
        slope = (likelihood.derivatives(before)[0] - likelihood.derivatives(after)[0]) / (2 * step)
        np.testing.assert_allclose(information[j], slope, rtol=1e-5, atol=1e-5)


def test_without_ties_all_methods_are_the_same():
    time, event, age, line = patients(tied=False)
    exact, efron = (fit_cox(time, event, [age, line], ties=ties) for ties in ("exact", "efron"))
    np.testing.assert_allclose(numbers(exact), numbers(efron), rtol=1e-8)
    assert exact.loglik == pytest.approx(efron.loglik, rel=1e-12)


@pytest.mark.parametrize("seed", range(3))
def test_with_ties_the_score_test_is_the_log_rank_test(seed):
    time, event, _, line = patients(seed=seed)
    score = fit_cox(np.ceil(time / 4), event, [line], ties="exact").score
    logrank = compare_logrank(event_table(np.ceil(time / 4), event, line.codes, groups=3))
    assert (score.chisq, score.df) == (pytest.approx(logrank.chisq, rel=1e-9), 2)


def test_a_conditional_logistic_model_of_the_risk_sets_agrees():
    models = pytest.importorskip("statsmodels.discrete.conditional_models")
    time, event, age, _ = patients(n=40)
    time = np.ceil(time / 5)
    columns = np.column_stack([age.values / 10, np.cos(age.values)])
    sets = [(t, i) for t in np.unique(time[event == 1]) for i in np.flatnonzero(time >= t)]
    group, row = np.array(sets, dtype=int).T
    happened = (event[row] == 1) & (time[row] == group)
    mixed = np.array([0 < happened[group == t].mean() < 1 for t in group])
    other = models.ConditionalLogit(happened[mixed].astype(int), columns[row][mixed], groups=group[mixed])
    model = fit_cox(time, event, [Numeric("a", columns[:, 0]), Numeric("b", columns[:, 1])], ties="exact")
    coef = model.coefficients["coef"].to_numpy()
    assert other.loglike(coef) == pytest.approx(model.loglik, rel=1e-10)
    np.testing.assert_allclose(other.score(coef), 0, atol=1e-8)


@pytest.mark.parametrize("change", ["order", "rows cut in two"])
def test_changes_that_must_not_matter_do_not(change):
    time, event, age, line = patients()
    if change == "order":
        patient = np.random.default_rng(1).permutation(60)
        entry, end, happened = None, time[patient], event[patient]
    else:
        patient, entry, end, happened = split_rows(time, event)
    model = fit_cox(time, event, [age, line], ties="exact")
    other = fit_cox(end, happened, rows_of_terms(age, line, patient), ties="exact", entry=entry)
    np.testing.assert_allclose(numbers(other), numbers(model), rtol=1e-8)


def test_hundreds_of_tied_events_stay_in_the_range_of_floating_point_numbers():
    random = np.random.default_rng(2)
    x = random.normal(size=600)
    time = np.ceil(random.exponential(3 * np.exp(-0.5 * x)))
    model = fit_cox(time, np.ones(600), [Numeric("x", x)], ties="exact")
    assert model.converged
    assert model.coefficients["z"][0] > 5


@pytest.mark.parametrize("n", [0, 1, 5])
def test_without_events_or_comparison_there_are_no_estimates(n):
    terms = [Numeric("x", np.arange(n, dtype=float))]
    assert not fit_cox(np.ones(n), np.zeros(n), terms, ties="exact").estimable.any()
    assert not fit_cox(np.ones(n), np.ones(n), terms, ties="exact").estimable.any()


def test_a_predictor_beyond_floating_point_has_no_value_and_no_warning():
    risk = prepare_risk_sets(np.arange(1.0, 4), np.ones(3))
    assert ExactLikelihood(risk, np.array([[-1.0, 0, 1]])).at(np.array([1e6])) is None
