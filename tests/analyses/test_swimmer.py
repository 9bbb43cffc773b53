"""Courses: phases follow each other from time zero to the end, marks stand on their days, nobody is drawn twice."""

import numpy as np
import pytest

from core.address import view_at
from core.analyses.selection import select
from core.analyses.swimmer import MOST_COURSES, orders_offered, survival_endpoint, swimmer_alone, swimmer_of
from core.analyses.swimmer_days import BETWEEN, CELLS, OBSERVED, RELAPSED, TRANSPLANTED
from core.bundled import read_bundled
from core.clock import DAYS_PER_MONTH, read_clock
from core.tables.patients_frame import patients_frame
from core.view import View
from tests.making import cohort_of, days, endpoint, selected, sheet_cohort

MSKCC = read_bundled("mskcc").cohort
NOW = {"vital_status": ["alive"], "last_contact": days(1000)}


def swimmer(cohort, origin: str = "mab1_start", compare: str = "", order="follow_up", view: View | None = None):
    selection = selected(cohort, view)
    return swimmer_of(selection, survival_endpoint(selection, origin), compare, order)


def in_days(frame, name: str = "months") -> list[int]:
    return (frame[name] * DAYS_PER_MONTH).round().astype(int).tolist()


def phases(found, row: int = 0) -> list[tuple[str, int, int]]:
    own = found.segments[found.segments["row"] == row]
    return list(zip(own["phase"], in_days(own, "start"), in_days(own, "end"), strict=True))


def marks(found, row: int = 0) -> list[tuple[str, int]]:
    own = found.marks[found.marks["row"] == row]
    return list(zip(own["mark"], in_days(own), strict=True))


LONG = cohort_of(
    mab1=["blinatumomab"], mab1_start=days(0), mab1_response=["CR"], mab1_response_date=days(20), mab1_mrd=["negative"],
    mab1_progression=days(100), mab2=["inotuzumab"], mab2_start=days(130), mab2_response=["CRi"],
    mab2_response_date=days(160), mab2_mrd=["positive"], mab2_progression=days(None), car_t_date=days(300),
    hsct_date=days(200), relapse_after_hsct=days(280), **NOW,
)  # fmt: skip


def test_a_course_is_its_phases_and_its_marks_day_by_day():
    found = swimmer(LONG)
    assert phases(found) == [
        ("Blinatumomab", 0, 100),
        (BETWEEN, 100, 130),
        ("Inotuzumab", 130, 200),
        (TRANSPLANTED, 200, 280),
        (RELAPSED, 280, 300),
        (CELLS, 300, 1000),
    ]
    assert marks(found) == [
        ("mrd_negative", 20),
        ("response", 20),
        ("relapse", 100),
        ("response", 160),
        ("transplant", 200),
        ("relapse", 280),
        ("car_t", 300),
        ("alive", 1000),
    ]
    assert found.lacking == ()


def test_a_later_time_zero_cuts_what_was_before_and_counts_the_marks():
    found = swimmer(LONG, "mab2_start")
    assert found.endpoint.origin == "mab2_start"
    assert phases(found)[:2] == [("Inotuzumab", 0, 70), (TRANSPLANTED, 70, 150)]
    assert marks(found)[0] == ("response", 30)
    assert found.before == 3


@pytest.mark.parametrize("origin", ["mab1_start", "mab1_progression", "mab2_start", "mab2_response", "hsct"])
def test_phases_fill_every_course_from_time_zero_to_the_end_of_overall_survival(origin):
    found = swimmer(MSKCC, origin)
    clock = read_clock(endpoint("os", origin), MSKCC)
    assert found.n == len(found.patients) == int(clock.included.sum())
    for row, patient in enumerate(found.patients.itertuples()):
        own = found.segments[found.segments["row"] == row]
        assert patient.months * DAYS_PER_MONTH == pytest.approx(clock.time[patient.place])
        assert own["start"].iloc[0] == 0
        np.testing.assert_allclose(own["end"].iloc[:-1], own["start"].iloc[1:])
        assert own["end"].iloc[-1] == pytest.approx(patient.months)
        ends = [mark for mark in marks(found, row) if mark[0] in ("death", "alive")]
        assert ends == [("death" if clock.event[patient.place] else "alive", int(clock.time[patient.place]))]


def test_marks_of_the_bundled_cohort_are_as_many_as_its_dates():
    counts = swimmer(MSKCC).marks["mark"].value_counts()
    patients = MSKCC.patients
    responses = patients[["mab1_response_date", "mab2_response_date"]].notna().sum().sum()
    negative = [
        (patients[f"{mab}_mrd"] == "negative") & patients[f"{mab}_response_date"].notna() for mab in ("mab1", "mab2")
    ]
    relapses = patients[["mab1_progression", "mab2_progression", "relapse_after_hsct"]]
    assert counts["response"] == responses
    assert counts["mrd_negative"] == sum(one.sum() for one in negative)
    assert counts["relapse"] == sum(row.dropna().nunique() for _, row in relapses.iterrows())
    assert counts["transplant"] == patients["hsct_date"].notna().sum()
    assert counts["car_t"] == patients["car_t_date"].notna().sum()
    assert (counts["death"], counts["alive"]) == tuple(
        (patients["vital_status"] == one).sum() for one in ("dead", "alive")
    )


