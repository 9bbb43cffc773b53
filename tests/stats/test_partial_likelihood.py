"""The engine against a slow likelihood written out as the formula reads, and against R."""

from math import exp, log

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.stats.newton import independent_columns, maximise, start_of
from core.stats.partial_likelihood import PartialLikelihood, slots_of
from core.stats.risk_sets import prepare_risk_sets

BETA = np.array([0.4, -0.7])


def slow_loglik(data, beta, ties):
    """The log partial likelihood, event time by event time and patient by patient."""
    total = 0.0
    predictor = [float(beta @ x) for x in data["x"].T]
    n = len(predictor)
    for stratum in set(data["strata"]):
        inside = [i for i in range(n) if data["strata"][i] == stratum]
        for t in {data["time"][i] for i in inside if data["event"][i]}:
            at_risk = [i for i in inside if data["entry"][i] < t <= data["time"][i]]
            dying = [i for i in at_risk if data["event"][i] and data["time"][i] == t]
            weight = sum(data["weights"][i] for i in dying) / len(dying)
            everybody = sum(data["weights"][i] * exp(predictor[i]) for i in at_risk)
            tied = sum(data["weights"][i] * exp(predictor[i]) for i in dying)
            for place in range(len(dying)):
                taken_off = place / len(dying) * tied if ties == "efron" else 0.0
                total -= weight * log(everybody - taken_off)
            total += sum(data["weights"][i] * predictor[i] for i in dying)
    return total


@st.composite
def cohorts(draw):
    """Few patients with many ties, late entry, strata and weights; sometimes nobody dies."""
    n = draw(st.integers(1, 14))
    whole = st.integers(0, 5)
    entry = np.array(draw(st.lists(whole, min_size=n, max_size=n)), dtype=float)
    length = np.array(draw(st.lists(st.integers(1, 5), min_size=n, max_size=n)), dtype=float)
    value = st.floats(-2, 2).map(lambda number: round(number, 3))
    return {
        "entry": entry,
        "time": entry + length,
        "event": np.array(draw(st.lists(st.integers(0, 1), min_size=n, max_size=n))),
        "strata": np.array(draw(st.lists(st.integers(0, 2), min_size=n, max_size=n))),
        "weights": np.array(draw(st.lists(st.sampled_from([0.5, 1.0, 3.0]), min_size=n, max_size=n))),
        "x": np.array(draw(st.lists(st.tuples(value, value), min_size=n, max_size=n))).T,
    }


def likelihood_of(data, ties):
    known = {name: data[name] for name in ("entry", "strata", "weights")}
    return PartialLikelihood(prepare_risk_sets(data["time"], data["event"], **known), data["x"], ties)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@given(data=cohorts())
@settings(max_examples=100, deadline=None)
def test_the_likelihood_is_the_formula_patient_by_patient(ties, data):
    found = likelihood_of(data, ties).at(BETA).loglik
    assert found == pytest.approx(slow_loglik(data, BETA, ties), rel=1e-10, abs=1e-10)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@given(data=cohorts())
@settings(max_examples=50, deadline=None)
def test_it_is_so_too_when_everybody_enters_at_the_start(ties, data):
    n = len(data["time"])
    data = data | {"entry": np.full(n, -1.0), "strata": np.zeros(n, dtype=int), "weights": np.ones(n)}
    risk = prepare_risk_sets(data["time"], data["event"])
    assert risk.first is None
    found = PartialLikelihood(risk, data["x"], ties).at(BETA).loglik
    assert found == pytest.approx(slow_loglik(data, BETA, ties), rel=1e-10, abs=1e-10)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@given(data=cohorts())
