"""What is said of pooled curves: of whom they are, how exact they are, and what the choices are called."""

from dataclasses import replace

import numpy as np
import pytest

from core.analyses.pooled_survival import Centres, Curves, curves_offered, pool_survival
from core.endpoints import Endpoint
from core.formats import listed
from core.words.pooling import (
    curves_label,
    left_out_by_centre,
    left_out_of_all,
    months_sentence,
    pooled_caption,
    pooled_title,
    side_by_side_sentence,
    small_groups_sentence,
)

OS = Endpoint("os", "Overall survival", "OS", "mab1_start")
OF_SHEET = Endpoint("os", "Overall survival", "OS", "sheet")


def centres(endpoint: Endpoint = OS, synthetic: tuple[str, ...] = ()) -> Centres:
    counts = np.ones((2, 2, 2, 30), dtype=int)
    left_out = ((("no value of Sex", 3),), ())
    return Centres(endpoint, "Sex", ("Female", "Male"), ("North", "South"), counts, left_out, synthetic)


def caption(curves: Curves, **settings) -> str:
    return pooled_caption(pool_survival(centres(**settings), curves, "log"), "log")


def test_every_choice_of_curves_has_a_name_of_its_own():
    names = [curves_label(centres(), curves) for curves in curves_offered(centres())]
    assert names == [
        "Groups, all centres together",
        "Centres side by side",
        "Centres side by side, only Female",
        "Centres side by side, only Male",
    ]


def test_the_caption_says_limits_test_centres_and_whom_they_left_out():
    said = caption(Curves("group"))
    assert "95 % confidence intervals on the log scale (as R)." in said
    assert "P by the stratified log-rank test. Stratified by centre: 2 strata." in said
    assert "Pooled from counts of 2 centres: North (n = 120), South (n = 120)." in said
    assert "240 patients included; left out: 3 no value of Sex." in said
    assert "P by the log-rank test. Counts of 2 centres." in caption(Curves("centre"))
    assert "Only patients in “Male”." in caption(Curves("centre", 1))


def test_the_caption_says_how_far_whole_months_may_have_moved_a_curve():
    assert "a step lies at most half a month from its place" in caption(Curves("group"))
    assert "up to 2.7 percentage points too high" in months_sentence(0.0271)
    assert "percentage" not in months_sentence(0.0)


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"synthetic": ("South",)}, "The patients of South are synthetic"),
        ({"synthetic": ("North", "South")}, "The patients are synthetic"),
        ({"endpoint": OF_SHEET}, "Time zero is what each centre's own sheet takes for it."),
    ],
)
def test_synthetic_centres_and_an_unknown_time_zero_are_told_only_where_they_are(settings, sentence):
    assert sentence in caption(Curves("group"), **settings)
    assert sentence not in caption(Curves("group"))


def test_left_out_patients_are_added_up_over_centres_and_told_of_each():
    left_out = ((("no value of Sex", 3), ("no date", 1)), (("no value of Sex", 4),))
    both = replace(centres(), left_out=left_out)
    assert left_out_of_all(both) == "240 patients included; left out: 7 no value of Sex; 1 no date."
    assert left_out_by_centre(both).endswith("South: 120 patients included; left out: 4 no value of Sex.")
    assert left_out_of_all(replace(both, left_out=())) == left_out_by_centre(replace(both, left_out=())) == ""


def test_why_many_centres_are_not_side_by_side_is_said():
    many = Centres(OS, "", ("All patients",), tuple(map(str, range(9))), np.ones((9, 1, 2, 4), dtype=int))
    assert side_by_side_sentence(many).startswith("More than 8 curves cannot be told apart")
    assert side_by_side_sentence(centres()) == ""


def test_in_what_centres_differ_travels_with_the_figure():
    differing = replace(centres(), differences=("Centres differ.",))
    assert "Centres differ." in pooled_caption(pool_survival(differing, Curves("group"), "log"), "log")


def test_the_title_says_what_and_which_curves():
    result = pool_survival(centres(), Curves("centre", 0), "log")
    assert pooled_title(result) == "Overall survival from the first antibody: centres side by side, only Female"


def test_small_groups_are_named():
    assert small_groups_sentence(()) == ""
    assert small_groups_sentence(("a", "b")).startswith("Fewer than 5 patients in “a” and “b”: ")
    assert [listed("a"), listed("ab"), listed("abc")] == ["a", "a and b", "a, b and c"]
