"""The clock: times and events by hand for small cohorts, and everybody without one counted with a reason."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from core.clock import DAYS_PER_MONTH, read_clock
from core.endpoints import PRESETS, FollowUp, build_endpoint, missing_for
from tests.making import clock_of, cohort_of, day, days, endpoint

NAN = np.nan
EVERYBODY = slice(None)
BLINA, INO = "blinatumomab", "inotuzumab"


def reasons(clock) -> dict[str, int]:
    return dict(clock.why_left_out(np.ones(len(clock.time), dtype=bool)))


# One patient given both antibodies and a transplant, dead on day 100; one alive on day 50 with the same dates.
COURSE = {
    "mab1": [BLINA, BLINA],
    "mab1_start": days(0, 0),
    "mab1_response_date": days(10, 10),
    "mab1_progression": days(30, 30),
    "mab2": [INO, INO],
    "mab2_start": days(35, 35),
    "mab2_response_date": days(42, 42),
    "mab2_progression": days(47, 47),
    "hsct_date": days(45, 45),
    "vital_status": ["dead", "alive"],
    "last_contact": days(100, 50),
}


@pytest.mark.parametrize(
    ("origin", "died", "seen"),
    [
        ("mab1_start", 100, 50),
        ("mab1_response", 90, 40),
        ("mab1_progression", 70, 20),
        ("mab2_start", 65, 15),
        ("mab2_response", 58, 8),
        ("hsct", 55, 5),
        ("inotuzumab_failure", 53, 3),
    ],
)
def test_overall_survival_runs_from_each_origin_to_death_or_last_contact(origin, died, seen):
    clock = clock_of(cohort_of(**COURSE), "os", origin)
    assert (clock.time.tolist(), clock.event.tolist(), clock.unit) == ([died, seen], [1, 0], "days")
    assert reasons(clock) == {}


@pytest.mark.parametrize(
    ("mab1", "mab2", "time"), [(BLINA, INO, 53), (INO, BLINA, 70), (INO, None, 70), (BLINA, None, NAN)]
)
def test_inotuzumab_failure_is_the_progression_after_whichever_antibody_was_inotuzumab(mab1, mab2, time):
    course = COURSE | {"mab1": [mab1, mab1], "mab2": [mab2, mab2]}
    assert_array_equal(clock_of(cohort_of(**course), "os", "inotuzumab_failure").time[0], time)


@pytest.mark.parametrize(
    ("progression", "status", "contact", "time", "event"),
    [
        (30, "dead", 100, 30, 1),
        (30, "alive", 100, 30, 1),
        (None, "dead", 100, 100, 1),
        (None, "alive", 100, 100, 0),
        (120, "dead", 100, 100, 1),
        (100, "dead", 100, 100, 1),
        (30, None, None, 30, 1),
        (0, "alive", 100, 0, 1),
    ],
)
def test_event_free_survival_ends_with_progression_or_death_whichever_is_first(
    progression, status, contact, time, event
):
    cohort = cohort_of(
        mab1_start=days(0), mab1_progression=days(progression), vital_status=[status], last_contact=days(contact)
    )
    clock = clock_of(cohort, "efs", "mab1_start")
    assert (clock.time.tolist(), clock.event.tolist()) == ([time], [event])


@pytest.mark.parametrize(
    ("name", "origin", "event", "time"),
    [
        ("efs", "mab2_start", "mab2_progression", 12),
        ("efs", "hsct", "relapse_after_hsct", 8),
        ("rfs", "mab1_response", "mab1_progression", 20),
        ("rfs", "mab2_response", "mab2_progression", 5),
    ],
)
def test_relapse_is_counted_from_its_own_origin(name, origin, event, time):
    cohort = cohort_of(
        **COURSE
        | {"relapse_after_hsct": days(53, None), event: days(53 if origin == "hsct" else None, None)}
        | {"mab2_progression": days(47, None), "mab1_progression": days(30, None)}
    )
    clock = clock_of(cohort, name, origin)
    assert clock.time[0] == time
    assert clock.event.tolist() == [1, 0]


def test_relapse_free_survival_leaves_out_those_who_never_responded():
    cohort = cohort_of(
        mab1_response_date=days(10, None, 10),
        mab1_progression=days(25, 5, None),
        vital_status=["alive", "dead", "dead"],
        last_contact=days(90, 60, 70),
    )
    clock = clock_of(cohort, "rfs", "mab1_response")
    assert_array_equal(clock.time, [15, NAN, 60])
    assert clock.event.tolist() == [1, 0, 1]
    assert reasons(clock) == {"no date of response to the first antibody": 1}


def test_a_death_date_wins_over_the_last_contact():
    cohort = cohort_of(
        mab1_start=days(0, 0, 0),
        vital_status=["dead", "dead", "alive"],
        death_date=days(80, None, None),
        last_contact=days(95, 95, 95),
    )
    clock = clock_of(cohort, "os", "mab1_start")
    assert (clock.time.tolist(), clock.event.tolist()) == ([80, 95, 95], [1, 1, 0])


def test_a_death_date_alone_tells_who_died():
    cohort = cohort_of(mab1_start=days(0, 0), death_date=days(80, None), last_contact=days(95, 60))
    clock = clock_of(cohort, "os", "mab1_start")
    assert (clock.time.tolist(), clock.event.tolist()) == ([80, 60], [1, 0])


def test_time_zero_is_kept():
    cohort = cohort_of(mab1_start=days(5, 5), vital_status=["dead", "alive"], last_contact=days(5, 5))
    clock = clock_of(cohort, "os", "mab1_start")
    assert clock.included.all()
    assert (clock.time.tolist(), clock.event.tolist()) == ([0, 0], [1, 0])


def test_everybody_left_out_is_counted_with_the_first_reason_that_applies():
    cohort = cohort_of(
        mab1_start=days(0, None, 0, 0, 50, None),
        vital_status=["dead", "dead", None, "alive", "alive", None],
        last_contact=days(10, 10, 10, None, 49, None),
    )
    clock = clock_of(cohort, "os", "mab1_start")
    assert clock.included.tolist() == [True, False, False, False, False, False]
    assert reasons(clock) == {
        "no date of the first antibody": 2,
        "vital status unknown": 1,
        "no date of death or last contact": 1,
        "event or last contact before the first antibody": 1,
    }
    assert_array_equal(np.isnan(clock.time), ~clock.included)
    assert not clock.event[~clock.included].any()


def test_reasons_are_counted_among_the_patients_asked_for():
    cohort = cohort_of(mab1_start=days(None, None, 0), vital_status=["dead"] * 3, last_contact=days(9, 9, 9))
    clock = clock_of(cohort, "os", "mab1_start")
    assert clock.why_left_out(np.array([True, False, True])) == (("no date of the first antibody", 1),)
    assert clock.why_left_out(np.array([False, False, True])) == ()


@pytest.mark.parametrize(
    ("unit", "months"), [("days", 365.25 / DAYS_PER_MONTH), ("months", 365.25), ("years", 365.25 * 12)]
)
def test_a_time_of_the_sheet_keeps_its_unit(unit, months):
    cohort = cohort_of(units={"os_time": unit}, os_time=[365.25], os_status=["yes"])
    clock = clock_of(cohort, "os", "sheet")
    assert (clock.time.tolist(), clock.event.tolist(), clock.unit) == ([365.25], [1], unit)
    assert_allclose(clock.time / clock.per_month, [months], rtol=1e-15)


def test_a_year_is_twelve_months_in_days_too():
    assert_allclose(365.25 / DAYS_PER_MONTH, 12, rtol=1e-15)


def test_times_of_a_sheet_that_cannot_be_used_are_counted():
    cohort = cohort_of(
        units={"os_time": "days"},
        os_time=[5, 0, None, np.inf, 5, -1, None],
        os_status=["yes", "no", "yes", "yes", None, "no", None],
    )
    clock = clock_of(cohort, "os", "sheet")
    assert_array_equal(clock.time, [5, 0, NAN, NAN, NAN, NAN, NAN])
    assert clock.event.tolist() == [1, 0, 0, 0, 0, 0, 0]
    assert reasons(clock) == {"no time": 3, "no status": 1, "time below zero": 1}


dates = st.lists(st.one_of(st.none(), st.integers(-20, 40)), min_size=8, max_size=8)
DATES = (
    "mab1_start",
    "mab1_response_date",
    "mab1_progression",
    "mab2_start",
    "hsct_date",
    "death_date",
    "last_contact",
)


@given(
    st.lists(dates, min_size=len(DATES), max_size=len(DATES)),
    st.lists(st.sampled_from([None, "alive", "dead"]), min_size=8, max_size=8),
)
def test_the_included_and_the_reasons_add_up_to_everybody(columns, status):
    known = {name: days(*values) for name, values in zip(DATES, columns, strict=True)}
    cohort = cohort_of(**known, mab1=[BLINA, INO] * 4, vital_status=status)
    for one in PRESETS:
        if not missing_for(one, cohort):
            clock = clock_of(cohort, one.id, one.origin)
            assert clock.included.sum() + sum(reasons(clock).values()) == len(cohort)
            assert (clock.time[clock.included] >= 0).all()


def built(cohort, origin, events, competing=(), **bounds):
    return read_clock(build_endpoint(origin, events, competing).observed(FollowUp(**bounds)), cohort)


# Relapse on day 30, transplant on day 40, death on day 30, 60 or none, last contact on day 60 or 90.
FOUR = cohort_of(
    mab1_start=days(0, 0, 0, 0),
    mab1_progression=days(30, None, 30, None),
    hsct_date=days(None, 40, None, 40),
    mab2_start=days(10, None, 30, 60),
    vital_status=["dead", "dead", "dead", "alive"],
    last_contact=days(60, 60, 30, 90),
)


def test_what_comes_first_counts_and_on_one_day_death_is_the_later():
    relapse = built(FOUR, "mab1_start", ("mab1_progression",))
    assert relapse.status.tolist() == [1, 2, 1, 0]
    assert relapse.time.tolist() == [30, 60, 30, 90]
    death = built(FOUR, "mab1_start", ("death",), ("mab1_progression",))
    assert death.status.tolist() == [2, 1, 2, 0]
    assert death.event.tolist() == [0, 1, 0, 0]
    assert death.time.tolist() == relapse.time.tolist()


def test_two_happenings_of_interest_and_against_it_on_one_day_are_the_event():
    cohort = cohort_of(
        mab1_start=days(0), hsct_date=days(5), mab2_start=days(5), vital_status=["alive"], last_contact=days(9)
    )
    assert built(cohort, "mab1_start", ("hsct",), ("mab2_start",)).status.tolist() == [1]
    assert built(cohort, "mab1_start", ("mab2_start",), ("hsct",)).status.tolist() == [1]


def test_observation_ends_at_a_happening_after_time_zero_and_an_event_that_day_still_counts():
    survival = built(FOUR, "mab1_start", ("death",), censored_at=("hsct",))
    assert (survival.time.tolist(), survival.status.tolist()) == ([60, 40, 30, 40], [1, 0, 1, 0])
    same_day = built(FOUR, "mab1_start", ("hsct",), censored_at=("hsct",))
    assert same_day.status.tolist() == [2, 1, 2, 1]
    later = built(FOUR, "mab2_start", ("death",), censored_at=("hsct",))
    assert later.time[3] == 30
    assert later.status[3] == 0


def test_a_transplant_before_time_zero_ends_no_observation():
    cohort = cohort_of(mab2_start=days(50), hsct_date=days(40), vital_status=["dead"], last_contact=days(80))
    clock = built(cohort, "mab2_start", ("death",), censored_at=("hsct",))
    assert (clock.time.tolist(), clock.status.tolist()) == ([30], [1])


def test_observation_ends_at_the_cut_off_and_so_long_after_time_zero():
    day_45 = built(FOUR, "mab1_start", ("death",), until=day(45))
    assert (day_45.time.tolist(), day_45.status.tolist()) == ([45, 45, 30, 45], [0, 0, 1, 0])
    at_60 = built(FOUR, "mab1_start", ("death",), until=day(60))
    assert at_60.status.tolist() == [1, 1, 1, 0]
    a_month = built(FOUR, "mab1_start", ("death",), months=1.0)
    assert_allclose(a_month.time, [DAYS_PER_MONTH, DAYS_PER_MONTH, 30, DAYS_PER_MONTH])
    assert a_month.status.tolist() == [0, 0, 1, 0]


def test_whoever_began_after_the_cut_off_is_left_out_and_counted():
    clock = built(FOUR, "mab2_start", ("death",), until=day(29))
    assert reasons(clock) == {"no date of the second antibody": 1, "the second antibody after the cut-off": 2}
    assert clock.time[0] == 19


def test_late_entry_counts_from_when_a_patient_came_under_observation():
    clock = built(FOUR, "mab1_start", ("death",), entry="mab2_start")
    assert_array_equal(clock.entry, [10, NAN, NAN, 60])
    assert reasons(clock) == {
        "never under observation: no date of the second antibody": 1,
        "event or last contact on or before the day of the second antibody": 1,
    }


def test_an_entry_before_time_zero_is_time_zero():
    clock = built(FOUR, "mab2_start", ("death",), entry="mab1_start")
    assert_array_equal(clock.entry[[0, 3]], [0, 0])


def test_without_an_entry_everybody_is_observed_from_time_zero():
    assert built(FOUR, "mab1_start", ("death",)).entry is None


@pytest.mark.parametrize(("grade", "severe"), [("2", 2), ("3", 1), ("4", 1), (None, 2), ("1", 2)])
def test_graft_versus_host_disease_counts_from_its_grade_on(grade, severe):
    cohort = cohort_of(
        hsct_date=days(0), agvhd_date=days(20), agvhd_grade=[grade], relapse_after_hsct=days(25),
        vital_status=["alive"], last_contact=days(50),
    )  # fmt: skip
    clock = clock_of(cohort, "agvhd_3_4", "hsct")
    assert clock.status.tolist() == [severe]
    assert clock.time.tolist() == [20 if severe == 1 else 25]


def test_a_sheet_tells_relapse_from_death_without_it_by_two_times():
    cohort = cohort_of(
        units={"rfs_time": "months", "os_time": "months"},
        rfs_time=[5, 8, 0.1 + 0.2, 9, 12, 4, 5, None],
        rfs_status=["yes", "yes", "yes", "no", "no", "yes", "yes", "yes"],
        os_time=[9, 8, 0.3, 9, 11, 4, 3, 3],
        os_status=["yes", "yes", "yes", "no", "no", "no", "yes", "yes"],
    )
    relapse, death = clock_of(cohort, "cir", "sheet"), clock_of(cohort, "nrm", "sheet")
    assert relapse.status.tolist() == [1, 2, 2, 0, 0, 1, 0, 0]
    assert death.status.tolist() == [2, 1, 1, 0, 0, 2, 0, 0]
    assert reasons(relapse) == {"relapse-free longer than alive": 2, "no time": 1}


def test_a_horizon_bounds_the_times_of_a_sheet_too():
    cohort = cohort_of(units={"os_time": "years"}, os_time=[1, 3], os_status=["yes", "yes"])
    clock = read_clock(endpoint("os", "sheet").observed(FollowUp(months=24)), cohort)
    assert (clock.time.tolist(), clock.status.tolist()) == ([1, 2], [1, 0])
