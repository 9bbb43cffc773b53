"""Endpoints: which of them a cohort can answer, and what it lacks for the others."""

from typing import get_args

import pytest

from core.address import address_of
from core.dictionary import dictionary
from core.endpoints import CUSTOM, NAMES, ORIGINS, PRESETS, SHEET, available, build_endpoint, choose, missing_for
from core.happenings import DEATH, HAPPENINGS
from core.view import EndpointId, HappeningSlug, OriginSlug, View
from tests.making import cohort_of, days, endpoint, plain_cohort

SEEN = {"vital_status": ["dead"], "last_contact": days(9)}


def offered(**columns) -> list[tuple[str, str]]:
    return [(one.id, one.origin) for one in available(cohort_of(**columns))]


def test_presets_are_told_apart_by_name_and_origin():
    assert len({(one.id, one.origin) for one in PRESETS}) == len(PRESETS)
    assert {one.id for one in PRESETS} == set(NAMES) - {CUSTOM}


@pytest.mark.parametrize("one", PRESETS, ids=lambda one: f"{one.id}-{one.origin}")
def test_a_preset_fits_the_address_and_asks_for_fields_of_the_dictionary(one):
    assert address_of(View(endpoint=one.id, origin=one.origin))["endpoint"] == one.id
    assert all(dictionary()[name].kind == "date" for name in one.dates)
    assert one.origin == SHEET or DEATH in (*one.events, *one.competing)
    assert not set(one.events) & set(one.competing)
    assert one.origin == SHEET or all(name in dictionary() for name in ORIGINS[one.origin].needs)


def test_overall_survival_from_each_date_the_cohort_has():
    found = offered(mab1_start=days(0), hsct_date=days(3), **SEEN)
    assert found == [("os", "mab1_start"), ("os", "hsct"), ("transplant", "mab1_start")]


def test_event_free_and_relapse_free_survival_need_the_column_of_their_event():
    columns = {"mab1_start": days(0), "mab1_response_date": days(2), **SEEN}
    assert ("efs", "mab1_start") not in offered(**columns)
    both = offered(**columns, mab1_progression=days(None))
    assert ("efs", "mab1_start") in both
    assert ("rfs", "mab1_response") in both


def test_a_column_of_events_that_is_empty_means_no_events():
    assert ("efs", "mab1_start") in offered(mab1_start=days(0), mab1_progression=days(None), **SEEN)


def test_an_origin_nobody_has_is_no_origin():
    assert offered(mab1_start=days(None), **SEEN) == []


def test_what_is_lacking_is_said_by_label():
    cohort = plain_cohort(mab1_start=days(None))
    assert missing_for(endpoint("efs", "mab1_start"), cohort) == (
        "First antibody started",
        "Relapse or progression after first antibody",
        "Vital status",
        "Death or last contact",
    )
    assert missing_for(endpoint("rfs", SHEET), cohort) == ("Relapse-free survival time", "Relapse-free survival status")


def test_a_death_date_stands_in_for_the_vital_status_but_not_for_the_last_contact():
    cohort = plain_cohort(mab1_start=days(0), death_date=days(4))
    assert missing_for(endpoint("os", "mab1_start"), cohort) == ("Death or last contact",)


@pytest.mark.parametrize("unit", ["days", "months", "years"])
def test_a_time_and_a_status_column_are_an_endpoint(unit):
    cohort = cohort_of(units={"efs_time": unit}, efs_time=[3], efs_status=["yes"])
    assert [(one.id, one.origin) for one in available(cohort)] == [("efs", SHEET)]


@pytest.mark.parametrize("unit", ["", "weeks", "days, months or years"])
def test_a_time_without_a_known_unit_is_no_endpoint_and_says_so(unit):
    cohort = cohort_of(units={"os_time": unit}, os_time=[3], os_status=["yes"])
    assert available(cohort) == ()
    assert missing_for(endpoint("os", SHEET), cohort) == ("the unit of Overall survival time",)


@pytest.mark.parametrize(
    ("columns", "lacking"),
    [({"os_time": [3]}, "Overall survival status"), ({"os_status": ["no"]}, "Overall survival time")],
)
def test_a_time_without_a_status_and_the_reverse_are_no_endpoint(columns, lacking):
    assert lacking in missing_for(endpoint("os", SHEET), cohort_of(units={"os_time": "days"}, **columns))


