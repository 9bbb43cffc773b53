"""The forest plot: rows of one or both kinds of model, references, what is not estimable, intervals that leave it."""

import json

import numpy as np
import pandas as pd
import pytest
import vl_convert

from core.analyses.cox import analyse_cox
from core.analyses.cox_firth import with_firth
from core.charts.forest_chart import forest_chart
from core.charts.forest_data import LINE, LONGEST_HEADING, LONGEST_LINE, TOP, WIDEST, forest_data
from core.charts.forest_rows import SINGLE, TOGETHER, ForestMark, ForestRow, forest_rows
from core.endpoints import available
from core.formats import format_p, format_ratio
from core.view import View
from tests.analyses.cox_results import BAD_INPUTS, ordinary, without_event_in
from tests.making import extra, selected, sheet_cohort

SECRET = "<b>Arm of the trial</b>"
LONG = "Response to the second antibody by flow cytometry with a sensitivity of one cell in ten thousand or better"


def mark(hr: float, lower: float, upper: float, model: int = TOGETHER) -> ForestMark:
    return ForestMark(model, hr, lower, upper, format_ratio(hr, lower, upper), ".030")


def row(label: str, *numbers: float, group: int = 0) -> ForestRow:
    return ForestRow(label, group, "20 / 9", is_level=True, marks=(mark(*numbers),))


