"""Predicted survival against curves without covariates, statsmodels, and changes that must not matter."""

import numpy as np
import pytest

from core.stats.cox import fit_cox
from core.stats.cox_prediction import predict_survival, reference_profile
from core.stats.design import Factor, Numeric
from core.stats.event_table import event_table
from core.stats.kaplan_meier import fit_kaplan_meier
from tests.stats.made_up_cohorts import patients, rows_of_terms, split_rows

PROFILES = [{"age": 40, "line": "second"}, {"age": 70, "line": "first"}]
TIES = ["efron", "breslow", "exact"]


def values(found):
    return np.stack([found.cumulative_hazard, found.survival, found.std_err, found.lower, found.upper])


def test_without_covariates_it_is_nelson_and_aalens_hazard():
    time, event, *_ = patients()
    found = predict_survival(fit_cox(time, event, [], ties="breslow"), [{}], interval="log")
    curve = fit_kaplan_meier(event_table(time, event))[0]
    died = curve.events > 0
    np.testing.assert_array_equal(found.time, curve.time[died])
    np.testing.assert_allclose(found.cumulative_hazard[0], curve.cumulative_hazard[died], rtol=1e-12)
    error = found.std_err[0] / found.survival[0]
    np.testing.assert_allclose(error, curve.std_err_cumulative_hazard[died], rtol=1e-12)


def test_with_efron_tied_events_leave_one_by_one():
    found = predict_survival(fit_cox(np.array([1.0, 1, 2, 3]), np.array([1, 1, 0, 1]), []), [{}])
    np.testing.assert_allclose(found.cumulative_hazard[0], [1 / 4 + 1 / 3, 1 / 4 + 1 / 3 + 1], rtol=1e-12)


def test_every_stratum_has_its_own_hazard():
    time, event, _, line = patients()
    model = fit_cox(time, event, [], ties="breslow", strata=line.codes)
    curves = fit_kaplan_meier(event_table(time, event, line.codes, groups=3))
    for code, curve in enumerate(curves):
        found = predict_survival(model, [{}], stratum=code)
        np.testing.assert_allclose(found.cumulative_hazard[0], curve.cumulative_hazard[curve.events > 0], rtol=1e-12)


@pytest.mark.parametrize("stratified", [False, True])
def test_statsmodels_has_the_same_baseline_hazard_for_breslow(stratified):
    phreg = pytest.importorskip("statsmodels.duration.hazard_regression")
    time, event, age, line = patients(n=150)
    strata = line.codes if stratified else None
    model = fit_cox(time, event, [age], ties="breslow", strata=strata)
    fitted = phreg.PHReg(time, age.values[:, None], status=event, ties="breslow", strata=strata).fit()
    for code, (when, hazard, _) in enumerate(fitted.baseline_cumulative_hazard):
        known = {"stratum": code} if stratified else {}
        found = predict_survival(model, [reference_profile(model)], when + 0.5, **known).cumulative_hazard[0]
        # statsmodels gives the hazard just before each time, of a patient at a time: the next row is the one after it.
        later = np.append(np.flatnonzero(np.diff(when) > 0), len(when) - 1)[:-1]
        np.testing.assert_allclose(found[later], hazard[later + 1], rtol=1e-4)


@pytest.mark.parametrize("ties", TIES)
def test_changes_that_must_not_matter_do_not(ties):
    time, event, age, line = patients()
    model = fit_cox(time, event, [age, line], ties=ties)
    expected = predict_survival(model, PROFILES, [3, 10, 20])
    order = np.random.default_rng(0).permutation(60)
    other = fit_cox(
        30 * time[order],
        event[order],
        [Numeric("age", 12 * age.values[order] + 1e6), Factor("line", line.codes[order], line.levels, reference=2)],
        ties=ties,
    )
    profiles = [one | {"age": 12 * one["age"] + 1e6} for one in PROFILES]
    np.testing.assert_allclose(values(predict_survival(other, profiles, [90, 300, 600])), values(expected), rtol=1e-8)
    patient, entry, end, happened = split_rows(time, event)
    cut = fit_cox(end, happened, rows_of_terms(age, line, patient), ties=ties, entry=entry)
    np.testing.assert_allclose(values(predict_survival(cut, PROFILES, [3, 10, 20])), values(expected), rtol=1e-8)


