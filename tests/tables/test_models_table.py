"""Models beside Kaplan-Meier: the cells are the formatted numbers of the fits."""

import numpy as np

from core.analyses.compared import compare_groups
from core.analyses.models import fit_models
from core.analyses.survival import survival_of
from core.formats import DASH, format_median, format_number, format_percent_interval
from core.tables.models_table import cure_table, models_table
from core.view import View
from tests.making import endpoint, extra, selected, sheet_cohort

ARM = extra("Arm", "category", ("A", "B"))


def fitted(time, event, arm=None):
    view = View(compare="x-arm" if arm else "")
    cohort = sheet_cohort(time, event, {ARM: arm or ["A"] * len(time)})
    found = compare_groups(selected(cohort, view), endpoint("os", "sheet"), view.compare)
    return fit_models(found, survival_of(found, view))


def plateau(n: int = 120):
    """A third are followed for 60 months without the event, the others have it within 25."""
    random = np.random.default_rng(3)
    cured = np.arange(n) % 3 == 0
    return np.where(cured, random.uniform(50, 60, n), random.uniform(1, 25, n)), (~cured).astype(int)


def test_a_row_of_a_model_holds_its_formatted_numbers():
    result = fitted(*plateau())
    (arm,), (observed, *rows) = result.arms, models_table(result).rows
    assert observed.cells[0] == "Kaplan-Meier (observed)"
    assert observed.cells[4] == format_median(arm.median.value, arm.median.lower, arm.median.upper)
    for one, row in zip(arm.fitted, rows, strict=True):
        assert row.cells[1] == format_number(one.fit.aic)
        assert row.cells[2] == format_number(one.fit.aic - arm.lowest_aic)
        assert row.cells[4] == format_median(one.median.value, one.median.lower, one.median.upper)
        expected = [format_percent_interval(at.value, at.lower, at.upper) for at in one.at]
        assert list(row.cells[5:]) == expected
    assert "0.0" in [row.cells[2] for row in rows]


def test_several_arms_have_a_heading_each_and_one_has_none():
    time, event = plateau()
    rows = models_table(fitted(time, event, ["A", "B"] * 60)).rows
    assert [row.cells[0] for row in rows if row.heading] == ["A: n = 60, 40 events", "B: n = 60, 40 events"]
    assert not any(row.heading for row in models_table(fitted(time, event)).rows)


def test_what_lies_past_the_last_follow_up_is_marked_and_explained():
    random = np.random.default_rng(1)
    time = random.exponential(30, 60)
    table = models_table(fitted(np.minimum(time, 15), (time <= 15).astype(int)))
    observed, *rows = table.rows
    assert observed.cells[6] == DASH
    assert all(row.cells[6].endswith(" †") and not row.cells[5].endswith("†") for row in rows)
    assert all(row.cells[4].endswith(" †") for row in rows)
    assert any(note.startswith("† Extrapolated beyond the last follow-up, 15.0 months:") for note in table.notes)
    assert not any(note.startswith("†") for note in models_table(fitted(*plateau())).notes)


def test_a_model_that_was_not_fitted_is_grey_and_says_why():
    table = models_table(fitted([0, 6, 30], [1, 1, 0]))
    _, *rows = table.rows
    assert all(row.muted for row in rows)
    assert {row.cells[3] for row in rows} == {
        "Not fitted: an event at time zero, where a model has no survival to lose."
    }
    assert all(set(row.cells[1:3]) | set(row.cells[4:]) == {DASH} for row in rows)


def test_a_cure_fraction_stands_with_its_limits_and_the_plateau_it_rests_on():
    result = fitted(*plateau())
    (row,) = cure_table(result).rows
    fraction = result.arms[0].cure.fit.parameters.iloc[0]
    assert row.cells[:3] == ("All patients", "120", "80")
    assert row.cells[3] == format_percent_interval(fraction["estimate"], fraction["lower"], fraction["upper"])
    assert row.cells[4].startswith("40 patients over ")
    assert cure_table(fitted([5, 6, 7], [1, 1, 1])).rows == ()


def test_every_row_has_a_cell_for_every_column_or_is_a_heading():
    time, event = plateau()
    for table in (models_table(fitted(time, event, ["A", "B"] * 60)), models_table(fitted([5], [0]))):
        assert {len(row.cells) for row in table.rows if not row.heading} == {len(table.columns)}