HEADING = ForestRow("Sex", 0)
REFERENCE = ForestRow(
    "female", 0, "30 / 12", is_level=True, marks=(ForestMark(TOGETHER, 1.0, np.nan, np.nan, "Reference", "", True),)
)
NOT_ESTIMABLE = ForestRow(
    "lost", 0, "3 / 0", is_level=True, marks=(ForestMark(TOGETHER, np.nan, np.nan, np.nan, "not estimable", ""),)
)
BOTH = ForestRow("male", 0, "20 / 9", is_level=True, marks=(mark(1.2, 0.7, 2.1, SINGLE), mark(1.4, 0.8, 2.6)))
ROWS = {
    "two covariates": [row("a", 0.8, 0.5, 1.3), row("b", 1.4, 0.9, 2.4, group=1)],
    "a name, a reference and a level": [HEADING, REFERENCE, row("male", 1.2, 0.7, 2.1)],
    "both models": [HEADING, REFERENCE, BOTH],
    "not estimable": [NOT_ESTIMABLE],
    "nothing but a reference": [HEADING, REFERENCE],
    "leaves to the right": [row("a", 12, 2, 400)],
    "leaves to the left": [row("a", 0.05, 0.0004, 0.9)],
    "leaves on both sides": [row("a", 1, 1e-8, 1e8)],
    "lies beyond the right end": [row("a", 400, 90, 2_000)],
    "lies beyond the left end": [row("a", 1e-4, 1e-6, 1e-3)],
    "without an upper limit": [row("a", 1e200, 0.5, np.inf)],
    "all of it": [HEADING, REFERENCE, row("m", 1.2, 0.7, 2.1), NOT_ESTIMABLE, row("a", 1, 1e-8, 1e8)],
    "long labels": [ForestRow(LONG, 0), row(LONG, 1.2, 0.7, 2.1), ForestRow("", 1, "2 / 1", marks=(mark(1, 0.5, 2),))],
    "forty rows": [row(f"level {place}", 1 + place / 10, 0.5, 8, group=place // 3) for place in range(40)],
}


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("case", ROWS)
def test_every_forest_renders(case, mode):
    values = forest_chart(tuple(ROWS[case]), mode).with_values()
    json.dumps(values, allow_nan=False)
    assert vl_convert.vegalite_to_png(values).startswith(b"\x89PNG")


@pytest.mark.parametrize("case", ROWS)
def test_nothing_is_drawn_outside_the_axis(case):
    data = forest_data(tuple(ROWS[case]))
    marks, arrows = data.frames["marks"], data.frames["arrows"]
    inside = pd.concat([marks["lower"], marks["upper"], marks["at"], arrows["end"]]).dropna()
    assert inside.between(*data.domain).all()
    assert WIDEST[0] <= data.domain[0] <= 0.5
    assert 2 <= data.domain[1] <= WIDEST[1]
    assert set(data.domain) | {1.0} <= set(data.ticks)
    assert len(data.ticks) <= 8


@pytest.mark.parametrize(
    ("case", "angles"),
    [
        ("two covariates", []),
        ("leaves to the right", [90]),
        ("leaves to the left", [-90]),
        ("leaves on both sides", [-90, 90]),
        ("not estimable", []),
        ("without an upper limit", [90]),
    ],
)
def test_an_interval_that_leaves_the_axis_ends_in_an_arrow(case, angles):
    assert forest_data(tuple(ROWS[case])).frames["arrows"]["angle"].tolist() == angles


def test_a_wide_interval_does_not_stretch_the_axis_but_a_far_estimate_does():
    assert forest_data((row("a", 1.5, 0.01, 40),)).domain == (0.1, 10)
    assert forest_data((row("a", 15, 2, 40),)).domain == (0.5, 20)


def test_an_estimate_beyond_the_axis_has_no_mark_but_its_figures():
    frame = forest_data(tuple(ROWS["lies beyond the right end"])).frames["marks"]
    assert frame["at"].isna().all()
    assert frame["figures"].tolist() == ["400.00 (90.00 to > 999)"]


def test_the_figures_of_each_mark_stand_at_its_height_and_names_in_the_middle_of_their_row():
    data = forest_data(tuple(ROWS["both models"]))
    names, marks = data.frames["names"], data.frames["marks"]
    assert names["middle"].is_monotonic_increasing
    assert marks["y"].is_monotonic_increasing
    single, together = marks.loc[marks["label"] == "male", "y"]
    assert (single + together) / 2 == names["middle"].iloc[2]
    assert names["middle"].iloc[0] > TOP
    assert names["middle"].iloc[-1] < data.height


def test_long_labels_are_broken_into_lines_that_fit_and_their_rows_are_higher():
    data = forest_data(tuple(ROWS["long labels"]))
    label = data.frames["names"]["label"].iloc[0]
    assert max(map(len, label.split("\n"))) <= LONGEST_HEADING
    assert max(map(len, data.frames["names"]["label"].iloc[1].split("\n"))) <= LONGEST_LINE
    assert label.replace("\n", " ") == LONG
    first, second, third = data.frames["names"]["middle"]
    assert second - first > 24 + LINE
    assert third - second > 24


def test_every_second_covariate_is_shaded_whole():
    rows = (row("a", 1, 0.5, 2), heading_of(1), row("b", 1, 0.5, 2, group=1), row("c", 1, 0.5, 2, group=2))
    data = forest_data(rows)
    (shade,) = data.frames["shades"].itertuples()
    inside = data.frames["names"]["middle"].between(shade.y, shade.below)
    assert inside.tolist() == [False, True, True, False]


def heading_of(group: int) -> ForestRow:
    return ForestRow("Name", group)


@pytest.mark.parametrize("models", ["multivariable", "univariable"])
def test_rows_are_those_of_the_models_with_their_counts(models):
    result, _ = ordinary()
    age, name, reference, b, c = forest_rows(result, models)
    fitted = result.multivariable if models == "multivariable" else result.univariable[1]
    assert [one.label for one in (age, name, reference, b, c)] == ["Age, per 1 year", "Arm", "A", "B", "C"]
    assert name.is_heading
    assert [one.is_level for one in (age, reference, b)] == [False, True, True]
    row = fitted.coefficients.query("level == 'B'").iloc[0]
    assert b.counts == f"{row['n']} / {row['n_events']}"
    (drawn,) = b.marks
    assert (drawn.hr, drawn.lower, drawn.upper) == (row["hr"], row["lower"], row["upper"])
    assert (drawn.figures, drawn.p) == (format_ratio(row["hr"], row["lower"], row["upper"]), format_p(row["p"]))
    assert reference.marks[0].figures == "Reference"


def test_both_models_stand_in_one_row_and_a_reference_once():
    result, _ = ordinary()
    rows = forest_rows(result, "both")
    assert [[one.model for one in row.marks] for row in rows] == [[0, 1], [], [0], [0, 1], [0, 1]]
    single, together = rows[3].marks
    assert single.hr == result.univariable[1].coefficients.query("level == 'B'")["hr"].item()
    assert together.hr == result.multivariable.coefficients.query("level == 'B'")["hr"].item()


def test_firths_limits_are_what_is_drawn():
    result = with_firth(without_event_in("B")[0], "needed")
    (mark,) = next(row for row in forest_rows(result, "multivariable") if row.label == "B").marks
    assert mark.upper == result.multivariable.coefficients.query("level == 'B'")["upper"].item()
    assert np.isfinite(mark.upper)


@pytest.mark.parametrize("case", BAD_INPUTS)
def test_bad_input_draws_what_there_is(case):
    result, _ = BAD_INPUTS[case]()
    assert bool(forest_rows(result, "multivariable")) == (result.multivariable is not None)
    rows = forest_rows(result, "both")
    assert bool(rows) == bool(result.univariable)
    if rows:
        assert vl_convert.vegalite_to_svg(forest_chart(rows, "light").with_values()).startswith("<svg")


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("n", [2, 14])
def test_two_and_fourteen_covariates_render(n, mode):
    random = np.random.default_rng(3)
    extras = {
        extra(f"{i} {LONG[: 8 * i + 6]}", "category", ("no", "yes")): random.choice(["no", "yes"], 200)
        for i in range(n)
    }
    view = View(covariates=tuple(field.slug for field in extras))
    cohort = sheet_cohort(random.exponential(9, 200), random.integers(0, 2, 200), extras)
    result = analyse_cox(selected(cohort, view), available(cohort)[0], view)
    figure = forest_chart(forest_rows(result, "both"), mode)
    assert len(figure.data["names"]) == 3 * n
    assert vl_convert.vegalite_to_png(figure.with_values()).startswith(b"\x89PNG")


def test_a_fitted_model_with_awkward_names_renders_and_keeps_them_in_the_data():
    random = np.random.default_rng(2)
    arm = extra(SECRET, "category", ("count()", "a:Q", "never"))
    levels = random.choice(["count()", "a:Q"], 60)
    cohort = sheet_cohort(
        random.exponential(9, 60), random.integers(0, 2, 60), {arm: levels}, age_years=random.normal(50, 9, 60)
    )
    view = View(covariates=("age_years", arm.slug))
    result = analyse_cox(selected(cohort, view), available(cohort)[0], view)
    figure = forest_chart(forest_rows(result, "multivariable"), "dark")
    spec = json.dumps(figure.spec)
    assert not [text for text in (SECRET, "count()", "a:Q", "never") if text in spec]
    assert figure.data["names"]["label"].tolist() == ["Age, per 1 year", SECRET, "count()", "a:Q"]
    assert vl_convert.vegalite_to_png(figure.with_values()).startswith(b"\x89PNG")
