"""Fine-Gray models: what always holds, brute force, and data from which some coefficients cannot be estimated."""

import numpy as np
import pytest
from hypothesis import given, settings
from numpy.testing import assert_allclose

from core.stats import cox_model as reason
from core.stats.concordance import harrell_concordance
from core.stats.cox import fit_cox
from core.stats.design import Factor, Numeric
from core.stats.fine_gray import NO_INFLUENCE, fit_fine_gray, predict_incidence
from core.stats.likelihood_ratio import likelihood_ratio_by_term
from core.stats.partial_likelihood import PartialLikelihood
from core.stats.subdistribution import prepare_subdistribution
from tests.stats.competing_cohorts import patients, simulated
from tests.stats.made_up_cohorts import NUMBERS, numbers

LINES = ("first", "second", "third")


def cohort(n: int = 150, seed: int = 11, tied: bool = True):
    """Time, status, age and a factor of three levels."""
    time, status, group = simulated(n, seed, tied)
    age = np.random.default_rng(seed + 1).integers(20, 75, n).astype(float)
    return time, status, Numeric("age", age), Factor("line", group, LINES)


def brute_force_at_risk(time, status, values, cause):
    """Sums over the weighted risk sets at the events of the cause, patient by patient (Fine and Gray 1999)."""
    sums = []
    for t in np.unique(time[status == cause]):
        total = 0.0
        for i, own in enumerate(time):
            if own >= t:
                total += values[i]
            elif status[i] not in (0, cause):
                censorings = np.unique(time[(status == 0) & (own <= time) & (time < t)])
                stay = [1 - ((time == u) & (status == 0)).sum() / (time >= u).sum() for u in censorings]
                total += values[i] * np.prod(stay)
        sums.append(total)
    return sums


@settings(max_examples=50)
@given(patients)
def test_sums_over_risk_sets_are_those_of_brute_force(rows):
    time, status, group = rows
    time = time + 1
    values = 1.0 + group
    risk, _ = prepare_subdistribution(time, status, 1)
    assert_allclose(risk.sums_at_risk(values[risk.rows]), brute_force_at_risk(time, status, values, 1), rtol=1e-10)


@settings(max_examples=50)
@given(patients)
def test_sums_over_patients_and_over_times_are_one_double_sum(rows):
    time, status, group = rows
    risk, _ = prepare_subdistribution(time, status, 1, group)
    random = np.random.default_rng(1)
    values, increments = random.random(len(time)), random.random(risk.n_cells)
    assert risk.sums_at_risk(values) @ increments == pytest.approx(values @ risk.sums_until_last(increments))


