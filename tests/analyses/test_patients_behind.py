"""The list behind a number is as long as the number, in every cell of every table that offers one."""

import numpy as np
import pytest

from core.analyses.baseline import ChoicesRow, analyse_baseline
from core.analyses.best_response import best_responses
from core.analyses.compared import compare_groups
from core.analyses.patients_behind import (
    baseline_lines,
    behind_arm,
    behind_line,
    behind_segment,
    everybody_selected,
    first_of,
    milestone_lines,
    places_of,
    response_lines,
)
from core.analyses.response import analyse_response
from core.analyses.survival import survival_of
from core.bundled import read_bundled
from core.filters import Choice
from core.view import View
from tests.making import endpoint, selected, sheet_cohort

COHORT = read_bundled("mskcc").cohort
MALES = (Choice(field="sex", levels=("male",)),)
VIEWS = [View(), View(compare="salvage"), View(compare="sequence", filters=MALES), View(compare="cd19_at_relapse")]


@pytest.mark.parametrize("view", VIEWS)
@pytest.mark.parametrize("antibody", ["mab1", "mab2"])
@pytest.mark.parametrize("denominator", ["all", "evaluable", "responders", "tested"])
def test_behind_every_count_of_the_response_ladder_are_as_many_patients(view, antibody, denominator):
    view = view.change(antibody=antibody, denominator=denominator)
    result = analyse_response(selected(COHORT, view), view)
    lines = response_lines(result)
    assert len(lines) == len({line.label for line in lines}) == len(result.rungs)
    for line, rung in zip(lines, result.rungs, strict=True):
        assert [int(mask.sum()) for mask in line.cells.values()] == [arm.k for arm in rung.arms]


def test_the_patients_behind_a_response_are_those_of_the_sheet():
    view = View(compare="salvage")
    lines = {line.label: line for line in response_lines(analyse_response(selected(COHORT, view), view))}
    frame = COHORT.patients
    wanted = (frame["mab1_response"] == "CR") & (frame["salvage_status"] == "Salvage 1")
    found = lines["CR, of all given the antibody"].cells["Salvage 1"]
    np.testing.assert_array_equal(found, wanted.to_numpy())


@pytest.mark.parametrize("view", VIEWS)
def test_behind_every_segment_of_a_bar_are_as_many_patients(view):
    selection = selected(COHORT, view)
    for antibody in ("mab1", "mab2"):
        best = best_responses(selection, view.change(antibody=antibody))
        for arm in range(len(best.labels)):
            found = [behind_segment(best, selection, arm, level).n for level in range(len(best.levels))]
            assert found == best.counts[arm].tolist()
    assert behind_segment(best, selection, len(best.labels), 0) is None
    assert behind_segment(best, selection, 0, len(best.levels)) is None


@pytest.mark.parametrize("view", VIEWS)
def test_behind_every_count_of_the_baseline_table_are_as_many_patients(view):
    selection = selected(COHORT, view)
    result = analyse_baseline(selection, view)
    cells = {
        line.label: [int(mask.sum()) for mask in line.cells.values()]
        for line in baseline_lines(result, selection, view)
    }
    for row in result.rows:
        if isinstance(row, ChoicesRow):
            for level, counts in zip(row.levels, row.counts, strict=True):
                all_of_them = [sum(counts)] if result.compared else []
                assert cells[f"{row.field.label}: {level.label}"] == [*all_of_them, *counts]
        else:
            assert cells[f"{row.field.label}: known"][-len(row.arms) :] == [arm.n for arm in row.arms]
        for label, counts in (("missing", row.absent.missing), ("not applicable", row.absent.not_applicable)):
            if sum(counts):
                assert cells[f"{row.field.label}: {label}"][-len(counts) :] == list(counts)


def test_the_patients_at_a_milestone_are_those_the_dates_of_the_sheet_give():
    view = View(compare="salvage")
    compared = compare_groups(selected(COHORT, view), endpoint("os", "mab1_start"), view.compare)
    lines = {line.label: line.cells for line in milestone_lines(compared, survival_of(compared, view))}
    frame = COHORT.patients
    months = (frame["last_contact"] - frame["mab1_start"]).dt.days / 30.4375
    for arm, label in enumerate(compared.labels):
        own, dead = (frame["salvage_status"] == label), frame["vital_status"] == "dead"
        np.testing.assert_array_equal(behind_arm(compared, arm).patients, own)
        np.testing.assert_array_equal(lines["with the event by 12 months"][label], own & dead & (months <= 12))
        np.testing.assert_array_equal(lines["without the event at 12 months"][label], own & (months > 12))
        np.testing.assert_array_equal(lines["not observed for 12 months"][label], own & ~dead & (months < 12))


def test_an_event_at_the_milestone_is_one_by_then_and_who_was_last_seen_at_it_had_none():
    cohort = sheet_cohort([12, 3, 12, 6, 30], [1, 1, 0, 0, 1])
    compared = compare_groups(selected(cohort), endpoint("os", "sheet"), "")
    lines = milestone_lines(compared, survival_of(compared, View()))
    places = {line.label: places_of(line.cells["All patients"]) for line in lines}
    assert places["without the event at 12 months"] == [2, 4]
    assert places["with the event by 12 months"] == [0, 1]
    assert places["not observed for 12 months"] == [3]


def test_a_list_too_long_is_cut_after_its_first_patients():
    behind = everybody_selected(selected(COHORT, View(filters=MALES)))
    assert places_of(first_of(behind, 5)) == places_of(behind.patients)[:5]
    np.testing.assert_array_equal(first_of(behind, 100), behind.patients)


def test_a_number_says_what_it_counts_and_among_whom():
    view = View(compare="sequence", filters=MALES)
    selection = selected(COHORT, view)
    line = response_lines(analyse_response(selection, view))[0]
    behind = behind_line(line, "Blinatumomab then inotuzumab", selection)
    assert behind.what == "Blinatumomab then inotuzumab, CR, of all given the antibody"
    assert behind.among == "Sex: Male"
    assert everybody_selected(selection).n == selection.n
