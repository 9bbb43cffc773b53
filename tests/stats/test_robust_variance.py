"""Robust errors: the residuals they are made of, changes that must not matter, and statsmodels."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings

from core.stats.cox import fit_cox
from core.stats.design import Factor, Numeric
from core.stats.partial_likelihood import PartialLikelihood
from core.stats.residuals import schoenfeld_residuals, score_residuals
from core.stats.risk_sets import prepare_risk_sets
from tests.stats.made_up_cohorts import numbers, patients, rows_of_terms, split_rows
from tests.stats.test_partial_likelihood import BETA, cohorts, likelihood_of

TIES = ["efron", "breslow"]


@pytest.mark.parametrize("ties", TIES)
@given(data=cohorts())
@settings(max_examples=50, deadline=None)
def test_a_score_residual_is_what_the_gradient_gains_with_the_weight_of_its_row(ties, data):
    likelihood, step = likelihood_of(data, ties), 1e-5
    residuals = score_residuals(likelihood, likelihood.at(BETA))
    gradient = likelihood.derivatives(likelihood.at(BETA))[0]
    np.testing.assert_allclose(residuals.sum(axis=1), gradient, atol=1e-10)
    for place, row in enumerate(likelihood.risk.rows):
        slopes = []
        for change in (step, -step):
            weights = data["weights"].copy()
            weights[row] += change
            other = likelihood_of(data | {"weights": weights}, ties)
            slopes.append(other.derivatives(other.at(BETA))[0])
        gained = (slopes[0] - slopes[1]) / (2 * step) * data["weights"][row]
        np.testing.assert_allclose(residuals[:, place], gained, atol=1e-6)


@pytest.mark.parametrize("ties", TIES)
@given(data=cohorts())
@settings(max_examples=25, deadline=None)
def test_schoenfeld_residuals_times_weights_add_up_to_the_gradient(ties, data):
    data = data | {"weights": np.full(len(data["time"]), 2.5)}
    likelihood = likelihood_of(data, ties)
    found = schoenfeld_residuals(likelihood, likelihood.at(BETA)) @ likelihood.risk.event_weight
    np.testing.assert_allclose(found, likelihood.derivatives(likelihood.at(BETA))[0], atol=1e-10)


@pytest.mark.parametrize("ties", TIES)
@pytest.mark.parametrize("seed", range(3))
def test_rows_of_a_patient_cut_in_two_change_nothing(ties, seed):
    time, event, age, line = patients(seed=seed)
    whole = fit_cox(time, event, [age, line], ties=ties, cluster=np.arange(len(time)))
    patient, entry, end, happened = split_rows(time, event, seed)
    assert len(patient) > len(time)
    cut = fit_cox(end, happened, rows_of_terms(age, line, patient), ties=ties, entry=entry, cluster=patient)
    np.testing.assert_allclose(numbers(cut), numbers(whole), rtol=1e-9)
    np.testing.assert_allclose(cut.naive_se, whole.naive_se, rtol=1e-9)
    assert cut.robust_score.chisq == pytest.approx(whole.robust_score.chisq, rel=1e-9)
    assert cut.wald.chisq == pytest.approx(whole.wald.chisq, rel=1e-9)


@pytest.mark.parametrize("weighted", [False, True])
def test_patients_counted_twice_and_clustered_have_the_errors_of_patients_counted_once(weighted):
    time, event, age, line = patients()
    once = fit_cox(time, event, [age, line], ties="breslow", cluster=np.arange(60))
    rows = np.arange(60) if weighted else np.tile(np.arange(60), 2)
    twice = fit_cox(
        time[rows],
        event[rows],
        rows_of_terms(age, line, rows),
        ties="breslow",
        cluster=rows,
        weights=np.full(60, 2) if weighted else None,
    )
    np.testing.assert_allclose(numbers(twice), numbers(once), rtol=1e-9)
    np.testing.assert_allclose(twice.naive_se * np.sqrt(2), once.naive_se, rtol=1e-9)


@pytest.mark.parametrize("ties", TIES)
def test_neither_the_order_of_rows_nor_the_names_of_clusters_nor_units_matter(ties):
    time, event, age, line = patients()
    cluster = np.arange(60) // 4
    model = fit_cox(time, event, [age, line], ties=ties, cluster=cluster, weights=1 + cluster % 3)
    order = np.random.default_rng(0).permutation(60)
    other = fit_cox(
        30 * time[order],
        event[order],
        [Numeric("age", 1e6 * age.values[order] + 7), Factor("line", line.codes[order], line.levels)],
        ties=ties,
        cluster=np.array([f"centre {name}" for name in -cluster], dtype=object)[order],
        weights=1 + cluster[order] % 3,
    )
    np.testing.assert_allclose(numbers(other, ["z", "p"]), numbers(model, ["z", "p"]), rtol=1e-9)
    assert other.robust_score.chisq == pytest.approx(model.robust_score.chisq, rel=1e-9)


@pytest.mark.parametrize("seed", range(3))
def test_statsmodels_has_the_same_errors_for_breslow(seed):
    phreg = pytest.importorskip("statsmodels.duration.hazard_regression")
    time, event, age, _ = patients(n=150, seed=seed)
    columns = np.column_stack([age.values / 10, np.cos(age.values)])
    cluster = np.arange(150) // 3
    other = phreg.PHReg(time, columns, status=event, ties="breslow").fit(groups=cluster)
    model = fit_cox(
        time, event, [Numeric("a", columns[:, 0]), Numeric("b", columns[:, 1])], ties="breslow", cluster=cluster
    )
    np.testing.assert_allclose(model.coefficients["se"], other.bse, rtol=1e-5)


def test_only_the_errors_and_what_follows_from_them_depend_on_clusters():
    time, event, age, line = patients()
    plain = fit_cox(time, event, [age, line])
    robust = fit_cox(time, event, [age, line], cluster=np.arange(60) // 2)
    np.testing.assert_array_equal(robust.naive_vcov, plain.vcov)
    assert (robust.loglik, robust.score, plain.robust_score) == (plain.loglik, plain.score, None)
    assert not np.isclose(robust.coefficients["se"], plain.coefficients["se"], rtol=1e-3).any()
    half_width = np.log(robust.coefficients["upper"] / robust.coefficients["hr"])
    np.testing.assert_allclose(half_width / robust.coefficients["se"], 1.959963984540054, rtol=1e-9)


def test_patients_of_a_level_without_events_have_no_part_in_the_errors():
    time, event, age, line = patients()
    event = np.where(line.codes == 1, 0, event)
    kept = np.flatnonzero(line.codes != 1)
    model = fit_cox(time, event, [age, line], cluster=np.arange(60) // 2)
    other = fit_cox(time[kept], event[kept], rows_of_terms(age, line, kept), cluster=kept // 2)
    np.testing.assert_allclose(numbers(model)[[0, 2]], numbers(other), rtol=1e-8)
    assert np.isnan(numbers(model)[1]).all()


def test_one_cluster_has_no_robust_errors_and_few_have_no_joint_test():
    time, event, age, line = patients()
    one = fit_cox(time, event, [age, line], cluster=np.zeros(60))
    assert one.estimable.all()
    assert np.isnan(one.coefficients[["se", "p"]].to_numpy()).all()
    assert np.isnan([one.wald.p, one.robust_score.p]).all()
    few = fit_cox(time, event, [age, line], cluster=np.arange(60) % 2)
    assert np.isfinite(few.coefficients["se"]).all()
    assert np.isnan(few.wald.p)


@pytest.mark.parametrize("n", [0, 1, 60])
def test_without_events_there_is_nothing_to_test(n):
    time, event, age, line = patients()
    model = fit_cox(time[:n], 0 * event[:n], rows_of_terms(age, line, np.arange(n)), cluster=np.arange(n))
    assert np.isnan(model.coefficients["se"]).all()
    assert (model.wald.df, model.robust_score.df) == (0, 0)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"weights": [1, 0]}, "not above 0"),
        ({"weights": [1, np.nan]}, "missing"),
        ({"weights": [1]}, "1 values of weights"),
        ({"cluster": ["a", None]}, "no cluster"),
        ({"cluster": [1.0, np.nan]}, "no cluster"),
        ({"cluster": [1]}, "1 values of cluster"),
        ({"cluster": [1, 2], "ties": "exact"}, "choose efron or breslow"),
        ({"weights": [1, 2], "ties": "exact"}, "choose efron or breslow"),
    ],
)
def test_weights_and_clusters_that_do_not_fit_are_refused_in_words(change, says):
    known = {name: np.array(value) if isinstance(value, list) else value for name, value in change.items()}
    with pytest.raises(ValueError, match=says):
        fit_cox(np.array([2.0, 4]), np.array([1, 0]), [], **known)


def test_a_missing_covariate_takes_its_weight_and_cluster_with_it():
    time, event, age, line = patients()
    values = age.values.copy()
    values[:5] = np.nan
    kept = np.arange(5, 60)
    known = {"weights": 1.0 + np.arange(60) % 2, "cluster": np.arange(60) // 3}
    model = fit_cox(time, event, [replace(age, values=values), line], **known)
    other = fit_cox(
        time[kept], event[kept], rows_of_terms(age, line, kept), **{name: v[kept] for name, v in known.items()}
    )
    np.testing.assert_allclose(numbers(model), numbers(other), rtol=1e-10)


def test_many_rows_with_entry_times_stay_within_memory_and_add_up():
    random = np.random.default_rng(0)
    n = 20_000
    time, event, x = random.exponential(size=n) + 0.1, random.random(n) < 0.3, random.normal(size=(2, n))
    likelihood = PartialLikelihood(prepare_risk_sets(time, event, entry=time * random.random(n)), x)
    residuals = score_residuals(likelihood, likelihood.at(BETA))
    gradient = likelihood.derivatives(likelihood.at(BETA))[0]
    np.testing.assert_allclose(residuals.sum(axis=1), gradient, rtol=1e-9)
