"""The vocabulary of marks: every happening has one, and no two look alike."""

import pytest

from core.charts.happenings_marks import MARKS, OF_HAPPENING, TREATMENT_LABELS, TREATMENTS, marks_of, treatment_colours
from core.happenings import HAPPENINGS


def test_every_happening_but_the_start_of_an_antibody_has_a_mark():
    assert set(OF_HAPPENING) == set(HAPPENINGS) - {"mab2_start"}
    assert set(OF_HAPPENING.values()) <= set(MARKS)


def test_no_two_marks_share_shape_and_filling_so_that_grey_print_tells_them_apart():
    looks = [(mark.shape, mark.hollow) for mark in MARKS.values()]
    assert len(set(looks)) == len(looks)


def test_marks_come_once_and_in_the_order_of_the_legend():
    assert [mark.slug for mark in marks_of(["death", "response", "death"])] == ["response", "death"]


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_treatments_have_colours_of_their_own(mode):
    assert len(set(treatment_colours(mode).values())) == len(TREATMENTS)
    assert set(TREATMENTS) == set(TREATMENT_LABELS)
