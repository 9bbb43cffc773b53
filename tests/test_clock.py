"""The clock: times and events by hand for small cohorts, and everybody without one counted with a reason."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.testing import assert_allclose, assert_array_equal

from core.clock import DAYS_PER_MONTH
from core.dictionary import dictionary
from core.endpoints import PRESETS, missing_for
from tests.making import clock_of, cohort_of, days, endpoint

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


def test_no_event_of_a_preset_is_a_death():
    assert not {"death_date", "last_contact"} & {name for one in PRESETS for name in one.events}
    assert endpoint("os", "mab1_start").events == ()
    assert dictionary()["relapse_after_hsct"].kind == "date"
