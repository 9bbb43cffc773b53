"""Firth's Cox model under changes that must not matter, where the ordinary one fails, and where it must not differ."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.stats import cox_model as reason
from core.stats.cox import fit_cox
from core.stats.cox_model import COEFFICIENT_COLUMNS
from core.stats.design import Factor, Numeric
from core.stats.firth import fit_firth, needs_firth, penalized_ratio_by_term
from tests.stats.made_up_cohorts import numbers, patients

ALL = ["coef", "se", "hr", "lower", "upper", "z", "p"]


def found(model):
    return numbers(model, ALL)


def without_events_in_the_second(time, event, line):
    return np.where(line.codes == 1, 0, event)


# Changes that must not matter


@pytest.mark.parametrize(("scale", "shift"), [(1e-100, 0), (1e-12, 0), (1e12, 0), (1e100, 0), (1, 1e9), (-1, 0)])
def test_the_unit_and_the_origin_of_a_covariate_change_no_test(scale, shift):
    time, event, age, line = patients()
    model = fit_firth(time, event, [age, line])
    changed = fit_firth(time, event, [Numeric("age", age.values * scale + shift), line])
    np.testing.assert_allclose(np.abs(found(changed)[:, 5:]), np.abs(found(model)[:, 5:]), rtol=1e-8)
    np.testing.assert_allclose(found(changed)[1:], found(model)[1:], rtol=1e-8)
    assert changed.coefficients["coef"][0] * scale == pytest.approx(model.coefficients["coef"][0], rel=1e-8)
    expected = model.limits[:, 0] if scale > 0 else -model.limits[::-1, 0]
    np.testing.assert_allclose(changed.limits[:, 0], expected, rtol=1e-8)
    assert changed.penalized_loglik - np.log(abs(scale)) == pytest.approx(model.penalized_loglik, rel=1e-9)


@pytest.mark.parametrize("separated", [False, True])
def test_another_reference_gives_the_same_contrasts(separated):
    time, event, age, line = patients()
    event = without_events_in_the_second(time, event, line) if separated else event
    first = fit_firth(time, event, [age, line])
    second = fit_firth(time, event, [age, Factor("line", line.codes, line.levels, reference=1)])
    ours, theirs = (model.coefficients.set_index("level") for model in (first, second))
    assert theirs.loc["first", "coef"] == pytest.approx(-ours.loc["second", "coef"], rel=1e-8)
    assert theirs.loc["first", "lower"] == pytest.approx(1 / ours.loc["second", "upper"], rel=1e-7)
    assert theirs.loc["first", "p"] == pytest.approx(ours.loc["second", "p"], rel=1e-8)
    contrast = ours.loc["third", "coef"] - ours.loc["second", "coef"]
    assert theirs.loc["third", "coef"] == pytest.approx(contrast, rel=1e-8)
    np.testing.assert_allclose(found(second)[0], found(first)[0], rtol=1e-7)
    assert second.penalized_loglik == pytest.approx(first.penalized_loglik, rel=1e-10)
    assert second.likelihood_ratio.chisq == pytest.approx(first.likelihood_ratio.chisq, rel=1e-8)


@given(st.integers(0, 10_000), st.sampled_from(["efron", "breslow"]), st.booleans())
@settings(max_examples=20, deadline=None, derandomize=True)
def test_the_order_of_rows_and_the_unit_of_time_do_not_matter(seed, ties, late):
    time, event, age, line = patients(n=40, seed=seed)
    order = np.random.default_rng(seed).permutation(len(time))
    entry = np.floor(time / 3) if late else None
    model = fit_firth(time, event, [age, line], ties=ties, entry=entry)
    other = fit_firth(
        30.4375 * time[order],
        event[order],
        [Numeric("age", age.values[order]), Factor("line", line.codes[order], line.levels)],
        ties=ties,
        entry=30.4375 * entry[order] if late else None,
    )
    np.testing.assert_allclose(found(other), found(model), rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("ties", ["efron", "breslow"])
def test_patients_cut_into_pieces_of_follow_up_are_the_same_patients(ties):
    time, event, age, line = patients()
    whole = fit_firth(time, event, [age, line], ties=ties)
    cut = np.where(time > 4, 4.0, time)
    later = time > 4
    pieces = fit_firth(
        np.r_[cut, time[later]],
        np.r_[np.where(later, 0, event), event[later]],
        [
            Numeric("age", np.r_[age.values, age.values[later]]),
            Factor("line", np.r_[line.codes, line.codes[later]], line.levels),
        ],
        entry=np.r_[np.zeros(len(time)), cut[later]],
        ties=ties,
    )
    np.testing.assert_allclose(found(pieces), found(whole), rtol=1e-8)
    assert pieces.penalized_loglik == pytest.approx(whole.penalized_loglik, rel=1e-10)


def test_two_arms_alike_have_hazard_ratio_one_and_limits_that_mirror_each_other():
    time, event, *_ = patients(n=20)
    arm = np.repeat([0, 1], 20)
    row = fit_firth(np.tile(time, 2), np.tile(event, 2), [Factor("arm", arm, ("a", "b"))]).coefficients.iloc[0]
    assert row["coef"] == pytest.approx(0, abs=1e-12)
    assert row["lower"] * row["upper"] == pytest.approx(1, rel=1e-9)
    assert row["lower"] < 1
    assert row["p"] == pytest.approx(1, abs=1e-6)


# Beside the ordinary model


def test_the_penalty_loses_weight_as_one_over_n():
    time, event, age, line = patients()

    def distance(times):
        several = [
            Numeric("age", np.tile(age.values, times)),
            Factor("line", np.tile(line.codes, times), line.levels),
        ]
        data = np.tile(time, times), np.tile(event, times), several
        firth, cox = fit_firth(*data, ties="breslow"), fit_cox(*data, ties="breslow")
        return np.abs(firth.coefficients["coef"] - cox.coefficients["coef"]) / cox.coefficients["coef"].abs()

    np.testing.assert_allclose(distance(64) * 4, distance(16), rtol=0.05)
    assert (distance(64) < 0.005).all()


def test_with_many_patients_limits_and_p_are_those_of_the_ordinary_model():
    time, event, age, line = patients(n=5000, tied=False)
    firth, cox = fit_firth(time, event, [age, line]), fit_cox(time, event, [age, line])
    np.testing.assert_allclose(found(firth)[:, :6], found(cox)[:, :6], rtol=0.01)
    np.testing.assert_allclose(np.log(firth.coefficients["p"]), np.log(cox.coefficients["p"]), rtol=0.02)


def test_errors_and_log_likelihood_are_those_of_the_ordinary_likelihood_there():
    time, event, age, line = patients()
    firth, cox = fit_firth(time, event, [age, line]), fit_cox(time, event, [age, line])
    assert tuple(firth.coefficients.columns) == COEFFICIENT_COLUMNS
    assert firth.loglik < cox.loglik
    assert firth.loglik_null == cox.loglik_null
    assert firth.score == cox.score
    assert firth.references.equals(cox.references)
    wald = firth.wald_coefficients
    np.testing.assert_allclose(wald["se"] ** 2, np.diag(firth.vcov), rtol=1e-12)
    np.testing.assert_allclose(wald["z"], wald["coef"] / wald["se"], rtol=1e-12)


@pytest.mark.parametrize("seed", range(8))
def test_limits_exclude_one_where_p_is_below_the_level_and_contain_it_otherwise(seed):
    time, event, age, line = patients(n=30, seed=seed)
    for level in (0.5, 0.8, 0.95):
        rows = fit_firth(time, event, [age, line], level=level).coefficients
        excluded = (rows["lower"] > 1) | (rows["upper"] < 1)
        assert excluded.tolist() == (rows["p"] < 1 - level).tolist()


def test_the_test_of_a_term_is_that_of_its_coefficients_together():
    time, event, age, line = patients()
    model = fit_firth(time, event, [age, line])
    tests = penalized_ratio_by_term(model).set_index("term")
    assert tests.loc["age", "chisq"] == pytest.approx(model.coefficients["z"][0] ** 2, rel=1e-9)
    assert tests["df"].tolist() == [1, 2]
    alone = fit_firth(time, event, [line])
    test = penalized_ratio_by_term(alone).iloc[0]
    assert tuple(test[1:]) == pytest.approx((alone.likelihood_ratio.chisq, 2, alone.likelihood_ratio.p), rel=1e-8)


# Where the ordinary model runs away


@pytest.mark.parametrize("ties", ["efron", "breslow"])
@pytest.mark.parametrize("bare", [0, 1, 2])
def test_a_level_without_events_has_finite_estimates_and_limits(bare, ties):
    time, event, age, line = patients()
    event = np.where(line.codes == bare, 0, event)
    assert needs_firth(fit_cox(time, event, [age, line], ties=ties))
    model = fit_firth(time, event, [age, line], ties=ties)
    assert model.reasons == ("", "", "")
    assert model.converged
    assert np.isfinite(found(model)).all()
    rows = model.coefficients
    assert ((rows["lower"] < rows["hr"]) & (rows["hr"] < rows["upper"])).all()
    assert (rows["p"][1:] < 0.05).any()


@pytest.mark.parametrize("n", [2, 5, 20])
def test_a_covariate_in_the_order_of_the_events_has_a_finite_estimate(n):
    time = np.arange(1.0, n + 1)
    terms = [Numeric("minus time", -time)]
    assert needs_firth(fit_cox(time, np.ones(n), terms))
    model = fit_firth(time, np.ones(n), terms)
    assert np.isfinite(found(model)).all()
    assert model.coefficients["coef"][0] > 0


def test_an_estimate_beyond_floating_point_is_said_not_invented():
    time = np.arange(1.0, 501)
    model = fit_firth(time, np.ones(500), [Numeric("minus time", -time)])
    assert not model.converged
    assert model.reasons == (reason.SEPARATION,)
    assert np.isnan(found(model)).all()
    assert np.isnan(model.likelihood_ratio.p)


def test_a_limit_beyond_floating_point_is_infinite():
    time = np.arange(1.0, 51)
    model = fit_firth(time, np.ones(50), [Numeric("minus time", -time)])
    assert model.coefficients["upper"][0] == np.inf
    assert 1 < model.coefficients["lower"][0] < model.coefficients["hr"][0] < np.inf


def test_firth_is_offered_only_where_it_helps():
    time, event, age, line = patients()
    assert not needs_firth(fit_cox(time, event, [age, line]))
    assert not needs_firth(fit_cox(time, 0 * event, [age, line]))
    assert not needs_firth(fit_cox(time, event, [age, Numeric("again", 2 * age.values)]))
    assert needs_firth(fit_cox(time, without_events_in_the_second(time, event, line), [line]))


# What has no estimate


def degenerate_data():
    time, event, age, line = patients()
    gaps = Numeric("age", np.where(time > 8, np.nan, age.values))
    wider = Factor("line", line.codes + 1, ("none", *line.levels))
    in_strata = Numeric("stratum", line.codes.astype(float))
    return {
        "no events": (time, 0 * event, [age, line]),
        "constant": (time, event, [Numeric("same", np.full(len(time), 0.1)), age, line]),
        "collinear": (time, event, [age, Numeric("days", 365.25 * age.values + 3), line]),
        "one level": (time, event, [Factor("line", 0 * line.codes + 1, line.levels), age]),
        "compared with nobody": (np.arange(60.0), np.arange(60) == 59, [age]),
        "the same in every stratum": (time, event, [in_strata, age], {"strata": line.codes}),
        "gaps and an empty reference": (time, event, [gaps, wider]),
        "no terms": (time, event, []),
        "nobody": (np.ones(0), np.ones(0), [Numeric("age", np.ones(0))]),
        "one patient": (np.ones(1), np.ones(1), [Numeric("age", np.ones(1))]),
    }


@pytest.mark.parametrize("case", degenerate_data())
def test_reasons_counts_and_dropped_levels_are_those_of_the_ordinary_model(case):
    time, event, terms, *strata = degenerate_data()[case]
    known = strata[0] if strata else {}
    firth, cox = fit_firth(time, event, terms, **known), fit_cox(time, event, terms, **known)
    assert firth.reasons == cox.reasons
    assert (firth.n, firth.n_events, firth.n_left_out) == (cox.n, cox.n_events, cox.n_left_out)
    assert firth.dropped_levels == cox.dropped_levels
    assert firth.likelihood_ratio.df == cox.likelihood_ratio.df
    np.testing.assert_array_equal(np.isnan(found(firth)), np.isnan(found(cox)))


def test_of_the_others_the_estimates_are_those_without_a_column_that_has_none():
    time, event, age, line = patients()
    alone = fit_firth(time, event, [age, line])
    both = fit_firth(time, event, [age, Numeric("again", 3 - age.values), line])
    np.testing.assert_allclose(found(both)[[0, 2, 3]], found(alone), rtol=1e-8)
    assert both.likelihood_ratio.p == pytest.approx(alone.likelihood_ratio.p, rel=1e-9)


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"event": np.array([1, 2])}, "coded 1"),
        ({"time": np.array([1, -1])}, "negative"),
        ({"ties": "exact"}, "efron, breslow"),
        ({"level": 95}, "between 0 and 1"),
        ({"terms": [Numeric("a", np.ones(3))]}, "3 values of 'a'"),
        ({"terms": [Numeric(name, np.arange(2.0)) for name in "abc"]}, r"more coefficients \(3\) than patients \(2\)"),
    ],
)
def test_inputs_that_do_not_fit_are_refused_in_words(change, says):
    arguments = {"time": np.array([2, 4]), "event": np.array([1, 0]), "terms": []} | change
    with pytest.raises(ValueError, match=says):
        fit_firth(**arguments)


def test_arguments_are_left_as_they_were():
    time, event, age, line = patients()
    copies = [values.copy() for values in (time, event, age.values, line.codes)]
    fit_firth(time, event, [age, line], entry=time - 1, strata=line.codes % 2)
    for values, copy in zip((time, event, age.values, line.codes), copies, strict=True):
        np.testing.assert_array_equal(values, copy)
