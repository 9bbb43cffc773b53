"""Cox models of data from which some or all coefficients cannot be estimated."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from core.stats import cox_model as reason
from core.stats.cox import fit_cox
from core.stats.design import Factor, Numeric
from tests.stats.made_up_cohorts import numbers, patients


def reasons_of(model):
    return model.coefficients["reason"].tolist()


def test_without_events_nothing_is_estimable():
    time, event, age, line = patients()
    model = fit_cox(time, 0 * event, [age, line])
    assert reasons_of(model) == [reason.NO_EVENTS] * 3
    assert model.coefficients[["coef", "se", "hr", "lower", "upper", "z", "p"]].isna().all(axis=None)
    assert (model.loglik, model.score.df, model.likelihood_ratio.df, model.wald.df) == (0.0, 0, 0, 0)
    assert np.isnan([model.score.p, model.concordance.c]).all()
    assert model.coefficients["n"].sum() > 0


@pytest.mark.parametrize("n", [0, 1])
def test_nobody_and_one_patient_give_a_model_without_estimates(n):
    model = fit_cox(np.ones(n), np.zeros(n), [Numeric("age", np.ones(n)), Factor("line", np.zeros(n, int), ("a",))])
    assert (model.n, model.n_events) == (n, 0)
    assert reasons_of(model) == [reason.NO_EVENTS] * 2


def test_a_model_without_terms_is_the_null_model():
    time, event, *_ = patients()
    model = fit_cox(time, event, [])
    assert model.loglik == model.loglik_null < 0
    assert model.coefficients.empty
    assert (model.wald.df, len(model.term_tests), model.converged) == (0, 0, True)


def test_one_event_among_different_patients_is_separation():
    model = fit_cox(np.array([1.0, 2, 3, 4]), np.array([1, 0, 0, 0]), [Numeric("age", np.array([9.0, 1, 2, 3]))])
    assert reasons_of(model) == [reason.SEPARATION]
    assert model.loglik == pytest.approx(0, abs=1e-8)


def test_one_event_in_the_middle_has_an_estimate():
    model = fit_cox(np.array([1.0, 2, 3, 4]), np.array([1, 0, 0, 0]), [Numeric("age", np.array([2.0, 1, 2, 4]))])
    assert reasons_of(model) == [""]
    assert model.converged


def test_the_last_patient_alone_with_the_only_event_is_compared_with_nobody():
    model = fit_cox(np.array([1.0, 2, 3, 4]), np.array([0, 0, 0, 1]), [Numeric("age", np.array([2.0, 1, 2, 4]))])
    assert reasons_of(model) == [reason.NO_COMPARISON]


@pytest.mark.parametrize("value", [0.0, 0.1, 1e9 + 0.1, -1e-300])
def test_a_constant_column_is_named_and_the_others_are_as_without_it(value):
    time, event, age, line = patients()
    model = fit_cox(time, event, [Numeric("same", np.full(len(time), value)), age, line])
    assert reasons_of(model) == [reason.CONSTANT, "", "", ""]
    np.testing.assert_allclose(numbers(model)[1:], numbers(fit_cox(time, event, [age, line])), rtol=1e-10)
    assert model.score.df == 3


def test_of_collinear_columns_the_later_is_dropped():
    time, event, age, line = patients()
    model = fit_cox(time, event, [age, Numeric("age in days", 365.25 * age.values + 3), line])
    assert reasons_of(model) == ["", reason.COLLINEAR, "", ""]
    np.testing.assert_allclose(numbers(model)[[0, 2, 3]], numbers(fit_cox(time, event, [age, line])), rtol=1e-9)


def test_the_same_factor_twice_is_collinear():
    time, event, _, line = patients()
    model = fit_cox(time, event, [line, Factor("again", line.codes, line.levels, reference=1)])
    assert reasons_of(model) == ["", "", reason.COLLINEAR, reason.COLLINEAR]


def test_a_covariate_that_is_the_same_within_every_stratum_is_not_compared():
    time, event, age, line = patients()
    model = fit_cox(time, event, [line, age], strata=line.codes)
    assert reasons_of(model) == [reason.NO_COMPARISON, reason.NO_COMPARISON, ""]
    np.testing.assert_allclose(numbers(model)[2:], numbers(fit_cox(time, event, [age], strata=line.codes)), rtol=1e-10)


def test_more_coefficients_than_patients_are_refused():
    terms = [Numeric(f"lab {i}", np.random.default_rng(i).normal(size=4)) for i in range(5)]
    with pytest.raises(ValueError, match=r"more coefficients \(5\) than patients \(4\)"):
        fit_cox(np.arange(1.0, 5), np.ones(4), terms)


def test_as_many_coefficients_as_patients_end_in_separation_not_in_an_error():
    terms = [Numeric(f"lab {i}", np.random.default_rng(i).normal(size=6)) for i in range(6)]
    model = fit_cox(np.arange(1.0, 7), np.ones(6), terms)
    assert set(reasons_of(model)) <= {reason.SEPARATION, reason.COLLINEAR}


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_missing_and_infinite_covariates_are_left_out_and_counted(value):
    time, event, age, line = patients()
    values = age.values.copy()
    values[[3, 7]] = value
    codes = line.codes.copy()
    codes[7:9] = -1
    model = fit_cox(time, event, [Numeric("age", values), Factor("line", codes, line.levels)])
    kept = np.ones(len(time), dtype=bool)
    kept[[3, 7, 8]] = False
    only = fit_cox(time[kept], event[kept], [Numeric("age", values[kept]), Factor("line", codes[kept], line.levels)])
    assert (model.n, model.n_left_out) == (57, 3)
    assert model.n == model.coefficients["n"][1:].sum() + model.references["n"].sum()
    np.testing.assert_allclose(numbers(model), numbers(only), rtol=1e-10)


def test_a_factor_with_one_level_left_has_a_row_that_says_so():
    time, event, age, line = patients()
    model = fit_cox(time, event, [Factor("line", 0 * line.codes + 1, line.levels), age])
    assert reasons_of(model) == [reason.ONE_LEVEL, ""]
    assert model.dropped_levels == (("line", "first"), ("line", "third"))
    assert model.references["level"].tolist() == ["second"]


def test_a_level_without_patients_is_dropped_and_reported():
    time, event, age, line = patients()
    wider = Factor("line", line.codes + 1, ("none", *line.levels))
    model = fit_cox(time, event, [age, wider])
    assert model.dropped_levels == (("line", "none"),)
    assert model.references["level"].tolist() == ["first"]
    np.testing.assert_allclose(numbers(model), numbers(fit_cox(time, event, [age, line])), rtol=1e-10)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("strata", [None, "half"])
def test_with_a_level_without_events_the_others_are_at_the_limit(ties, strata):
    time, event, age, line = patients()
    event = np.where(line.codes == 1, 0, event)
    known = {"strata": np.arange(len(time)) % 2} if strata else {}
    model = fit_cox(time, event, [age, line], ties=ties, **known)
    without = line.codes != 1
    other = fit_cox(
        time[without],
        event[without],
        [Numeric("age", age.values[without]), Factor("line", line.codes[without], line.levels)],
        ties=ties,
        **{name: values[without] for name, values in known.items()},
    )
    assert reasons_of(model) == ["", reason.NO_EVENT_IN_LEVEL, ""]
    np.testing.assert_allclose(numbers(model)[[0, 2]], numbers(other), rtol=1e-9)
    assert model.loglik == pytest.approx(other.loglik, rel=1e-12)
    assert model.loglik_null < other.loglik_null
    assert (model.likelihood_ratio.df, model.wald.df) == (3, 2)
    assert model.concordance.c > 0.5


def test_with_a_reference_level_without_events_no_level_is_estimable():
    time, event, age, line = patients()
    model = fit_cox(time, np.where(line.codes == 0, 0, event), [age, line])
    assert reasons_of(model) == ["", reason.NO_EVENT_IN_REFERENCE, reason.NO_EVENT_IN_REFERENCE]
    assert model.coefficients["n_events"].tolist()[1:] == [event[line.codes == level].sum() for level in (1, 2)]
    assert np.isfinite(numbers(model)[0]).all()


def test_a_runaway_numeric_covariate_leaves_the_others_at_their_limit():
    time, event, age, line = patients()
    event = np.where(line.codes == 1, 0, event)
    second = Numeric("second", (line.codes == 1).astype(float))
    model = fit_cox(time, event, [second, age])
    assert reasons_of(model) == [reason.SEPARATION, ""]
    assert model.converged
    kept = line.codes != 1
    other = fit_cox(time[kept], event[kept], [Numeric("age", age.values[kept])])
    np.testing.assert_allclose(numbers(model)[1], numbers(other)[0], rtol=1e-8)
    assert model.loglik == pytest.approx(other.loglik, rel=1e-9)


@pytest.mark.parametrize("n", [5, 50, 1000])
def test_a_covariate_in_the_order_of_the_events_is_separation(n):
    time = np.arange(1.0, n + 1)
    model = fit_cox(time, np.ones(n), [Numeric("minus time", -time)])
    assert reasons_of(model) == [reason.SEPARATION]
    assert model.concordance.c == 1


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"event": [1, 2]}, "coded 1"),
        ({"time": [1, -1]}, "negative"),
        ({"time": [1, np.nan]}, "missing"),
        ({"entry": [0, 4]}, "at or before its entry"),
        ({"strata": [0]}, "1 values of strata"),
        ({"ties": "average"}, "efron, breslow, exact"),
        ({"level": 95}, "between 0 and 1"),
        ({"terms": [Numeric("a", np.ones(3))]}, "3 values of 'a'"),
        ({"terms": [Numeric("a", np.ones(2)), Numeric("a", np.ones(2))]}, "Two terms"),
        ({"terms": [Factor("a", np.array([0, 2]), ("x", "y"))]}, "none of its 2 levels"),
    ],
)
def test_inputs_that_do_not_fit_are_refused_in_words(change, says):
    given_values = {"time": [2, 4], "event": [1, 0], "terms": []} | change
    arrays = {name: np.asarray(v) if isinstance(v, list) and name != "terms" else v for name, v in given_values.items()}
    with pytest.raises(ValueError, match=says):
        fit_cox(**arrays)


def test_arguments_are_left_as_they_were():
    time, event, age, line = patients()
    copies = [values.copy() for values in (time, event, age.values, line.codes)]
    fit_cox(time, event, [age, line], entry=time - 1, strata=line.codes)
    for values, copy in zip((time, event, age.values, line.codes), copies, strict=True):
        np.testing.assert_array_equal(values, copy)


def can_be_separated(time, event, entry, covariates):
    """Whether some combination of covariates is never lower in the one who dies than in anybody at risk then."""
    differences = [
        covariates[:, i] - covariates[:, j]
        for i in np.flatnonzero(event)
        for j in np.flatnonzero((entry < time[i]) & (time >= time[i]))
        if i != j
    ]
    if not differences:
        return False
    rows = np.array(differences)
    best = linprog(-rows.sum(axis=0), A_ub=-rows, b_ub=np.zeros(len(rows)), bounds=[(-1, 1)] * rows.shape[1])
    return -best.fun > 1e-7


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@given(seed=st.integers(0, 1_000_000))
@settings(max_examples=100, deadline=None, derandomize=True)
def test_separation_is_found_where_a_linear_program_finds_it_and_nowhere_else(ties, seed):
    random = np.random.default_rng(seed)
    n, p = random.integers(3, 16), random.integers(1, 4)
    covariates = np.array(
        [random.integers(0, 2, n) if random.random() < 0.6 else random.normal(size=n) for _ in range(p)]
    )
    time = np.ceil(random.exponential(5, n))
    event = (random.random(n) < random.random()).astype(int)
    entry = np.floor(time * random.random(n) * random.integers(0, 2))
    model = fit_cox(time, event, [Numeric(str(i), x) for i, x in enumerate(covariates)], entry=entry, ties=ties)
    separated = can_be_separated(time, event, entry, covariates)
    assert (reason.SEPARATION in model.reasons) == separated
    assert model.converged or separated
