"""The second opinion on counts is of other libraries: it agrees, says what it lacks, and notices a wrong number."""

from dataclasses import replace

import pytest

from core.proof.numbers.response import DURATION, response_numbers
from core.proof.opinions.response import LARGER_FISHER, ON_SURVIVAL, PLAIN, second_opinion_on_response
from core.view import View
from tests.proof.tables_asked import WARD
from tests.proof.test_response_scripts import ASKED, asked


@pytest.mark.parametrize(("cohort", "view"), ASKED)
def test_statsmodels_and_scipy_say_the_same_of_responses(cohort, view):
    _, page, _ = asked(cohort, view)
    opinions, _ = second_opinion_on_response(page, view.limits)
    assert len(opinions) > 15
    assert [one for one in opinions if not one.agrees] == []
    compared = (", share", ", lower", ", upper", " minus group 1", " to group 1")
    names = {name for name in response_numbers(page) if name.endswith(compared) and not name.startswith(DURATION)}
    assert names <= {one.name for one in opinions}


def test_fisher_of_more_than_two_groups_has_no_second_opinion_and_that_is_said():
    _, page, _ = asked("made up", View(compare=WARD.slug))
    opinions, sentences = second_opinion_on_response(page, "wilson")
    assert sentences == (LARGER_FISHER, PLAIN, ON_SURVIVAL)
    tested = {one.name for one in opinions if one.name.endswith(", P")}
    assert "Overall response of all given the antibody, P" in tested
    _, page, _ = asked("ino_failure", View(compare="failure_type"))
    assert second_opinion_on_response(page, "wilson")[1] == (PLAIN, ON_SURVIVAL)


def test_a_wrong_share_on_the_screen_is_noticed():
    view = View(compare="sex")
    _, page, _ = asked("mskcc", view)
    first, *others = page.ladder.rungs
    wrong = replace(first, arms=(replace(first.arms[0], lower=first.arms[0].lower + 1e-4), *first.arms[1:]))
    page = replace(page, ladder=replace(page.ladder, rungs=(wrong, *others)))
    opinions, _ = second_opinion_on_response(page, view.limits)
    assert [one.name for one in opinions if not one.agrees] == ["CR of all given the antibody, group 1, share, lower"]
