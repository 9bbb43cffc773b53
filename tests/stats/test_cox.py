"""Cox models under changes that must not matter, and against lifelines and statsmodels."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.stats.cox import fit_cox, univariable
from core.stats.design import Factor, Numeric
from core.stats.likelihood_ratio import likelihood_ratio_by_term
from tests.stats.made_up_cohorts import numbers, patients

# Changes that must not matter


@pytest.mark.parametrize("scale", [1e-300, 1e-12, 1e12, 1e300])
def test_the_unit_of_a_covariate_changes_no_test(scale):
    time, event, age, line = patients()
    model = fit_cox(time, event, [age, line])
    scaled = fit_cox(time, event, [Numeric("age", age.values * scale), line])
    np.testing.assert_allclose(numbers(scaled, ["z", "p"]), numbers(model, ["z", "p"]), rtol=1e-10)
    assert scaled.coefficients["coef"][0] * scale == pytest.approx(model.coefficients["coef"][0], rel=1e-10)


def test_the_origin_of_a_covariate_changes_nothing():
    time, event, age, line = patients()
    shifted = fit_cox(time, event, [Numeric("age", age.values + 1e9), line])
    np.testing.assert_allclose(numbers(shifted), numbers(fit_cox(time, event, [age, line])), rtol=1e-10)


def test_the_largest_numbers_there_are_do_not_overflow():
    time, event, age, _ = patients()
    values = np.where(age.values > 50, 1.7e308, -1.7e308)
    assert fit_cox(time, event, [Numeric("age", values)]).reasons == ("",)


def test_nearly_equal_times_are_one_time():
    time, event, age, line = patients()
    nearly = time + np.random.default_rng(2).uniform(-1e-10, 1e-10, len(time))
    np.testing.assert_allclose(
        numbers(fit_cox(nearly, event, [age, line])), numbers(fit_cox(time, event, [age, line])), rtol=1e-10
    )


@given(st.integers(0, 10_000), st.sampled_from(["efron", "breslow"]), st.booleans())
@settings(max_examples=30, deadline=None)
def test_the_order_of_rows_does_not_matter(seed, ties, late):
    time, event, age, line = patients(seed=seed)
    order = np.random.default_rng(seed).permutation(len(time))
    entry = np.floor(time / 3) if late else None
    model = fit_cox(time, event, [age, line], ties=ties, entry=entry)
    permuted = fit_cox(
        time[order],
        event[order],
        [Numeric("age", age.values[order]), Factor("line", line.codes[order], line.levels)],
        ties=ties,
        entry=entry[order] if late else None,
    )
    np.testing.assert_allclose(numbers(permuted), numbers(model), rtol=1e-8, atol=1e-10)
    assert permuted.concordance.c == pytest.approx(model.concordance.c, rel=1e-12)


def test_renamed_and_reordered_levels_change_the_labels_only():
    time, event, age, line = patients()
    model = fit_cox(time, event, [age, line])
    new_place = np.array([2, 0, 1])
    other = Factor("line", new_place[line.codes], ("zwei", "drei", "eins"), reference=2)
    renamed = fit_cox(time, event, [age, other])
    assert renamed.coefficients["level"].tolist() == [None, "zwei", "drei"]
    assert renamed.references["level"].tolist() == ["eins"]
    np.testing.assert_allclose(numbers(renamed), numbers(model), rtol=1e-10)


def test_another_reference_turns_the_comparison_around():
    time, event, age, line = patients()
    first = fit_cox(time, event, [age, line]).coefficients.set_index("level")
    third = fit_cox(time, event, [age, Factor("line", line.codes, line.levels, reference=2)])
    assert third.coefficients["level"].tolist() == [None, "first", "second"]
    assert third.coefficients["coef"][1] == pytest.approx(-first.loc["third", "coef"], rel=1e-10)
    assert third.coefficients["p"][1] == pytest.approx(first.loc["third", "p"], rel=1e-10)


def test_doubled_patients_divide_breslow_errors_by_root_two():
    time, event, age, line = patients()
    model = fit_cox(time, event, [age, line], ties="breslow")
    twice = fit_cox(
        np.tile(time, 2),
        np.tile(event, 2),
        [Numeric("age", np.tile(age.values, 2)), Factor("line", np.tile(line.codes, 2), line.levels)],
        ties="breslow",
    )
    np.testing.assert_allclose(twice.coefficients["coef"], model.coefficients["coef"], rtol=1e-10)
    np.testing.assert_allclose(twice.coefficients["se"] * np.sqrt(2), model.coefficients["se"], rtol=1e-10)


def test_the_unit_of_time_does_not_matter():
    time, event, age, line = patients()
    model = fit_cox(time, event, [age, line])
    np.testing.assert_allclose(numbers(fit_cox(time * 30.4375, event, [age, line])), numbers(model), rtol=1e-10)


def test_one_factor_gives_the_same_whether_patients_are_collapsed_or_not():
    time, event, _, line = patients(n=400)
    time = np.ceil(time / 10)
    as_columns = [Numeric(str(level), (line.codes == level).astype(float)) for level in (1, 2)]
    np.testing.assert_allclose(
        numbers(fit_cox(time, event, [line])), numbers(fit_cox(time, event, as_columns)), rtol=1e-10
    )


def test_univariable_models_are_those_fitted_alone():
    time, event, age, line = patients()
    gaps = Numeric("gaps", np.where(np.arange(60) % 7, age.values**2, np.nan))
    for model, term in zip(univariable(time, event, [age, line, gaps]), [age, line, gaps], strict=True):
        alone = fit_cox(time, event, [term])
        np.testing.assert_allclose(numbers(model), numbers(alone), rtol=1e-12)
        assert (model.n, model.n_left_out) == (alone.n, alone.n_left_out)


# Tests of terms


def test_a_term_test_of_one_coefficient_is_its_z_squared():
    time, event, age, line = patients()
    model = fit_cox(time, event, [age, line])
    tests = model.term_tests
    assert tests["df"].tolist() == [1, 2]
    assert tests["chisq"][0] == pytest.approx(model.coefficients["z"][0] ** 2, rel=1e-12)
    assert tests["p"][0] == pytest.approx(model.coefficients["p"][0], rel=1e-9)


def test_the_likelihood_ratio_of_the_only_term_is_that_of_the_model():
    time, event, _, line = patients()
    model = fit_cox(time, event, [line])
    test = likelihood_ratio_by_term(model).iloc[0]
    assert (test["chisq"], test["df"]) == (pytest.approx(model.likelihood_ratio.chisq, rel=1e-9), 2)


def test_the_likelihood_ratio_of_a_term_is_twice_the_difference_to_the_model_without_it():
    time, event, age, line = patients()
    model, without = fit_cox(time, event, [age, line]), fit_cox(time, event, [age])
    test = likelihood_ratio_by_term(model).set_index("term").loc["line"]
    assert test["chisq"] == pytest.approx(2 * (model.loglik - without.loglik), rel=1e-9)
    assert test["df"] == 2


# Second opinions


@pytest.mark.parametrize("seed", range(4))
def test_lifelines_agrees_as_far_as_it_converges(seed):
    lifelines = pytest.importorskip("lifelines")
    time, event, age, line = patients(n=150, seed=seed)
    frame = pd.DataFrame({"time": time, "event": event, "age": age.values})
    frame["second"], frame["third"] = line.codes == 1, line.codes == 2
    other = lifelines.CoxPHFitter().fit(frame.astype(float), "time", "event").summary
    found = fit_cox(time, event, [age, line]).coefficients
    np.testing.assert_allclose(found["coef"], other["coef"], atol=4e-5)
    np.testing.assert_allclose(found["se"], other["se(coef)"], atol=4e-5)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("stratified", [False, True])
@pytest.mark.parametrize("seed", range(3))
def test_statsmodels_agrees(ties, stratified, seed):
    phreg = pytest.importorskip("statsmodels.duration.hazard_regression")
    time, event, age, line = patients(n=150, seed=seed)
    strata = line.codes if stratified else None
    columns = [age.values / 10, np.cos(age.values)]
    other = phreg.PHReg(time, np.column_stack(columns), status=event, ties=ties, strata=strata).fit()
    terms = [Numeric(str(i), values) for i, values in enumerate(columns)]
    model = fit_cox(time, event, terms, ties=ties, strata=strata)
    np.testing.assert_allclose(model.coefficients["coef"], other.params, rtol=1e-5)
    np.testing.assert_allclose(model.coefficients["se"], other.bse, rtol=1e-5)
    assert model.loglik == pytest.approx(other.llf, rel=1e-9)


def test_the_score_test_without_ties_is_the_log_rank_test():
    statistics = pytest.importorskip("lifelines.statistics")
    time, event, _, line = patients(n=90, tied=False)
    other = statistics.multivariate_logrank_test(time, line.codes, event)
    for ties in ("breslow", "efron"):
        score = fit_cox(time, event, [line], ties=ties).score
        assert (score.chisq, score.df) == (pytest.approx(other.test_statistic, rel=1e-9), 2)
        assert score.p == pytest.approx(other.p_value, rel=1e-9)
