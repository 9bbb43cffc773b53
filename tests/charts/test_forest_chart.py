"""The forest plot: rows of a model, references, what is not estimable, intervals that leave the axis."""

import json

import numpy as np
import pandas as pd
import pytest
import vl_convert

from core.analyses.cox import analyse_cox
from core.charts.forest_chart import WIDEST, forest_chart
from core.endpoints import available
from core.tables.cox_table import HazardRow, hazard_rows
from core.view import View
from tests.making import extra, selected, sheet_cohort

SECRET = "<b>Arm of the trial</b>"


def estimate(hr: float, lower: float, upper: float, p: float = 0.03, estimable: bool = True) -> pd.Series:
    return pd.Series({"hr": hr, "lower": lower, "upper": upper, "p": p, "estimable": estimable}, dtype=object)


def row(label: str, *numbers: float, **known) -> HazardRow:
    return HazardRow(label, 20, 9, estimate(*numbers, **known), is_level=True)


NOT_ESTIMABLE = row("lost", np.nan, np.nan, np.nan, np.nan, estimable=False)
REFERENCE = HazardRow("female", 30, 12, reference=True, is_level=True)
ROWS = {
    "estimates": [row("a", 0.8, 0.5, 1.3), row("b", 1.4, 0.9, 2.4)],
    "a name, a reference and a level": [HazardRow("Sex"), REFERENCE, row("male", 1.2, 0.7, 2.1)],
    "not estimable": [NOT_ESTIMABLE],
    "nothing but a reference": [HazardRow("Sex"), REFERENCE],
    "leaves to the right": [row("a", 12, 2, 400)],
    "leaves to the left": [row("a", 0.05, 0.0004, 0.9)],
    "leaves on both sides": [row("a", 1, 1e-8, 1e8)],
    "lies beyond the right end": [row("a", 400, 90, 2_000)],
    "lies beyond the left end": [row("a", 1e-4, 1e-6, 1e-3)],
    "without an upper limit": [row("a", 1e200, 0.5, np.inf)],
    "all of it": [HazardRow("Sex"), REFERENCE, row("m", 1.2, 0.7, 2.1), NOT_ESTIMABLE, row("a", 1, 1e-8, 1e8)],
    "forty rows": [row(f"level {place}", 1 + place / 10, 0.5, 8) for place in range(40)],
}


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize("case", ROWS)
def test_every_forest_renders(case, mode):
    values = forest_chart(ROWS[case], mode).with_values()
    json.dumps(values, allow_nan=False)
    assert vl_convert.vegalite_to_png(values).startswith(b"\x89PNG")


@pytest.mark.parametrize("case", ROWS)
def test_nothing_is_drawn_outside_the_axis(case):
    figure = forest_chart(ROWS[case], "light")
    rows, arrows = figure.data["rows"], figure.data["arrows"]
    inside = pd.concat([rows["lower"], rows["upper"], rows["at"], arrows["end"]]).dropna()
    assert inside.between(*WIDEST).all()


@pytest.mark.parametrize(
    ("case", "angles"),
    [
        ("estimates", []),
        ("leaves to the right", [90]),
        ("leaves to the left", [-90]),
        ("leaves on both sides", [-90, 90]),
        ("not estimable", []),
        ("without an upper limit", [90]),
    ],
)
def test_an_interval_that_leaves_the_axis_ends_in_an_arrow(case, angles):
    assert forest_chart(ROWS[case], "light").data["arrows"]["angle"].tolist() == angles


def test_an_estimate_beyond_the_axis_has_no_mark_but_its_figures():
    frame = forest_chart(ROWS["lies beyond the right end"], "light").data["rows"]
    assert frame["at"].isna().all()
    assert frame["figures"].tolist() == ["400.00 (90.00 to > 999)"]


def test_references_names_and_what_is_not_estimable_say_so():
    frame = forest_chart(ROWS["all of it"], "light").data["rows"]
    assert frame["figures"].tolist()[:4] == ["", "1 (reference)", "1.20 (0.70–2.10)", "not estimable"]
    assert frame["counts"].tolist()[:3] == ["", "30 / 12", "20 / 9"]
    assert frame["p"].tolist()[:4] == ["", "", ".030", ""]
    assert frame["at"].tolist()[1] == 1
    assert np.isnan(frame["at"][[0, 3]].astype(float)).all()


def test_the_axis_always_reaches_from_a_half_to_two():
    spec = json.dumps(forest_chart([row("a", 1, 0.95, 1.05)], "light").spec)
    assert '"domain": [0.5, 2]' in spec


def test_a_fitted_model_with_awkward_names_renders_and_keeps_them_in_the_data():
    random = np.random.default_rng(2)
    arm = extra(SECRET, "category", ("count()", "a:Q", "never"))
    levels = random.choice(["count()", "a:Q"], 60)
    cohort = sheet_cohort(
        random.exponential(9, 60), random.integers(0, 2, 60), {arm: levels}, age_years=random.normal(50, 9, 60)
    )
    view = View(covariates=("age_years", arm.slug))
    result = analyse_cox(selected(cohort, view), available(cohort)[0], view)
    figure = forest_chart(hazard_rows(result.multivariable, result.covariates), "dark")
    spec = json.dumps(figure.spec)
    assert not [text for text in (SECRET, "count()", "a:Q", "never") if text in spec]
    assert figure.data["rows"]["name"].tolist() == ["Age, per 1 year", SECRET, "count()", "a:Q"]
    assert vl_convert.vegalite_to_png(figure.with_values()).startswith(b"\x89PNG")
