"""The test of proportional hazards against its own definition, and under changes that must not matter."""

import numpy as np
import pytest

from core.stats import cox_model as reason
from core.stats.cox import fit_cox
from core.stats.design import Factor, Numeric
from core.stats.partial_likelihood import PartialLikelihood
from core.stats.proportional_hazards import TRANSFORMS, compare_hazards_over_time
from core.stats.risk_sets import prepare_risk_sets
from tests.stats.made_up_cohorts import patients, rows_of_terms, split_rows

TIES = ["efron", "breslow"]


def chisqs(found):
    return np.array([*found.terms["chisq"], *found.coefficients["chisq"], found.overall.chisq])


@pytest.mark.parametrize("ties", TIES)
def test_it_is_the_score_test_of_covariates_times_time_in_rows_cut_at_every_event(ties):
    time, event, age, line = patients()
    columns = np.vstack([age.values / 10, line.codes == 1, line.codes == 2])
    model = fit_cox(time, event, [age, line], ties=ties)
    events = np.unique(time[event == 1])
    pieces = [
        (i, start, end)
        for i in range(60)
        for start, end in zip(np.r_[0, events[:-1]], events, strict=True)
        if start < time[i] >= end
    ]
    patient, entry, end = (np.array(part) for part in zip(*pieces, strict=True))
    patient = patient.astype(int)
    happened = (event[patient] == 1) & (time[patient] == end)
    x = columns[:, patient]
    likelihood = PartialLikelihood(prepare_risk_sets(end, happened, entry=entry), np.vstack([x, x * (end - 9)]), ties)
    coef = model.coefficients["coef"].to_numpy() * [10, 1, 1]
    gradient, information = likelihood.derivatives(likelihood.at(np.append(coef, np.zeros(3))))
    expected = gradient @ np.linalg.solve(information, gradient)
    found = compare_hazards_over_time(model, "identity")
    assert (found.overall.chisq, found.overall.df) == (pytest.approx(expected, rel=1e-7), 3)
    assert found.terms["df"].tolist() == [1, 2]


@pytest.mark.parametrize("ties", TIES)
@pytest.mark.parametrize("transform", ["km", "identity", "log"])
def test_rows_of_a_patient_cut_in_two_change_nothing(ties, transform):
    time, event, age, line = patients()
    whole = compare_hazards_over_time(fit_cox(time, event, [age, line], ties=ties), transform)
    patient, entry, end, happened = split_rows(time, event)
    cut = compare_hazards_over_time(
        fit_cox(end, happened, rows_of_terms(age, line, patient), ties=ties, entry=entry), transform
    )
    np.testing.assert_allclose(chisqs(cut), chisqs(whole), rtol=1e-9)
    np.testing.assert_array_equal(cut.time, whole.time)
    np.testing.assert_allclose(np.sort(cut.residuals, axis=0), np.sort(whole.residuals, axis=0), rtol=1e-8)


@pytest.mark.parametrize("transform", TRANSFORMS)
def test_neither_units_nor_the_order_of_rows_nor_the_reference_matter(transform):
    time, event, age, line = patients()
    model = compare_hazards_over_time(fit_cox(time, event, [age, line]), transform)
    order = np.random.default_rng(0).permutation(60)
    other = compare_hazards_over_time(
        fit_cox(
            30.4375 * time[order],
            event[order],
            [Numeric("age", 365.25 * age.values[order]), Factor("line", line.codes[order], line.levels, reference=2)],
        ),
        transform,
    )
    np.testing.assert_allclose(other.terms["chisq"], model.terms["chisq"], rtol=1e-9)
    assert other.overall.chisq == pytest.approx(model.overall.chisq, rel=1e-9)


@pytest.mark.parametrize("transform", ["km", "rank"])
def test_ranks_of_times_are_all_that_counts(transform):
    time, event, age, line = patients()
    model, other = (fit_cox(when, event, [age, line]) for when in (time, time**3))
    np.testing.assert_allclose(
        chisqs(compare_hazards_over_time(other, transform)),
        chisqs(compare_hazards_over_time(model, transform)),
        rtol=1e-9,
    )


