"""The swimmer plot: rows fill the height, bars and marks stand in their row, names and legends fit, it renders."""

import itertools
import json
import re

import numpy as np
import pytest
import vl_convert

from core.analyses.swimmer import MOST_COURSES, survival_endpoint, swimmer_of
from core.analyses.swimmer_days import OBSERVED, PHASES, RELAPSED
from core.bundled import read_bundled
from core.charts.export.files import FIGURE_FORMATS, Plate
from core.charts.export.paper import WIDTHS, draw_on_paper
from core.charts.swimmer_chart import (
    LOW,
    SMALLEST_NAMED,
    TALL,
    _colour,
    legend_columns,
    marks_in,
    mixed,
    row_height,
    swimmer_chart,
)
from core.charts.theme import THEMES
from tests.analyses.test_swimmer import FOUR, LONG
from tests.charts.drawn import text_spans
from tests.making import cohort_of, days, extra, selected, sheet_cohort

MSKCC = read_bundled("mskcc").cohort
SECRET = "<b>Arm of the trial</b>"


def many(n: int):
    draw = np.random.default_rng(n)
    ends = draw.integers(30, 3000, n)
    return cohort_of(
        {extra("Arm", "category", ("A", SECRET)): [("A", SECRET, None)[place] for place in draw.integers(0, 3, n)]},
        mab1=[("blinatumomab", "inotuzumab")[place] for place in draw.integers(0, 2, n)],
        mab1_start=days(*[0] * n),
        mab1_response_date=days(*(ends // 4).tolist()),
        mab1_progression=days(*(ends // 2).tolist()),
        vital_status=[("alive", "dead")[place] for place in draw.integers(0, 2, n)],
        last_contact=days(*ends.tolist()),
    )


def drawn(cohort, mode="light", compare: str = "", origin: str = "mab1_start"):
    selection = selected(cohort)
    found = swimmer_of(selection, survival_endpoint(selection, origin), compare, "group" if compare else "follow_up")
    return found, swimmer_chart(found, mode)


KARYOTYPES = (
    "Diploid", "Complex", "KMT2A rearranged", "Low hypodiploidy/near triploidy", "Philadelphia-positive", "t(4;11)",
    "Other", "Not done at this centre or elsewhere",
)  # fmt: skip
EIGHT = sheet_cohort(
    list(range(1, 17)), [1, 0] * 8, {extra("Karyotype in groups", "category", KARYOTYPES): list(KARYOTYPES) * 2}
)

COHORTS = {
    "eight groups": (EIGHT, "x-karyotype-in-groups"),
    "bundled": (MSKCC, "salvage"),
    "bundled, no groups": (MSKCC, ""),
    "everything": (LONG, ""),
    "a group missing": (FOUR, "sex"),
    "110 patients": (many(110), "x-arm"),
    "250 patients": (many(250), "x-arm"),
    "times only": (sheet_cohort([3, 0, 120], [1, 1, 0]), ""),
    "relapse-free survival only": (
        cohort_of(units={"rfs_time": "days"}, rfs_time=[40, 80], rfs_status=["yes", "no"]),
        "",
    ),
    "one patient at time zero": (sheet_cohort([0], [1]), ""),
}


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("name", COHORTS)
def test_every_swimmer_plot_renders_and_names_its_marks_in_a_legend(name, mode):
    cohort, compare = COHORTS[name]
    found, figure = drawn(cohort, mode, compare)
    json.dumps(figure.with_values(), allow_nan=False)
    texts = re.findall(r"<text[^>]*>([^<]*)</text>", vl_convert.vegalite_to_svg({**figure.with_values(), "width": 760}))
    for label in (
        *found.labels,
        *(mark.label for mark in marks_in(found)),
        *set(found.segments["phase"]),
    ):
        assert label.replace("<", "&lt;").replace(">", "&gt;") in texts
    assert found.endpoint.axis_title in texts
    assert {mark.slug for mark in marks_in(found)} == set(found.marks["mark"])
    assert figure.data["marks"]["label"].notna().all()


@pytest.mark.parametrize("name", COHORTS)
def test_rows_fill_the_height_and_bars_and_marks_stand_in_the_row_of_their_patient(name):
    found, figure = drawn(*[COHORTS[name][0], "light", COHORTS[name][1]])
    people, segments, marks = (figure.data[one] for one in ("patients", "segments", "marks"))
    np.testing.assert_allclose(people["top"].iloc[1:], people["bottom"].iloc[:-1])
    assert people["top"].iloc[0] == pytest.approx(0)
    assert people["bottom"].iloc[-1] == pytest.approx(figure.spec["height"])
    rows = people.iloc[found.segments["row"]].reset_index(drop=True)
    assert (segments["top"] > rows["top"]).all()
    assert (segments["bottom"] < rows["bottom"]).all()
    np.testing.assert_allclose(marks["y"], people["y"].iloc[found.marks["row"]])
    assert len(people) == min(found.n, MOST_COURSES)


@pytest.mark.parametrize(("rows", "height"), [(1, TALL), (29, TALL), (110, 6.36), (200, LOW)])
def test_more_rows_are_thinner_between_two_bounds(rows, height):
    assert row_height(rows) == height


@pytest.mark.parametrize(("name", "named"), [("bundled", True), ("110 patients", False)])
def test_patients_have_their_names_where_rows_are_high_enough(name, named):
    _, figure = drawn(*[COHORTS[name][0], "light", COHORTS[name][1]])
    assert (figure.data["patients"]["name"] != "").all() == named
    assert (row_height(len(figure.data["patients"])) >= SMALLEST_NAMED) == named
    assert (figure.data["patients"]["patient"] != "").all()


@pytest.mark.parametrize("name", COHORTS)
@pytest.mark.parametrize("width", WIDTHS.values(), ids=WIDTHS)
def test_on_paper_no_text_lies_outside_and_letters_have_six_points(name, width):
    _, figure = drawn(*[COHORTS[name][0], "light", COHORTS[name][1]])
    svg = draw_on_paper(figure, width)
    across, texts = text_spans(svg)
    assert across == pytest.approx(width.pixels, abs=2)
    assert all(start >= -0.5 and end <= across + 0.5 for _, start, end in texts)
    sizes = [float(size) for size in re.findall(r'font-size="([\d.]+)px"', svg)]
    assert min(sizes) * width.millimetres / width.pixels * 72 / 25.4 >= 6


def test_legends_have_fewer_columns_the_longer_their_labels_are():
    assert legend_columns(["A", "B", "C"]) == 3
    assert legend_columns(KARYOTYPES) == 2
    assert legend_columns(["x" * 60, "y" * 60]) == 1


@pytest.mark.parametrize("kind", FIGURE_FORMATS, ids=lambda kind: kind.label)
def test_the_plot_can_be_had_as_every_kind_of_file(kind):
    plate = Plate(drawn(MSKCC, "light", "salvage")[1], "Courses", "")
    assert len(kind.write(plate, WIDTHS["two"])) > 1000


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_phases_that_may_stand_in_one_figure_have_colours_of_their_own(mode):
    named = [phase for phase in PHASES if phase not in ("First antibody", "Second antibody", OBSERVED)]
    assert all(_colour(one, mode) != _colour(other, mode) for one, other in itertools.combinations(named, 2))
    assert _colour(OBSERVED, mode) == _colour(RELAPSED, mode) == THEMES[mode].rule


def test_a_colour_is_mixed_with_the_paper_channel_by_channel():
    assert mixed("#000000", "#ffffff", 0.2) == "#cccccc"
    assert mixed("#ff8000", "#000000", 0.5) == "#804000"
    assert mixed("#0072b2", "#ffffff", 1) == "#0072b2"


def test_the_axis_ends_little_after_the_longest_course():
    found, figure = drawn(MSKCC)
    (end,) = {json.dumps(one) for one in re.findall(r'"domain": \[0, ([\d.]+)\]', json.dumps(figure.spec))}
    longest = found.patients["months"].max()
    assert longest < float(json.loads(end)) <= 1.03 * longest + 1


def test_nothing_of_a_patient_stands_in_the_specification():
    _, figure = drawn(MSKCC)
    assert figure.data["patients"]["name"].iloc[0].startswith("SYN-")
    assert "SYN-" not in json.dumps(figure.spec)
