"""What is said of groups known only later, and of each way to compare them."""

import pytest

from core.analyses.bias_panel import compare_methods
from core.analyses.immortal_time import NO_DATES, NO_TIME_ZERO
from core.analyses.landmark import analyse_landmark
from core.analyses.time_dependent import analyse_time_dependent
from core.words.immortal_time import (
    REFUSALS,
    landmark_caption,
    landmark_corner,
    mantel_byar_corner,
    months,
    panel_sentence,
    reached_sentence,
    refused_sentence,
    time_dependent_caption,
)
from tests.analyses.transplanted import followed, question, seven

PHRASE = "on the log-log scale"


def at(month: float, cohort=None):
    return analyse_landmark(*question(cohort or seven()), "transplant", month)


@pytest.mark.parametrize(("count", "said"), [(1, "1 month"), (0, "0 months"), (2.5, "2.5 months"), (12.0, "12 months")])
def test_months_are_counted_in_words(count, said):
    assert months(count) == said


def test_the_landmark_caption_counts_those_who_reached_it_and_those_who_did_not():
    said = landmark_caption(at(3), PHRASE)
    assert said.startswith("Overall survival from the first antibody: landmark analysis at 3 months. ")
    assert "5 patients reached the landmark; excluded: 1 event by the landmark; 1 censored by the landmark." in said
    assert "2 patients changed group after it and stay in the group they were in." in said
    assert said.endswith("95 % confidence intervals on the log-log scale.")


def test_nobody_excluded_is_not_mentioned():
    assert (
        reached_sentence(at(0, followed([None, None], [90, 120], [True, True]))) == "2 patients reached the landmark."
    )


def test_the_tests_in_the_figures_are_named_and_one_group_has_none():
    assert landmark_corner(at(3)).startswith("Log-rank P ")
    assert landmark_corner(at(0, followed([None], [90], [True]))) == ""
    assert mantel_byar_corner(analyse_time_dependent(*question(seven()), "transplant")).startswith("Mantel-Byar P ")


def test_the_time_dependent_caption_counts_those_who_change_and_names_a_group_that_empties():
    said = time_dependent_caption(analyse_time_dependent(*question(seven()), "transplant"), PHRASE)
    assert "2 patients of 7 changed group while followed." in said
    assert "Mantel-Byar" in said
    gap = followed([10, 200, None], [50, 300, 400], [True, True, False])
    emptied = time_dependent_caption(analyse_time_dependent(*question(gap), "transplant"), PHRASE)
    assert emptied.endswith("For a while nobody was at risk in: Yes; the curve stays where it was.")


def test_the_panel_says_how_long_the_landmark_takes_nobody_into_account():
    panel = compare_methods(*question(seven()), "transplant", 1.0)
    assert "had an event or was last seen in the first 1 month and" in panel_sentence(panel)


@pytest.mark.parametrize("reason", [NO_DATES, NO_TIME_ZERO])
def test_every_refusal_has_its_words_and_says_what_would_help(reason):
    assert set(REFUSALS) == {NO_DATES, NO_TIME_ZERO}
    assert refused_sentence(reason).endswith("A landmark or time-dependent analysis needs that date.")