def test_patients_alike_count_as_one_row_without_changing_the_likelihood():
    time, status, _, line = cohort(600)
    risk, _ = prepare_subdistribution(time, status, 1, line.codes == 2)
    columns = np.eye(3)[:2]
    full = PartialLikelihood(risk, columns[:, line.codes], "breslow")
    fewer = PartialLikelihood(risk.collapsed(line.codes, 3), columns, "breslow")
    assert len(fewer.rows[0]) < len(full.rows[0]) / 3
    beta = np.array([0.3, -0.5])
    one, other = full.at(beta), fewer.at(beta)
    assert one.loglik == pytest.approx(other.loglik, rel=1e-12)
    for a, b in zip(full.derivatives(one), fewer.derivatives(other), strict=True):
        assert_allclose(a, b, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize(
    ("censoring_group", "coef", "se"),
    [(None, -0.123750813513, 0.202157420605), ([1, 2] * 6, -0.146013106918, 0.21461608336)],
)
def test_events_and_censorings_at_time_zero_count_as_in_crr(censoring_group, coef, se):
    """In R: crr(time, status, cbind(x), gtol = 1e-12), without and with cengroup = rep(1:2, 6); cmprsk 2.2-11."""
    time, status = [0, 0, 0, 1, 2, 2, 3, 4, 5, 5, 6, 7], [0, 2, 0, 1, 2, 1, 0, 1, 2, 0, 1, 1]
    x = Numeric("x", np.array([1.0, 5, 2, 8, 3, 4, 9, 2, 6, 7, 1, 5]))
    model = fit_fine_gray(time, status, [x], censoring_group=censoring_group)
    assert numbers(model, ["coef", "se"])[0].tolist() == pytest.approx([coef, se], rel=1e-8)


def test_without_competing_events_the_estimates_are_those_of_a_cox_model():
    time, status, *terms = cohort()
    event = (status == 1).astype(int)
    model, cox = fit_fine_gray(time, event, terms), fit_cox(time, event, terms, ties="breslow")
    assert_allclose(model.coefficients["coef"], cox.coefficients["coef"], rtol=1e-8)
    assert_allclose(model.naive_vcov, cox.vcov, rtol=1e-8)
    assert model.loglik == pytest.approx(cox.loglik, rel=1e-12)
    assert model.concordance.c == pytest.approx(cox.concordance.c)


def test_without_censoring_a_competing_event_is_a_follow_up_without_end():
    time, status, *terms = cohort()
    status = np.where(status == 0, 2, status)
    cox = fit_cox(np.where(status == 1, time, time.max() + 1), status == 1, terms, ties="breslow")
    model = fit_fine_gray(time, status, terms)
    assert_allclose(model.coefficients["coef"], cox.coefficients["coef"], rtol=1e-8)
    assert model.concordance.c == cox.concordance.c


def test_row_order_unit_of_time_and_codes_of_causes_do_not_matter():
    time, status, age, line = cohort()
    order = np.random.default_rng(2).permutation(len(time))
    one = fit_fine_gray(time, status, [age, line])
    terms = [Numeric("age", age.values[order]), Factor("line", line.codes[order], LINES)]
    other = fit_fine_gray(time[order] / 30.4375, np.array([0, 3, 1])[status[order]], terms, cause=3)
    assert_allclose(numbers(one), numbers(other), rtol=1e-8)
    assert one.loglik == pytest.approx(other.loglik, rel=1e-12)


def test_two_competing_causes_are_one():
    time, status, *terms = cohort()
    several = np.where(status == 2, 2 + np.arange(len(time)) % 2, status)
    assert_allclose(numbers(fit_fine_gray(time, several, terms)), numbers(fit_fine_gray(time, status, terms)))


@pytest.mark.parametrize(("factor", "offset"), [(1e6, 0), (1e-6, 0), (-2, 1e6)])
def test_the_scale_of_a_covariate_does_not_matter(factor, offset):
    time, status, age, line = cohort()
    one = fit_fine_gray(time, status, [age, line])
    other = fit_fine_gray(time, status, [Numeric("age", age.values * factor + offset), line])
    assert_allclose(numbers(other)[0, :2] * [factor, abs(factor)], numbers(one)[0, :2], rtol=1e-7)
    assert other.wald.chisq == pytest.approx(one.wald.chisq, rel=1e-8)
    patient = {"age": 60.0, "line": "second"}
    moved = patient | {"age": 60 * factor + offset}
    one, other = predict_incidence(one, [patient], [20]), predict_incidence(other, [moved], [20])
    assert_allclose(one["incidence"], other["incidence"], rtol=1e-7)


def test_sandwich_errors_are_the_spread_of_estimates_over_cohorts():
    found = [fit_fine_gray(*cohort(300, seed, tied=False)[:2], [cohort(300, seed)[3]]) for seed in range(150)]
    coefficients = np.array([numbers(model, ["coef", "se"]) for model in found])
    spread, expected = coefficients[:, :, 0].std(axis=0), coefficients[:, :, 1].mean(axis=0)
    assert_allclose(spread, expected, rtol=0.15)


def test_predictions_for_a_model_without_effect_follow_the_cumulative_incidence():
    time, status, age, _ = cohort(2000)
    model = fit_fine_gray(time, status, [Numeric("age", np.random.default_rng(3).permutation(age.values))])
    found = predict_incidence(model, [{"age": age.values.mean()}], [0, 10, 20, 1000])["incidence"]
    assert found[0] == 0
    assert found.is_monotonic_increasing
    expected = [((time <= t) & (status == 1)).mean() for t in (10, 20)]
    assert (found[1:3] >= expected).all()  # nobody censored would still have had it
    assert_allclose(found[1:3], expected, atol=0.12)


def test_likelihood_ratios_by_term_leave_one_term_out():
    time, status, age, line = cohort()
    model = fit_fine_gray(time, status, [age, line])
    found = likelihood_ratio_by_term(model).set_index("term")
    without = fit_fine_gray(time, status, [age])
    assert found.loc["line", "chisq"] == pytest.approx(2 * (model.loglik - without.loglik))


def test_concordance_follows_those_with_a_competing_event_for_ever():
    time, status, *terms = cohort()
    model = fit_fine_gray(time, status, terms)
    ever = np.where(status == 2, np.inf, time)
    expected = harrell_concordance(np.minimum(ever, 1e6), status == 1, model.linear_predictor)
    assert model.concordance.c == expected.c


def reasons_of(model):
    return model.coefficients["reason"].tolist()


def test_what_cannot_be_estimated_is_said_as_in_a_cox_model():
    time, status, age, line = cohort()
    constant, copy = Numeric("constant", np.ones(len(time))), Numeric("copy", 2 * age.values + 1)
    separated = Numeric("separated", (status == 1) * 1.0)
    model = fit_fine_gray(time, status, [age, constant, copy, separated])
    assert reasons_of(model) == ["", reason.CONSTANT, reason.COLLINEAR, reason.SEPARATION]
    assert np.isfinite(numbers(model)[0]).all()
    no_event = np.where(line.codes == 1, np.minimum(status, 0) + 2 * (status > 0), status)
    model = fit_fine_gray(time, no_event, [age, line])
    assert reasons_of(model) == ["", reason.NO_EVENT_IN_LEVEL, ""]
    assert np.isfinite(numbers(model)[[0, 2]]).all()
    incidence = predict_incidence(model, [{"age": 50, "line": level} for level in LINES], [20])["incidence"]
    assert incidence.isna().tolist() == [False, True, False]


def test_an_estimate_no_patient_moves_has_no_error():
    model = fit_fine_gray(np.ones(4), np.ones(4), [Numeric("age", np.array([1.0, 2, 3, 9]))])
    assert reasons_of(model) == [NO_INFLUENCE]
    assert model.coefficients[NUMBERS].isna().all(axis=None)


@pytest.mark.parametrize("n", [0, 1])
@pytest.mark.parametrize("status", [0, 2])
def test_nobody_one_patient_and_no_events_give_a_model_without_estimates(n, status):
    model = fit_fine_gray(np.ones(n), np.full(n, status), [Numeric("age", np.ones(n))])
    assert (model.n, model.n_events, reasons_of(model)) == (n, 0, [reason.NO_EVENTS])
    assert model.coefficients[NUMBERS].isna().all(axis=None)
    assert np.isnan([model.wald.p, model.likelihood_ratio.p]).all()
    time, _, *terms = cohort()
    assert reasons_of(fit_fine_gray(time, np.full(len(time), status), terms)) == [reason.NO_EVENTS] * 3


@settings(max_examples=60)
@given(patients)
def test_any_cohort_gives_numbers_or_reasons_and_no_warning(rows):
    time, status, group = rows
    model = fit_fine_gray(time, status, [Factor("line", group, LINES), Numeric("number", np.arange(len(time)) % 4)])
    found = model.coefficients
    assert (found["se"].notna() == found["estimable"]).all()
    assert (found["coef"].notna() == (found["reason"] == "")).all()
    for test in (model.wald, model.likelihood_ratio, model.score):
        assert np.isnan(test.p) if test.df == 0 else 0 <= test.p <= 1
    assert len(model.term_tests) == 2
    assert np.isnan(model.concordance.c) or 0 <= model.concordance.c <= 1


def test_incomplete_rows_are_left_out_and_do_not_count_in_the_censoring_either():
    time, status, age, line = cohort()
    values = age.values.copy()
    values[:20] = np.nan
    model = fit_fine_gray(time, status, [Numeric("age", values), line])
    fewer = fit_fine_gray(time[20:], status[20:], [Numeric("age", values[20:]), Factor("line", line.codes[20:], LINES)])
    assert (model.n, model.n_left_out) == (len(time) - 20, 20)
    assert_allclose(numbers(model), numbers(fewer))
    patient = {"age": 40, "line": "third"}
    assert predict_incidence(model, [patient], [9]).equals(predict_incidence(fewer, [patient], [9]))


@pytest.mark.parametrize(
    ("patient", "message"),
    [
        ({"age": 50}, "each of age, line"),
        ({"age": 50, "line": "fourth"}, "'line' 'fourth'"),
        ({"age": float("nan"), "line": "second"}, "must be a number"),
    ],
)
def test_a_prediction_names_what_a_patient_lacks(patient, message):
    time, status, *terms = cohort()
    with pytest.raises(ValueError, match=message):
        predict_incidence(fit_fine_gray(time, status, terms), [patient], [1])


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"level": 1.0}, "confidence level"),
        ({"cause": 0}, "cause"),
        ({"status": np.ones(3)}, "values of status"),
        ({"censoring_group": [1]}, "values of censoring_group"),
    ],
)
def test_inputs_that_do_not_fit_are_refused(changed, message):
    time, status, age, _ = cohort()
    with pytest.raises(ValueError, match=message):
        fit_fine_gray(**({"time": time, "status": status, "terms": [age]} | changed))
    many = [Numeric(str(i), np.random.default_rng(i).random(5)) for i in range(6)]
    with pytest.raises(ValueError, match="more coefficients"):
        fit_fine_gray(np.arange(5), np.array([1, 2, 0, 1, 1]), many)