@pytest.mark.parametrize("ties", TIES)
def test_the_mean_residual_is_the_coefficient(ties):
    time, event, age, line = patients()
    model = fit_cox(time, event, [age, line], ties=ties)
    found = compare_hazards_over_time(model)
    assert found.residuals.shape == (event.sum(), 3)
    assert (np.diff(found.time) >= 0).all()
    assert (np.diff(found.transformed) >= 0).all()
    np.testing.assert_allclose(found.residuals.mean(axis=0), model.coefficients["coef"], rtol=1e-8)


def test_an_effect_that_vanishes_is_found_and_the_residuals_fall():
    random = np.random.default_rng(4)
    x = random.integers(0, 2, 600)
    early = random.exponential(np.where(x == 1, 2.0, 8.0))
    time = np.where(early < 3, early, 3 + random.exponential(4.0, 600))
    found = compare_hazards_over_time(fit_cox(time, np.ones(600), [Numeric("x", x)]))
    assert found.overall.p < 1e-4
    half = len(found.time) // 2
    assert found.residuals[:half].mean() > 1 + found.residuals[half:].mean()


def test_a_covariate_without_variation_in_a_stratum_has_no_residuals_there():
    time, event, age, line = patients()
    strata = (line.codes == 2).astype(int)
    found = compare_hazards_over_time(fit_cox(time, event, [age, line], strata=strata))
    n_first = int(event[strata == 0].sum())
    assert found.coefficients["df"].tolist() == [1, 1, 0]
    assert np.isfinite(found.residuals[:, 0]).all()
    assert np.isfinite(found.residuals[:n_first, 1]).all()
    assert np.isnan(found.residuals[n_first:, 1]).all()
    assert np.isnan(found.residuals[:, 2]).all()


def test_a_level_without_events_is_not_tested_and_the_others_are_as_without_it():
    time, event, age, line = patients()
    event = np.where(line.codes == 1, 0, event)
    kept = np.flatnonzero(line.codes != 1)
    model = fit_cox(time, event, [age, line])
    assert model.reasons[1] == reason.NO_EVENT_IN_LEVEL
    found = compare_hazards_over_time(model, "identity")
    other = compare_hazards_over_time(fit_cox(time[kept], event[kept], rows_of_terms(age, line, kept)), "identity")
    np.testing.assert_allclose(found.terms["chisq"], other.terms["chisq"], rtol=1e-8)
    residuals = np.sort(found.residuals[:, [0, 2]], axis=0)
    np.testing.assert_allclose(residuals, np.sort(other.residuals, axis=0), rtol=1e-7)
    assert np.isnan(found.coefficients["chisq"][1])


@pytest.mark.parametrize("transform", TRANSFORMS)
@pytest.mark.parametrize(("time", "n"), [(np.arange(60.0), 0), (np.arange(60.0), 1), (np.full(60, 5.0), 30)])
def test_without_events_or_with_all_at_one_time_there_is_nothing_to_test(time, n, transform):
    _, _, age, line = patients()
    event = (np.arange(60) < n).astype(int)
    found = compare_hazards_over_time(fit_cox(time, event, [age, line]), transform)
    assert np.isnan(chisqs(found)).all()
    assert np.isnan([*found.terms["p"], found.overall.p]).all()
    assert found.residuals.shape == (n, 3)


def test_an_event_at_time_zero_has_no_logarithm():
    time, event, age, line = patients()
    event[0], time[0] = 1, 0
    model = fit_cox(time, event, [age, line])
    assert np.isnan(compare_hazards_over_time(model, "log").overall.p)
    assert np.isfinite(compare_hazards_over_time(model, "km").overall.p)


def test_a_model_without_terms_has_no_rows():
    time, event, *_ = patients()
    found = compare_hazards_over_time(fit_cox(time, event, []))
    assert (len(found.terms), len(found.coefficients), found.overall.df) == (0, 0, 0)


def test_what_cannot_be_tested_is_refused_in_words():
    time, event, age, _ = patients()
    with pytest.raises(ValueError, match="exact ties"):
        compare_hazards_over_time(fit_cox(time, event, [age], ties="exact"))
    with pytest.raises(ValueError, match="km, rank, identity, log"):
        compare_hazards_over_time(fit_cox(time, event, [age]), "sqrt")
