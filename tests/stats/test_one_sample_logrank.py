"""The one-sample log-rank test: against R's survdiff with an offset and poisson.test, patients one by one, itself."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose
from statsmodels.stats.rates import confint_poisson

from core.stats.event_table import event_table
from core.stats.one_sample_logrank import compare_one_sample, reference_from_median, reference_from_milestones
from tests.golden.cases import data_set

MONTHS, SURVIVAL = [12, 24, 48], [0.7, 0.5, 0.3]

late_patients = st.lists(
    st.tuples(st.integers(0, 40), st.integers(1, 30), st.integers(0, 1)).map(lambda p: (p[0], p[0] + p[1], p[2])),
    min_size=1,
    max_size=30,
)


def compared(time, status, entry=None, times=MONTHS, survival=SURVIVAL, **options):
    table = event_table(time, status, entry=entry)
    return compare_one_sample(table, reference_from_milestones(times, survival), **options)


def aml() -> tuple[np.ndarray, np.ndarray]:
    frame = data_set("aml")
    return frame["time"].to_numpy(), frame["status"].to_numpy()


# R 4.2.2, survival 3.5-3: survdiff(Surv(pmin(time, 48), status * (time <= 48)) ~ offset(exp(-H(time)))), where H is
# approx(c(0, 12, 24, 48), -log(c(1, .7, .5, .3)), pmin(time, 48)); with entry, H(time) - H(entry). P by pchisq.


def test_milestones_give_the_test_of_survdiff():
    test = compared(*aml())
    assert_allclose(
        [test.observed, test.expected, test.chisq, test.p],
        [18, 15.26507486386887535, 0.48999533686833946, 0.48392938456952400],
        rtol=1e-12,
    )
    assert (test.n, test.until) == (23, 48)


def test_late_entry_gives_the_test_of_survdiff():
    test = compared([4, 12, 30, 26, 40, 50, 60], [1, 0, 1, 1, 0, 1, 1], [0, 5, 0, 10, 20, 0, 3])
    assert_allclose(
        [test.observed, test.expected, test.chisq, test.p],
        [3, 4.35777718175503637, 0.42305028421673002, 0.51541892265399059],
        rtol=1e-12,
    )


def test_a_median_gives_the_test_of_survdiff():
    """R: survdiff(Surv(time, status) ~ offset(exp(-log(2) / 20 * time)), aml)."""
    test = compare_one_sample(event_table(*aml()), reference_from_median(20))
    assert_allclose(
        [test.observed, test.expected, test.chisq, test.p],
        [18, 23.49768942098214453, 1.28627919231029120, 0.25673478205319022],
        rtol=1e-12,
    )
    assert test.until == np.inf


POISSON_TEST = [  # R 4.2.2: poisson.test(observed, expected)
    (2, 7.5, 0.041821366094681088, 0.032294570472528671, 0.96329168902986106),
    (0, 3.2, 0.085381304933667246, 0, 1.1527748294106048),
    (14, 6.1, 0.0064224630174367792, 1.2547426682459999, 3.850757560956652),
    (5, 5, 1, 0.3246972780236842, 2.3336664158645335),
    (3, 3.2, 1, 0.19333503840487548, 2.739772834294476),
    (120, 98.6, 0.034285610475054761, 1.0090458988431918, 1.455279770480246),
    (40, 90.25, 4.2666138702290836e-09, 0.31663807691732931, 0.60353071428237193),
]


@pytest.mark.parametrize(("observed", "expected", "p", "lower", "upper"), POISSON_TEST)
def test_exact_p_and_limits_are_those_of_poisson_test(observed, expected, p, lower, upper):
    """With a hazard of 1 for 200 patients followed equally long, the expectation is theirs to choose."""
    time = np.full(200, expected / 200)
    table = event_table(time, (np.arange(200) < observed).astype(int))
    test = compare_one_sample(table, reference_from_median(np.log(2)))
    assert_allclose([test.expected, test.ratio], [expected, observed / expected], rtol=1e-12)
    assert_allclose([test.p_exact, test.lower, test.upper], [p, lower, upper], rtol=1e-10)


@pytest.mark.parametrize("level", [0.8, 0.95, 0.99])
def test_limits_are_those_of_statsmodels(level):
    test = compared(*aml(), level=level)
    limits = confint_poisson(test.observed, test.expected, method="exact-c", alpha=1 - level)
    assert_allclose([test.lower, test.upper], limits, rtol=1e-10)


@given(late_patients)
def test_expected_is_the_hazard_each_patient_lived_through(cohort):
    entry, time, status = np.array(cohort).T
    end = min(48, time.max())
    survival = np.interp(end, [0, 48], [1, 0.2])
    test = compared(time, status, entry, [end / 2, end], [0.9, min(0.9, survival)])
    hazard = [
        np.interp([start, stop], [0, end / 2, end], -np.log([1, 0.9, min(0.9, survival)])) for start, stop, _ in cohort
    ]
    assert_allclose(test.expected, sum(stop - start for start, stop in hazard), rtol=1e-10, atol=1e-12)
    assert test.observed == sum(died and stop <= end for _, stop, died in cohort)


@given(late_patients, st.randoms(use_true_random=False), st.sampled_from([1, 1 / 30.4375, 365.25]))
def test_order_and_unit_do_not_matter(cohort, random, unit):
    def tested(rows, scale):
        entry, time, status = np.array(rows).T
        reference = reference_from_median(15 * scale)
        return compare_one_sample(event_table(time * scale, status, entry=entry * scale), reference)

    one, other = tested(cohort, 1), tested(random.sample(cohort, len(cohort)), unit)
    assert_allclose([one.expected, one.chisq, one.p_exact], [other.expected, other.chisq, other.p_exact], rtol=1e-9)


def test_a_milestone_on_the_curve_changes_nothing():
    between = np.sqrt(0.7 * 0.5)
    one, other = compared(*aml()), compared(*aml(), times=[12, 18, 24, 48], survival=[0.7, between, 0.5, 0.3])
    assert_allclose([other.expected, other.p], [one.expected, one.p], rtol=1e-12)


def test_a_milestone_of_a_half_is_the_median_until_then():
    time, status = aml()
    one = compared(time, status, times=[20], survival=[0.5])
    other = compare_one_sample(event_table(np.minimum(time, 20), status * (time <= 20)), reference_from_median(20))
    assert_allclose([one.observed, one.expected], [other.observed, other.expected], rtol=1e-12)


def test_a_cohort_simulated_from_the_curve_does_not_differ_and_a_worse_one_does():
    time = np.random.default_rng(4).exponential(10 / np.log(2), 2000)
    table = event_table(time, np.ones(2000, dtype=int))
    same, worse = (compare_one_sample(table, reference_from_median(median)) for median in (10, 12))
    assert same.lower < 1 < same.upper
    assert same.p > 0.05
    assert worse.lower > 1
    assert worse.p < 1e-6
    assert worse.z > 0


def test_all_groups_are_one_cohort_and_a_selected_one_is_its_own():
    time, status = aml()
    group = (data_set("aml")["x"] == "Maintained").to_numpy().astype(int)
    reference = reference_from_milestones(MONTHS, SURVIVAL)
    table = event_table(time, status, group)
    parts = [compare_one_sample(table.select([g]), reference) for g in (0, 1)]
    whole = compare_one_sample(table, reference)
    assert_allclose(sum(part.expected for part in parts), whole.expected)
    assert sum(part.observed for part in parts) == whole.observed
    assert_allclose(parts[1].expected, compared(time[group == 1], status[group == 1]).expected)


@pytest.mark.parametrize(
    ("rows", "observed"),
    [(([], []), 0), (([0], [1]), 1), (([0, 0], [0, 0]), 0)],
    ids=["nobody", "an event at once", "nobody followed"],
)
def test_without_expected_events_there_is_no_test(rows, observed):
    test = compare_one_sample(event_table(*rows), reference_from_median(10))
    assert (test.observed, test.expected) == (observed, 0)
    assert np.isnan([test.ratio, test.lower, test.upper, test.z, test.chisq, test.p, test.p_exact]).all()


def test_a_curve_without_events_expects_none():
    assert np.isnan(compared(*aml(), times=[48], survival=[1.0]).p)


def test_no_events_have_a_ratio_of_zero_with_an_upper_limit():
    test = compared([20, 50, 60], [0, 0, 0])
    assert (test.observed, test.ratio, test.lower) == (0, 0, 0)
    assert test.upper == pytest.approx(-np.log(0.025) / test.expected)


@pytest.mark.parametrize(
    ("times", "survival", "message"),
    [
        ([12, 24], [0.5, 0.6], "rises"),
        ([12, 24], [0.5, 0], "above 0"),
        ([12, 24], [50, 40], "divide percentages by 100"),
        ([12, 24], [0.5, np.nan], "proportion"),
        ([24, 12], [0.5, 0.4], "ascending"),
        ([12, 12], [0.5, 0.4], "ascending"),
        ([0, 12], [1, 0.4], "above 0"),
        ([12, np.inf], [0.5, 0.4], "ascending"),
        ([12], [0.5, 0.4], "one survival for each time"),
        ([], [], "at least one milestone"),
    ],
)
def test_milestones_that_are_no_curve_are_refused(times, survival, message):
    with pytest.raises(ValueError, match=message):
        reference_from_milestones(times, survival)


def test_milestones_past_the_data_are_refused_with_the_last_time_possible():
    with pytest.raises(ValueError, match="goes on to 240, and nobody here was followed beyond 161"):
        compared(*aml(), times=[12, 240], survival=[0.7, 0.1])


@pytest.mark.parametrize("median", [0, -3, np.inf, np.nan])
def test_a_median_that_is_no_time_is_refused(median):
    with pytest.raises(ValueError, match="median must be a time above 0"):
        reference_from_median(median)


def test_a_level_outside_0_and_1_is_refused():
    with pytest.raises(ValueError, match="between 0 and 1"):
        compared(*aml(), level=95)
