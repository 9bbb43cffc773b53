"""The timeline of one course: everything inside the window is drawn once and apart, and every layout renders."""

import itertools
import json

import numpy as np
import pytest
import vl_convert

from core.analyses.course import course_of
from core.bundled import read_bundled
from core.charts.export.files import Plate, write_pdf
from core.charts.export.paper import WIDTHS
from core.charts.timeline_chart import TimelineOptions, timeline_chart, whole_window
from core.charts.timeline_data import MARK_ROOM, MOST_LANES, WIDTH
from tests.analyses.courses import case, records, with_records
from tests.making import cohort_of, days, sheet_cohort

HOSTILE = '<img src=x onerror=alert(1)> "]);//'
CASE = course_of(case(), 0)
ALL_TESTS = tuple(one.title for one in CASE.labs)
ONE_DAY = cohort_of(mab1_start=days(0), vital_status=["dead"], last_contact=days(0))
COURSES = {
    "case": CASE,
    "bundled": course_of(read_bundled("mskcc").cohort, 3),
    "times only": course_of(sheet_cohort([12], [1]), 0),
    "one day": course_of(ONE_DAY, 0),
    "labs only": course_of(
        with_records(cohort_of(sex=["male"]), labs=records("labs", [("WBC", 3, 0, ""), ("WBC", 9, 5, "")])), 0
    ),
    "hostile": course_of(
        with_records(
            cohort_of(sex=["male"]),
            courses=records("courses", [(HOSTILE, 0, 9, 1, HOSTILE)]),
            labs=records("labs", [(HOSTILE, 3, 2, HOSTILE)]),
            toxicities=records("toxicities", [(HOSTILE, 3, 4)]),
        ),
        0,
    ),
}


def drawn(course, mode: str = "light", **options):
    tests = options.pop("tests", tuple(one.title for one in course.labs))
    return timeline_chart(course, TimelineOptions(tests=tests, **options), mode)


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("options", [{}, {"unit": "days", "log": True, "dates": True}], ids=["plain", "asked"])
@pytest.mark.parametrize("name", COURSES)
def test_every_course_renders(name, options, mode):
    values = drawn(COURSES[name], mode, **options).with_values()
    json.dumps(values, allow_nan=False)
    assert vl_convert.vegalite_to_png(values).startswith(b"\x89PNG")


def test_the_figure_goes_on_paper():
    assert write_pdf(Plate(drawn(CASE), "", ""), WIDTHS["two"]).startswith(b"%PDF")


def test_all_that_is_known_is_drawn_once_where_it_happened():
    data = drawn(CASE).data
    assert len(data["marks"]) == len(CASE.events)
    assert len(data["bars"]) == len(CASE.treatments)
    assert len(data["values"]) == sum(len(one.days) for one in CASE.labs)
    bars = data["bars"].set_index("what")
    assert bars.loc["Blinatumomab", ["x", "x2"]].tolist() == [0, pytest.approx(28 / 30.4375)]
    assert drawn(CASE, unit="days").data["bars"].set_index("what").loc["Blinatumomab", "x2"] == 28


@pytest.mark.parametrize("name", COURSES)
def test_marks_and_their_words_do_not_touch(name):
    figure = drawn(COURSES[name])
    low, high = figure.spec["layer"][0]["encoding"]["x"]["scale"]["domain"]
    pixels = WIDTH / (high - low)
    marks = figure.data["marks"]
    for _, row in marks.groupby("y"):
        places = np.sort(row["x"].to_numpy(dtype=float)) * pixels
        assert (np.diff(places) >= 2 * MARK_ROOM - 1e-6).all()


def test_lanes_stand_below_each_other_and_inside_the_figure():
    figure = drawn(CASE)
    lanes = figure.data["lanes"]["y"].tolist()
    assert all(a < b for a, b in itertools.pairwise(lanes))
    assert lanes[-1] < figure.spec["height"]


def test_a_treatment_without_an_end_is_pale_and_ends_where_the_next_thing_is_known():
    course = course_of(
        cohort_of(
            mab1=["blinatumomab"], mab1_start=days(0), mab1_response=["CR"], mab1_response_date=days(20),
            mab1_progression=days(50), vital_status=["dead"], last_contact=days(90),
        ),
        0,
    )  # fmt: skip
    (bar,) = drawn(course, unit="days").data["bars"].to_dict("records")
    assert (bar["x"], bar["x2"], bar["open"]) == (0, 50, True)
    assert bar["detail"] == "no end recorded"


def test_a_window_cuts_bars_and_lines_at_its_edges_and_leaves_out_what_lies_beyond():
    data = drawn(CASE, unit="days", window=(0.0, 100.0)).data
    assert "Protocol 1" not in data["bars"]["what"].tolist()
    assert set(data["marks"]["what"]) == {
        "Relapse or progression after first antibody", "Neutropenia", "Fever", "MRD-negative",
        "Response to second antibody",
    }  # fmt: skip
    assert data["follow"][["x", "x2"]].to_numpy().tolist() == [pytest.approx([-100 * 14 / 720, 100 * (1 + 14 / 720)])]
    lymphocytes = data["curves"][data["curves"]["panel"] == "Lymphocytes (1e9/L)"]
    assert lymphocytes["x"].max() == pytest.approx(100 * (1 + 14 / 720))


def test_no_date_stands_in_the_figure_unless_asked():
    def year(figure):
        return "2019" in json.dumps(figure.with_values()) or "2020" in json.dumps(figure.with_values())

    assert not year(drawn(CASE))
    assert year(drawn(CASE, dates=True))


def test_zero_on_a_logarithmic_scale_stands_hollow_on_the_floor():
    values = drawn(CASE, log=True).data["values"]
    assert values[values["floor"]]["value"].tolist() == ["0 1e9/L", "0 %"]


def test_very_many_treatments_share_a_lane():
    courses = [(f"Drug {place}", place * 30, place * 30 + 9, 1, None) for place in range(MOST_LANES + 8)]
    cohort = with_records(cohort_of(mab1=["inotuzumab"], mab1_start=days(0)), courses=records("courses", courses))
    data = drawn(course_of(cohort, 0)).data
    assert data["lanes"]["text"].tolist() == ["Other therapy", "Inotuzumab", "Follow-up"]
    assert len(data["bars"]) == MOST_LANES + 9


def test_a_course_of_one_day_has_a_window():
    low, high = whole_window(COURSES["one day"], "months")
    assert low < 0 < high


def test_the_figure_of_one_patient_is_not_changed_by_that_of_the_next():
    first = drawn(CASE)
    before = json.dumps(first.spec)
    drawn(COURSES["bundled"])
    assert json.dumps(first.spec) == before


def test_the_legend_has_the_marks_of_this_patient_only_and_no_text_answers_the_pointer():
    figure = drawn(COURSES["times only"])
    legends = [
        channel["legend"]["values"]
        for layer in figure.spec["layer"]
        for channel in layer["encoding"].values()
        if isinstance(channel, dict) and channel.get("legend")
    ]
    assert legends == [["Died"]] * 3
    texts = [layer for layer in figure.spec["layer"] if layer["mark"]["type"] == "text"]
    assert len(texts) == 4
    assert all(layer["encoding"]["tooltip"] == {"value": None} for layer in texts)