@pytest.mark.parametrize("interval", ["log-log", "log", "plain"])
def test_survival_starts_at_one_never_rises_and_stays_within_its_limits(interval):
    time, event, age, line = patients()
    model = fit_cox(time, event, [age, line])
    found = predict_survival(model, PROFILES, np.arange(-1.0, 60), interval=interval)
    assert (found.survival[:, :2] == 1).all()
    assert (np.diff(found.survival) <= 0).all()
    drawn = found.survival < 1
    assert (found.lower <= found.survival)[drawn].all()
    assert (found.survival <= found.upper)[drawn].all()
    ratio = found.cumulative_hazard[1, -1] / found.cumulative_hazard[0, -1]
    coef = model.coefficients["coef"]
    assert np.log(ratio) == pytest.approx(30 * coef[0] - coef[1], rel=1e-10)


def test_the_confidence_level_is_that_of_the_model():
    time, event, age, line = patients()
    wide, narrow = (
        predict_survival(fit_cox(time, event, [age, line], level=level), PROFILES, [10]) for level in (0.99, 0.8)
    )
    assert (wide.lower < narrow.lower).all()
    assert (wide.upper > narrow.upper).all()


def test_only_profiles_that_rest_on_an_estimate_have_survival():
    time, event, age, line = patients()
    no_second = fit_cox(time, np.where(line.codes == 1, 0, event), [age, line])
    found = predict_survival(no_second, PROFILES, [10])
    assert np.isnan(values(found)[:, 0]).all()
    assert np.isfinite(values(found)[:, 1]).all()
    no_reference = fit_cox(time, np.where(line.codes == 0, 0, event), [age, line])
    assert np.isnan(predict_survival(no_reference, PROFILES, [10]).survival).all()
    separated = fit_cox(np.arange(1.0, 9), np.ones(8), [Numeric("x", -np.arange(8.0))])
    assert np.isnan(predict_survival(separated, [{"x": 0}], [4]).survival).all()


def test_a_constant_covariate_counts_for_nothing():
    time, event, age, line = patients()
    model = fit_cox(time, event, [age, line, Numeric("same", np.ones(60))])
    found = predict_survival(model, [one | {"same": 1} for one in PROFILES], [10])
    np.testing.assert_allclose(
        values(found), values(predict_survival(fit_cox(time, event, [age, line]), PROFILES, [10])), rtol=1e-10
    )


@pytest.mark.parametrize("n", [0, 1, 60])
def test_without_events_survival_stays_at_one(n):
    time, event, age, line = patients()
    model = fit_cox(time[:n], 0 * event[:n], rows_of_terms(age, line, np.arange(n))[:1])
    found = predict_survival(model, [{"age": 50}], [0, 10])
    assert found.survival.tolist() == [[1, 1]]
    assert predict_survival(model, [{"age": 50}]).survival.shape == (1, 0)
    assert predict_survival(model, []).survival.shape == (0, 0)


@pytest.mark.parametrize(
    ("profile", "known", "says"),
    [
        ({"age": 40}, {}, "each of age, line"),
        ({"age": 40, "line": "first", "sex": "f"}, {}, "nothing else"),
        ({"age": 40, "line": "fourth"}, {}, "No patient of the model"),
        ({"age": np.nan, "line": "first"}, {}, "must be a number"),
        ({"age": 40, "line": "first"}, {"stratum": 1}, "has no strata"),
        ({"age": 40, "line": "first"}, {"interval": "logit"}, "Unknown interval"),
    ],
)
def test_profiles_that_do_not_fit_are_refused_in_words(profile, known, says):
    time, event, age, line = patients()
    with pytest.raises(ValueError, match=says):
        predict_survival(fit_cox(time, event, [age, line]), [profile], [10], **known)


@pytest.mark.parametrize(("stratum", "says"), [(None, "say whose"), (7, "no stratum 7")])
def test_a_stratum_must_be_named(stratum, says):
    time, event, age, line = patients()
    with pytest.raises(ValueError, match=says):
        predict_survival(fit_cox(time, event, [age], strata=line.codes), [{"age": 40}], [10], stratum=stratum)