def test_the_wish_is_met_where_it_can_be():
    some = (endpoint("os", "mab1_start"), endpoint("os", "hsct"), endpoint("efs", "hsct"))
    assert choose(some, "efs", "hsct") == some[2]
    assert choose(some, "os", "hsct") == some[1]
    assert choose(some, "", "hsct") == some[1]
    assert choose(some, "efs", "") == some[2]
    assert choose(some, "", "") == some[0]


def test_a_wish_that_cannot_be_met_keeps_the_endpoint_or_gives_the_first():
    some = (endpoint("os", "mab1_start"), endpoint("efs", "mab1_start"))
    assert choose(some, "efs", "hsct") == some[1]
    assert choose(some, "rfs", "hsct") == some[0]
    assert choose((*some, endpoint("cir", "hsct")), "rfs", "hsct").id == "cir"
    assert choose((), "os", "") is None


def test_titles_name_time_zero():
    assert endpoint("os", "mab2_start").title == "Overall survival from the second antibody"
    assert endpoint("os", "mab2_start").axis_title == "Months from the second antibody"
    assert (endpoint("os", SHEET).title, endpoint("os", SHEET).axis_title) == ("Overall survival", "Months")


def test_the_address_knows_every_endpoint_happening_and_origin():
    assert set(get_args(EndpointId)) == set(NAMES)
    assert get_args(HappeningSlug) == tuple(HAPPENINGS)
    assert get_args(OriginSlug) == tuple(ORIGINS)


def test_relapse_and_death_without_it_come_from_two_times_in_one_unit():
    columns = {"rfs_time": [3], "rfs_status": ["yes"], "os_time": [9], "os_status": ["yes"]}
    cohort = cohort_of(units={"rfs_time": "months", "os_time": "months"}, **columns)
    assert {("cir", SHEET), ("nrm", SHEET)} <= {(one.id, one.origin) for one in available(cohort)}
    mixed = cohort_of(units={"rfs_time": "days", "os_time": "months"}, **columns)
    assert missing_for(endpoint("cir", SHEET), mixed) == ("one unit for both times",)
    alone = cohort_of(units={"rfs_time": "months"}, rfs_time=[3], rfs_status=["yes"])
    assert missing_for(endpoint("nrm", SHEET), alone) == ("Overall survival time", "Overall survival status")


def test_a_built_endpoint_is_named_by_its_events_and_death_always_ends_it():
    built = build_endpoint("hsct", ("sos", "agvhd_3_4"), ("relapse_after_hsct", "sos"))
    assert built.title == "Acute GVHD grade III–IV or sinusoidal obstruction syndrome from transplant"
    assert (built.events, built.competing) == (("agvhd_3_4", "sos"), (DEATH, "relapse_after_hsct"))
    assert built.causes[1] == "Death or relapse after transplant first"
    assert build_endpoint("hsct", (DEATH,), ()).competing == ()


def test_a_built_endpoint_with_death_among_its_events_is_a_survival():
    assert build_endpoint("hsct", (DEATH,), ()).title == "Overall survival from transplant"
    assert build_endpoint("hsct", ("sos", DEATH), ()).label == "Survival without sinusoidal obstruction syndrome"


def test_a_built_endpoint_something_competes_with_is_named_by_all_its_events_death_included():
    competing = build_endpoint("hsct", ("sos", DEATH), ("relapse_after_hsct",))
    assert competing.label == competing.causes[0] == "Death or sinusoidal obstruction syndrome"


@pytest.mark.parametrize(
    ("origin", "events", "problem"),
    [("hsct", (), "at least one event"), ("birth", (DEATH,), "'birth'"), ("hsct", ("marriage",), "'marriage'")],
)
def test_an_endpoint_that_cannot_be_built_is_refused_with_the_reason(origin, events, problem):
    with pytest.raises(ValueError, match=problem):
        build_endpoint(origin, events, ())


def test_graft_versus_host_disease_needs_its_grade_and_its_date():
    lacking = missing_for(endpoint("grfs", "hsct"), cohort_of(hsct_date=days(0), agvhd_date=days(5), **SEEN))
    assert lacking == (
        "Acute GVHD, highest grade",
        "Chronic GVHD onset",
        "Chronic GVHD",
        "Relapse after transplant",
    )