@settings(max_examples=50, deadline=None)
def test_gradient_and_information_are_the_derivatives(ties, data):
    likelihood, step = likelihood_of(data, ties), 1e-4
    gradient, information = likelihood.derivatives(likelihood.at(BETA))
    for j, change in enumerate(np.eye(2) * step):
        after, before = likelihood.at(BETA + change), likelihood.at(BETA - change)
        assert gradient[j] == pytest.approx((after.loglik - before.loglik) / (2 * step), rel=1e-5, abs=1e-5)
        slope = (likelihood.derivatives(before)[0] - likelihood.derivatives(after)[0]) / (2 * step)
        np.testing.assert_allclose(information[j], slope, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@given(data=cohorts(), seed=st.integers(0, 1000))
@settings(max_examples=50, deadline=None)
def test_risk_sets_of_some_patients_are_those_prepared_from_them_alone(ties, data, seed):
    kept = np.random.default_rng(seed).random(len(data["time"])) < 0.6
    known = {name: data[name] for name in ("entry", "strata", "weights")}
    some = prepare_risk_sets(data["time"], data["event"], **known).among(kept)
    alone = prepare_risk_sets(
        data["time"][kept], data["event"][kept], **{name: values[kept] for name, values in known.items()}
    )
    found = PartialLikelihood(some, data["x"][:, kept], ties)
    expected = PartialLikelihood(alone, data["x"][:, kept], ties)
    assert some.n_cells == alone.n_cells
    for ours, theirs in zip(found.derivatives(found.at(BETA)), expected.derivatives(expected.at(BETA)), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@given(data=cohorts(), seed=st.integers(0, 1000))
@settings(max_examples=50, deadline=None)
def test_collapsing_patients_who_are_alike_changes_nothing(ties, data, seed):
    pattern = np.random.default_rng(seed).integers(0, 3, len(data["time"]))
    columns = np.array([[0.0, 1.0, 0.0], [0.0, 0.3, 1.0]])
    risk = prepare_risk_sets(data["time"], data["event"])
    whole = PartialLikelihood(risk, columns[:, pattern], ties)
    collapsed = PartialLikelihood(risk.collapsed(pattern, 3), columns, ties)
    assert collapsed.at(BETA).loglik == pytest.approx(whole.at(BETA).loglik, rel=1e-10, abs=1e-10)
    for ours, theirs in zip(collapsed.derivatives(collapsed.at(BETA)), whole.derivatives(whole.at(BETA)), strict=True):
        np.testing.assert_allclose(ours, theirs, rtol=1e-10, atol=1e-10)


def test_blocks_of_rows_add_up_where_there_are_more_rows_than_a_block():
    random = np.random.default_rng(0)
    n = 20_000
    time, event, x = random.exponential(size=n), random.random(n) < 0.5, random.normal(size=(2, n))
    once = PartialLikelihood(prepare_risk_sets(time, event), x)
    strata = np.zeros(n, dtype=int)
    again = PartialLikelihood(prepare_risk_sets(time, event, strata=strata), x)
    change = np.array([1e-4, 0])
    information = once.derivatives(once.at(BETA))[1]
    np.testing.assert_allclose(again.derivatives(again.at(BETA))[1], information, rtol=1e-9)
    slope = once.derivatives(once.at(BETA - change))[0] - once.derivatives(once.at(BETA + change))[0]
    np.testing.assert_allclose(information[0], slope / 2e-4, rtol=1e-5)


def test_strata_of_very_different_hazards_cost_no_digits():
    random = np.random.default_rng(1)
    n = 40
    time, strata, x = random.exponential(size=2 * n), np.repeat([0, 1], n), random.normal(size=(1, 2 * n))
    x[:, n:] += 20
    alone = [
        PartialLikelihood(prepare_risk_sets(time[half], np.ones(n)), x[:, half]) for half in (strata == 0, strata == 1)
    ]
    both = PartialLikelihood(prepare_risk_sets(time, np.ones(2 * n), strata=strata), x)
    beta = np.array([1.0])
    gradients = [likelihood.derivatives(likelihood.at(beta))[0][0] for likelihood in (*alone, both)]
    assert gradients[2] == pytest.approx(gradients[0] + gradients[1], rel=1e-12)


def test_a_predictor_beyond_floating_point_has_no_value_and_no_warning():
    likelihood = PartialLikelihood(prepare_risk_sets(np.arange(1.0, 4), np.ones(3)), np.array([[-1.0, 0, 1]]))
    assert likelihood.at(np.array([1e6])) is None


def test_unknown_ties_are_refused():
    with pytest.raises(ValueError, match="efron, breslow"):
        slots_of(prepare_risk_sets(np.ones(2), np.ones(2)), "exact")


WEIGHTED = {
    # R, survival 3.5-3: coxph(Surv(time, event) ~ x, weights = weights, robust = FALSE, eps = 1e-13): coef, se, loglik
    "efron": (-0.0237968132872549, 0.55780488172008, -13.5730744723088),
    "breslow": (-0.00335101854371643, 0.530986247298936, -13.8659426870919),
}


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_weights_are_used_as_in_r(ties):
    time = np.array([1.0, 2, 2, 3, 3, 3, 5, 6])
    event = np.array([1, 1, 1, 1, 0, 1, 0, 1])
    x = np.array([2.0, 0, 1, 3, 1, 0, 1, 1])
    weights = np.array([1, 2, 0.5, 1, 3, 1, 1, 2])
    likelihood = PartialLikelihood(prepare_risk_sets(time, event, weights=weights), x[np.newaxis], ties)
    maximum = maximise(likelihood, start_of(likelihood))
    found = [maximum.beta[0], np.sqrt(maximum.variance[0, 0]), maximum.loglik]
    assert found == pytest.approx(WEIGHTED[ties], rel=1e-9)


def test_of_columns_that_determine_each_other_the_first_are_kept():
    columns = np.random.default_rng(3).normal(size=(3, 50))
    both = np.vstack([columns[0], 0 * columns[0], columns[1], columns[0] + columns[1], columns[2]])
    assert independent_columns(both @ both.T).tolist() == [True, False, True, False, True]
