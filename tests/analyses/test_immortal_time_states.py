"""The state of each patient before and after it may change: who changes when, who never does, who is a gap."""

import numpy as np
import pytest
from numpy.testing import assert_array_equal

from core.analyses.immortal_time import NO_DATES, NO_TIME_ZERO, event_in_words, read_states
from core.analyses.selection import EVERYBODY
from core.dictionary import dictionary
from core.filters import Choice
from core.view import View
from tests.making import clock_of, cohort_of, days, extra, selected, sheet_cohort

BLINA, INO = "blinatumomab", "inotuzumab"
ARM = extra("Arm", "category", ("A", "B", "C"))
FOLLOWED = {"mab1_start": days(0, 0, 0, 0, 0), "vital_status": ["dead"] * 5, "last_contact": days(90, 90, 90, 90, 90)}


def states_of(cohort, slug: str, origin: str = "mab1_start", view: View | None = None):
    return read_states(selected(cohort, view), clock_of(cohort, "os", origin), slug)


def assert_states(found, before, after, change) -> None:
    assert found.before.tolist() == before
    assert found.after.tolist() == after
    assert_array_equal(found.change, np.array(change, dtype=float))


def test_before_a_transplant_everybody_is_not_transplanted():
    cohort = cohort_of(hsct_date=days(10, None, 0, -5, 95), **FOLLOWED)
    found = states_of(cohort, "transplant")
    assert (found.labels, found.left_out, found.known_at.name) == (("No", "Yes"), (), "hsct_date")
    assert_states(found, [0] * 5, [1, 0, 1, 1, 1], [10, np.nan, 0, -5, 95])
    assert found.at(9.9).codes.tolist() == [0, 0, 1, 1, 0]
    assert found.at(10).codes.tolist() == [1, 0, 1, 1, 0]
    assert found.finally_known().codes.tolist() == [1, 0, 1, 1, 1]
    assert found.change_after(9).tolist() == [True, False, False, False, True]


def test_a_yes_without_its_date_is_a_gap_and_a_blank_has_no_value():
    cohort = cohort_of(sos=["yes", "yes", "no", None, "no"], sos_date=days(20, None, None, None, 30), **FOLLOWED)
    found = states_of(cohort, "sos")
    assert_states(found, [0, -1, 0, -1, 0], [1, -1, 0, -1, 0], [20, np.nan, np.nan, np.nan, np.nan])
    assert found.left_out == (("no value of Sinusoidal obstruction syndrome", 1), ("no date of SOS onset", 1))


def test_a_level_nobody_has_a_date_for_stays_not_yet_and_any_other_without_one_is_a_gap():
    cohort = cohort_of(
        mab1_response=["CR", "NR", "CR", "CRi", "NR"], mab1_response_date=days(20, None, None, 30, None), **FOLLOWED
    )
    found = states_of(cohort, "mab1_response")
    assert found.labels == ("Not yet: response to first antibody", "CR", "CRi")
    assert_states(found, [0, 0, -1, 0, 0], [1, 0, -1, 2, 0], [20, np.nan, np.nan, 30, np.nan])
    assert found.left_out == (("no date of response to first antibody", 1),)


def test_the_whole_cohort_tells_whether_a_level_is_dated_and_not_the_patients_selected():
    cohort = cohort_of(
        mab1_response=["NR", "NR", "CR", "CR", "CR"],
        mab1_response_date=days(20, None, 10, 10, 10),
        sex=["male", "female", "female", "female", "female"],
        **FOLLOWED,
    )
    view = View(filters=(Choice(field="sex", levels=("female",)),))
    found = states_of(cohort, "mab1_response", view=view)
    assert_states(found, [-1, -1, 0, 0, 0], [-1, -1, 1, 1, 1], [np.nan, np.nan, 10, 10, 10])
    assert found.left_out == (("no date of response to first antibody", 1),)