def test_relapse_without_a_second_antibody_is_no_time_between_antibodies():
    cohort = cohort_of(mab1_start=days(0), mab1_progression=days(50), mab2_start=days(None), **NOW)
    assert phases(swimmer(cohort)) == [("First antibody", 0, 50), (RELAPSED, 50, 1000)]


def test_who_did_not_respond_has_no_mark_of_response_whatever_date_stands_there():
    cohort = cohort_of(mab1_start=days(0), mab1_response=["NR"], mab1_response_date=days(20), **NOW)
    found = swimmer(cohort)
    assert marks(found) == [("alive", 1000)]
    assert found.lacking == ("mrd_negative", "relapse", "car_t", "transplant")


def test_what_is_later_on_one_day_is_the_phase_that_lasts():
    cohort = cohort_of(mab1_start=days(0), hsct_date=days(30), relapse_after_hsct=days(30), **NOW)
    assert phases(swimmer(cohort)) == [("First antibody", 0, 30), (RELAPSED, 30, 1000)]


TIMES = [5, 30, 10, 20]
FOUR = cohort_of(
    sex=["male", None, "female", "male"],
    mab1_start=days(8, 4, 2, 6),
    vital_status=["dead", "alive", "dead", "alive"],
    last_contact=days(*(start + time for start, time in zip([8, 4, 2, 6], TIMES, strict=True))),
)


@pytest.mark.parametrize(
    ("order", "expected"), [("follow_up", [1, 3, 2, 0]), ("start", [2, 1, 3, 0]), ("group", [2, 3, 0, 1])]
)
def test_courses_are_sorted_as_asked_and_those_without_a_group_come_last(order, expected):
    found = swimmer(FOUR, compare="sex", order=order)
    assert found.order == order
    assert found.patients["place"].tolist() == expected
    assert [found.labels[code] if code >= 0 else "" for code in found.patients["group"]] == [
        {0: "Male", 1: "", 2: "Female", 3: "Male"}[place] for place in expected
    ]


def test_an_order_that_needs_what_is_not_there_is_follow_up_and_not_offered():
    assert swimmer(FOUR, order="group").order == "follow_up"
    assert list(orders_offered(endpoint("os", "mab1_start"), "")) == ["follow_up", "start"]
    assert list(orders_offered(endpoint("os", "sheet"), "sex")) == ["follow_up", "group"]


def test_of_many_courses_the_first_in_the_order_are_drawn():
    time = np.arange(1, MOST_COURSES + 51)
    found = swimmer(sheet_cohort(time.tolist(), [1] * len(time)))
    assert found.n == len(time)
    assert len(found.patients) == MOST_COURSES
    assert found.patients["months"].tolist() == time[::-1][:MOST_COURSES].tolist()
    assert set(found.marks["row"]) == set(range(MOST_COURSES))


def test_times_and_statuses_alone_are_one_phase_with_the_relapse_they_tell():
    cohort = cohort_of(
        units={"os_time": "months", "rfs_time": "months"},
        os_time=[10, 8, 6, None], os_status=["yes", "no", "yes", "yes"],
        rfs_time=[4, 8, 6, 3], rfs_status=["yes", "no", "yes", "yes"],
    )  # fmt: skip
    found = swimmer(cohort)
    assert found.segments["phase"].unique().tolist() == [OBSERVED]
    assert found.marks[["row", "months", "mark"]].to_numpy().tolist() == [
        [0, 4.0, "relapse"], [0, 10.0, "death"], [1, 8.0, "alive"], [2, 6.0, "death"],
    ]  # fmt: skip
    assert found.compared.left_out == (("no time", 1),)
    assert "relapse" not in found.lacking


def test_without_overall_survival_there_are_no_courses():
    assert survival_endpoint(selected(cohort_of(age_years=[30])), "mab1_start") is None


def test_a_clicked_course_is_listed_as_that_patient_alone():
    found = swimmer(MSKCC, compare="salvage", order="group")
    for row in (0, 7, len(found.patients) - 1):
        listed = patients_frame(swimmer_alone(found, row), 0)
        place = found.patients["place"].iloc[row]
        assert listed["Patient"].tolist() == [MSKCC.patients["patient_id"].iloc[place]]
        assert listed["Months"].tolist() == [round(found.patients["months"].iloc[row], 2)]


def test_filters_choose_who_is_drawn():
    view, _ = view_at({"sex": "male"})
    found = swimmer(MSKCC, view=view)
    assert sorted(found.patients["place"]) == np.flatnonzero(select(MSKCC, view).patients).tolist()


def test_a_sheet_with_relapse_free_survival_alone_ends_its_courses_with_that():
    cohort = cohort_of(units={"rfs_time": "months"}, rfs_time=[4, 8], rfs_status=["yes", "no"])
    found = swimmer(cohort)
    assert found.endpoint.id == "rfs"
    assert found.marks[["row", "months", "mark"]].to_numpy().tolist() == [[0, 8.0, "without_event"], [1, 4.0, "event"]]
