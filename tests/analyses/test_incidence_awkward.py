"""Competing risks where patients enter late, observation is bounded, or there is next to nothing to see."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from core.analyses.compared import compare_groups
from core.analyses.competing_models import LATE_ENTRY, fit_competing_models
from core.analyses.incidence import gray_pairwise, incidence_of
from core.analyses.survival import AT_RISK
from core.clock import DAYS_PER_MONTH
from core.view import View
from tests.analyses.competing import ARM, BY_ARM, analysed, assert_same, compared, dated, simulated
from tests.making import cohort_of, days, endpoint, selected


def entering_late():
    """Progression of four patients with death competing, from the first antibody; observed since a later response."""
    cohort = cohort_of(
        {ARM: list("ABAB")},
        age_years=[40, 50, 60, 75],
        mab1_start=days(0, 0, 0, 0),
        mab1_response_date=days(5, 9, 0, 2),
        mab1_progression=days(20, None, None, 8),
        last_contact=days(30, 25, 28, 9),
        vital_status=["dead", "dead", "alive", "dead"],
    )
    view = BY_ARM.change(entry="mab1_response", covariates=("age_years",))
    chosen = replace(endpoint("transplant", "mab1_start"), events=("mab1_progression",))
    return compare_groups(selected(cohort, view), chosen.observed(view.follow_up), view.compare), view


def test_with_late_entry_there_is_no_gray_test_and_the_reason_is_given():
    patients, view = entering_late()
    result = incidence_of(patients, view)
    assert patients.entry.tolist() == [5, 9, 0, 2]
    assert result.gray == gray_pairwise(patients) == ()
    assert "late entries" in result.refused
    assert result.counts[AT_RISK][:, 0].tolist() == [1, 0]


def test_with_late_entry_incidences_count_those_under_observation():
    a, b = incidence_of(*entering_late()).groups
    # A: the third patient alone until day 5, both until the first one progresses on day 20.
    assert a.curves[0].incidence[-1] == 1 / 2
    # B: one patient alone progresses on day 8, before the other enters on day 9: nobody is left free of events.
    assert b.curves[0].incidence.tolist()[-1] == 1
    assert b.curves[1].incidence[-1] == 0


def test_with_late_entry_there_are_cause_specific_models_and_no_fine_gray_model():
    models = fit_competing_models(*entering_late())
    assert models.fine_gray is None
    assert models.refused == (LATE_ENTRY,)
    assert (models.event.n, models.event.n_events, models.competing.n_events) == (4, 2, 1)


def test_entry_at_time_zero_is_no_late_entry():
    time, status, arm = simulated()
    cohort = dated(time, status, {ARM: arm}, mab1_start=days(*[-30] * len(time)))
    plain = analysed(dated(time, status, {ARM: arm}))
    view = BY_ARM.change(entry="mab1_start")
    patients = compared(cohort, view)
    assert patients.entry is None
    assert_same(incidence_of(patients, view), plain)
    assert len(gray_pairwise(patients)) == 2


def test_the_bounds_of_observation_censor_later_events():
    cohort = dated([10, 40, 90, 200], [1, 1, 2, 1])
    alone = View()
    cut = {"until": date(2020, 2, 15), "horizon": 2.0}  # day 45 and day 60.875
    counts = {name: analysed(cohort, alone.change(**{name: bound})).groups[0] for name, bound in cut.items()}
    for group, last in ((counts["until"], 45), (counts["horizon"], 60.875)):
        assert (group.n, group.n_events, group.n_competing) == (4, 2, 0)
        assert group.curves[0].time[-1] * DAYS_PER_MONTH == pytest.approx(last)
    at_gvhd = dated([10, 40], [1, 1], agvhd_date=days(20, 20), agvhd_grade=["2", "2"])
    (group,) = analysed(at_gvhd, alone.change(censor=("agvhd_2_4",))).groups
    assert (group.n_events, group.curves[0].n_censored) == (1, 1)


ODD = {
    "one patient with the event": ([30], [1], ["A"], [(1, 0)], []),
    "one patient with a competing event": ([30], [2], ["A"], [(0, 1)], []),
    "one patient censored": ([30], [0], ["A"], [(0, 0)], []),
    "no events": ([30, 40, 50, 60], [0, 0, 0, 0], list("ABAB"), [(0, 0), (0, 0)], [False, False]),
    "only competing events": ([30, 40, 50, 60], [2, 2, 2, 2], list("ABAB"), [(0, 1), (0, 1)], [False, True]),
    "only events, all at once": ([30, 30, 30, 30], [1, 1, 1, 1], list("ABAB"), [(1, 0), (1, 0)], [False, False]),
    "everybody at time zero": ([0, 0, 0, 0], [0, 1, 2, 1], list("ABAB"), [(0, 0.5), (1, 0)], [True, True]),
    "a group of one": ([30, 40, 50, 60], [1, 2, 1, 0], list("AAAB"), [(2 / 3, 1 / 3), (0, 0)], [True, True]),
}
"""Days, statuses, arms; the last incidences of both causes in each arm, and whether each cause has a P."""


@pytest.mark.parametrize("case", ODD)
def test_odd_cohorts_give_curves_and_no_made_up_numbers(case):
    time, status, arm, ends, tested = ODD[case]
    result = analysed(dated(time, status, {ARM: arm}))
    assert [tuple(curve.incidence[-1] for curve in group.curves) for group in result.groups] == [
        pytest.approx(both) for both in ends
    ]
    assert [bool(np.isfinite(test.p)) for test in result.gray] == tested
    for curve in (curve for group in result.groups for curve in group.curves):
        assert np.isnan(curve.lower[(curve.incidence == 0) | (curve.incidence == 1)]).all()


@pytest.mark.parametrize("case", ODD)
def test_odd_cohorts_give_models_or_a_reason_for_every_row(case):
    time, status, arm, *_ = ODD[case]
    view = View(covariates=("x-arm", "age_years"))
    patients = compared(dated(time, status, {ARM: arm}, age_years=list(range(40, 40 + len(time)))), view)
    models = fit_competing_models(patients, view)
    for model in filter(None, (models.fine_gray, models.event, models.competing)):
        rows = model.coefficients
        assert (rows["estimable"] == np.isfinite(rows["hr"])).all()
        assert rows.loc[~rows["estimable"], "reason"].astype(bool).all()
    assert models.event is not None or models.refused


def test_without_covariates_a_model_is_refused_and_nothing_fitted():
    models = fit_competing_models(compared(dated([30, 40], [1, 2]), View()), View())
    assert (models.fine_gray, models.event, models.competing) == (None, None, None)
    assert models.refused == ("Choose at least one covariate.",)