def test_who_was_never_transplanted_has_no_donor_and_counts_as_not_yet():
    cohort = cohort_of(
        hsct_donor=["related", None, None, "unrelated", None], hsct_date=days(20, None, 30, 40, None), **FOLLOWED
    )
    found = states_of(cohort, "hsct_donor")
    assert found.labels == ("Not yet: allogeneic transplant", "Related", "Unrelated")
    assert_states(found, [0, 0, -1, 0, 0], [1, 0, -1, 2, 0], [20, np.nan, np.nan, 40, np.nan])
    assert found.left_out == (("no value of Donor", 1),)


def test_an_antibody_sequence_is_not_known_before_the_second_antibody():
    cohort = cohort_of(
        mab1=[BLINA, BLINA, INO, INO, BLINA],
        mab2=[INO, None, BLINA, None, INO],
        mab2_start=days(20, None, 30, None, None),
        **FOLLOWED,
    )
    found = states_of(cohort, "sequence")
    assert found.labels[0] == "Not yet: second antibody"
    assert len(found.labels) == 3
    assert_states(found, [0, 0, 0, 0, -1], [1, 0, 2, 0, -1], [20, np.nan, 30, np.nan, np.nan])
    assert found.left_out == (("no date of second antibody", 1),)


def test_what_is_known_at_time_zero_never_changes():
    cohort = cohort_of({ARM: ["C", "A", None, "C", "A"]}, **FOLLOWED)
    found = states_of(cohort, "x-arm")
    assert (found.labels, found.known_at, found.left_out) == (("A", "C"), None, (("no value of Arm", 1),))
    assert_states(found, [1, 0, -1, 1, 0], [1, 0, -1, 1, 0], [np.nan] * 5)


def test_without_a_comparison_all_are_in_one_state():
    found = states_of(cohort_of(**FOLLOWED), "")
    assert (found.labels, found.compared.all()) == ((EVERYBODY,), True)


def test_from_transplant_on_a_transplant_is_no_change():
    cohort = cohort_of(hsct_date=days(10, None, 20, None, 30), **FOLLOWED)
    found = states_of(cohort, "transplant", "hsct")
    assert found.at(0).codes.tolist() == [1, -1, 1, -1, 1]
    assert found.left_out == (("no date of transplant", 2),)


def test_a_state_only_patients_off_the_clock_are_in_is_none():
    cohort = cohort_of(
        hsct_date=days(None, None, None, None, 30), **{**FOLLOWED, "vital_status": ["dead"] * 4 + [None]}
    )
    assert states_of(cohort, "transplant").labels == ("No",)


def test_an_endpoint_without_dates_cannot_say_when_and_the_reason_is_given():
    cohort = sheet_cohort([5, 9], [1, 0], {ARM: ["A", "B"]}, hsct_date=days(3, None), sex=["male", "female"])
    found = states_of(cohort, "transplant", "sheet")
    assert (found.refused, found.compared.any(), found.labels) == (NO_TIME_ZERO, False, ())
    assert states_of(cohort, "x-arm", "sheet").refused == ""


def test_a_cohort_nobody_of_whom_was_transplanted_is_all_in_the_state_before():
    found = states_of(cohort_of(hsct_date=days(None, None, None, None, None), **FOLLOWED), "transplant")
    assert (found.refused, found.labels, found.left_out, found.compared.all()) == ("", ("No",), (), True)


@pytest.mark.parametrize("dates", [{}, {"mab1_response_date": days(None, None, None, None, None)}])
def test_a_cohort_without_the_date_cannot_say_when_and_the_reason_is_given(dates):
    cohort = cohort_of(mab1_response=["CR", "NR", "CR", "CR", "NR"], **dates, **FOLLOWED)
    assert states_of(cohort, "mab1_response").refused == NO_DATES


def test_every_date_a_value_may_become_known_at_can_follow_not_yet():
    """Read by eye: no "date of", no "started", no capital that is not an abbreviation's."""
    words = {event_in_words(dictionary()[field.known_at]) for field in dictionary() if field.known_at}
    assert words == {
        "CRS onset",
        "ICANS onset",
        "SOS onset",
        "chronic GVHD onset",
        "acute GVHD onset",
        "allogeneic transplant",
        "death or last contact",
        "neutrophil engraftment",
        "relapse or progression after first antibody",
        "response to first antibody",
        "response to second antibody",
        "second antibody",
        "relapse or progression after second antibody",
    }
