"""What a figure over time is filled with: labels in the margin, bands to their end, counts under the axis."""

from dataclasses import replace

import numpy as np
import pytest

from core.charts.time_data import (
    CLOSEST_LABELS,
    INK,
    LABEL_ROW,
    LONGEST_LABEL,
    CountBlock,
    Line,
    apart,
    bands_frame,
    counts_frames,
    ends_frame,
    hover_frame,
)

NOTHING = np.full(2, np.nan)


def line(label: str, height: float = 0.5, arm: int = 0, **settings) -> Line:
    """A curve of two steps that ends at this height."""
    columns = {"time": np.array([1.0, 2.0]), "height": np.array([0.1, height]), "lower": NOTHING, "upper": NOTHING}
    counts = {"at_risk": np.array([9, 5]), "censored": np.array([0, 1])}
    return Line(**{"label": label, "arm": arm, "dash": 0, "n": 9, "start": 0.0} | columns | counts | settings)


def test_a_long_label_is_broken_between_words_and_its_rows_are_centred_on_the_end_of_its_line():
    (end,) = ends_frame((line("Haploidentical with cyclophosphamide"),)).itertuples()
    assert end.label == "Haploidentical with\ncyclophosphamide"
    assert end.height == pytest.approx(0.5 + LABEL_ROW / 2)


def test_a_label_of_any_length_has_at_most_three_rows_and_words_are_never_cut():
    (end,) = ends_frame((line("relapse or death " * 20),)).itertuples()
    assert end.label.count("\n") == 2
    assert end.label.endswith(" …")
    unbroken = "x" * (2 * LONGEST_LABEL)
    assert ends_frame((line(unbroken),))["label"].tolist() == [unbroken]


def test_labels_of_several_rows_do_not_touch():
    lines = tuple(line("Haploidentical with cyclophosphamide", 0.5, arm) for arm in range(4))
    tops = np.sort(ends_frame(lines)["height"])
    assert (np.diff(tops) >= CLOSEST_LABELS + LABEL_ROW - 1e-12).all()
    assert tops.max() <= 1 + LABEL_ROW


def test_where_there_is_no_room_for_rows_every_label_has_one():
    lines = tuple(line("Haploidentical with cyclophosphamide", 0.5, arm) for arm in range(12))
    assert not ends_frame(lines)["label"].str.contains("\n").any()


def test_two_labels_of_one_and_of_two_rows_keep_half_of_both_between_their_middles():
    placed = apart(np.array([0.5, 0.5]), np.array([1, 2]))
    assert placed.tolist() == pytest.approx([0.5, 0.5 + CLOSEST_LABELS + LABEL_ROW / 2])


def test_a_label_stands_where_it_is_told_to():
    assert ends_frame((line("Relapse", 0.8, label_height=0.4),))["height"].tolist() == [0.4]


def test_a_line_without_a_step_bears_its_label_at_its_start():
    names = ("time", "height", "lower", "upper", "at_risk", "censored")
    without = replace(line("A", start=1.0), **{name: np.empty(0) for name in names})
    assert ends_frame((without,))["height"].tolist() == [1.0]


def test_the_pointer_is_told_more_than_the_label_where_there_is_more():
    told = hover_frame((line("A", told="A: relapse"), line("B", arm=1)), 2.0)
    assert set(told["label"]) == {"A: relapse", "B"}


def test_the_last_limits_hold_until_the_step_that_has_none():
    limits = {"lower": np.array([0.05, np.nan]), "upper": np.array([0.2, np.nan])}
    band = bands_frame((line("A", 1.0, **limits),))
    assert band[["months", "lower", "upper"]].to_numpy().tolist() == [[1, 0.05, 0.2], [2, 0.05, 0.2]]
    assert bands_frame((line("A"),)).empty


def test_counts_of_one_group_without_a_name_stand_beside_the_heading_in_ink():
    ticks, counts = np.array([0.0, 6.0]), np.array([[9, 4]])
    blocks = (CountBlock("Number at risk", ("",), counts), CountBlock("Events so far", ("A",), counts))
    numbers, names = counts_frames(blocks, ticks)
    assert list(names.itertuples(index=False, name=None)) == [
        ("Number at risk", "", 0),
        ("Events so far", "", 1),
        ("A", "0", 2),
    ]
    assert numbers[["arm", "row"]].drop_duplicates().to_numpy().tolist() == [[INK, 0], ["0", 2]]
